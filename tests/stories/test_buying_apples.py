"""A buyer orders apples and cups; the warehouse receives them with lot and expiry, and puts them on their shelves."""

from datetime import date

import pytest
from tests.books import entries_of
from tests.floor import buy, d, doctor, open_floor, stock

from ledgerhouse.documents.purchasing import papers
from ledgerhouse.documents.purchasing.cancel_orders import CancelOrders, cancel_orders
from ledgerhouse.documents.purchasing.place_order import place_order
from ledgerhouse.documents.purchasing.place_orders import PlaceOrder
from ledgerhouse.documents.purchasing.pricing import NewLine
from ledgerhouse.documents.warehouse import papers_inbound
from ledgerhouse.documents.warehouse.models import InboundOrder, Task
from ledgerhouse.flows.inbound.close_purchases import ClosePurchases, close_purchases
from ledgerhouse.flows.inbound.delivery import ReceiveLine
from ledgerhouse.flows.inbound.put_away import PutAway, PutAwayLine, put_away
from ledgerhouse.flows.inbound.receive import Receive, receive
from ledgerhouse.flows.inbound.release_purchases import ReleasePurchases, release_purchases
from ledgerhouse.foundation.links import Ref, around
from ledgerhouse.foundation.models import OutboxRow
from ledgerhouse.foundation.paper import find
from ledgerhouse.kernel.errors import Unreadable, WrongState
from ledgerhouse.masterdata.catalog.models import Lot

assert papers
assert papers_inbound


@pytest.fixture
def floor(ctx):
    open_floor(ctx)


@pytest.mark.requirement("R098")
@pytest.mark.requirement("R033")
@pytest.mark.requirement("R041")
def test_apples_from_the_order_to_the_shelf(ctx, floor):
    # The buyer orders 30.5 kg of apples at 8.40 and 48 cups at 3.333333, and releases the order.
    order = PlaceOrder(
        supplier="FARM",
        warehouse="SH1",
        due_on=date(2026, 11, 25),
        lines=(
            NewLine(item="APPLE", quantity=d("30.5"), price=d("8.4")),
            NewLine(item="CUP", quantity=d(48), price=d("3.333333")),
        ),
    )
    number = place_order(order, ctx).number
    assert number == "CGDD20261122-0001"
    assert entries_of(number) == []  # J1: an order books nothing

    (inbound,) = release_purchases(ReleasePurchases(numbers=(number,)), ctx).inbound
    assert around(ctx, Ref("purchase_order", number)) == ([], [Ref("inbound_order", inbound)])

    # The receiver books both in: the apples as lot L1, made yesterday; their expiry follows from 14 days of shelf life.
    received = receive(
        Receive(
            lines=(
                ReceiveLine(order=inbound, line=1, quantity=d("30.5"), lot="L1", made_on=date(2026, 11, 21)),
                ReceiveLine(order=inbound, line=2, quantity=d(48)),
            )
        ),
        ctx,
    )
    (receipt,) = received.receipts
    assert stock(ctx) == {("APPLE", "L1", "DOCK-1"): d("30.5"), ("CUP", "", "DOCK-1"): d(48)}
    assert Lot.objects.get(code="L1").expires_on == date(2026, 12, 5)

    # J3: goods received, not invoiced. 30.5 x 8.40 = 256.20 and 48 x 3.333333 = 160.00.
    assert entries_of(receipt) == [[("debit", "1405", "416.20"), ("credit", "2202.02", "416.20")]]

    # Order and purchase line know it at once; nothing is expected any more.
    page = find(ctx, "purchase_order", number)
    assert (page.state, page.actions) == ("completed", ())
    assert [line.received for line in page.tables[0].rows] == [d("30.5"), d(48)]
    assert InboundOrder.objects.get(number=inbound).state == "received"
    assert OutboxRow.objects.filter(topic="GoodsReceived").count() == 1

    # Apples and cups get the two nearest empty shelves, with the reason and the runner-up.
    tasks = Task.objects.order_by("sequence")
    assert [(t.code, t.target.code, t.explanation["runner_up"]) for t in tasks] == [
        (f"{receipt}-1", "A-01", "A-02"),
        (f"{receipt}-2", "A-02", "A-03"),
    ]

    # Half of the apples go where they should, the rest follows; the cups go to another shelf than suggested.
    put_away(PutAway(lines=(PutAwayLine(task=f"{receipt}-1", quantity=d(15)),)), ctx)
    assert Task.objects.get(code=f"{receipt}-1").state == "open"
    rest = (PutAwayLine(task=f"{receipt}-1"), PutAwayLine(task=f"{receipt}-2", location="A-06", reason="近"))
    assert put_away(PutAway(lines=rest), ctx).tasks == 2
    assert stock(ctx) == {("APPLE", "L1", "A-01"): d("30.5"), ("CUP", "", "A-06"): d(48)}
    assert set(Task.objects.values_list("state", flat=True)) == {"done"}
    assert len(entries_of(receipt)) == 1  # moving goods inside moves no money
    assert doctor(ctx) == []


@pytest.mark.requirement("R033")
def test_a_delivery_in_parts_loses_no_cent(ctx, floor):
    # Three cups at 0.333333 are worth 1.00, however they arrive.
    number, inbound = buy(ctx, ("CUP", 3, "0.333333"))
    values = []
    for _ in range(3):
        (receipt,) = receive(Receive(lines=(ReceiveLine(order=inbound, line=1, quantity=d(1)),)), ctx).receipts
        values += [entry[0][2] for entry in entries_of(receipt)]
    assert values == ["0.33", "0.34", "0.33"]
    assert find(ctx, "purchase_order", number).state == "completed"
    assert doctor(ctx) == []


@pytest.mark.requirement("R033")
def test_too_much_is_refused_with_everything_else_that_is_wrong(ctx, floor):
    number, inbound = buy(ctx, ("APPLE", 10, 8), ("CUP", 5, 2))
    receive(Receive(lines=(ReceiveLine(order=inbound, line=2, quantity=d(3)),)), ctx)
    before = (stock(ctx), find(ctx, "purchase_order", number))

    wrong = Receive(
        lines=(
            ReceiveLine(order=inbound, line=1, quantity=d(4), lot="L1", expires_on=date(2026, 12, 5)),
            ReceiveLine(order=inbound, line=1, quantity=d(7), lot="L2", expires_on=date(2026, 12, 5)),
            ReceiveLine(order=inbound, line=2, quantity=d("2.5")),
            ReceiveLine(order=inbound, line=3, quantity=d(1)),
            ReceiveLine(order="RKTZ-NO", line=1, quantity=d(1)),
            ReceiveLine(order=inbound, line=1, quantity=d("0.0001"), lot="L3", expires_on=date(2026, 11, 21)),
        )
    )
    with pytest.raises(Unreadable) as refused:
        receive(wrong, ctx)
    assert {(p.where, p.sentence()) for p in refused.value.problems} == {
        ("lines.1.quantity", "7 kg of APPLE is 1 more than the 10 still expected"),
        ("lines.2.quantity", "2.5 pcs is finer than 0 places of pcs"),
        ("lines.2.quantity", "2.5 pcs of CUP is 0.5 more than the 2 still expected"),
        ("lines.3.line", f"{inbound} has no line 3"),
        ("lines.4.order", "there is no inbound order RKTZ-NO here"),
        ("lines.5.quantity", "0.0001 kg is finer than 3 places of kg"),
        ("lines.5.quantity", "0.0001 kg of APPLE is 1.0001 more than the 10 still expected"),
        ("lines.5.expires_on", "lot L3 expired on 2026-11-21"),
    }
    assert (stock(ctx), find(ctx, "purchase_order", number)) == before
    assert Lot.objects.count() == 0
    assert doctor(ctx) == []


@pytest.mark.requirement("R033")
def test_the_rest_does_not_come(ctx, floor):
    # Six of ten cups came; the supplier has no more. The order is closed and takes nothing more.
    number, inbound = buy(ctx, ("CUP", 10, 2))
    receive(Receive(lines=(ReceiveLine(order=inbound, line=1, quantity=d(6)),)), ctx)
    closed = close_purchases(ClosePurchases(numbers=(number,)), ctx)
    assert (closed.orders, closed.inbound) == (1, 1)
    assert find(ctx, "purchase_order", number).state == find(ctx, "inbound_order", inbound).state == "closed"
    with pytest.raises(Unreadable, match="closed; nothing can be received against it"):
        receive(Receive(lines=(ReceiveLine(order=inbound, line=1, quantity=d(4)),)), ctx)
    with pytest.raises(WrongState):
        close_purchases(ClosePurchases(numbers=(number,)), ctx)
    assert [a.verb for a in find(ctx, "purchase_order", number).actions] == ["inbound.reopen_purchases"]
    assert doctor(ctx) == []


def test_a_draft_is_cancelled_and_a_released_order_is_not(ctx, floor):
    line = NewLine(item="CUP", quantity=d(1), price=d(2))
    draft = place_order(PlaceOrder(supplier="FARM", warehouse="SH1", lines=(line,)), ctx).number
    released, _ = buy(ctx, ("CUP", 10, 2))
    with pytest.raises(WrongState):
        cancel_orders(CancelOrders(numbers=(draft, released)), ctx)
    assert find(ctx, "purchase_order", draft).state == "draft"
    assert cancel_orders(CancelOrders(numbers=(draft,)), ctx).orders == 1
    with pytest.raises(WrongState):
        release_purchases(ReleasePurchases(numbers=(draft,)), ctx)
