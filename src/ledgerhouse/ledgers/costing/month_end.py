"""Month-end weighted average (全月一次加权平均): what the goods that left in a month cost, once all of it is known. Pure.

    average = (opening value + value received) / (opening quantity + quantity received)

Only goods that came in at a known value make the average. All others take it: issues, and goods that came in without a value of their own (found
in a count, returned before the run). The entries of a month are valued in the order of their ids, each with the difference of two rounded sums,

    value of entry i = round(average x issued up to i) - round(average x issued before i)

so that together they cost what the issued quantity costs, no entry is more than a cent off its own share, and when everything has left the last
one takes what is left. A pair of an entry and its reversal stands outside these sums: both have the same share, rounded by itself.

An issue that is larger than what the month had (its receipt landed in the next one) waits and is valued with the next month.
"""

from collections.abc import Sequence
from typing import NamedTuple

from ledgerhouse.kernel.exact import share


class Unvalued(NamedTuple):
    """An entry without a value of its own: steps that left (below zero: came in), and the entry it reverses, if any."""

    entry: int
    quantity: int
    reverses: int = 0


class MonthEnd(NamedTuple):
    """What each entry costs (signed like its quantity), the entries that wait for the next month, and what is left."""

    values: dict[int, int]
    waiting: tuple[int, ...]
    quantity: int
    value: int


def value_month(quantity: int, value: int, entries: Sequence[Unvalued], places: int = 2) -> MonthEnd:
    """Value the entries of a month whose opening stock and receipts are `quantity` steps worth `value` steps. Raises `ValueError` below zero."""
    if quantity < 0 or value < 0:
        message = f"a month can not have {quantity} steps worth {value}"
        raise ValueError(message)
    present = {e.entry for e in entries}
    undone = {e.reverses for e in entries if e.reverses in present}
    values: dict[int, int] = {}
    waiting: list[int] = []
    issued = cost = 0
    for e in entries:
        if not quantity or (e.entry not in undone and e.reverses not in undone and issued + e.quantity > quantity):
            waiting.append(e.entry)
        elif e.entry in undone or e.reverses in undone:
            values[e.entry] = share(value, e.quantity, quantity, places)
        else:
            issued += e.quantity
            after = value if issued == quantity else share(value, issued, quantity, places)
            values[e.entry], cost = after - cost, after
    return MonthEnd(values, tuple(waiting), quantity - issued, value - cost)
