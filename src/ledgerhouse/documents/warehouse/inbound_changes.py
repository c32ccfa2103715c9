"""Changes of what is expected, for flows: the paper behind an inbound order changed, was called off, or is open again."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from ledgerhouse.documents.warehouse.models import InboundLine, InboundOrder
from ledgerhouse.documents.warehouse.words import INBOUND
from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.dialect import one_of
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Changed, gettext_noop


class Expected(NamedTuple):
    """What shall be expected of a line of the origin, in steps; `position` and `item` are those of a line that is new."""

    order: int
    position: int
    item: int
    expected: int
    price: int
    origin_line: int
    fresh: bool


def expect(ctx: Context, due: Mapping[int, date | None], lines: Sequence[Expected]) -> None:
    """Expect other quantities at other prices on other days, of orders by id. Three statements.

    Refuses with `Changed` an order that takes nothing any more, and less than has come in.
    """
    columns: dialect.Columns = {"id": "int", "due_on": "date"}
    data = [(order, day.isoformat() if day else None) for order, day in sorted(due.items())]
    open_ = dialect.among_words("t.state", INBOUND.sources("receive"))
    mine = f"t.company_id = {int(ctx.company)} and {open_}"
    if dialect.update("warehouse_inboundorder", "due_on = x.due_on", columns, data, on=("id",), where=mine) != len(
        data
    ):
        raise Changed(name=gettext_noop("An inbound order"))
    known = sorted((line.order, line.origin_line, line.expected, line.price) for line in lines if not line.fresh)
    columns = {"paper_id": "int", "origin_line": "int", "expected": "int", "price": "int"}
    beyond = "case when t.received > x.expected then t.received - x.expected else 0 end"
    new = f"expected = x.expected, price = x.price, short = 0, excess = {beyond}"
    fits = "(t.received <= x.expected or t.expected = x.expected)"
    on = ("paper_id", "origin_line")
    if dialect.update("warehouse_inboundline", new, columns, known, on=on, where=fits) != len(known):
        raise Changed(name=gettext_noop("An inbound order"))
    fresh = [one[:-1] for one in lines if one.fresh]
    columns = {
        "id": "int",
        "paper_id": "int",
        "position": "int",
        "item_id": "int",
        "expected": "int",
        "price": "int",
        "origin_line": "int",
    }
    new_lines = [(i, *line) for i, line in zip(new_ids(len(fresh)), fresh, strict=True)]
    dialect.insert("warehouse_inboundline", columns, new_lines, constants={"received": 0, "booked": 0})


def cancel(ctx: Context, orders: Iterable[int]) -> int:
    """Expect nothing of these orders, of which nothing has come. Refuses with `Changed` those of which something has."""
    return _step(ctx, set(orders), "cancel")


def reopen(ctx: Context, orders: Iterable[int]) -> int:
    """Expect the rest of closed orders again. Three statements. Refuses with `Changed` those that are not closed."""
    ids = set(orders)
    with_goods = InboundLine.objects.filter(paper_id__in=one_of(ids), received__gt=0)
    begun = set(with_goods.values_list("paper_id", flat=True))
    return _step(ctx, begun, "reopen_begun") + _step(ctx, ids - begun, "reopen")


def _step(ctx: Context, orders: set[int], step: str) -> int:
    rows = scoped(ctx, InboundOrder).filter(id__in=one_of(orders), state__in=INBOUND.sources(step))
    if rows.update(state=INBOUND.target(step)) != len(orders):
        raise Changed(name=gettext_noop("An inbound order"))
    return len(orders)
