"""Lines of quotations and orders with everything that follows from what was agreed: quantity, price, discount and tax."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from ledgerhouse.documents.sales.amounts import Amounts, Terms, settle, written
from ledgerhouse.documents.sales.price_lists import Pair, offers_of
from ledgerhouse.foundation.organisation.create_company import places_of
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Code, Percent, Price, Quantity
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, gettext_noop, problem
from ledgerhouse.masterdata.catalog.lines import SELL, Asked, Line, understand
from ledgerhouse.masterdata.catalog.price_lists import Offer, best
from ledgerhouse.masterdata.catalog.tax_rates import tax_rates


@dataclass(frozen=True, kw_only=True)
class NewLine:
    """One item of an order. An empty unit is the item's base unit; the price is per that unit, with tax if `taxed` says so.

    Without a price the best one of the price list is taken; without a tax rate that of the list or of the item.
    """

    __pydantic_config__ = STRICT
    item: Code = field(metadata={"title": gettext_noop("Item")})
    quantity: Quantity = field(metadata={"title": gettext_noop("Quantity")})
    unit: str = field(default="", metadata={"title": gettext_noop("Unit")})
    price: Price | None = field(default=None, metadata={"title": gettext_noop("Price")})
    taxed: bool = field(default=False, metadata={"title": gettext_noop("Price with tax")})
    discount: Percent = field(default=Decimal(0), metadata={"title": gettext_noop("Discount (%)")})
    tax_rate: Percent | None = field(default=None, metadata={"title": gettext_noop("Tax rate (%)")})


class Wish(NamedTuple):
    """The lines of one paper. `where` is its path in the command; no customer is 0: the paper names an unknown one.

    Discount and deduction are of the whole paper, in percent and amount steps. Customers abroad pay no tax.
    """

    where: str
    lines: Sequence[NewLine]
    customer: int
    group: int
    currency: str
    day: date
    foreign: bool
    discount: int = 0
    deduction: int = 0


COLUMNS: Final = ("quantity", "list_price", "taxed", "discount", "tax_rate", "price", "amount", "tax")
"""The columns of a line that `Priced.figures` fills."""


class Priced(NamedTuple):
    """A line as it is ordered: the item and the unit it is written in, what was agreed, and what that comes to."""

    item: int
    unit: str
    terms: Terms
    amounts: Amounts

    @property
    def figures(self) -> tuple[int, ...]:
        """What is kept of it besides item, unit and base quantity: the columns `COLUMNS` of a line."""
        t, a = self.terms, self.amounts
        return (t.quantity, t.price, int(t.taxed), t.discount, t.tax_rate, a.price, a.amount, a.tax)


def price(ctx: Context, wishes: Sequence[Wish]) -> tuple[list[list[Priced]], list[Problem]]:
    """The lines of every paper priced, empty where something is wrong; and what is wrong. A constant number of statements."""
    at = [(w, f"{w.where}.lines.{i}", line) for w in wishes for i, line in enumerate(w.lines)]
    lines, problems = understand(
        ctx, [Asked(where, line.item, line.quantity, line.unit) for _, where, line in at], SELL
    )
    agreed = _Agreed(ctx, [(w, line, found) for (w, _, line), found in zip(at, lines, strict=True)])
    terms: dict[str, list[tuple[int, str, Terms]]] = {w.where: [] for w in wishes}
    for (wish, where, line), found in zip(at, lines, strict=True):
        one = agreed.terms(where, wish, line, found, problems) if found is not None and wish.customer else None
        if one is not None and found is not None:
            terms[wish.where].append((found.item.id, line.unit or found.item.unit, one))
    return [_whole(wish, terms[wish.where], problems) for wish in wishes], problems


def _whole(wish: Wish, found: Sequence[tuple[int, str, Terms]], problems: list[Problem]) -> list[Priced]:
    """The amounts of one paper."""
    if not found or len(found) < len(wish.lines):
        return []
    terms, places = [one for _, _, one in found], places_of(wish.currency)
    total = sum(written(terms, wish.discount, places))
    if wish.deduction % 10 ** (exact.AMOUNT - places):
        template = gettext_noop("{amount} is finer than {currency} has places")
        facts = {"amount": exact.number(wish.deduction, exact.AMOUNT), "currency": wish.currency}
        problems.append(problem(f"{wish.where}.deduction", template, **facts))
        return []
    if wish.deduction > total:
        template = gettext_noop("{amount} is more than the {total} of all lines")
        facts = {"amount": exact.number(wish.deduction, exact.AMOUNT), "total": exact.number(total, exact.AMOUNT)}
        problems.append(problem(f"{wish.where}.deduction", template, **facts))
        return []
    amounts = settle(terms, wish.discount, wish.deduction, places)
    return [Priced(item, unit, one, amount) for (item, unit, one), amount in zip(found, amounts, strict=True)]


class _Agreed:
    """Prices and taxes of the items of some lines."""

    def __init__(self, ctx: Context, lines: Sequence[tuple[Wish, NewLine, Line | None]]) -> None:
        known = [(w, line, found.item.id) for w, line, found in lines if found is not None and w.customer]
        asked: set[Pair] = {(w.customer, item) for w, line, item in known if line.price is None}
        self.offers = offers_of(ctx, asked, {w.customer: w.group for w, _, _ in known}) if asked else {}
        bare = {item for w, line, item in known if line.tax_rate is None and not w.foreign}
        self.rates: Mapping[int, int] = tax_rates(ctx, bare) if bare else {}

    def terms(self, where: str, wish: Wish, line: NewLine, found: Line, problems: list[Problem]) -> Terms | None:
        """What was agreed for a line; a problem where there is no price."""
        offer: Offer | None = None
        in_unit = exact.steps(line.quantity, exact.QUANTITY)
        if line.price is not None:
            amount, taxed = exact.steps(line.price, exact.PRICE), line.taxed
        else:
            offer = best(self.offers.get((wish.customer, found.item.id), ()), wish.currency, wish.day, found.quantity)
            if offer is None:
                template = gettext_noop(
                    "is needed: the price list has none in {currency} for {quantity} {unit} on {day}"
                )
                quantity = exact.shown(found.quantity)
                facts = {"currency": wish.currency, "quantity": quantity, "unit": found.item.unit, "day": wish.day}
                problems.append(problem(f"{where}.price", template, **facts))
                return None
            per_unit = offer.exactly * found.quantity / in_unit
            amount, taxed = exact.divide(per_unit.numerator, per_unit.denominator), offer.taxed
        rate = 0 if wish.foreign else self.rates.get(found.item.id, 0)
        if line.tax_rate is not None:
            rate = exact.steps(line.tax_rate, exact.PERCENT)
        elif offer is not None and offer.tax_rate is not None:
            rate = offer.tax_rate
        return Terms(found.quantity, in_unit, amount, exact.steps(line.discount, exact.PERCENT), rate, taxed)
