"""Reads of the roll-out: what an import left in the papers, to be reconciled with its file; whether a step was done before."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple

from ledgerhouse.documents.sales.models import SalesLine
from ledgerhouse.foundation.models import Command
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context

CHUNK = 500


class Sum(NamedTuple):
    """Lines, whole pieces in steps of 10**-6, and value in steps of 10**-12 (quantity steps times price steps)."""

    lines: int
    quantity: int
    value: int


class SalesTotals(NamedTuple):
    """Sales lines as they stand: all, those shipped in full, those of which something is missing; what was shipped, is missing, came back."""

    orders: int
    lines: int
    full: int
    shipped: Sum
    short: Sum
    returned: Sum


def sales_totals(ctx: Context, numbers: Sequence[str] | None = None) -> SalesTotals:
    """Sum sales lines in exact whole steps, of these orders or of all the company's; rows are read one after the other, not kept."""
    orders: set[int] = set()
    lines = full = 0
    sums = [[0, 0, 0] for _ in range(3)]
    for order, *amounts, price in _lines(ctx, numbers):
        ordered, shipped, returned = (exact.steps(amount, exact.QUANTITY) for amount in amounts)
        price_steps = exact.steps(price, exact.PRICE)
        orders.add(order)
        lines += 1
        full += shipped == ordered
        for total, steps in zip(sums, (shipped, ordered - shipped, returned), strict=True):
            total[0] += steps > 0
            total[1] += steps
            total[2] += steps * price_steps
    return SalesTotals(len(orders), lines, full, *(Sum(*total) for total in sums))


def done(ctx: Context, key: str) -> bool:
    """Whether a command with this idempotency key was carried out."""
    return scoped(ctx, Command).filter(key=key).exists()


def _lines(ctx: Context, numbers: Sequence[str] | None) -> Iterator[tuple[Any, ...]]:
    rows = scoped(ctx, SalesLine).order_by().values_list("order_id", "ordered", "shipped", "returned", "price")
    if numbers is None:
        return rows.iterator(chunk_size=5000)
    return chain.from_iterable(
        rows.filter(order__number__in=numbers[at : at + CHUNK]).iterator(chunk_size=5000)
        for at in range(0, len(numbers), CHUNK)
    )
