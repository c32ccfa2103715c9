"""Goods that an order waits for never see a shelf: from the dock to staging, held for the order from the moment they are received."""

import pytest
from tests.books import entries_of
from tests.floor import d, doctor

from ledgerhouse.documents.purchasing.place_order import place_order
from ledgerhouse.documents.purchasing.place_orders import PlaceOrder
from ledgerhouse.documents.purchasing.pricing import NewLine
from ledgerhouse.documents.sales.pricing import NewLine as SalesLine
from ledgerhouse.documents.sales.take_order import take_order
from ledgerhouse.documents.sales.take_orders import TakeOrder
from ledgerhouse.documents.warehouse.models import OutboundLine, OutboundOrder, Task
from ledgerhouse.flows.inbound.delivery import ReceiveLine
from ledgerhouse.flows.inbound.put_away import PutAway, PutAwayLine, put_away
from ledgerhouse.flows.inbound.receive import Receive, receive
from ledgerhouse.flows.inbound.release_purchases import ReleasePurchases, release_purchases
from ledgerhouse.flows.outbound.cancel_orders import CancelOrders, cancel_orders
from ledgerhouse.flows.outbound.confirm_orders import ConfirmOrders, confirm_orders
from ledgerhouse.flows.outbound.pack import Pack, pack
from ledgerhouse.flows.outbound.pick import PickLine, PickTasks, pick
from ledgerhouse.flows.outbound.ship import Ship, ship
from ledgerhouse.foundation.operations.change_setting import ChangeSetting, change_setting
from ledgerhouse.foundation.paper import find
from ledgerhouse.ledgers.stock.models import Balance


def by(ctx, word):
    change_setting(ChangeSetting(name="inbound.cross_dock", value=word), ctx)


def sold(ctx, quantity, customer="SHOP", item="CUP"):
    """A confirmed order of cups; answers its number and that of its outbound order."""
    lines = (SalesLine(item=item, quantity=d(quantity), price=d(20)),)
    number = take_order(TakeOrder(customer=customer, warehouse="SH1", lines=lines), ctx).number
    (outbound,) = confirm_orders(ConfirmOrders(numbers=(number,)), ctx).outbound
    return number, outbound


def came(ctx, quantity, item="CUP"):
    lines = (NewLine(item=item, quantity=d(quantity), price=d(8)),)
    number = place_order(PlaceOrder(supplier="FARM", warehouse="SH1", lines=lines), ctx).number
    (inbound,) = release_purchases(ReleasePurchases(numbers=(number,)), ctx).inbound
    return receive(Receive(lines=(ReceiveLine(order=inbound, line=1, quantity=d(quantity)),)), ctx)


def lying():
    rows = Balance.objects.filter(on_hand__gt=0)
    return {place: (here, held) for place, here, held in rows.values_list("location__code", "on_hand", "held")}


@pytest.mark.requirement("R098")
def test_waiting_orders_get_their_cups_from_the_dock(cast):
    house = cast.house
    by(house, "stage")
    _, outbound = sold(house, 30)
    _, later = sold(house, 100, customer="NET")
    got = came(house, 50)
    (receipt,) = got.receipts
    # J3 as ever: 50 at 8.00; of them 30 go straight to staging for the first order, 20 are held for the second, none needs a shelf.
    assert entries_of(receipt) == [[("debit", "1405", "400.00"), ("credit", "2202.02", "400.00")]]
    assert got.tasks == ()
    assert lying() == {"DOCK-1": (d(50), d(50))}
    assert {o.number: o.state for o in OutboundOrder.objects.all()} == {outbound: "picking", later: "allocated"}
    (task,) = Task.objects.all()
    assert (task.source.code, task.target.code, task.quantity) == ("DOCK-1", "STAGE-1", d(30))
    page = find(house, "task", task.code)
    assert {f.title: f.value for f in page.facts}["Why there"] == "cross-docking: an order waits for it"
    assert doctor(house) == []

    # Picked from the dock, packed and shipped as always.
    pick(PickTasks(lines=(PickLine(task=task.code),)), house)
    assert lying() == {"DOCK-1": (d(20), d(20)), "STAGE-1": (d(30), d(0))}
    pack(Pack(numbers=(outbound,)), house)
    ship(Ship(numbers=(outbound,)), house)
    assert entries_of(outbound) == [[("debit", "6401", "240.00"), ("credit", "1405", "240.00")]]
    line = OutboundLine.objects.get(paper__number=later)
    assert (line.allocated, line.ordered) == (d(20), d(100))
    assert doctor(house) == []


def test_what_is_not_found_at_the_dock_is_promised_again(cast):
    house = cast.house
    by(house, "stage")
    _, outbound = sold(house, 30)
    came(house, 40)
    task = Task.objects.get(kind=2)
    assert lying() == {"DOCK-1": (d(40), d(30))}
    pick(PickTasks(lines=(PickLine(task=task.code, quantity=d(25)),)), house)
    line = OutboundLine.objects.get(paper__number=outbound)
    assert (line.allocated, line.picked) == (d(0), d(25))
    assert doctor(house) == []


def test_a_cancelled_order_lets_its_goods_go_to_a_shelf(cast):
    house = cast.house
    by(house, "hold")
    number, outbound = sold(house, 30)
    got = came(house, 50)
    assert len(got.tasks) == 1, "20 that nobody waits for"
    assert OutboundOrder.objects.get().state == "allocated"
    cancel_orders(CancelOrders(numbers=(number,)), house)
    tasks = [(t.paper, t.quantity) for t in Task.objects.order_by("id")]
    assert tasks == [(got.receipts[0], d(20)), (outbound, d(30))]
    put_away(PutAway(lines=tuple(PutAwayLine(task=t.code) for t in Task.objects.all())), house)
    assert "DOCK-1" not in lying()
    assert doctor(house) == []


def test_nothing_is_held_where_the_company_does_not_want_it(cast):
    sold(cast.house, 30)
    assert len(came(cast.house, 50).tasks) == 1
    assert lying() == {"DOCK-1": (d(50), d(0))}
