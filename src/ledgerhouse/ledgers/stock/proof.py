"""Proofs of the stock ledger: entries make balances, open holds make `held`. Read-only, set-based."""

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.scope import scope_sql
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.proof import MOST, Check, Part, proof
from ledgerhouse.ledgers.stock.models import Balance, Entry, Hold

SIDES = """
select warehouse_id, item_id, lot_id, {side}_location_id as location_id, {side}_unit as unit, {side}_owner as owner_id,
       {side}_status as status, {sign}sum(quantity) as moved
from stock_entry e where {scope}
group by warehouse_id, item_id, lot_id, {side}_location_id, {side}_unit, {side}_owner, {side}_status
"""

KEY = "warehouse_id, item_id, lot_id, location_id, unit, owner_id, status"


@proof(gettext_noop("entries make balances"), cut=("warehouse", "item"), size="stock_entry")
def entries_make_balances(ctx: Context, part: Part) -> Check:
    """Per key: what came minus what went is what is on hand. Virtual places keep no balance and are left out."""
    scope = scope_sql(ctx, Entry, "e") + part.sql(warehouse="e.warehouse_id", item="e.item_id")
    moved = f"{SIDES.format(side='target', sign='', scope=scope)} union all {SIDES.format(side='source', sign='-', scope=scope)}"
    booked = f"select {KEY}, on_hand, id from stock_balance b where {_balances(ctx, part)}"
    sql = (
        f"select {', '.join('k.' + c for c in KEY.split(', '))}, sum(k.moved), sum(k.on_hand) from ("
        f"select {KEY}, moved, 0 as on_hand from ({moved}) m "
        f"union all select {KEY}, 0, on_hand from ({booked}) n) k "
        "join sites_location p on p.id = k.location_id and p.kind < 11 "
        f"group by {', '.join('k.' + c for c in KEY.split(', '))} having sum(k.moved) <> sum(k.on_hand)"
    )
    wrong = dialect.select(sql)
    rows = dialect.select(f"select count(*) from stock_entry e where {scope}")[0][0]
    return Check("entries make balances", rows, tuple(_balance_problem(row) for row in wrong[:MOST]))


@proof(gettext_noop("holds make held"), cut=("warehouse", "item"), size="stock_hold")
def holds_make_held(ctx: Context, part: Part) -> Check:
    """Per balance: the open holds are what is held. Grouped, not joined: MariaDB finds no key in a derived table of sums."""
    holds = scope_sql(ctx, Hold, "h") + part.sql(warehouse="h.warehouse_id")
    if "item" in part.axes():
        of = f"select b.id from stock_balance b where {_balances(ctx, part)}"
        holds += f" and h.balance in ({of})"
    sql = (
        "select warehouse_id, balance, sum(held), sum(open) from ("
        f"select b.warehouse_id, b.id as balance, b.held, 0 as open from stock_balance b where {_balances(ctx, part)} union all "
        "select h.warehouse_id, h.balance, 0, h.quantity - h.settled - h.released from stock_hold h "
        f"where {holds}) k group by warehouse_id, balance having sum(held) <> sum(open)"
    )
    problems = tuple(
        f"balance {i} of warehouse {w}: held {int(held) / 10**6:g}, open holds {int(opened) / 10**6:g}"
        for w, i, held, opened in dialect.select(sql)[:MOST]
    )
    rows = dialect.select(f"select count(*) from stock_hold h where {holds}")[0][0]
    return Check("holds make held", rows, problems)


@proof(gettext_noop("held within on hand"), cut=("warehouse", "item"), size="stock_balance")
def balances_are_sane(ctx: Context, part: Part) -> Check:
    """0 <= held <= on hand, everywhere; the database checks it too, so only a broken database can fail here."""
    sql = f"select b.id, b.on_hand, b.held from stock_balance b where {_balances(ctx, part)} and (b.held < 0 or b.on_hand < b.held)"
    problems = tuple(
        f"balance {i}: on hand {o / 10**6:g}, held {h / 10**6:g}" for i, o, h in dialect.select(sql)[:MOST]
    )
    rows = dialect.select(f"select count(*) from stock_balance b where {_balances(ctx, part)}")[0][0]
    return Check("held within on hand", rows, problems)


@proof(gettext_noop("entries have movements"), cut=("warehouse", "row"), size="stock_entry")
def entries_have_movements(ctx: Context, part: Part) -> Check:
    """Every entry belongs to a movement."""
    scope = scope_sql(ctx, Entry, "e") + part.sql(warehouse="e.warehouse_id", row="e.id")
    sql = (
        "select e.id from stock_entry e left join stock_movement m on m.warehouse_id = e.warehouse_id and m.id = e.movement "
        f"where m.id is null and {scope}"
    )
    problems = tuple(f"entry {row[0]} has no movement" for row in dialect.select(sql)[:MOST])
    rows = dialect.select(f"select count(*) from stock_entry e where {scope}")[0][0]
    return Check("entries have movements", rows, problems)


def _balances(ctx: Context, part: Part) -> str:
    return scope_sql(ctx, Balance, "b", zone="0") + part.sql(warehouse="b.warehouse_id", item="b.item_id")


def _balance_problem(row: tuple[int, ...]) -> str:
    warehouse, item, lot, location, unit, owner, status, moved, on_hand = row
    key = (
        f"warehouse {warehouse}, item {item}, lot {lot}, place {location}, unit {unit}, owner {owner}, status {status}"
    )
    return f"{key}: entries say {int(moved) / 10**6:g}, balance says {int(on_hand) / 10**6:g}"
