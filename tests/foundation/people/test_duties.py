"""Segregation of duties: refused when rights are given, refused on the paper, reported, excepted with an end."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.cast import NOW
from tests.floor import bring_in, buy, d, doctor

from ledgerhouse.documents.purchasing.place_order import place_order
from ledgerhouse.documents.purchasing.place_orders import PlaceOrder
from ledgerhouse.documents.purchasing.pricing import NewLine
from ledgerhouse.documents.sales.pricing import NewLine as SalesLine
from ledgerhouse.documents.sales.take_order import take_order
from ledgerhouse.documents.sales.take_orders import TakeOrder
from ledgerhouse.flows.inbound.release_purchases import ReleasePurchases, release_purchases
from ledgerhouse.flows.inventory.approve_count import ApproveCount, CounterApproves, approve_count
from ledgerhouse.flows.inventory.record_count import CountedLine, RecordCount, record_count
from ledgerhouse.flows.inventory.start_count import StartCount, start_count
from ledgerhouse.flows.outbound.confirm_orders import ConfirmOrders, confirm_orders
from ledgerhouse.foundation.duties import ON_PAPERS, READY, DutyConflict, SameHands, guard
from ledgerhouse.foundation.links import Ref
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.models import Deed, DutyRule, User
from ledgerhouse.foundation.paper import PAPERS, find
from ledgerhouse.foundation.people.change_role_rights import ChangeRoleRights, change_role_rights
from ledgerhouse.foundation.people.create_role import CreateRole, create_role
from ledgerhouse.foundation.people.deactivate_user import OwnAccount
from ledgerhouse.foundation.people.delegate import Delegate, delegate
from ledgerhouse.foundation.people.except_from_duty import ExceptFromDuty, except_from_duty
from ledgerhouse.foundation.people.grant_role import GrantRole, grant_role
from ledgerhouse.foundation.people.set_duty_rule import SetDutyRule, set_duty_rule
from ledgerhouse.foundation.words import RIGHTS
from ledgerhouse.kernel.errors import Unreadable

pytestmark = pytest.mark.requirement("R077", "R106")
TOMORROW = NOW.date() + timedelta(days=1)


def test_ready_made_rules_are_about_rights_and_papers_that_exist(cast):
    assert {right for rule in READY for right in (rule.first, rule.second)} <= set(RIGHTS)
    assert {right for rule in READY if rule.same_paper for right in (rule.first, rule.second)} <= set(ON_PAPERS)
    without_page = {"ledger_repair"}  # a proposal is only named between the two who make and confirm it
    assert set(ON_PAPERS.values()) <= set(PAPERS) | without_page
    assert DutyRule.objects.filter(company=cast.company).count() == len(READY)


def test_no_ready_made_role_breaks_a_rule(cast):
    assert (
        list(
            LISTINGS["people.duty_conflicts"].every(cast.house, LISTINGS["people.duty_conflicts"].filters(binding=True))
        )
        == []
    )


def test_rights_that_a_rule_keeps_apart_do_not_come_into_one_hand(cast):
    with pytest.raises(DutyConflict, match="approve-supplier"):
        grant_role(GrantRole(username="buyer", role="accountant"), cast.house)
    with pytest.raises(DutyConflict):
        create_role(CreateRole(code="all", name="all", rights=("order goods", "change partners")), cast.house)
    rights = (*find(cast.house, "role", "buyer").actions[0].command["rights"], "change partners")
    with pytest.raises(DutyConflict):
        change_role_rights(ChangeRoleRights(role="buyer", rights=rights), cast.house)


def activate(cast, rule):
    turn = {name: value for name, value in rule._asdict().items() if name != "active"}
    set_duty_rule(SetDutyRule(**{**turn, "name": str(rule.name)}), cast.house)


@pytest.mark.parametrize("rule", [rule for rule in READY if rule.together], ids=lambda rule: rule.code)
def test_every_ready_made_rule_about_hands_is_kept_whenever_rights_are_given(cast, rule):
    """By a role that has both, by a second role, by a right that a role gets, and by whom one stands in for."""
    activate(cast, rule)
    for code, right in (("one", rule.first), ("two", rule.second), ("three", "ship")):
        create_role(CreateRole(code=code, name=code, rights=(right,)), cast.house)
    with pytest.raises(DutyConflict, match=rule.code):
        create_role(CreateRole(code="both", name="both", rights=(rule.first, rule.second)), cast.house)
    for name, role in (("new", "one"), ("colleague", "two")):
        User.objects.create_user(name, None, name=name, company_id=cast.company)
        grant_role(GrantRole(username=name, role=role), cast.house)
    with pytest.raises(DutyConflict, match=rule.code):
        grant_role(GrantRole(username="new", role="two"), cast.house)
    grant_role(GrantRole(username="new", role="three"), cast.house)
    with pytest.raises(DutyConflict, match=rule.code):
        change_role_rights(ChangeRoleRights(role="three", rights=("ship", rule.second)), cast.house)
    days = {"valid_from": NOW.date(), "valid_until": TOMORROW, "reason": "trip"}
    with pytest.raises(DutyConflict, match=rule.code):
        delegate(Delegate(taker="new", **days), cast.person("colleague"))
    held = cast.person("new")
    assert held.may(rule.first)
    assert not held.may(rule.second)


@pytest.mark.parametrize("rule", [rule for rule in READY if rule.same_paper], ids=lambda rule: rule.code)
def test_every_ready_made_rule_about_papers_binds_in_both_directions(cast, rule):
    activate(cast, rule)
    kind = ON_PAPERS[rule.first]
    assert kind == ON_PAPERS[rule.second]
    for number, (before, after) in enumerate(((rule.first, rule.second), (rule.second, rule.first))):
        mine, other = replace(cast.person("ceo"), acting=before), replace(cast.person("it"), acting=after)
        guard(mine, [Ref(kind, f"P-{number}")])
        guard(other, [Ref(kind, f"P-{number}")])
        with pytest.raises(SameHands, match=rule.code):
            guard(replace(mine, acting=after), [Ref(kind, f"P-{number}")])
        guard(replace(mine, acting=after), [Ref("other", f"P-{number}")])


def test_whoever_takes_an_order_does_not_confirm_it_once_the_rule_is_active(cast):
    activate(cast, next(rule for rule in READY if rule.code == "take-confirm"))
    bring_in(cast.house, ("CUP", 10, 3))
    sales, ceo = cast.person("sales"), replace(cast.house, user=cast.person("ceo").user)
    lines = (SalesLine(item="CUP", quantity=d(1), price=d(9)),)
    number = take_order(TakeOrder(customer="SHOP", warehouse="SH1", lines=lines), sales).number
    with pytest.raises(SameHands, match=number):
        confirm_orders(ConfirmOrders(numbers=(number,)), sales)
    assert confirm_orders(ConfirmOrders(numbers=(number,)), ceo).outbound


def test_whoever_has_counted_does_not_approve_even_after_another_counted_again(cast):
    bring_in(cast.house, ("CUP", 10, 3))
    number = start_count(StartCount(warehouse="SH1", items=("CUP",)), cast.person("operator")).number

    def counted(quantity, by):
        lines = (CountedLine(line=1, quantity=d(quantity)),)
        record_count(RecordCount(number=number, lines=lines), cast.person(by))

    counted(9, "supervisor")
    with pytest.raises(CounterApproves):
        approve_count(ApproveCount(number=number), cast.person("supervisor"))
    counted(8, "operator")
    with pytest.raises(SameHands, match=number):
        approve_count(ApproveCount(number=number), cast.person("supervisor"))
    assert approve_count(ApproveCount(number=number), cast.person("cfo")).losses == 1
    assert doctor(cast.house) == []


def test_an_exception_has_a_reason_an_end_and_another_hand(cast):
    facts = {"rule": "order-supplier", "until": TOMORROW, "reason": "small branch"}
    with pytest.raises(OwnAccount):
        except_from_duty(ExceptFromDuty(username="it", **facts), cast.person("it"))
    with pytest.raises(Unreadable):
        except_from_duty(
            ExceptFromDuty(username="buyer", **{**facts, "until": NOW.date() - timedelta(days=1)}), cast.person("it")
        )
    except_from_duty(ExceptFromDuty(username="buyer", **facts), cast.person("it"))
    except_from_duty(ExceptFromDuty(username="buyer", **{**facts, "rule": "approve-supplier"}), cast.person("it"))
    grant_role(GrantRole(username="buyer", role="accountant"), cast.house)
    conflicts = LISTINGS["people.duty_conflicts"]
    found = {(row.username, row.rule): row for row in conflicts.every(cast.person("it"))}
    row = found["buyer", "order-supplier"]
    assert (row.first_role, row.second_role, row.excepted_until) == ("buyer", "accountant", TOMORROW)
    assert conflicts.count(cast.person("it"), conflicts.filters(binding=True)) == 0
    after = replace(cast.house, now=NOW + timedelta(days=3))
    assert {r.username for r in conflicts.every(after, conflicts.filters(binding=True))} == {"buyer"}
    assert [line.reason for line in find(cast.person("it"), "duty_rule", "order-supplier").tables[0].rows] == [
        "small branch"
    ]


def test_a_rule_about_papers_is_a_hint_in_the_report_and_a_refusal_on_the_paper(cast):
    (row,) = [r for r in LISTINGS["people.duty_conflicts"].every(cast.house) if r.username == "buyer"] or [None]
    assert row is None, "the rule is not active from the start"
    turn = SetDutyRule(code="order-approve", name="x", first="order goods", second="approve purchases")
    assert not set_duty_rule(turn, cast.person("it")).new
    assert [r.rule for r in LISTINGS["people.duty_conflicts"].every(cast.house) if r.username == "buyer"] == [
        "order-approve"
    ]
    lines = (NewLine(item="CUP", quantity=d(1), price=d(1)),)
    number = place_order(PlaceOrder(supplier="FARM", warehouse="SH1", lines=lines), cast.person("buyer")).number
    with pytest.raises(SameHands, match=number):
        release_purchases(ReleasePurchases(numbers=(number,)), cast.person("buyer"))
    assert release_purchases(ReleasePurchases(numbers=(number,)), cast.person("cfo")).inbound
    assert set(Deed.objects.values_list("right", "number")) == {("order goods", number), ("approve purchases", number)}


def test_it_binds_in_both_directions_and_only_on_the_same_paper(cast):
    receiver = replace(cast.person("receiver"), acting="inspect goods")
    guard(receiver, [Ref("receipt", "R-1")])
    guard(receiver, [Ref("receipt", "R-1")])
    with pytest.raises(SameHands):
        guard(replace(receiver, acting="receive goods"), [Ref("receipt", "R-2"), Ref("receipt", "R-1")])
    guard(replace(receiver, acting="receive goods"), [Ref("receipt", "R-2")])
    guard(replace(cast.person("operator"), acting="receive goods"), [Ref("receipt", "R-1")])


def test_nothing_is_asked_for_the_house_and_one_statement_where_no_rule_is(cast, django_assert_num_queries):
    with django_assert_num_queries(0):
        guard(cast.house.under("receive goods"), [Ref("receipt", "R-1")])
    with django_assert_num_queries(1):
        guard(replace(cast.house, user=1, acting="ship"), [Ref("receipt", "R-1")])


def test_a_rule_is_refused_that_could_not_bind(cast):
    def wrong(**facts):
        with pytest.raises(Unreadable) as refused:
            set_duty_rule(
                SetDutyRule(**{"code": "x", "name": "x", "first": "ship", "second": "pack", **facts}), cast.house
            )
        return {p.where for p in refused.value.problems}

    assert wrong() == {"first", "second"}
    assert wrong(same_paper=False) == {"together"}
    assert wrong(first="fly", second="fly", same_paper=False, together=True) == {"first", "second"}
    assert set_duty_rule(
        SetDutyRule(code="x", name="x", first="ship", second="pack", same_paper=False, together=True), cast.house
    ).new


def test_goods_of_ones_own_order_come_in_for_others(cast):
    """The house's own work leaves no deeds."""
    buy(cast.house, ("CUP", 1, 1))
    assert Deed.objects.count() == 0
