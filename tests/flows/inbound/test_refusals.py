"""Bad input on the way in: every problem at once, with facts, and nothing written."""

from dataclasses import replace
from datetime import date

import pytest
from tests.floor import as_user, bring_in, buy, d, design, doctor, open_floor, open_site, stock

from ledgerhouse.documents.purchasing.models import PurchaseOrder
from ledgerhouse.documents.purchasing.place_order import place_order
from ledgerhouse.documents.purchasing.place_orders import PlaceOrder, PlaceOrders, place_orders
from ledgerhouse.documents.purchasing.pricing import NewLine
from ledgerhouse.documents.warehouse.models import InboundOrder, Receipt, Task
from ledgerhouse.flows.inbound.delivery import ReceiveLine
from ledgerhouse.flows.inbound.put_away import PutAway, PutAwayLine, put_away
from ledgerhouse.flows.inbound.receive import Receive, receive
from ledgerhouse.flows.inbound.release_purchases import ReleasePurchases, release_purchases
from ledgerhouse.foundation.approvals.need import ApprovalNeeded
from ledgerhouse.kernel.context import Reach, Scope
from ledgerhouse.kernel.errors import NotAllowed, NotFound, Unreadable, WrongState
from ledgerhouse.masterdata.sites.lock_locations import LockLocations, lock_locations
from ledgerhouse.masterdata.sites.queries import warehouse

SOON = date(2026, 12, 5)


@pytest.fixture(autouse=True)
def floor(ctx):
    open_floor(ctx)


def problems_of(verb, command, ctx):
    with pytest.raises(Unreadable) as refused:
        verb(command, ctx)
    return {(p.where, p.sentence()) for p in refused.value.problems}


def line(inbound, position=1, quantity=1, **more):
    return ReceiveLine(order=inbound, line=position, quantity=d(quantity), **more)


def test_an_order_is_understood_as_a_whole_or_not_at_all(ctx):
    good = PlaceOrder(supplier="FARM", warehouse="SH1", lines=(NewLine(item="CUP", quantity=d(1), price=d(1)),))
    bad = PlaceOrder(
        supplier="SHOP",
        warehouse="SH9",
        department="NO",
        ordered_on=date(2026, 11, 22),
        due_on=date(2026, 11, 21),
        lines=(
            NewLine(item="NO", quantity=d(1), price=d(1)),
            NewLine(item="CUP", quantity=d("1.5"), price=d(1)),
            NewLine(item="CUP", quantity=d(1), unit="kg", price=d(1)),
        ),
    )
    assert problems_of(place_orders, PlaceOrders(orders=(good, bad)), ctx) == {
        ("orders.1.supplier", "there is no supplier SHOP"),
        ("orders.1.warehouse", "there is no warehouse SH9"),
        ("orders.1.department", "there is no department NO"),
        ("orders.1.due_on", "is before the order date"),
        ("orders.1.lines.0.item", "there is no item NO"),
        ("orders.1.lines.1.quantity", "1.5 pcs is finer than 0 places of pcs"),
        ("orders.1.lines.2.unit", "item CUP is not measured in kg"),
    }
    assert problems_of(place_order, replace(good, lines=()), ctx) == {("lines", "needs at least one line")}
    assert PurchaseOrder.objects.count() == 0


def test_an_order_is_released_once_and_above_an_amount_by_another_person(ctx):
    number = place_order(
        PlaceOrder(supplier="FARM", warehouse="SH1", lines=(NewLine(item="CUP", quantity=d(10), price=d(11)),)),
        as_user(ctx, 5),
    ).number
    design(ctx, "purchase order", "right:approve purchases", above=d(100))
    with pytest.raises(ApprovalNeeded):
        release_purchases(ReleasePurchases(numbers=(number,)), as_user(ctx, 5))
    assert InboundOrder.objects.count() == 0
    release_purchases(ReleasePurchases(numbers=(number,)), as_user(ctx, 6))
    with pytest.raises(WrongState):
        release_purchases(ReleasePurchases(numbers=(number,)), as_user(ctx, 6))
    with pytest.raises(NotFound):
        release_purchases(ReleasePurchases(numbers=(number, "CGDD-NO")), as_user(ctx, 6))


def test_lots_places_and_days_are_looked_at(ctx):
    bring_in(ctx, ("MILK", 10, 4), lot="M1", expires_on=date(2027, 3, 1))
    _, inbound = buy(ctx, ("MILK", 100, 4), ("CUP", 100, 2))
    lock_locations(LockLocations(warehouse="SH1", codes=("A-06",), reason="leak"), ctx)
    lines = (
        line(inbound),
        line(inbound, lot="M1", expires_on=date(2027, 4, 1)),
        line(inbound, lot="M2"),
        line(inbound, lot="M3", expires_on=SOON),
        line(inbound, lot="M3", expires_on=date(2026, 12, 6)),
        line(inbound, lot="M4", made_on=date(2026, 11, 23), expires_on=date(2026, 11, 21)),
        line(inbound, 2, lot="X"),
        line(inbound, 2, location="A-06"),
        line(inbound, 2, location="STAGE-1"),
        line(inbound, 2, location="NO"),
    )
    assert problems_of(receive, Receive(lines=lines), ctx) == {
        ("lines.0.lot", "is needed for item MILK"),
        ("lines.1.expires_on", "lot M1 is known to expire on 2027-03-01, not 2027-04-01"),
        ("lines.2.expires_on", "is needed: lot M2 of item MILK is new"),
        ("lines.4.expires_on", "lot M3 is known to expire on 2026-12-05, not 2026-12-06"),
        ("lines.5.made_on", "is after the day of receipt"),
        ("lines.5.expires_on", "is before the day of manufacture"),
        ("lines.5.expires_on", "lot M4 expired on 2026-11-21"),
        ("lines.6.lot", "item CUP is kept without lots"),
        ("lines.7.location", "A-06 is locked for putting in"),
        ("lines.8.location", "STAGE-1 is not a place to receive at"),
        ("lines.9.location", "there is no location NO here"),
    }
    future = Receive(lines=(line(inbound, 2),), received_on=date(2026, 11, 23))
    assert problems_of(receive, future, ctx) == {("received_on", "is in the future")}
    assert Receipt.objects.count() == 1


def test_a_known_lot_needs_nothing_but_its_code(ctx):
    bring_in(ctx, ("MILK", 10, 4), lot="M1", expires_on=date(2027, 3, 1))
    _, inbound = buy(ctx, ("MILK", 5, 4))
    receive(Receive(lines=(line(inbound, quantity=5, lot="M1", location="A-04"),)), ctx)
    assert stock(ctx) == {("MILK", "M1", "A-01"): d(10), ("MILK", "M1", "A-04"): d(5)}
    assert Task.objects.filter(state="open").count() == 0  # it stands on its shelf already


def test_a_finished_order_takes_nothing_more(ctx):
    _, inbound = buy(ctx, ("CUP", 5, 2))
    receive(Receive(lines=(line(inbound, quantity=5),)), ctx)
    assert problems_of(receive, Receive(lines=(line(inbound),)), ctx) == {
        ("lines.0.order", f"{inbound} is received; nothing can be received against it")
    }


def test_another_warehouse_is_not_even_seen(ctx):
    open_site(ctx, "SH2")
    _, here = buy(ctx, ("CUP", 5, 2))
    _, there = buy(ctx, ("CUP", 5, 2), warehouse="SH2")
    reach = Reach((Scope.of(warehouse={warehouse(ctx, "SH1").id}),))
    receiver = replace(ctx, rights={"receive goods": reach, "put away": reach})
    lines = (line(here), line(there))
    assert problems_of(receive, Receive(lines=lines), receiver) == {
        ("lines.1.order", f"there is no inbound order {there} here")
    }
    assert problems_of(receive, Receive(lines=lines), ctx) == {
        ("lines.1.order", "is of another warehouse than the first line")
    }
    task = receive(Receive(lines=(line(there),)), ctx).tasks[0]
    assert problems_of(put_away, PutAway(lines=(PutAwayLine(task=task),)), receiver) == {
        ("lines.0.task", f"there is no putaway task {task} here")
    }
    with pytest.raises(NotAllowed):
        release_purchases(ReleasePurchases(numbers=("x",)), receiver)


def test_tasks_are_done_once_and_only_to_good_places(ctx):
    _, inbound = buy(ctx, ("CUP", 50, 2), ("PLATE", 10, 2), ("CUP", 1, 2), ("PLATE", 1, 2))
    lines = tuple(line(inbound, n, q) for n, q in ((1, 50), (2, 10), (3, 1), (4, 1)))
    cups, plates, cup, plate = receive(Receive(lines=lines), ctx).tasks
    put_away(PutAway(lines=(PutAwayLine(task=cup),)), ctx)
    lock_locations(LockLocations(warehouse="SH1", codes=("A-06",), reason="leak"), ctx)
    wrong = (
        PutAwayLine(task=cups, quantity=d(51)),
        PutAwayLine(task=plates, location="A-06", reason="近"),
        PutAwayLine(task=plates),
        PutAwayLine(task=cup),
        PutAwayLine(task=plate, location="DOCK-1", reason="近"),
        PutAwayLine(task="NO"),
    )
    assert problems_of(put_away, PutAway(lines=wrong), ctx) == {
        ("lines.0.quantity", f"is more than the 50 that are left of task {cups}"),
        ("lines.1.location", "A-06 is locked for putting in"),
        ("lines.2.task", "is there twice"),
        ("lines.3.task", f"task {cup} is done"),
        ("lines.4.location", "DOCK-1 is not a place to store at"),
        ("lines.5.task", "there is no putaway task NO here"),
    }
    assert stock(ctx)["CUP", "", "DOCK-1"] == d(50)
    assert doctor(ctx) == []
