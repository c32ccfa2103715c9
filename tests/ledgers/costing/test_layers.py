"""FIFO layers against an obvious reference: a list of single steps, each with its exact share of the value."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerhouse.ledgers.costing.methods import METHODS, Holding, Pool

CENT = 100
receipts = st.lists(st.tuples(st.integers(1, 50), st.integers(0, 5000)), min_size=1, max_size=6)
issues = st.lists(st.integers(1, 60), max_size=8)
EMPTY = Holding(Pool(0, 0), (), 10_000_000)


def received(method, goods):
    holding = EMPTY
    for n, (quantity, cents) in enumerate(goods, 1):
        holding = METHODS[method].take_in(holding, quantity * 10**6, cents * CENT, n, 2).holding
    return holding


@given(receipts, issues)
def test_fifo_takes_the_oldest_and_loses_nothing(goods, wanted):
    holding = received("fifo", goods)
    pieces = [(n, Fraction(cents, quantity)) for n, (quantity, cents) in enumerate(goods) for _ in range(quantity)]
    for quantity in wanted:
        if quantity > len(pieces):
            with pytest.raises(ValueError, match="short"):
                METHODS["fifo"].give_out(holding, quantity * 10**6, 2)
            continue
        taken, pieces = pieces[:quantity], pieces[quantity:]
        valued = METHODS["fifo"].give_out(holding, quantity * 10**6, 2)
        exact = sum(share for _, share in taken)
        layers = len({n for n, _ in taken})
        assert abs(Fraction(valued.value, CENT) - exact) <= layers * len(
            wanted
        )  # a cent per layer and earlier rounding
        holding = valued.holding
        assert holding.pool.quantity == len(pieces) * 10**6 == sum(layer.quantity for layer in holding.layers)
        assert holding.pool.value == sum(layer.value for layer in holding.layers)
    if not pieces:
        assert holding.pool.value == 0


@pytest.mark.parametrize("method", ["moving_average", "fifo", "specific", "standard"])
@given(goods=receipts, wanted=issues)
def test_no_method_makes_or_loses_a_cent(method, goods, wanted):
    holding, came = EMPTY, 0
    for n, (quantity, cents) in enumerate(goods, 1):
        valued = METHODS[method].take_in(holding, quantity * 10**6, cents * CENT, n, 2)
        assert valued.value + valued.variance == cents * CENT
        holding, came = valued.holding, came + valued.value
    went = 0
    for quantity in wanted:
        if quantity * 10**6 <= holding.pool.quantity:
            valued = METHODS[method].give_out(holding, quantity * 10**6, 2)
            assert valued.value % CENT == 0
            holding, went = valued.holding, went + valued.value
    assert came == went + holding.pool.value
    assert holding.pool.quantity or not holding.pool.value


def test_standard_cost_sets_the_price_aside():
    valued = METHODS["standard"].take_in(EMPTY, 3 * 10**6, 36_00 * CENT, 1, 2)
    assert (valued.value, valued.variance) == (30_00 * CENT, 6_00 * CENT)
