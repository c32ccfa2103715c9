"""Which orders get stock first, and which stock they get."""

from datetime import date

import pytest
from tests.floor import bring_in, d, doctor, open_floor
from tests.statements import sent

from ledgerhouse.documents.sales.pricing import NewLine
from ledgerhouse.documents.sales.take_order import take_order
from ledgerhouse.documents.sales.take_orders import TakeOrder
from ledgerhouse.documents.warehouse.fix_lots import FixedLot, FixLots, fix_lots
from ledgerhouse.documents.warehouse.listings_allocation import AllocationRules, Backorders
from ledgerhouse.documents.warehouse.models import AllocationRule, OutboundOrder, Task, Wave
from ledgerhouse.documents.warehouse.set_allocation_rules import (
    AllocationFacts,
    SetAllocationRules,
    set_allocation_rules,
)
from ledgerhouse.documents.warehouse.tasks import claim
from ledgerhouse.flows.outbound.allocate import Allocate, allocate
from ledgerhouse.flows.outbound.confirm_orders import ConfirmOrders, confirm_orders
from ledgerhouse.flows.outbound.pick import PickLine, PickTasks, pick
from ledgerhouse.flows.outbound.release_wave import ReleaseWave, release_wave
from ledgerhouse.flows.outbound.unallocate import Unallocate, unallocate
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.paper import find
from ledgerhouse.kernel.errors import NotFound, Unreadable, WrongState


def ordered(ctx, *lines):
    """One confirmed order of the shop for (item, quantity); the number of its outbound order."""
    wanted = tuple(NewLine(item=item, quantity=d(quantity), price=d(20)) for item, quantity in lines)
    number = take_order(TakeOrder(customer="SHOP", warehouse="SH1", lines=wanted), ctx).number
    return confirm_orders(ConfirmOrders(numbers=(number,)), ctx).outbound[0]


@pytest.mark.requirement("R126")
def test_scarce_goods_go_to_the_most_urgent_order_not_to_the_oldest(ctx):
    open_floor(ctx)
    bring_in(ctx, ("CUP", 10, 5))
    old, urgent = ordered(ctx, ("CUP", 8)), ordered(ctx, ("CUP", 8))
    OutboundOrder.objects.filter(number=urgent).update(priority=1)
    held = allocate(Allocate(warehouse="SH1"), ctx)
    assert [(s.order, s.quantity) for s in held.short] == [(old, d(6))]


@pytest.fixture
def milk(ctx):
    """Three lots of milk: the oldest expires last."""
    open_floor(ctx)
    for code, quantity, day in (
        ("L1", 10, date(2027, 5, 1)),
        ("L2", 10, date(2027, 3, 1)),
        ("L3", 10, date(2027, 4, 1)),
    ):
        bring_in(ctx, ("MILK", quantity, 5), lot=code, expires_on=day)
    return ctx


def lots_of(number, ctx):
    """What the page of an order says is held for it: (lot, quantity)."""
    return [(row.lot, row.quantity) for row in why(number, ctx) if row.quantity]


def why(number, ctx):
    return next(t.rows for t in find(ctx, "outbound_order", number).tables if t.title == "Why this stock")


def by(ctx, *rules):
    set_allocation_rules(SetAllocationRules(warehouse="SH1", rules=rules), ctx)


def test_rules_decide_and_the_page_says_why(milk):
    number = ordered(milk, ("MILK", 4))
    allocate(Allocate(warehouse="SH1", numbers=(number,)), milk)
    (row,) = why(number, milk)
    assert (row.lot, row.strategy, row.rule, row.runner_up_lot, row.missing) == ("L2", "fefo", "", "L3", 0)
    by(milk, AllocationFacts(strategy="fifo", customer="SHOP", item="MILK"), AllocationFacts(strategy="lifo"))
    number = ordered(milk, ("MILK", 4))
    allocate(Allocate(warehouse="SH1", numbers=(number,)), milk)
    (row,) = why(number, milk)
    assert (row.lot, row.strategy, row.rule) == ("L1", "fifo", "1")
    number = ordered(milk, ("MILK", 4))
    allocate(Allocate(warehouse="SH1", numbers=(number,), strategy="lifo"), milk)
    assert lots_of(number, milk) == [("L3", d(4))]
    assert doctor(milk) == []


def test_a_fixed_lot_is_the_only_one_that_serves_the_line(milk):
    number = ordered(milk, ("MILK", 12))
    fix_lots(FixLots(warehouse="SH1", lines=(FixedLot(order=number, line=1, lot="L3"),)), milk)
    held = allocate(Allocate(warehouse="SH1", numbers=(number,)), milk)
    assert [s.quantity for s in held.short] == [d(2)]
    assert lots_of(number, milk) == [("L3", d(10))]
    (row,) = LISTINGS["warehouse.backorders"].every(milk, Backorders(order=number))
    assert (row.item, row.missing) == ("MILK", d(2))
    with pytest.raises(Unreadable) as refused:
        fix_lots(
            FixLots(
                warehouse="SH1",
                lines=(
                    FixedLot(order=number, line=1, lot="L1"),
                    FixedLot(order="NONE", line=1),
                ),
            ),
            milk,
        )
    assert [p.where for p in refused.value.problems] == ["lines.0.order", "lines.1.order"]
    other = ordered(milk, ("MILK", 1))
    wrong = (FixedLot(order=other, line=1, lot="X"), FixedLot(order=other, line=9))
    with pytest.raises(Unreadable) as refused:
        fix_lots(FixLots(warehouse="SH1", lines=wrong), milk)
    assert [p.where for p in refused.value.problems] == ["lines.0.lot", "lines.1.line"]
    assert fix_lots(FixLots(warehouse="SH1", lines=(FixedLot(order=other, line=1, lot="L2"),)), milk).lines == 1
    assert fix_lots(FixLots(warehouse="SH1", lines=(FixedLot(order=other, line=1),)), milk).lines == 1


def test_what_is_taken_back_is_free_and_promised_again(milk):
    first, second = ordered(milk, ("MILK", 20)), ordered(milk, ("MILK", 20))
    allocate(Allocate(warehouse="SH1", numbers=(first, second)), milk)
    assert [s.quantity for s in allocate(Allocate(warehouse="SH1", numbers=()), milk).short] == []
    wave = release_wave(ReleaseWave(warehouse="SH1", numbers=(first, second)), milk).wave
    done = unallocate(Unallocate(warehouse="SH1", numbers=(first,)), milk)
    assert (done.orders, done.lines, done.tasks) == (1, 1, 2)
    assert OutboundOrder.objects.get(number=first).state == "waiting"
    assert Wave.objects.get(number=wave).state == "released"
    assert doctor(milk) == []
    unallocate(Unallocate(warehouse="SH1", numbers=(second,)), milk)
    assert Wave.objects.get(number=wave).state == "undone"
    again = allocate(Allocate(warehouse="SH1", numbers=(second, first)), milk)
    assert [(s.order, s.quantity) for s in again.short] == [(first, d(10))]
    assert doctor(milk) == []


def test_what_somebody_has_begun_stays(milk):
    first, second = ordered(milk, ("MILK", 12)), ordered(milk, ("MILK", 12))
    allocate(Allocate(warehouse="SH1", numbers=(first, second)), milk)
    wave = release_wave(ReleaseWave(warehouse="SH1", numbers=(first, second)), milk).wave
    begun = Task.objects.filter(paper=wave, line=OutboundOrder.objects.get(number=first).lines.get().id).first()
    pick(PickTasks(lines=(PickLine(task=begun.code),)), milk)
    claimed = Task.objects.filter(paper=wave, line=OutboundOrder.objects.get(number=second).lines.get().id).first()
    claim(milk, [claimed.id])
    with pytest.raises(Unreadable) as refused:
        unallocate(Unallocate(warehouse="SH1", numbers=(first, second)), milk)
    assert [p.where for p in refused.value.problems] == ["numbers.0", "numbers.1"]
    assert OutboundOrder.objects.get(number=second).state == "picking"
    with pytest.raises(NotFound):
        unallocate(Unallocate(warehouse="SH1", numbers=("NONE",)), milk)
    waiting = ordered(milk, ("MILK", 1))
    with pytest.raises(WrongState):
        unallocate(Unallocate(warehouse="SH1", numbers=(waiting,)), milk)


def test_statements_do_not_grow_with_orders_and_rules(milk):
    by(milk, AllocationFacts(strategy="fifo", whole=True, scarce="share", zones=("A",)))
    counts = []
    for many in (1, 1, 5):
        numbers = tuple(ordered(milk, ("MILK", 1)) for _ in range(many))
        with sent() as there:
            allocate(Allocate(warehouse="SH1", numbers=numbers), milk)
        with sent() as back:
            unallocate(Unallocate(warehouse="SH1", numbers=numbers), milk)
        counts.append((len(there), len(back)))
    assert counts[1] == counts[2]


def test_bad_rules_are_refused_together(milk):
    rules = (
        AllocationFacts(strategy="by magic", zones=("A", "X")),
        AllocationFacts(strategy="fefo", item="NONE", category="NONE", customer="FARM"),
    )
    with pytest.raises(Unreadable) as refused:
        by(milk, *rules)
    assert [p.where for p in refused.value.problems] == [
        "rules.0.zones.1",
        "rules.0.strategy",
        "rules.1.item",
        "rules.1.category",
        "rules.1.customer",
    ]
    assert not AllocationRule.objects.exists()
    by(milk, AllocationFacts(strategy="lifo", zones=("A",), scarce="share"))
    (row,) = LISTINGS["warehouse.allocation_rules"].every(milk, AllocationRules(warehouse="SH1"))
    assert (row.strategy, row.zones, row.scarce, row.whole) == ("lifo", "A", "share", False)
