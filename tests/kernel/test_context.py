"""Rights and where they hold: a denial wins over every grant, grants add up, limits narrow."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerhouse.kernel.context import EVERYWHERE, NOWHERE, Context, Reach, Scope, house
from ledgerhouse.kernel.errors import NotAllowed

NOW = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)
NAMES = ("warehouse", "zone", "owner")
IDS = st.integers(1, 3)
SCOPES = st.dictionaries(st.sampled_from(NAMES), st.frozensets(IDS, max_size=3)).map(lambda limits: Scope.of(**limits))
REACHES = st.builds(Reach, st.lists(SCOPES, max_size=3).map(tuple), st.lists(SCOPES, max_size=2).map(tuple))
FACTS = st.dictionaries(st.sampled_from(NAMES), IDS)
pytestmark = pytest.mark.requirement("R077")


@given(REACHES, SCOPES.filter(lambda scope: scope.limits), FACTS)
def test_a_denial_wins_over_every_grant(reach, denied, facts):
    names = {name for name, _ in denied.limits}
    inside = names <= facts.keys() and all(facts[name] in ids for name, ids in denied.limits)
    if inside:
        assert not (reach | Reach(deny=(denied,))).covers(facts)


@given(REACHES, REACHES, FACTS)
def test_grants_add_up_and_so_do_denials(one, other, facts):
    both = one | other
    assert both.covers(facts) <= (one.covers(facts) or other.covers(facts))
    granted = Reach(one.allow).covers(facts) or Reach(other.allow).covers(facts)
    denied = not (EVERYWHERE | Reach(deny=one.deny + other.deny)).covers(facts)
    assert both.covers(facts) == (granted and not denied)


@given(SCOPES, SCOPES, FACTS)
def test_more_limits_never_reach_further(scope, more, facts):
    narrower = Scope(scope.limits + more.limits)
    assert narrower.covers(facts) <= scope.covers(facts)


@given(FACTS)
def test_nowhere_and_everywhere(facts):
    assert EVERYWHERE.covers(facts)
    assert not NOWHERE.covers(facts)
    assert not Reach((Scope.of(**dict.fromkeys(NAMES, frozenset())),)).covers({**dict.fromkeys(NAMES, 1), **facts})


def test_equal_limits_are_equal_scopes():
    assert Scope.of(zone={2, 1}, owner={3}) == Scope.of(owner={3}, zone={1, 2})
    assert len({Scope.of(zone={1}), Scope.of(zone={1})}) == 1


def test_a_right_is_asked_for_by_name_and_place():
    here = Reach((Scope.of(warehouse={1}),))
    ctx = Context(company=1, now=NOW, rights={"ship": here})
    ctx.require("ship", warehouse=1)
    ctx.require_any("ship")
    for refused in (
        lambda: ctx.require("ship", warehouse=2),
        lambda: ctx.require("receive goods", warehouse=1),
        lambda: ctx.require_any("receive goods"),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_the_house_has_every_right():
    ctx = house(1, NOW)
    assert ctx.may("anything at all")
    ctx.require("anything at all", warehouse=99)
    assert ctx.under("ship").acting == "ship"
    assert replace(ctx.under("ship"), acting="") == ctx


def test_today_is_the_places_own_date():
    ctx = house(1, NOW)
    assert ctx.today("Asia/Shanghai") == date(2026, 11, 23)
    assert ctx.today("America/New_York") == date(2026, 11, 22)
