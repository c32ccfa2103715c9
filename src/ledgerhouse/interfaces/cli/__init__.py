"""The command line: `ledgerhouse …`; every verb with no code of its own, set-up, demo, doctor, import.

Translates only; the verb or query it calls has the last word on rights, scope and rules. Knows no other interface.
"""
