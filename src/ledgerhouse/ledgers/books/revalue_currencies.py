"""Revalue what is open in foreign currencies at the rate of the period's end (期末调汇)."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from django.db.models import Sum

from ledgerhouse.foundation.queries import company
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Month
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Refused, Unreadable, gettext_noop, problem
from ledgerhouse.ledgers.books import periods, vouchers
from ledgerhouse.ledgers.books.carry_forward import account_of, all_posted
from ledgerhouse.ledgers.books.models import Account, AccountRole, ExchangeRate, Turnover
from ledgerhouse.ledgers.books.voucher_words import Line, Origin
from ledgerhouse.ledgers.books.words import RESULTS, Role

REVALUED: Final = "期末调汇"
NOT_MONEY: Final = (Role.PREPAYMENT, Role.ADVANCE)
"""What was paid or got in advance will be settled in goods: it keeps the rate of its day."""
KEY: Final = ("account_id", "partner", "department", "item", "currency")


class NothingToRevalue(Refused):
    """Every foreign balance stands at the closing rate already, or there is none."""

    code = "nothing-to-revalue"
    template = gettext_noop("What is open in foreign currencies in period {period} is at its closing rate already.")


class Open(NamedTuple):
    """What an account holds of a currency, debit less credit in steps: in the currency, and in our own money as booked."""

    account: int
    partner: int
    department: int
    item: int
    currency: str
    original: int
    booked: int


@dataclass(frozen=True, kw_only=True)
class RevalueCurrencies:
    """Which period. Ask for a dry run to look at it first."""

    __pydantic_config__ = STRICT

    month: Month = field(metadata={"title": gettext_noop("Period")})


@dataclass(frozen=True, kw_only=True)
class Revalued:
    """One account in one currency: what is open in it, our own money before and after."""

    account: str
    currency: str
    original: Decimal
    before: Decimal
    after: Decimal


@dataclass(frozen=True, kw_only=True)
class CurrenciesRevalued:
    """The voucher's number, the gain (below zero: the loss), and every account that changed."""

    number: str
    gain: Decimal
    accounts: tuple[Revalued, ...]


@verb("books.revalue_currencies", may="write vouchers", title=gettext_noop("Revalue foreign currencies"))
def revalue_currencies(command: RevalueCurrencies, ctx: Context) -> CurrenciesRevalued:
    """Write the voucher that brings foreign balances of money, receivables and payables to the closing rate; approved and posted like any other.

    Refused: a closed period, vouchers that are not posted, a currency without a rate of the period, nothing to revalue.
    """
    ctx.require(ctx.acting, company=ctx.company, warehouse=0)
    periods.check_month(command.month)
    all_posted(ctx, command.month)
    year, month = divmod(command.month, 100)
    day = date(year, month, monthrange(year, month)[1])
    balances = _open(ctx, command.month)
    rates = _closing_rates(ctx, {b.currency for b in balances}, day)
    lines = revaluation(balances, rates, account_of(ctx, Role.EXCHANGE), company(ctx).currency_places)
    if not lines:
        raise NothingToRevalue(period=command.month)
    number = vouchers.write(ctx, [vouchers.Draft(command.month, day, lines, origin=Origin.CLOSING)])[0]
    return _answer(number, balances, rates, company(ctx).currency_places)


def revaluation(balances: Sequence[Open], rates: Mapping[str, int], exchange: int, places: int) -> list[Line]:
    """The lines that bring each balance to its rate, and the gain or loss of all together. Nothing changes in the currencies themselves. Pure."""
    lines, gain = [], 0
    for b in balances:
        more = exact.convert(b.original, rates[b.currency], places) - b.booked
        if more:
            gain += more
            sides = (more, 0) if more > 0 else (0, -more)
            line = Line(b.account, *sides, REVALUED, b.partner, b.department, b.item)
            lines.append(line._replace(currency=b.currency, rate=rates[b.currency]))
    if gain:
        lines.append(Line(exchange, *((0, gain) if gain > 0 else (-gain, 0)), REVALUED))
    return lines


def _open(ctx: Context, month: int) -> list[Open]:
    """Foreign balances of accounts of money and debts, by account and dimension; those that were settled too: rounding may have left cents."""
    advance = AccountRole.objects.filter(company_id=ctx.company, role__in=NOT_MONEY).values("account_id")
    rows = Turnover.objects.filter(company_id=ctx.company, month__lte=month, account__currency=True)
    rows = rows.exclude(currency="").exclude(account__kind__in=RESULTS).exclude(account__in=advance)
    sums = rows.order_by().values(*KEY).annotate(d=Sum("debit"), c=Sum("credit"), o=Sum("original"))
    return [
        Open._make(
            (
                *(row[name] for name in KEY),
                exact.steps(row["o"], exact.AMOUNT),
                exact.steps(row["d"] - row["c"], exact.AMOUNT),
            )
        )
        for row in sums.order_by("account__code", *KEY[1:])
    ]


def _closing_rates(ctx: Context, currencies: set[str], day: date) -> dict[str, int]:
    """The last rate of each currency in the period that ends on this day. An older one is no closing rate. One statement."""
    rows = scoped(ctx, ExchangeRate).filter(currency__in=currencies, day__gte=day.replace(day=1), day__lte=day)
    rates = {
        currency: exact.steps(rate, exact.RATE)
        for currency, rate in rows.order_by("day").values_list("currency", "rate")
    }
    template = gettext_noop("there is no exchange rate of {currency} in {month}; set the one of its last day first")
    problems: list[Problem] = [
        problem("month", template, currency=currency, month=day.year * 100 + day.month)
        for currency in sorted(currencies - rates.keys())
    ]
    if problems:
        raise Unreadable(problems)
    return rates


def _answer(number: str, balances: Sequence[Open], rates: Mapping[str, int], places: int) -> CurrenciesRevalued:
    codes = dict(Account.objects.filter(id__in={b.account for b in balances}).values_list("id", "code"))
    sums: dict[tuple[str, str], list[int]] = {}
    for b in balances:
        found = sums.setdefault((codes[b.account], b.currency), [0, 0, 0])
        for at, steps in enumerate((b.original, b.booked, exact.convert(b.original, rates[b.currency], places))):
            found[at] += steps
    accounts = tuple(
        Revalued(
            account=account,
            currency=currency,
            original=exact.number(original, exact.AMOUNT),
            before=exact.number(before, exact.AMOUNT),
            after=exact.number(after, exact.AMOUNT),
        )
        for (account, currency), (original, before, after) in sums.items()
        if before != after
    )
    return CurrenciesRevalued(
        number=number, gain=sum((a.after - a.before for a in accounts), Decimal(0)), accounts=accounts
    )
