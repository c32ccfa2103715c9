"""One predicate says whether stock is usable; in Python and in SQL it says the same of every balance."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.floor import open_floor

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.ledgers.stock.queries import available, candidates, usable_sql
from ledgerhouse.ledgers.stock.words import Status, usable
from ledgerhouse.masterdata.catalog.keep_lots import keep_lots
from ledgerhouse.masterdata.catalog.queries import items_by_code
from ledgerhouse.masterdata.catalog.words import NewLot
from ledgerhouse.masterdata.partners.queries import partners_by_code
from ledgerhouse.masterdata.sites.lock_locations import LockLocations, lock_locations
from ledgerhouse.masterdata.sites.queries import locations_by_code, warehouse

TODAY = date(2026, 11, 22)
pytestmark = [pytest.mark.requirement("R010"), pytest.mark.requirement("R034")]


@pytest.fixture
def shelves(ctx):
    """A balance for every mixture of lot, place, owner and status; some of it held."""
    open_floor(ctx)
    site = warehouse(ctx, "SH1")
    lock_locations(LockLocations(warehouse="SH1", codes=("A-02",), putting_in=False, reason="TEST"), ctx)
    lock_locations(LockLocations(warehouse="SH1", codes=("A-03",), taking_out=False, reason="TEST"), ctx)
    places = locations_by_code(ctx, site.id, ["A-01", "A-02", "A-03", "STAGE-1", "RETURN-1"])
    milk = items_by_code(ctx, ["MILK"])["MILK"].id
    new = [NewLot(item=milk, code=f"L{n}", expires_on=TODAY + timedelta(n)) for n in (-1, 0, 1, 10)]
    lots = [0, *(ref.id for ref in keep_lots(ctx, new).values())]
    farm = partners_by_code(ctx, ["FARM"])["FARM"].id
    keys = list(product(lots, [p.id for p in places.values()], [0, farm], Status))
    columns = ("id", "lot_id", "location_id", "owner_id", "status", "on_hand", "held")
    rows = [(i, *key, 5 + n % 3, n % 4) for n, (i, key) in enumerate(zip(new_ids(len(keys)), keys, strict=True))]
    constants = {"warehouse_id": site.id, "company": ctx.company, "item_id": milk, "unit": 0}
    dialect.insert("stock_balance", dict.fromkeys(columns, "int"), rows, constants=constants)
    return site, milk, farm, len(rows)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(day=st.integers(-3, 12), life=st.integers(0, 12), ours=st.booleans())
def test_python_and_sql_agree_on_every_balance(ctx, shelves, day, life, ours):
    site, milk, farm, rows = shelves
    on, owner = TODAY + timedelta(day), 0 if ours else farm
    seen = candidates(ctx, site.id, [milk])
    assert len(seen) == rows
    by_python = {c.balance for c in seen if usable(c, on=on, owner=owner, life_days=life)}
    sql = (
        "select b.id from stock_balance b join sites_location p on p.id = b.location_id left join catalog_lot l on l.id = b.lot_id "
        f"where b.warehouse_id = {site.id} and {usable_sql(on, owner, life)}"
    )
    assert {row[0] for row in dialect.select(sql)} == by_python
    if ours and not life:
        (found,) = available(ctx, [milk], on)
        assert found.usable == sum(c.free for c in seen if c.balance in by_python)


def test_the_day_of_expiry_is_the_last_day_of_use(ctx, shelves):
    site, milk, _, _ = shelves
    today = {c.expires_on for c in candidates(ctx, site.id, [milk]) if usable(c, on=TODAY)}
    assert today == {None, TODAY, TODAY + timedelta(1), TODAY + timedelta(10)}
    fresh = {c.expires_on for c in candidates(ctx, site.id, [milk]) if usable(c, on=TODAY, life_days=1)}
    assert fresh == {None, TODAY + timedelta(1), TODAY + timedelta(10)}
