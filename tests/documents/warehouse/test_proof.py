"""The doctor sees when a paper and the ledger part ways, and names the paper."""

import pytest
from tests.floor import bring_in, buy, d, doctor, open_floor, sell

from ledgerhouse.documents.purchasing.models import PurchaseLine
from ledgerhouse.documents.warehouse.models import InboundLine, ReceiptLine, Task, Wave
from ledgerhouse.flows.inbound.delivery import ReceiveLine
from ledgerhouse.flows.inbound.receive import Receive, receive
from ledgerhouse.flows.inventory.move import MoveLine, MoveStock, move
from ledgerhouse.kernel.errors import Unreadable


@pytest.fixture(autouse=True)
def floor(ctx):
    open_floor(ctx)


@pytest.fixture
def receipt(ctx):
    number, inbound = buy(ctx, ("CUP", 5, 2))
    (receipt,) = receive(Receive(lines=(ReceiveLine(order=inbound, line=1, quantity=d(5)),)), ctx).receipts
    assert doctor(ctx) == []
    return number, inbound, receipt


def test_a_receipt_that_was_tampered_with(ctx, receipt):
    _, inbound, _ = receipt
    ReceiptLine.objects.update(quantity=d(4))
    assert doctor(ctx) == [
        f"receipts are booked: {inbound} line 1: received 5, receipts 4, ledger 5; booked 5, ledger 5"
    ]


def test_an_order_that_forgets_what_came(ctx, receipt):
    number, inbound, _ = receipt
    InboundLine.objects.update(received=d(3))
    assert doctor(ctx) == [
        f"receipts are booked: {inbound} line 1: received 3, receipts 5, ledger 5; booked 5, ledger 5",
        f"purchases agree with receipts: {number} line 1: received 5, inbound orders 3",
    ]
    InboundLine.objects.update(received=d(5))
    PurchaseLine.objects.update(received=d(0))
    assert len(doctor(ctx)) == 1


def test_a_task_without_goods(ctx, receipt):
    task = Task.objects.get()
    Task.objects.update(quantity=d(6))
    (found,) = doctor(ctx)
    assert found.startswith(f"tasks have work: task {task.code} and others take 6 of item")
    assert found.endswith("where 5 are free")


def test_goods_that_wait_for_their_task_are_not_moved_otherwise(ctx, receipt):
    with pytest.raises(Unreadable, match="5 short: only 0 of CUP at DOCK-1 are free"):
        move(
            MoveStock(warehouse="SH1", lines=(MoveLine(item="CUP", quantity=d(5), source="DOCK-1", target="A-01"),)),
            ctx,
        )
    assert doctor(ctx) == []


def test_a_pick_task_that_comes_back_from_the_dead(ctx):
    bring_in(ctx, ("CUP", 5, 2))
    sell(ctx, ("CUP", 2, 3))
    assert doctor(ctx) == []
    Task.objects.filter(kind=2).update(state="open", done=d(0))
    (found,) = doctor(ctx)
    assert found.endswith(f"is to pick 2, its hold is 0, its wave is {Wave.objects.get().state}")
