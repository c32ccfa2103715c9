"""The list of sales prices."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from ledgerhouse.documents.sales.models import SalesPrice
from ledgerhouse.foundation.listing import column, listing
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True)
class SalesPrices:
    """Which prices; `on` finds those that hold on a day."""

    customer: str = ""
    group: str = ""
    item: str = ""
    currency: str = ""
    on: date | None = None


@dataclass(frozen=True)
class SalesPriceRow:
    """One price of an item; without customer and group it is everybody's."""

    item: str = column(gettext_noop("Item"), path="item__code", kind="code", link="item")
    item_name: str = column(gettext_noop("Item name"), path="item__name")
    customer: str = column(gettext_noop("Customer"), path="customer__code", kind="code", link="partner")
    group: str = column(gettext_noop("Customer group"), path="group__code", kind="code", link="customer_group")
    from_quantity: Decimal = column(gettext_noop("From quantity"), kind="quantity")
    unit: str = column(gettext_noop("Unit"), path="unit__code")
    price: Decimal = column(gettext_noop("Price"), kind="price")
    taxed: bool = column(gettext_noop("Price with tax"), kind="yes_no")
    currency: str = column(gettext_noop("Currency"), kind="code")
    tax_rate: Decimal | None = column(gettext_noop("Tax rate (%)"), kind="quantity")
    valid_from: date = column(gettext_noop("Valid from"), kind="date")
    valid_until: date | None = column(gettext_noop("Valid until"), kind="date")


@listing(
    "sales.prices",
    title=gettext_noop("Sales prices"),
    see="see sales",
    row=SalesPriceRow,
    search=("item__code", "item__name", "customer__code", "customer__name"),
    order="item",
    verbs=("sales.set_prices",),
)
def sales_prices(ctx: Context, where: SalesPrices) -> "QuerySet[SalesPrice]":
    """The price lists of customers, customer groups and everybody."""
    rows = scoped(ctx, SalesPrice)
    rows = rows.filter(customer__code=where.customer) if where.customer else rows
    rows = rows.filter(group__code=where.group) if where.group else rows
    rows = rows.filter(item__code=where.item) if where.item else rows
    rows = rows.filter(currency=where.currency) if where.currency else rows
    if where.on:
        rows = rows.filter(Q(valid_until=None) | Q(valid_until__gte=where.on), valid_from__lte=where.on)
    return rows
