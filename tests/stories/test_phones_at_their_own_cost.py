"""Every phone keeps the cost it was bought at: whichever leaves, comes back or goes elsewhere takes exactly its own (个别计价)."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.books import entries_of
from tests.floor import buy, d, doctor, open_floor, open_site
from tests.stories.test_following_phones import picks

from ledgerhouse.flows.finance.add_landed_costs import AddLandedCosts, add_landed_costs
from ledgerhouse.flows.finance.change_costing_method import ChangeCostingMethod, MethodLine, change_costing_method
from ledgerhouse.flows.inbound.delivery import ReceiveLine
from ledgerhouse.flows.inbound.receive import Receive, receive
from ledgerhouse.flows.inbound.reverse_receipts import ReverseReceipts, reverse_receipts
from ledgerhouse.flows.inbound.take_returns import ReturnedLine, TakeReturns, take_returns
from ledgerhouse.flows.inventory.reverse import ReverseMovements, reverse
from ledgerhouse.flows.inventory.taking_back import PaperLine
from ledgerhouse.flows.inventory.transfer import TransferLine, TransferStock, transfer
from ledgerhouse.flows.outbound.pack import Pack, pack
from ledgerhouse.flows.outbound.pick import PickLine, PickTasks, pick
from ledgerhouse.flows.outbound.reverse_shipments import ReverseShipments, reverse_shipments
from ledgerhouse.flows.outbound.ship import Ship, ship
from ledgerhouse.foundation.models import Company
from ledgerhouse.ledgers.costing.models import CostLayer
from ledgerhouse.masterdata.catalog.create_items import CreateItems, create_items
from ledgerhouse.masterdata.catalog.item_facts import NewItem
from ledgerhouse.masterdata.catalog.models import Serial

pytestmark = [pytest.mark.requirement("R012"), pytest.mark.requirement("R020")]


@pytest.fixture
def floor(ctx):
    open_floor(ctx)
    new = NewItem(code="PHONE", name="手机", unit="pcs", tracking="serial", costing="specific")
    create_items(CreateItems((new,), active=True), ctx)


def arrive(ctx, price, *serials, location="A-01"):
    """Buy and receive phones at a price each; answers the receipt."""
    _, inbound = buy(ctx, ("PHONE", len(serials), price))
    line = ReceiveLine(order=inbound, line=1, quantity=d(len(serials)), serials=serials, location=location)
    return receive(Receive(lines=(line,)), ctx).receipts[0]


def send(ctx, *serials):
    """Sell and ship these phones; the order and the outbound order."""
    order, outbound, _, task = picks(ctx, len(serials))
    pick(PickTasks(lines=(PickLine(task=task, serials=serials),)), ctx)
    pack(Pack(numbers=(outbound,)), ctx)
    ship(Ship(numbers=(outbound,)), ctx)
    return order, outbound


def costs():
    """What each phone that is here costs."""
    codes = dict(Serial.objects.values_list("id", "code"))
    return {codes[i]: value for i, value in CostLayer.objects.filter(quantity__gt=0).values_list("id", "value")}


def test_each_phone_leaves_and_comes_back_at_its_own_cost(ctx, floor):
    arrive(ctx, 1000, "A1", "A2")
    arrive(ctx, 1200, "B1", "B2")
    order, outbound = send(ctx, "B1", "A2")
    assert entries_of(outbound)[0] == [("debit", "6401", "2200.00"), ("credit", "1405", "2200.00")]
    assert costs() == {"A1": 1000, "B2": 1200}

    line = ReturnedLine(order=order, line=1, quantity=d(1), serials=("B1",))
    (number,) = take_returns(TakeReturns(lines=(line,)), ctx).returns
    assert entries_of(number) == [[("debit", "6401", "-1200.00"), ("credit", "1405", "-1200.00")]]
    assert costs() == {"A1": 1000, "B1": 1200, "B2": 1200}
    assert doctor(ctx) == []


def test_a_shipment_taken_back_gives_each_phone_its_cost_again(ctx, floor):
    arrive(ctx, "100.01", "A1", "A2", "A3")
    arrive(ctx, 120, "B1")
    _, outbound = send(ctx, "A3", "B1")
    before = costs()
    reverse_shipments(ReverseShipments(lines=(PaperLine(number=outbound),), reason="发错货"), ctx)
    assert costs() == before | {"A3": d("100.01"), "B1": d(120)}
    assert doctor(ctx) == []


def test_freight_falls_on_the_phones_of_its_receipt_that_are_still_here(ctx, floor):
    """10.00 of freight on three phones: 3.34, 3.33, 3.33; the one that is sold takes its share to cost of sales."""
    receipt = arrive(ctx, 100, "A1", "A2", "A3")
    arrive(ctx, 100, "B1")
    send(ctx, "A2", "B1")
    made = add_landed_costs(AddLandedCosts(warehouse="SH1", receipts=(receipt,), amount=d(10)), ctx)
    (share,) = made.shares
    assert (share.in_stock, share.consumed) == (d("6.67"), d("3.33"))
    assert costs() == {"A1": d("103.34"), "A3": d("103.33")}
    assert doctor(ctx) == []


def test_phones_of_one_transfer_keep_their_costs_apart(ctx):
    Company.objects.filter(id=ctx.company).update(valuation="warehouse")
    open_floor(ctx)
    open_site(ctx, "BJ1")
    new = NewItem(code="PHONE", name="手机", unit="pcs", tracking="serial", costing="specific")
    create_items(CreateItems((new,), active=True), ctx)
    arrive(ctx, 1000, "A1")
    arrive(ctx, 1200, "B1")
    line = TransferLine(item="PHONE", quantity=d(2), source="A-01", target="A-02")  # both that lie there
    number = transfer(TransferStock(warehouse="SH1", to_warehouse="BJ1", lines=(line,)), ctx).number
    assert entries_of(number) == [
        [("debit", "1402.02", "2200.00"), ("credit", "1405", "2200.00")],
        [("debit", "1405", "2200.00"), ("credit", "1402.02", "2200.00")],
    ]
    assert costs() == {"A1": 1000, "B1": 1200}
    assert doctor(ctx) == []
    reverse(ReverseMovements(numbers=(number,), reason="发错仓库"), ctx)
    assert costs() == {"A1": 1000, "B1": 1200}
    assert doctor(ctx) == []


def test_a_receipt_goes_back_with_its_phones_and_the_others_stay_as_they_are(ctx, floor):
    first = arrive(ctx, 1000, "A1", "A2")
    arrive(ctx, 1200, "B1")
    reverse_receipts(ReverseReceipts(lines=(PaperLine(number=first),), reason="重复登记"), ctx)
    assert costs() == {"B1": 1200}
    arrive(ctx, 900, "A1")  # the same phone again, at another price
    assert costs() == {"A1": 900, "B1": 1200}
    assert doctor(ctx) == []


def test_phones_get_a_cost_each_when_their_method_changes(ctx):
    open_floor(ctx)
    create_items(CreateItems((NewItem(code="PHONE", name="手机", unit="pcs", tracking="serial"),), active=True), ctx)
    october = replace(ctx, now=datetime(2026, 10, 20, 1, 0, tzinfo=UTC))
    arrive(october, "33.33", "A1", "A2")
    arrive(october, "33.34", "A3")
    lines = (MethodLine(item="PHONE", method="specific"),)
    change_costing_method(ChangeCostingMethod(lines=lines, reason="贵重"), ctx)
    assert sorted(costs().values()) == [d("33.33"), d("33.33"), d("33.34")]
    send(ctx, "A2")
    assert doctor(ctx) == []
    back = (MethodLine(item="PHONE", method="fifo"),)
    change_costing_method(
        ChangeCostingMethod(lines=back, reason="又不贵重"), replace(ctx, now=datetime(2026, 12, 1, 1, tzinfo=UTC))
    )
    assert doctor(ctx) == []


def test_a_piece_without_its_cost_is_named_by_the_doctor(ctx, floor):
    arrive(ctx, 1000, "A1", "A2")
    serial = Serial.objects.get(code="A1").id
    CostLayer.objects.filter(id=serial).update(quantity=0, value=0, used_up=True)
    assert f"pieces have their cost: serial number {serial}: 1 in stock, 0 with a cost" in doctor(ctx)


def test_a_phone_costs_no_more_statements_than_ten(ctx, floor):
    def cost(*serials):
        _, inbound = buy(ctx, ("PHONE", len(serials), 10))
        line = ReceiveLine(order=inbound, line=1, quantity=d(len(serials)), serials=serials, location="A-01")
        with CaptureQueriesContext(connection) as queries:
            receive(Receive(lines=(line,)), ctx)
        return len(queries)

    cost("X")
    assert cost("Y") == cost(*(f"Z{n}" for n in range(10)))
