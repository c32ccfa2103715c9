"""Lists of sales: orders, lines, returns."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from django.db.models import QuerySet

from ledgerhouse.documents.sales.models import CustomerReturn, Disposition, ReturnLine, SalesLine, SalesOrder
from ledgerhouse.documents.sales.words import CauseWord, DispositionWord
from ledgerhouse.foundation.listing import column, listing
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop

SEE = "see sales"


@dataclass(frozen=True)
class OrderRow:
    """One sales order."""

    number: str = column(gettext_noop("Number"), kind="code", link="sales_order")
    state: str = column(gettext_noop("State"), kind="state")
    customer: str = column(gettext_noop("Customer"), path="customer__name")
    warehouse: str = column(gettext_noop("Warehouse"), path="warehouse__code", kind="code")
    ordered_on: date = column(gettext_noop("Order date"), kind="date")
    due_on: date = column(gettext_noop("Promised date"), kind="date")
    currency: str = column(gettext_noop("Currency"), kind="code")
    reference: str = column(gettext_noop("Customer's reference"), kind="code")


@dataclass(frozen=True)
class OrderFilter:
    """Which sales orders."""

    state: str = ""
    customer: str = ""
    warehouse: str = ""
    since: date | None = None
    until: date | None = None


@listing(
    "sales.orders",
    title=gettext_noop("Sales orders"),
    see=SEE,
    row=OrderRow,
    search=("number", "reference", "customer__name", "customer__code"),
    order="-number",
    verbs=("sales.take_order",),
)
def orders(ctx: Context, where: OrderFilter) -> "QuerySet[SalesOrder]":
    """Sales orders."""
    rows = scoped(ctx, SalesOrder)
    rows = rows.filter(state=where.state) if where.state else rows
    rows = rows.filter(customer__code=where.customer) if where.customer else rows
    rows = rows.filter(warehouse__code=where.warehouse) if where.warehouse else rows
    rows = rows.filter(ordered_on__gte=where.since) if where.since else rows
    return rows.filter(ordered_on__lte=where.until) if where.until else rows


@dataclass(frozen=True)
class LineRow:
    """One line of a sales order."""

    order: str = column(gettext_noop("Order"), path="order__number", kind="code", link="sales_order")
    position: int = column(gettext_noop("Line"), kind="number")
    item: str = column(gettext_noop("Item"), path="item__code", kind="code", link="item")
    name: str = column(gettext_noop("Name"), path="item__name")
    quantity: Decimal = column(gettext_noop("Quantity"), kind="quantity")
    unit: str = column(gettext_noop("Unit"), path="unit__code")
    list_price: Decimal = column(gettext_noop("List price"), kind="price")
    discount: Decimal = column(gettext_noop("Discount (%)"), kind="quantity")
    tax_rate: Decimal = column(gettext_noop("Tax rate (%)"), kind="quantity")
    price: Decimal = column(gettext_noop("Price"), kind="price")
    amount: Decimal = column(gettext_noop("Amount"), kind="amount", total=True)
    tax: Decimal = column(gettext_noop("Tax"), kind="amount", total=True)
    ordered: Decimal = column(gettext_noop("Ordered"), kind="quantity", total=True)
    shipped: Decimal = column(gettext_noop("Shipped"), kind="quantity", total=True)
    cut: Decimal = column(gettext_noop("Cut"), kind="quantity", total=True)
    returned: Decimal = column(gettext_noop("Returned"), kind="quantity", total=True)


@dataclass(frozen=True)
class LineFilter:
    """Which lines."""

    order: str = ""
    item: str = ""


@listing(
    "sales.lines",
    title=gettext_noop("Sales lines"),
    see=SEE,
    row=LineRow,
    search=("order__number", "item__code", "item__name"),
    order="-order",
)
def lines(ctx: Context, where: LineFilter) -> "QuerySet[SalesLine]":
    """Lines of sales orders."""
    rows = scoped(ctx, SalesLine)
    rows = rows.filter(order__number=where.order) if where.order else rows
    return rows.filter(item__code=where.item) if where.item else rows


@dataclass(frozen=True)
class ReturnRow:
    """One customer return."""

    number: str = column(gettext_noop("Number"), kind="code", link="customer_return")
    state: str = column(gettext_noop("State"), kind="state")
    order: str = column(gettext_noop("Sales order"), path="order__number", kind="code", link="sales_order")
    customer: str = column(gettext_noop("Customer"), path="order__customer__name")
    returned_on: date = column(gettext_noop("Returned on"), kind="date")
    reason: str = column(gettext_noop("Reason"))


@dataclass(frozen=True)
class ReturnFilter:
    """Which returns."""

    order: str = ""
    since: date | None = None


@listing(
    "sales.returns",
    title=gettext_noop("Customer returns"),
    see=SEE,
    row=ReturnRow,
    search=("number", "order__number", "reference"),
    order="-number",
)
def returns(ctx: Context, where: ReturnFilter) -> "QuerySet[CustomerReturn]":
    """Customer returns."""
    rows = scoped(ctx, CustomerReturn)
    rows = rows.filter(order__number=where.order) if where.order else rows
    return rows.filter(returned_on__gte=where.since) if where.since else rows


@dataclass(frozen=True)
class ReturnLineRow:
    """One line of a customer return."""

    position: int = column(gettext_noop("Line"), kind="number")
    item: str = column(gettext_noop("Item"), path="line__item__code", kind="code", link="item")
    name: str = column(gettext_noop("Name"), path="line__item__name")
    sales_line: int = column(gettext_noop("Sales line"), path="line__position", kind="number")
    quantity: Decimal = column(gettext_noop("Quantity"), kind="quantity", total=True)


@dataclass(frozen=True)
class ReturnLineFilter:
    """Which lines of returns."""

    number: str = ""


@listing("sales.return_lines", title=gettext_noop("Return lines"), see=SEE, row=ReturnLineRow, order="position")
def return_lines(ctx: Context, where: ReturnLineFilter) -> "QuerySet[ReturnLine]":
    """Lines of customer returns."""
    rows = scoped(ctx, ReturnLine)
    return rows.filter(paper__number=where.number) if where.number else rows


@dataclass(frozen=True)
class DispositionRow:
    """One decision on returned goods."""

    number: str = column(gettext_noop("Number"), path="line__paper__number", kind="code", link="customer_return")
    position: int = column(gettext_noop("Line"), path="line__position", kind="number")
    item: str = column(gettext_noop("Item"), path="line__line__item__code", kind="code", link="item")
    name: str = column(gettext_noop("Name"), path="line__line__item__name")
    quantity: Decimal = column(gettext_noop("Quantity"), kind="quantity", total=True)
    disposition: str = column(gettext_noop("Disposition"), kind="state")
    cause: str = column(gettext_noop("Cause"), kind="word")
    finding: str = column(gettext_noop("Finding"))
    decided_at: datetime = column(gettext_noop("Decided"), kind="moment")


@dataclass(frozen=True)
class DispositionFilter:
    """Which decisions."""

    number: str = ""
    disposition: DispositionWord | Literal[""] = ""
    cause: CauseWord | Literal[""] = ""
    item: str = ""


@listing(
    "sales.dispositions",
    title=gettext_noop("Decisions on returns"),
    see=SEE,
    row=DispositionRow,
    search=("line__paper__number", "line__line__item__code", "finding"),
    order="-decided_at",
)
def decisions(ctx: Context, where: DispositionFilter) -> "QuerySet[Disposition]":
    """What was decided on returned goods, and whose fault it was that they came back."""
    rows = scoped(ctx, Disposition)
    rows = rows.filter(line__paper__number=where.number) if where.number else rows
    rows = rows.filter(disposition=where.disposition) if where.disposition else rows
    rows = rows.filter(cause=where.cause) if where.cause else rows
    return rows.filter(line__line__item__code=where.item) if where.item else rows
