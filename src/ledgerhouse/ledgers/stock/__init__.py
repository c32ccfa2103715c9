"""How much of what is where: balances, movements, entries, holds and promises.

Nouns: a *balance* is an account for goods (item, lot, location, handling unit, owner, status) with `on_hand` and `held`; an *entry*
moves a quantity from one balance to another; a *movement* is the reason for some entries; a *hold* is a pending entry; a
*promise* is the coarser reservation of a confirmed order.
Promises: `0 <= held <= on_hand`; balances are the sum of entries; `held` is the sum of open holds; nothing is rewritten.
Elsewhere: value (`costing`), the papers behind a movement (`documents`), the gate that writes all of it (`posting`).
"""
