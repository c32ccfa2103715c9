"""The books as accountants read them: trial balance, general ledger, subsidiary ledger, ledger of quantities and amounts.

Everything here is added up from turnovers and posted lines; a balance on the credit side is shown there, not as a minus.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When, Window
from django.db.models.expressions import CombinedExpression, ExpressionWrapper
from django.db.models.functions import Coalesce

from ledgerhouse.foundation.fields import AmountField, QuantityField
from ledgerhouse.foundation.listing import column, listing
from ledgerhouse.foundation.models import Department
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.books.listings_vouchers import legal_number
from ledgerhouse.ledgers.books.models import Account, Period, Turnover, VoucherLine
from ledgerhouse.ledgers.books.voucher_words import VOUCHER
from ledgerhouse.ledgers.books.words import Side
from ledgerhouse.masterdata.partners.models import Partner

SEE = "see books"
BEGINNING: Final = 190001
DIRECTIONS: Final = {"debit": gettext_noop("debit"), "credit": gettext_noop("credit"), "even": gettext_noop("even")}


def _amount(expression: Any) -> Any:
    return ExpressionWrapper(expression, output_field=AmountField())


def _zero() -> Value:
    return Value(0, output_field=AmountField())


def _sum(rows: "QuerySet[Turnover]", expression: Any, kind: type = AmountField) -> Coalesce:
    """The sum of an expression over turnovers that a query correlates, 0 for none."""
    sums = rows.order_by().values("company").annotate(total=Sum(expression, output_field=kind())).values("total")
    return Coalesce(Subquery(sums), Value(0, output_field=kind()), output_field=kind())


def _positive(name: str) -> Case:
    return Case(When(**{f"{name}__gt": 0}, then=F(name)), default=_zero(), output_field=AmountField())


def _negative(name: str) -> Case:
    turned = _amount(_zero() - F(name))
    return Case(When(**{f"{name}__lt": 0}, then=turned), default=_zero(), output_field=AmountField())


def _size(name: str) -> Case:
    return Case(
        When(**{f"{name}__lt": 0}, then=_amount(_zero() - F(name))), default=F(name), output_field=AmountField()
    )


def _direction(name: str) -> Case:
    sides = When(**{f"{name}__gt": 0}, then=Value("debit")), When(**{f"{name}__lt": 0}, then=Value("credit"))
    return Case(*sides, default=Value("even"), output_field=CharField())


NET: Final[CombinedExpression] = F("debit") - F("credit")


@dataclass(frozen=True)
class TrialRow:
    """An account with opening balance, turnover of the period and of the year, and closing balance, each by side."""

    code: str = column(gettext_noop("Code"), kind="code", link="account")
    name: str = column(gettext_noop("Name"))
    side: Side = column(gettext_noop("Normal side"))
    opening_debit: Decimal = column(gettext_noop("Opening debit"), kind="amount", total=True, sortable=False)
    opening_credit: Decimal = column(gettext_noop("Opening credit"), kind="amount", total=True, sortable=False)
    debit: Decimal = column(
        gettext_noop("Debit of the period"), path="moved_debit", kind="amount", total=True, sortable=False
    )
    credit: Decimal = column(
        gettext_noop("Credit of the period"), path="moved_credit", kind="amount", total=True, sortable=False
    )
    year_debit: Decimal = column(gettext_noop("Debit of the year"), kind="amount", total=True, sortable=False)
    year_credit: Decimal = column(gettext_noop("Credit of the year"), kind="amount", total=True, sortable=False)
    closing_debit: Decimal = column(gettext_noop("Closing debit"), kind="amount", total=True, sortable=False)
    closing_credit: Decimal = column(gettext_noop("Closing credit"), kind="amount", total=True, sortable=False)


@dataclass(frozen=True)
class TrialFilter:
    """Which periods, the last one when none is said; `detail` shows the accounts that are booked instead of those at the top."""

    month: int | None = field(default=None, metadata={"title": gettext_noop("From period")})
    until: int | None = field(default=None, metadata={"title": gettext_noop("To period")})
    detail: bool | None = field(default=None, metadata={"title": gettext_noop("Accounts that are booked")})


@listing(
    "books.trial_balance",
    title=gettext_noop("Trial balance"),
    see=SEE,
    row=TrialRow,
    search=("code", "name"),
    order="code",
)
def trial_balance(ctx: Context, where: TrialFilter) -> "QuerySet[Account]":
    """Balances and turnovers of all accounts (科目余额表) of posted vouchers."""
    first, last = _span(ctx, where.month, where.until)
    below = scoped(ctx, Turnover).filter(account__path__above=OuterRef("pk"))
    within, year = (
        below.filter(month__gte=first, month__lte=last),
        below.filter(month__gte=last // 100 * 100, month__lte=last),
    )
    rows = scoped(ctx, Account).filter(**({"leaf": True} if where.detail else {"parent": None}))
    rows = rows.filter(Exists(below.filter(month__lte=last)))
    return rows.annotate(
        before=_sum(below.filter(month__lt=first), NET),
        moved_debit=_sum(within, "debit"),
        moved_credit=_sum(within, "credit"),
        year_debit=_sum(year, "debit"),
        year_credit=_sum(year, "credit"),
        after=_sum(below.filter(month__lte=last), NET),
    ).annotate(
        opening_debit=_positive("before"),
        opening_credit=_negative("before"),
        closing_debit=_positive("after"),
        closing_credit=_negative("after"),
    )


def _span(ctx: Context, first: int | None, last: int | None) -> tuple[int, int]:
    """First and last period of what was asked for; without either, the last one that has turnover."""
    if first or last:
        return first or last or BEGINNING, last or first or BEGINNING
    newest = scoped(ctx, Turnover).order_by("-month").values_list("month", flat=True).first() or BEGINNING
    return newest, newest


@dataclass(frozen=True)
class GeneralRow:
    """One period of an account."""

    month: int = column(gettext_noop("Period"), kind="code", link="period")
    opening: Decimal = column(gettext_noop("Balance before"), kind="amount", sortable=False)
    debit: Decimal = column(gettext_noop("Debit"), path="moved_debit", kind="amount", total=True, sortable=False)
    credit: Decimal = column(gettext_noop("Credit"), path="moved_credit", kind="amount", total=True, sortable=False)
    direction: str = column(gettext_noop("Side"), kind="state", sortable=False)
    closing: Decimal = column(gettext_noop("Closing balance"), path="closing_size", kind="amount", sortable=False)


@dataclass(frozen=True)
class GeneralFilter:
    """Which account, a heading counts what is below it; without one, all accounts together."""

    account: str = ""
    since: int | None = field(default=None, metadata={"title": gettext_noop("From period")})
    until: int | None = field(default=None, metadata={"title": gettext_noop("To period")})


@listing(
    "books.general_ledger",
    title=gettext_noop("General ledger"),
    see=SEE,
    row=GeneralRow,
    order="month",
)
def general_ledger(ctx: Context, where: GeneralFilter) -> "QuerySet[Period]":
    """An account period by period (总分类账)."""
    rows = scoped(ctx, Period)
    rows = rows.filter(month__gte=where.since) if where.since else rows
    rows = rows.filter(month__lte=where.until) if where.until else rows
    mine = scoped(ctx, Turnover).filter(company=OuterRef("company"))
    mine = mine.filter(account__path__above__code=where.account) if where.account else mine
    own = mine.filter(month=OuterRef("month"))
    return rows.annotate(
        opening=_sum(mine.filter(month__lt=OuterRef("month")), NET),
        moved_debit=_sum(own, "debit"),
        moved_credit=_sum(own, "credit"),
        closing=_sum(mine.filter(month__lte=OuterRef("month")), NET),
    ).annotate(direction=_direction("closing"), closing_size=_size("closing"))


@dataclass(frozen=True)
class LedgerLineRow:
    """One posted line of an account, with the balance after it."""

    day: date = column(gettext_noop("Date"), path="voucher__day", kind="date")
    serial: str = column(gettext_noop("Voucher number"), path="legal", kind="code", sortable=False)
    voucher: str = column(gettext_noop("Voucher"), path="voucher__number", kind="code", link="voucher", sortable=False)
    explanation: str = column(gettext_noop("Narration"), sortable=False)
    account: str = column(gettext_noop("Account"), path="account__code", kind="code", link="account", sortable=False)
    partner: str = column(gettext_noop("Partner"), path="partner__code", kind="code", link="partner", sortable=False)
    department: str = column(gettext_noop("Department"), path="department__name", sortable=False)
    debit: Decimal = column(gettext_noop("Debit"), kind="amount", total=True, sortable=False)
    credit: Decimal = column(gettext_noop("Credit"), kind="amount", total=True, sortable=False)
    direction: str = column(gettext_noop("Side"), kind="state", sortable=False)
    balance: Decimal = column(gettext_noop("Balance"), path="balance_size", kind="amount", sortable=False)


@dataclass(frozen=True)
class LedgerLineFilter:
    """Which account, a heading counts what is below it; which periods and dimensions."""

    account: str = ""
    since: int | None = field(default=None, metadata={"title": gettext_noop("From period")})
    until: int | None = field(default=None, metadata={"title": gettext_noop("To period")})
    partner: str = ""
    department: str = ""


@listing(
    "books.subsidiary_ledger",
    title=gettext_noop("Subsidiary ledger"),
    see=SEE,
    row=LedgerLineRow,
    order="day",
)
def subsidiary_ledger(ctx: Context, where: LedgerLineFilter) -> "QuerySet[VoucherLine]":
    """Posted lines in the order of their dates, with the running balance (三栏式明细账)."""
    rows = _posted(ctx, where.since, where.until)
    before = scoped(ctx, Turnover).filter(month__lt=where.since or 0)
    part: list[Any] = [F("account")]
    if where.account:
        rows = rows.filter(account__path__above__code=where.account)
        before = before.filter(account__path__above__code=where.account)
        part = []
    else:
        before = before.filter(account=OuterRef("account"))
    for name, code in (("partner", where.partner), ("department", where.department)):
        if code:
            rows = rows.filter(**{f"{name}__code": code})
            model: Any = {"partner": Partner, "department": Department}[name]
            before = before.filter(**{f"{name}__in": model.objects.filter(company=ctx.company, code=code).values("id")})
    running = Window(
        Sum(NET), partition_by=part or None, order_by=[F("voucher__day"), F("id")], output_field=AmountField()
    )
    return rows.annotate(
        legal=legal_number("voucher__"),
        balance=_amount(running + _sum(before.filter(company=ctx.company), NET)),
    ).annotate(direction=_direction("balance"), balance_size=_size("balance"))


@dataclass(frozen=True)
class QuantityRow:
    """One posted line of an item, with quantity and value before and after."""

    day: date = column(gettext_noop("Date"), path="voucher__day", kind="date")
    serial: str = column(gettext_noop("Voucher number"), path="legal", kind="code", sortable=False)
    voucher: str = column(gettext_noop("Voucher"), path="voucher__number", kind="code", link="voucher", sortable=False)
    explanation: str = column(gettext_noop("Narration"), sortable=False)
    account: str = column(gettext_noop("Account"), path="account__code", kind="code", link="account", sortable=False)
    item: str = column(gettext_noop("Item"), path="item__code", kind="code", link="item")
    quantity_in: Decimal = column(gettext_noop("Quantity in"), kind="quantity", sortable=False)
    debit: Decimal = column(gettext_noop("Debit"), kind="amount", total=True, sortable=False)
    quantity_out: Decimal = column(gettext_noop("Quantity out"), kind="quantity", sortable=False)
    credit: Decimal = column(gettext_noop("Credit"), kind="amount", total=True, sortable=False)
    price: Decimal = column(gettext_noop("Unit price"), kind="price", sortable=False)
    quantity_left: Decimal = column(gettext_noop("Quantity left"), kind="quantity", sortable=False)
    balance: Decimal = column(gettext_noop("Balance"), kind="amount", sortable=False)


@dataclass(frozen=True)
class QuantityFilter:
    """Which item and account, and which periods."""

    item: str = ""
    account: str = ""
    since: int | None = field(default=None, metadata={"title": gettext_noop("From period")})
    until: int | None = field(default=None, metadata={"title": gettext_noop("To period")})


@listing(
    "books.quantity_ledger",
    title=gettext_noop("Ledger of quantities and amounts"),
    see=SEE,
    row=QuantityRow,
    search=("item__code", "item__name"),
    order="day",
)
def quantity_ledger(ctx: Context, where: QuantityFilter) -> "QuerySet[VoucherLine]":
    """Posted lines by item with quantities, unit prices and amounts (数量金额明细账)."""
    rows = _posted(ctx, where.since, where.until).filter(item__isnull=False)
    rows = rows.filter(item__code=where.item) if where.item else rows
    rows = rows.filter(account__path__above__code=where.account) if where.account else rows
    before = scoped(ctx, Turnover).filter(
        company=ctx.company, month__lt=where.since or 0, account=OuterRef("account"), item=OuterRef("item")
    )
    into, out = _side("debit"), _side("credit")
    over: dict[str, Any] = {"partition_by": [F("account"), F("item")], "order_by": [F("voucher__day"), F("id")]}
    moved = Window(
        Sum(ExpressionWrapper(into - out, output_field=QuantityField())), **over, output_field=QuantityField()
    )
    worth = Window(Sum(NET), **over, output_field=AmountField())
    return rows.annotate(
        legal=legal_number("voucher__"),
        quantity_in=into,
        quantity_out=out,
        quantity_left=ExpressionWrapper(moved + _sum(before, "quantity", QuantityField), output_field=QuantityField()),
        balance=_amount(worth + _sum(before, NET)),
    )


def _side(side: str) -> Case:
    """The quantity of lines on this side."""
    nothing = Value(0, output_field=QuantityField())
    return Case(When(~Q(**{side: 0}), then=F("quantity")), default=nothing, output_field=QuantityField())


def _posted(ctx: Context, since: int | None, until: int | None) -> "QuerySet[VoucherLine]":
    rows = scoped(ctx, VoucherLine).filter(voucher__state=VOUCHER.target("post"))
    rows = rows.filter(voucher__month__gte=since) if since else rows
    return rows.filter(voucher__month__lte=until) if until else rows
