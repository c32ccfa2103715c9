"""Book a business event by the posting rules: an invoice, a payment, a tax, as long as no paper of its own does."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from pydantic import Field

from ledgerhouse.foundation import numbering
from ledgerhouse.foundation.queries import company, departments_by_code
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Amount, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Refused, Unreadable, gettext_noop, problem
from ledgerhouse.ledgers.books import periods, queries, rates
from ledgerhouse.ledgers.books.voucher_words import month_of
from ledgerhouse.ledgers.books.words import Booking, Worth
from ledgerhouse.masterdata.partners.queries import partners_by_code
from ledgerhouse.masterdata.sites.queries import warehouses_by_code
from ledgerhouse.posting.money import book

KIND = gettext_noop("Business event")


class NothingBooked(Refused):
    """No rule of the event books any of these amounts."""

    code = "nothing-booked"
    template = gettext_noop("No posting rule of “{event}” books these amounts.")
    status = 422


@dataclass(frozen=True, kw_only=True)
class EventAmount:
    """So much of one kind: net, tax, gross, estimate … With a category a rule may send it to that category's account."""

    __pydantic_config__ = STRICT

    kind: Annotated[str, Field(pattern=r"^[a-z][a-z_]*$", max_length=20)] = field(
        metadata={"title": gettext_noop("Kind of amount")}
    )
    amount: Amount = field(metadata={"title": gettext_noop("Amount")})
    category: str = field(default="", metadata={"title": gettext_noop("Category")})


@dataclass(frozen=True, kw_only=True)
class BookEvent:
    """An event with its amounts. With a currency they are in it, at the rate of the day."""

    __pydantic_config__ = STRICT

    event: Annotated[str, Field(pattern=r"^[a-z][a-z_]*$", max_length=40)] = field(
        metadata={"title": gettext_noop("Event")}
    )
    document: Annotated[str, Field(max_length=60)] = field(default="", metadata={"title": gettext_noop("Document")})
    day: date | None = field(default=None, metadata={"title": gettext_noop("Date")})
    partner: str = field(default="", metadata={"title": gettext_noop("Partner")})
    department: str = field(default="", metadata={"title": gettext_noop("Department")})
    warehouse: str = field(default="", metadata={"title": gettext_noop("Warehouse")})
    cause: Annotated[str, Field(max_length=100)] = field(default="", metadata={"title": gettext_noop("Reason")})
    currency: Annotated[str, Field(pattern=r"^([A-Z]{3})?$")] = field(
        default="", metadata={"title": gettext_noop("Currency")}
    )
    amounts: Annotated[tuple[EventAmount, ...], Field(min_length=1)] = field(
        metadata={"title": gettext_noop("Amounts")}
    )


@dataclass(frozen=True, kw_only=True)
class EventBooked:
    """The journal entry, and the document it is under."""

    entry: Code
    document: Code


@verb("finance.book_event", may="write vouchers", title=gettext_noop("Book a business event"))
def book_event(command: BookEvent, ctx: Context) -> EventBooked:
    """Book an event into the journal by its posting rules. A closed period is refused by name."""
    ctx.require(ctx.acting, company=ctx.company, warehouse=0)
    own = company(ctx)
    day = command.day or ctx.today(own.timezone)
    partners = partners_by_code(ctx, {command.partner} - {""})
    departments = departments_by_code(ctx, {command.department} - {""})
    sites = warehouses_by_code(ctx, {command.warehouse} - {""})
    problems = _unknown(command, {"partner": partners, "department": departments, "warehouse": sites})
    foreign = command.currency if command.currency != own.currency else ""
    places = exact.AMOUNT if foreign else own.currency_places
    problems += [
        problem(f"amounts.{n}.amount", gettext_noop("has an amount finer than the currency"))
        for n, one in enumerate(command.amounts)
        if exact.quantize(one.amount, places) != one.amount
    ]
    if not queries.has_rules(ctx, command.event):
        problems.append(problem("event", gettext_noop("has no posting rules")))
    if problems:
        raise Unreadable(problems)
    periods.hold_open(ctx, [month_of(day)])
    rate = rates.rates_on(ctx, [(foreign, day)])[foreign, day] if foreign else 0
    number = command.document or numbering.take(ctx, "business_event", 1, day)[0]
    booking = Booking(
        movement=0,
        warehouse=sites[command.warehouse].id if command.warehouse else 0,
        event=command.event,
        paper="business_event",
        number=number,
        business_date=day,
        worth=tuple(Worth(a.category, a.kind, exact.steps(a.amount, exact.AMOUNT)) for a in command.amounts),
        partner=partners[command.partner].id if command.partner else 0,
        department=departments.get(command.department, 0),
        place=command.warehouse,
        why=command.cause,
        currency=foreign,
        rate=rate,
    )
    (entry,) = book(ctx, [booking])
    if not entry:
        raise NothingBooked(event=command.event)
    return EventBooked(entry=str(entry), document=number)


def _unknown(command: BookEvent, known: Mapping[str, Mapping[str, object]]) -> list[Problem]:
    return [
        problem(name, gettext_noop("there is no {code}"), code=code)
        for name, found in known.items()
        if (code := getattr(command, name)) and code not in found
    ]
