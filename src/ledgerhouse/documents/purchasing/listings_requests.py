"""Lists of what is requested and asked for: requisitions, their lines, requests for quotation, quotations side by side."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet

from ledgerhouse.documents.purchasing import quotes
from ledgerhouse.documents.purchasing.models import Requisition, RequisitionLine, Rfq
from ledgerhouse.documents.purchasing.words import RFQ
from ledgerhouse.foundation.computed import computed
from ledgerhouse.foundation.listing import column, listing
from ledgerhouse.foundation.queries import company
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True)
class Requisitions:
    """Which requisitions."""

    state: str = ""
    warehouse: str = ""
    department: str = ""


@dataclass(frozen=True)
class RequisitionRow:
    """One requisition."""

    number: str = column(gettext_noop("Number"), kind="code", link="requisition")
    state: str = column(gettext_noop("State"), kind="state")
    warehouse: str = column(gettext_noop("Warehouse"), path="warehouse__code", kind="code", link="warehouse")
    department: str = column(gettext_noop("Department"), path="department__name")
    reason: str = column(gettext_noop("Reason"))
    created_at: datetime = column(gettext_noop("Written"), kind="moment")
    answer: str = column(gettext_noop("Answer"))


@listing(
    "purchasing.requisitions",
    title=gettext_noop("Requisitions"),
    see="see purchases",
    row=RequisitionRow,
    search=("number", "reason", "department__name"),
    order="-number",
    verbs=("purchasing.request_goods",),
)
def requisitions(ctx: Context, where: Requisitions) -> "QuerySet[Requisition]":
    """Requisitions in scope."""
    rows = scoped(ctx, Requisition)
    rows = rows.filter(state=where.state) if where.state else rows
    rows = rows.filter(warehouse__code=where.warehouse) if where.warehouse else rows
    return rows.filter(department__code=where.department) if where.department else rows


@dataclass(frozen=True)
class RequisitionLines:
    """Which lines; `open` finds those of approved requisitions of which something is not ordered yet."""

    requisition: str = ""
    item: str = ""
    supplier: str = ""
    open: bool | None = None


@dataclass(frozen=True)
class RequisitionLineRow:
    """One line of a requisition, in the item's base unit."""

    requisition: str = column(gettext_noop("Requisition"), path="requisition__number", kind="code", link="requisition")
    line: int = column(gettext_noop("Line"), path="position", kind="number")
    state: str = column(gettext_noop("State"), path="requisition__state", kind="state")
    item: str = column(gettext_noop("Item"), path="item__code", kind="code", link="item")
    name: str = column(gettext_noop("Name"), path="item__name")
    unit: str = column(gettext_noop("Unit"), path="item__unit__code")
    quantity: Decimal = column(gettext_noop("Quantity"), kind="quantity")
    ordered: Decimal = column(gettext_noop("Ordered"), kind="quantity")
    wanted_on: date | None = column(gettext_noop("Wanted on"), kind="date")
    supplier: str = column(gettext_noop("Supplier"), path="supplier__code", kind="code", link="partner")
    price: Decimal = column(gettext_noop("Estimated price"), kind="price", masked="see costs", sortable=False)


@listing(
    "purchasing.requisition_lines",
    title=gettext_noop("Lines of requisitions"),
    see="see purchases",
    row=RequisitionLineRow,
    search=("requisition__number", "item__code", "item__name"),
    order="-requisition",
)
def requisition_lines(ctx: Context, where: RequisitionLines) -> "QuerySet[RequisitionLine]":
    """Lines of requisitions in scope."""
    rows = scoped(ctx, RequisitionLine)
    rows = rows.filter(requisition__number=where.requisition) if where.requisition else rows
    rows = rows.filter(item__code=where.item) if where.item else rows
    rows = rows.filter(supplier__code=where.supplier) if where.supplier else rows
    if where.open is None:
        return rows
    waiting = rows.filter(requisition__state="approved", ordered__lt=F("quantity"))
    return waiting if where.open else rows.exclude(id__in=waiting.values("id"))


@dataclass(frozen=True)
class Rfqs:
    """Which requests for quotation."""

    state: str = ""
    warehouse: str = ""


@dataclass(frozen=True)
class RfqRow:
    """One request for quotation."""

    number: str = column(gettext_noop("Number"), kind="code", link="rfq")
    state: str = column(gettext_noop("State"), kind="state")
    warehouse: str = column(gettext_noop("Warehouse"), path="warehouse__code", kind="code", link="warehouse")
    department: str = column(gettext_noop("Department"), path="department__name")
    answer_by: date | None = column(gettext_noop("Answer by"), kind="date")
    created_at: datetime = column(gettext_noop("Written"), kind="moment")


@listing(
    "purchasing.rfqs",
    title=gettext_noop("Requests for quotation"),
    see="see purchases",
    row=RfqRow,
    search=("number",),
    order="-number",
    verbs=("purchasing.ask_quotes",),
)
def rfqs(ctx: Context, where: Rfqs) -> "QuerySet[Rfq]":
    """Requests for quotation in scope."""
    rows = scoped(ctx, Rfq)
    rows = rows.filter(state=where.state) if where.state else rows
    return rows.filter(warehouse__code=where.warehouse) if where.warehouse else rows


@dataclass(frozen=True)
class Quotations:
    """Which quotations; of all open requests when none is named."""

    rfq: str = ""
    item: str = ""
    supplier: str = ""


@dataclass(frozen=True)
class QuotationRow:
    """One supplier's answer for one line: what the line costs in our own money, counting the least quantity, and whether that is the best."""

    rfq: str = column(gettext_noop("Request for quotation"), kind="code", link="rfq")
    line: int = column(gettext_noop("Line"), kind="number")
    item: str = column(gettext_noop("Item"), kind="code", link="item")
    name: str = column(gettext_noop("Name"))
    quantity: Decimal = column(gettext_noop("Quantity"), kind="quantity")
    unit: str = column(gettext_noop("Unit"))
    supplier: str = column(gettext_noop("Supplier"), kind="code", link="partner")
    price: Decimal = column(gettext_noop("Price"), kind="price", masked="see costs", sortable=False)
    currency: str = column(gettext_noop("Currency"), kind="code")
    least: Decimal = column(gettext_noop("Minimum order quantity"), kind="quantity")
    lead_days: int = column(gettext_noop("Lead time (days)"), kind="number")
    valid_until: date | None = column(gettext_noop("Valid until"), kind="date")
    total: Decimal | None = column(gettext_noop("Costs"), kind="amount", masked="see costs", sortable=False)
    best: bool = column(gettext_noop("Best"), kind="yes_no")


@listing(
    "purchasing.quotations",
    title=gettext_noop("Comparison of quotations"),
    see="see purchases",
    row=QuotationRow,
    order="rfq",
    verbs=("purchasing.enter_quotes", "purchasing.award"),
)
def quotations(ctx: Context, where: Quotations) -> "QuerySet[Any]":
    """The answers of suppliers side by side, line by line."""
    rows = scoped(ctx, Rfq)
    rows = rows.filter(number=where.rfq) if where.rfq else rows.filter(state=RFQ.start)
    numbers = dict(rows.values_list("id", "number"))
    lines = {line.id: line for line in quotes.lines(ctx, numbers)}
    answers = quotes.quotes(ctx, numbers)
    best = quotes.best(answers, ctx.today(company(ctx).timezone))
    found = []
    for quote in answers:
        line = lines[quote.line]
        if where.item in ("", line.item_code) and where.supplier in ("", quote.supplier_code):
            found.append(_row(numbers[line.rfq], line, quote, best.get(quote.line) is quote))
    return computed(sorted(found, key=lambda row: (row.rfq, row.line, not row.best, row.supplier)))


def _row(number: str, line: quotes.LineRef, quote: quotes.Quote, best: bool) -> QuotationRow:  # noqa: FBT001
    return QuotationRow(
        rfq=number,
        line=line.position,
        item=line.item_code,
        name=line.name,
        quantity=exact.number(line.quantity, exact.QUANTITY),
        unit=line.unit,
        supplier=quote.supplier_code,
        price=exact.number(quote.price, exact.PRICE),
        currency=quote.currency,
        least=exact.number(quote.least, exact.QUANTITY),
        lead_days=quote.lead_days,
        valid_until=quote.valid_until,
        total=None if quote.total is None else exact.number(quote.total, exact.AMOUNT),
        best=best,
    )
