"""Proofs of costing: lines make pools, and pools hold what stock holds. Costing may read stock, so the bridge is proved here."""

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.scope import scope_sql
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.books import proof as books
from ledgerhouse.ledgers.books.queries import booked_on as books_worth
from ledgerhouse.ledgers.books.words import Role
from ledgerhouse.ledgers.costing.models import CostLine, CostPool, MonthFlow, ProvisionalIssue
from ledgerhouse.ledgers.costing.queries import pools_value
from ledgerhouse.ledgers.proof import MOST, Check, Part, proof
from ledgerhouse.ledgers.stock.words import OWN
from ledgerhouse.masterdata.sites.words import Kind as Place

OUTSIDE = int(Place.SUPPLIER)
PROVISIONAL = int(Place.PROVISIONAL)


@proof(gettext_noop("cost lines make pools"), cut=("item",), size="costing_costline")
def lines_make_pools(ctx: Context, part: Part) -> Check:
    """Per area, item and lot: the cost lines add up to quantity and value of the pool."""
    lines = scope_sql(ctx, CostLine, "c") + part.sql(item="c.item_id")
    pools = scope_sql(ctx, CostPool, "p") + part.sql(item="p.item_id")
    sql = (
        "select area, item_id, lot, sum(q), sum(v), sum(pq), sum(pv) from ("
        "select area, item_id, lot, quantity as q, value as v, 0 as pq, 0 as pv from costing_costline c "
        f"where {lines} union all "
        f"select area, item_id, lot, 0, 0, quantity, value from costing_costpool p where {pools}"
        ") k group by area, item_id, lot having sum(q) <> sum(pq) or sum(v) <> sum(pv)"
    )
    problems = tuple(
        f"area {a}, item {i}, lot {lot}: lines {int(q) / 10**6:g} worth {int(v) / 10**4:g}, "
        f"pool {int(pq) / 10**6:g} worth {int(pv) / 10**4:g}"
        for a, i, lot, q, v, pq, pv in dialect.select(sql)[:MOST]
    )
    rows = dialect.select(f"select count(*) from costing_costline c where {lines}")[0][0]
    return Check("cost lines make pools", rows, problems)


@proof(gettext_noop("cost pools hold stock"), cut=("item",), size="stock_balance")
def pools_hold_stock(ctx: Context, part: Part) -> Check:
    """Per item and valuation area: the pool's quantity is our own stock on hand."""
    pools = scope_sql(ctx, CostPool, "p") + part.sql(item="p.item_id")
    sql = (
        "select area, item_id, sum(stock), sum(pool) from ("
        "select w.area, b.item_id, b.on_hand as stock, 0 as pool from stock_balance b "
        f"join sites_warehouse w on w.id = b.warehouse_id where b.owner_id = {OWN} and b.company = {ctx.company}"
        f"{part.sql(item='b.item_id')} union all "
        f"select area, item_id, 0, quantity from costing_costpool p where {pools}"
        ") k group by area, item_id having sum(stock) <> sum(pool)"
    )
    problems = tuple(
        f"area {a}, item {i}: stock {int(s) / 10**6:g}, cost pool {int(p) / 10**6:g}"
        for a, i, s, p in dialect.select(sql)[:MOST]
    )
    rows = dialect.select(f"select count(*) from costing_costpool p where {pools}")[0][0]
    return Check("cost pools hold stock", rows, problems)


@proof(gettext_noop("cost layers make pools"), cut=("item",), size="costing_costlayer")
def layers_make_pools(ctx: Context, part: Part) -> Check:
    """Where a pool keeps layers, what is left of them is the pool."""
    pools = scope_sql(ctx, CostPool, "p") + part.sql(item="p.item_id")
    sql = (
        "select p.id, p.item_id, p.quantity, p.value, sum(l.quantity), sum(l.value) from costing_costpool p "
        "join costing_costlayer l on l.area = p.area and l.pool = p.id "
        f"where {pools} group by p.id, p.item_id, p.quantity, p.value "
        "having sum(l.quantity) <> p.quantity or sum(l.value) <> p.value"
    )
    problems = tuple(
        f"pool {i} of item {item}: {q / 10**6:g} worth {v / 10**4:g}, layers {int(lq) / 10**6:g} worth {int(lv) / 10**4:g}"
        for i, item, q, v, lq, lv in dialect.select(sql)[:MOST]
    )
    counted = f"from costing_costlayer l join costing_costpool p on p.area = l.area and p.id = l.pool where {pools}"
    rows = dialect.select(f"select count(*) {counted}")[0][0]
    return Check("cost layers make pools", rows, problems)


@proof(gettext_noop("pieces have their cost"), cut=("item",), size="stock_serial")
def pieces_have_their_cost(ctx: Context, part: Part) -> Check:
    """Of items whose pieces have a cost of their own: each of our pieces has an open layer in its area, and there is none without its piece."""
    pools = scope_sql(ctx, CostPool, "p") + part.sql(item="p.item_id")
    items = "i.costing = 'specific' and i.tracking = 'serial'"
    sql = (
        "select id, sum(piece), sum(layer) from ("
        "select w.area, s.id, 1000000 as piece, 0 as layer from stock_serial s join sites_warehouse w on w.id = s.warehouse_id "
        f"join catalog_item i on i.id = s.item_id and {items} join sites_location l on l.id = s.location_id and l.kind < {OUTSIDE} "
        f"where s.owner = {OWN} and s.company = {int(ctx.company)}{part.sql(item='s.item_id')} union all "
        "select y.area, y.id, 0, y.quantity from costing_costlayer y join costing_costpool p on p.area = y.area and p.id = y.pool "
        f"join catalog_item i on i.id = p.item_id and {items} where y.quantity > 0 and {pools}"
        ") k group by area, id having sum(piece) <> sum(layer)"
    )
    problems = tuple(
        f"serial number {i}: {int(here) // 10**6} in stock, {int(layer) / 10**6:g} with a cost"
        for i, here, layer in dialect.select(sql)[:MOST]
    )
    counted = f"from costing_costpool p join catalog_item i on i.id = p.item_id and {items} where {pools}"
    rows = dialect.select(f"select coalesce(sum(p.quantity), 0) {counted}")[0][0]
    return Check("pieces have their cost", int(rows) // 10**6, problems)


@proof(gettext_noop("pending goods make pools"), cut=("item",), size="costing_monthflow")
def pending_makes_pools(ctx: Context, part: Part) -> Check:
    """Per month-average pool: what waits for the month-end run is what has left stock without its value."""
    pools = scope_sql(ctx, CostPool, "p") + part.sql(item="p.item_id")
    flows = scope_sql(ctx, MonthFlow, "f") + part.sql(item="f.item_id")
    sql = (
        "select area, item_id, lot, sum(w), sum(pw) from ("
        f"select area, item_id, lot, -quantity as w, 0 as pw from costing_monthflow f where {flows} and known = 0 and run = 0 "
        f"union all select area, item_id, lot, 0, pending from costing_costpool p where {pools} and pending <> 0"
        ") k group by area, item_id, lot having sum(w) <> sum(pw)"
    )
    problems = tuple(
        f"area {a}, item {i}, lot {lot}: {int(w) / 10**6:g} wait for their value, the pool says {int(pw) / 10**6:g}"
        for a, i, lot, w, pw in dialect.select(sql)[:MOST]
    )
    rows = dialect.select(f"select count(*) from costing_monthflow f where {flows}")[0][0]
    return Check("pending goods make pools", rows, problems)


@proof(gettext_noop("month-end values are cost lines"), cut=("item",), size="costing_monthflow")
def flows_are_lines(ctx: Context, part: Part) -> Check:
    """Per item and movement through a month-average pool: what the run works on and has valued is what the cost lines say."""
    flows = scope_sql(ctx, MonthFlow, "f") + part.sql(item="f.item_id")
    lines = (
        "select c.area, c.movement, c.item_id, sum(c.quantity) as q, sum(c.value) as v from costing_costline c join "
        f"(select distinct area, movement, item_id from costing_monthflow f where {flows}) m "
        "on m.movement = c.movement and m.area = c.area and m.item_id = c.item_id group by c.area, c.movement, c.item_id"
    )
    sql = (
        "select area, movement, item_id, sum(q), sum(v) from ("
        f"select area, movement, item_id, quantity as q, value as v from costing_monthflow f where {flows} "
        f"union all select t.area, t.movement, t.item_id, -t.q, -t.v from ({lines}) t"
        ") k group by area, movement, item_id having sum(q) <> 0 or sum(v) <> 0"
    )
    problems = tuple(
        f"movement {m}, item {i}: {int(q) / 10**6:g} worth {int(v) / 10**4:g} between month flows and cost lines"
        for _, m, i, q, v in dialect.select(sql)[:MOST]
    )
    rows = dialect.select(f"select count(*) from costing_monthflow f where {flows}")[0][0]
    return Check("month-end values are cost lines", rows, problems)


@proof(gettext_noop("provisional issues are owed"), cut=("item",), size="costing_provisionalissue")
def provisional_is_owed(ctx: Context, part: Part) -> Check:
    """Per item and warehouse: what the place of provisional issues has given and not got back is what is not settled."""
    issues = scope_sql(ctx, ProvisionalIssue, "p") + part.sql(item="p.item_id")
    sides = []
    for side, sign in (("source", ""), ("target", "-")):
        sides.append(
            f"select e.warehouse_id, e.item_id, {sign}e.quantity as q, 0 as o from sites_location l join stock_entry e "
            f"on e.warehouse_id = l.warehouse_id and e.{side}_location_id = l.id join (select distinct item_id, warehouse_id "
            f"from costing_provisionalissue p where {issues}) w on w.item_id = e.item_id and w.warehouse_id = e.warehouse_id "
            f"where l.kind = {PROVISIONAL} and l.company_id = {int(ctx.company)}"
        )
    sql = (
        f"select warehouse_id, item_id, sum(q), sum(o) from ({' union all '.join(sides)} union all "
        f"select warehouse_id, item_id, 0, quantity - settled from costing_provisionalissue p where {issues}"
        ") k group by warehouse_id, item_id having sum(q) <> sum(o)"
    )
    problems = tuple(
        f"warehouse {w}, item {i}: the provisional place owes {int(q) / 10**6:g}, open issues {int(o) / 10**6:g}"
        for w, i, q, o in dialect.select(sql)[:MOST]
    )
    rows = dialect.select(f"select count(*) from costing_provisionalissue p where {issues}")[0][0]
    return Check("provisional issues are owed", rows, problems)


@proof(gettext_noop("the provisional account owes the open issues"))
def provisional_account_owes(ctx: Context, part: Part) -> Check:
    """The account of provisional issues is worth, in credit, what open issues have not settled."""
    del part
    issues = scope_sql(ctx, ProvisionalIssue, "p")
    sql = f"select coalesce(sum(value - settled_value), 0), count(*) from costing_provisionalissue p where {issues}"
    owed, rows = dialect.select(sql)[0]
    booked = books_worth(ctx, Role.PROVISIONAL)
    wrong = (
        ()
        if int(owed) == -booked or not rows
        else (f"account {-booked / 10**4:.4f}, open issues {int(owed) / 10**4:.4f}",)
    )
    return Check("the provisional account owes the open issues", rows, wrong)


@proof(gettext_noop("inventory accounts hold the value of stock"))
def inventory_accounts_hold_value(ctx: Context, part: Part) -> Check:
    """The inventory accounts together are worth what the cost pools are worth."""
    del part
    return books.inventory_accounts_hold_value(ctx, pools_value(ctx))
