"""Amounts in capital numerals, as the rules for filling in bills say."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerhouse.kernel.capitals import capitals

CASES = {
    "0": "零元整",
    "0.05": "伍分",
    "0.50": "伍角整",
    "1": "壹元整",
    "10": "壹拾元整",
    "100.01": "壹佰元零壹分",
    "1004.30": "壹仟零肆元叁角整",
    "1152.60": "壹仟壹佰伍拾贰元陆角整",
    "100001": "壹拾万零壹元整",
    "1010101.01": "壹佰零壹万零壹佰零壹元零壹分",
    "100000000": "壹亿元整",
    "1000000001.10": "壹拾亿零壹元壹角整",
    "-25.23": "负贰拾伍元贰角叁分",
    "0.004": "零元整",
}
VALUES = {word: n for n, word in enumerate("零壹贰叁肆伍陆柒捌玖")}
UNITS = {"拾": 10, "佰": 100, "仟": 1000}


@pytest.mark.parametrize(("amount", "text"), CASES.items())
def test_known_amounts(amount: str, text: str) -> None:
    assert capitals(Decimal(amount)) == text


def value(text: str) -> Decimal:
    """Read the numerals again, digit by digit."""
    sign = -1 if text.startswith("负") else 1
    total = section = digit = 0
    fen = Decimal(0)
    for word in text.removeprefix("负"):
        if word in VALUES:
            digit = VALUES[word]
        elif word in UNITS:
            section += digit * UNITS[word]
            digit = 0
        elif word in "万亿":
            factor = 10**4 if word == "万" else 10**8
            section = (section + digit) * factor
            total, section, digit = total + section, 0, 0
        elif word == "元":
            total, section, digit = total + section + digit, 0, 0
        elif word in "角分":
            fen += Decimal(digit) / (10 if word == "角" else 100)
            digit = 0
    return sign * (total + fen)


@given(st.integers(-(10**13), 10**13))
def test_what_is_written_can_be_read_again(cents: int) -> None:
    amount = Decimal(cents) / 100
    assert value(capitals(amount)) == amount
