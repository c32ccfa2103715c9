"""What was decided on returned goods, for flows: written once, read to know what still waits, and counted by whose fault it was."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, Sum

from ledgerhouse.documents.sales.models import Disposition, SalesLine
from ledgerhouse.documents.sales.words import CAUSES
from ledgerhouse.foundation.dialect import one_of
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context


class New(NamedTuple):
    """A decision on so many steps of one lot of a return line."""

    line: int
    lot: int
    quantity: int
    disposition: str
    cause: str
    finding: str


class Rate(NamedTuple):
    """How many orders had something come back for one cause, and how many that is of a hundred orders that were shipped."""

    cause: str
    orders: int
    rate: Decimal


def decided(ctx: Context, lines: Iterable[int]) -> dict[tuple[int, int], int]:
    """Steps that are decided, by return line and lot. One statement."""
    rows = scoped(ctx, Disposition).filter(line__in=one_of(lines)).order_by().values_list("line_id", "lot")
    return {
        (line, lot): exact.steps(quantity, exact.QUANTITY)
        for line, lot, quantity in rows.annotate(steps=Sum("quantity"))
    }


def count(ctx: Context, lines: Iterable[int]) -> dict[int, int]:
    """How many decisions there are on each return line. One statement."""
    rows = scoped(ctx, Disposition).filter(line__in=one_of(lines)).order_by().values_list("line_id")
    return dict(rows.annotate(n=Count("id")))


def rates(ctx: Context, since: date, until: date) -> list[Rate]:
    """Of the orders of these days: those of which goods came back, by whose fault it was. Two statements."""
    days = (since, until)
    shipped = scoped(ctx, SalesLine).filter(order__ordered_on__range=days, shipped__gt=0)
    orders = shipped.aggregate(n=Count("order", distinct=True))["n"]
    back = scoped(ctx, Disposition).filter(line__paper__order__ordered_on__range=days).order_by().values_list("cause")
    found = dict(back.annotate(n=Count("line__paper__order", distinct=True)))
    hundredth = Decimal("0.01")
    return [
        Rate(cause, n := found.get(cause, 0), (Decimal(100 * n) / orders).quantize(hundredth) if orders else Decimal(0))
        for cause in CAUSES
    ]


def write(ctx: Context, new: Sequence[New]) -> None:
    """Write decisions down. One statement."""
    Disposition.objects.bulk_create(
        Disposition(
            id=identifier,
            company_id=ctx.company,
            line_id=one.line,
            lot=one.lot,
            quantity=exact.number(one.quantity, exact.QUANTITY),
            disposition=one.disposition,
            cause=one.cause,
            finding=one.finding,
            maker=ctx.user,
            decided_at=ctx.now,
        )
        for identifier, one in zip(new_ids(len(new)), new, strict=True)
    )
