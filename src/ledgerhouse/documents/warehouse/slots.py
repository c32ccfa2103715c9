"""Places that may take arrived goods, with what lies there and what is on its way. Reads of a few places, never of the whole warehouse."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from ledgerhouse.documents.warehouse.models import Task
from ledgerhouse.documents.warehouse.putaway import SEVERAL, Arrival, Goods, Rule, Slot
from ledgerhouse.documents.warehouse.words import TASK, TaskKind
from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.scope import scope_sql
from ledgerhouse.kernel.context import Context
from ledgerhouse.ledgers.stock.models import Balance
from ledgerhouse.masterdata.catalog.queries import categories_of, handling_of, heights_of
from ledgerhouse.masterdata.sites.models import Location
from ledgerhouse.masterdata.sites.queries import rooms
from ledgerhouse.masterdata.sites.words import Kind

SPARE: Final = 20
"""Empty places looked at beyond one for every arrival, so that small places and runners-up are seen."""

MOST: Final = 2000
"""Places looked at for one call."""

OPEN: Final = ", ".join(f"'{state}'" for state in sorted(TASK.sources("finish")))

EMPTY = """
select * from (select p.id from sites_location p join sites_zone z on z.id = p.zone_id
where p.warehouse_id = {warehouse} and p.kind = {storage} and p.active and not p.locked_in and z.condition = '{condition}'{only}
and not exists (select 1 from stock_balance b where b.warehouse_id = p.warehouse_id and b.location_id = p.id and b.on_hand > 0)
and not exists (select 1 from warehouse_task t where t.warehouse_id = p.warehouse_id and t.target_id = p.id
                and t.kind = {putaway} and t.state in ({open}))
and {scope}
order by p.pick_sequence, p.code limit {limit}) e{number}
"""

LYING = """
select b.location_id, b.item_id, min(b.lot_id), max(b.lot_id), sum(b.on_hand), count(distinct case when b.unit <> 0 then b.unit end),
       i.weight_g, i.volume_cm3, i.hazard
from stock_balance b join catalog_item i on i.id = b.item_id join sites_location p on p.id = b.location_id
where b.warehouse_id = {warehouse} and {at} and b.on_hand > 0 and {scope}
group by b.location_id, b.item_id, i.weight_g, i.volume_cm3, i.hazard
"""

COMING = """
select t.target_id, t.item_id, min(t.lot), max(t.lot), sum(t.quantity - t.done), count(distinct case when t.unit <> 0 then t.unit end),
       i.weight_g, i.volume_cm3, i.hazard
from (select t.target_id, t.item_id, t.lot, t.quantity, t.done, t.unit, t.source_id from warehouse_task t
      where t.warehouse_id = {warehouse} and t.kind = {putaway} and t.state in ({open}) and t.quantity > t.done and {scope}) t
join catalog_item i on i.id = t.item_id
group by t.target_id, t.item_id, i.weight_g, i.volume_cm3, i.hazard
"""


class Content(NamedTuple):
    """So much of an item at a place, or on its way there, over all its lots."""

    place: int
    item: int
    first_lot: int
    last_lot: int
    quantity: int
    units: int
    weight_g: int
    volume_cm3: int
    hazard: str

    @property
    def goods(self) -> Goods:
        """As goods of one lot, or of several."""
        lot = self.first_lot if self.first_lot == self.last_lot else SEVERAL
        return Goods(self.item, lot, int(self.quantity), self.weight_g, self.volume_cm3, self.hazard, units=self.units)


def arrivals(ctx: Context, goods: Sequence[tuple[int, int, int, int]], *, categories: bool = False) -> list[Arrival]:
    """Goods as (item, lot, steps, handling unit) with weight, volume, hazard and condition of their items; the key is the place in the list.

    The categories of the items are asked for only where some rule means one.
    """
    items = {item for item, *_ in goods}
    handling = handling_of(ctx, items)
    of = categories_of(ctx, items) if categories else {}
    found = []
    for key, (item, lot, steps, unit) in enumerate(goods):
        facts = handling[item]
        it = Goods(item, lot, steps, facts.weight_g, facts.volume_cm3, facts.hazard, units=1 if unit else 0)
        found.append(Arrival(key, it, facts.storage, of.get(item, frozenset())))
    return found


def with_heights(ctx: Context, wanted: Sequence[Arrival], found: Iterable[Slot]) -> list[Arrival]:
    """The same goods with their height, where any of these places is low. One statement, else none."""
    if not any(slot.room.height_mm for slot in found):
        return list(wanted)
    heights = heights_of(ctx, {a.goods.item for a in wanted})
    return [a._replace(goods=a.goods._replace(height_mm=heights.get(a.goods.item, 0))) for a in wanted]


def slots(ctx: Context, warehouse: int, wanted: Sequence[Arrival], rules: Sequence[Rule] = ()) -> list[Slot]:
    """Where these arrivals may go: places that hold the same items, those that rules name, and the nearest empty ones of each temperature."""
    coming = _coming(ctx, warehouse)
    items = {a.goods.item for a in wanted}
    ids = _same(ctx, warehouse, items) | {c.place for c in coming if c.item in items}
    ids |= {rule.location for rule in rules if rule.location}
    ids |= _empty(ctx, warehouse, sorted({a.condition for a in wanted}), rules, min(len(wanted) + SPARE, MOST))
    return _filled(ctx, warehouse, ids, coming)


def slots_at(ctx: Context, warehouse: int, places: Iterable[int]) -> list[Slot]:
    """These places as they are, with what is on its way there."""
    return _filled(ctx, warehouse, set(places), _coming(ctx, warehouse))


def _filled(ctx: Context, warehouse: int, ids: set[int], coming: Iterable[Content]) -> list[Slot]:
    contents: dict[int, list[Goods]] = defaultdict(list)
    for content in _lying(ctx, warehouse, ids):
        contents[content.place].append(content.goods)
    for content in coming:
        contents[content.place].append(content.goods)
    found = rooms(ctx, warehouse, ids)
    return [Slot(room.code, room.sequence, room, tuple(contents.get(i, ()))) for i, room in sorted(found.items())]


def _same(ctx: Context, warehouse: int, items: Iterable[int]) -> set[int]:
    among, params = dialect.within("b.item_id", items)
    sql = (
        "select distinct b.location_id from stock_balance b join sites_location p on p.id = b.location_id "
        f"where b.warehouse_id = {int(warehouse)} and {among} and b.on_hand > 0 and p.kind = {int(Kind.STORAGE)} "
        f"and {scope_sql(ctx, Balance, 'b', zone='p.zone_id')} limit {MOST}"
    )
    return {row[0] for row in dialect.select(sql, params)}


def _empty(ctx: Context, warehouse: int, conditions: Sequence[str], rules: Sequence[Rule], limit: int) -> set[int]:
    """The nearest empty places of each temperature, and those of each zone and class that a rule is limited to. One statement."""
    limits = {("", "")} | {
        (f" and p.zone_id = {rule.zone}" if rule.zone else "", f" and p.abc = '{rule.abc}'" if rule.abc else "")
        for rule in rules
    }
    parts = [
        EMPTY.format(
            warehouse=int(warehouse),
            storage=int(Kind.STORAGE),
            condition=condition,
            only=zone + abc,
            putaway=int(TaskKind.PUTAWAY),
            open=OPEN,
            scope=scope_sql(ctx, Location, "p"),
            limit=int(limit),
            number=number,
        )
        for number, (condition, (zone, abc)) in enumerate((c, only) for c in conditions for only in sorted(limits))
    ]
    return {row[0] for row in dialect.select(" union ".join(parts))}


def _lying(ctx: Context, warehouse: int, ids: set[int]) -> list[Content]:
    if not ids:
        return []
    at, params = dialect.within("b.location_id", ids)
    scope = scope_sql(ctx, Balance, "b", zone="p.zone_id")
    return [
        Content._make(r) for r in dialect.select(LYING.format(warehouse=int(warehouse), at=at, scope=scope), params)
    ]


def _coming(ctx: Context, warehouse: int) -> list[Content]:
    """What open putaway tasks still bring, by place and item: with every delivery there are more of them."""
    scope = scope_sql(ctx, Task, "t")
    sql = COMING.format(warehouse=int(warehouse), putaway=int(TaskKind.PUTAWAY), open=OPEN, scope=scope)
    return [Content._make(row) for row in dialect.select(sql)]
