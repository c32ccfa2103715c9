"""The handheld: one step a screen, one always-focused scan box. It will be an installable app that works offline.

Translates only; the verb or query it calls has the last word on rights, scope and rules. Knows no other interface.
"""
