"""A small warehouse ships phones straight from the shelf: the shelf holds more than the customer gets, so the packer names the pieces."""

import pytest
from tests.floor import d, doctor, open_floor, stock
from tests.stories.test_following_phones import FIVE, arrive, where

from ledgerhouse.documents.sales.pricing import NewLine
from ledgerhouse.documents.sales.take_order import take_order
from ledgerhouse.documents.sales.take_orders import TakeOrder
from ledgerhouse.flows.inbound.put_away import PutAway, PutAwayLine, put_away
from ledgerhouse.flows.outbound.allocate import Allocate, allocate
from ledgerhouse.flows.outbound.confirm_orders import ConfirmOrders, confirm_orders
from ledgerhouse.flows.outbound.ship import Ship, ShippedPieces, ship
from ledgerhouse.kernel.errors import Unreadable
from ledgerhouse.masterdata.catalog.create_items import CreateItems, create_items
from ledgerhouse.masterdata.catalog.item_facts import NewItem
from ledgerhouse.masterdata.sites.change_warehouse import ChangeWarehouse, change_warehouse
from ledgerhouse.masterdata.sites.words import Outbound
from ledgerhouse.posting.pieces import WrongPieces

pytestmark = [pytest.mark.requirement("R034"), pytest.mark.requirement("R095")]


@pytest.fixture
def outbound(ctx):
    """Five phones on the shelf, two of them allocated to an order that leaves from there."""
    open_floor(ctx)
    create_items(CreateItems((NewItem(code="PHONE", name="手机", unit="pcs", tracking="serial"),), active=True), ctx)
    put_away(PutAway(lines=(PutAwayLine(task=arrive(ctx, FIVE)),)), ctx)
    change_warehouse(ChangeWarehouse(warehouse="SH1", outbound_steps=Outbound("ship")), ctx)
    line = NewLine(item="PHONE", quantity=d(2), price=d(1500))
    number = take_order(TakeOrder(customer="SHOP", warehouse="SH1", lines=(line,)), ctx).number
    (outbound,) = confirm_orders(ConfirmOrders(numbers=(number,)), ctx).outbound
    allocate(Allocate(warehouse="SH1"), ctx)
    return outbound


def send(ctx, outbound, *serials, line=1):
    pieces = (ShippedPieces(order=outbound, line=line, serials=serials),) if serials else ()
    return ship(Ship(numbers=(outbound,), pieces=pieces), ctx)


def test_the_pieces_that_are_named_leave_and_no_others(ctx, outbound):
    send(ctx, outbound, "SN-2", "SN-4")
    assert where(ctx) == dict.fromkeys(("SN-1", "SN-3", "SN-5"), "A-01")
    assert {serial: place for serial, place in where(ctx, gone=True).items() if place != "A-01"} == {
        "SN-2": "@CUSTOMER",
        "SN-4": "@CUSTOMER",
    }
    assert doctor(ctx) == []


def test_what_is_missing_or_wrong_is_said_and_nothing_leaves(ctx, outbound):
    before = stock(ctx)
    with pytest.raises(WrongPieces, match="item PHONE needs the serial numbers of its 2 pieces"):
        send(ctx, outbound)
    with pytest.raises(WrongPieces, match="1 serial numbers are named for 2 pieces"):
        send(ctx, outbound, "SN-2")
    with pytest.raises(Unreadable, match="there is no serial number SN-9 of item PHONE"):
        send(ctx, outbound, "SN-2", "SN-9")
    with pytest.raises(Unreadable, match="serial number SN-2 is named twice"):
        send(ctx, outbound, "SN-2", "SN-2")
    with pytest.raises(Unreadable, match="has no line 7 that leaves from the shelf"):
        send(ctx, outbound, "SN-2", "SN-3", line=7)
    with pytest.raises(Unreadable, match="1 of these serial numbers are not among what was allocated"):
        send(ctx, outbound, "SN-1", "SN-2", "SN-3")
    assert stock(ctx) == before
    assert doctor(ctx) == []
