"""Carry income and expenses of a period forward to the profit of the year (结转损益)."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Sum

from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Month
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, Refused, gettext_noop
from ledgerhouse.ledgers.books import periods, vouchers
from ledgerhouse.ledgers.books.models import AccountRole, Turnover, Voucher
from ledgerhouse.ledgers.books.voucher_words import VOUCHER, Line, Origin
from ledgerhouse.ledgers.books.words import RESULTS, Role

CARRIED = "结转本期损益"
YEAR_CARRIED = "结转本年利润"
DIMENSIONS = ("account_id", "partner", "department", "item")


class NotAllPosted(Refused):
    """What is not posted could not be carried forward."""

    code = "not-all-posted"
    template = gettext_noop("{count} vouchers up to period {period} are not posted yet, first {first}.")


class NothingToCarry(Refused):
    """Income and expenses are carried forward already, or there were none."""

    code = "nothing-to-carry"
    template = gettext_noop("Income and expenses of period {period} are zero already.")


@dataclass(frozen=True, kw_only=True)
class CarryForward:
    """Which period; at the end of the year also the profit itself, to its appropriation."""

    __pydantic_config__ = STRICT

    month: Month = field(metadata={"title": gettext_noop("Period")})
    year_end: bool = field(default=False, metadata={"title": gettext_noop("Close the year")})


@dataclass(frozen=True, kw_only=True)
class CarriedForward:
    """The voucher's number."""

    number: str


@verb("books.carry_forward", may="write vouchers", title=gettext_noop("Carry profit and loss forward"))
def carry_forward(command: CarryForward, ctx: Context) -> CarriedForward:
    """Write the voucher that empties every account of income and expense into the profit of the year. It is approved and posted like any other."""
    ctx.require(ctx.acting, company=ctx.company, warehouse=0)
    periods.check_month(command.month)
    all_posted(ctx, command.month)
    profit = account_of(ctx, Role.PROFIT)
    open_results = _balances(ctx, command.month, account__kind__in=RESULTS)
    lines = carried(open_results, profit)
    if command.year_end:
        so_far = sum(net for *_, net in _balances(ctx, command.month, account_id=profit))
        result = so_far + sum(net for *_, net in open_results)
        appropriation = account_of(ctx, Role.APPROPRIATION)
        lines += _pair(profit, appropriation, -result, YEAR_CARRIED) if result else []
    if not lines:
        raise NothingToCarry(period=command.month)
    year, month = divmod(command.month, 100)
    day = date(year, month, monthrange(year, month)[1])
    draft = vouchers.Draft(command.month, day, lines, origin=Origin.CLOSING)
    return CarriedForward(number=vouchers.write(ctx, [draft])[0])


def carried(balances: Sequence[tuple[int, int, int, int, int]], profit: int) -> list[Line]:
    """The lines that empty these balances, (account, partner, department, item, debit less credit), into one account. Pure.

    A credit balance (income) is debited, a debit balance (expense) credited; what comes together goes to the profit on the other side.
    """
    debits = [Line(a, -net, 0, CARRIED, p, d, i) for a, p, d, i, net in balances if net < 0]
    credited = [Line(a, 0, net, CARRIED, p, d, i) for a, p, d, i, net in balances if net > 0]
    income, expense = sum(line.debit for line in debits), sum(line.credit for line in credited)
    lines = [*debits, Line(profit, 0, income, CARRIED)] if income else []
    return lines + ([Line(profit, expense, 0, CARRIED), *credited] if expense else [])


def account_of(ctx: Context, role: Role) -> int:
    """The account that plays a role for all goods. Refuses with `NotFound`."""
    found = AccountRole.objects.filter(company_id=ctx.company, role=role, category="").values_list(
        "account_id", flat=True
    )
    account = found.first()
    if account is None:
        raise NotFound(kind=gettext_noop("account"), name=role)
    return account


def _pair(debit: int, credit: int, amount: int, says: str) -> list[Line]:
    """Debit the one, credit the other; the other way round when the amount is below zero (a loss)."""
    if amount < 0:
        debit, credit, amount = credit, debit, -amount
    return [Line(debit, amount, 0, says), Line(credit, 0, amount, says)]


def _balances(ctx: Context, month: int, **which: object) -> list[tuple[int, int, int, int, int]]:
    """What these accounts hold up to a period by dimension: debit less credit in steps, zeros left out."""
    rows = Turnover.objects.filter(company_id=ctx.company, month__lte=month, **which).order_by()
    sums = rows.values(*DIMENSIONS).annotate(d=Sum("debit"), c=Sum("credit")).order_by("account__code", *DIMENSIONS[1:])
    nets = [(*(row[name] for name in DIMENSIONS), exact.steps(row["d"] - row["c"], exact.AMOUNT)) for row in sums]
    return [net for net in nets if net[-1]]


def all_posted(ctx: Context, month: int) -> None:
    """Refuse with `NotAllPosted` while vouchers up to a period wait."""
    open_ones = Voucher.objects.filter(company_id=ctx.company, month__lte=month)
    waiting = open_ones.exclude(state__in=(VOUCHER.target("post"), VOUCHER.target("void")))
    numbers = list(waiting.order_by("number").values_list("number", flat=True))
    if numbers:
        raise NotAllPosted(count=len(numbers), period=month, first=numbers[0])
