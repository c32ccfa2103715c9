"""Goods find their place by rule: fixed places, classes, cold zones, dangerous goods apart; and who knows better says why, within limits."""

from datetime import date

import pytest
from tests.floor import d, doctor

from ledgerhouse.documents.purchasing.place_order import place_order
from ledgerhouse.documents.purchasing.place_orders import PlaceOrder
from ledgerhouse.documents.purchasing.pricing import NewLine
from ledgerhouse.documents.warehouse.models import Task
from ledgerhouse.documents.warehouse.set_hazard_rules import HazardFacts, SetHazardRules, set_hazard_rules
from ledgerhouse.documents.warehouse.set_putaway_rules import RuleFacts, SetPutawayRules, set_putaway_rules
from ledgerhouse.flows.inbound.delivery import ReceiveLine
from ledgerhouse.flows.inbound.put_away import PutAway, PutAwayLine, put_away
from ledgerhouse.flows.inbound.receive import Receive, receive
from ledgerhouse.flows.inbound.release_purchases import ReleasePurchases, release_purchases
from ledgerhouse.foundation.paper import find
from ledgerhouse.kernel.errors import Unreadable
from ledgerhouse.ledgers.stock.models import Balance
from ledgerhouse.masterdata.catalog.create_items import CreateItems, create_items
from ledgerhouse.masterdata.catalog.item_facts import NewItem
from ledgerhouse.masterdata.sites.add_locations import AddLocations, NewLocation, add_locations
from ledgerhouse.masterdata.sites.words import AbcClass


def brought(ctx, item, quantity, **facts):
    """So much of an item ordered and received at the dock; answers the answer of receiving."""
    lines = (NewLine(item=item, quantity=d(quantity), price=d(2)),)
    number = place_order(PlaceOrder(supplier="FARM", warehouse="SH1", lines=lines), ctx).number
    (inbound,) = release_purchases(ReleasePurchases(numbers=(number,)), ctx).inbound
    return receive(Receive(lines=(ReceiveLine(order=inbound, line=1, quantity=d(quantity), **facts),)), ctx)


def targets():
    """Where open tasks go: (item, place, quantity)."""
    rows = Task.objects.filter(state="open").order_by("id")
    return [(t.item.code, t.target.code, t.quantity) for t in rows.select_related("item", "target")]


def by_rules(ctx, *rules):
    set_putaway_rules(SetPutawayRules(warehouse="SH1", rules=rules), ctx)


@pytest.fixture
def places(cast):
    lines = (
        NewLocation(code="F-1", zone="A", quantity_max=d(20), pick_sequence=900),
        NewLocation(code="G-1", zone="A", abc=AbcClass.A, pick_sequence=901),
        NewLocation(code="B-1", zone="A", quantity_max=d(5000), pick_sequence=902, mix_items=False),
        NewLocation(code="LOW", zone="A", height_mm=200, pick_sequence=-1),
    )
    add_locations(AddLocations(warehouse="SH1", lines=lines), cast.house)


@pytest.mark.requirement("R098")
def test_rules_send_goods_where_they_belong(cast, places):
    house = cast.house
    by_rules(
        house,
        RuleFacts(strategy="fixed_place", item="CUP", location="F-1"),
        RuleFacts(strategy="abc_class", item="CUP", abc=AbcClass.A),
        RuleFacts(strategy="empty_nearest", item="MILK", zone="C"),
    )
    got = brought(house, "CUP", 50)
    brought(house, "MILK", 30, lot="M", expires_on=date(2026, 12, 12))
    assert targets() == [("CUP", "F-1", d(20)), ("CUP", "G-1", d(30)), ("MILK", "C-01-1-01", d(30))]
    page = find(house, "task", got.tasks[0])
    facts = {fact.title: fact.value for fact in page.facts}
    assert (facts["Why there"], facts["Strategy"]) == ("the fixed place of these goods", "fixed_place")
    # what is on its way counts: the fixed place is full although nothing lies there yet
    more = brought(house, "CUP", 5)
    assert targets()[-1] == ("CUP", "G-1", d(5))
    page = find(house, "task", more.tasks[0])
    assert [(row.place, row.why) for row in page.tables[0].rows] == [("F-1", "full")]
    assert doctor(house) == []


def test_a_full_place_leaves_goods_at_the_dock_and_low_places_take_no_high_goods(cast, places):
    house = cast.house
    by_rules(house, RuleFacts(strategy="fixed_place", item="CUP", location="LOW"))
    got = brought(house, "CUP", 5)  # its smallest packing of known size is 300 mm high
    assert (got.tasks, len(got.without_room)) == ((), 1)
    by_rules(house, RuleFacts(strategy="bulk"))
    brought(house, "CUP", 4000)
    assert targets() == [("CUP", "B-1", d(4000))]
    assert doctor(house) == []


def test_bad_rules_are_refused_together(cast):
    rules = (
        RuleFacts(strategy="by magic"),
        RuleFacts(strategy="fixed_place", item="NONE"),
        RuleFacts(strategy="abc_class", zone="X"),
        RuleFacts(strategy="fixed_place", location="DOCK-1"),
    )
    with pytest.raises(Unreadable) as refused:
        by_rules(cast.house, *rules)
    assert [p.where for p in refused.value.problems] == [
        "rules.0.strategy",
        "rules.1.item",
        "rules.1.location",
        "rules.2.zone",
        "rules.2.abc",
        "rules.3.location",
    ]


def test_dangerous_goods_keep_apart(cast):
    house = cast.house
    items = (
        NewItem(code="THINNER", name="稀释剂", unit="pcs", hazard="3"),
        NewItem(code="BLEACH", name="漂白剂", unit="pcs", hazard="5.1"),
    )
    create_items(CreateItems(items, active=True), house)
    set_hazard_rules(SetHazardRules(rules=(HazardFacts(first="3", second="5.1", within="aisle"),)), house)
    brought(house, "THINNER", 5)
    got = brought(house, "BLEACH", 5)
    aisles = {
        t.item.code: (t.target.zone.code, t.target.aisle) for t in Task.objects.select_related("item", "target__zone")
    }
    assert aisles["THINNER"][0] == aisles["BLEACH"][0] == "A"
    assert aisles["THINNER"][1] != aisles["BLEACH"][1]
    near = Task.objects.get(item__code="THINNER").target.code
    wrong = PutAwayLine(task=got.tasks[0], location=near, reason="近")
    with pytest.raises(Unreadable) as refused:
        put_away(PutAway(lines=(wrong,)), house)
    (problem,) = refused.value.problems
    assert problem.facts["why"] == "too near to goods of a hazard class that must be kept apart"
    set_hazard_rules(SetHazardRules(), house)
    put_away(PutAway(lines=(wrong,)), house)
    assert doctor(house) == []


def test_who_knows_better_says_why_within_limits(cast, places):
    house, receiver = cast.house, cast.person("receiver")
    (task,) = brought(house, "CUP", 50).tasks
    (milk,) = brought(house, "MILK", 5, lot="M", expires_on=date(2026, 12, 12)).tasks
    with pytest.raises(Unreadable) as refused:
        put_away(
            PutAway(
                lines=(
                    PutAwayLine(task=task, location="F-1", reason="近"),
                    PutAwayLine(task=milk, location="A-01-1-01"),
                )
            ),
            receiver,
        )
    assert [(p.where, p.facts.get("why")) for p in refused.value.problems] == [
        ("lines.0.location", "full"),
        ("lines.1.reason", None),
        ("lines.1.location", "another temperature"),
    ]
    put_away(PutAway(lines=(PutAwayLine(task=task, location="G-1", reason="叉车到不了"),)), receiver)
    assert Task.objects.get(code=task).overruled == "叉车到不了"
    assert {b.location.code: b.on_hand for b in Balance.objects.filter(item__code="CUP", on_hand__gt=0)} == {
        "G-1": d(50)
    }
    assert doctor(house) == []
