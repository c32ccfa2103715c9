"""Award a request for quotation: to the best of each line or as chosen, also split; orders follow, and price list entries where wished."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, NamedTuple

from pydantic import Field

from ledgerhouse.documents.purchasing import quotes, requisitions
from ledgerhouse.documents.purchasing.models import Rfq
from ledgerhouse.documents.purchasing.place_orders import PlaceOrder, place_for
from ledgerhouse.documents.purchasing.pricing import NewLine
from ledgerhouse.documents.purchasing.set_prices import ListPrice, SetPrices, set_prices
from ledgerhouse.documents.purchasing.words import RFQ
from ledgerhouse.foundation.links import Ref, around, link
from ledgerhouse.foundation.queries import company
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Code, Quantity
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Changed, Problem, Unreadable, gettext_noop, problem


@dataclass(frozen=True, kw_only=True)
class AwardLine:
    """Who gets a line, or so much of it in the item's base unit."""

    __pydantic_config__ = STRICT

    line: Annotated[int, Field(ge=1)] = field(metadata={"title": gettext_noop("Line")})
    supplier: Code = field(metadata={"title": gettext_noop("Supplier")})
    quantity: Quantity | None = field(default=None, metadata={"title": gettext_noop("Quantity")})


@dataclass(frozen=True, kw_only=True)
class Award:
    """Which request, and who gets what; without lines the best answer of each line. `keep_prices` writes the prices into the price lists."""

    __pydantic_config__ = STRICT

    rfq: Code = field(metadata={"title": gettext_noop("Request for quotation"), "refers": "purchasing.rfqs"})
    keep_prices: bool = field(default=False, metadata={"title": gettext_noop("Keep the prices in the price lists")})
    lines: tuple[AwardLine, ...] = field(default=(), metadata={"title": gettext_noop("Lines")})


@dataclass(frozen=True, kw_only=True)
class Awarded:
    """The numbers of the orders, one a supplier."""

    orders: tuple[str, ...]


class _Won(NamedTuple):
    """A line, the answer that won it, and so many steps."""

    at: int
    line: quotes.LineRef
    quote: quotes.Quote
    quantity: int


@verb("purchasing.award", may="order goods", title=gettext_noop("Award"))
def award(command: Award, ctx: Context) -> Awarded:
    """Place orders with those who win, as drafts, at the prices they quoted. Requisitions behind it count what is ordered."""
    rfq = quotes.load(ctx, command.rfq)
    RFQ.after(rfq.state, "award", name=rfq.number)
    today = ctx.today(company(ctx).timezone)
    won, problems = _choose(command, quotes.lines(ctx, [rfq.id]), quotes.quotes(ctx, [rfq.id]), today)
    if problems:
        raise Unreadable(problems)
    rows = scoped(ctx, Rfq).filter(id=rfq.id, state__in=RFQ.sources("award"))
    if rows.update(state=RFQ.target("award")) != 1:
        raise Changed(name=rfq.number)
    groups: dict[int, list[_Won]] = {}
    for one in won:
        groups.setdefault(one.quote.supplier, []).append(one)
    orders = [_order(rfq, of, today) for of in groups.values()]
    numbers = place_for(ctx, orders, [[f"lines.{one.at}" for one in of] for of in groups.values()])
    taken: dict[int, int] = {}
    for one in won:
        if one.line.request:
            taken[one.line.request] = taken.get(one.line.request, 0) + one.quantity
    requisitions.take_up(taken)
    requested = [ref for ref in around(ctx, Ref("rfq", rfq.number))[0] if ref.kind == "requisition"]
    link(ctx, ((source, Ref("purchase_order", n)) for source in (Ref("rfq", rfq.number), *requested) for n in numbers))
    if command.keep_prices:
        set_prices(SetPrices(prices=tuple(_price(one, today) for one in won)), ctx)
    return Awarded(orders=numbers)


def _choose(
    command: Award, lines: Sequence[quotes.LineRef], answers: Sequence[quotes.Quote], today: date
) -> tuple[list[_Won], list[Problem]]:
    best = quotes.best(answers, today)
    if not command.lines:
        won = [
            _Won(n, line, best[line.id], max(line.quantity, best[line.id].least))
            for n, line in enumerate(lines)
            if line.id in best
        ]
        nobody = gettext_noop("line {line} has no quotation that holds")
        return won, [problem("lines", nobody, line=line.position) for line in lines if line.id not in best]
    by_position = {line.position: line for line in lines}
    by_supplier = {(quote.line, quote.supplier_code): quote for quote in answers}
    won, problems = [], []
    seen: set[tuple[int, str]] = set()
    for n, one in enumerate(command.lines):
        line = by_position.get(one.line)
        quote = by_supplier.get((line.id, one.supplier)) if line else None
        problems += _wrong(n, one, line, quote, today)
        if (one.line, one.supplier) in seen:
            problems.append(problem(f"lines.{n}", gettext_noop("is named twice")))
        seen.add((one.line, one.supplier))
        if line is not None and quote is not None:
            wanted = line.quantity if one.quantity is None else exact.steps(one.quantity, exact.QUANTITY)
            if wanted < quote.least:
                template = gettext_noop("{quantity} {unit} is less than the {least} that {code} quoted for")
                facts = {"quantity": exact.shown(wanted), "unit": line.unit, "least": exact.shown(quote.least)}
                problems.append(problem(f"lines.{n}.quantity", template, code=one.supplier, **facts))
            won.append(_Won(n, line, quote, wanted))
    return won, problems


def _wrong(
    n: int, one: AwardLine, line: quotes.LineRef | None, quote: quotes.Quote | None, today: date
) -> list[Problem]:
    if line is None:
        return [problem(f"lines.{n}.line", gettext_noop("there is no line {line}"), line=one.line)]
    if quote is None:
        template = gettext_noop("{code} has not quoted for line {line}")
        return [problem(f"lines.{n}.supplier", template, code=one.supplier, line=one.line)]
    if not quote.holds(today):
        template = gettext_noop("the quotation of {code} held until {day}")
        return [problem(f"lines.{n}.supplier", template, code=one.supplier, day=quote.valid_until)]
    return []


def _order(rfq: quotes.RfqRef, won: Sequence[_Won], today: date) -> PlaceOrder:
    first, longest = won[0].quote, max(one.quote.lead_days for one in won)
    wanted = [one.line.wanted_on for one in won if one.line.wanted_on]
    return PlaceOrder(
        supplier=first.supplier_code,
        warehouse=rfq.warehouse,
        department=rfq.department,
        currency=first.currency,
        due_on=today + timedelta(days=longest) if longest else min((d for d in wanted if d >= today), default=None),
        lines=tuple(
            NewLine(
                item=one.line.item_code,
                quantity=exact.number(one.quantity, exact.QUANTITY),
                price=exact.number(one.quote.price, exact.PRICE),
                tax_rate=_percent(one.quote),
            )
            for one in won
        ),
    )


def _price(won: _Won, today: date) -> ListPrice:
    return ListPrice(
        supplier=won.quote.supplier_code,
        item=won.line.item_code,
        price=exact.number(won.quote.price, exact.PRICE),
        from_quantity=exact.number(won.quote.least, exact.QUANTITY),
        currency=won.quote.currency,
        valid_from=today,
        valid_until=won.quote.valid_until,
        tax_rate=_percent(won.quote),
    )


def _percent(quote: quotes.Quote) -> Decimal | None:
    return None if quote.tax_rate is None else exact.number(quote.tax_rate, exact.PERCENT)
