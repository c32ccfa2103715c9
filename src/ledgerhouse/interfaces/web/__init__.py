"""Server-rendered pages: one design system, tables and forms drawn from row and command classes.

Translates only; the verb or query it calls has the last word on rights, scope and rules. Knows no other interface.
"""
