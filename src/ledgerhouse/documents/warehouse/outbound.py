"""Outbound orders, for flows: write them, claim them for a step, count what happened to their lines."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from ledgerhouse.documents.warehouse.models import OutboundLine, OutboundOrder, Parcel
from ledgerhouse.documents.warehouse.words import OUTBOUND
from ledgerhouse.foundation import dialect, numbering
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.foundation.scope import scope_sql, scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Changed, NotFound, gettext_noop


class NewOutbound(NamedTuple):
    """What is wanted: origin paper, partner, day, and lines as (item, steps, origin's line id).

    `life_days` must be left of all goods on that day; `line_life` says how many of each line, in order, where that differs.
    """

    origin_kind: str
    origin: str
    warehouse: int
    partner: int
    due_on: date
    lines: tuple[tuple[int, int, int], ...]
    priority: int = 5
    life_days: int = 0
    line_life: tuple[int, ...] = ()


class Made(NamedTuple):
    """An outbound order that was written: number and line ids, in order."""

    number: str
    lines: tuple[int, ...]


class OrderRef(NamedTuple):
    """An outbound order as flows need it; `by_rule`: its warehouse has rules of allocation."""

    id: int
    number: str
    state: str
    origin_kind: str
    origin: str
    partner: int
    due_on: date
    life_days: int
    wave: str
    by_rule: bool


class LineRef(NamedTuple):
    """A line of an outbound order, in steps."""

    id: int
    order: int
    position: int
    item: int
    ordered: int
    allocated: int
    picked: int
    shipped: int
    cut: int
    origin_line: int
    fixed_lot: int = 0
    life_days: int = 0

    @property
    def open(self) -> int:
        """What nobody has taken care of yet."""
        return self.ordered - self.allocated - self.picked - self.shipped - self.cut


def write(ctx: Context, orders: Sequence[NewOutbound], day: date) -> list[Made]:
    """Write outbound orders, waiting for stock. Constant statements."""
    numbers = numbering.take(ctx, "outbound_order", len(orders), day)
    ids = new_ids(len(orders))
    line_ids = iter(new_ids(sum(len(o.lines) for o in orders)))
    made = [Made(number, tuple(next(line_ids) for _ in o.lines)) for number, o in zip(numbers, orders, strict=True)]
    columns: dialect.Columns = {
        "id": "int",
        "number": "text",
        "origin_kind": "text",
        "origin": "text",
        "warehouse_id": "int",
        "partner_id": "int",
        "due_on": "date",
        "priority": "int",
        "life_days": "int",
    }
    rows = [
        (
            i,
            m.number,
            o.origin_kind,
            o.origin,
            o.warehouse,
            o.partner or None,
            o.due_on.isoformat(),
            o.priority,
            o.life_days,
        )
        for i, m, o in zip(ids, made, orders, strict=True)
    ]
    constants = {"company_id": ctx.company, "state": OUTBOUND.start, "created_at": ctx.now}
    dialect.insert("warehouse_outboundorder", columns, rows, constants=constants)
    _write_lines(list(zip(ids, made, orders, strict=True)))
    return made


def _write_lines(orders: Sequence[tuple[int, Made, NewOutbound]]) -> None:
    line_columns: dialect.Columns = {
        "id": "int",
        "paper_id": "int",
        "position": "int",
        "item_id": "int",
        "ordered": "int",
        "origin_line": "int",
        "life_days": "int",
    }
    line_rows = [
        (line_id, i, position, item, steps, origin_line, max(life, o.life_days))
        for i, m, o in orders
        for position, (line_id, (item, steps, origin_line), life) in enumerate(
            zip(m.lines, o.lines, o.line_life or (0,) * len(o.lines), strict=True), 1
        )
    ]
    zero = {"allocated": 0, "picked": 0, "shipped": 0, "cut": 0}
    dialect.insert("warehouse_outboundline", line_columns, line_rows, constants=zero)


def claim(ctx: Context, warehouse: int, verb: str, *, numbers: Sequence[str] = (), limit: int = 300) -> list[OrderRef]:
    """Lock outbound orders from which this step may start, and answer them by priority and age.

    With numbers: exactly these; refuses with `NotFound` or `WrongState` by name. Without: the first `limit` that may, leaving out
    what somebody else is just working on.
    """
    here = f"o.warehouse_id = {int(warehouse)} and {scope_sql(ctx, OutboundOrder, 'o')}"
    if numbers:
        return _claim_named(here, verb, numbers)
    waiting = dialect.among_words("o.state", OUTBOUND.sources(verb))
    sql = f"select o.id from warehouse_outboundorder o where {waiting} and {here} order by o.priority, o.id limit {int(limit)}"
    rank = {row[0]: n for n, row in enumerate(dialect.select(sql))}
    # locked by id, answered by rank: scarce goods go to the first of them
    return sorted((o for o in _lock(rank) if o.state in OUTBOUND.sources(verb)), key=lambda o: rank[o.id])


def step(orders: Iterable[OrderRef], verb: str, *, shipped_at: datetime | None = None) -> None:
    """Take one step of each claimed order's life; `shipped_at` notes when its goods left."""
    ids = [o.id for o in orders]
    if not ids:
        return
    among, params = dialect.within("id", ids)
    sources = dialect.among_words("state", OUTBOUND.sources(verb))
    left, when = (", shipped_at = %s", [dialect.adapted(shipped_at)]) if shipped_at else ("", [])
    sql = f"update warehouse_outboundorder set state = '{OUTBOUND.target(verb)}'{left} where {among} and {sources}"
    if dialect.execute(sql, [*when, *params]) != len(ids):
        raise Changed(name=gettext_noop("An outbound order"))


def lines(ctx: Context, orders: Iterable[int]) -> list[LineRef]:
    """The lines of these orders, by order and position."""
    return _read(ctx, "paper_id", orders)


def lines_by_id(ctx: Context, ids: Iterable[int]) -> list[LineRef]:
    """These lines, by order and position."""
    return _read(ctx, "id", ids)


def shipped_lines(ctx: Context, origin_lines: Iterable[int]) -> dict[int, list[LineRef]]:
    """The lines that shipped something of these origin lines, oldest first: origin line id -> lines."""
    found: dict[int, list[LineRef]] = {}
    for line in _read(ctx, "origin_line", origin_lines):
        if line.shipped:
            found.setdefault(line.origin_line, []).append(line)
    return found


def lines_of_origin(ctx: Context, kind: str, origins: Iterable[str]) -> list[LineRef]:
    """The lines of all orders that came from these papers. Two statements, both by index."""
    rows = scoped(ctx, OutboundOrder).filter(origin_kind=kind, origin__in=set(origins))
    return lines(ctx, rows.values_list("id", flat=True))


def find(ctx: Context, numbers: Iterable[str]) -> list[OrderRef]:
    """These orders by id, whatever their state and without a lock; what is unknown or out of scope is absent."""
    return _orders(set(scoped(ctx, OutboundOrder).filter(number__in=set(numbers)).values_list("id", flat=True)))


def in_state(ctx: Context, warehouse: int, numbers: Iterable[str], state: str) -> list[str]:
    """Those of these orders that are in a state, by number."""
    rows = scoped(ctx, OutboundOrder).filter(warehouse_id=warehouse, number__in=set(numbers), state=state)
    return sorted(rows.values_list("number", flat=True))


def of_lines(ctx: Context, line_ids: Iterable[int]) -> list[OrderRef]:
    """The orders these lines belong to, by id."""
    return _orders({line.order for line in _read(ctx, "id", line_ids)})


def lock_of_lines(ctx: Context, line_ids: Iterable[int]) -> list[OrderRef]:
    """Lock the orders these lines belong to, whatever their state: whoever ends something of an order asks alone whether it was the last."""
    return _lock({line.order for line in _read(ctx, "id", line_ids)})


def warehouse_of(ctx: Context, numbers: Iterable[str]) -> dict[str, int]:
    """The warehouse of each order. Refuses with `NotFound` naming those outside the asker's scope."""
    wanted = list(dict.fromkeys(numbers))
    which, params = dialect.named("o.number", wanted)
    scope = scope_sql(ctx, OutboundOrder, "o")
    sql = f"select o.number, o.warehouse_id from warehouse_outboundorder o where {which} and {scope}"
    found = dict(dialect.select(sql, params))
    missing = [number for number in wanted if number not in found]
    if missing:
        raise NotFound(kind=gettext_noop("outbound order"), name=", ".join(missing[:10]))
    return found


def partners_of(ctx: Context, numbers: Iterable[str]) -> dict[str, int]:
    """Whom these outbound orders are for: number -> partner id, 0 for nobody."""
    rows = scoped(ctx, OutboundOrder).filter(number__in=set(numbers))
    return {number: partner or 0 for number, partner in rows.values_list("number", "partner_id")}


class ParcelRef(NamedTuple):
    """A packed parcel of an order; its weight in grams, 0 when it was not weighed."""

    order: int
    number: str
    weight_g: int


def parcels(ctx: Context, orders: Iterable[int]) -> list[ParcelRef]:
    """The parcels of these orders, by id. One statement."""
    rows = scoped(ctx, Parcel).filter(order_id__in=dialect.one_of(set(orders))).order_by("id")
    return [ParcelRef(*row) for row in rows.values_list("order_id", "number", "weight_g")]


def waiting_for(ctx: Context, warehouse: int, items: Iterable[int]) -> list[tuple[str, int]]:
    """Lines of waiting orders that still want these items, as (order number, line id), by priority and age. One statement."""
    among, params = dialect.within("l.item_id", set(items))
    sql = (
        "select o.number, l.id from warehouse_outboundorder o join warehouse_outboundline l on l.paper_id = o.id "
        f"where o.warehouse_id = {int(warehouse)} and {dialect.among_words('o.state', OUTBOUND.sources('allocate'))} and {among} "
        "and l.ordered > l.allocated + l.picked + l.shipped + l.cut "
        f"and {scope_sql(ctx, OutboundOrder, 'o')} order by o.priority, o.id, l.position"
    )
    return [(row[0], row[1]) for row in dialect.select(sql, params)]


def of_origin(ctx: Context, kind: str, origins: Iterable[str]) -> dict[str, int]:
    """Numbers and warehouses of the orders that came from these papers."""
    rows = scoped(ctx, OutboundOrder).filter(origin_kind=kind, origin__in=set(origins))
    return dict(rows.values_list("number", "warehouse_id"))


def by_number(ctx: Context, warehouse: int, numbers: Iterable[str]) -> list[OrderRef]:
    """These orders of a warehouse under lock, whatever their state, by id; what is unknown or out of scope is absent."""
    rows = scoped(ctx, OutboundOrder).filter(warehouse_id=warehouse, number__in=set(numbers))
    return _lock(set(rows.values_list("id", flat=True)))


class Change(NamedTuple):
    """What to add to the counters of one line, in signed steps."""

    allocated: int = 0
    picked: int = 0
    shipped: int = 0
    cut: int = 0


COUNTERS = "allocated = t.allocated + x.allocating, picked = t.picked + x.picking, shipped = t.shipped + x.shipping, cut = t.cut + x.cutting"
COUNTED: dialect.Columns = {"id": "int", "allocating": "int", "picking": "int", "shipping": "int", "cutting": "int"}


def count(changes: Mapping[int, Change]) -> None:
    """Add to the counters of lines. One statement; the database refuses what does not add up."""
    data = sorted((line, *change) for line, change in changes.items() if any(change))
    dialect.update("warehouse_outboundline", COUNTERS, COUNTED, data, on=("id",))


class Chosen(NamedTuple):
    """How stock was chosen for a line: the strategy, the position of its rule (0: none), and the balance that would have been next (0: none)."""

    strategy: str
    rule: int = 0
    runner_up: int = 0


def allocated(found: Mapping[int, tuple[int, int, Chosen]], *, cut: bool) -> None:
    """Count what allocation held for lines, what they lack, and how it chose. What they lack is cut, or stays open. One statement."""
    data = sorted(
        (line, held, 0, 0, missing if cut else 0, 0 if cut else missing, "|".join(map(str, chosen)))
        for line, (held, missing, chosen) in found.items()
    )
    columns: dialect.Columns = {**COUNTED, "lacking": "int", "how": "text"}
    sets = f"{COUNTERS}, missing = x.lacking, chosen = x.how"
    dialect.update("warehouse_outboundline", sets, columns, data, on=("id",))


def fix_lots(lots: Mapping[int, int]) -> None:
    """Say from which lot lines are served, by line id; 0: from any. One statement, none for nothing."""
    columns: dialect.Columns = {"id": "int", "lot": "int"}
    dialect.update("warehouse_outboundline", "fixed_lot = x.lot", columns, sorted(lots.items()), on=("id",))


def how_chosen(text: str) -> Chosen | None:
    """What `allocated` has noted, or None where nothing was allocated yet."""
    strategy, _, rest = text.partition("|")
    rule, _, runner_up = rest.partition("|")
    return Chosen(strategy, int(rule or 0), int(runner_up or 0)) if strategy else None


_LINES = """
select l.id, l.paper_id, l.position, l.item_id, l.ordered, l.allocated, l.picked, l.shipped, l.cut, l.origin_line, l.fixed_lot,
       case when l.life_days > p.life_days then l.life_days else p.life_days end
from warehouse_outboundline l join warehouse_outboundorder p on p.id = l.paper_id
where {ids} and {scope} order by l.paper_id, l.position
"""
_ORDERS = """
select o.id, o.number, o.state, o.origin_kind, o.origin, o.partner_id, o.due_on, o.life_days,
       (select w.number from warehouse_wave w where w.id = o.wave_id),
       exists (select 1 from warehouse_allocationrule r where r.warehouse_id = o.warehouse_id)
from warehouse_outboundorder o where {which} order by o.id
"""


def _read(ctx: Context, column: str, ids: Iterable[int]) -> list[LineRef]:
    """Lines as tuples of whole steps, without a model in between: every outbound verb reads all its lines."""
    wanted = set(ids)
    if not wanted:
        return []
    scope = scope_sql(ctx, OutboundLine, "l", company="p.company_id", warehouse="p.warehouse_id")
    among, params = dialect.within(f"l.{column}", wanted)
    return [LineRef(*row) for row in dialect.select(_LINES.format(ids=among, scope=scope), params)]


def _claim_named(here: str, verb: str, numbers: Sequence[str]) -> list[OrderRef]:
    which, params = dialect.named("o.number", numbers)
    if dialect.locks_in_order():
        which = f"{which} and {here}"
    else:
        found = dialect.select(f"select o.id from warehouse_outboundorder o where {which} and {here}", params)
        which, params = dialect.within("o.id", (row[0] for row in found)) if found else ("1 = 0", [])
    rows = dialect.select(dialect.locking(_ORDERS.format(which=which)), params)
    locked = {order.number: order for order in map(_order, rows)}
    missing = [number for number in dict.fromkeys(numbers) if number not in locked]
    if missing:
        raise NotFound(kind=gettext_noop("outbound order"), name=", ".join(missing[:10]))
    for order in locked.values():
        OUTBOUND.after(order.state, verb, name=order.number)
    return [locked[number] for number in dict.fromkeys(numbers)]


def _lock(ids: Collection[int]) -> list[OrderRef]:
    """Lock by ascending id and read what is locked. The wave's number is asked for beside: a joined row would be locked too."""
    return _orders(ids, lock=True)


def _orders(ids: Collection[int], *, lock: bool = False) -> list[OrderRef]:
    if not ids:
        return []
    among, params = dialect.within("o.id", ids)
    sql = _ORDERS.format(which=among)
    return [_order(row) for row in dialect.select(dialect.locking(sql) if lock else sql, params)]


def _order(row: Sequence[Any]) -> OrderRef:
    *known, partner, due_on, life_days, wave, by_rule = row
    return OrderRef._make([*known, partner or 0, dialect.day(due_on), life_days, wave or "", bool(by_rule)])
