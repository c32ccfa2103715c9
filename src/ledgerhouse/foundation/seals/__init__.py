"""Seals: rows that must never change are hashed into blocks shortly after their commit, chained per company, with a digest per day.

`tables` says which tables, `rows` how a row becomes bytes that are the same on every database, `apply` seals what is new, `check` finds what no longer
fits and names the row. Promises: sealing never makes a writer wait; a row is sealed once, also when it commits late. A seal does not hinder change
(triggers do that); it tells. Whoever can rewrite the whole chain is found out by a digest that was kept outside.
"""
