"""Receipts, shipments and customer returns were booked by mistake: each is taken back, whole or by line, at its original cost in red."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.books import entries_of
from tests.floor import bring_in, buy, d, doctor, open_floor, sell, stock
from tests.stories.test_following_phones import arrive, where

from ledgerhouse.documents.purchasing.models import PurchaseLine, PurchaseOrder
from ledgerhouse.documents.sales.models import SalesLine, SalesOrder
from ledgerhouse.documents.sales.pricing import NewLine as Sold
from ledgerhouse.documents.sales.take_order import take_order
from ledgerhouse.documents.sales.take_orders import TakeOrder
from ledgerhouse.documents.warehouse.models import InboundLine, InboundOrder, OutboundLine, OutboundOrder, Task
from ledgerhouse.flows.finance.add_landed_costs import AddLandedCosts, add_landed_costs
from ledgerhouse.flows.inbound.delivery import ReceiveLine
from ledgerhouse.flows.inbound.put_away import PutAway, PutAwayLine, put_away
from ledgerhouse.flows.inbound.receive import Receive, receive
from ledgerhouse.flows.inbound.reverse_receipts import ReverseReceipts, reverse_receipts
from ledgerhouse.flows.inbound.reverse_returns import ReverseReturns, reverse_returns
from ledgerhouse.flows.inbound.take_returns import ReturnedLine, TakeReturns, take_returns
from ledgerhouse.flows.inventory.move import MoveLine, MoveStock, move
from ledgerhouse.flows.inventory.taking_back import PaperLine
from ledgerhouse.flows.outbound.allocate import Allocate, allocate
from ledgerhouse.flows.outbound.confirm_orders import ConfirmOrders, confirm_orders
from ledgerhouse.flows.outbound.issue_provisionally import IssueProvisionally, issue_provisionally
from ledgerhouse.flows.outbound.pick import PickWave, pick_wave
from ledgerhouse.flows.outbound.release_wave import ReleaseWave, release_wave
from ledgerhouse.flows.outbound.reverse_shipments import ReverseShipments, reverse_shipments
from ledgerhouse.flows.outbound.ship import Ship, ship
from ledgerhouse.foundation.models import OutboxRow
from ledgerhouse.foundation.paper import PAPERS
from ledgerhouse.foundation.settings import change
from ledgerhouse.kernel.errors import Unreadable
from ledgerhouse.ledgers.costing.models import CostPool
from ledgerhouse.ledgers.stock.models import Promise
from ledgerhouse.masterdata.catalog.create_items import CreateItems, create_items
from ledgerhouse.masterdata.catalog.item_facts import NewItem
from ledgerhouse.masterdata.sites.change_warehouse import ChangeWarehouse, change_warehouse
from ledgerhouse.masterdata.sites.words import Outbound

pytestmark = [pytest.mark.requirement("R057")]


@pytest.fixture(autouse=True)
def floor(ctx):
    open_floor(ctx)


def red_receipts(ctx, *lines, why="typed twice"):
    wanted = tuple(PaperLine(number=number, line=line) for number, line in lines)
    return reverse_receipts(ReverseReceipts(lines=wanted, reason=why), ctx)


def red_shipments(ctx, *lines):
    wanted = tuple(PaperLine(number=number, line=line) for number, line in lines)
    return reverse_shipments(ReverseShipments(lines=wanted, reason="the lorry never left"), ctx)


def pool(item):
    found = CostPool.objects.get(item__code=item)
    return found.quantity, found.value


def refused(verb, *args):
    with pytest.raises(Unreadable) as problems:
        verb(*args)
    return {(p.where, str(p.template.format(**p.facts))) for p in problems.value.problems}


def actions(ctx, kind, number):
    return [a.verb for a in PAPERS[kind].find(ctx, number).actions]


def test_a_receipt_is_taken_back_from_the_shelf_at_the_value_of_then(ctx):
    """J9: red on the accounts of the receipt. Cups cost 11.00, then 13.00: the first receipt leaves with 1,100.00 and not with the average."""
    first = bring_in(ctx, ("CUP", 100, 11))
    second = bring_in(ctx, ("CUP", 100, 13))
    assert pool("CUP") == (200, 2400)
    assert actions(ctx, "receipt", first) == ["inbound.reverse_receipts", "inbound.draft_supplier_returns"]

    done = red_receipts(ctx, (first, None))

    (red,) = done.receipts
    assert entries_of(red) == [[("debit", "1405", "-1100.00"), ("credit", "2202.02", "-1100.00")]]
    assert pool("CUP") == (100, 1300)
    assert sum(stock(ctx).values()) == 100
    order = InboundOrder.objects.get(lines__receipts__paper__number=first, lines__receipts__quantity__gt=0)
    assert (order.state, order.lines.get().received) == ("expected", 0)
    bought = PurchaseOrder.objects.get(number=order.origin)
    assert (bought.state, bought.lines.get().received) == ("released", 0)
    assert OutboxRow.objects.filter(topic="ReceiptReversed").count() == 1
    assert actions(ctx, "receipt", first) == []
    assert actions(ctx, "receipt", red) == []
    # what really came is received again against the same order
    again = receive(Receive(lines=(ReceiveLine(order=order.number, line=1, quantity=d(90)),)), ctx)
    assert InboundOrder.objects.get(id=order.id).state == "receiving"
    assert pool("CUP") == (190, 1300 + 990)
    assert again.receipts[0] not in (first, second, red)
    assert doctor(ctx) == []


def test_one_line_of_a_receipt_goes_back_and_its_putaway_task_with_it(ctx):
    _, inbound = buy(ctx, ("CUP", 10, 11), ("PLATE", 4, 5))
    arrived = tuple(ReceiveLine(order=inbound, line=n, quantity=d(q)) for n, q in ((1, 10), (2, 4)))
    received = receive(Receive(lines=arrived), ctx)
    (number,) = received.receipts

    done = red_receipts(ctx, (number, 2))

    assert done.tasks == (received.tasks[1],)
    assert entries_of(done.receipts[0]) == [[("debit", "1405", "-20.00"), ("credit", "2202.02", "-20.00")]]
    assert dict(InboundLine.objects.values_list("position", "received")) == {1: 10, 2: 0}
    assert InboundOrder.objects.get().state == "receiving"
    assert dict(Task.objects.values_list("code", "state")) == dict(
        zip(received.tasks, ("open", "cancelled"), strict=True)
    )
    assert refused(red_receipts, ctx, (number, 2), (number, 3), ("NO", None)) == {
        ("lines.0.line", f"line 2 of {number} was reversed by {done.receipts[0]}"),
        ("lines.1.line", f"{number} has no line 3"),
        ("lines.2.number", "there is no receipt NO"),
    }
    rest = red_receipts(ctx, (number, None))  # whole: what is left of it
    assert stock(ctx) == {}
    assert refused(red_receipts, ctx, (number, None), (rest.receipts[0], None)) == {
        ("lines.0.number", f"{number} was reversed by {', '.join(sorted((*done.receipts, *rest.receipts)))}"),
        ("lines.1.number", f"{rest.receipts[0]} is a reversal itself"),
    }
    assert doctor(ctx) == []


def test_a_receipt_stays_while_its_goods_are_used_or_freight_lies_on_it(ctx):
    receipt = bring_in(ctx, ("CUP", 10, 11), ("PLATE", 4, 5))
    ((_, _, shelf),) = [key for key in stock(ctx) if key[0] == "CUP"]
    freight = add_landed_costs(
        AddLandedCosts(warehouse="SH1", receipts=(receipt,), amount=d(14), supplier="FARM", reason="lorry"), ctx
    )
    away = move(
        MoveStock(warehouse="SH1", lines=(MoveLine(item="CUP", quantity=d(3), source=shelf, target="A-06"),)), ctx
    ).number
    before = (stock(ctx), pool("CUP"))
    assert refused(red_receipts, ctx, (receipt, 1)) == {
        ("lines.0.line", f"line 1 of {receipt} carries amounts of {freight.number}; take those back first"),
        ("lines.0.number", f"3 of CUP of {receipt} are no longer free at {shelf}; used since by {away}"),
    }
    assert (stock(ctx), pool("CUP")) == before
    assert doctor(ctx) == []


def test_goods_that_wait_at_the_dock_for_another_receipt_are_not_taken(ctx):
    first = bring_in(ctx, ("CUP", 10, 11))
    ((_, _, shelf),) = stock(ctx)
    _, inbound = buy(ctx, ("CUP", 10, 11))
    receive(Receive(lines=(ReceiveLine(order=inbound, line=1, quantity=d(10)),)), ctx)
    back = MoveLine(item="CUP", quantity=d(10), source=shelf, target="A-06")
    number = move(MoveStock(warehouse="SH1", lines=(back,)), ctx).number
    short = f"10 of CUP of {first} are no longer free at {shelf}; used since by {number}"
    assert refused(red_receipts, ctx, (first, None)) == {("lines.0.number", short)}
    assert doctor(ctx) == []


def test_freight_is_not_put_on_a_receipt_that_was_taken_back(ctx):
    receipt = bring_in(ctx, ("CUP", 10, 11))
    red_receipts(ctx, (receipt, None))
    with pytest.raises(Unreadable):
        add_landed_costs(
            AddLandedCosts(warehouse="SH1", receipts=(receipt,), amount=d(14), supplier="FARM", reason="lorry"), ctx
        )


def test_two_lots_of_one_order_line_go_back_together(ctx):
    _, inbound = buy(ctx, ("MILK", 10, 4))
    until = date(2027, 3, 1)
    arrived = tuple(
        ReceiveLine(order=inbound, line=1, quantity=d(q), lot=lot, expires_on=until)
        for lot, q in (("M1", 6), ("M2", 4))
    )
    (number,) = receive(Receive(lines=arrived), ctx).receipts
    wrong = "is of the same order line as 2, which must be taken back with it"
    assert refused(red_receipts, ctx, (number, 1)) == {("lines.0.line", wrong)}
    red_receipts(ctx, (number, 1), (number, 2))
    assert stock(ctx) == {}
    assert doctor(ctx) == []


def test_a_receipt_that_settled_a_provisional_issue_stays(ctx):
    change(ctx, "costing.provisional_issue", new=True)
    bring_in(ctx, ("CUP", 1, 11))
    sell(ctx, ("CUP", 1, 20))
    order = take_order(
        TakeOrder(customer="SHOP", warehouse="SH1", lines=(Sold(item="CUP", quantity=d(3), price=d(20)),)), ctx
    ).number
    (outbound,) = confirm_orders(ConfirmOrders(numbers=(order,)), ctx).outbound
    issue_provisionally(IssueProvisionally(numbers=(outbound,), reason="on the ramp"), ctx)
    assert refused(red_shipments, ctx, (outbound, None)) == {
        ("lines.0.number", f"{outbound} was issued provisionally; receive its goods and take them back by a return")
    }
    receipt = bring_in(ctx, ("CUP", 5, 11))
    gone = f"3 of CUP of {receipt} are no longer free at DOCK-1; used since by {outbound}"
    assert refused(red_receipts, ctx, (receipt, None)) == {("lines.0.number", gone)}
    assert doctor(ctx) == []


def test_a_shipment_is_taken_back_and_the_order_waits_again(ctx):
    """J15 in red: 40 cups left at 11.00; since then the average rose to 12.00, and 440.00 comes back all the same."""
    bring_in(ctx, ("CUP", 100, 11))
    sell(ctx, ("CUP", 40, 20))
    outbound = OutboundOrder.objects.get().number
    bring_in(ctx, ("CUP", 60, 13))
    assert pool("CUP") == (120, 1440)
    assert actions(ctx, "outbound_order", outbound) == ["outbound.reverse_shipments"]

    done = red_shipments(ctx, (outbound, None))

    (number,) = done.reversals
    assert entries_of(number) == [[("debit", "6401", "-440.00"), ("credit", "1405", "-440.00")]]
    assert pool("CUP") == (160, 1880)
    assert stock(ctx)["CUP", "", "STAGE-1"] == 40
    assert (SalesOrder.objects.get().state, SalesLine.objects.get().shipped) == ("confirmed", 0)
    assert (OutboundOrder.objects.get().state, OutboundLine.objects.get().shipped) == ("waiting", 0)
    assert sum(p.quantity - p.fulfilled - p.released for p in Promise.objects.all()) == 40
    # staging is cleared by a task; then the order is served again, from wherever its goods lie by now
    put_away(PutAway(lines=tuple(PutAwayLine(task=task) for task in done.tasks)), ctx)
    assert doctor(ctx) == []
    allocate(Allocate(warehouse="SH1", numbers=(outbound,)), ctx)
    wave = release_wave(ReleaseWave(warehouse="SH1", numbers=(outbound,)), ctx).wave
    pick_wave(PickWave(wave=wave), ctx)
    change_warehouse(ChangeWarehouse(warehouse="SH1", outbound_steps=Outbound.PICK), ctx)
    ship(Ship(numbers=(outbound,)), ctx)
    assert (SalesOrder.objects.get().state, SalesLine.objects.get().shipped) == ("completed", 40)
    assert entries_of(outbound)[-1] == [("debit", "6401", "470.00"), ("credit", "1405", "470.00")]
    assert doctor(ctx) == []


def test_a_line_shipped_from_the_shelf_lies_there_again(ctx):
    bring_in(ctx, ("CUP", 10, 11), ("PLATE", 10, 5))
    change_warehouse(ChangeWarehouse(warehouse="SH1", outbound_steps=Outbound.SHIP), ctx)
    lines = tuple(Sold(item=item, quantity=d(4), price=d(20)) for item in ("CUP", "PLATE"))
    order = take_order(TakeOrder(customer="SHOP", warehouse="SH1", lines=lines), ctx).number
    (outbound,) = confirm_orders(ConfirmOrders(numbers=(order,)), ctx).outbound
    allocate(Allocate(warehouse="SH1", numbers=(outbound,)), ctx)
    before = stock(ctx)
    assert refused(red_shipments, ctx, (outbound, None)) == {("lines.0.number", f"{outbound} was not shipped")}
    ship(Ship(numbers=(outbound,)), ctx)

    done = red_shipments(ctx, (outbound, 2))

    assert done.tasks == ()
    assert stock(ctx) == {**before, next(k for k in before if k[0] == "CUP"): d(6)}
    assert dict(OutboundLine.objects.values_list("position", "shipped")) == {1: 4, 2: 0}
    assert refused(red_shipments, ctx, (outbound, 2), (outbound, 9)) == {
        ("lines.0.line", f"line 2 of {outbound} was reversed by {done.reversals[0]}"),
        ("lines.1.line", f"{outbound} has no line 9"),
    }
    allocate(Allocate(warehouse="SH1", numbers=(outbound,)), ctx)
    ship(Ship(numbers=(outbound,)), ctx)
    assert dict(OutboundLine.objects.values_list("position", "shipped")) == {1: 4, 2: 4}
    # two shipments of one order go back in one reversal, the line that was back already only for what was shipped again
    red_shipments(ctx, (outbound, None))
    assert stock(ctx) == before
    assert doctor(ctx) == []


def test_what_the_customer_sent_back_has_been_with_him(ctx):
    bring_in(ctx, ("CUP", 10, 11))
    order = sell(ctx, ("CUP", 4, 20))
    outbound = OutboundOrder.objects.get().number
    line = ReturnedLine(order=order, line=1, quantity=d(1))
    (number,) = take_returns(TakeReturns(lines=(line,)), ctx).returns
    assert refused(red_shipments, ctx, (outbound, None)) == {
        ("lines.0.number", f"1 of line 1 of {outbound} came back from the customer; take the return back first")
    }
    assert actions(ctx, "customer_return", number) == ["inbound.dispose_returns", "inbound.reverse_returns"]

    (red,) = reverse_returns(ReverseReturns(lines=(PaperLine(number=number),), reason="of another shop"), ctx).returns

    assert entries_of(number) == [[("debit", "6401", "-11.00"), ("credit", "1405", "-11.00")]]
    assert entries_of(red) == [[("debit", "6401", "11.00"), ("credit", "1405", "11.00")]]
    assert SalesLine.objects.get().returned == 0
    assert OutboxRow.objects.filter(topic="ReturnReversed").count() == 1
    assert actions(ctx, "customer_return", number) == []
    assert refused(
        reverse_returns, ReverseReturns(lines=(PaperLine(number=number), PaperLine(number=red)), reason="x"), ctx
    ) == {
        ("lines.0.number", f"{number} was reversed by {red}"),
        ("lines.1.number", f"{red} is a reversal itself"),
    }
    # all four can come back once more, and now the shipment itself
    (again,) = take_returns(TakeReturns(lines=(replace(line, quantity=d(4)),)), ctx).returns
    assert stock(ctx)["CUP", "", "RETURN-1"] == 4
    reverse_returns(ReverseReturns(lines=(PaperLine(number=again, line=1),), reason="x"), ctx)
    red_shipments(ctx, (outbound, None))
    assert pool("CUP") == (10, 110)
    assert doctor(ctx) == []


def test_phones_go_back_by_serial_number(ctx):
    create_items(CreateItems((NewItem(code="PHONE", name="手机", unit="pcs", tracking="serial"),), active=True), ctx)
    task = arrive(ctx, ("SN-1", "SN-2"))
    put_away(PutAway(lines=(PutAwayLine(task=task),)), ctx)
    receipt = task.removesuffix("-1")
    red_receipts(ctx, (receipt, None))
    assert where(ctx) == {}
    assert doctor(ctx) == []
    arrive(ctx, ("SN-1",))  # a piece that went back may come in again
    assert where(ctx) == {"SN-1": "DOCK-1"}
    assert doctor(ctx) == []


def test_more_lines_cost_no_more_statements(ctx):
    def cost(lines):
        bring_in(ctx, *([("CUP", 1, 11)] * lines))
        order = sell(ctx, *([("CUP", 1, 20)] * lines))
        outbound = OutboundOrder.objects.get(origin=order).number
        back = tuple(ReturnedLine(order=order, line=n + 1, quantity=d(1)) for n in range(lines))
        (number,) = take_returns(TakeReturns(lines=back), ctx).returns
        counts = []
        for call in (
            lambda: reverse_returns(ReverseReturns(lines=(PaperLine(number=number),), reason="x"), ctx),
            lambda: red_shipments(ctx, (outbound, None)),
        ):
            with CaptureQueriesContext(connection) as queries:
                done = call()
            counts.append(len(queries))
        put_away(PutAway(lines=tuple(PutAwayLine(task=task) for task in done.tasks)), ctx)
        fresh = buy(ctx, *([("PLATE", 1, 11)] * lines))[1]
        arrived = tuple(ReceiveLine(order=fresh, line=n + 1, quantity=d(1)) for n in range(lines))
        received = receive(Receive(lines=arrived), ctx)
        with CaptureQueriesContext(connection) as queries:
            red_receipts(ctx, (received.receipts[0], None))
        return [*counts, len(queries)]

    cost(2)
    assert cost(2) == cost(9)
    assert PurchaseLine.objects.filter(received__gt=0, item__code="PLATE").count() == 0
    assert doctor(ctx) == []
