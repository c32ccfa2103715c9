"""Putaway rules of a warehouse and hazard rules of the company, as the strategies take them. Reads only."""

from ledgerhouse.documents.warehouse.models import HazardRule, PutawayRule, Task
from ledgerhouse.documents.warehouse.putaway import Apart, Rule
from ledgerhouse.documents.warehouse.slots import OPEN
from ledgerhouse.documents.warehouse.words import TaskKind
from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.scope import scope_sql, scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.ledgers.stock.models import Balance
from ledgerhouse.masterdata.sites.words import Kind

DANGERS = """
select p.zone_id, p.aisle, i.hazard from stock_balance b join catalog_item i on i.id = b.item_id join sites_location p on p.id = b.location_id
where b.warehouse_id = {warehouse} and b.on_hand > 0 and i.hazard <> '' and p.kind = {storage} and {stock}
union
select p.zone_id, p.aisle, i.hazard from warehouse_task t join catalog_item i on i.id = t.item_id join sites_location p on p.id = t.target_id
where t.warehouse_id = {warehouse} and t.kind = {putaway} and t.state in ({open}) and i.hazard <> '' and {tasks}
"""


def rules(ctx: Context, warehouse: int) -> list[Rule]:
    """The rules of a warehouse in their order. One statement."""
    sql = (
        "select r.strategy, coalesce(r.item_id, 0), coalesce(c.code, ''), coalesce(r.zone_id, 0), coalesce(r.location_id, 0), r.abc "
        "from warehouse_putawayrule r left join catalog_category c on c.id = r.category_id "
        f"where r.warehouse_id = {int(warehouse)} and {scope_sql(ctx, PutawayRule, 'r')} order by r.position"
    )
    return [Rule(*row) for row in dialect.select(sql)]


def aparts(ctx: Context) -> list[Apart]:
    """Which hazard classes are kept apart. One statement."""
    return [Apart(*row) for row in scoped(ctx, HazardRule).values_list("first", "second", "within")]


def dangers(ctx: Context, warehouse: int) -> list[tuple[int, str, str]]:
    """Zone, aisle and hazard class of all dangerous goods that lie on shelves or are on their way there. One statement."""
    sql = DANGERS.format(
        warehouse=int(warehouse),
        storage=int(Kind.STORAGE),
        putaway=int(TaskKind.PUTAWAY),
        open=OPEN,
        stock=scope_sql(ctx, Balance, "b", zone="p.zone_id"),
        tasks=scope_sql(ctx, Task, "t"),
    )
    return [(row[0], row[1], row[2]) for row in dialect.select(sql)]
