"""Whoever began again because somebody else had the goods waits at the last try, for everything it may take, in order."""

import pytest
from tests.floor import bring_in, d, open_floor

from ledgerhouse.documents.sales.pricing import NewLine
from ledgerhouse.documents.sales.take_order import take_order
from ledgerhouse.documents.sales.take_orders import TakeOrder
from ledgerhouse.flows.inventory.move import MoveLine, MoveStock, move
from ledgerhouse.flows.outbound.allocate import Allocate, allocate
from ledgerhouse.flows.outbound.confirm_orders import ConfirmOrders, confirm_orders
from ledgerhouse.foundation.verb import LAST_TRY
from ledgerhouse.ledgers.stock.models import Balance
from ledgerhouse.posting import reserve

pytestmark = pytest.mark.requirement("R010")


@pytest.mark.parametrize("last", [False, True])
def test_the_last_try_locks_everything_it_may_take_at_once_and_waits(ctx, monkeypatch, last):
    open_floor(ctx)
    bring_in(ctx, ("CUP", 6, 10))
    place = Balance.objects.get(on_hand=6).location.code
    away = MoveLine(item="CUP", quantity=d(2), source=place, target="A-05" if place != "A-05" else "A-06")
    move(MoveStock(warehouse="SH1", lines=(away,)), ctx)
    line = NewLine(item="CUP", quantity=d(1), price=d(20))
    order = take_order(TakeOrder(customer="SHOP", warehouse="SH1", lines=(line,)), ctx).number
    confirm_orders(ConfirmOrders(numbers=(order,)), ctx)

    locked, lock = [], reserve.stock.lock

    def watching(warehouse, ids, *, wait=True):
        wanted = set(ids)
        locked.append((len(wanted), wait))
        return lock(warehouse, wanted, wait=wait)

    monkeypatch.setattr(reserve.stock, "lock", watching)
    token = LAST_TRY.set(last)
    try:
        allocate(Allocate(warehouse="SH1"), ctx)
    finally:
        LAST_TRY.reset(token)
    assert locked[0] == ((2, True) if last else (1, True))
    assert len(locked) == 1
    assert sum(Balance.objects.values_list("held", flat=True)) == 1
