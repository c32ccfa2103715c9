"""Which orders get stock first, and which stock they get."""

import pytest
from tests.floor import bring_in, d, open_floor

from ledgerhouse.documents.sales.pricing import NewLine
from ledgerhouse.documents.sales.take_order import take_order
from ledgerhouse.documents.sales.take_orders import TakeOrder
from ledgerhouse.documents.warehouse.models import OutboundOrder
from ledgerhouse.flows.outbound.allocate import Allocate, allocate
from ledgerhouse.flows.outbound.confirm_orders import ConfirmOrders, confirm_orders


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
