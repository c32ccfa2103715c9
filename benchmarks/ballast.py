"""History made inside the database: stock that came and went, so that tables are as large as after years.

Goods come in, move to staging and go out again, with entries, cost lines and journal, so the books stay proved: what is there afterwards is
what was there before. Only numbers travel; the rows are made by `insert … select` on the server.
"""

import time
from datetime import timedelta
from typing import Any

from benchmarks.shop import say

PER_MOVEMENT = 10
"""Entries of one movement."""


def load(ctx: Any, entries: int, batch: int = 999_990) -> float:
    """Add about so many entries, whole threes of movements, to the ledgers of W1 (PostgreSQL only). Answers the seconds it took."""
    from ledgerhouse.foundation import dialect

    begun = time.perf_counter()
    names = _names(ctx)
    # ids of the past: one per entry, two numbers apart from everything the house makes now
    dialect.execute("set synchronous_commit = off")
    whole = 3 * PER_MOVEMENT
    entries = entries // whole * whole
    for first in range(whole, entries + whole, batch):
        count = min(batch, entries + whole - first)
        for sql in STATEMENTS:
            made = sql.format(**names, first=first, last=first + count - 1, per=PER_MOVEMENT)
            dialect.execute(made.replace("%", "%%"))
        say(f"ballast: {first + count:,} entries after {time.perf_counter() - begun:.0f} s")
    dialect.execute("set synchronous_commit = on")
    for table in ("stock_entry", "stock_movement", "costing_costline", "books_journalentry", "books_journalline"):
        dialect.execute(f"analyze {table}")
    return time.perf_counter() - begun


def _names(ctx: Any) -> dict[str, Any]:
    from ledgerhouse.foundation import dialect
    from ledgerhouse.masterdata.sites.queries import locations_of_kind, virtual, warehouse
    from ledgerhouse.masterdata.sites.words import Kind

    site = warehouse(ctx, "W1")
    places = virtual(ctx, site.id)
    accounts = dict(
        dialect.select(
            "select role, account_id from books_accountrole where company_id = %s and category = ''", [ctx.company]
        )
    )
    dialect.execute(
        "create temporary table ballast_item as select row_number() over (order by id) - 1 as n, id from catalog_item"
    )
    day = ctx.now.date() - timedelta(days=1)
    return {
        "company": ctx.company,
        "warehouse": site.id,
        "area": site.area,
        "supplier": places[Kind.SUPPLIER],
        "customer": places[Kind.CUSTOMER],
        "shelf": locations_of_kind(ctx, site.id, Kind.STORAGE)[0].id,
        "staging": locations_of_kind(ctx, site.id, Kind.STAGING)[0].id,
        "inventory": accounts["inventory"],
        "grni": accounts["grni"],
        "cogs": accounts["cogs"],
        "items": dialect.select("select count(*) from ballast_item")[0][0],
        "day": day.isoformat(),
        "month": day.year * 100 + day.month,
        "at": ctx.now.isoformat(),
    }


STATEMENTS = (
    # of three movements one brings goods in, one moves them to staging, one sends them out
    """
insert into stock_movement (warehouse_id, id, company, reason, paper, number, business_date, recorded_at, user_id, device, why, reverses)
select {warehouse}, m, {company}, m % 3 + 1, 'past', 'P' || m, '{day}', '{at}', 0, '', '', 0
from generate_series({first}::bigint / {per}, {last}::bigint / {per}) as m
""",
    """
insert into stock_entry (warehouse_id, id, company, movement, line, item_id, lot_id, quantity, source_location_id, source_unit, source_owner,
    source_status, target_location_id, target_unit, target_owner, target_status, business_date, recorded_at)
select {warehouse}, e, {company}, e / {per}, e, i.id, 0, 1000000,
    case (e / {per}) % 3 when 0 then {supplier} when 1 then {shelf} else {staging} end, 0, 0, 1,
    case (e / {per}) % 3 when 0 then {shelf} when 1 then {staging} else {customer} end, 0, 0, 1, '{day}', '{at}'
from generate_series({first}::bigint, {last}::bigint) as e join ballast_item i on i.n = (e % {per} + e / {per} / 3 * 7919) % {items}
""",
    """
insert into costing_costline (area, id, company, warehouse_id, movement, entry, line, item_id, lot, quantity, value, variance, business_date, month, kind,
    reverses, recorded_at)
select {area}, e, {company}, {warehouse}, e / {per}, e, e, i.id, 0,
    case (e / {per}) % 3 when 0 then 1000000 else -1000000 end, case (e / {per}) % 3 when 0 then 100000 else -100000 end, 0, '{day}', {month}, 1,
    0, '{at}'
from generate_series({first}::bigint, {last}::bigint) as e join ballast_item i on i.n = (e % {per} + e / {per} / 3 * 7919) % {items}
where (e / {per}) % 3 <> 1
""",
    """
insert into books_journalentry (company_id, id, warehouse_id, movement, event, paper, number, business_date, month, recorded_at, user_id)
select {company}, m, {warehouse}, m, case m % 3 when 0 then 'receipt' else 'shipment' end, 'past', 'P' || m, '{day}', {month}, '{at}', 0
from generate_series({first}::bigint / {per}, {last}::bigint / {per}) as m where m % 3 <> 1
""",
    """
insert into books_journalline (company_id, id, entry, warehouse_id, account_id, debit, credit, partner, department, month)
select {company}, m * 2 + s, m, {warehouse},
    case m % 3 when 0 then case when s = 0 then {inventory} else {grni} end else case when s = 0 then {cogs} else {inventory} end end,
    case when s = 0 then {per} * 100000 else 0 end, case when s = 1 then {per} * 100000 else 0 end, 0, 0, {month}
from generate_series({first}::bigint / {per}, {last}::bigint / {per}) as m, generate_series(0, 1) as s where m % 3 <> 1
""",
)
