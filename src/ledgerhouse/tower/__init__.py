"""The control tower: rooms with a view. They read everything and own only what they derive.

`planning`, `analytics`, `alerts`, `integration`, `rollout`, `simulation`. They react to news from the outbox, may be late, and never write a ledger.
"""
