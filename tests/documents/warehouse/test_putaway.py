"""Where goods go: pure strategies, and the check that no strategy can do harm. No database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerhouse.documents.warehouse.putaway import (
    STRATEGIES,
    Arrival,
    Goods,
    Proposal,
    Slot,
    empty_nearest,
    same_item_first,
    sound,
    unplaced,
)
from ledgerhouse.masterdata.sites.words import Room

STEP = 10**6


def slot(number, *contents, condition="ambient", **limits):
    facts = {"quantity": 0, "weight_g": 0, "volume_cm3": 0, "mix_items": True, "mix_lots": True, **limits}
    room = Room(id=number, condition=condition, abc="", units=0, height_mm=0, x_mm=0, y_mm=0, z_mm=0, **facts)
    return Slot(f"A-{number:02}", number, room, contents)


def goods(item, quantity, lot=0, **facts):
    return Goods(item, lot, quantity * STEP, **facts)


def arrival(item, quantity, key=0, condition="ambient", **facts):
    return Arrival(key, goods(item, quantity, **facts), condition)


def placed(proposals):
    return [(p.place, p.quantity // STEP) for p in proposals]


def test_the_same_item_draws_and_the_nearest_empty_place_follows():
    slots = [slot(1), slot(2, goods(7, 5), quantity=8 * STEP), slot(3), slot(4)]
    found = same_item_first([arrival(7, 10)], slots)
    assert placed(found) == [(2, 3), (1, 7)]
    assert [p.why["rule"] for p in found] == ["the item lies there already", "nearest empty place"]
    assert {p.why["runner_up"] for p in found} == {"A-03"}
    assert placed(empty_nearest([arrival(7, 10)], slots)) == [(1, 10)]


def test_two_arrivals_do_not_get_the_same_room():
    slots = [slot(1, quantity=10 * STEP), slot(2, quantity=10 * STEP)]
    found = same_item_first([arrival(1, 8), arrival(2, 8, key=1)], slots)
    assert [(p.key, p.place, p.quantity // STEP) for p in found] == [(0, 1, 8), (1, 2, 8)]
    more = same_item_first([arrival(1, 8), arrival(2, 8, key=1), arrival(3, 5, key=2)], slots)
    assert [(p.key, p.place, p.quantity // STEP) for p in more][2:] == [(2, 1, 2), (2, 2, 2)]
    assert unplaced([arrival(3, 5, key=2)], more[2:]) == {2: STEP}


@pytest.mark.parametrize(
    ("limits", "facts", "fits"),
    [
        ({"weight_g": 1000}, {"weight_g": 300}, 3),
        ({"volume_cm3": 1000}, {"volume_cm3": 501}, 1),
        ({"quantity": 2 * STEP}, {}, 2),
        ({"condition": "cold"}, {}, 0),
        ({}, {}, 10),
    ],
)
def test_room_is_weight_volume_quantity_and_temperature(limits, facts, fits):
    found = same_item_first([arrival(1, 10, **facts)], [slot(1, **limits)])
    assert sum(p.quantity for p in found) // STEP == fits


def test_places_that_do_not_mix():
    slots = [slot(1, goods(1, 1, lot=5), mix_lots=False), slot(2, goods(2, 1), mix_items=False)]
    assert placed(same_item_first([arrival(1, 3, lot=6)], slots)) == []
    assert placed(same_item_first([arrival(1, 3, lot=5)], slots)) == [(1, 3)]
    assert placed(same_item_first([arrival(2, 3)], slots)) == [(2, 3)]


def test_nonsense_of_a_plug_in_does_no_harm():
    slots = [slot(1, quantity=4 * STEP), slot(2, condition="cold")]
    nonsense = [
        Proposal(9, 1, STEP, {}),
        Proposal(0, 9, STEP, {}),
        Proposal(0, 2, STEP, {}),
        Proposal(0, 1, -STEP, {}),
        Proposal(0, 1, 99 * STEP, {}),
        Proposal(0, 1, STEP, {}),
    ]
    assert placed(sound([arrival(1, 5)], slots, nonsense)) == [(1, 4)]


arriving = st.lists(st.tuples(st.integers(1, 3), st.integers(1, 20), st.integers(0, 2)), min_size=1, max_size=8)
standing = st.lists(st.tuples(st.integers(0, 15), st.booleans(), st.booleans(), st.integers(0, 3)), max_size=8)


@pytest.mark.parametrize("name", sorted(STRATEGIES))
@given(arriving=arriving, standing=standing)
def test_every_strategy_keeps_the_rules(name, arriving, standing):
    arrivals = [arrival(item, quantity, key=key, lot=lot) for key, (item, quantity, lot) in enumerate(arriving)]
    slots = [
        slot(n, *([goods(item, 1)] if item else []), quantity=limit * STEP, mix_items=items, mix_lots=lots)
        for n, (limit, items, lots, item) in enumerate(standing, 1)
    ]
    proposals = list(STRATEGIES[name](arrivals, slots))
    assert sound(arrivals, slots, proposals) == proposals
    for n, (limit, *_, item) in enumerate(standing, 1):
        inside = sum(p.quantity for p in proposals if p.place == n)
        assert not limit or not inside or inside + (STEP if item else 0) <= limit * STEP
