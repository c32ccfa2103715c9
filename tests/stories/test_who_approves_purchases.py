"""Approval of what is bought: by amount, by category, by department, and by whoever stands in for the one who is away."""

from datetime import timedelta

import pytest
from tests.cast import NOW
from tests.floor import d, doctor

from ledgerhouse.documents.purchasing.amend_order import amend_order
from ledgerhouse.documents.purchasing.amend_orders import AmendLine, AmendOrder
from ledgerhouse.documents.purchasing.judge_requisitions import (
    WhichRequisitions,
    approve_requisitions,
    submit_requisitions,
)
from ledgerhouse.documents.purchasing.place_order import place_order
from ledgerhouse.documents.purchasing.place_orders import PlaceOrder
from ledgerhouse.documents.purchasing.pricing import NewLine
from ledgerhouse.documents.purchasing.request_goods import RequestGoods, WantedLine, request_goods
from ledgerhouse.flows.inbound.apply_amendments import ApplyAmendments, apply_amendments
from ledgerhouse.flows.inbound.release_purchases import ReleasePurchases, release_purchases
from ledgerhouse.foundation.approvals.ask import AskApproval, ask
from ledgerhouse.foundation.approvals.decide import ApprovePaper, NotYours, approve
from ledgerhouse.foundation.approvals.need import ApprovalNeeded
from ledgerhouse.foundation.approvals.set_route import SetRoute, StepFacts, set_route
from ledgerhouse.foundation.models import ApprovalSeat, User
from ledgerhouse.foundation.people.delegate import Delegate, delegate
from ledgerhouse.masterdata.catalog.change_items import ChangeItems, change_items
from ledgerhouse.masterdata.catalog.item_changes import ItemChange
from ledgerhouse.masterdata.catalog.set_categories import CategoryFacts, SetCategories, set_categories

pytestmark = pytest.mark.requirement("R077")


@pytest.fixture
def routes(cast):
    """Food goes to the quality people's route, what sales wants to the boss, and whatever is dear to the CFO."""
    set_categories(
        SetCategories((CategoryFacts("FOOD", "食品"), CategoryFacts("FRUIT", "水果", parent="FOOD"))), cast.house
    )
    change_items(ChangeItems(items=(ItemChange(code="APPLE", category="FRUIT"),)), cast.house)
    rules = (
        ("food", "role:supervisor", {"category": "FOOD", "above": d(100), "sequence": 1}),
        ("for-sales", "role:ceo", {"department": "SAL", "above": d(200), "sequence": 2}),
        ("dear", "role:cfo", {"above": d(1000), "sequence": 3}),
    )
    for subject in ("purchase order", "requisition"):
        for code, approver, conditions in rules:
            steps = (StepFacts(approvers=(approver,)),)
            named = f"{code}-{subject[:4]}"
            set_route(SetRoute(code=named, name=code, subject=subject, steps=steps, **conditions), cast.house)


def order(ctx, item, quantity, department="PUR"):
    lines = (NewLine(item=item, quantity=d(quantity), price=d(1)),)
    return place_order(PlaceOrder(supplier="FARM", warehouse="SH1", department=department, lines=lines), ctx).number


def release(ctx, number):
    return release_purchases(ReleasePurchases(numbers=(number,)), ctx).inbound


@pytest.mark.parametrize(
    ("item", "quantity", "department", "route"),
    [
        ("CUP", 1000, "PUR", ""),
        ("CUP", 1001, "PUR", "dear-purc"),
        ("CUP", 201, "SAL", "for-sales-purc"),
        ("CUP", 200, "SAL", ""),
        ("APPLE", 101, "PUR", "food-purc"),
        ("APPLE", 2000, "SAL", "food-purc"),
        ("APPLE", 100, "PUR", ""),
    ],
)
def test_amount_category_and_department_say_who_must_agree(cast, routes, item, quantity, department, route):
    buyer = cast.person("buyer")
    number = order(buyer, item, quantity, department)
    if not route:
        assert release(buyer, number)
        return
    with pytest.raises(ApprovalNeeded) as refused:
        release(buyer, number)
    assert refused.value.facts["route"] == route


def test_the_stand_in_of_the_cfo_agrees_in_the_cfos_name(cast, routes):
    buyer, sales = cast.person("buyer"), cast.person("sales")
    number = order(buyer, "CUP", 5000)
    ask(AskApproval(kind="purchase_order", number=number), buyer)
    with pytest.raises(NotYours):
        approve(ApprovePaper(kind="purchase_order", number=number), cast.person("planner"))
    days = {"valid_from": NOW.date(), "valid_until": NOW.date() + timedelta(days=5), "reason": "出差"}
    delegate(Delegate(taker="planner", **days), cast.person("cfo"))
    approve(ApprovePaper(kind="purchase_order", number=number), cast.person("planner"))
    seat = ApprovalSeat.objects.get(approval__number=number)
    names = dict(User.objects.values_list("id", "username"))
    assert (names[seat.user], names[seat.behalf]) == ("planner", "cfo")
    assert release(buyer, number)

    # An amendment of it asks again, and the stand-in agrees to that as well.
    more = AmendOrder(order=number, reason="more", lines=(AmendLine(line=1, quantity=d(6000)),))
    amendment = amend_order(more, buyer).number
    with pytest.raises(ApprovalNeeded):
        apply_amendments(ApplyAmendments(numbers=(amendment,)), buyer)
    ask(AskApproval(kind="purchase_amendment", number=amendment), buyer)
    approve(ApprovePaper(kind="purchase_amendment", number=amendment), cast.person("planner"))
    assert apply_amendments(ApplyAmendments(numbers=(amendment,)), buyer).orders == (number,)

    # So does a requisition: above the limit the supervisor alone is not enough.
    wanted = (WantedLine(item="CUP", quantity=d(600), price=d(2)),)
    request = request_goods(RequestGoods(warehouse="SH1", lines=wanted), sales).number
    submit_requisitions(WhichRequisitions(numbers=(request,)), sales)
    with pytest.raises(ApprovalNeeded):
        approve_requisitions(WhichRequisitions(numbers=(request,)), cast.person("supervisor"))
    ask(AskApproval(kind="requisition", number=request), sales)
    approve(ApprovePaper(kind="requisition", number=request), cast.person("planner"))
    assert approve_requisitions(WhichRequisitions(numbers=(request,)), cast.person("supervisor")).requisitions == 1
    assert doctor(cast.house) == []
