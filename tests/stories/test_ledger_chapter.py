"""The walk of docs/ledger/01-row-by-row.md, with every figure that the chapter tells."""

from tests.books import entries_of
from tests.floor import buy, d, doctor, open_floor, stock

from ledgerhouse.documents.sales.take_order import take_order
from ledgerhouse.documents.sales.take_orders import NewLine, TakeOrder
from ledgerhouse.documents.warehouse.models import Task
from ledgerhouse.flows.inbound.delivery import ReceiveLine
from ledgerhouse.flows.inbound.put_away import PutAway, PutAwayLine, put_away
from ledgerhouse.flows.inbound.receive import Receive, receive
from ledgerhouse.flows.outbound.allocate import Allocate, allocate
from ledgerhouse.flows.outbound.confirm_orders import ConfirmOrders, confirm_orders
from ledgerhouse.flows.outbound.pack import Pack, pack
from ledgerhouse.flows.outbound.pick import PickWave, pick_wave
from ledgerhouse.flows.outbound.release_wave import ReleaseWave, release_wave
from ledgerhouse.flows.outbound.ship import Ship, ship
from ledgerhouse.ledgers.books.models import JournalEntry
from ledgerhouse.ledgers.costing.models import CostLine, CostPool
from ledgerhouse.ledgers.stock.models import Balance, Entry, Hold, Movement, Promise


def held() -> int:
    return sum(Balance.objects.values_list("held", flat=True))


def pool() -> tuple[str, str]:
    only = CostPool.objects.get()
    return f"{only.quantity:.0f}", f"{only.value:.2f}"


def test_forty_eight_cups_in_and_seven_out(ctx):
    open_floor(ctx)

    _, inbound = buy(ctx, ("CUP", 48, "3.333333"))
    assert not Movement.objects.exists()
    assert not JournalEntry.objects.exists()

    (receipt,) = receive(Receive(lines=(ReceiveLine(order=inbound, line=1, quantity=d(48)),)), ctx).receipts
    assert stock(ctx) == {("CUP", "", "DOCK-1"): d(48)}
    assert (Movement.objects.count(), Entry.objects.count(), CostLine.objects.count()) == (1, 1, 1)
    assert pool() == ("48", "160.00")
    assert entries_of(receipt) == [[("debit", "1405", "160.00"), ("credit", "2202.02", "160.00")]]

    put_away(PutAway(lines=(PutAwayLine(task=Task.objects.get().code),)), ctx)
    assert stock(ctx) == {("CUP", "", "A-01"): d(48)}
    assert (Entry.objects.count(), CostLine.objects.count(), JournalEntry.objects.count()) == (2, 1, 1)

    wanted = (NewLine(item="CUP", quantity=d(7), price=d(20)),)
    number = take_order(TakeOrder(customer="SHOP", warehouse="SH1", lines=wanted), ctx).number
    assert not Promise.objects.exists()
    (outbound,) = confirm_orders(ConfirmOrders(numbers=(number,)), ctx).outbound
    assert [(p.quantity, p.fulfilled) for p in Promise.objects.all()] == [(d(7), d(0))]
    allocate(Allocate(warehouse="SH1"), ctx)
    assert [(p.quantity, p.fulfilled) for p in Promise.objects.all()] == [(d(7), d(7))]
    assert [(h.quantity, h.settled) for h in Hold.objects.all()] == [(d(7), d(0))]
    assert held() == 7

    wave = release_wave(ReleaseWave(warehouse="SH1", numbers=(outbound,)), ctx).wave
    pick_wave(PickWave(wave=wave), ctx)
    assert stock(ctx) == {("CUP", "", "A-01"): d(41), ("CUP", "", "STAGE-1"): d(7)}
    assert [(h.quantity, h.settled) for h in Hold.objects.all()] == [(d(7), d(7))]
    assert held() == 0

    pack(Pack(numbers=(outbound,)), ctx)
    ship(Ship(numbers=(outbound,)), ctx)
    assert stock(ctx) == {("CUP", "", "A-01"): d(41)}
    assert pool() == ("41", "136.67")
    assert entries_of(outbound) == [[("debit", "6401", "23.33"), ("credit", "1405", "23.33")]]
    assert doctor(ctx) == []
