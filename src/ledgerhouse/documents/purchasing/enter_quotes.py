"""Enter what a supplier answers to a request for quotation: prices, least quantities, lead times; or that they decline."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.purchasing import quotes
from ledgerhouse.documents.purchasing.models import Quotation, QuotationLine
from ledgerhouse.documents.purchasing.words import QUOTATION, RFQ
from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Code, Currency, Percent, Price, QuantityOrNone
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Changed, NotFound, Problem, Unreadable, WrongState, gettext_noop, problem
from ledgerhouse.masterdata.catalog.lines import MOVE, Asked, Line, understand
from ledgerhouse.masterdata.catalog.price_lists import per_base


@dataclass(frozen=True, kw_only=True)
class QuotedLine:
    """The price of a line without tax per `unit` (empty: base unit), from a least quantity in that unit on, so many days after the order."""

    __pydantic_config__ = STRICT

    line: Annotated[int, Field(ge=1)] = field(metadata={"title": gettext_noop("Line")})
    price: Price = field(metadata={"title": gettext_noop("Price")})
    unit: str = field(default="", metadata={"title": gettext_noop("Unit")})
    least: QuantityOrNone = field(default=Decimal(0), metadata={"title": gettext_noop("Minimum order quantity")})
    lead_days: Annotated[int, Field(ge=0, le=999)] = field(
        default=0, metadata={"title": gettext_noop("Lead time (days)")}
    )
    tax_rate: Percent | None = field(default=None, metadata={"title": gettext_noop("Tax rate (%)")})


@dataclass(frozen=True, kw_only=True)
class EnterQuotes:
    """One supplier's whole answer; what was entered of them before is replaced. No lines: they decline."""

    __pydantic_config__ = STRICT

    rfq: Code = field(metadata={"title": gettext_noop("Request for quotation"), "refers": "purchasing.rfqs"})
    supplier: Code = field(metadata={"title": gettext_noop("Supplier")})
    currency: Currency = field(default="", metadata={"title": gettext_noop("Currency")})
    valid_until: date | None = field(default=None, metadata={"title": gettext_noop("Valid until")})
    reference: Annotated[str, Field(max_length=60)] = field(
        default="", metadata={"title": gettext_noop("Supplier's reference")}
    )
    lines: tuple[QuotedLine, ...] = field(default=(), metadata={"title": gettext_noop("Lines")})


@dataclass(frozen=True, kw_only=True)
class QuotesEntered:
    """How many lines the answer has, and how many of the asked suppliers have not answered yet."""

    lines: int
    waiting: int


@verb("purchasing.enter_quotes", may="order goods", title=gettext_noop("Enter quotation"))
def enter_quotes(command: EnterQuotes, ctx: Context) -> QuotesEntered:
    """Write one supplier's answer. Constant statements."""
    rfq = quotes.load(ctx, command.rfq)
    if rfq.state != RFQ.start:
        raise WrongState(name=rfq.number, state=rfq.state, verb="quote")
    asked = scoped(ctx, Quotation).filter(rfq_id=rfq.id)
    row = asked.select_for_update().filter(supplier__code=command.supplier).first()
    if row is None:
        raise NotFound(kind=gettext_noop("quotation"), name=f"{rfq.number} {command.supplier}")
    step = "quote" if command.lines else "decline"
    state = QUOTATION.after(row.state, step, name=f"{rfq.number} {command.supplier}")
    known = {line.position: line for line in quotes.lines(ctx, [rfq.id])}
    read, problems = _read(ctx, command.lines, known)
    if problems:
        raise Unreadable(problems)
    facts = {"valid_until": command.valid_until, "reference": command.reference}
    facts |= {"currency": command.currency} if command.currency else {}
    who = {"entered_by": ctx.user, "entered_at": ctx.now}
    if Quotation.objects.filter(id=row.id, state=row.state).update(state=state, **facts, **who) != 1:
        raise Changed(name=rfq.number)
    QuotationLine.objects.filter(quotation=row).delete()
    names = ("id", "line_id", "price", "least", "lead_days", "tax_rate")
    data = [(i, *values) for i, values in zip(new_ids(len(read)), read, strict=True)]
    columns = dict.fromkeys(names, "int")
    dialect.insert("purchasing_quotationline", columns, data, constants={"quotation_id": row.id})  # type: ignore[arg-type]
    return QuotesEntered(lines=len(read), waiting=asked.filter(state=QUOTATION.start).count())


def _read(
    ctx: Context, written: Sequence[QuotedLine], known: Mapping[int, quotes.LineRef]
) -> tuple[list[tuple[int, int, int, int, int | None]], list[Problem]]:
    """The lines in ids and steps of base units, and what is wrong with them."""
    problems, asked, fit = [], [], []
    seen: set[int] = set()
    for n, one in enumerate(written):
        if one.line not in known:
            template = gettext_noop("there is no line {line}")
            problems.append(problem(f"lines.{n}.line", template, line=one.line))
        elif one.line in seen:
            problems.append(problem(f"lines.{n}.line", gettext_noop("is named twice")))
        else:
            fit.append(one)
            asked.append(Asked(f"lines.{n}", known[one.line].item_code, one.least or Decimal(1), one.unit))
        seen.add(one.line)
    lines, more = understand(ctx, asked, MOVE)
    read = [_row(one, line, known[one.line].id) for one, line in zip(fit, lines, strict=True) if line is not None]
    return read, problems + more


def _row(one: QuotedLine, line: Line, identifier: int) -> tuple[int, int, int, int, int | None]:
    price = per_base(one.price, one.least or Decimal(1), line.quantity)
    tax = None if one.tax_rate is None else exact.steps(one.tax_rate, exact.PERCENT)
    return identifier, price, line.quantity if one.least else 0, one.lead_days, tax
