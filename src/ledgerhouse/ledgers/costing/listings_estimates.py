"""Lists of what was received and not invoiced."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Case, CharField, ExpressionWrapper, F, QuerySet, Value, When

from ledgerhouse.foundation.fields import AmountField, QuantityField
from ledgerhouse.foundation.listing import column, listing
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.costing.models import Estimate
from ledgerhouse.ledgers.costing.words import AGES


@dataclass(frozen=True)
class EstimateRow:
    """What is still owed for goods of one receipt line, or for freight that was put on goods: booked, returned, invoiced, open."""

    business_date: date = column(gettext_noop("Business date"), kind="date")
    age: str = column(gettext_noop("Age in days"), kind="code", sortable=False)
    number: str = column(gettext_noop("Document"), kind="code", link="@paper")
    paper: str = column(gettext_noop("Document type"), kind="state")
    supplier: str = column(gettext_noop("Supplier"), path="partner__code", kind="code", link="partner")
    name: str = column(gettext_noop("Name"), path="partner__name")
    warehouse: str = column(gettext_noop("Warehouse"), path="warehouse__code", kind="code", link="warehouse")
    item: str = column(gettext_noop("Item"), path="item__code", kind="code", link="item")
    item_name: str = column(gettext_noop("Item name"), path="item__name")
    quantity: Decimal = column(gettext_noop("Quantity"), kind="quantity")
    back: Decimal = column(gettext_noop("Returned"), kind="quantity")
    invoiced: Decimal = column(gettext_noop("Invoiced"), kind="quantity")
    open_quantity: Decimal = column(gettext_noop("Not invoiced"), kind="quantity", sortable=False)
    value: Decimal = column(gettext_noop("Estimate"), kind="amount", total=True)
    open_value: Decimal = column(gettext_noop("Estimate left"), kind="amount", total=True, sortable=False)


@dataclass(frozen=True)
class EstimateFilter:
    """Which estimates. Those with nothing left are shown when asked for."""

    supplier: str = ""
    item: str = ""
    warehouse: str = ""
    number: str = ""
    since: date | None = None
    until: date | None = None
    settled: bool = False


@listing(
    "costing.estimates",
    title=gettext_noop("Received, not invoiced"),
    see="see costs",
    row=EstimateRow,
    search=("number", "partner__code", "partner__name", "item__code", "item__name"),
    order="business_date",
)
def estimates(ctx: Context, where: EstimateFilter) -> "QuerySet[Estimate]":
    """What is owed for goods without an invoice (暂估清单), the oldest first."""
    today = ctx.now.date()
    limits = [(today - timedelta(days=days), label) for days, label in AGES if days is not None]
    rows = (
        scoped(ctx, Estimate)
        .filter(receipt=F("id"))
        .annotate(
            age=Case(
                *(When(business_date__gte=day, then=Value(label)) for day, label in limits),
                default=Value(AGES[-1][1]),
                output_field=CharField(),
            ),
            open_quantity=ExpressionWrapper(F("quantity") - F("back") - F("invoiced"), output_field=QuantityField()),
            open_value=ExpressionWrapper(
                F("value") - F("back_value") - F("invoiced_value"), output_field=AmountField()
            ),
        )
    )
    wanted = {
        "partner__code": where.supplier,
        "item__code": where.item,
        "warehouse__code": where.warehouse,
        "number": where.number,
    }
    rows = rows.filter(**{path: value for path, value in wanted.items() if value})
    rows = rows.filter(business_date__gte=where.since) if where.since else rows
    rows = rows.filter(business_date__lte=where.until) if where.until else rows
    return rows if where.settled else rows.filter(settled=False)
