"""Balances that differ from their entries and holds, as rows: what a repair starts from."""

from typing import NamedTuple

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.scope import scope_sql
from ledgerhouse.kernel.context import Context
from ledgerhouse.ledgers.proof import Part
from ledgerhouse.ledgers.stock.models import Balance, Entry, Hold

KEY = "warehouse_id, item_id, lot_id, location_id, unit, owner_id, status"
SIDE = """
select warehouse_id, item_id, lot_id, {side}_location_id as location_id, {side}_unit as unit, {side}_owner as owner_id, {side}_status as status,
       {sign}sum(quantity) as moved, 0 as on_hand, 0 as held, 0 as open, 0 as id
from stock_entry e where {scope}
group by warehouse_id, item_id, lot_id, {side}_location_id, {side}_unit, {side}_owner, {side}_status
"""


class Difference(NamedTuple):
    """A balance: its id (0: it is missing), and on hand and held as they are and as entries and holds say."""

    warehouse: int
    id: int
    item: int
    now: tuple[int, int]
    should: tuple[int, int]


def differing(ctx: Context, part: Part) -> list[Difference]:
    """The balances of this part that are not what came less what went, or not held as the open holds say."""
    entries = scope_sql(ctx, Entry, "e") + part.sql(warehouse="e.warehouse_id", item="e.item_id")
    own = scope_sql(ctx, Balance, "b", zone="0") + part.sql(warehouse="b.warehouse_id", item="b.item_id")
    holds = scope_sql(ctx, Hold, "h")
    names = ", ".join(f"b.{name}" for name in KEY.split(", "))
    keys = ", ".join(f"k.{name}" for name in KEY.split(", "))
    sql = (
        f"select {keys}, sum(moved), sum(on_hand), sum(held), sum(open), max(k.id) from ("
        f"{SIDE.format(side='target', sign='', scope=entries)} union all {SIDE.format(side='source', sign='-', scope=entries)} union all "
        f"select {names}, 0, b.on_hand, b.held, 0, b.id from stock_balance b where {own} union all "
        f"select {names}, 0, 0, 0, h.quantity - h.settled - h.released, 0 from stock_hold h "
        f"join stock_balance b on b.warehouse_id = h.warehouse_id and b.id = h.balance where {holds} and {own}"
        f") k join sites_location p on p.id = k.location_id and p.kind < 11 "
        f"group by {keys} having sum(moved) <> sum(on_hand) or sum(held) <> sum(open)"
    )
    return [
        Difference(row[0], int(row[11]), row[1], (int(row[8]), int(row[9])), (int(row[7]), int(row[10])))
        for row in dialect.select(sql)
    ]
