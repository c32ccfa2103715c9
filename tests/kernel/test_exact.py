"""Exact numbers: whole steps there and back, never rounded where that is not said, half up where it is."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerhouse.kernel import exact

WHOLE = st.integers(-exact.LARGEST, exact.LARGEST)
SCALES = st.sampled_from([exact.AMOUNT, exact.QUANTITY])
PLACES = st.integers(0, 4)


def half_up(value: Fraction, unit: int) -> int:
    """The slow, obvious rounding: to whole units, half away from zero."""
    whole, rest = divmod(abs(value) / unit, 1)
    return (1 if value >= 0 else -1) * (int(whole) + (rest >= Fraction(1, 2))) * unit


@given(WHOLE, SCALES)
def test_steps_and_numbers_are_each_others_way_back(whole, scale):
    assert exact.steps(exact.number(whole, scale), scale) == whole
    assert exact.steps(str(exact.number(whole, scale)), scale) == whole


@given(st.decimals(allow_nan=False, allow_infinity=False), SCALES)
def test_steps_never_round(value, scale):
    wanted = Fraction(value) * 10**scale
    try:
        assert exact.steps(value, scale) == wanted
    except exact.TooFine:
        assert wanted.denominator != 1
    except exact.TooLarge:
        assert abs(wanted) > exact.LARGEST


@pytest.mark.parametrize("text", ["1." + "0" * 70 + "1", "1E-70", "1E-999999", "0.0000001", "NaN", "Infinity", "-sNaN"])
def test_what_is_too_fine_is_said(text):
    with pytest.raises(exact.TooFine):
        exact.steps(Decimal(text), exact.QUANTITY)


@pytest.mark.parametrize("text", ["9223372036854.775808", "1E+70", "1E+999999", "-1E+30"])
def test_what_is_too_large_is_said(text):
    with pytest.raises(exact.TooLarge):
        exact.steps(text, exact.QUANTITY)


def test_zero_is_zero_however_it_is_written():
    assert [exact.steps(Decimal(text), 6) for text in ("0", "-0", "0E+50", "0E-50", "0.000000000")] == [0] * 5


@given(WHOLE, st.integers(1, 10**12))
def test_divide_rounds_half_up_away_from_zero(numerator, denominator):
    assert exact.divide(numerator, denominator) == half_up(Fraction(numerator, denominator), 1)


@given(st.decimals(-(10**12), 10**12, places=7), st.integers(0, 6))
def test_quantize_is_the_commercial_rounding(value, places):
    assert exact.quantize(value, places) == value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    assert Fraction(exact.quantize(value, places)) * 10**places == half_up(Fraction(value) * 10**places, 1)


@given(WHOLE, PLACES)
def test_cents_are_whole_minor_units(steps, places):
    unit = 10 ** (exact.AMOUNT - places)
    assert exact.cents(steps, places) == half_up(Fraction(steps), unit)
    assert exact.cents(exact.cents(steps, places), places) == exact.cents(steps, places)


@given(WHOLE, st.integers(0, 10**18), PLACES)
def test_quantity_times_price_is_rounded_once(quantity, price, places):
    unit = 10 ** (exact.AMOUNT - places)
    wanted = Fraction(quantity, 10**6) * Fraction(price, 10**6) * 10**4
    assert exact.extend(quantity, price, places) == half_up(wanted, unit)


@given(st.integers(0, 10**18), st.integers(1, 10**18), st.data(), PLACES)
def test_a_share_is_rounded_once(value, whole, data, places):
    part = data.draw(st.integers(0, whole))
    unit = 10 ** (exact.AMOUNT - places)
    assert exact.share(value, part, whole, places) == half_up(Fraction(value * part, whole), unit)


def test_half_a_cent_goes_up_and_half_a_red_cent_down():
    assert exact.extend(1_000_000, 5_000) == 100  # 1 x 0.005 is one cent
    assert exact.extend(-1_000_000, 5_000) == -100
    assert exact.cents(50) == 100
    assert exact.cents(49) == 0
    assert exact.cents(-50) == -100


@pytest.mark.parametrize(
    ("steps", "text"), [(40_000_000, "40"), (100, "0.0001"), (0, "0"), (-1_500_000, "-1.5"), (1, "0.000001")]
)
def test_a_number_is_shown_as_people_write_it(steps, text):
    assert exact.shown(steps) == text
