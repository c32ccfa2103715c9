"""Append-only facts: `stock` (goods), `costing` (what they are worth), `books` (money). Only `posting` writes here.

A row is never changed or deleted, by code or by trigger; a correction is a new row with a reason and a link. Stock and books do not
know each other; costing may read both.
"""
