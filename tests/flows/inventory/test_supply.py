"""What is released to a supplier counts as supply at once, and no longer than until it has come."""

from datetime import date

import pytest
from django.db import transaction
from tests.floor import buy, d, doctor, open_floor

from ledgerhouse.documents.purchasing.amend_order import amend_order
from ledgerhouse.documents.purchasing.amend_orders import AmendLine, AmendOrder
from ledgerhouse.documents.purchasing.place_order import place_order
from ledgerhouse.documents.purchasing.place_orders import PlaceOrder
from ledgerhouse.documents.purchasing.pricing import NewLine
from ledgerhouse.documents.purchasing.set_terms import SetTerms, SupplierTerms, set_terms
from ledgerhouse.flows.inbound.apply_amendments import ApplyAmendments, apply_amendments
from ledgerhouse.flows.inbound.cancel_purchases import CancelPurchases, cancel_purchases
from ledgerhouse.flows.inbound.close_purchases import ClosePurchases, close_purchases
from ledgerhouse.flows.inbound.delivery import ReceiveLine
from ledgerhouse.flows.inbound.receive import Receive, receive
from ledgerhouse.flows.inbound.release_purchases import ReleasePurchases, release_purchases
from ledgerhouse.flows.inbound.reopen_purchases import ReopenPurchases, reopen_purchases
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.paper import find

DUE = date(2026, 11, 29)


@pytest.fixture
def floor(ctx):
    open_floor(ctx)
    set_terms(SetTerms(lines=(SupplierTerms(supplier="FARM", item="CUP", lead_days=7),)), ctx)


def supply(ctx, item="CUP"):
    rows = LISTINGS["inventory.open_supply"]
    return [(row.due_on, row.quantity) for row in rows.every(ctx, rows.filters(item=item))]


def promised(ctx):
    rows = LISTINGS["inventory.available_to_promise"]
    return [(row.day, row.supply) for row in rows.every(ctx, rows.filters(item="CUP")) if row.supply]


def on_page(ctx):
    return [
        [(row.due_on, row.quantity) for row in table.rows]
        for table in find(ctx, "item", "CUP").tables
        if table.title == "Open supply"
    ]


def order(ctx, quantity):
    lines = (NewLine(item="CUP", quantity=d(quantity), price=d(2)),)
    return place_order(PlaceOrder(supplier="FARM", warehouse="SH1", lines=lines), ctx).number


@pytest.mark.requirement("R011")
def test_supply_is_there_with_the_release_and_gone_with_the_goods(ctx, floor):
    number = order(ctx, 100)
    assert (supply(ctx), promised(ctx), on_page(ctx)) == ([], [], []), "a draft promises nothing"
    with transaction.atomic():
        (inbound,) = release_purchases(ReleasePurchases(numbers=(number,)), ctx).inbound
        # in the same transaction already, everywhere the same
        assert supply(ctx) == promised(ctx) == [(DUE, d(100))]
        assert on_page(ctx) == [[(DUE, d(100))]]
    receive(Receive(lines=(ReceiveLine(order=inbound, line=1, quantity=d(30)),)), ctx)
    assert supply(ctx) == promised(ctx) == [(DUE, d(70))]

    later = AmendOrder(order=number, reason="x", due_on=date(2026, 12, 1), lines=(AmendLine(line=1, quantity=d(50)),))
    apply_amendments(ApplyAmendments(numbers=(amend_order(later, ctx).number,)), ctx)
    assert supply(ctx) == promised(ctx) == [(date(2026, 12, 1), d(20))]
    receive(Receive(lines=(ReceiveLine(order=inbound, line=1, quantity=d(20)),)), ctx)
    assert (supply(ctx), promised(ctx), on_page(ctx)) == ([], [], [])
    assert doctor(ctx) == []


@pytest.mark.requirement("R011")
def test_what_is_called_off_or_closed_is_no_supply(ctx, floor):
    one, other = order(ctx, 10), order(ctx, 20)
    release_purchases(ReleasePurchases(numbers=(one, other)), ctx)
    assert supply(ctx) == [(DUE, d(10)), (DUE, d(20))]
    cancel_purchases(CancelPurchases(numbers=(one,)), ctx)
    close_purchases(ClosePurchases(numbers=(other,)), ctx)
    assert supply(ctx) == promised(ctx) == []
    reopen_purchases(ReopenPurchases(numbers=(other,)), ctx)
    assert supply(ctx) == promised(ctx) == [(DUE, d(20))]


def test_supply_without_a_day_is_shown_and_promises_nothing(ctx, floor):
    buy(ctx, ("PLATE", 5, 1))
    assert supply(ctx, "PLATE") == [(None, d(5))]
    rows = LISTINGS["inventory.open_supply"]
    assert rows.count(ctx, rows.filters(until=date(2027, 1, 1))) == 0
    assert rows.count(ctx, rows.filters(item="MUG")) == 0


def test_only_those_of_the_warehouse_see_its_supply(cast):
    number = order(cast.house, 10)
    release_purchases(ReleasePurchases(numbers=(number,)), cast.house)
    assert [quantity for _, quantity in supply(cast.person("receiver"))] == [d(10)]
    assert supply(cast.person("beijing")) == []
    assert [t.title for t in find(cast.person("beijing"), "item", "CUP").tables if t.title == "Open supply"] == []
