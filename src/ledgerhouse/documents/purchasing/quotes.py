"""What suppliers were asked and have answered, side by side: read in bulk, compared in plain Python."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from ledgerhouse.documents.purchasing.models import QuotationLine, Rfq, RfqLine
from ledgerhouse.foundation.dialect import one_of
from ledgerhouse.foundation.organisation.create_company import places_of
from ledgerhouse.foundation.queries import company
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, gettext_noop
from ledgerhouse.ledgers.books.rates import known_rates


class RfqRef(NamedTuple):
    """A request for quotation; no department is an empty code."""

    id: int
    number: str
    state: str
    warehouse: str
    department: str


class LineRef(NamedTuple):
    """A line that suppliers are asked for, in steps."""

    id: int
    rfq: int
    position: int
    item: int
    item_code: str
    name: str
    unit: str
    quantity: int
    wanted_on: date | None
    request: int


class Quote(NamedTuple):
    """One supplier's answer for one line, in steps. `total` is what the line costs in our own money; None when nobody knows the rate."""

    line: int
    supplier: int
    supplier_code: str
    supplier_name: str
    currency: str
    price: int
    tax_rate: int | None
    least: int
    lead_days: int
    valid_until: date | None
    quantity: int
    total: int | None

    def holds(self, day: date) -> bool:
        """Whether the supplier still stands by it."""
        return self.valid_until is None or day <= self.valid_until


def load(ctx: Context, number: str) -> RfqRef:
    """One request. Refuses with `NotFound` outside the asker's scope."""
    rows = scoped(ctx, Rfq).filter(number=number)
    row = rows.values_list("id", "number", "state", "warehouse__code", "department__code").first()
    if row is None:
        raise NotFound(kind=gettext_noop("request for quotation"), name=number)
    return RfqRef._make((*row[:4], row[4] or ""))


def lines(ctx: Context, rfqs: Iterable[int]) -> list[LineRef]:
    """The lines of these requests, by request and position."""
    rows = scoped(ctx, RfqLine).filter(rfq_id__in=one_of(set(rfqs))).order_by("rfq_id", "position")
    paths = ("id", "rfq_id", "position", "item_id", "item__code", "item__name", "item__unit__code")
    return [
        LineRef._make((*row[:7], exact.steps(row[7], exact.QUANTITY), *row[8:]))
        for row in rows.values_list(*paths, "quantity", "wanted_on", "request")
    ]


def quotes(ctx: Context, rfqs: Iterable[int]) -> list[Quote]:
    """The answers to these requests, by line and supplier, each with what the line would cost. Three statements."""
    rows = scoped(ctx, QuotationLine).filter(quotation__rfq_id__in=one_of(set(rfqs)))
    paths = ("line_id", "quotation__supplier_id", "quotation__supplier__code", "quotation__supplier__name")
    more = (
        "quotation__currency",
        "price",
        "tax_rate",
        "least",
        "lead_days",
        "quotation__valid_until",
        "line__quantity",
    )
    found = list(rows.order_by("line__position", "quotation__supplier__code").values_list(*paths, *more))
    own = company(ctx)
    today = ctx.today(own.timezone)
    rates = known_rates(ctx, {(row[4], today) for row in found if row[4] != own.currency})
    return [_quote(row, own.currency, own.currency_places, rates.get((row[4], today))) for row in found]


def _quote(row: Sequence[object], own: str, places: int, rate: int | None) -> Quote:
    line, supplier, code, name, currency, price, tax_rate, least, days, until, quantity = row
    unit, wanted = exact.steps(str(price), exact.PRICE), exact.steps(str(quantity), exact.QUANTITY)
    smallest = exact.steps(str(least), exact.QUANTITY)
    total: int | None = exact.extend(max(wanted, smallest), unit, places_of(str(currency)))
    if currency != own:
        total = exact.convert(total or 0, rate, places) if rate is not None else None
    tax = None if tax_rate is None else exact.steps(str(tax_rate), exact.PERCENT)
    values = (line, supplier, code, name, currency, unit, tax, smallest, days, until, wanted, total)
    return Quote._make(values)


def best(answers: Iterable[Quote], day: date) -> dict[int, Quote]:
    """Per line the answer that costs least in our own money, counting the least quantity; of equal ones the faster. Pure."""
    found: dict[int, Quote] = {}
    for quote in answers:
        if quote.holds(day) and quote.total is not None:
            known = found.get(quote.line)
            if known is None or (quote.total, quote.lead_days) < (known.total, known.lead_days):
                found[quote.line] = quote
    return found
