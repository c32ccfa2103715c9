"""Rights and where they hold: a denial wins over every grant, grants add up, limits narrow."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledgerhouse.kernel.context import EVERYWHERE, NOWHERE, Context, Reach, Scope, house, merged
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


AROUND = {
    "zone": {zone: {"warehouse": (zone + 1) // 2} for zone in range(1, 7)},
    "location": {
        place: {"warehouse": (place + 3) // 4, **({"zone": (place + 1) // 2} if place % 4 else {})}
        for place in range(1, 13)
    },
}
"""Three warehouses of two zones with two places each, but the last place of every warehouse is in no zone."""
PLACES = [
    {},
    *({"warehouse": n} for n in (1, 2, 3)),
    *({"warehouse": at["warehouse"], "zone": n} for n, at in AROUND["zone"].items()),
    *({"zone": n} for n in AROUND["zone"]),
    *({"zone": 0, **at, "location": n} for n, at in AROUND["location"].items()),
]
ROWS = [{**place, **more} for place in PLACES for more in ({}, {"owner": 1}, {"owner": 2})]


def near(place):
    """Limits as a grant of one place has them, with all that lies around it; or of anything whatever."""
    return {name: frozenset({n}) for name, n in place.items()}


GRANTS = st.one_of(
    st.sampled_from([row for row in ROWS if row]).map(near),
    st.dictionaries(
        st.sampled_from(("warehouse", "zone", "location", "owner")), st.frozensets(st.integers(0, 13), max_size=4)
    ),
).map(lambda limits: Scope.of(**limits))


@settings(max_examples=500)
@given(st.lists(GRANTS, min_size=1, max_size=8).map(tuple))
def test_fewer_scopes_are_the_same_place_for_every_sort_of_row(scopes):
    denied = tuple(scope for scope in scopes if scope.limits)  # one without limits takes the whole right, not a place
    for around in ({}, AROUND):
        fewer, left = merged(scopes, around), Reach((Scope(),), merged(denied, around))
        assert len(fewer) <= len(scopes)
        for row in ROWS:
            assert Reach(fewer).covers(row) == Reach(scopes).covers(row), row
            assert left.covers(row) == Reach((Scope(),), denied).covers(row), row


@pytest.mark.parametrize("inner", ["zone", "location"])
def test_grants_of_many_places_become_one(inner):
    scopes = tuple(Scope.of(**near({**at, inner: n})) for n, at in AROUND[inner].items() if inner == "zone" or n % 4)
    assert len(merged(scopes, AROUND)) == 1
    assert len(merged(scopes)) > 1


def test_a_place_that_lies_elsewhere_is_not_joined():
    wrong, right = Scope.of(warehouse={1}, zone={3}), Scope.of(warehouse={2}, zone={4})
    assert len(merged((wrong, right), AROUND)) == 2
    unknown = Scope.of(warehouse={1}, zone={99})
    assert len(merged((unknown, right), AROUND)) == 2


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
