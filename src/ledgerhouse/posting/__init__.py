"""The gate: the only room that writes the ledgers, and only flows may come through it.

`post` takes many movements and writes goods, cost, money and news in a constant number of statements, or nothing at all.
Promises: balances are locked in key order, then cost pools in key order; every check is made before the first write.
Elsewhere: papers (`documents`, which posting never sees), the rows themselves (`ledgers`).
"""
