"""Lists of what was agreed with suppliers: how they deliver items, and at which prices."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from ledgerhouse.documents.purchasing.models import SupplierItem, SupplierPrice
from ledgerhouse.foundation.listing import column, listing
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True)
class SupplierItems:
    """Which items of which suppliers."""

    supplier: str = ""
    item: str = ""


@dataclass(frozen=True)
class SupplierItemRow:
    """How one supplier delivers one item; quantities in the item's base unit."""

    supplier: str = column(gettext_noop("Supplier"), path="supplier__code", kind="code", link="partner")
    name: str = column(gettext_noop("Name"), path="supplier__name")
    item: str = column(gettext_noop("Item"), path="item__code", kind="code", link="item")
    item_name: str = column(gettext_noop("Item name"), path="item__name")
    supplier_code: str = column(gettext_noop("Supplier's item code"), kind="code")
    least: Decimal = column(gettext_noop("Minimum order quantity"), kind="quantity")
    multiple: Decimal = column(gettext_noop("Order multiple"), kind="quantity")
    unit: str = column(gettext_noop("Unit"), path="item__unit__code")
    lead_days: int = column(gettext_noop("Lead time (days)"), kind="number")


@listing(
    "purchasing.supplier_items",
    title=gettext_noop("Supplier items"),
    see="see purchases",
    row=SupplierItemRow,
    search=("supplier__code", "supplier__name", "item__code", "item__name", "supplier_code"),
    order="supplier",
    verbs=("purchasing.set_terms",),
)
def supplier_items(ctx: Context, where: SupplierItems) -> "QuerySet[SupplierItem]":
    """How suppliers deliver items."""
    rows = scoped(ctx, SupplierItem)
    rows = rows.filter(supplier__code=where.supplier) if where.supplier else rows
    return rows.filter(item__code=where.item) if where.item else rows


@dataclass(frozen=True)
class SupplierPrices:
    """Which prices; `on` finds those that hold on a day."""

    supplier: str = ""
    item: str = ""
    currency: str = ""
    on: date | None = None


@dataclass(frozen=True)
class SupplierPriceRow:
    """One price of a supplier for an item."""

    supplier: str = column(gettext_noop("Supplier"), path="supplier__code", kind="code", link="partner")
    name: str = column(gettext_noop("Name"), path="supplier__name")
    item: str = column(gettext_noop("Item"), path="item__code", kind="code", link="item")
    item_name: str = column(gettext_noop("Item name"), path="item__name")
    from_quantity: Decimal = column(gettext_noop("From quantity"), kind="quantity")
    unit: str = column(gettext_noop("Unit"), path="unit__code")
    price: Decimal = column(gettext_noop("Price"), kind="price", masked="see costs", sortable=False)
    currency: str = column(gettext_noop("Currency"), kind="code")
    tax_rate: Decimal | None = column(gettext_noop("Tax rate (%)"), kind="quantity")
    valid_from: date = column(gettext_noop("Valid from"), kind="date")
    valid_until: date | None = column(gettext_noop("Valid until"), kind="date")


@listing(
    "purchasing.supplier_prices",
    title=gettext_noop("Supplier prices"),
    see="see purchases",
    row=SupplierPriceRow,
    search=("supplier__code", "supplier__name", "item__code", "item__name"),
    order="supplier",
    verbs=("purchasing.set_prices",),
)
def supplier_prices(ctx: Context, where: SupplierPrices) -> "QuerySet[SupplierPrice]":
    """The price lists of suppliers."""
    rows = scoped(ctx, SupplierPrice)
    rows = rows.filter(supplier__code=where.supplier) if where.supplier else rows
    rows = rows.filter(item__code=where.item) if where.item else rows
    rows = rows.filter(currency=where.currency) if where.currency else rows
    if where.on:
        rows = rows.filter(Q(valid_until=None) | Q(valid_until__gte=where.on), valid_from__lte=where.on)
    return rows
