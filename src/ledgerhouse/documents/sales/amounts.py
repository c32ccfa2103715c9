"""What the lines of an order come to: discounts, deductions and taxes, exact to the last cent (金额, 税额). Plain Python."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from ledgerhouse.kernel import exact

WHOLE: Final = 100 * 10**exact.PERCENT


class Terms(NamedTuple):
    """A line as agreed: the quantity and the price per unit before discounts, in steps of the unit it is written in.

    `base` is the quantity in steps of the base unit; discount and tax are in percent steps. `taxed`: the price includes tax.
    """

    base: int
    quantity: int
    price: int
    discount: int = 0
    tax_rate: int = 0
    taxed: bool = False


class Amounts(NamedTuple):
    """What a line comes to, in amount steps; `price` is the amount without tax per base unit, in price steps."""

    amount: int
    tax: int
    price: int


def written(lines: Sequence[Terms], discount: int, places: int) -> list[int]:
    """What each line comes to as its price is written, after the discounts of line and order; each rounded once."""
    unit = 10 ** (exact.AMOUNT - places)
    found = []
    for line in lines:
        kept = (WHOLE - line.discount) * (WHOLE - discount)
        whole = line.quantity * line.price * kept
        scale = 10 ** (exact.QUANTITY + exact.PRICE - exact.AMOUNT) * WHOLE * WHOLE * unit
        found.append(exact.divide(whole, scale) * unit)
    return found


def settle(lines: Sequence[Terms], discount: int, deduction: int, places: int) -> list[Amounts]:
    """The amounts of all lines of an order; a deduction is shared by what the lines come to, the last cent included.

    From prices with tax the tax is taken out (net = gross / (1 + rate)), so that gross is what was written to the cent.
    """
    as_written = written(lines, discount, places)
    total = sum(as_written)
    found, before, taken = [], 0, 0
    for line, amount in zip(lines, as_written, strict=True):
        before += amount
        share = exact.share(deduction, before, total, places) - taken if total else 0
        taken += share
        found.append(_split(line, amount - share, places))
    return found


def _split(line: Terms, amount: int, places: int) -> Amounts:
    if line.taxed:
        net = exact.share(amount, WHOLE, WHOLE + line.tax_rate, places)
        tax = amount - net
    else:
        net, tax = amount, exact.percent(amount, line.tax_rate, places)
    return Amounts(net, tax, exact.divide(net * 10 ** (exact.QUANTITY + exact.PRICE - exact.AMOUNT), line.base))
