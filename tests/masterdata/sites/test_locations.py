"""Warehouses, zones and locations: opened, generated, changed, locked; refused with facts."""

import dataclasses
import time

import pytest
from tests.statements import sent

from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.models import AuditRow
from ledgerhouse.foundation.paper import find
from ledgerhouse.kernel.context import Context, Reach, Scope
from ledgerhouse.kernel.errors import NotAllowed, NotFound, Unreadable
from ledgerhouse.masterdata.sites import listings, papers, queries
from ledgerhouse.masterdata.sites.add_locations import AddLocations, NewLocation, add_locations
from ledgerhouse.masterdata.sites.add_zone import AddZone, add_zone
from ledgerhouse.masterdata.sites.change_locations import ChangeLocations, LocationChange, change_locations
from ledgerhouse.masterdata.sites.change_zone import ChangeZone, change_zone
from ledgerhouse.masterdata.sites.generate_locations import CodesTaken, GenerateLocations, generate_locations
from ledgerhouse.masterdata.sites.lock_locations import LockLocations, lock_locations
from ledgerhouse.masterdata.sites.models import Location
from ledgerhouse.masterdata.sites.open_warehouse import OpenWarehouse, open_warehouse
from ledgerhouse.masterdata.sites.unlock_locations import UnlockLocations, unlock_locations
from ledgerhouse.masterdata.sites.words import AbcClass, Condition, Kind

assert listings
assert papers


@pytest.fixture
def sh1(ctx: Context) -> queries.WarehouseRef:
    open_warehouse(OpenWarehouse(code="SH1", name="上海仓"), ctx)
    add_zone(AddZone(warehouse="SH1", code="A", name="常温区"), ctx)
    return queries.warehouse(ctx, "SH1")


def test_a_warehouse_comes_with_one_virtual_place_of_each_kind(ctx, sh1):
    places = queries.virtual(ctx, sh1.id)
    assert sorted(places) == [Kind.SUPPLIER, Kind.CUSTOMER, Kind.LOSS, Kind.PRODUCTION, Kind.TRANSIT]
    assert queries.locations_by_code(ctx, sh1.id, ["@CUSTOMER"]) == {}, "no scan may hit a virtual place"


def test_the_valuation_area_follows_the_company(ctx, company, sh1):
    assert sh1.area == company.id
    company.valuation = "warehouse"
    company.save()
    open_warehouse(OpenWarehouse(code="BJ1", name="北京仓"), ctx)
    bj1 = queries.warehouse(ctx, "BJ1")
    assert bj1.area == bj1.id


def test_a_code_is_taken_once_and_time_zones_must_exist(ctx, sh1):
    with pytest.raises(Unreadable) as refused:
        open_warehouse(OpenWarehouse(code="SH1", name="x", timezone="Asia/Atlantis"), ctx)
    assert [p.where for p in refused.value.problems] == ["timezone", "code"]


def test_a_pattern_makes_codes_coordinates_and_a_route(ctx, sh1):
    plan = GenerateLocations(warehouse="SH1", zone="A", aisles=2, racks=2, levels=2, positions=2, first_rack=9)
    made = generate_locations(plan, ctx)
    assert made.count == 16
    assert (made.first, made.last) == ("A-09-1-01", "B-10-2-01")
    first, top = made.preview[:2]
    assert (first.x_mm, first.y_mm, first.z_mm) == (0, 0, 0)
    assert (top.code, top.z_mm) == ("A-09-2-01", 1500)
    rows = list(Location.objects.filter(kind=Kind.STORAGE).order_by("pick_sequence").values_list("aisle", "y_mm"))
    assert [y for aisle, y in rows if aisle == "A"] == sorted(y for aisle, y in rows if aisle == "A"), "up the first"
    down = [y for aisle, y in rows if aisle == "B"]
    assert down == sorted(down, reverse=True), "and down the second"
    again = generate_locations(dataclasses.replace(plan, first_aisle=3, aisles=1), ctx)
    assert again.preview[0].pick_sequence > max(p.pick_sequence for p in made.preview)


def test_a_dry_run_shows_and_keeps_nothing(ctx, sh1):
    plan = GenerateLocations(warehouse="SH1", zone="A", aisles=3, racks=4)
    shown = generate_locations(plan, dataclasses.replace(ctx, dry_run=True))
    assert shown.count == 12
    assert not Location.objects.filter(kind=Kind.STORAGE).exists()
    assert not AuditRow.objects.filter(action="generate locations").exists()


def test_codes_that_exist_are_refused_by_name(ctx, sh1):
    generate_locations(GenerateLocations(warehouse="SH1", zone="A", racks=2), ctx)
    with pytest.raises(CodesTaken) as refused:
        generate_locations(GenerateLocations(warehouse="SH1", zone="A", racks=3), ctx)
    assert refused.value.facts == {"count": 2, "codes": "A-01-1-01, A-02-1-01"}
    assert Location.objects.filter(kind=Kind.STORAGE).count() == 2


@pytest.mark.parametrize(
    ("template", "sizes", "says"),
    [
        ("{aisle}-{shelf}", {}, "shelf"),
        ("{aisle:xx}", {}, "style xx"),
        ("{aisle:A}", {"racks": 2}, "must name rack"),
        ("{aisle", {}, "braces"),
        ("{aisle}{rack}", {"aisles": 11, "racks": 11}, "more than once"),
        ("{aisle}-" + "X" * 60, {}, "too long"),
        ("{aisle}-{rack}-{level}-{position}", {"aisles": 9999, "racks": 9999}, "at most 200000"),
    ],
)
def test_a_template_that_can_not_work_is_refused(ctx, sh1, template, sizes, says):
    with pytest.raises(Unreadable) as refused:
        generate_locations(GenerateLocations(warehouse="SH1", zone="A", template=template, **sizes), ctx)
    assert says in str(refused.value)


def test_twenty_thousand_locations_take_seconds(ctx, sh1):
    started = time.process_time()
    plan = GenerateLocations(warehouse="SH1", zone="A", aisles=20, racks=50, levels=5, positions=4)
    assert generate_locations(plan, ctx).count == 20_000
    assert time.process_time() - started < 20


def test_single_locations_are_added_with_all_problems_at_once(ctx, sh1):
    lines = (
        NewLocation(code="DOCK-1", zone="A", kind="dock"),
        NewLocation(code="DOCK-1", zone="A", kind="dock"),
        NewLocation(code="P-1", zone="Z"),
    )
    with pytest.raises(Unreadable) as refused:
        add_locations(AddLocations(warehouse="SH1", lines=lines), ctx)
    assert [p.where for p in refused.value.problems] == ["lines.0.code", "lines.1.code", "lines.2.zone"]
    add_locations(AddLocations(warehouse="SH1", lines=lines[:1]), ctx)
    assert queries.locations_by_code(ctx, sh1.id, ["DOCK-1"])["DOCK-1"].kind is Kind.DOCK


def test_locks_hold_both_ways_and_are_audited(ctx, sh1):
    generate_locations(GenerateLocations(warehouse="SH1", zone="A", racks=2), ctx)
    lock = LockLocations(warehouse="SH1", codes=("A-01-1-01",), taking_out=False, reason="货架变形")
    lock_locations(lock, ctx)
    place = queries.locations_by_code(ctx, sh1.id, ["A-01-1-01"])["A-01-1-01"]
    assert (place.locked_in, place.locked_out) == (True, False)
    assert place.id not in queries.rooms(ctx, sh1.id), "no room where nothing may be put"
    row = AuditRow.objects.get(action="lock")
    assert (row.before, row.after) == (
        {"locked_in": False, "lock_reason": ""},
        {"locked_in": True, "lock_reason": "货架变形"},
    )
    unlock_locations(UnlockLocations(warehouse="SH1", codes=("A-01-1-01",)), ctx)
    assert place.id in queries.rooms(ctx, sh1.id)
    with pytest.raises(Unreadable):
        lock_locations(dataclasses.replace(lock, codes=("A-01-1-01", "NOWHERE")), ctx)


def test_changes_cost_the_same_for_one_and_for_a_hundred(ctx, sh1):
    generate_locations(GenerateLocations(warehouse="SH1", zone="A", racks=100), ctx)
    codes = [f"A-{n:02}-1-01" for n in range(1, 101)]

    def statements(count: int) -> int:
        lines = tuple(LocationChange(code=code, abc=AbcClass.A, weight_max_g=500_000) for code in codes[:count])
        with sent() as seen:
            change_locations(ChangeLocations(warehouse="SH1", lines=lines, reason="ABC"), ctx)
        # Django splits what it inserts on SQLite; the audit trail is not what is measured here
        return sum("foundation_auditrow" not in q for q in seen)

    assert statements(1) == statements(100)
    room = next(iter(queries.rooms(ctx, sh1.id).values()))
    assert (room.abc, room.weight_g) == ("A", 500_000)


@pytest.mark.requirement("R106")
def test_whoever_is_limited_to_a_warehouse_changes_no_other_and_opens_none(ctx, sh1):
    open_warehouse(OpenWarehouse(code="BJ1", name="北京仓"), ctx)
    add_zone(AddZone(warehouse="BJ1", code="A", name="常温区"), ctx)
    only = Reach((Scope.of(warehouse={sh1.id}),))
    wang = dataclasses.replace(ctx, rights={"change sites": only, "see sites": only})
    generate_locations(GenerateLocations(warehouse="SH1", zone="A"), wang)
    with pytest.raises(NotFound):
        generate_locations(GenerateLocations(warehouse="BJ1", zone="A"), wang)
    with pytest.raises(NotAllowed):
        open_warehouse(OpenWarehouse(code="GZ1", name="广州仓"), wang)
    rows = LISTINGS["sites.locations"].page(wang, count=True)
    assert rows.count == 1
    with pytest.raises(NotFound):
        find(wang, "warehouse", "BJ1")


def test_a_closed_zone_takes_nothing_more(ctx, sh1):
    generate_locations(GenerateLocations(warehouse="SH1", zone="A"), ctx)
    assert queries.rooms(ctx, sh1.id)
    change_zone(ChangeZone(warehouse="SH1", zone="A", condition=Condition.COLD, active=False, reason="改造"), ctx)
    assert queries.rooms(ctx, sh1.id) == {}
    with pytest.raises(NotFound):
        generate_locations(GenerateLocations(warehouse="SH1", zone="A", first_aisle=2), ctx)
    row = AuditRow.objects.get(kind="sites.zone", action="change")
    assert row.after == {"condition": "cold", "active": False}
    with pytest.raises(NotFound):
        change_zone(ChangeZone(warehouse="SH1", zone="Z"), ctx)


def test_papers_show_a_warehouse_and_a_location(ctx, sh1):
    generate_locations(GenerateLocations(warehouse="SH1", zone="A", racks=3), ctx)
    shown = find(ctx, "warehouse", "SH1")
    assert shown.tables[0].rows[0].locations == 3
    place = find(ctx, "location", "SH1:A-02-1-01")
    assert place.state == "open"
    assert [a.verb for a in place.actions] == ["sites.lock_locations"]
    with pytest.raises(NotFound):
        find(ctx, "location", "SH1:@LOSS")
