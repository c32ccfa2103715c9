"""Proofs of pieces: each is where its entries put it, and balances of items tracked by serial number hold as many. Read-only, set-based."""

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.scope import scope_sql
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.proof import MOST, Check, Part, proof
from ledgerhouse.ledgers.stock.models import Balance, Serial, SerialEntry


@proof(gettext_noop("pieces follow entries"), cut=("item",), size="stock_serialentry")
def pieces_are_where_entries_put_them(ctx: Context, part: Part) -> Check:
    """Each piece is at the target of its last entry, came in once more than it went out when it is here, and balances of pieces agree."""
    scope = scope_sql(ctx, Serial, "s", zone="0") + part.sql(item="s.item_id")
    history_scope = scope_sql(ctx, SerialEntry, "h") + part.sql(item="h.item_id")
    astray = dialect.select(
        "select s.id from stock_serial s "
        "left join stock_serialentry h on h.warehouse_id = s.warehouse_id and h.entry = s.entry and h.serial_id = s.id "
        "left join stock_entry e on e.warehouse_id = s.warehouse_id and e.id = s.entry "
        f"where {scope} and (h.entry is null or e.id is null or e.item_id <> s.item_id or e.lot_id <> s.lot_id "
        "or e.target_location_id <> s.location_id or e.target_unit <> s.unit or e.target_owner <> s.owner or e.target_status <> s.status)"
    )
    doubled = dialect.select(
        "select k.id from (select h.serial_id as id, sum(case when t.kind < 11 then 1 else 0 end) "
        "- sum(case when f.kind < 11 then 1 else 0 end) as here from stock_serialentry h "
        "join sites_location f on f.id = h.source_location_id join sites_location t on t.id = h.target_location_id "
        f"where {history_scope} group by h.serial_id) k left join stock_serial s on s.id = k.id "
        "left join sites_location p on p.id = s.location_id "
        "where s.id is null or k.here <> case when p.kind < 11 then 1 else 0 end"
    )
    rows = dialect.select(f"select count(*) from stock_serial s where {scope}")[0][0]
    problems = [f"serial number {row[0]} is not where its last entry put it" for row in astray]
    problems += [
        f"serial number {row[0]} came in and went out a number of times that does not add up" for row in doubled
    ]
    return Check("pieces follow entries", rows, tuple(problems[:MOST]))


@proof(gettext_noop("serial numbers fill balances"), cut=("warehouse", "item"), size="stock_serial")
def pieces_fill_balances(ctx: Context, part: Part) -> Check:
    """Of items tracked by serial number, as many pieces lie at a place as its balance holds base units."""
    scope = scope_sql(ctx, Serial, "s", zone="0") + part.sql(warehouse="s.warehouse_id", item="s.item_id")
    booked = scope_sql(ctx, Balance, "b", zone="0") + part.sql(warehouse="b.warehouse_id", item="b.item_id")
    key = "warehouse_id, item_id, lot_id, location_id, unit, owner_id, status"
    sql = (
        f"select {key}, sum(on_hand), sum(pieces) from ("
        "select b.warehouse_id, b.item_id, b.lot_id, b.location_id, b.unit, b.owner_id, b.status, b.on_hand, 0 as pieces "
        "from stock_balance b join catalog_item i on i.id = b.item_id and i.tracking = 'serial' "
        f"where {booked} union all "
        "select s.warehouse_id, s.item_id, s.lot_id, s.location_id, s.unit, s.owner as owner_id, s.status, 0, 1000000 "
        "from stock_serial s join catalog_item i on i.id = s.item_id and i.tracking = 'serial' "
        f"join sites_location p on p.id = s.location_id and p.kind < 11 where {scope}"
        f") k group by {key} having sum(on_hand) <> sum(pieces)"
    )
    found = dialect.select(sql)
    problems = tuple(
        f"warehouse {w}, item {i}, lot {n}, place {p}, unit {u}, owner {o}, status {s}: "
        f"{int(on_hand) / 10**6:g} on hand, {int(pieces) // 10**6} serial numbers"
        for w, i, n, p, u, o, s, on_hand, pieces in found[:MOST]
    )
    rows = dialect.select(f"select count(*) from stock_serial s where {scope}")[0][0]
    return Check("serial numbers fill balances", rows, problems)
