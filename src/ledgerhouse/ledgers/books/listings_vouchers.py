"""Lists of vouchers and their lines."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Case, CharField, QuerySet, Value, When
from django.db.models.functions import Cast, Concat

from ledgerhouse.foundation.listing import column, listing
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.books.models import Voucher, VoucherLine
from ledgerhouse.ledgers.books.voucher_words import Origin

SEE = "see books"


def legal_number(prefix: str = "") -> Case:
    """记-25, and nothing before it is posted."""
    named = Concat(
        f"{prefix}word", Value("-"), Cast(f"{prefix}serial", CharField(max_length=12)), output_field=CharField()
    )
    return Case(When(**{f"{prefix}serial__isnull": False}, then=named), default=Value(""), output_field=CharField())


@dataclass(frozen=True)
class VoucherRow:
    """One voucher."""

    day: date = column(gettext_noop("Date"), kind="date")
    serial: str = column(gettext_noop("Voucher number"), path="legal", kind="code", sortable=False)
    number: str = column(gettext_noop("Number"), kind="code", link="voucher")
    state: str = column(gettext_noop("State"), kind="state")
    explanation: str = column(gettext_noop("Narration"))
    total: Decimal = column(gettext_noop("Amount"), kind="amount", total=True)
    origin: Origin = column(gettext_noop("Origin"))
    source: str = column(gettext_noop("Document"), kind="code", link="@source_kind")
    source_kind: str = column(gettext_noop("Document type"), kind="state")
    month: int = column(gettext_noop("Period"), kind="code", link="period")
    warehouse: str = column(gettext_noop("Warehouse"), path="warehouse__code", kind="code", link="warehouse")


@dataclass(frozen=True)
class VoucherFilter:
    """Which vouchers."""

    state: str = ""
    month: int | None = None
    origin: Origin | None = None
    word: str = ""
    source: str = ""
    since: date | None = None
    until: date | None = None


@listing(
    "books.vouchers",
    title=gettext_noop("Vouchers"),
    see=SEE,
    row=VoucherRow,
    search=("number", "explanation", "source"),
    order="-number",
    verbs=("books.write_voucher", "finance.make_vouchers", "books.post_vouchers"),
)
def vouchers(ctx: Context, where: VoucherFilter) -> "QuerySet[Voucher]":
    """Vouchers (记账凭证) in scope."""
    wanted = {
        "state": where.state,
        "month": where.month,
        "origin": where.origin,
        "word": where.word,
        "source": where.source,
        "day__gte": where.since,
        "day__lte": where.until,
    }
    rows = scoped(ctx, Voucher).filter(**{path: value for path, value in wanted.items() if value})
    return rows.annotate(legal=legal_number())


@dataclass(frozen=True)
class VoucherLineRow:
    """One line of a voucher."""

    voucher: str = column(gettext_noop("Voucher"), path="voucher__number", kind="code", link="voucher")
    line: int = column(gettext_noop("Line"), path="position", kind="number")
    explanation: str = column(gettext_noop("Narration"))
    account: str = column(gettext_noop("Account"), path="account__code", kind="code", link="account")
    name: str = column(gettext_noop("Name"), path="account__name")
    partner: str = column(gettext_noop("Partner"), path="partner__code", kind="code", link="partner")
    department: str = column(gettext_noop("Department"), path="department__name")
    item: str = column(gettext_noop("Item"), path="item__code", kind="code", link="item")
    quantity: Decimal = column(gettext_noop("Quantity"), kind="quantity")
    price: Decimal = column(gettext_noop("Unit price"), kind="price")
    currency: str = column(gettext_noop("Currency"), kind="code")
    original: Decimal = column(gettext_noop("Original amount"), kind="amount")
    rate: Decimal = column(gettext_noop("Exchange rate"), kind="quantity")
    debit: Decimal = column(gettext_noop("Debit"), kind="amount", total=True)
    credit: Decimal = column(gettext_noop("Credit"), kind="amount", total=True)
    cash_flow: str = column(gettext_noop("Cash-flow item"), kind="code")


@dataclass(frozen=True)
class VoucherLineFilter:
    """Which lines of vouchers."""

    voucher: str = ""
    account: str = ""
    partner: str = ""
    department: str = ""
    item: str = ""
    month: int | None = None
    state: str = ""


@listing(
    "books.voucher_lines",
    title=gettext_noop("Voucher lines"),
    see=SEE,
    row=VoucherLineRow,
    search=("voucher__number", "explanation", "account__code", "account__name"),
    order="-voucher",
)
def voucher_lines(ctx: Context, where: VoucherLineFilter) -> "QuerySet[VoucherLine]":
    """Lines of vouchers in whatever state, by account and dimension."""
    wanted = {
        "voucher__number": where.voucher,
        "account__code": where.account,
        "partner__code": where.partner,
        "department__code": where.department,
        "item__code": where.item,
        "voucher__month": where.month,
        "voucher__state": where.state,
    }
    return scoped(ctx, VoucherLine).filter(**{path: value for path, value in wanted.items() if value})
