"""Amendments, for flows: load in scope, write them into their orders, step through their life."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from ledgerhouse.documents.purchasing.models import AmendmentLine, PurchaseAmendment
from ledgerhouse.documents.purchasing.words import AMENDMENT
from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.dialect import one_of
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Changed, NotFound, gettext_noop


class AmendmentRef(NamedTuple):
    """An amendment as flows need it; `due_on` is the day as it shall be, `due_before` as it was."""

    id: int
    number: str
    state: str
    order: int
    order_number: str
    based_on: int
    due_on: date | None
    due_before: date | None
    maker: int


class LineRef(NamedTuple):
    """A line as it shall be, in steps. `fresh` when the order does not have it yet."""

    amendment: int
    position: int
    line: int
    item: int
    ordered: int
    price: int
    tax_rate: int
    fresh: bool


def load(ctx: Context, numbers: Sequence[str]) -> list[AmendmentRef]:
    """These amendments in the order asked for. Refuses with `NotFound` naming those outside the asker's scope."""
    rows = scoped(ctx, PurchaseAmendment).filter(number__in=set(numbers))
    paths = ("id", "number", "state", "order_id", "order__number", "based_on", "due_after", "due_before", "maker")
    found = {row[1]: AmendmentRef(*row) for row in rows.values_list(*paths)}
    missing = [number for number in dict.fromkeys(numbers) if number not in found]
    if missing:
        raise NotFound(kind=gettext_noop("purchase amendment"), name=", ".join(missing[:10]))
    return [found[number] for number in dict.fromkeys(numbers)]


def lines(ctx: Context, amendments: Iterable[int]) -> list[LineRef]:
    """The lines of these amendments, by amendment and position."""
    rows = scoped(ctx, AmendmentLine).filter(amendment_id__in=one_of(set(amendments)))
    paths = ("amendment_id", "position", "line", "item_id", "ordered", "price", "tax_rate", "ordered_before")
    return [
        LineRef._make(
            (
                *row[:4],
                exact.steps(row[4], exact.QUANTITY),
                exact.steps(row[5], exact.PRICE),
                exact.steps(row[6], exact.PERCENT),
                row[7] == 0,
            )
        )
        for row in rows.order_by("amendment_id", "position").values_list(*paths)
    ]


def apply(ctx: Context, amendments: Sequence[AmendmentRef], changed: Sequence[LineRef]) -> None:
    """Write amendments into their orders, which have a new version then. At most four statements.

    Refuses with `Changed` when an order has another version by now, or has received more than a line shall have.
    """
    _step(ctx, amendments)
    data = [(a.order, a.based_on, a.due_on.isoformat() if a.due_on else None) for a in amendments]
    columns: dialect.Columns = {"id": "int", "version": "int", "due_on": "date"}
    new = "version = t.version + 1, due_on = x.due_on"
    same = "t.state = 'released'"
    if dialect.update("purchasing_purchaseorder", new, columns, data, on=("id", "version"), where=same) != len(data):
        raise Changed(name=gettext_noop("A purchase order"))
    known = sorted((c.line, c.ordered, c.price, c.tax_rate) for c in changed if not c.fresh)
    columns = {"id": "int", "ordered": "int", "price": "int", "tax_rate": "int"}
    beyond = "case when t.received > x.ordered then t.received - x.ordered else 0 end"
    new = f"ordered = x.ordered, price = x.price, tax_rate = x.tax_rate, short = 0, excess = {beyond}"
    fits = "(t.received <= x.ordered or t.ordered = x.ordered)"
    if dialect.update("purchasing_purchaseline", new, columns, known, on=("id",), where=fits) != len(known):
        raise Changed(name=gettext_noop("A purchase order"))
    orders = {a.id: a.order for a in amendments}
    fresh = [
        (c.line, orders[c.amendment], c.position, c.item, c.ordered, c.price, c.tax_rate) for c in changed if c.fresh
    ]
    columns = {
        "id": "int",
        "order_id": "int",
        "position": "int",
        "item_id": "int",
        "ordered": "int",
        "price": "int",
        "tax_rate": "int",
    }
    dialect.insert("purchasing_purchaseline", columns, fresh, constants={"received": 0})


def drop(ctx: Context, orders: Iterable[int]) -> int:
    """Cancel what waits to change these orders, which take no change any more. Answers how many there were."""
    rows = scoped(ctx, PurchaseAmendment).filter(
        order_id__in=one_of(set(orders)), state__in=AMENDMENT.sources("cancel")
    )
    return rows.update(state=AMENDMENT.target("cancel"))


def _step(ctx: Context, amendments: Sequence[AmendmentRef]) -> None:
    columns: dialect.Columns = {"id": "int", "version": "int"}
    data = sorted((a.id, a.based_on + 1) for a in amendments)
    new = "version = x.version"
    source = AMENDMENT.sources("apply")
    dialect.update("purchasing_purchaseamendment", new, columns, data, on=("id",))
    rows = PurchaseAmendment.objects.filter(id__in=one_of({a.id for a in amendments}), state__in=source)
    done = rows.update(state=AMENDMENT.target("apply"), applied_by=ctx.user, applied_at=ctx.now)
    if done != len(amendments):
        raise Changed(name=", ".join(a.number for a in amendments[:10]))
