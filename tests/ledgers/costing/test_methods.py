"""Moving average against a slow, obvious reference: no value is made or lost, and the last unit takes what is left."""

from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ledgerhouse.ledgers.costing.methods import Pool, issue, like_cost, receive

QUANTITY = st.integers(1, 10**13)
VALUE = st.integers(0, 10**13)
PLACES = st.sampled_from([0, 2, 3, 4])
STEPS = st.lists(
    st.tuples(st.just("in"), QUANTITY, VALUE) | st.tuples(st.just("out"), st.fractions(0, 1), st.none()), max_size=30
)
pytestmark = [pytest.mark.requirement("R012"), pytest.mark.requirement("R020")]


def rounded(value: Fraction, places: int) -> int:
    """Half up to the currency's minor unit, in steps of a ten-thousandth."""
    unit = 10 ** (4 - places)
    return int(value / unit + Fraction(1, 2)) * unit


@given(STEPS, PLACES)
def test_no_value_is_made_or_lost(steps, places):
    pool = Pool(0, 0)
    came = went = 0
    for kind, amount, value in steps:
        if kind == "in":
            pool = receive(pool, amount, value)
            came += value
        elif quantity := int(amount * pool.quantity):
            cost, pool = issue(pool, quantity, places)
            assert cost >= 0
            went += cost
        assert came == went + pool.value
        assert pool.quantity >= 0
        assert pool.value >= 0
        assert pool.quantity or pool.value == 0


@given(QUANTITY, VALUE, st.data(), PLACES)
def test_an_issue_costs_its_share_rounded_once(quantity, value, data, places):
    part = data.draw(st.integers(1, quantity))
    cost, left = issue(Pool(quantity, value), part, places)
    if part == quantity:
        assert (cost, left) == (value, Pool(0, 0))
    else:
        assert cost == min(rounded(Fraction(value * part, quantity), places), value)
    assert cost + left.value == value
    assert part + left.quantity == quantity


@given(st.integers(1, 40), VALUE)
def test_taken_one_by_one_the_last_takes_the_residue(quantity, value):
    pool = Pool(quantity * 10**6, value)
    costs = []
    for _ in range(quantity):
        cost, pool = issue(pool, 10**6)
        costs.append(cost)
    assert pool == Pool(0, 0)
    assert sum(costs) == value
    assert all(cost % 100 == 0 for cost in costs[:-1])


@example(10, 60)  # 0.006: less than one cent, which nine tenths of it would round up to
@given(QUANTITY.filter(lambda q: q > 1), st.integers(0, 200))
def test_a_value_below_a_cent_never_goes_below_zero(quantity, value):
    _, left = issue(Pool(quantity, value), quantity - 1)
    assert left.value >= 0


@given(QUANTITY, VALUE, QUANTITY, PLACES)
def test_goods_found_are_worth_the_average(quantity, value, found, places):
    worth = like_cost(Pool(quantity, value), found, 7, places)
    assert worth == rounded(Fraction(value * found, quantity), places)
    assert like_cost(Pool(0, 0), found, 7, places) == 7


@pytest.mark.parametrize("quantity", [0, -1, 11])
def test_more_than_there_is_or_nothing_can_not_be_issued(quantity):
    with pytest.raises(ValueError, match="can not issue"):
        issue(Pool(10, 100), quantity)


def test_the_example_of_the_books():
    """100 at 10.00 and 100 at 11.00: 40 leave at 10.50."""
    pool = receive(receive(Pool(0, 0), 100 * 10**6, 1_000 * 10**4), 100 * 10**6, 1_100 * 10**4)
    assert issue(pool, 40 * 10**6) == (420 * 10**4, Pool(160 * 10**6, 1_680 * 10**4))
