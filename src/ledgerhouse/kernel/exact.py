"""Exact numbers: quantities, prices and amounts as whole steps of a fixed size.

A quantity has six places, a unit price six, an amount four; all are stored as integers of the smallest step on every
database. Amounts that are booked are whole minor units of their currency (cents), so that vouchers print exactly.
Rounding is half up (四舍五入), the commercial convention.
"""

from decimal import ROUND_HALF_UP, Decimal, Inexact, localcontext

QUANTITY = 6
PRICE = 6
AMOUNT = 4
RATE = 8
PERCENT = 4
LARGEST = 2**63 - 1
_DIGITS = 40
_ZERO = Decimal(0)


class TooFine(ValueError):
    """A number has more places than its field can hold."""


class TooLarge(ValueError):
    """A number is beyond the field."""


def steps(value: Decimal | int | str, scale: int) -> int:
    """The number as whole steps of 10**-scale. Raises `TooFine` or `TooLarge`, never rounds."""
    number = Decimal(value)
    if not number.is_finite():
        raise TooFine(str(value))
    if number and number.adjusted() > _DIGITS:  # before any arithmetic: 1E+999999 would overflow it, or take for ever
        raise TooLarge(f"{value} is too large")
    with localcontext() as wide:
        wide.prec = 60
        wide.traps[Inexact] = True
        try:
            shifted = number.scaleb(scale) if number else _ZERO
            whole = int(shifted)
            if shifted != whole:
                raise Inexact
        except Inexact:
            raise TooFine(f"{value} has more than {scale} places") from None
    if abs(whole) > LARGEST:
        raise TooLarge(f"{value} is too large")
    return whole


def number(whole: int, scale: int) -> Decimal:
    """The decimal for this many steps of 10**-scale, without trailing noise beyond the scale."""
    return Decimal(whole).scaleb(-scale)


def shown(quantity_steps: int) -> str:
    """A quantity as a sentence says it: no trailing zeros, no exponent."""
    return f"{number(quantity_steps, QUANTITY).normalize():f}"


def divide(numerator: int, denominator: int) -> int:
    """The quotient rounded half up (away from zero), in whole steps. The denominator is positive."""
    sign = -1 if numerator < 0 else 1
    return sign * ((2 * abs(numerator) + denominator) // (2 * denominator))


def quantize(value: Decimal, places: int) -> Decimal:
    """The decimal rounded half up to so many places."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def cents(amount_steps: int, places: int = 2) -> int:
    """An amount in steps rounded half up to whole minor units of a currency with so many places, still in steps."""
    unit = _unit(places)
    return divide(amount_steps, unit) * unit


def extend(quantity_steps: int, price_steps: int, places: int = 2) -> int:
    """Quantity times unit price as an amount in steps, rounded half up once, to the currency's minor unit."""
    unit = _unit(places)
    return divide(quantity_steps * price_steps, 10 ** (QUANTITY + PRICE - AMOUNT) * unit) * unit


def share(value_steps: int, part: int, whole: int, places: int = 2) -> int:
    """The part/whole share of an amount, rounded half up to whole minor units, in steps."""
    unit = _unit(places)
    return divide(value_steps * part, whole * unit) * unit


def percent(amount_steps: int, percent_steps: int, places: int = 2) -> int:
    """So many percent (steps of 10**-4) of an amount, rounded half up once, to the currency's minor unit, in steps."""
    unit = _unit(places)
    return divide(amount_steps * percent_steps, 100 * 10**PERCENT * unit) * unit


def convert(amount_steps: int, rate_steps: int, places: int = 2) -> int:
    """A foreign amount at a rate (steps of 10**-8) as an amount in steps, rounded half up once, to our currency's minor unit."""
    unit = _unit(places)
    return divide(amount_steps * rate_steps, 10**RATE * unit) * unit


def _unit(places: int) -> int:
    """Steps in one minor unit of a currency with so many places."""
    return int(10 ** (AMOUNT - places))
