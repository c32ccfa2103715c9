"""Standing in for somebody: what is lent, to whom, until when, and what can not be lent."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.cast import NOW

from ledgerhouse.foundation.duties import DutyConflict
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.models import AuditRow, User
from ledgerhouse.foundation.people.delegate import Delegate, delegate
from ledgerhouse.foundation.people.deny_role import DenyRole, deny_role
from ledgerhouse.foundation.people.end_delegation import EndDelegation, end_delegation
from ledgerhouse.foundation.people.grant_role import GrantRole, Limit, grant_role
from ledgerhouse.foundation.rights import context_of
from ledgerhouse.kernel.errors import NotAllowed, NotFound, Unreadable
from ledgerhouse.masterdata.sites.queries import warehouses

pytestmark = pytest.mark.requirement("R077", "R106")
TODAY = NOW.date()
WEEK = {"valid_from": TODAY, "valid_until": TODAY + timedelta(days=6), "reason": "leave"}


def later(username, days):
    return context_of(User.objects.get(username=username), NOW + timedelta(days=days), interface="test")


def test_rights_are_lent_with_their_limits_and_come_back_by_themselves(cast):
    assert not cast.person("picker").may("approve counts")
    delegate(Delegate(taker="picker", **WEEK), cast.person("beijing"))
    picker = cast.person("picker")
    assert picker.may("approve counts")
    assert picker.lent["approve counts"] == User.objects.get(username="beijing").id
    assert "pick" not in picker.lent, "what one has oneself is not borrowed"
    assert [w.code for w in warehouses(picker.under("approve counts"))] == ["BJ1"]
    assert [w.code for w in warehouses(picker.under("pick"))] == ["BJ1", "SH1"]
    assert later("picker", 6).may("approve counts")
    assert not later("picker", 7).may("approve counts")
    assert not later("picker", -1).may("approve counts")


def test_a_delegation_is_shown_audited_and_ended_at_once(cast):
    delegate(Delegate(taker="receiver", **WEEK), cast.person("supervisor"))
    (row,) = LISTINGS["people.delegations"].every(cast.person("it"))
    assert (row.giver, row.taker, row.reason) == ("supervisor", "receiver", "leave")
    kept = AuditRow.objects.get(action="delegate")
    assert (kept.name, kept.after["to"], kept.reason) == ("supervisor", "receiver", "leave")
    assert end_delegation(EndDelegation(taker="receiver"), cast.person("supervisor")).count == 1
    assert not cast.person("receiver").may("approve counts")
    with pytest.raises(NotFound):
        end_delegation(EndDelegation(taker="receiver"), cast.person("supervisor"))


def test_one_role_is_lent_alone(cast):
    with pytest.raises(Unreadable):
        delegate(Delegate(taker="picker", role="cfo", **WEEK), cast.person("supervisor"))
    delegate(Delegate(taker="picker", role="supervisor", **WEEK), cast.person("supervisor"))
    assert cast.person("picker").may("approve counts")


def test_what_was_lent_is_not_lent_on_and_giving_rights_is_never_lent(cast):
    delegate(Delegate(taker="ceo", **WEEK), cast.person("it"))
    ceo = cast.person("ceo")
    assert ceo.may("change settings")
    assert not any(ceo.may(right) for right in ("change people", "change roles", "issue tokens", "design approvals"))
    delegate(Delegate(taker="picker", **WEEK), ceo)
    assert not cast.person("picker").may("change settings")


def test_a_denial_of_either_side_is_not_got_round(cast):
    bj1 = (Limit(dimension="warehouse", codes=("BJ1",)),)
    deny_role(DenyRole(username="picker", role="supervisor", limits=bj1), cast.house)
    delegate(Delegate(taker="picker", **WEEK), cast.person("beijing"))
    assert warehouses(cast.person("picker").under("approve counts")) == []
    deny_role(DenyRole(username="supervisor", role="receiver"), cast.house)
    delegate(Delegate(taker="receiver", **WEEK), cast.person("supervisor"))
    assert cast.person("receiver").may("approve counts")
    assert [w.code for w in warehouses(cast.person("receiver").under("put away"))] == ["SH1"]


def test_only_those_who_may_change_people_lend_for_others(cast):
    with pytest.raises(NotAllowed):
        delegate(Delegate(giver="cfo", taker="picker", **WEEK), cast.person("supervisor"))
    assert delegate(Delegate(giver="cfo", taker="auditor", **WEEK), cast.person("it")).giver == "cfo"


def test_wrong_days_and_the_same_person_are_refused_together(cast):
    wrong = {"valid_from": TODAY - timedelta(days=9), "valid_until": TODAY - timedelta(days=1), "reason": "x"}
    with pytest.raises(Unreadable) as refused:
        delegate(Delegate(taker="cfo", **wrong), cast.person("cfo"))
    assert {p.where for p in refused.value.problems} == {"taker", "valid_until"}
    with pytest.raises(Unreadable):
        delegate(
            Delegate(taker="ceo", valid_from=TODAY, valid_until=TODAY + timedelta(days=400), reason="x"),
            cast.person("cfo"),
        )


def test_lending_does_not_bring_together_what_a_rule_keeps_apart(cast):
    with pytest.raises(DutyConflict):
        delegate(Delegate(taker="accountant", **WEEK), cast.person("buyer"))


def test_whoever_has_left_lends_nothing(cast):
    delegate(Delegate(taker="picker", **WEEK), cast.person("beijing"))
    User.objects.filter(username="beijing").update(is_active=False)
    assert not cast.person("picker").may("approve counts")


def test_a_context_costs_three_statements_whatever_is_granted_and_lent(cast, django_assert_num_queries):
    delegate(Delegate(taker="picker", **WEEK), cast.person("beijing"))
    delegate(Delegate(taker="picker", **WEEK), cast.person("cfo"))
    user = User.objects.get(username="picker")
    with django_assert_num_queries(3):
        assert replace(context_of(user, NOW, interface="test")).lent


def test_grants_of_many_zones_cost_one_statement_more_and_become_one_limit(cast, django_assert_num_queries):
    for zone in ("A", "C", "D"):
        grant_role(
            GrantRole(username="it", role="picker", limits=(Limit(dimension="zone", codes=(f"SH1:{zone}",)),)),
            cast.house,
        )
    grant_role(GrantRole(username="it", role="picker", limits=(Limit(dimension="zone", codes=("BJ1:A",)),)), cast.house)
    user = User.objects.get(username="it")
    with django_assert_num_queries(4):
        (scope,) = context_of(user, NOW, interface="test").reach("pick").allow
    assert {name: len(ids) for name, ids in scope.limits} == {"warehouse": 2, "zone": 4}
