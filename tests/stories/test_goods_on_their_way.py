"""Cups go to a shop that owns them only when it has signed: goods dispatched until then, cost of sales afterwards, and both taken back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.books import entries_of
from tests.floor import d, doctor, stock
from tests.flows.outbound.test_carriage import YTO, carriers, handed, packed

from ledgerhouse.documents.logistics.models import Dispatch
from ledgerhouse.documents.logistics.set_control_terms import SetControlTerms, TermFacts, set_control_terms
from ledgerhouse.documents.logistics.words import Control
from ledgerhouse.flows.finance.prove import Prove, prove
from ledgerhouse.flows.inventory.taking_back import PaperLine
from ledgerhouse.flows.outbound.accept_deliveries import AcceptDeliveries, accept_deliveries
from ledgerhouse.flows.outbound.confirm_delivery import ConfirmDelivery, Signature, confirm_delivery
from ledgerhouse.flows.outbound.reverse_shipments import ReverseShipments, reverse_shipments
from ledgerhouse.flows.outbound.ship import Ship, ship
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.kernel.errors import NotAllowed, Unreadable
from ledgerhouse.ledgers.books.models import AccountRole
from ledgerhouse.ledgers.books.words import Role

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R117")]
assert carriers
DISPATCHED = [("debit", "1406", "40.00"), ("credit", "1405", "40.00")]
ACCEPTED = [("debit", "6401", "40.00"), ("credit", "1406", "40.00")]
SOLD = [("debit", "6401", "40.00"), ("credit", "1405", "40.00")]
UNSOLD = [("debit", "6401", "-40.00"), ("credit", "1406", "-40.00")]
BACK = [("debit", "1406", "-40.00"), ("credit", "1405", "-40.00")]


def at_delivery(cast, *customers):
    terms = tuple(TermFacts(customer=code, control=Control.DELIVERY) for code in customers)
    set_control_terms(SetControlTerms(terms=terms), cast.person("cfo"))


def signed(ctx, *waybills):
    lines = tuple(Signature(waybill=one, signed_by="张三") for one in waybills)
    return confirm_delivery(ConfirmDelivery(lines=lines), replace(ctx, now=ctx.now + timedelta(days=1)))


def take_back(cast, order):
    command = ReverseShipments(lines=(PaperLine(number=order),), reason="拒收")
    return reverse_shipments(command, cast.house).reversals[0]


def under_way(cast):
    return {r.order: (r.state, r.value) for r in LISTINGS["logistics.dispatched"].every(cast.house)}


@pytest.mark.requirement("R043")
def test_goods_are_dispatched_until_the_customer_signs(cast, carriers):
    at_delivery(cast, "NET")
    # four cups at 10.00 leave for the web shop: J15', they are ours on 1406
    order, other = packed(cast.house, 4)[0], packed(cast.house, 4, customer="SHOP")[0]
    waybill, theirs = handed(carriers, [order, other])
    assert entries_of(order) == [DISPATCHED]
    # the supermarket has no such term: J15, cost of sales at once
    assert entries_of(other) == [SOLD]
    assert under_way(cast) == {order: ("dispatched", d(40))}
    assert doctor(cast.house) == []
    # the web shop signs: cost of sales
    signed(carriers, waybill, theirs)
    assert entries_of(order) == [DISPATCHED, ACCEPTED]
    assert entries_of(other) == [SOLD]
    # told again, nothing is booked again
    signed(carriers, waybill)
    assert len(entries_of(order)) == 2
    assert under_way(cast) == {order: ("accepted", d(40))}
    assert doctor(cast.house) == []


def test_an_order_passes_when_its_last_parcel_is_delivered(cast, carriers):
    at_delivery(cast, "")
    one, two = packed(cast.house, 4, 4)
    first, _second = handed(carriers, [one, two])
    signed(carriers, first)
    assert (entries_of(one), entries_of(two)) == ([DISPATCHED, ACCEPTED], [DISPATCHED])
    assert doctor(cast.house) == []


def test_a_shipment_is_taken_back_before_and_after_delivery(cast, carriers):
    at_delivery(cast, "NET")
    before, after = packed(cast.house, 4, 4)
    (_one, two) = handed(carriers, [before, after])
    signed(carriers, two)
    # refused at the door: the dispatch in red, and the cups are there again
    assert entries_of(take_back(cast, before)) == [BACK]
    assert doctor(cast.house) == []
    # signed for, and still a mistake: cost of sales in red, then the dispatch in red
    assert entries_of(take_back(cast, after)) == [UNSOLD, BACK]
    assert sum(stock(cast.house).values()) == d(1000)
    assert {state for state, _ in under_way(cast).values()} == {"taken back"}
    assert doctor(cast.house) == []


def test_what_goes_without_a_waybill_is_accepted_on_paper(cast, carriers):
    at_delivery(cast, "NET")
    (order,) = packed(cast.house, 4)
    ship(Ship(numbers=(order,)), cast.house)
    assert entries_of(order) == [DISPATCHED]
    assert accept_deliveries(AcceptDeliveries(numbers=(order,)), cast.house).orders == 1
    assert accept_deliveries(AcceptDeliveries(numbers=(order,)), cast.house).orders == 0
    assert entries_of(order) == [DISPATCHED, ACCEPTED]


def test_the_doctor_names_the_order_that_does_not_agree(cast, carriers):
    at_delivery(cast, "NET")
    (order,) = packed(cast.house, 4)
    handed(carriers, [order])
    Dispatch.objects.update(value=d(39))
    checks = {c.name: c.problems for c in prove(Prove(), cast.house).checks}
    assert checks["goods dispatched are under way"] == (f"{order}: under way 39.0000, booked 40.0000",)


def test_terms_are_for_accountants_and_need_an_account(cast):
    command = SetControlTerms(terms=(TermFacts(control=Control.DELIVERY),))
    with pytest.raises(NotAllowed):
        set_control_terms(command, cast.person("supervisor"))
    AccountRole.objects.filter(role=Role.DISPATCHED).delete()
    wrong = (TermFacts(control=Control.DELIVERY), TermFacts(customer="NOBODY", control=Control.HANDOVER))
    with pytest.raises(Unreadable) as refused:
        set_control_terms(SetControlTerms(terms=wrong), cast.person("cfo"))
    assert [p.where for p in refused.value.problems] == ["terms.0.control", "terms.1.customer"]


def test_statements_do_not_grow_with_orders(cast, carriers):
    at_delivery(cast, "NET")

    def whole(*cups):
        orders = packed(cast.house, *cups)
        with CaptureQueriesContext(connection) as seen:
            waybills = handed(carriers, orders, YTO)
            signed(carriers, *waybills)
            command = ReverseShipments(lines=tuple(PaperLine(number=o) for o in orders), reason="拒收")
            reverse_shipments(command, cast.house)
        return len(seen)

    whole(2)
    assert whole(2, 3) == whole(2, 3, 4, 5, 6, 7)
