"""A year's cups are agreed with the farm, and called off as they are needed: never more than agreed, and what is not taken comes back."""

from datetime import date

import pytest
from tests.books import entries_of
from tests.floor import d, doctor, open_floor

from ledgerhouse.documents.purchasing.agree import Agree, AgreedLine, agree
from ledgerhouse.documents.purchasing.amend_order import amend_order
from ledgerhouse.documents.purchasing.amend_orders import AmendLine, AmendOrder
from ledgerhouse.documents.purchasing.call_off import CallOff, CallOffLine, call_off
from ledgerhouse.documents.purchasing.cancel_orders import CancelOrders, cancel_orders
from ledgerhouse.documents.purchasing.edit_order import EditLine, EditOrder, edit_order
from ledgerhouse.documents.purchasing.judge_agreements import (
    WhichAgreements,
    activate_agreements,
    cancel_agreements,
    close_agreements,
)
from ledgerhouse.documents.purchasing.models import PurchaseOrder
from ledgerhouse.flows.inbound.apply_amendments import ApplyAmendments, apply_amendments
from ledgerhouse.flows.inbound.cancel_purchases import CancelPurchases, cancel_purchases
from ledgerhouse.flows.inbound.close_purchases import ClosePurchases, close_purchases
from ledgerhouse.flows.inbound.delivery import ReceiveLine
from ledgerhouse.flows.inbound.receive import Receive, receive
from ledgerhouse.flows.inbound.release_purchases import ReleasePurchases, release_purchases
from ledgerhouse.flows.inbound.reopen_purchases import ReopenPurchases, reopen_purchases
from ledgerhouse.foundation.links import Ref, around
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.paper import find
from ledgerhouse.kernel.errors import Unreadable, WrongState
from ledgerhouse.masterdata.catalog.set_item_units import ItemUnitFacts, SetItemUnits, set_item_units


@pytest.fixture
def floor(ctx):
    open_floor(ctx)
    set_item_units(SetItemUnits((ItemUnitFacts("CUP", "box", "24"),)), ctx)


def agreed(ctx, amount=0, until=date(2026, 12, 31), **more):
    lines = (
        AgreedLine(item="CUP", quantity=d(10), unit="box", price=d(48)),  # 240 cups at 2.00
        AgreedLine(item="PLATE", price=d(3)),  # as many as we like
    )
    number = agree(
        Agree(supplier="FARM", valid_from=date(2026, 1, 1), valid_until=until, amount=d(amount), lines=lines), ctx
    ).number
    if more.get("active", True):
        activate_agreements(WhichAgreements(numbers=(number,)), ctx)
    return number


def call(ctx, agreement, *lines):
    new = tuple(CallOffLine(line=line, quantity=d(quantity)) for line, quantity in lines)
    return call_off(CallOff(agreement=agreement, warehouse="SH1", lines=new), ctx).number


def left(ctx, agreement):
    rows = LISTINGS["purchasing.agreement_lines"]
    return [(row.called, row.left) for row in rows.every(ctx, rows.filters(agreement=agreement))]


def release(ctx, number):
    return release_purchases(ReleasePurchases(numbers=(number,)), ctx).inbound[0]


def test_cups_are_called_off_until_the_agreement_is_used_up(ctx, floor):
    agreement = agreed(ctx)
    assert agreement == "KJXY20261122-0001"
    first = call(ctx, agreement, (1, 100), (2, 50))
    assert left(ctx, agreement) == [(d(100), d(140)), (d(50), None)]
    order = PurchaseOrder.objects.get(number=first)
    assert [(row.ordered, row.price) for row in order.lines.order_by("position")] == [(d(100), d(2)), (d(50), d(3))]
    assert around(ctx, Ref("purchase_order", first))[0] == [Ref("blanket_agreement", agreement)]

    # It becomes goods like any order: 100 x 2.00 + 50 x 3.00.
    inbound = release(ctx, first)
    came = (
        ReceiveLine(order=inbound, line=1, quantity=d(100)),
        ReceiveLine(order=inbound, line=2, quantity=d(50)),
    )
    (receipt,) = receive(Receive(lines=came), ctx).receipts
    assert entries_of(receipt) == [[("debit", "1405", "350.00"), ("credit", "2202.02", "350.00")]]

    # 141 more cups are one too many, in whatever parts they are asked for.
    with pytest.raises(Unreadable) as refused:
        call(ctx, agreement, (1, 100), (1, 41), (3, 1))
    assert {(p.where, p.sentence()) for p in refused.value.problems} == {
        ("lines.1.quantity", f"{agreement} line 1: 241 pcs of CUP would be more than the 240 agreed"),
        ("lines.2.line", f"{agreement} has no line 3"),
    }
    call(ctx, agreement, (1, 140))
    assert left(ctx, agreement)[0] == (d(240), d(0))
    assert doctor(ctx) == []


def test_what_is_not_taken_comes_back(ctx, floor):
    agreement = agreed(ctx)
    draft, released, begun = (call(ctx, agreement, (1, 80)) for _ in range(3))
    release(ctx, released)
    inbound = release(ctx, begun)
    receive(Receive(lines=(ReceiveLine(order=inbound, line=1, quantity=d(30)),)), ctx)
    assert left(ctx, agreement)[0] == (d(240), d(0))
    cancel_orders(CancelOrders(numbers=(draft,)), ctx)
    assert left(ctx, agreement)[0] == (d(160), d(80))
    cancel_purchases(CancelPurchases(numbers=(released,)), ctx)
    assert left(ctx, agreement)[0] == (d(80), d(160))
    close_purchases(ClosePurchases(numbers=(begun,)), ctx)
    assert left(ctx, agreement)[0] == (d(30), d(210))

    # What came back was taken by another order: the closed one can not have it again.
    call(ctx, agreement, (1, 200))
    with pytest.raises(Unreadable, match="280 pcs of CUP would be more than the 240 agreed"):
        reopen_purchases(ReopenPurchases(numbers=(begun,)), ctx)
    assert doctor(ctx) == []


def test_an_amendment_may_not_go_beyond_it_either(ctx, floor):
    agreement = agreed(ctx)
    one, other = call(ctx, agreement, (1, 100)), call(ctx, agreement, (1, 100))
    release(ctx, one)

    def change(quantity):
        new = AmendOrder(order=one, reason="x", lines=(AmendLine(line=1, quantity=d(quantity)),))
        return apply_amendments(ApplyAmendments(numbers=(amend_order(new, ctx).number,)), ctx)

    assert change(140).orders == (one,)
    with pytest.raises(Unreadable, match="241 pcs of CUP would be more than the 240 agreed"):
        change(141)
    assert left(ctx, agreement)[0] == (d(240), d(0))
    assert PurchaseOrder.objects.get(number=other).state == "draft"


def test_an_edited_draft_stays_within_it(ctx, floor):
    agreement = agreed(ctx)
    first = call(ctx, agreement, (1, 100), (2, 50))

    def edit(*lines, **head):
        facts = {"supplier": "FARM", "warehouse": "SH1", **head}
        return edit_order(EditOrder(order=first, lines=tuple(EditLine(**line) for line in lines), **facts), ctx)

    cups, plates = {"line": 1, "item": "CUP"}, {"line": 2, "item": "PLATE"}
    with pytest.raises(Unreadable, match="241"):
        edit({**cups, "quantity": d(241)})
    with pytest.raises(Unreadable, match="currency: lines are called off from an agreement in another"):
        edit({**cups, "quantity": d(1)}, currency="EUR")
    with pytest.raises(Unreadable, match="use the base unit"):
        edit({**cups, "quantity": d(1), "unit": "pcs", "price": d(2)})
    edit({**cups, "quantity": d(240)}, {"item": "PLATE", "quantity": d(7), "price": d(1)})
    assert left(ctx, agreement) == [(d(240), d(0)), (d(0), None)], "the plates are not called off any more"
    edit({**cups, "quantity": d(200)}, {**plates, "quantity": d(9)})
    assert left(ctx, agreement) == [(d(200), d(40)), (d(0), None)]
    assert doctor(ctx) == []


def test_an_amount_is_a_limit_too(ctx, floor):
    agreement = agreed(ctx, amount=500)
    call(ctx, agreement, (1, 100), (2, 100))  # 200 + 300
    with pytest.raises(Unreadable) as refused:
        call(ctx, agreement, (1, 200), (2, 1))
    assert {p.sentence() for p in refused.value.problems} == {
        f"{agreement} line 1: 300 pcs of CUP would be more than the 240 agreed",
        f"{agreement}: 903 CNY would be more than the 500 agreed",
    }
    facts = {f.title: f.value for f in find(ctx, "blanket_agreement", agreement).facts}
    assert (facts["Amount agreed"], facts["Called off"]) == (d(500), d(500))


def test_only_an_agreement_that_holds_is_called_off_from(ctx, floor):
    draft, old = agreed(ctx, active=False), agreed(ctx, until=date(2026, 11, 21))
    with pytest.raises(Unreadable, match="is draft; nothing can be called off from it"):
        call(ctx, draft, (1, 1))
    with pytest.raises(Unreadable, match="holds from 2026-01-01 to 2026-11-21"):
        call(ctx, old, (1, 1))
    assert cancel_agreements(WhichAgreements(numbers=(draft,)), ctx).agreements == 1
    assert close_agreements(WhichAgreements(numbers=(old,)), ctx).agreements == 1
    with pytest.raises(WrongState):
        activate_agreements(WhichAgreements(numbers=(draft,)), ctx)
    lines = (AgreedLine(item="MUG", price=d(1)),)
    wrong = Agree(supplier="SHOP", valid_from=date(2026, 2, 1), valid_until=date(2026, 1, 1), lines=lines)
    with pytest.raises(Unreadable) as refused:
        agree(wrong, ctx)
    assert {p.where for p in refused.value.problems} == {"lines.0.item", "supplier", "valid_until"}
    rows = LISTINGS["purchasing.agreements"]
    assert rows.count(ctx, rows.filters(on=date(2026, 11, 22), supplier="FARM")) == 1
