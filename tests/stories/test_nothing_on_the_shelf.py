"""A picker is sent to a shelf where too little lies: the order gets the goods of another shelf, the count puts the books right."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from tests.floor import as_user, d, doctor, open_floor, stock
from tests.stories.test_a_wall_of_slots import booked, orders, tasks_of

from ledgerhouse.documents.warehouse.build_pick_lists import BuildPickLists, build_pick_lists
from ledgerhouse.documents.warehouse.check_pick_scans import CheckPickScans, check_pick_scans
from ledgerhouse.documents.warehouse.models import OutboundOrder, Task, WrongScan
from ledgerhouse.documents.warehouse.skip_picks import SkipPicks, skip_picks
from ledgerhouse.flows.inventory.approve_count import ApproveCount, approve_count
from ledgerhouse.flows.inventory.record_count import CountedLine, RecordCount, record_count
from ledgerhouse.flows.outbound.allocate import Allocate, allocate
from ledgerhouse.flows.outbound.pack import Pack, pack
from ledgerhouse.flows.outbound.pick import PickLine, PickTasks, PickWave, pick, pick_wave
from ledgerhouse.flows.outbound.release_wave import ReleaseWave, release_wave
from ledgerhouse.flows.outbound.report_empty import ReportEmpty, report_empty
from ledgerhouse.flows.outbound.ship import Ship, ship
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.kernel.errors import Unreadable
from ledgerhouse.ledgers.stock.words import Entry, Movement, Place, Reason
from ledgerhouse.masterdata.catalog.keep_lots import keep_lots
from ledgerhouse.masterdata.catalog.queries import items_by_code
from ledgerhouse.masterdata.catalog.words import NewLot
from ledgerhouse.masterdata.sites.queries import locations_by_code, virtual, warehouse
from ledgerhouse.masterdata.sites.words import Kind
from ledgerhouse.posting import gate

pytestmark = pytest.mark.requirement("R037")


@pytest.fixture
def floor(ctx):
    """Ten cups at 11.00 on each of two shelves, and a lot of milk."""
    open_floor(ctx)
    site = warehouse(ctx, "SH1")
    items = items_by_code(ctx, ["CUP", "MILK"])
    (lot,) = keep_lots(ctx, [NewLot(item=items["MILK"].id, code="M-1", expires_on=date(2027, 3, 1))]).values()
    place = locations_by_code(ctx, site.id, ["A-01", "A-02"])
    supplier = Place(virtual(ctx, site.id)[Kind.SUPPLIER])

    def goods(item, code, lot=0):
        worth = 110 * 10**4
        return Entry(items[item].id, 10 * 10**6, supplier, Place(place[code].id), lot=lot, value=worth)

    entries = (goods("CUP", "A-01"), goods("CUP", "A-02"), goods("MILK", "A-02", lot.id))
    with transaction.atomic():
        gate.post(ctx, site, [Movement(Reason.RECEIPT, "receipt", "R-1", date(2026, 11, 22), entries)])


def test_short_pick_goes_on_with_another_shelf(ctx, floor):
    (outbound,) = orders(ctx, [("CUP", 6)])
    wave = release_wave(ReleaseWave(warehouse="SH1", numbers=(outbound,)), ctx).wave
    (number,) = build_pick_lists(BuildPickLists(wave=wave), ctx).lists
    (task,) = tasks_of(number)
    source = Task.objects.get(code=task).source.code

    told = report_empty(ReportEmpty(task=task, quantity=d(2)), ctx)
    assert told.orders == (outbound,)
    line = CountedLine(line=1, quantity=d(0))
    record_count(RecordCount(number=told.count, lines=(line,)), as_user(ctx, 7))
    approve_count(ApproveCount(number=told.count), as_user(ctx, 8))
    assert stock(ctx).get(("CUP", "", source), 0) == 0

    # what was there leaves; the rest is allocated anew, from the shelf where cups are
    pack(Pack(numbers=(outbound,)), ctx)
    ship(Ship(numbers=(outbound,)), ctx)
    assert OutboundOrder.objects.get(number=outbound).state == "waiting"
    assert allocate(Allocate(warehouse="SH1", numbers=(outbound,)), ctx).short == ()
    wave = release_wave(ReleaseWave(warehouse="SH1", numbers=(outbound,)), ctx).wave
    (again,) = Task.objects.filter(paper=wave)
    assert again.source.code != source
    pick_wave(PickWave(wave=wave), ctx)
    pack(Pack(numbers=(outbound,)), ctx)
    ship(Ship(numbers=(outbound,)), ctx)
    assert OutboundOrder.objects.get(number=outbound).state == "shipped"
    sold = [("6401", Decimal(22), 0), ("1405", 0, Decimal(22)), ("6401", Decimal(44), 0), ("1405", 0, Decimal(44))]
    assert booked(ctx, outbound) == sold
    assert ("1405", 0, Decimal(88)) in booked(ctx, told.count)  # eight that are not there
    assert doctor(ctx) == []


def test_wrong_scans_are_refused_with_facts_and_counted(ctx, floor):
    (outbound,) = orders(ctx, [("MILK", 3)])
    wave = release_wave(ReleaseWave(warehouse="SH1", numbers=(outbound,)), ctx).wave
    task = Task.objects.get(paper=wave).code
    picker = as_user(ctx, 7)
    assert check_pick_scans(CheckPickScans(task=task, location="A-02", code="MILK", quantity=d(3)), picker).right
    wrong = check_pick_scans(CheckPickScans(task=task, location="A-01", code="CUP", quantity=d(4)), picker)
    facts = [("location", "A-02", "A-01"), ("item", "MILK", "CUP"), ("quantity", "3", "4")]
    assert [(w.what, w.expected, w.given) for w in wrong.wrong] == facts
    assert list(WrongScan.objects.order_by("id").values_list("what", "expected", "given")) == facts
    assert set(WrongScan.objects.values_list("operator", "day")) == {(7, date(2026, 11, 22))}
    assert LISTINGS["warehouse.wrong_scans"].page(ctx, count=True).count == 3
    with pytest.raises(Unreadable) as refused:
        pick(PickTasks(lines=(PickLine(task=task, location="A-01", code="CUP", quantity=d(4)),)), picker)
    assert [p.where for p in refused.value.problems] == ["lines.0.location", "lines.0.code", "lines.0.quantity"]
    assert Task.objects.get(code=task).state == "open"
    with pytest.raises(Unreadable, match="no pick task"):
        check_pick_scans(CheckPickScans(task="T-0"), ctx)
    with pytest.raises(Unreadable, match="no pick task"):
        report_empty(ReportEmpty(task="T-0"), replace(ctx, language="en"))


def test_what_is_skipped_comes_last(ctx, floor):
    outbound = orders(ctx, [("CUP", 3), ("MILK", 1)])
    wave = release_wave(ReleaseWave(warehouse="SH1", numbers=tuple(outbound)), ctx).wave
    first, second = Task.objects.filter(paper=wave).order_by("sequence").values_list("code", flat=True)
    skip_picks(SkipPicks(tasks=(first,)), ctx)
    assert list(Task.objects.filter(paper=wave).order_by("sequence").values_list("code", flat=True)) == [second, first]
    pick(PickTasks(lines=(PickLine(task=first),)), ctx)
    with pytest.raises(Unreadable) as refused:
        skip_picks(SkipPicks(tasks=(first, "T-0")), ctx)
    assert [p.where for p in refused.value.problems] == ["tasks.0", "tasks.1"]
