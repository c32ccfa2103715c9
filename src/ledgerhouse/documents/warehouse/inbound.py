"""Inbound orders, for flows: write them in bulk, find their lines, take goods in, step through their life."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import F, Sum

from ledgerhouse.documents.warehouse.models import InboundLine, InboundOrder
from ledgerhouse.documents.warehouse.words import INBOUND
from ledgerhouse.foundation import dialect, numbering
from ledgerhouse.foundation.dialect import one_of
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.foundation.scope import scope_sql, scoped
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Changed, gettext_noop


class NewLine(NamedTuple):
    """An expected item: steps of its base unit, the price steps it will be booked at, and the id of the origin's line."""

    item: int
    expected: int
    price: int
    origin_line: int = 0


class NewInbound(NamedTuple):
    """Goods that are expected: from which paper, in which warehouse, on which day of which partner. No currency is the company's own."""

    origin_kind: str
    origin: str
    warehouse: int
    partner: int
    due_on: date | None
    lines: tuple[NewLine, ...]
    currency: str = ""


class OrderRef(NamedTuple):
    """An inbound order as flows need it; no partner is 0, no currency the company's own."""

    id: int
    number: str
    state: str
    warehouse: int
    origin_kind: str
    origin: str
    partner: int
    currency: str = ""


class LineRef(NamedTuple):
    """A line of an inbound order, in steps. `excess` was accepted beyond what is expected, `short` will not come any more."""

    id: int
    order: int
    position: int
    item: int
    expected: int
    received: int
    price: int
    origin_line: int
    excess: int = 0
    short: int = 0
    booked: int = 0
    announced: int = 0

    @property
    def open(self) -> int:
        """What may still come without anybody's asking."""
        return max(self.expected - self.received - self.short, 0)


_ORDER: dialect.Columns = {
    "id": "int",
    "number": "text",
    "warehouse_id": "int",
    "origin_kind": "text",
    "origin": "text",
    "partner_id": "int",
    "due_on": "date",
    "currency": "text",
}
_LINE: dialect.Columns = {
    "id": "int",
    "paper_id": "int",
    "position": "int",
    "item_id": "int",
    "expected": "int",
    "price": "int",
    "origin_line": "int",
}


def write(ctx: Context, orders: Sequence[NewInbound], day: date) -> list[str]:
    """Write inbound orders, expected from now on. Answers their numbers in order. Constant statements."""
    numbers = numbering.take(ctx, "inbound_order", len(orders), day)
    ids = new_ids(len(orders))
    rows = [
        (
            i,
            number,
            o.warehouse,
            o.origin_kind,
            o.origin,
            o.partner or None,
            o.due_on.isoformat() if o.due_on else None,
            o.currency,
        )
        for i, number, o in zip(ids, numbers, orders, strict=True)
    ]
    constants = {"company_id": ctx.company, "state": INBOUND.start, "created_at": ctx.now}
    dialect.insert("warehouse_inboundorder", _ORDER, rows, constants=constants)
    lines = [(i, position, *line) for i, o in zip(ids, orders, strict=True) for position, line in enumerate(o.lines, 1)]
    data = [(i, *line) for i, line in zip(new_ids(len(lines)), lines, strict=True)]
    dialect.insert("warehouse_inboundline", _LINE, data, constants={"received": 0, "booked": 0})
    return numbers


def by_number(ctx: Context, numbers: Iterable[str]) -> dict[str, OrderRef]:
    """Inbound orders by number; what is unknown or out of scope is absent."""
    return {ref.number: ref for ref in _orders(ctx, number__in=set(numbers))}


def of_origin(ctx: Context, origin_kind: str, origins: Iterable[str]) -> list[OrderRef]:
    """The inbound orders made from these papers."""
    return _orders(ctx, origin_kind=origin_kind, origin__in=set(origins))


def lines(ctx: Context, orders: Iterable[int]) -> list[LineRef]:
    """The lines of these orders, by order and position."""
    wanted = set(orders)
    if not wanted:
        return []
    among, params = dialect.within("l.paper_id", wanted)
    scope = scope_sql(ctx, InboundLine, "l", company="p.company_id", warehouse="p.warehouse_id")
    sql = (
        "select l.id, l.paper_id, l.position, l.item_id, l.expected, l.received, l.price, l.origin_line, "
        "l.excess, l.short, l.booked, l.announced "
        "from warehouse_inboundline l join warehouse_inboundorder p on p.id = l.paper_id "
        f"where {among} and {scope} order by l.paper_id, l.position"
    )
    return [LineRef(*row) for row in dialect.select(sql, params)]


def lines_by_id(ctx: Context, ids: Iterable[int]) -> dict[int, tuple[LineRef, OrderRef]]:
    """These lines with their orders, whatever their state. Three statements."""
    wanted = set(ids)
    rows = scoped(ctx, InboundLine).filter(id__in=one_of(wanted)).values_list("paper_id", flat=True)
    orders = {order.id: order for order in _orders(ctx, id__in=one_of(set(rows)))} if wanted else {}
    return {line.id: (line, orders[line.order]) for line in lines(ctx, orders) if line.id in wanted}


def book(booked: Mapping[int, int]) -> None:
    """Add steps that are in the books from now on to lines by id, take off below zero. One statement; refuses with `Changed` what does not add up."""
    rows = dialect.update(
        "warehouse_inboundline",
        "booked = t.booked + x.more",
        {"id": "int", "more": "int"},
        sorted(booked.items()),
        on=("id",),
        where="t.booked + x.more between 0 and t.received + t.replaced",
    )
    if rows != len(booked):
        raise Changed(name=gettext_noop("An inbound order"))


def booked(ctx: Context, lines: Iterable[int]) -> dict[int, int]:
    """The steps of lines that are in the books. One statement. Whoever has just added to a line keeps others from doing so until the end."""
    rows = scoped(ctx, InboundLine).filter(id__in=one_of(set(lines))).values_list("id", "booked")
    return {line: exact.steps(steps, exact.QUANTITY) for line, steps in rows}


def due_days(ctx: Context, orders: Iterable[int]) -> dict[int, date]:
    """The days on which orders are due, by id; those without one are absent. One statement."""
    rows = scoped(ctx, InboundOrder).filter(id__in=one_of(set(orders)), due_on__isnull=False)
    return {identifier: day for identifier, day in rows.values_list("id", "due_on") if day}


def announced(ctx: Context, lines: Iterable[int]) -> dict[int, int]:
    """Steps that are announced of these lines. One statement."""
    rows = scoped(ctx, InboundLine).filter(id__in=one_of(set(lines)))
    return {line: exact.steps(steps, exact.QUANTITY) for line, steps in rows.values_list("id", "announced")}


def take_in(
    ctx: Context,
    orders: Iterable[int],
    received: Mapping[int, int],
    beyond: Mapping[int, tuple[int, int]] | None = None,
    *,
    booked: Mapping[int, int] | None = None,
) -> None:
    """Add received steps to lines by id, and what of them is booked; their orders are being received from now on. At most three statements.

    `beyond` says per line what was received when somebody decided, and how much more than expected that decision lets in. Refuses with `Changed`
    an order that is no longer open, a line that has taken goods since the decision, and what would be more than is expected.
    """
    ids = set(orders)
    rows = scoped(ctx, InboundOrder).filter(id__in=one_of(ids), state__in=INBOUND.sources("receive"))
    if rows.update(state=INBOUND.target("receive")) != len(ids):
        raise Changed(name=gettext_noop("An inbound order"))
    accepted = dialect.update(
        "warehouse_inboundline",
        "excess = t.excess + x.more",
        {"id": "int", "seen": "int", "more": "int"},
        [(line, *facts) for line, facts in sorted((beyond or {}).items())],
        on=("id",),
        where="t.received = x.seen",
    )
    if accepted != len(beyond or {}):
        raise Changed(name=gettext_noop("An inbound order"))
    added = dialect.update(
        "warehouse_inboundline",
        "received = t.received + x.taken, booked = t.booked + x.more",
        {"id": "int", "taken": "int", "more": "int"},
        sorted((line, steps, (booked or {}).get(line, 0)) for line, steps in received.items()),
        on=("id",),
        where="t.expected + t.excess - t.received >= x.taken",
    )
    if added != len(received):
        raise Changed(name=gettext_noop("An inbound order"))


def complete(ctx: Context, orders: Iterable[int]) -> int:
    """Complete those of these orders of which everything is in. Answers how many. Two statements."""
    ids = set(orders)
    waiting = InboundLine.objects.filter(paper_id__in=one_of(ids), expected__gt=F("received") + F("short"))
    done = ids - set(waiting.values_list("paper_id", flat=True))
    rows = scoped(ctx, InboundOrder).filter(id__in=one_of(done), state__in=INBOUND.sources("complete"))
    return rows.update(state=INBOUND.target("complete"))


def cut_short(lines: Iterable[int]) -> None:
    """Of these lines nothing more will come. One statement."""
    among = dialect.among(set(lines))
    dialect.execute(
        f"update warehouse_inboundline set short = expected - received where id in {among} and expected > received"
    )


def take_back(
    ctx: Context, orders: Iterable[int], back: Mapping[int, int], booked: Mapping[int, int] | None = None
) -> None:
    """Take received steps off lines by id, and what of them was booked; their orders expect goods again, unless they were closed. Five statements.

    Refuses with `Changed` what would be more than was received.
    """
    taken = dialect.update(
        "warehouse_inboundline",
        "received = t.received - x.back, booked = t.booked - x.less, short = 0",
        {"id": "int", "back": "int", "less": "int"},
        sorted((line, steps, (booked or {}).get(line, 0)) for line, steps in back.items()),
        on=("id",),
        where="t.received >= x.back",
    )
    if taken != len(back):
        raise Changed(name=gettext_noop("An inbound order"))
    dialect.execute(
        "update warehouse_inboundline set excess = case when received > expected then received - expected else 0 end "
        f"where excess > 0 and id in {dialect.among(back)}"
    )
    ids = set(orders)
    with_goods = InboundLine.objects.filter(paper_id__in=one_of(ids), received__gt=0)
    begun = set(with_goods.values_list("paper_id", flat=True))
    for step, some in (("take_back", begun), ("take_all_back", ids - begun)):
        rows = scoped(ctx, InboundOrder).filter(id__in=one_of(some), state__in=INBOUND.sources(step))
        rows.update(state=INBOUND.target(step))


def close(ctx: Context, orders: Iterable[int]) -> int:
    """Expect nothing more of those of these orders that are open. Answers how many were."""
    rows = scoped(ctx, InboundOrder).filter(id__in=set(orders), state__in=INBOUND.sources("close"))
    return rows.update(state=INBOUND.target("close"))


def _orders(ctx: Context, **where: object) -> list[OrderRef]:
    rows = scoped(ctx, InboundOrder).filter(**where).order_by("id")
    return [
        OrderRef(i, number, state, warehouse, kind, origin, partner or 0, currency)
        for i, number, state, warehouse, kind, origin, partner, currency in rows.values_list(
            "id", "number", "state", "warehouse_id", "origin_kind", "origin", "partner_id", "currency"
        )
    ]


def expected_by_day(ctx: Context, warehouse: int, items: Iterable[int] = ()) -> dict[tuple[int, date], int]:
    """What open inbound orders still bring, per item and day, in steps; orders without a day promise nothing. One statement."""
    rows = scoped(ctx, InboundLine).filter(
        paper__warehouse_id=warehouse,
        paper__state__in=INBOUND.sources("receive"),
        paper__due_on__isnull=False,
        expected__gt=F("received") + F("short"),
    )
    if wanted := set(items):
        rows = rows.filter(item_id__in=wanted)
    sums = rows.values_list("item_id", "paper__due_on").annotate(Sum("expected"), Sum("received"), Sum("short"))
    return {(item, day): exact.steps(wanted - here - short, exact.QUANTITY) for item, day, wanted, here, short in sums}
