"""Costing methods: pure arithmetic on whole steps, no database, no clock.

Moving average (移动加权平均): a receipt adds quantity and value; an issue takes value in proportion, rounded half up to the currency's minor
unit; the last unit takes what is left, so quantity zero means value zero. The average itself is never stored.
Source of the formula: c' = (Q*c + q*p) / (Q + q).
"""

from typing import NamedTuple

from ledgerhouse.kernel.exact import share


class Pool(NamedTuple):
    """Quantity steps and value steps of one item in one valuation area."""

    quantity: int
    value: int


def receive(pool: Pool, quantity: int, value: int) -> Pool:
    """The pool after goods came in at a value."""
    return Pool(pool.quantity + quantity, pool.value + value)


def issue(pool: Pool, quantity: int, places: int = 2) -> tuple[int, Pool]:
    """The cost of taking `quantity` at moving average, and the pool left. The pool must hold that much."""
    if not 0 < quantity <= pool.quantity:
        message = f"can not issue {quantity} of {pool.quantity} steps"
        raise ValueError(message)
    if quantity == pool.quantity:
        return pool.value, Pool(0, 0)
    cost = min(share(pool.value, quantity, pool.quantity, places), pool.value)  # a value below one cent rounds up to it
    return cost, Pool(pool.quantity - quantity, pool.value - cost)


def like_cost(pool: Pool, quantity: int, fallback: int, places: int = 2) -> int:
    """The value of goods found (盘盈): at the current average, or at `fallback` value steps when the pool is empty."""
    if pool.quantity == 0:
        return fallback
    return share(pool.value, quantity, pool.quantity, places)
