"""Conversions between units are exact or refused: chains lose nothing."""

from fractions import Fraction
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.kernel.units import Factor, NotWhole, to_base

STEPS = st.integers(0, 10**15)
FACTORS = st.builds(Factor, st.integers(1, 10_000), st.integers(1, 1_000))


@given(STEPS, FACTORS, st.integers(0, 6))
def test_a_conversion_is_exact_or_refused(steps, factor, places):
    wanted = Fraction(steps * factor.numerator, factor.denominator)
    fits = (wanted / 10 ** (6 - places)).denominator == 1
    try:
        assert to_base(steps, factor, places=places) == wanted
        assert fits
    except NotWhole:
        assert not fits


@given(STEPS, st.lists(st.integers(1, 50), min_size=1, max_size=5))
def test_a_chain_of_packs_is_one_product(pallets, counts):
    stepwise = pallets * 10**6
    for count in counts:
        stepwise = to_base(stepwise, Factor(count), places=0)
    assert stepwise == to_base(pallets * 10**6, Factor(prod(counts)), places=0)


@given(STEPS, FACTORS)
def test_there_and_back_is_where_it_began(steps, factor):
    there = to_base(steps * factor.denominator, factor, places=6)
    assert to_base(there, Factor(factor.denominator, factor.numerator), places=6) == steps * factor.denominator


def test_a_refusal_says_what_was_asked_exactly():
    with pytest.raises(NotWhole) as refused:
        to_base(123_456_789_012_345_678, Factor(1), places=0, unit="kg", base=gettext_noop("pcs"))
    assert "123456789012.345678 kg" in str(refused.value)
    with pytest.raises(NotWhole) as refused:
        to_base(1, Factor(1), places=0, unit="kg", base="pcs")
    assert "0.000001 kg" in str(refused.value)
