"""Say what foreign currencies are worth."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.queries import company
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem
from ledgerhouse.ledgers.books.models import ExchangeRate

Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Rate = Annotated[Decimal, Field(gt=0, max_digits=16, decimal_places=8)]


@dataclass(frozen=True, kw_only=True)
class NewRate:
    """What one unit of a currency is in ours, from this day on."""

    __pydantic_config__ = STRICT

    currency: Currency = field(metadata={"title": gettext_noop("Currency")})
    day: date = field(metadata={"title": gettext_noop("From")})
    rate: Rate = field(metadata={"title": gettext_noop("Exchange rate")})


@dataclass(frozen=True, kw_only=True)
class SetRates:
    """Rates; one of a day that has one already replaces it for what is booked from now on."""

    __pydantic_config__ = STRICT

    rates: tuple[NewRate, ...] = field(metadata={"title": gettext_noop("Exchange rates")})


@dataclass(frozen=True, kw_only=True)
class RatesSet:
    """How many rates were set."""

    rates: int


@verb("books.set_rates", may="set exchange rates", title=gettext_noop("Set exchange rates"))
def set_rates(command: SetRates, ctx: Context) -> RatesSet:
    """Set exchange rates by currency and day. What is booked keeps the rate it was booked at."""
    own = company(ctx).currency
    problems = [
        problem(f"rates.{n}.currency", gettext_noop("is the company's own currency"))
        for n, new in enumerate(command.rates)
        if new.currency == own
    ]
    if problems:
        raise Unreadable(problems)
    fresh = {(new.currency, new.day): new.rate for new in command.rates}
    rows = ExchangeRate.objects.filter(company_id=ctx.company, currency__in={c for c, _ in fresh})
    known = {(row.currency, row.day): row for row in rows}
    there = {row.id for row in known.values()}
    changes = []
    for (currency, day), rate in fresh.items():
        row = known.get((currency, day)) or ExchangeRate(company_id=ctx.company, currency=currency, day=day)
        before = {"rate": row.rate} if row.id in there else {}
        action = "change" if before else "create"
        changes.append(audit.Change("exchange_rate", row.id, f"{currency} {day}", action, before, {"rate": rate}))
        row.rate = rate
        known[currency, day] = row
    made = [known[key] for key in fresh]
    ExchangeRate.objects.bulk_create(row for row in made if row.id not in there)
    ExchangeRate.objects.bulk_update([row for row in made if row.id in there], ["rate"])
    audit.record(ctx, changes)
    return RatesSet(rates=len(made))
