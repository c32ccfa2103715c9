"""Check digits of waybill numbers: plug-ins take the digits of a number and answer what is written after them."""

from collections.abc import Callable
from typing import Final

from ledgerhouse.kernel.registry import Registry

CheckDigit = Callable[[str], str]
"""A method: the digits in, the check characters out. Equal digits have equal check characters."""

CHECK_DIGITS: Registry[CheckDigit] = Registry("ledgerhouse.waybill_checks")
_S10: Final = (8, 6, 4, 2, 3, 5, 9, 7)
_S10_SPECIAL: Final = {10: 0, 11: 5}


@CHECK_DIGITS.add("none")
def none(digits: str) -> str:
    """No check digit."""
    del digits
    return ""


@CHECK_DIGITS.add("mod7")
def mod7(digits: str) -> str:
    """The number modulo 7."""
    return str(int(digits) % 7)


@CHECK_DIGITS.add("mod10")
def mod10(digits: str) -> str:
    """GS1's modulo 10: every second digit from the right counts three times."""
    total = sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(reversed(digits)))
    return str(-total % 10)


@CHECK_DIGITS.add("luhn")
def luhn(digits: str) -> str:
    """Luhn's modulo 10: every second digit from the right is doubled, and the digits of the product added."""
    total = sum(sum(divmod(int(d) * (2 if i % 2 == 0 else 1), 10)) for i, d in enumerate(reversed(digits)))
    return str(-total % 10)


@CHECK_DIGITS.add("s10")
def s10(digits: str) -> str:
    """The postal modulo 11 of UPU S10 over eight digits; shorter numbers are filled with zeros."""
    weighted = sum(int(d) * w for d, w in zip(digits.zfill(len(_S10))[-len(_S10) :], _S10, strict=True))
    rest = 11 - weighted % 11
    return str(_S10_SPECIAL.get(rest, rest))
