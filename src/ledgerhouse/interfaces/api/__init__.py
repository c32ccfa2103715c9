"""REST with OpenAPI 3.1: every verb a POST, every list a GET, problem details, cursor pages, scoped tokens.

Translates only; the verb or query it calls has the last word on rights, scope and rules. Knows no other interface.
"""
