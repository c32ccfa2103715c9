"""Reads of costing: what goods are worth, and what they cost when they moved."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.scope import scope_sql, scoped
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context
from ledgerhouse.ledgers.costing.methods import Use
from ledgerhouse.ledgers.costing.models import CostAdjustment, CostLine, CostPool, LayerUse, ProvisionalIssue
from ledgerhouse.ledgers.costing.words import Kind
from ledgerhouse.ledgers.stock.models import Balance
from ledgerhouse.ledgers.stock.words import OWN
from ledgerhouse.masterdata.sites.words import WarehouseRef


def pools_value(ctx: Context) -> int:
    """The value steps of all cost pools of the company."""
    sql = f"select coalesce(sum(value), 0) from costing_costpool p where {scope_sql(ctx, CostPool, 'p')}"
    return int(dialect.select(sql)[0][0])


def cost_of_lines(ctx: Context, area: int, lines: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Per paper line: (quantity steps, value steps) that its valued entries took out of stock, both positive."""
    wanted = set(lines)
    if not wanted:
        return {}
    sql = (
        "select line, -sum(quantity), -sum(value) from costing_costline c "
        f"where area = {int(area)} and line in {dialect.among(wanted)} and {scope_sql(ctx, CostLine, 'c')} group by line"
    )
    return {row[0]: (int(row[1]), int(row[2])) for row in dialect.select(sql)}


def pools_of(ctx: Context, area: int, items: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Per item: (quantity steps, value steps) of its cost pool in a valuation area; lots of specific costing added up."""
    wanted = set(items)
    if not wanted:
        return {}
    sql = (
        f"select item_id, sum(quantity), sum(value) from costing_costpool p where area = {int(area)} "
        f"and item_id in {dialect.among(wanted)} and {scope_sql(ctx, CostPool, 'p')} group by item_id"
    )
    return {row[0]: (int(row[1]), int(row[2])) for row in dialect.select(sql)}


def last_receipts(ctx: Context, area: int, items: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Per item: (quantity steps, value steps) of the last goods that came in at a value. One statement, by index."""
    wanted = set(items)
    if not wanted:
        return {}
    mine = f"area = {int(area)} and item_id in {dialect.among(wanted)} and {scope_sql(ctx, CostLine, 'c')}"
    sql = (
        f"select item_id, quantity, value from costing_costline c where {mine} and id in (select max(id) "
        f"from costing_costline c where {mine} and kind = {int(Kind.MOVED)} and quantity > 0 and reverses = 0 group by item_id)"
    )
    return {row[0]: (row[1], row[2]) for row in dialect.select(sql)}


def open_provisional_issues(ctx: Context, month: int) -> list[str]:
    """The papers whose goods left before stock had them, up to this month, and that no receipt has settled; oldest first."""
    after = date(month // 100 + month % 100 // 12, month % 100 % 12 + 1, 1)
    rows = scoped(ctx, ProvisionalIssue).filter(open=True, business_date__lt=after).order_by("business_date", "id")
    return list(dict.fromkeys(rows.values_list("number", flat=True)))


def pool_keys(ctx: Context, area: int, items: Iterable[int]) -> set[tuple[int, int]]:
    """The (item, lot) of every pool of these items in a valuation area. One statement."""
    wanted = set(items)
    if not wanted:
        return set()
    mine = f"area = {int(area)} and item_id in {dialect.among(wanted)} and {scope_sql(ctx, CostPool, 'p')}"
    return {(row[0], row[1]) for row in dialect.select(f"select item_id, lot from costing_costpool p where {mine}")}


def moved_since(ctx: Context, items: Iterable[int], day: date) -> dict[int, int]:
    """How many valued entries of these items have a business date from this day on. One statement."""
    kinds = dialect.among((Kind.MOVED, Kind.PENDING))
    sql = (
        f"select item_id, count(*) from costing_costline c where item_id in {dialect.among(set(items))} and kind in {kinds} "
        f"and business_date >= '{day}' and {scope_sql(ctx, CostLine, 'c')} group by item_id"
    )
    return dict(dialect.select(sql))


def provisional_of(ctx: Context, items: Iterable[int]) -> set[int]:
    """Those of these items of which something was issued provisionally that no receipt has settled. One statement."""
    rows = scoped(ctx, ProvisionalIssue).filter(open=True, item_id__in=set(items))
    return set(rows.values_list("item_id", flat=True))


class Moved(NamedTuple):
    """What the valued entries of one paper line took out of stock of one lot: steps and value steps; below zero when they brought in.

    `pending` is 1 while the month-end run has still to value some of it.
    """

    line: int
    lot: int
    quantity: int
    value: int
    pending: int


def moved_by_lot(ctx: Context, area: int, lines: Iterable[int]) -> list[Moved]:
    """Per paper line and lot, in the order of the first entry: what went out and at what cost. One statement, by index."""
    wanted = set(lines)
    if not wanted:
        return []
    sql = (
        "select c.line, e.lot_id, -sum(c.quantity), -sum(c.value), max(case when f.id is null then 0 else 1 end) "
        "from costing_costline c join stock_entry e on e.warehouse_id = c.warehouse_id and e.id = c.entry "
        "left join costing_monthflow f on f.entry = c.entry and f.area = c.area and f.known = 0 and f.run = 0 "
        f"where c.area = {int(area)} and c.line in {dialect.among(wanted)} and {scope_sql(ctx, CostLine, 'c')} "
        "group by c.line, e.lot_id order by min(e.id)"
    )
    return [Moved(row[0], row[1], int(row[2]), int(row[3]), row[4]) for row in dialect.select(sql)]


class Receipt(NamedTuple):
    """One valued entry that brought goods in: quantity steps, and the value steps it came at, with everything put on it since."""

    entry: int
    line: int
    item: int
    lot: int
    quantity: int
    value: int
    month: int


RECEIPT = "c.entry, c.line, c.item_id, c.lot, c.quantity, c.value + c.variance, c.month"


def receipts_of(
    ctx: Context, area: int, warehouse: int, *, entries: Iterable[int] = (), lines: Iterable[int] = ()
) -> list[Receipt]:
    """What came in by these stock entries of a warehouse, and by these paper lines, oldest first. At most three statements."""
    found: dict[int, Receipt] = {}
    if wanted := set(lines):
        sql = f"select {RECEIPT} from costing_costline c where {_came_in(ctx, area)} and c.line in {dialect.among(wanted)}"
        found |= {row[0]: Receipt(*row) for row in dialect.select(sql)}
    if missing := set(entries) - found.keys():
        sql = (
            f"select {RECEIPT} from stock_entry e join costing_costline c on c.movement = e.movement and c.entry = e.id "
            f"where e.warehouse_id = {int(warehouse)} and e.id in {dialect.among(missing)} and {_came_in(ctx, area)}"
        )
        found |= {row[0]: Receipt(*row) for row in dialect.select(sql)}
    return _with_what_was_added(ctx, area, [found[i] for i in sorted(found)])


def added_to(ctx: Context, area: int, movements: Iterable[int]) -> dict[tuple[int, int], list[str]]:
    """The papers that put an amount on receipts and did not take it off again: (movement, paper line) -> numbers. One statement."""
    sql = (
        "select c.movement, c.line, a.number from costing_costline c "
        "join costing_costadjustment a on a.area = c.area and a.entry = c.entry "
        f"where c.area = {int(area)} and c.movement in {dialect.among(set(movements))} and {scope_sql(ctx, CostLine, 'c')} "
        "group by c.movement, c.line, a.number having sum(a.amount) <> 0 order by a.number"
    )
    found: dict[tuple[int, int], list[str]] = {}
    for movement, line, number in dialect.select(sql):
        found.setdefault((movement, line), []).append(number)
    return found


def receipts_by_number(ctx: Context, area: int, warehouse: int, numbers: Iterable[str]) -> dict[str, list[Receipt]]:
    """What came in on these papers of a warehouse, by their number, oldest first. Two statements."""
    wanted = sorted(set(numbers))
    if not wanted:
        return {}
    source, params = dialect.rows({"number": "text"}, [(number,) for number in wanted])
    movements = dialect.joined(source, "stock_movement m", f"m.number = x.number and m.company = {int(ctx.company)}")
    sql = (
        f"select m.number, {RECEIPT} from {movements} join costing_costline c on c.movement = m.id "
        f"where m.warehouse_id = {int(warehouse)} and m.reverses = 0 and {_came_in(ctx, area)} order by c.entry"
    )
    rows = dialect.select(sql, params)
    receipts = {r.entry: r for r in _with_what_was_added(ctx, area, [Receipt(*row[1:]) for row in rows])}
    found: dict[str, list[Receipt]] = {}
    for number, entry, *_ in rows:
        found.setdefault(number, []).append(receipts[entry])
    return found


def _came_in(ctx: Context, area: int) -> str:
    """Entries that brought goods in and were not taken back."""
    scope = scope_sql(ctx, CostLine, "c")
    taken_back = "select 1 from stock_reversedline r where r.warehouse_id = c.warehouse_id and r.reversed = c.movement and r.line = c.line"
    mine = f"c.area = {int(area)} and c.kind = {int(Kind.MOVED)} and c.quantity > 0 and c.reverses = 0"
    return f"{mine} and not exists ({taken_back}) and {scope}"


def _with_what_was_added(ctx: Context, area: int, receipts: Sequence[Receipt]) -> list[Receipt]:
    if not receipts:
        return []
    sql = (
        f"select entry, sum(amount) from costing_costadjustment a where area = {int(area)} "
        f"and entry in {dialect.among({r.entry for r in receipts})} and {scope_sql(ctx, CostAdjustment, 'a')} group by entry"
    )
    added = {row[0]: int(row[1]) for row in dialect.select(sql)}
    return [r._replace(value=r.value + added.get(r.entry, 0)) for r in receipts]


class Original(NamedTuple):
    """What one valued entry did to its pool, to be taken back by a reversal; signed steps."""

    movement: int
    entry: int
    item: int
    lot: int
    line: int
    quantity: int
    value: int
    variance: int
    kind: int


def originals_of(ctx: Context, area: int, movements: Iterable[int]) -> list[Original]:
    """What the valued entries of these movements did, in their order. One statement."""
    kinds = dialect.among((Kind.MOVED, Kind.PENDING))
    sql = (
        "select movement, entry, item_id, lot, line, quantity, value, variance, kind from costing_costline c "
        f"where area = {int(area)} and movement in {dialect.among(set(movements))} and kind in {kinds} "
        f"and {scope_sql(ctx, CostLine, 'c')} order by id"
    )
    return [Original(*row) for row in dialect.select(sql)]


def pieces_of(ctx: Context, area: int, receipts: Iterable[Receipt]) -> dict[int, list[int]]:
    """The serial numbers that these receipts brought, by stock entry, in their order. One statement, by index."""
    entries = {r.entry: r.line for r in receipts}
    if not entries:
        return {}
    sql = (
        "select c.entry, h.serial_id from costing_costline c "
        "join stock_serialentry h on h.warehouse_id = c.warehouse_id and h.entry = c.entry "
        f"where c.area = {int(area)} and c.line in {dialect.among(set(entries.values()))} and c.entry in {dialect.among(entries)} "
        f"and c.kind = {int(Kind.MOVED)} and {scope_sql(ctx, CostLine, 'c')} order by c.entry, h.serial_id"
    )
    found: dict[int, list[int]] = {}
    for entry, serial in dialect.select(sql):
        found.setdefault(entry, []).append(serial)
    return found


def cost_of_pieces(ctx: Context, area: int, pieces: Iterable[int]) -> dict[int, int]:
    """What each of these pieces cost when it left last, in value steps; those not costed by piece are absent. One statement, by index."""
    wanted = set(pieces)
    if not wanted:
        return {}
    mine = f"u.area = {int(area)} and u.layer in {dialect.among(wanted)} and {scope_sql(ctx, LayerUse, 'u')}"
    sql = (
        f"select u.layer, u.value from costing_layeruse u where {mine} and u.id in "
        f"(select max(u.id) from costing_layeruse u where {mine} and u.quantity > 0 group by u.layer)"
    )
    return dict(dialect.select(sql))


def uses_of(ctx: Context, area: int, entries: Iterable[int]) -> dict[int, tuple[Use, ...]]:
    """The layers that these entries used, by entry. One statement."""
    wanted = set(entries)
    if not wanted:
        return {}
    sql = (
        f"select entry, layer, quantity, value from costing_layeruse u where area = {int(area)} "
        f"and entry in {dialect.among(wanted)} and {scope_sql(ctx, LayerUse, 'u')} order by id"
    )
    found: dict[int, tuple[Use, ...]] = {}
    for entry, *use in dialect.select(sql):
        found[entry] = (*found.get(entry, ()), Use(*use))
    return found


class ItemMoved(NamedTuple):
    """What one movement brought to (above zero) or took from an item's stock: steps and value steps."""

    movement: int
    item: int
    quantity: int
    value: int


def moved_by_item(ctx: Context, movements: Iterable[int]) -> list[ItemMoved]:
    """Per movement and item: quantity and value as they entered the pools. One statement, by index."""
    wanted = set(movements) - {0}
    if not wanted:
        return []
    sql = (
        "select movement, item_id, sum(quantity), sum(value) from costing_costline c "
        f"where movement in {dialect.among(wanted)} and {scope_sql(ctx, CostLine, 'c')} group by movement, item_id"
    )
    return [ItemMoved(row[0], row[1], int(row[2]), int(row[3])) for row in dialect.select(sql)]


def values_by_place(ctx: Context, warehouse: WarehouseRef) -> dict[str, float]:
    """What our own goods at each place of a warehouse are worth, by its code, at the average of their pools. For maps, not for books."""
    sql = (
        "select p.code, sum(1.0e0 * b.on_hand * c.value / c.quantity) from stock_balance b "
        "join sites_location p on p.id = b.location_id "
        f"join costing_costpool c on c.area = {int(warehouse.area)} and c.item_id = b.item_id and c.lot in (0, b.lot_id) "
        f"where b.warehouse_id = {int(warehouse.id)} and b.on_hand > 0 and b.owner_id = {OWN} and c.quantity > 0 "
        f"and {scope_sql(ctx, CostPool, 'c')} and {scope_sql(ctx, Balance, 'b', zone='p.zone_id')} group by p.code"
    )
    return {code: float(value) / 10**exact.AMOUNT for code, value in dialect.select(sql)}
