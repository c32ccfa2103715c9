"""Money: accounts, roles, posting rules, journal entries and vouchers.

Nouns: an *account* of a chart; a *role* (inventory, grni, cogs …) that rules name and a chart maps to an account; a *journal entry*, balanced, written with
the movement it belongs to; a *voucher*, which carries the legal number and is made from journal entries later.
Promises: every journal entry balances; posted rows are never changed; numbers have no gaps; a correction is a red entry.
Elsewhere: quantities (`stock`), unit costs (`costing`), who decides what to book (`posting`).
"""
