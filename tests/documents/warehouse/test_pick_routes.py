"""Routes visit every place once, are as long as they say, and the better ones are better."""

import random
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerhouse.documents.warehouse.pick_route_strategies import combined, largest_gap, optimised, s_shape
from ledgerhouse.documents.warehouse.pick_routes import ROUTERS, Ground, Stop

pytestmark = pytest.mark.requirement("R129")
AISLES, BAYS, PITCH, BAY = 8, 20, 4000, 1000
GROUND = Ground({f"{a:02}": a * PITCH for a in range(AISLES)}, 0, BAYS * BAY, 0)
OWN = ("sequence", "s_shape", "return", "largest_gap", "combined", "optimised")


def stop(aisle: int, bay: int) -> Stop:
    along = BAYS - bay if aisle % 2 else bay
    return Stop(aisle * 100 + bay, f"{aisle:02}", bay * BAY, aisle * 100 + along)


places = st.tuples(st.integers(0, AISLES - 1), st.integers(1, BAYS - 1))
lists = st.sets(places, min_size=1, max_size=25).map(lambda found: [stop(*one) for one in sorted(found)])


@given(lists)
def test_every_strategy_visits_every_place_once(stops: list[Stop]) -> None:
    for name in OWN:
        assert sorted(ROUTERS[name](stops, GROUND)) == sorted(stops), name


@given(lists)
def test_the_optimised_route_is_never_longer_than_another(stops: list[Stop]) -> None:
    lengths = {name: GROUND.length(ROUTERS[name](stops, GROUND)) for name in OWN}
    assert min(lengths.values()) == lengths["optimised"]


@given(lists)
def test_a_walk_is_no_shorter_than_there_and_back(stops: list[Stop]) -> None:
    """No walk is shorter than to its farthest place and back, and the way between two places is the same both ways."""
    farthest = max(2 * GROUND.from_start(one) for one in stops)
    assert all(GROUND.length(ROUTERS[name](stops, GROUND)) >= farthest for name in OWN)
    assert all(GROUND.between(a, b) == GROUND.between(b, a) for a in stops for b in stops)


def test_an_example_by_hand() -> None:
    """Two aisles of 20 m, 4 m apart; picks at 5 m and 15 m of the first, at 15 m of the second."""
    stops = [stop(0, 5), stop(0, 15), stop(1, 15)]
    assert GROUND.length(s_shape(stops, GROUND)) == 20_000 + 4_000 + 20_000 + 4_000
    back = ROUTERS["return"](stops, GROUND)
    # the way from the first aisle's last pick to the second aisle is shorter round the back, whatever the strategy meant
    assert GROUND.length(back) == 15_000 + (5_000 + 4_000 + 5_000) + 15_000 + 4_000
    assert [one.place for one in combined(stops, GROUND)] == [5, 15, 115]


def test_the_largest_gap_is_left_out() -> None:
    stops = [stop(0, 10), stop(1, 2), stop(1, 18), stop(2, 10)]
    assert [one.place for one in largest_gap(stops, GROUND)] in ([10, 118, 210, 102], [210, 118, 10, 102])


def test_the_optimised_route_is_next_to_the_best_there_is() -> None:
    chance = random.Random(4)
    over = []
    for _ in range(60):
        found = {(chance.randrange(AISLES), chance.randrange(1, BAYS)) for _ in range(7)}
        stops = [stop(*one) for one in found]
        best = min(GROUND.length(route) for route in permutations(stops))
        length = GROUND.length(optimised(stops, GROUND))
        assert length >= best
        over.append(length / best - 1)
    assert sum(over) / len(over) < 0.005
    assert max(over) < 0.1
