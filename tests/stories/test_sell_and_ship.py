"""A customer's order becomes a parcel: promise, allocation, wave, pick, pack, ship, with cost and news in the same steps."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, transaction
from tests.floor import open_floor

from ledgerhouse.documents.sales.orders import lines as sales_lines
from ledgerhouse.documents.sales.orders import load as load_sales
from ledgerhouse.documents.sales.pricing import NewLine
from ledgerhouse.documents.sales.take_order import take_order
from ledgerhouse.documents.sales.take_orders import TakeOrder
from ledgerhouse.documents.warehouse import outbound as papers
from ledgerhouse.documents.warehouse.models import OutboundOrder
from ledgerhouse.flows.finance.prove import Prove, prove
from ledgerhouse.flows.outbound.allocate import Allocate, allocate
from ledgerhouse.flows.outbound.cancel_orders import CancelOrders, cancel_orders
from ledgerhouse.flows.outbound.confirm_orders import ConfirmOrders, confirm_orders
from ledgerhouse.flows.outbound.pack import Pack, pack
from ledgerhouse.flows.outbound.pick import PickLine, PickTasks, PickWave, pick, pick_wave
from ledgerhouse.flows.outbound.release_wave import NothingToRelease, ReleaseWave, release_wave
from ledgerhouse.flows.outbound.ship import Ship, ship
from ledgerhouse.foundation.links import Ref, around
from ledgerhouse.foundation.models import OutboxRow
from ledgerhouse.kernel.errors import NotFound, Unreadable, WrongState
from ledgerhouse.ledgers.books.models import JournalEntry, JournalLine
from ledgerhouse.ledgers.stock import queries as stock
from ledgerhouse.ledgers.stock.words import Entry, Movement, Place, Reason
from ledgerhouse.masterdata.catalog.keep_lots import keep_lots
from ledgerhouse.masterdata.catalog.queries import items_by_code
from ledgerhouse.masterdata.catalog.words import NewLot
from ledgerhouse.masterdata.sites.queries import locations_by_code, virtual, warehouse
from ledgerhouse.masterdata.sites.words import Kind
from ledgerhouse.posting import gate

TODAY = date(2026, 11, 22)


@pytest.fixture
def floor(ctx):
    """The shop, with 100 cups at 11.00 on two shelves and two lots of milk at 5.00, the older one expiring first."""
    open_floor(ctx)
    site = warehouse(ctx, "SH1")
    items = items_by_code(ctx, ["CUP", "MILK"])
    lots = keep_lots(
        ctx,
        [
            NewLot(item=items["MILK"].id, code="NEW", expires_on=date(2027, 3, 1)),
            NewLot(item=items["MILK"].id, code="OLD", expires_on=date(2027, 1, 1)),
        ],
    )
    place = {code: ref.id for code, ref in locations_by_code(ctx, site.id, ["A-01", "A-02", "A-03"]).items()}
    supplier = Place(virtual(ctx, site.id)[Kind.SUPPLIER])

    def goods(item, quantity, code, price, lot=0):
        target = Place(place[code])
        return Entry(items[item].id, quantity * 10**6, supplier, target, lot=lot, value=quantity * price * 10**4)

    entries = (
        goods("CUP", 40, "A-01", 11),
        goods("CUP", 60, "A-02", 11),
        goods("MILK", 10, "A-01", 5, lots[items["MILK"].id, "NEW"].id),
        goods("MILK", 10, "A-03", 5, lots[items["MILK"].id, "OLD"].id),
    )
    with transaction.atomic():
        gate.post(ctx, site, [Movement(Reason.RECEIPT, "receipt", "R-1", TODAY, entries)])
    return site


def order(ctx, *lines):
    """One order of the shop, confirmed: its own number and that of its outbound order."""
    wanted = tuple(NewLine(item=item, quantity=Decimal(quantity), price=Decimal(20)) for item, quantity in lines)
    number = take_order(TakeOrder(customer="SHOP", warehouse="SH1", lines=wanted), ctx).number
    (outbound,) = confirm_orders(ConfirmOrders(numbers=(number,)), ctx).outbound
    return number, outbound


def send(ctx, outbound):
    """Everything from release to the lorry."""
    wave = release_wave(ReleaseWave(warehouse="SH1", numbers=(outbound,)), ctx).wave
    pick_wave(PickWave(wave=wave), ctx)
    pack(Pack(numbers=(outbound,)), ctx)
    return ship(Ship(numbers=(outbound,)), ctx)


def booked(ctx, number):
    """What one paper booked: (account code, debit, credit)."""
    entries = JournalEntry.objects.filter(company_id=ctx.company, number=number).values_list("id", flat=True)
    lines = JournalLine.objects.filter(entry__in=list(entries)).order_by("id")
    return [(line.account.code, line.debit, line.credit) for line in lines.select_related("account")]


def available(ctx, item):
    """On hand, held, usable and promised of an item, in pieces."""
    (found,) = stock.available(ctx, [items_by_code(ctx, [item])[item].id], TODAY)
    return tuple(steps // 10**6 for steps in (found.on_hand, found.held, found.usable, found.promised))


@pytest.mark.requirement("R009")
@pytest.mark.requirement("R012")
@pytest.mark.requirement("R038")
def test_an_order_becomes_a_shipment_with_its_cost(ctx, floor):
    number, outbound = order(ctx, ("CUP", 40), ("MILK", 3))
    assert available(ctx, "CUP") == (100, 0, 100, 40)

    held = allocate(Allocate(warehouse="SH1"), ctx)
    assert (held.orders, held.lines, held.short) == (1, 2, ())
    assert available(ctx, "CUP") == (100, 40, 60, 0)

    assert send(ctx, outbound).lines == 2
    assert available(ctx, "CUP") == (60, 0, 60, 0)
    assert booked(ctx, outbound) == [("6401", Decimal(455), 0), ("1405", 0, Decimal(455))]  # 40 x 11.00 + 3 x 5.00
    (sold,) = load_sales(ctx, [number])
    assert sold.state == "completed"
    assert OutboundOrder.objects.get(number=outbound).shipped_at == ctx.now
    assert [line.shipped for line in sales_lines(ctx, [sold.id])] == [40 * 10**6, 3 * 10**6]
    assert around(ctx, Ref("sales_order", number))[1] == [Ref("outbound_order", outbound)]
    topics = list(OutboxRow.objects.order_by("id").values_list("topic", flat=True))
    assert {"OrderConfirmed", "GoodsMoved", "GoodsShipped"} <= set(topics)
    assert prove(Prove(), ctx).clean


@pytest.mark.requirement("R034")
def test_the_lot_that_expires_first_goes_first(ctx, floor):
    _, outbound = order(ctx, ("MILK", 12))
    allocate(Allocate(warehouse="SH1"), ctx)
    of = {
        line.id
        for line in papers.lines(ctx, [o.id for o in papers.claim(ctx, floor.id, "release", numbers=[outbound])])
    }
    held = stock.holds_of(ctx, floor.id, of)
    places = {i: code for code, i in ((c, r.id) for c, r in locations_by_code(ctx, floor.id, ["A-01", "A-03"]).items())}
    assert [(places[h.location], h.open // 10**6) for h in held] == [("A-03", 10), ("A-01", 2)]


def test_what_is_short_waits_and_is_shipped_later(ctx, floor):
    number, outbound = order(ctx, ("CUP", 130))
    held = allocate(Allocate(warehouse="SH1"), ctx)
    assert [(s.item, s.quantity) for s in held.short] == [("CUP", 30)]
    send(ctx, outbound)
    (waiting,) = papers.claim(ctx, floor.id, "allocate")
    assert waiting.number == outbound
    assert available(ctx, "CUP") == (0, 0, 0, 30)
    assert load_sales(ctx, [number])[0].state == "confirmed"
    assert prove(Prove(), ctx).clean


def test_what_is_short_can_be_cut_for_good(ctx, floor):
    number, outbound = order(ctx, ("CUP", 130))
    allocate(Allocate(warehouse="SH1", short="cut"), ctx)
    send(ctx, outbound)
    (sold,) = load_sales(ctx, [number])
    assert sold.state == "completed"
    assert [(line.shipped, line.cut) for line in sales_lines(ctx, [sold.id])] == [(100 * 10**6, 30 * 10**6)]
    assert available(ctx, "CUP") == (0, 0, 0, 0)
    assert prove(Prove(), ctx).clean


def test_a_short_pick_gives_the_rest_back(ctx, floor):
    _, outbound = order(ctx, ("CUP", 40))
    allocate(Allocate(warehouse="SH1"), ctx)
    wave = release_wave(ReleaseWave(warehouse="SH1"), ctx).wave
    picked = pick(PickTasks(lines=(PickLine(task=f"{wave}-1", quantity=Decimal(38), location="A-01"),)), ctx)
    assert picked.orders == (outbound,)
    assert available(ctx, "CUP") == (100, 0, 62, 2)  # the two are still owed: nobody else is promised them
    pack(Pack(numbers=(outbound,)), ctx)
    ship(Ship(numbers=(outbound,)), ctx)
    assert papers.claim(ctx, floor.id, "allocate")[0].number == outbound
    assert prove(Prove(), ctx).clean


def test_an_order_of_which_nothing_is_found_waits_again(ctx, floor):
    _, outbound = order(ctx, ("CUP", 40))
    allocate(Allocate(warehouse="SH1"), ctx)
    wave = release_wave(ReleaseWave(warehouse="SH1"), ctx).wave
    assert pick(PickTasks(lines=(PickLine(task=f"{wave}-1", quantity=Decimal(0)),)), ctx).orders == ()
    assert papers.claim(ctx, floor.id, "allocate")[0].number == outbound
    assert prove(Prove(), ctx).clean


@pytest.mark.requirement("R037")
def test_a_wrong_scan_is_refused_with_what_was_right(ctx, floor):
    order(ctx, ("CUP", 40))
    allocate(Allocate(warehouse="SH1"), ctx)
    wave = release_wave(ReleaseWave(warehouse="SH1"), ctx).wave
    lines = (PickLine(task=f"{wave}-1", quantity=Decimal(41), location="A-02"), PickLine(task="NO-1"))
    with pytest.raises(Unreadable) as refused:
        pick(PickTasks(lines=lines), ctx)
    assert [p.where for p in refused.value.problems] == ["lines.1.task", "lines.0.location", "lines.0.quantity"]
    assert "A-01" in str(refused.value)


def test_a_cancelled_order_gives_everything_back(ctx, floor):
    number, outbound = order(ctx, ("CUP", 130))
    allocate(Allocate(warehouse="SH1"), ctx)
    cancel_orders(CancelOrders(numbers=(number,)), ctx)
    assert available(ctx, "CUP") == (100, 0, 100, 0)
    with pytest.raises(WrongState):
        allocate(Allocate(warehouse="SH1", numbers=(outbound,)), ctx)
    assert prove(Prove(), ctx).clean


def test_everything_wrong_with_an_order_is_said_at_once(ctx, floor):
    lines = (
        NewLine(item="CUP", quantity=Decimal("0.5"), price=Decimal(1)),
        NewLine(item="NONE", quantity=Decimal(1), price=Decimal(1)),
        NewLine(item="MILK", quantity=Decimal(1), unit="kg", price=Decimal(1)),
    )
    with pytest.raises(Unreadable) as refused:
        take_order(TakeOrder(customer="FARM", warehouse="XX", lines=lines), ctx)
    where = [p.where for p in refused.value.problems]
    assert where == ["customer", "warehouse", "lines.0.quantity", "lines.1.item", "lines.2.unit"]


def test_nothing_is_done_to_what_is_not_there(ctx, floor):
    with pytest.raises(NotFound):
        confirm_orders(ConfirmOrders(numbers=("XSDD-0",)), ctx)
    with pytest.raises(NothingToRelease):
        release_wave(ReleaseWave(warehouse="SH1"), ctx)
    with pytest.raises(NotFound):
        pick_wave(PickWave(wave="BC-0"), ctx)


@pytest.mark.parametrize("count", [2, 40])
def test_statements_do_not_grow_with_orders(ctx, floor, count, django_assert_max_num_queries):
    orders = [order(ctx, ("CUP", 1), ("CUP", 1)) for _ in range(count)]
    numbers = tuple(outbound for _, outbound in orders)
    with django_assert_max_num_queries(30):
        allocate(Allocate(warehouse="SH1"), ctx)
    with django_assert_max_num_queries(24):
        wave = release_wave(ReleaseWave(warehouse="SH1"), ctx).wave
    with django_assert_max_num_queries(50):
        pick_wave(PickWave(wave=wave), ctx)
    with django_assert_max_num_queries(20):
        pack(Pack(numbers=numbers), ctx)
    with django_assert_max_num_queries(50):
        ship(Ship(numbers=numbers), ctx)


@pytest.mark.requirement("R020")
@pytest.mark.parametrize(
    ("table", "column", "check"),
    [
        ("sales_salesline", "shipped", "sales agree with shipments"),
        ("sales_salesline", "returned", "sales agree with shipments"),
        ("warehouse_outboundline", "shipped", "shipments are booked"),
        ("warehouse_outboundline", "allocated", "shipments are booked"),
    ],
)
def test_a_paper_that_says_something_else_is_named(table, column, check, ctx, floor):
    number, outbound = order(ctx, ("CUP", 40))
    allocate(Allocate(warehouse="SH1"), ctx)
    wave = release_wave(ReleaseWave(warehouse="SH1"), ctx).wave
    pick(PickTasks(lines=(PickLine(task=f"{wave}-1", quantity=Decimal(38)),)), ctx)
    pack(Pack(numbers=(outbound,)), ctx)
    ship(Ship(numbers=(outbound,)), ctx)
    assert prove(Prove(), ctx).clean
    with connection.cursor() as cursor:
        cursor.execute(f"update {table} set {column} = {column} + 1")
    broken = {c.name: c.problems for c in prove(Prove(), ctx).checks if c.problems}
    assert check in broken
    assert any(name in broken[check][0] for name in (number, outbound))
