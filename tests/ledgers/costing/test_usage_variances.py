"""Usage and price variances of production are exact: together with the standard they are the actual cost, to the cent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerhouse.ledgers.costing.standard import Usage, Variances, usage_variances

PIECE, YUAN = 10**6, 10**4

quantities = st.integers(0, 10**6 * 10**6)
prices = st.integers(0, 10**5 * 10**6)
cents = st.integers(0, 10**11).map(lambda n: n * 100)


def test_ten_kilograms_were_allowed_and_twelve_used():
    """12 kg at a standard of 5.00 cost 63.00: 2 kg too many are 10.00, the dearer price 3.00; the standard allows 50.00."""
    (found,) = usage_variances([Usage(7, 10 * PIECE, 12 * PIECE, 5 * 10**6, 63 * YUAN)])
    assert found == Variances(7, 50 * YUAN, 10 * YUAN, 3 * YUAN)


def test_less_at_a_better_price_is_below_zero():
    (found,) = usage_variances([Usage(7, 10 * PIECE, 9 * PIECE, 5 * 10**6, 44 * YUAN)])
    assert (found.usage, found.price) == (-5 * YUAN, -1 * YUAN)


@given(st.lists(st.tuples(quantities, quantities, prices, cents), max_size=5), st.sampled_from((0, 2, 3)))
def test_they_explain_every_cent(some, places):
    usages = [Usage(n, *one) for n, one in enumerate(some)]
    unit = 10 ** (4 - places)
    for usage, found in zip(usages, usage_variances(usages, places), strict=True):
        assert found.item == usage.item
        assert found.standard + found.usage + found.price == usage.cost
        assert found.standard % unit == found.usage % unit == 0
        if usage.used == usage.allowed:
            assert found.usage == 0


@pytest.mark.parametrize("wrong", [(-1, 1, 1), (1, -1, 1), (1, 1, -1)])
def test_nothing_below_zero(wrong):
    with pytest.raises(ValueError, match="work order"):
        usage_variances([Usage(1, *wrong, 0)])
