"""A small warehouse ships straight from the shelf: promise, allocation, and the goods are on the lorry, without wave, staging or packing."""

from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.floor import d, doctor, open_floor, stock

from ledgerhouse.documents.sales.orders import lines as sales_lines
from ledgerhouse.documents.sales.orders import load as load_sales
from ledgerhouse.documents.sales.pricing import NewLine
from ledgerhouse.documents.sales.take_order import take_order
from ledgerhouse.documents.sales.take_orders import TakeOrder
from ledgerhouse.documents.warehouse.stages import stages
from ledgerhouse.flows.outbound.allocate import Allocate, allocate
from ledgerhouse.flows.outbound.confirm_orders import ConfirmOrders, confirm_orders
from ledgerhouse.flows.outbound.pack import Pack, pack
from ledgerhouse.flows.outbound.pick import PickWave, pick_wave
from ledgerhouse.flows.outbound.release_wave import ReleaseWave, release_wave
from ledgerhouse.flows.outbound.ship import Ship, ship
from ledgerhouse.foundation.paper import PAPERS
from ledgerhouse.kernel.errors import WrongState
from ledgerhouse.ledgers.books.models import JournalLine
from ledgerhouse.ledgers.stock.models import Entry as Booked
from ledgerhouse.ledgers.stock.models import Hold
from ledgerhouse.ledgers.stock.words import Entry, Movement, Place, Reason
from ledgerhouse.masterdata.catalog.queries import items_by_code
from ledgerhouse.masterdata.sites.change_warehouse import ChangeWarehouse, change_warehouse
from ledgerhouse.masterdata.sites.queries import locations_by_code, virtual, warehouse
from ledgerhouse.masterdata.sites.words import Kind, Outbound
from ledgerhouse.posting import gate

TODAY = date(2026, 11, 22)


@pytest.fixture
def floor(ctx):
    """The shop, with 100 cups at 11.00: 40 on A-01 and 60 on A-02."""
    open_floor(ctx)
    site = warehouse(ctx, "SH1")
    cup = items_by_code(ctx, ["CUP"])["CUP"].id
    place = locations_by_code(ctx, site.id, ["A-01", "A-02"])
    supplier = Place(virtual(ctx, site.id)[Kind.SUPPLIER])
    entries = tuple(
        Entry(cup, pieces * 10**6, supplier, Place(place[code].id), value=pieces * 11 * 10**4)
        for code, pieces in (("A-01", 40), ("A-02", 60))
    )
    with transaction.atomic():
        gate.post(ctx, site, [Movement(Reason.RECEIPT, "receipt", "R-1", TODAY, entries)])
    return site


def steps(ctx, outbound_steps):
    change_warehouse(ChangeWarehouse(warehouse="SH1", outbound_steps=Outbound(outbound_steps)), ctx)


def order(ctx, cups):
    """A confirmed and allocated order of cups: its own number and that of its outbound order."""
    line = NewLine(item="CUP", quantity=d(cups), price=d(20))
    number = take_order(TakeOrder(customer="SHOP", warehouse="SH1", lines=(line,)), ctx).number
    outbound = confirm_orders(ConfirmOrders(numbers=(number,)), ctx).outbound
    allocate(Allocate(warehouse="SH1", numbers=outbound), ctx)
    return number, outbound[0]


def shipped(ctx, number):
    (sale,) = load_sales(ctx, [number])
    return sale.state, sum(line.shipped for line in sales_lines(ctx, [sale.id])) // 10**6


def test_goods_go_from_the_shelf_to_the_customer_in_one_entry_that_settles_the_hold(ctx, floor):
    steps(ctx, "ship")
    number, outbound = order(ctx, 50)
    assert {s.name: s.count for s in stages(ctx, TODAY)}["ship"] == 1
    assert [a.verb for a in PAPERS["outbound_order"].find(ctx, outbound).actions] == [
        "outbound.ship",
        "outbound.unallocate",
    ]

    answer = ship(Ship(numbers=(outbound,)), ctx)

    assert (answer.orders, answer.lines) == (1, 1)
    assert stock(ctx) == {("CUP", "", "A-02"): d(50)}
    customer = virtual(ctx, floor.id)[Kind.CUSTOMER]
    booked = Booked.objects.filter(company=ctx.company, target_location=customer)
    assert sorted(booked.values_list("source_location__code", "quantity")) == [("A-01", d(40)), ("A-02", d(10))]
    assert all(h.settled == h.quantity for h in Hold.objects.filter(company=ctx.company))
    assert shipped(ctx, number) == ("completed", 50)
    assert sum(JournalLine.objects.filter(company=ctx.company).values_list("debit", flat=True)) == d(1100 + 550)
    assert doctor(ctx) == []


def test_what_was_short_waits_and_goes_with_the_next_shipment(ctx, floor):
    steps(ctx, "ship")
    number, outbound = order(ctx, 120)
    ship(Ship(numbers=(outbound,)), ctx)
    assert stock(ctx) == {}
    assert shipped(ctx, number) == ("confirmed", 100)
    assert {s.name: s.count for s in stages(ctx, TODAY)}["allocate"] == 1
    assert doctor(ctx) == []


@pytest.mark.parametrize(
    ("outbound_steps", "state"), [("pack", "allocated"), ("pick", "allocated"), ("pack", "picked")]
)
def test_a_warehouse_ships_nothing_before_its_steps_are_done(ctx, floor, outbound_steps, state):
    steps(ctx, outbound_steps)
    number, outbound = order(ctx, 5)
    if state == "picked":
        pick_wave(PickWave(wave=release_wave(ReleaseWave(warehouse="SH1", numbers=(outbound,)), ctx).wave), ctx)
    with pytest.raises(WrongState) as refused:
        ship(Ship(numbers=(outbound,)), ctx)
    assert refused.value.facts == {"name": outbound, "state": state, "verb": "ship"}
    assert shipped(ctx, number) == ("confirmed", 0)


def test_picked_goods_are_shipped_unpacked_where_the_warehouse_does_not_pack(ctx, floor):
    steps(ctx, "pick")
    number, outbound = order(ctx, 5)
    pick_wave(PickWave(wave=release_wave(ReleaseWave(warehouse="SH1", numbers=(outbound,)), ctx).wave), ctx)
    assert [a.verb for a in PAPERS["outbound_order"].find(ctx, outbound).actions] == ["outbound.ship"]
    ship(Ship(numbers=(outbound,)), ctx)
    assert shipped(ctx, number) == ("completed", 5)
    assert doctor(ctx) == []


def test_one_shipment_takes_orders_from_shelves_and_from_the_packing_bench(ctx, floor):
    first, packed = order(ctx, 5)
    pick_wave(PickWave(wave=release_wave(ReleaseWave(warehouse="SH1", numbers=(packed,)), ctx).wave), ctx)
    pack(Pack(numbers=(packed,)), ctx)
    steps(ctx, "ship")
    second, shelved = order(ctx, 7)
    assert ship(Ship(numbers=(packed, shelved)), ctx).lines == 2
    assert [shipped(ctx, n) for n in (first, second)] == [("completed", 5), ("completed", 7)]
    assert doctor(ctx) == []


def test_the_number_of_statements_does_not_grow_with_the_orders(ctx, floor):
    steps(ctx, "ship")
    few, many = statements(ctx, 2), statements(ctx, 12)
    assert many == few
    assert few["confirm"] <= 15
    assert few["allocate"] <= 15
    assert few["ship"] <= 34


def statements(ctx, count):
    """How many statements each verb takes for so many orders; the first call of a day also begins the numbers."""
    line = NewLine(item="CUP", quantity=d(1), price=d(20))
    order(ctx, 1)
    taken = tuple(
        take_order(TakeOrder(customer="SHOP", warehouse="SH1", lines=(line,)), ctx).number for _ in range(count)
    )
    counted = {}
    with CaptureQueriesContext(connection) as asked:
        outbound = confirm_orders(ConfirmOrders(numbers=taken), ctx).outbound
    counted["confirm"] = len(asked)
    with CaptureQueriesContext(connection) as asked:
        allocate(Allocate(warehouse="SH1", numbers=outbound), ctx)
    counted["allocate"] = len(asked)
    with CaptureQueriesContext(connection) as asked:
        ship(Ship(numbers=outbound), ctx)
    counted["ship"] = len(asked)
    return counted
