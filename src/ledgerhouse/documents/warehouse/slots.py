"""Places that may take arrived goods, with what lies there and what is on its way. Reads of a few places, never of the whole warehouse."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from ledgerhouse.documents.warehouse import tasks
from ledgerhouse.documents.warehouse.putaway import Arrival, Goods, Slot
from ledgerhouse.documents.warehouse.words import TASK, TaskKind
from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.dialect import one_of
from ledgerhouse.foundation.scope import scope_sql, scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.ledgers.stock.models import Balance
from ledgerhouse.ledgers.stock.queries import on_hand_at
from ledgerhouse.masterdata.catalog.queries import handling_of
from ledgerhouse.masterdata.sites.models import Location
from ledgerhouse.masterdata.sites.queries import locations_by_id, rooms
from ledgerhouse.masterdata.sites.words import Kind

SPARE: Final = 20
"""Empty places looked at beyond one for every arrival, so that small places and runners-up are seen."""

MOST: Final = 2000
"""Places looked at for one call."""

EMPTY = """
select p.id from sites_location p join sites_zone z on z.id = p.zone_id
where p.warehouse_id = {warehouse} and p.kind = {storage} and p.active and not p.locked_in and z.condition = '{condition}'
and not exists (select 1 from stock_balance b where b.warehouse_id = p.warehouse_id and b.location_id = p.id and b.on_hand > 0)
and not exists (select 1 from warehouse_task t where t.warehouse_id = p.warehouse_id and t.target_id = p.id
                and t.kind = {putaway} and t.state in ({open}))
and {scope}
order by p.pick_sequence, p.code limit {limit}
"""


def arrivals(ctx: Context, goods: Sequence[tuple[int, int, int]]) -> list[Arrival]:
    """Goods as (item, lot, steps) with weight, volume and condition of their items; the key is the place in the list."""
    handling = handling_of(ctx, {item for item, _, _ in goods})
    return [
        Arrival(
            key,
            Goods(item, lot, steps, handling[item].weight_g, handling[item].volume_cm3),
            handling[item].storage,
        )
        for key, (item, lot, steps) in enumerate(goods)
    ]


def slots(ctx: Context, warehouse: int, wanted: Sequence[Arrival]) -> list[Slot]:
    """Where these arrivals may go: places that hold the same items, and the nearest empty ones of each temperature."""
    flying = tasks.coming(ctx, warehouse, TaskKind.PUTAWAY)
    items = {a.goods.item for a in wanted}
    ids = _same(ctx, warehouse, items) | {task.target for task in flying if task.item in items}
    limit = min(len(wanted) + SPARE, MOST)
    for condition in sorted({a.condition for a in wanted}):
        ids |= _empty(ctx, warehouse, condition, limit)
    contents = _contents(ctx, warehouse, ids, flying)
    places, open_rooms = locations_by_id(ctx, warehouse, ids), rooms(ctx, warehouse, ids)
    return [
        Slot(places[i].code, places[i].pick_sequence, room, tuple(contents[i]))
        for i, room in sorted(open_rooms.items())
        if i in places
    ]


def _same(ctx: Context, warehouse: int, items: Iterable[int]) -> set[int]:
    rows = scoped(ctx, Balance).filter(warehouse_id=warehouse, item_id__in=one_of(set(items)), on_hand__gt=0)
    return set(rows.filter(location__kind=Kind.STORAGE).values_list("location_id", flat=True).distinct()[:MOST])


def _empty(ctx: Context, warehouse: int, condition: str, limit: int) -> set[int]:
    sql = EMPTY.format(
        warehouse=int(warehouse),
        storage=int(Kind.STORAGE),
        condition=condition,
        putaway=int(TaskKind.PUTAWAY),
        open=", ".join(f"'{state}'" for state in sorted(TASK.sources("finish"))),
        scope=scope_sql(ctx, Location, "p"),
        limit=int(limit),
    )
    return {row[0] for row in dialect.select(sql)}


def _contents(ctx: Context, warehouse: int, ids: set[int], flying: Sequence[tasks.Coming]) -> dict[int, list[Goods]]:
    lying = [(row[3], row[1], row[2], int(row[7])) for row in on_hand_at(ctx, warehouse, ids)]
    lying += [(task.target, task.item, task.lot, task.open) for task in flying if task.target in ids]
    handling = handling_of(ctx, {item for _, item, _, _ in lying})
    contents: dict[int, list[Goods]] = defaultdict(list)
    for place, item, lot, steps in lying:
        facts = handling[item]
        contents[place].append(Goods(item, lot, steps, facts.weight_g, facts.volume_cm3))
    return contents
