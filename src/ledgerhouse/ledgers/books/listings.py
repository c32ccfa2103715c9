"""Lists of the journal: entries, lines, and accounts with what the journal booked on them."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from ledgerhouse.foundation.fields import AmountField
from ledgerhouse.foundation.listing import column, listing
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.books.models import Account, JournalEntry, JournalLine, VoucherEntry

SEE = "see books"


@dataclass(frozen=True)
class JournalRow:
    """One journal entry."""

    recorded_at: datetime = column(gettext_noop("Recorded"), kind="moment")
    business_date: date = column(gettext_noop("Business date"), kind="date")
    month: int = column(gettext_noop("Period"), kind="code")
    event: str = column(gettext_noop("Event"), kind="state")
    number: str = column(gettext_noop("Document"), kind="code", link="@paper")
    paper: str = column(gettext_noop("Document type"), kind="state")
    warehouse: str = column(gettext_noop("Warehouse"), path="warehouse__code", kind="code")
    amount: Decimal = column(gettext_noop("Amount"), path="debit_total", kind="amount", sortable=False)
    id: int = column(gettext_noop("Journal entry"), kind="code", link="journal_entry")
    voucher: str = column(gettext_noop("Voucher"), path="voucher_number", kind="code", link="voucher", sortable=False)


@dataclass(frozen=True)
class JournalFilter:
    """Which journal entries; `waiting` finds those that are in no voucher yet."""

    number: str = ""
    event: str = ""
    month: int | None = None
    warehouse: str = ""
    since: date | None = None
    until: date | None = None
    waiting: bool | None = None


@listing(
    "books.journal",
    title=gettext_noop("Journal"),
    see=SEE,
    row=JournalRow,
    search=("number", "event"),
    order="-recorded_at",
    verbs=("finance.make_vouchers", "finance.book_event"),
)
def journal(ctx: Context, where: JournalFilter) -> "QuerySet[JournalEntry]":
    """Journal entries (分录), written with the movements they belong to."""
    wanted = {
        "number": where.number,
        "event": where.event,
        "month": where.month,
        "warehouse__code": where.warehouse,
        "business_date__gte": where.since,
        "business_date__lte": where.until,
    }
    lines = scoped(ctx, JournalLine).filter(company=OuterRef("company"), entry=OuterRef("id")).order_by()
    total = lines.values("entry").annotate(total=Sum("debit")).values("total")
    rows = scoped(ctx, JournalEntry).filter(**{path: value for path, value in wanted.items() if value})
    linked = VoucherEntry.objects.filter(company=OuterRef("company"), entry=OuterRef("id"))
    if where.waiting is not None:
        rows = rows.filter(~Exists(linked) if where.waiting else Exists(linked))
    return rows.annotate(
        debit_total=Coalesce(Subquery(total), 0, output_field=AmountField()),
        voucher_number=Subquery(linked.values("voucher__number")),
    )


@dataclass(frozen=True)
class JournalLineRow:
    """One side of a journal entry."""

    account: str = column(gettext_noop("Account"), path="account__code", kind="code", link="account")
    name: str = column(gettext_noop("Name"), path="account__name")
    debit: Decimal = column(gettext_noop("Debit"), kind="amount", total=True)
    credit: Decimal = column(gettext_noop("Credit"), kind="amount", total=True)
    month: int = column(gettext_noop("Period"), kind="code")
    warehouse: str = column(gettext_noop("Warehouse"), path="warehouse__code", kind="code")
    entry: int = column(gettext_noop("Journal entry"), kind="code", link="journal_entry")


@dataclass(frozen=True)
class JournalLineFilter:
    """Which journal lines."""

    account: str = ""
    entry: int | None = None
    month: int | None = None


@listing(
    "books.lines",
    title=gettext_noop("Journal lines"),
    see=SEE,
    row=JournalLineRow,
    search=("account__code", "account__name"),
    order="-entry",
)
def lines(ctx: Context, where: JournalLineFilter) -> "QuerySet[JournalLine]":
    """Journal lines by account (明细账)."""
    wanted = {"account__code": where.account, "entry": where.entry, "month": where.month}
    return scoped(ctx, JournalLine).filter(**{path: value for path, value in wanted.items() if value})


@dataclass(frozen=True)
class AccountRow:
    """An account with what was booked on it."""

    code: str = column(gettext_noop("Code"), kind="code", link="account")
    name: str = column(gettext_noop("Name"))
    debit: Decimal = column(gettext_noop("Debit"), path="debit_total", kind="amount", sortable=False)
    credit: Decimal = column(gettext_noop("Credit"), path="credit_total", kind="amount", sortable=False)
    active: bool = column(gettext_noop("Active"), kind="yes_no")


@dataclass(frozen=True)
class AccountFilter:
    """Which accounts, and up to which period."""

    month: int | None = None


@listing(
    "books.accounts",
    title=gettext_noop("Account balances"),
    see=SEE,
    row=AccountRow,
    search=("code", "name"),
    order="code",
)
def accounts(ctx: Context, where: AccountFilter) -> "QuerySet[Account]":
    """Accounts with their debit and credit totals (科目余额)."""
    booked = scoped(ctx, JournalLine).filter(account=OuterRef("pk")).order_by()
    booked = booked.filter(month__lte=where.month) if where.month else booked

    def total(side: str) -> Coalesce:
        return Coalesce(
            Subquery(booked.values("account").annotate(total=Sum(side)).values("total")), 0, output_field=AmountField()
        )

    return scoped(ctx, Account).annotate(debit_total=total("debit"), credit_total=total("credit"))
