"""Amounts in the capital numerals that no stroke can falsify (大写金额), as cheques and vouchers in Chinese bear them."""

from decimal import Decimal
from typing import Final

from ledgerhouse.kernel.exact import quantize

_DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_PLACES: Final = ("", "拾", "佰", "仟")
_GROUPS: Final = ("", "万", "亿", "万亿", "亿亿")


def capitals(amount: Decimal) -> str:
    """The amount in yuan, jiao and fen, rounded half up to the fen: 1234.50 is 壹仟贰佰叁拾肆元伍角整, below zero 负 comes first."""
    fen = int(quantize(abs(amount), 2) * 100)
    yuan, rest = divmod(fen, 100)
    jiao, fen = divmod(rest, 10)
    text = f"{_whole(yuan)}元" if yuan else ""
    if jiao:
        text += f"{_DIGITS[jiao]}角"
    elif fen and yuan:
        text += "零"
    text += f"{_DIGITS[fen]}分" if fen else "整" if text else "零元整"
    return f"负{text}" if amount < 0 and text != "零元整" else text


def _whole(number: int) -> str:
    """A whole number above zero: groups of four digits, one 零 for any run of zeros inside."""
    text, gap = "", False
    groups = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if group == 0:
            gap = True
            continue
        if text and (gap or group < 1000):
            text += "零"
        text += _group(group) + _GROUPS[place]
        gap = False
    return text


def _group(number: int) -> str:
    """One to four digits."""
    text, gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit == 0:
            gap = bool(text)
            continue
        text += ("零" if gap else "") + _DIGITS[digit] + _PLACES[place]
        gap = False
    return text
