"""Where goods go: pure strategies, and the floor that no strategy can break. No database."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledgerhouse.documents.warehouse import putaway_strategies
from ledgerhouse.documents.warehouse.putaway import (
    FULL,
    OTHER_ITEMS,
    OTHER_LOTS,
    SEVERAL,
    STRATEGIES,
    TEMPERATURE,
    TOO_HEAVY,
    TOO_HIGH,
    TOO_LARGE,
    TOO_MANY_UNITS,
    TOO_NEAR,
    Apart,
    Arrival,
    Choice,
    Floor,
    Goods,
    Rule,
    Slot,
    propose,
    unplaced,
)
from ledgerhouse.masterdata.sites.words import Room

STEP = 10**6
assert putaway_strategies


def slot(number, *contents, condition="ambient", **limits):
    facts = {"abc": "", "quantity": 0, "weight_g": 0, "volume_cm3": 0, "units": 0, "height_mm": 0}
    facts |= {"mix_items": True, "mix_lots": True, "zone": 1, "aisle": "01"} | limits
    room = Room(id=number, condition=condition, x_mm=0, y_mm=0, z_mm=0, **facts)
    return Slot(f"A-{number:02}", number, room, contents)


def goods(item, quantity, lot=0, **facts):
    return Goods(item, lot, quantity * STEP, **facts)


def arrival(item, quantity, key=0, condition="ambient", categories=(), **facts):
    return Arrival(key, goods(item, quantity, **facts), condition, frozenset(categories))


def by(strategy, arrivals, slots, rules=(), **floor):
    return propose(arrivals, Floor(slots, **floor), rules, Rule(strategy))


def placed(proposals):
    return [(p.place, p.quantity // STEP) for p in proposals]


def test_the_same_item_draws_and_the_nearest_empty_place_follows():
    slots = [slot(1), slot(2, goods(7, 5), quantity=8 * STEP), slot(3), slot(4)]
    found = by("same_item_first", [arrival(7, 10)], slots)
    assert placed(found) == [(2, 3), (1, 7)]
    assert [p.why["rule"] for p in found] == ["the item lies there already", "nearest empty place"]
    assert {p.why["runner_up"] for p in found} == {"A-03"}
    assert placed(by("empty_nearest", [arrival(7, 10)], slots)) == [(1, 10)]


def test_two_arrivals_do_not_get_the_same_room():
    slots = [slot(1, quantity=10 * STEP), slot(2, quantity=10 * STEP)]
    found = by("same_item_first", [arrival(1, 8), arrival(2, 8, key=1)], slots)
    assert [(p.key, p.place, p.quantity // STEP) for p in found] == [(0, 1, 8), (1, 2, 8)]
    more = by("same_item_first", [arrival(1, 8), arrival(2, 8, key=1), arrival(3, 5, key=2)], slots)
    assert [(p.key, p.place, p.quantity // STEP) for p in more][2:] == [(2, 1, 2), (2, 2, 2)]
    assert unplaced([arrival(3, 5, key=2)], more[2:]) == {2: STEP}


@pytest.mark.parametrize(
    ("limits", "facts", "fits", "why"),
    [
        ({"weight_g": 1000}, {"weight_g": 300}, 3, TOO_HEAVY),
        ({"weight_g": 200}, {"weight_g": 300}, 0, TOO_HEAVY),
        ({"volume_cm3": 1000}, {"volume_cm3": 501}, 1, TOO_LARGE),
        ({"quantity": 2 * STEP}, {}, 2, FULL),
        ({"condition": "cold"}, {}, 0, TEMPERATURE),
        ({"height_mm": 500}, {"height_mm": 501}, 0, TOO_HIGH),
        ({"height_mm": 500}, {"height_mm": 500}, 10, ""),
        ({"units": 1}, {"units": 1}, 10, ""),
        ({}, {}, 10, ""),
    ],
)
def test_room_is_weight_volume_quantity_height_and_temperature(limits, facts, fits, why):
    arrived = arrival(1, 10, **facts)
    found = by("same_item_first", [arrived], [slot(1, **limits)])
    weight = {"weight_g": 0.3} if "weight_g" in facts else {}
    assert sum(p.quantity for p in found) // STEP == fits
    assert weight or Floor([slot(1, **limits)]).check(1, arrived)[1] == why


def test_what_is_on_its_way_counts_as_if_it_lay_there():
    floor = Floor([slot(1, goods(1, 3, units=1), quantity=5 * STEP, units=1)])
    assert floor.check(1, arrival(1, 9)) == (2 * STEP, FULL)
    assert floor.check(1, arrival(1, 1, units=1)) == (0, TOO_MANY_UNITS)
    floor.put(1, goods(1, 2), 2 * STEP)
    assert floor.check(1, arrival(1, 1)) == (0, FULL)


def test_places_that_do_not_mix():
    slots = [slot(1, goods(1, 1, lot=5), mix_lots=False), slot(2, goods(2, 1), mix_items=False)]
    assert placed(by("same_item_first", [arrival(1, 3, lot=6)], slots)) == []
    assert placed(by("same_item_first", [arrival(1, 3, lot=5)], slots)) == [(1, 3)]
    assert placed(by("same_item_first", [arrival(2, 3)], slots)) == [(2, 3)]
    several = Floor([slot(1, goods(1, 1, lot=SEVERAL), mix_lots=False), slots[1]])
    assert several.check(1, arrival(1, 3, lot=5)) == (0, OTHER_LOTS)
    assert several.check(2, arrival(1, 3)) == (0, OTHER_ITEMS)


@pytest.mark.parametrize(
    ("within", "refused"), [("location", {1}), ("aisle", {1, 2}), ("zone", {1, 2, 3}), ("nothing known", {1})]
)
def test_hazard_classes_are_kept_apart(within, refused):
    slots = [slot(1, goods(9, 1, hazard="5.1")), slot(2), slot(3, aisle="02"), slot(4, zone=2, aisle="01")]
    floor = Floor(slots, [Apart("3", "5.1", within)])
    burning = arrival(1, 1, hazard="3")
    assert {i for i in range(1, 5) if floor.check(i, burning) == (0, TOO_NEAR)} == refused
    floor.put(4, burning.goods, STEP)  # and the other way round: what is on its way keeps others away too
    assert (floor.check(4, arrival(2, 1, hazard="5.1"))[1] == TOO_NEAR) is True
    assert floor.check(2, arrival(3, 1))[0] == STEP, "goods without a hazard class lie anywhere"


def test_danger_elsewhere_in_the_zone_counts():
    floor = Floor([slot(1), slot(2, zone=2)], [Apart("3", "5.1", "zone")], lying=[(1, "09", "5.1")])
    assert floor.check(1, arrival(1, 1, hazard="3")) == (0, TOO_NEAR)
    assert floor.check(2, arrival(1, 1, hazard="3")) == (STEP, "")


def test_rules_in_their_order_for_the_goods_they_mean():
    slots = [slot(1), slot(2, abc="A"), slot(3, zone=2), slot(4, quantity=STEP)]
    rules = [
        Rule("fixed_place", item=1, location=4),
        Rule("abc_class", item=1, abc="A"),
        Rule("empty_nearest", category="COLD", zone=2),
    ]
    found = by(
        "same_item_first",
        [arrival(1, 3), arrival(2, 2, key=1, categories={"COLD"}), arrival(3, 1, key=2)],
        slots,
        rules,
    )
    assert [(p.key, p.place, p.quantity // STEP, p.why["strategy"]) for p in found] == [
        (0, 4, 1, "fixed_place"),
        (0, 2, 2, "abc_class"),
        (1, 3, 2, "empty_nearest"),
        (2, 1, 1, "same_item_first"),
    ]


def test_goods_of_a_rule_without_room_stay():
    rules = [Rule("fixed_place", item=1, location=4)]
    assert by("same_item_first", [arrival(1, 3)], [slot(1), slot(4, goods(2, 1), mix_items=False)], rules) == []


def test_bulk_goes_whole_into_the_smallest_place_that_takes_it():
    slots = [slot(1, quantity=5 * STEP), slot(2, quantity=50 * STEP), slot(3, quantity=20 * STEP)]
    found = by("bulk", [arrival(1, 12)], slots)
    assert (placed(found), found[0].why["runner_up"]) == ([(3, 12)], "A-02")
    assert placed(by("bulk", [arrival(1, 60)], slots)) == [(2, 50), (3, 10)]


def test_the_explanation_names_what_was_refused_and_why():
    slots = [slot(1, goods(2, 5), mix_items=False), slot(2, goods(1, 5), quantity=5 * STEP), slot(3), slot(4)]
    (found,) = by("same_item_first", [arrival(1, 1)], slots)
    assert found.why == {
        "rule": "nearest empty place",
        "strategy": "same_item_first",
        "place": "A-03",
        "runner_up": "A-04",
        "refused": [("A-02", FULL)],
    }


def nonsense(arrival, floor, rule):
    """A plug-in that ranks a place twice, one that does not exist, one that is too cold and one that is full."""
    elsewhere = slot(99)
    for one in (elsewhere, floor.slots[2], floor.slots[1], floor.slots[1], floor.slots[3]):
        yield Choice("because", one)


def test_nonsense_of_a_plug_in_does_no_harm(monkeypatch):
    monkeypatch.setitem(STRATEGIES._things, "nonsense", nonsense)
    slots = [slot(1, quantity=4 * STEP), slot(2, condition="cold"), slot(3, goods(9, 1), quantity=STEP)]
    found = by("nonsense", [arrival(1, 5)], slots)
    assert placed(found) == [(1, 4)]


class StrategyContract:
    """What every putaway strategy must keep, the house's and a plug-in's: subclass it with its name."""

    name = ""

    @settings(suppress_health_check=[HealthCheck.differing_executors])
    @given(
        arriving=st.lists(st.tuples(st.integers(1, 3), st.integers(1, 20), st.integers(0, 2)), min_size=1, max_size=8),
        standing=st.lists(st.tuples(st.integers(0, 15), st.booleans(), st.booleans(), st.integers(0, 3)), max_size=8),
    )
    def test_rules_of_the_places_are_kept(self, arriving, standing):
        arrivals = [arrival(item, quantity, key=key, lot=lot) for key, (item, quantity, lot) in enumerate(arriving)]
        slots = [
            slot(n, *([goods(item, 1)] if item else []), quantity=limit * STEP, mix_items=items, mix_lots=lots, abc="A")
            for n, (limit, items, lots, item) in enumerate(standing, 1)
        ]
        proposals = propose(arrivals, Floor(slots), (), Rule(self.name, location=1, abc="A"))
        asked = {a.key: a.goods.quantity for a in arrivals}
        for p in proposals:
            asked[p.key] -= p.quantity
        assert min(asked.values(), default=0) >= 0
        for n, (limit, items, lots, item) in enumerate(standing, 1):
            inside = [p for p in proposals if p.place == n]
            total = sum(p.quantity for p in inside) + (STEP if item else 0)
            assert not limit or not inside or total <= limit * STEP
            there = {(arrivals[p.key].goods.item, arrivals[p.key].goods.lot) for p in inside} | (
                {(item, 0)} if item else set()
            )
            assert items or not inside or len({i for i, _ in there}) == 1
            assert lots or not inside or len(there) == len({i for i, _ in there})

    def test_it_is_pure_and_says_why(self):
        slots = [slot(1, abc="A"), slot(2, goods(1, 1), abc="A")]
        rule = Rule(self.name, location=2 if self.name == "same_item" else 1, abc="A")
        once = propose([arrival(1, 2)], Floor(slots), (), rule)
        assert once == propose([arrival(1, 2)], Floor(slots), (), rule)
        assert all(p.why["rule"] and p.why["strategy"] == self.name for p in once)
        assert once


class TestSameItemFirst(StrategyContract):
    name = "same_item_first"


class TestSameItem(StrategyContract):
    name = "same_item"


class TestEmptyNearest(StrategyContract):
    name = "empty_nearest"


class TestFixedPlace(StrategyContract):
    name = "fixed_place"


class TestAbcClass(StrategyContract):
    name = "abc_class"


class TestBulk(StrategyContract):
    name = "bulk"


def test_every_strategy_has_its_contract():
    assert {c.name for c in StrategyContract.__subclasses__()} == set(STRATEGIES) - {"nonsense"}
