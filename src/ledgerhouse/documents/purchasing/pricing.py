"""Lines of orders with everything that follows from what was agreed: quantity, price, tax, and the day they are due."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from ledgerhouse.documents.purchasing.terms import NO_TERMS, Pair, Terms, offers_of, terms_of
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Code, Percent, Price, Quantity
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, gettext_noop, problem
from ledgerhouse.masterdata.catalog.lines import BUY, Asked, Line, understand
from ledgerhouse.masterdata.catalog.price_lists import Offer, best, per_base
from ledgerhouse.masterdata.catalog.tax_rates import tax_rates


@dataclass(frozen=True, kw_only=True)
class NewLine:
    """One item of an order. An empty unit is the item's base unit; the price is per that unit, without tax.

    Without a price the best one of the supplier's list is taken; without a tax rate that of the list or of the item.
    """

    __pydantic_config__ = STRICT

    item: Code = field(metadata={"title": gettext_noop("Item")})
    quantity: Quantity = field(metadata={"title": gettext_noop("Quantity")})
    unit: str = field(default="", metadata={"title": gettext_noop("Unit")})
    price: Price | None = field(default=None, metadata={"title": gettext_noop("Price")})
    tax_rate: Percent | None = field(default=None, metadata={"title": gettext_noop("Tax rate (%)")})


class Wish(NamedTuple):
    """A line as written, with what its order says. `where` is its path in the command; no supplier is 0: the order names an unknown one."""

    where: str
    written: NewLine
    supplier: int
    currency: str
    day: date
    foreign: bool
    round_up: bool


class Priced(NamedTuple):
    """A line as it is ordered: in steps of the base unit, the price per base unit in price steps, the tax in percent steps."""

    item: int
    quantity: int
    price: int
    tax_rate: int
    lead_days: int


def price(ctx: Context, wishes: Sequence[Wish]) -> tuple[list[Priced | None], list[Problem]]:
    """Every line priced, None where something is wrong with it; and what is wrong. A constant number of statements."""
    asked = [Asked(w.where, w.written.item, w.written.quantity, w.written.unit) for w in wishes]
    lines, problems = understand(ctx, asked, BUY)
    pairs = {(w.supplier, line.item.id) for w, line in zip(wishes, lines, strict=True) if line is not None}
    terms = terms_of(ctx, pairs)
    offers = offers_of(ctx, pairs) if any(w.written.price is None or w.written.tax_rate is None for w in wishes) else {}
    rates = tax_rates(ctx, {item for _, item in pairs})
    priced = []
    for wish, line in zip(wishes, lines, strict=True):
        one = None
        if line is not None and wish.supplier:
            one = _priced(wish, line, _Agreed(terms, offers, rates), problems)
        priced.append(one)
    return priced, problems


class _Agreed(NamedTuple):
    terms: Mapping[Pair, Terms]
    offers: Mapping[Pair, Sequence[Offer]]
    rates: Mapping[int, int]


def _priced(wish: Wish, line: Line, agreed: _Agreed, problems: list[Problem]) -> Priced | None:
    pair = wish.supplier, line.item.id
    terms = agreed.terms.get(pair, NO_TERMS)
    quantity = terms.enough(line.quantity) if wish.round_up else line.quantity
    if not terms.fits(quantity):
        problems.append(_unfit(wish, line, terms))
    offer = best(agreed.offers.get(pair, ()), wish.currency, wish.day, quantity)
    if wish.written.price is not None:
        amount = per_base(wish.written.price, wish.written.quantity, line.quantity)
    elif offer is not None:
        amount = offer.price
    else:
        template = gettext_noop("is needed: the supplier has no price in {currency} for {quantity} {unit} on {day}")
        facts = {"currency": wish.currency, "quantity": exact.shown(quantity), "unit": line.item.unit, "day": wish.day}
        problems.append(problem(f"{wish.where}.price", template, **facts))
        return None
    return Priced(line.item.id, quantity, amount, _tax(wish, line, offer, agreed.rates), terms.lead_days)


def _tax(wish: Wish, line: Line, offer: Offer | None, rates: Mapping[int, int]) -> int:
    """As written, as listed, or that of the item's tax class; a supplier abroad charges none: the customs do."""
    if wish.written.tax_rate is not None:
        return exact.steps(wish.written.tax_rate, exact.PERCENT)
    if offer is not None and offer.tax_rate is not None:
        return offer.tax_rate
    return 0 if wish.foreign else rates[line.item.id]


def _unfit(wish: Wish, line: Line, terms: Terms) -> Problem:
    facts = {
        "quantity": exact.shown(line.quantity),
        "unit": line.item.unit,
        "least": exact.shown(terms.least),
        "multiple": exact.shown(terms.multiple),
        "enough": exact.shown(terms.enough(line.quantity)),
    }
    template = gettext_noop("{quantity} {unit} is less than the {least} that can be ordered; {enough} would do")
    if line.quantity >= terms.least:
        template = gettext_noop("{quantity} {unit} is no multiple of {multiple}; {enough} would do")
    return problem(f"{wish.where}.quantity", template, **facts)
