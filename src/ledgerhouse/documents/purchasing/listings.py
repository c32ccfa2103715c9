"""Lists of purchase orders and of their lines."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, QuerySet

from ledgerhouse.documents.purchasing.models import PurchaseLine, PurchaseOrder
from ledgerhouse.foundation.listing import column, listing
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True)
class PurchaseOrders:
    """Which purchase orders."""

    state: str = ""
    supplier: str = ""
    warehouse: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class PurchaseOrderRow:
    """One purchase order."""

    number: str = column(gettext_noop("Number"), kind="code", link="purchase_order")
    state: str = column(gettext_noop("State"), kind="state")
    supplier: str = column(gettext_noop("Supplier"), path="supplier__code", kind="code", link="partner")
    name: str = column(gettext_noop("Name"), path="supplier__name")
    warehouse: str = column(gettext_noop("Warehouse"), path="warehouse__code", kind="code", link="warehouse")
    ordered_on: date = column(gettext_noop("Order date"), kind="date")
    due_on: date | None = column(gettext_noop("Due date"), kind="date")
    reference: str = column(gettext_noop("Supplier's reference"))
    department: str = column(gettext_noop("Department"), path="department__name")
    currency: str = column(gettext_noop("Currency"), kind="code")
    version: int = column(gettext_noop("Version"), kind="number")


@listing(
    "purchasing.orders",
    title=gettext_noop("Purchase orders"),
    see="see purchases",
    row=PurchaseOrderRow,
    search=("number", "supplier__code", "supplier__name", "reference"),
    order="-number",
    verbs=("purchasing.place_order",),
)
def purchase_orders(ctx: Context, where: PurchaseOrders) -> "QuerySet[PurchaseOrder]":
    """Purchase orders in scope."""
    rows = scoped(ctx, PurchaseOrder)
    if where.state:
        rows = rows.filter(state=where.state)
    if where.supplier:
        rows = rows.filter(supplier__code=where.supplier)
    if where.warehouse:
        rows = rows.filter(warehouse__code=where.warehouse)
    if where.since:
        rows = rows.filter(ordered_on__gte=where.since)
    return rows.filter(ordered_on__lte=where.until) if where.until else rows


@dataclass(frozen=True)
class PurchaseLines:
    """Which lines; `open` finds those of which something is still expected."""

    item: str = ""
    supplier: str = ""
    warehouse: str = ""
    open: bool | None = None


@dataclass(frozen=True)
class PurchaseLineRow:
    """One line of a purchase order; quantities in the item's base unit."""

    order: str = column(gettext_noop("Order"), path="order__number", kind="code", link="purchase_order")
    line: int = column(gettext_noop("Line"), path="position", kind="number")
    state: str = column(gettext_noop("State"), path="order__state", kind="state")
    supplier: str = column(gettext_noop("Supplier"), path="order__supplier__code", kind="code", link="partner")
    warehouse: str = column(gettext_noop("Warehouse"), path="order__warehouse__code", kind="code", link="warehouse")
    item: str = column(gettext_noop("Item"), path="item__code", kind="code", link="item")
    name: str = column(gettext_noop("Name"), path="item__name")
    unit: str = column(gettext_noop("Unit"), path="item__unit__code")
    ordered: Decimal = column(gettext_noop("Ordered"), kind="quantity")
    received: Decimal = column(gettext_noop("Received"), kind="quantity")
    price: Decimal = column(gettext_noop("Price"), kind="price", masked="see costs", sortable=False)
    currency: str = column(gettext_noop("Currency"), path="order__currency", kind="code")
    tax_rate: Decimal = column(gettext_noop("Tax rate (%)"), kind="quantity")
    due_on: date | None = column(gettext_noop("Due date"), path="order__due_on", kind="date")


@listing(
    "purchasing.lines",
    title=gettext_noop("Purchase lines"),
    see="see purchases",
    row=PurchaseLineRow,
    search=("order__number", "item__code", "item__name", "order__supplier__name"),
    order="-order",
)
def purchase_lines(ctx: Context, where: PurchaseLines) -> "QuerySet[PurchaseLine]":
    """Lines of purchase orders in scope."""
    rows = scoped(ctx, PurchaseLine)
    if where.item:
        rows = rows.filter(item__code=where.item)
    if where.supplier:
        rows = rows.filter(order__supplier__code=where.supplier)
    if where.warehouse:
        rows = rows.filter(order__warehouse__code=where.warehouse)
    if where.open is None:
        return rows
    waiting = rows.filter(ordered__gt=F("received") + F("short"), order__state__in=("draft", "released"))
    return waiting if where.open else rows.exclude(id__in=waiting.values("id"))
