"""The pages of a requisition and of a request for quotation."""

from dataclasses import dataclass, field, make_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ledgerhouse.documents.purchasing import quotes
from ledgerhouse.documents.purchasing.listings_requests import (
    QuotationRow,
    Quotations,
    RequisitionLineRow,
    RequisitionLines,
)
from ledgerhouse.documents.purchasing.models import Quotation, Requisition, Rfq
from ledgerhouse.documents.purchasing.words import QUOTATION, REQUISITION, RFQ
from ledgerhouse.foundation.listing import LISTINGS, column
from ledgerhouse.foundation.models import User
from ledgerhouse.foundation.paper import Action, Fact, Paper, Table, paper
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@paper("requisition", title=gettext_noop("Requisition"), see="see purchases")
def requisition(ctx: Context, number: str) -> Paper | None:
    """A requisition with its lines, who asks, and what was decided."""
    row = scoped(ctx, Requisition).select_related("warehouse", "department").filter(number=number).first()
    if row is None:
        return None
    lines = LISTINGS["purchasing.requisition_lines"].every(ctx, RequisitionLines(requisition=number), sort="line")
    people = dict(User.objects.filter(id__in=[row.maker, row.judged_by]).values_list("id", "name"))
    return Paper(
        kind="requisition",
        number=row.number,
        title=row.number,
        state=row.state,
        lifecycle=REQUISITION,
        facts=(
            Fact(gettext_noop("Warehouse"), row.warehouse.code, "code", "warehouse"),
            Fact(gettext_noop("Department"), row.department.name if row.department else ""),
            Fact(gettext_noop("Reason"), row.reason),
            Fact(gettext_noop("Written by"), people.get(row.maker, "")),
            Fact(gettext_noop("Written"), row.created_at, "moment"),
            Fact(gettext_noop("Decided by"), people.get(row.judged_by, "")),
            Fact(gettext_noop("Answer"), row.answer),
        ),
        tables=(Table(gettext_noop("Lines"), RequisitionLineRow, list(lines)),),
        actions=_of_requisition(row),
    )


def _of_requisition(row: Requisition) -> tuple[Action, ...]:
    numbers = {"numbers": [row.number]}
    asking = {"requisitions": [row.number], "warehouse": row.warehouse.code}
    of: dict[str, tuple[Action, ...]] = {
        "draft": (Action("purchasing.submit_requisitions", numbers), Action("purchasing.cancel_requisitions", numbers)),
        "submitted": (
            Action("purchasing.approve_requisitions", numbers),
            Action("purchasing.reject_requisitions", numbers),
            Action("purchasing.cancel_requisitions", numbers),
        ),
        "approved": (
            Action("purchasing.order_requisitions", numbers),
            Action("purchasing.ask_quotes", asking),
            Action("purchasing.close_requisitions", numbers),
        ),
    }
    return of.get(row.state, ())


@dataclass(frozen=True)
class AskedRow:
    """One supplier who was asked."""

    supplier: str = column(gettext_noop("Supplier"), kind="code", link="partner")
    name: str = column(gettext_noop("Name"))
    state: str = column(gettext_noop("State"), kind="state")
    currency: str = column(gettext_noop("Currency"), kind="code")
    valid_until: date | None = column(gettext_noop("Valid until"), kind="date")
    reference: str = column(gettext_noop("Supplier's reference"))


@paper("rfq", title=gettext_noop("Request for quotation"), see="see purchases")
def rfq(ctx: Context, number: str) -> Paper | None:
    """A request for quotation: whom we asked for what, and the answers side by side."""
    row = scoped(ctx, Rfq).select_related("warehouse", "department").filter(number=number).first()
    if row is None:
        return None
    asked = list(scoped(ctx, Quotation).filter(rfq=row).select_related("supplier").order_by("supplier__code"))
    answers = list(LISTINGS["purchasing.quotations"].every(ctx, Quotations(rfq=number)))
    lines = quotes.lines(ctx, [row.id])
    suppliers = [
        AskedRow(q.supplier.code, q.supplier.name, q.state, q.currency, q.valid_until, q.reference) for q in asked
    ]
    tables = [_side_by_side(lines, [q.supplier.code for q in asked], answers)]
    tables += [Table(gettext_noop("Quotations"), QuotationRow, answers)] if answers else []
    return Paper(
        kind="rfq",
        number=row.number,
        title=row.number,
        state=row.state,
        lifecycle=RFQ,
        facts=(
            Fact(gettext_noop("Warehouse"), row.warehouse.code, "code", "warehouse"),
            Fact(gettext_noop("Department"), row.department.name if row.department else ""),
            Fact(gettext_noop("Answer by"), row.answer_by, "date"),
            Fact(gettext_noop("Written"), row.created_at, "moment"),
        ),
        tables=(*tables, Table(gettext_noop("Suppliers"), AskedRow, suppliers)),
        actions=_of_rfq(row, lines, asked) if row.state == RFQ.start else (),
    )


def _of_rfq(row: Rfq, lines: list[quotes.LineRef], asked: list[Quotation]) -> tuple[Action, ...]:
    waiting = next((q.supplier.code for q in asked if q.state == QUOTATION.start), asked[0].supplier.code)
    blank = [{"line": line.position, "unit": line.unit} for line in lines]
    return (
        Action("purchasing.enter_quotes", {"rfq": row.number, "supplier": waiting, "lines": blank}),
        Action("purchasing.award", {"rfq": row.number}),
        Action("purchasing.close_rfq", {"number": row.number}),
    )


def _side_by_side(lines: list[quotes.LineRef], suppliers: list[str], answers: list[QuotationRow]) -> Table:
    """A row a line, a column a supplier: what the line would cost there, and who is the best."""
    plain: list[Any] = [
        ("line", int, column(gettext_noop("Line"), kind="number")),
        ("item", str, column(gettext_noop("Item"), kind="code", link="item")),
        ("name", str, column(gettext_noop("Name"))),
        ("quantity", Decimal, column(gettext_noop("Quantity"), kind="quantity")),
        ("unit", str, column(gettext_noop("Unit"))),
    ]
    places: list[Any] = [(f"total_{n}", Decimal, _costs(code)) for n, code in enumerate(suppliers)]
    row = make_dataclass("SideBySide", [*plain, *places, ("best", str, column(gettext_noop("Best")))], frozen=True)
    found = {(answer.line, answer.supplier): answer for answer in answers}
    best = {answer.line: answer.supplier for answer in answers if answer.best}
    rows = []
    for line in lines:
        totals = [found.get((line.position, code)) for code in suppliers]
        rows.append(
            row(
                line.position,
                line.item_code,
                line.name,
                exact.number(line.quantity, exact.QUANTITY),
                line.unit,
                *(answer.total if answer else None for answer in totals),
                best.get(line.position, ""),
            )
        )
    return Table(gettext_noop("Comparison"), row, rows)


def _costs(supplier: str) -> Any:
    """A column called after a supplier."""
    about = {"title": supplier, "path": "", "kind": "amount", "link": "", "sortable": False, "total": True}
    return field(metadata={**about, "masked": "see costs"})
