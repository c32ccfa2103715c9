"""Lists of how the books are set up: the chart, roles, posting rules, voucher policies, exchange rates, periods."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Concat

from ledgerhouse.foundation.listing import column, listing
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.books.models import Account, AccountRole, ExchangeRate, Period, PostingRule, VoucherPolicy
from ledgerhouse.ledgers.books.starting_rules import Amount
from ledgerhouse.ledgers.books.voucher_words import Summary
from ledgerhouse.ledgers.books.words import Kind, Role, Side, Style

SEE = "see books"


@dataclass(frozen=True)
class ChartRow:
    """One account of the chart."""

    code: str = column(gettext_noop("Code"), kind="code", link="account")
    name: str = column(gettext_noop("Name"))
    kind: Kind = column(gettext_noop("Kind of account"))
    side: Side = column(gettext_noop("Normal side"))
    leaf: bool = column(gettext_noop("May be booked"), kind="yes_no")
    dimensions: str = column(gettext_noop("Auxiliary dimensions"))
    cash: bool = column(gettext_noop("Cash or bank"), kind="yes_no")
    currency: bool = column(gettext_noop("In foreign currencies"), kind="yes_no")
    quantity: bool = column(gettext_noop("With quantities"), kind="yes_no")
    active: bool = column(gettext_noop("Active"), kind="yes_no")


@dataclass(frozen=True)
class ChartFilter:
    """Which accounts."""

    kind: Kind | None = None
    leaf: bool | None = None
    active: bool | None = None


@listing(
    "books.chart",
    title=gettext_noop("Chart of accounts"),
    see=SEE,
    row=ChartRow,
    search=("code", "name"),
    order="code",
    verbs=("books.add_account",),
)
def chart(ctx: Context, where: ChartFilter) -> "QuerySet[Account]":
    """The accounts of the company (会计科目)."""
    wanted = {"kind": where.kind, "leaf": where.leaf, "active": where.active}
    return scoped(ctx, Account).filter(**{name: value for name, value in wanted.items() if value is not None})


@dataclass(frozen=True)
class RoleRow:
    """Which account plays a role."""

    role: Role = column(gettext_noop("Account role"))
    category: str = column(gettext_noop("Category"), kind="code")
    account: str = column(gettext_noop("Account"), path="account__code", kind="code", link="account")
    name: str = column(gettext_noop("Name"), path="account__name")


@dataclass(frozen=True)
class RoleFilter:
    """Which roles."""

    role: Role | None = None
    account: str = ""


@listing(
    "books.roles",
    title=gettext_noop("Account roles"),
    see=SEE,
    row=RoleRow,
    search=("role", "account__code", "account__name"),
    order="account",
    verbs=("books.map_role",),
)
def roles(ctx: Context, where: RoleFilter) -> "QuerySet[AccountRole]":
    """Which account plays which role, for all goods or for one category."""
    rows = scoped(ctx, AccountRole)
    rows = rows.filter(role=where.role) if where.role else rows
    return rows.filter(account__code=where.account) if where.account else rows


@dataclass(frozen=True)
class RuleRow:
    """One debit-credit pair of an event."""

    event: str = column(gettext_noop("Event"), kind="state")
    sequence: int = column(gettext_noop("Sequence"), kind="number")
    debit: Role = column(gettext_noop("Debit"))
    credit: Role = column(gettext_noop("Credit"))
    amount: Amount = column(gettext_noop("Amount"))
    red: bool = column(gettext_noop("Red entry"), kind="yes_no")
    style: Style = column(gettext_noop("Sides"))
    condition: str = column(gettext_noop("Condition"))
    dimensions: str = column(gettext_noop("Auxiliary dimensions"))
    explanation: str = column(gettext_noop("Narration"))
    active: bool = column(gettext_noop("Active"), kind="yes_no")
    number: str = column(gettext_noop("Posting rule"), path="named", kind="code", link="posting_rule")


@dataclass(frozen=True)
class RuleFilter:
    """Which rules."""

    event: str = ""
    active: bool | None = None


@listing(
    "books.rules",
    title=gettext_noop("Posting rules"),
    see=SEE,
    row=RuleRow,
    search=("event", "explanation", "debit", "credit"),
    order="number",
    verbs=("books.add_rule",),
)
def rules(ctx: Context, where: RuleFilter) -> "QuerySet[PostingRule]":
    """Posting rules as data: which event books which accounts."""
    rows = scoped(ctx, PostingRule).annotate(
        named=Concat("event", Value(" "), Cast("sequence", CharField(max_length=6)), output_field=CharField())
    )
    rows = rows.filter(event=where.event) if where.event else rows
    return rows.filter(active=where.active) if where.active is not None else rows


@dataclass(frozen=True)
class PolicyRow:
    """How an event becomes vouchers."""

    event: str = column(gettext_noop("Event"), kind="state")
    summary: Summary = column(gettext_noop("Vouchers"))


@dataclass(frozen=True)
class PolicyFilter:
    """Which policies."""

    event: str = ""


@listing(
    "books.policies",
    title=gettext_noop("Voucher policies"),
    see=SEE,
    row=PolicyRow,
    order="event",
    verbs=("books.set_voucher_policy",),
)
def policies(ctx: Context, where: PolicyFilter) -> "QuerySet[VoucherPolicy]":
    """How journal entries become vouchers; events without a line make one voucher per document."""
    rows = scoped(ctx, VoucherPolicy)
    return rows.filter(event=where.event) if where.event else rows


@dataclass(frozen=True)
class RateRow:
    """What a currency is worth from a day on."""

    currency: str = column(gettext_noop("Currency"), kind="code")
    day: date = column(gettext_noop("From"), kind="date")
    rate: Decimal = column(gettext_noop("Exchange rate"), kind="quantity")


@dataclass(frozen=True)
class RateFilter:
    """Which rates."""

    currency: str = ""
    until: date | None = None


@listing(
    "books.rates",
    title=gettext_noop("Exchange rates"),
    see=SEE,
    row=RateRow,
    search=("currency",),
    order="-day",
    verbs=("books.set_rates",),
)
def rates(ctx: Context, where: RateFilter) -> "QuerySet[ExchangeRate]":
    """Exchange rates by currency and day."""
    rows = scoped(ctx, ExchangeRate)
    rows = rows.filter(currency=where.currency) if where.currency else rows
    return rows.filter(day__lte=where.until) if where.until else rows


@dataclass(frozen=True)
class PeriodRow:
    """One period."""

    month: int = column(gettext_noop("Period"), kind="code", link="period")
    state: str = column(gettext_noop("State"), kind="state")


@dataclass(frozen=True)
class PeriodFilter:
    """Which periods."""

    state: str = ""


@listing(
    "books.periods",
    title=gettext_noop("Periods"),
    see=SEE,
    row=PeriodRow,
    order="-month",
    verbs=("books.close_period", "finance.check_close"),
)
def periods(ctx: Context, where: PeriodFilter) -> "QuerySet[Period]":
    """Accounting periods that have, or had, vouchers; a month that is not here is open and empty."""
    rows = scoped(ctx, Period)
    return rows.filter(state=where.state) if where.state else rows
