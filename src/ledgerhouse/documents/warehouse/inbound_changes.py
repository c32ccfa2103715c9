"""Changes of what is expected, for flows: the paper behind an inbound order changed, was called off, or is open again."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from ledgerhouse.documents.warehouse.inbound import LineRef, OrderRef
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
    fresh: bool = False


class Wanted(NamedTuple):
    """What a line of the origin shall be from now on: so many steps `more` than before (less below zero), at this price for what still comes."""

    origin_line: int
    position: int
    item: int
    more: int
    price: int


def spread(papers: Sequence[OrderRef], lines: Sequence[LineRef], wanted: Sequence[Wanted]) -> list[Expected]:
    """The open ones of these papers of one origin, as they shall be. Pure.

    What is added comes with the last of them; what is dropped is taken off from the last one first, and never what has come already.
    """
    open_ = {paper.id: n for n, paper in enumerate(papers) if paper.state in INBOUND.sources("receive")}
    if not open_:
        raise Changed(name=gettext_noop("An inbound order"))
    last = max(open_, key=lambda paper: open_[paper])
    at: dict[int, list[LineRef]] = {}
    for line in sorted((line for line in lines if line.order in open_), key=lambda line: open_[line.order]):
        at.setdefault(line.origin_line, []).append(line)
    taken = {line.position for line in lines if line.order == last}
    found = []
    for one in wanted:
        more = one.more
        mine = at.get(one.origin_line, [])
        if not mine and more > 0:
            position = max(taken) + 1 if one.position in taken else one.position
            taken.add(position)
            found.append(Expected(last, position, one.item, more, one.price, one.origin_line, fresh=True))
        for line in reversed(mine):
            step = max(more, min(line.received - line.expected, 0))
            more -= step
            new = (line.position, line.item, line.expected + step, one.price, line.origin_line)
            found.append(Expected(line.order, *new))
    return found


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
