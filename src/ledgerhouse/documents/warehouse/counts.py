"""Stocktakes, for flows: drawn up over balances, counted line by line, posted once."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ledgerhouse.documents.warehouse.models import Count, CountLine
from ledgerhouse.documents.warehouse.words import COUNT
from ledgerhouse.foundation import dialect, numbering
from ledgerhouse.foundation.nodes import new_id, new_ids
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Changed, NotFound, gettext_noop

PIECE = 10**6
"""One piece in steps."""


class Key(NamedTuple):
    """A balance, as it is counted."""

    item: int
    lot: int
    location: int
    unit: int = 0
    owner: int = 0
    status: int = 1


class NewLine(NamedTuple):
    """A balance to count: what the ledger says, and for goods found, what was counted and what one base unit is worth (price steps)."""

    key: Key
    expected: int
    counted: int = 0
    price: int = 0
    surplus: tuple[str, ...] = ()


class CountRef(NamedTuple):
    """A stocktake as flows need it."""

    id: int
    number: str
    state: str
    warehouse: int
    counter: int


class LineRef(NamedTuple):
    """A line of a stocktake, in steps."""

    id: int
    position: int
    key: Key
    expected: int
    counted: int
    recorded: bool
    counter: int
    price: int
    missing: tuple[str, ...] = ()
    surplus: tuple[str, ...] = ()

    @property
    def difference(self) -> int:
        """Steps found (above zero) or missing (below)."""
        return self.counted - self.expected if self.recorded else 0

    @property
    def lost(self) -> int:
        """Steps that are missing: the pieces named, or what the quantity falls short."""
        return len(self.missing) * PIECE if self.missing or self.surplus else max(-self.difference, 0)

    @property
    def gained(self) -> int:
        """Steps found besides: the pieces named, or what the quantity is more."""
        return len(self.surplus) * PIECE if self.missing or self.surplus else max(self.difference, 0)


class Seen(NamedTuple):
    """What was counted of a line: what the ledger says now, what lies there, and the pieces that differ."""

    expected: int
    counted: int
    missing: tuple[str, ...] = ()
    surplus: tuple[str, ...] = ()


_LINE: dialect.Columns = {
    "id": "int",
    "position": "int",
    "item_id": "int",
    "lot": "int",
    "location_id": "int",
    "unit": "int",
    "stock_owner": "int",
    "status": "int",
    "expected": "int",
    "counted": "int",
    "price": "int",
    "surplus": "text",
}


def write(ctx: Context, warehouse: int, lines: Sequence[NewLine], day: date) -> str:
    """Draw up a stocktake. Answers its number. Constant statements."""
    (number,) = numbering.take(ctx, "stock_count", 1, day)
    identifier = new_id()
    Count.objects.bulk_create(
        [Count(id=identifier, company_id=ctx.company, number=number, warehouse_id=warehouse, created_at=ctx.now)]
    )
    _add(identifier, lines, 1, recorded=False)
    return number


def load(ctx: Context, number: str) -> CountRef:
    """One stocktake. Refuses with `NotFound`."""
    rows = scoped(ctx, Count).filter(number=number)
    row = rows.values_list("id", "number", "state", "warehouse_id", "counter").first()
    if row is None:
        raise NotFound(kind=gettext_noop("stocktake"), name=number)
    return CountRef(*row)


def lines(ctx: Context, count: int) -> list[LineRef]:
    """The lines of a stocktake by position."""
    rows = scoped(ctx, CountLine).filter(paper_id=count).order_by("position")
    return [
        LineRef(
            i,
            position,
            Key(*key),
            _steps(expected),
            _steps(counted),
            recorded,
            counter,
            exact.steps(price, exact.PRICE),
            tuple((missing or "").split("\n")) if missing else (),
            tuple((surplus or "").split("\n")) if surplus else (),
        )
        for i, position, expected, counted, recorded, counter, price, missing, surplus, *key in rows.values_list(
            "id",
            "position",
            "expected",
            "counted",
            "recorded",
            "counter",
            "price",
            "missing",
            "surplus",
            "item_id",
            "lot",
            "location_id",
            "unit",
            "stock_owner",
            "status",
        )
    ]


def record(ctx: Context, count: CountRef, counted: Mapping[int, Seen], found: Sequence[NewLine], after: int) -> None:
    """Write what was counted, by line id, and lines for goods found, whose positions come `after`."""
    _step(ctx, count, "record", counter=ctx.user)
    dialect.update(
        "warehouse_countline",
        f"expected = x.booked, counted = x.seen, missing = x.missing, surplus = x.surplus, recorded = true, counter = {int(ctx.user)}",
        {"id": "int", "booked": "int", "seen": "int", "missing": "text", "surplus": "text"},
        sorted((i, s.expected, s.counted, "\n".join(s.missing), "\n".join(s.surplus)) for i, s in counted.items()),
        on=("id",),
    )
    _add(count.id, found, after + 1, recorded=True, counter=ctx.user)


def post(ctx: Context, count: CountRef) -> None:
    """The differences are in the ledgers: the stocktake is closed."""
    _step(ctx, count, "approve", approver=ctx.user, posted_at=ctx.now)


def cancel(ctx: Context, count: CountRef) -> None:
    """Throw the counting away."""
    _step(ctx, count, "cancel")


def _add(count: int, lines: Sequence[NewLine], first: int, *, recorded: bool, counter: int = 0) -> None:
    rows = [
        (i, position, *line.key, line.expected, line.counted, line.price, "\n".join(line.surplus))
        for position, (i, line) in enumerate(zip(new_ids(len(lines)), lines, strict=True), first)
    ]
    dialect.insert(
        "warehouse_countline", _LINE, rows, constants={"paper_id": count, "recorded": recorded, "counter": counter}
    )


def _step(ctx: Context, count: CountRef, step: str, **values: object) -> None:
    COUNT.after(count.state, step, name=count.number)
    rows = scoped(ctx, Count).filter(id=count.id, state__in=COUNT.sources(step))
    if rows.update(state=COUNT.target(step), **values) != 1:
        raise Changed(name=count.number)


def _steps(quantity: Decimal) -> int:
    return exact.steps(quantity, exact.QUANTITY)
