"""Prices of lists, bought or sold at: what holds on a day for a quantity, and prices per base unit. Plain Python."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from ledgerhouse.kernel import exact
from ledgerhouse.kernel.units import Factor


class Offer(NamedTuple):
    """A price of a list, per base unit in price steps, from a quantity in steps of the base unit on. No tax rate is the item's own.

    `taxed` when the price includes tax (含税价). Of several prices, those of the highest `rank` go before all others.
    `exactly` is the price before it is rounded to a step, where a list keeps it.
    """

    currency: str
    from_quantity: int
    valid_from: date
    valid_until: date | None
    price: int
    tax_rate: int | None
    taxed: bool = False
    rank: int = 0
    exactly: Fraction = Fraction(0)

    def holds(self, currency: str, day: date, quantity: int) -> bool:
        """Whether so much can be had at this price on that day."""
        return (
            self.currency == currency
            and self.from_quantity <= quantity
            and self.valid_from <= day
            and (self.valid_until is None or day <= self.valid_until)
        )


def best(offers: Sequence[Offer], currency: str, day: date, quantity: int) -> Offer | None:
    """The lowest price of the highest rank that so much of the item has on that day; of equal ones that agreed last."""
    fit = [offer for offer in offers if offer.holds(currency, day, quantity)]
    return min(fit, key=lambda offer: (-offer.rank, offer.price, -offer.valid_from.toordinal()), default=None)


def per_base(written: Decimal, quantity: Decimal, base: int) -> int:
    """The price per base unit, rounded half up to six places when the line is in another unit."""
    steps, in_unit = exact.steps(written, exact.PRICE), exact.steps(quantity, exact.QUANTITY)
    return steps if in_unit == base else exact.divide(steps * in_unit, base)


def listed(price: Decimal, factor: Factor) -> int:
    """A price per unit of a list as one per base unit, in price steps."""
    return exact.divide(exact.steps(price, exact.PRICE) * factor.denominator, factor.numerator)


def exactly(price: Decimal, factor: Factor) -> Fraction:
    """The same without rounding."""
    return Fraction(exact.steps(price, exact.PRICE) * factor.denominator, factor.numerator)


def from_base(least: Decimal, factor: Factor) -> int:
    """From how many steps of the base unit on a quantity in another unit is reached."""
    return -(-exact.steps(least, exact.QUANTITY) * factor.numerator // factor.denominator)
