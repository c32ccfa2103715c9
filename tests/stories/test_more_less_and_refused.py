"""A delivery is seldom what was ordered: more comes, less comes, some is sent back at the door, and some nobody ordered."""

import time
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.books import entries_of
from tests.floor import buy, d, doctor, open_floor, stock

from ledgerhouse.documents.purchasing.models import PurchaseLine
from ledgerhouse.documents.warehouse import refusals
from ledgerhouse.documents.warehouse.models import InboundLine, RefusedGoods
from ledgerhouse.documents.warehouse.set_receiving_rules import RuleFacts, SetReceivingRules, set_receiving_rules
from ledgerhouse.flows.inbound.delivery import ReceiveLine
from ledgerhouse.flows.inbound.receive import Receive, receive
from ledgerhouse.flows.inbound.receive_scans import ReceiveScans, receive_scans
from ledgerhouse.flows.inbound.receive_unexpected import ReceiveUnexpected, UnexpectedLine, receive_unexpected
from ledgerhouse.flows.inbound.refuse_goods import RefusedLine, RefuseGoods, refuse_goods
from ledgerhouse.flows.inbound.reverse_receipts import PaperLine, ReverseReceipts, reverse_receipts
from ledgerhouse.flows.inbound.scanning import ScanLine
from ledgerhouse.foundation.paper import find
from ledgerhouse.kernel.context import Reach, Scope
from ledgerhouse.kernel.errors import NotAllowed, Unreadable
from ledgerhouse.masterdata.catalog.create_items import CreateItems, create_items
from ledgerhouse.masterdata.catalog.item_facts import NewItem
from ledgerhouse.masterdata.catalog.models import Serial
from ledgerhouse.masterdata.catalog.set_barcodes import BarcodeFacts, SetBarcodes, set_barcodes
from ledgerhouse.masterdata.catalog.set_item_units import ItemUnitFacts, SetItemUnits, set_item_units
from ledgerhouse.masterdata.catalog.set_packs import PackFacts, SetPacks, set_packs
from ledgerhouse.masterdata.sites.queries import warehouse

pytestmark = pytest.mark.requirement("R033")


@pytest.fixture(autouse=True)
def floor(ctx):
    open_floor(ctx)


def rules(ctx, *facts):
    return set_receiving_rules(SetReceivingRules(lines=facts), ctx)


def problems_of(verb, command, ctx):
    with pytest.raises(Unreadable) as refused:
        verb(command, ctx)
    return {(p.where, p.sentence()) for p in refused.value.problems}


def take(ctx, inbound, quantity, line=1, **more):
    beyond = more.pop("beyond_rules", False)
    lines = (ReceiveLine(order=inbound, line=line, quantity=d(quantity), **more),)
    return receive(Receive(lines=lines, beyond_rules=beyond), ctx)


def state_of(ctx, kind, number):
    return find(ctx, kind, number).state


def test_more_than_ordered_within_the_tolerance(ctx):
    # All suppliers may bring 2 % more; the farm 5 %; apples of the farm 10 %; plates exactly.
    rules(
        ctx,
        RuleFacts(over_percent=d(2)),
        RuleFacts(supplier="FARM", over_percent=d(5)),
        RuleFacts(supplier="FARM", item="APPLE", over_percent=d(10)),
        RuleFacts(item="PLATE", over_percent=d(0)),
    )
    number, inbound = buy(ctx, ("CUP", 101, 2), ("APPLE", 20, 8), ("PLATE", 10, 3))
    wrong = Receive(
        lines=(
            ReceiveLine(order=inbound, line=1, quantity=d(107)),
            ReceiveLine(order=inbound, line=2, quantity=d("22.001"), lot="L1", expires_on=date(2026, 12, 5)),
            ReceiveLine(order=inbound, line=3, quantity=d(11)),
        )
    )
    # 5 % of 101 cups are 5.05: five whole cups.
    assert problems_of(receive, wrong, ctx) == {
        ("lines.0.quantity", "107 pcs of CUP is 6 more than the 101 still expected; only 5 more may come"),
        ("lines.1.quantity", "22.001 kg of APPLE is 2.001 more than the 20 still expected; only 2 more may come"),
        ("lines.2.quantity", "11 pcs of PLATE is 1 more than the 10 still expected"),
    }
    right = Receive(
        lines=(
            ReceiveLine(order=inbound, line=1, quantity=d(106)),
            ReceiveLine(order=inbound, line=2, quantity=d(22), lot="L1", expires_on=date(2026, 12, 5)),
            ReceiveLine(order=inbound, line=3, quantity=d(10)),
        )
    )
    (receipt,) = receive(right, ctx).receipts
    # J3 at what came: 106 × 2 + 22 × 8 + 10 × 3.
    assert entries_of(receipt) == [[("debit", "1405", "418.00"), ("credit", "2202.02", "418.00")]]
    assert state_of(ctx, "purchase_order", number) == "completed"
    assert state_of(ctx, "inbound_order", inbound) == "received"
    assert list(PurchaseLine.objects.order_by("position").values_list("ordered", "received", "excess")) == [
        (d(101), d(106), d(5)),
        (d(20), d(22), d(2)),
        (d(10), d(10), d(0)),
    ]
    # The receipt was a mistake: everything goes back, and nothing beyond the order is accepted any more.
    reverse_receipts(ReverseReceipts(lines=(PaperLine(number=receipt),), reason="counted twice"), ctx)
    assert set(PurchaseLine.objects.values_list("received", "excess")) == {(d(0), d(0))}
    assert set(InboundLine.objects.values_list("received", "excess")) == {(d(0), d(0))}
    assert doctor(ctx) == []


def test_beyond_the_tolerance_somebody_with_the_right_decides(ctx):
    number, inbound = buy(ctx, ("CUP", 10, 2))
    here = Reach((Scope.of(warehouse={warehouse(ctx, "SH1").id}),))
    elsewhere = Reach((Scope.of(warehouse={-1}),))
    receiver = replace(ctx, rights={"receive goods": here})
    with pytest.raises(NotAllowed):
        take(receiver, inbound, 13, beyond_rules=True)
    with pytest.raises(NotAllowed):
        take(
            replace(ctx, rights={"receive goods": here, "receive beyond rules": elsewhere}),
            inbound,
            13,
            beyond_rules=True,
        )
    supervisor = replace(ctx, rights={"receive goods": here, "receive beyond rules": here})
    assert problems_of(receive, Receive(lines=(ReceiveLine(order=inbound, line=1, quantity=d(13)),)), supervisor) == {
        ("lines.0.quantity", "13 pcs of CUP is 3 more than the 10 still expected")
    }
    (receipt,) = take(supervisor, inbound, 13, beyond_rules=True).receipts
    assert entries_of(receipt) == [[("debit", "1405", "26.00"), ("credit", "2202.02", "26.00")]]
    assert state_of(ctx, "purchase_order", number) == "completed"
    assert stock(ctx) == {("CUP", "", "DOCK-1"): d(13)}
    assert doctor(ctx) == []


def test_less_comes_and_it_is_enough_or_the_last(ctx):
    rules(ctx, RuleFacts(item="APPLE", under_percent=d(3)))
    number, inbound = buy(ctx, ("APPLE", 100, 8), ("CUP", 10, 2))
    # 97.5 of 100 kg is within 3 %: enough. Of ten cups six came, and the driver says that is all.
    lines = (
        ReceiveLine(order=inbound, line=1, quantity=d("97.5"), lot="L1", expires_on=date(2026, 12, 5)),
        ReceiveLine(order=inbound, line=2, quantity=d(6), last=True),
    )
    (receipt,) = receive(Receive(lines=lines), ctx).receipts
    assert entries_of(receipt) == [[("debit", "1405", "792.00"), ("credit", "2202.02", "792.00")]]
    assert state_of(ctx, "purchase_order", number) == "completed"
    assert state_of(ctx, "inbound_order", inbound) == "received"
    short = InboundLine.objects.order_by("position").values_list("short", flat=True)
    assert list(short) == [d("2.5"), d(4)]
    assert list(PurchaseLine.objects.order_by("position").values_list("short", flat=True)) == list(short)
    assert doctor(ctx) == []


def test_part_of_it_is_sent_back_at_the_door(ctx):
    number, inbound = buy(ctx, ("CUP", 100, 2), ("PLATE", 10, 3))
    # Ninety good cups come in, ten are broken; the driver takes them back. The plates are the wrong ones altogether.
    (receipt,) = take(ctx, inbound, 90, refused=d(10), refused_for="damaged", note="wet cartons").receipts
    refuse_goods(RefuseGoods(lines=(RefusedLine(order=inbound, line=2, quantity=d(10), reason="wrong_item"),)), ctx)
    # Only what came in is booked: 90 × 2.
    assert entries_of(receipt) == [[("debit", "1405", "180.00"), ("credit", "2202.02", "180.00")]]
    assert stock(ctx) == {("CUP", "", "DOCK-1"): d(90)}
    rows = find(ctx, "receipt", receipt).tables[-1].rows
    assert [(row.quantity, row.reason, row.note) for row in rows] == [(d(10), "damaged", "wet cartons")]
    rows = find(ctx, "inbound_order", inbound).tables[-1].rows
    assert [(row.line, row.quantity) for row in rows] == [(1, d(10)), (2, d(10))]
    lines = list(PurchaseLine.objects.order_by("position").values_list("id", flat=True))
    assert refusals.by_origin_line(ctx, "purchase_order", lines) == {lines[0]: 10 * 10**6, lines[1]: 10 * 10**6}
    # What was refused is still owed: the order waits for it.
    assert state_of(ctx, "purchase_order", number) == "released"
    wrong = RefuseGoods(
        lines=(
            RefusedLine(order=inbound, line=9, quantity=d(1), reason="other"),
            RefusedLine(order="NO", line=1, quantity=d(1), reason="other"),
            RefusedLine(order=inbound, line=1, quantity=d("0.5"), reason="other"),
        )
    )
    assert problems_of(refuse_goods, wrong, ctx) == {
        ("lines.0.line", f"{inbound} has no line 9"),
        ("lines.1.order", "there is no inbound order NO here"),
        ("lines.2.quantity", "0.5 pcs is finer than 0 places of pcs"),
    }
    nameless = Receive(lines=(ReceiveLine(order=inbound, line=1, quantity=d(1), refused=d(1)),))
    assert problems_of(receive, nameless, ctx) == {("lines.0.refused_for", "is needed for refused goods")}
    assert RefusedGoods.objects.count() == 2
    assert doctor(ctx) == []


def test_goods_must_keep_long_enough(ctx):
    # Milk keeps 180 days and must have two thirds of that left, at least 30 days; apples need five days.
    rules(
        ctx,
        RuleFacts(life_days=5),
        RuleFacts(item="MILK", life_percent=d("66.666666")),
    )
    _, inbound = buy(ctx, ("MILK", 100, 4), ("APPLE", 10, 8))
    lines = (
        ReceiveLine(order=inbound, line=1, quantity=d(50), lot="M1", expires_on=date(2027, 3, 21)),
        ReceiveLine(order=inbound, line=1, quantity=d(50), lot="M2", made_on=date(2026, 9, 22)),
        ReceiveLine(order=inbound, line=2, quantity=d(10), lot="A1", expires_on=date(2026, 11, 26)),
    )
    assert problems_of(receive, Receive(lines=lines), ctx) == {
        ("lines.0.expires_on", "lot M1 keeps 119 days more, until 2027-03-21; 120 are asked for"),
        ("lines.1.expires_on", "lot M2 keeps 119 days more, until 2027-03-21; 120 are asked for"),
        ("lines.2.expires_on", "lot A1 keeps 4 days more, until 2026-11-26; 5 are asked for"),
    }
    good = replace(lines[0], expires_on=date(2027, 3, 22))
    (receipt,) = receive(Receive(lines=(good,)), ctx).receipts
    assert entries_of(receipt) == [[("debit", "1405", "200.00"), ("credit", "2202.02", "200.00")]]
    assert doctor(ctx) == []


def test_by_scan_the_code_says_item_lot_expiry_and_quantity(ctx):
    set_item_units(SetItemUnits((ItemUnitFacts("MILK", "box", "12"),)), ctx)
    set_packs(SetPacks((PackFacts("MILK", "case", d(12)),)), ctx)
    codes = (BarcodeFacts("MILK", "7032069804988"), BarcodeFacts("MILK", "17032069804985", "case"))
    set_barcodes(SetBarcodes(codes), ctx)
    number, inbound = buy(ctx, ("MILK", 24, 4), ("CUP", 10, 2), ("MILK", 24, "4.5"))
    scans = (
        ScanLine(code="]C101170320698049851727060110M1"),
        ScanLine(code="(01)17032069804985(17)270601(10)M1"),
        ScanLine(code="(01)07032069804988(17)270601(10)M1", quantity=d(1), unit="box"),
        ScanLine(code="CUP", quantity=d(10)),
    )
    (receipt,) = receive_scans(ReceiveScans(order=inbound, lines=scans), ctx).receipts
    # 24 of the first line at 4, ten cups at 2, twelve of the third line at 4.50.
    assert entries_of(receipt) == [[("debit", "1405", "170.00"), ("credit", "2202.02", "170.00")]]
    assert stock(ctx) == {("MILK", "M1", "DOCK-1"): d(36), ("CUP", "", "DOCK-1"): d(10)}
    assert [line.received for line in find(ctx, "purchase_order", number).tables[0].rows] == [d(24), d(10), d(12)]
    wrong = (
        ScanLine(code="4006381333931"),
        ScanLine(code="4006381333932"),
        ScanLine(code="(01)07032069804989(10)M1"),
        ScanLine(code="(00)106141412345678908"),
        ScanLine(code="PLATE"),
        ScanLine(code="7032069804988", quantity=d("0.5")),
    )
    assert problems_of(receive_scans, ReceiveScans(order=inbound, lines=wrong), ctx) == {
        ("lines.0.code", "no item is known by the code 04006381333931"),
        (
            "lines.1.code",
            "no item is known by the code 4006381333932; were it a GTIN, its check digit would be 1",
        ),
        ("lines.2.code", "The check digit of 07032069804989 is wrong: it should be 8."),
        ("lines.3.code", "106141412345678908 is a logistic unit or a place, no item"),
        ("lines.4.code", f"PLATE is not on {inbound}; take it in as unexpected goods"),
        ("lines.5.quantity", "0.5 pcs is finer than 0 places of pcs"),
    }
    late = (ScanLine(code="(01)07032069804988(17)260601(10)OLD"), ScanLine(code="(01)07032069804988(17)270701(10)M1"))
    assert problems_of(receive_scans, ReceiveScans(order=inbound, lines=late), ctx) == {
        ("lines.0.expires_on", "lot OLD expired on 2026-06-01"),
        ("lines.1.expires_on", "lot M1 is known to expire on 2027-06-01, not 2027-07-01"),
    }
    assert doctor(ctx) == []


def test_goods_nobody_ordered(ctx):
    # Cups were bought for 2 before; nobody knows yet what a plate costs.
    _, inbound = buy(ctx, ("CUP", 10, 2))
    take(ctx, inbound, 10)
    lines = (UnexpectedLine(code="CUP", quantity=d(3)), UnexpectedLine(code="PLATE", quantity=d(2)))
    blind = ReceiveUnexpected(supplier="FARM", warehouse="SH1", reference="DN-7", lines=lines)
    assert problems_of(receive_unexpected, blind, ctx) == {
        ("lines.1.price", "is needed: nobody knows yet what PLATE costs")
    }
    assert problems_of(receive_unexpected, replace(blind, supplier="SHOP", lines=lines[:1]), ctx) == {
        ("supplier", "there is no supplier SHOP")
    }
    with pytest.raises(NotAllowed):
        receive_unexpected(blind, replace(ctx, rights={"receive goods": ctx.reach("receive goods")}))
    blind = replace(blind, lines=(lines[0], replace(lines[1], price=d("1.5"))))
    received = receive_unexpected(blind, ctx)
    (receipt,) = received.receipts
    assert entries_of(receipt) == [[("debit", "1405", "9.00"), ("credit", "2202.02", "9.00")]]
    page = find(ctx, "inbound_order", find(ctx, "receipt", receipt).facts[1].value)
    facts = {fact.title: fact.value for fact in page.facts}
    assert (facts["Comes from"], facts["Origin"], page.state) == ("unexpected goods", "DN-7", "received")
    assert len(received.tasks) == 2
    assert doctor(ctx) == []


def test_tolerances_cost_the_same_for_one_line_and_fifty(ctx):
    rules(ctx, RuleFacts(over_percent=d(20)))

    def cost(count):
        _, inbound = buy(ctx, *(("CUP", 10, 2) for _ in range(count)))
        lines = tuple(
            ReceiveLine(order=inbound, line=n, quantity=d(12), refused=d(1), refused_for="damaged")
            for n in range(1, count + 1)
        )
        with CaptureQueriesContext(connection) as queries:
            receive(Receive(lines=lines), ctx)
        return len(queries)

    cost(1)
    assert cost(1) == cost(50)
    assert doctor(ctx) == []


def test_ten_thousand_phones_by_their_first_and_last_number(ctx):
    create_items(CreateItems((NewItem(code="PHONE", name="手机", unit="pcs", tracking="serial"),), active=True), ctx)
    number, inbound = buy(ctx, ("PHONE", 10_003, 1000))
    wrong = ReceiveLine(order=inbound, line=1, quantity=d(3), pasted_serials="SN1..SX3 A")
    assert problems_of(receive, Receive(lines=(wrong,)), ctx) == {
        (
            "lines.0.pasted_serials",
            "SN1..SX3 is no row of numbers: write FIRST..LAST, alike but for the digits at the end, upwards.",
        ),
        ("lines.0.serials", "0 serial numbers are named for 3 pieces of item PHONE"),
    }
    begun = time.perf_counter()
    text = "SN00001..SN10000\nX1, X2; X3"
    (receipt,) = take(ctx, inbound, 10_003, pasted_serials=text).receipts
    seconds = time.perf_counter() - begun
    if connection.vendor == "postgresql":
        assert seconds < 5, "ten thousand serial numbers in one receipt"
    assert Serial.objects.count() == 10_003
    assert entries_of(receipt) == [[("debit", "1405", "10003000.00"), ("credit", "2202.02", "10003000.00")]]
    assert state_of(ctx, "purchase_order", number) == "completed"
    assert doctor(ctx) == []
