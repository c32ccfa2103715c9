"""Lists of amendments: which there are, and what they change line by line."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import QuerySet

from ledgerhouse.documents.purchasing.models import AmendmentLine, PurchaseAmendment
from ledgerhouse.foundation.listing import column, listing
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True)
class Amendments:
    """Which amendments."""

    state: str = ""
    order: str = ""
    supplier: str = ""


@dataclass(frozen=True)
class AmendmentRow:
    """One amendment. The version is that which the order has since; 0 while it waits."""

    number: str = column(gettext_noop("Number"), kind="code", link="purchase_amendment")
    state: str = column(gettext_noop("State"), kind="state")
    order: str = column(gettext_noop("Purchase order"), path="order__number", kind="code", link="purchase_order")
    supplier: str = column(gettext_noop("Supplier"), path="order__supplier__name")
    version: int = column(gettext_noop("Version"), kind="number")
    reason: str = column(gettext_noop("Reason"))
    due_before: date | None = column(gettext_noop("Due before"), kind="date")
    due_after: date | None = column(gettext_noop("Due now"), kind="date")
    created_at: datetime = column(gettext_noop("Written"), kind="moment")
    applied_at: datetime | None = column(gettext_noop("Applied"), kind="moment")


@listing(
    "purchasing.amendments",
    title=gettext_noop("Purchase amendments"),
    see="see purchases",
    row=AmendmentRow,
    search=("number", "order__number", "order__supplier__name", "reason"),
    order="-number",
    verbs=("purchasing.amend_order",),
)
def amendments(ctx: Context, where: Amendments) -> "QuerySet[PurchaseAmendment]":
    """Amendments of orders in scope."""
    rows = scoped(ctx, PurchaseAmendment)
    rows = rows.filter(state=where.state) if where.state else rows
    rows = rows.filter(order__number=where.order) if where.order else rows
    return rows.filter(order__supplier__code=where.supplier) if where.supplier else rows


@dataclass(frozen=True)
class AmendmentLines:
    """Which changes of lines."""

    amendment: str = ""
    item: str = ""


@dataclass(frozen=True)
class AmendmentLineRow:
    """One line before and after, in the item's base unit."""

    amendment: str = column(gettext_noop("Amendment"), path="amendment__number", kind="code", link="purchase_amendment")
    line: int = column(gettext_noop("Line"), path="position", kind="number")
    item: str = column(gettext_noop("Item"), path="item__code", kind="code", link="item")
    name: str = column(gettext_noop("Name"), path="item__name")
    unit: str = column(gettext_noop("Unit"), path="item__unit__code")
    ordered_before: Decimal = column(gettext_noop("Ordered before"), kind="quantity")
    ordered: Decimal = column(gettext_noop("Ordered"), kind="quantity")
    price_before: Decimal = column(gettext_noop("Price before"), kind="price", masked="see costs", sortable=False)
    price: Decimal = column(gettext_noop("Price"), kind="price", masked="see costs", sortable=False)
    tax_before: Decimal = column(gettext_noop("Tax rate before (%)"), kind="quantity")
    tax_rate: Decimal = column(gettext_noop("Tax rate (%)"), kind="quantity")


@listing(
    "purchasing.amendment_lines",
    title=gettext_noop("Lines of purchase amendments"),
    see="see purchases",
    row=AmendmentLineRow,
    search=("amendment__number", "item__code", "item__name"),
    order="-amendment",
)
def amendment_lines(ctx: Context, where: AmendmentLines) -> "QuerySet[AmendmentLine]":
    """What amendments of orders in scope change."""
    rows = scoped(ctx, AmendmentLine)
    rows = rows.filter(amendment__number=where.amendment) if where.amendment else rows
    return rows.filter(item__code=where.item) if where.item else rows
