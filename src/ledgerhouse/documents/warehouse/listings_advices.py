"""Despatch advices: their list and page."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import QuerySet

from ledgerhouse.documents.warehouse.models import SEE, AdviceLine, AdviceUnit, DespatchAdvice
from ledgerhouse.documents.warehouse.words import ADVICE
from ledgerhouse.foundation.listing import column, listing
from ledgerhouse.foundation.paper import Action, Fact, Paper, Table, paper
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.masterdata.sites.words import UNIT_KIND_NAMES


@dataclass(frozen=True)
class AdviceRow:
    """One despatch advice."""

    number: str = column(gettext_noop("Number"), kind="code", link="despatch_advice")
    state: str = column(gettext_noop("State"), kind="state")
    supplier: str = column(gettext_noop("Supplier"), path="supplier__name")
    reference: str = column(gettext_noop("Supplier's reference"), kind="code")
    warehouse: str = column(gettext_noop("Warehouse"), path="warehouse__code", kind="code", link="warehouse")
    due_on: date | None = column(gettext_noop("Expected on"), kind="date")
    created_at: datetime = column(gettext_noop("Made"), kind="moment")


@dataclass(frozen=True)
class AdviceFilter:
    """Which advices; `open` finds those of which something may still come."""

    state: str = ""
    warehouse: str = ""
    open: bool | None = None


@listing(
    "warehouse.despatch_advices",
    title=gettext_noop("Despatch advices"),
    see=SEE,
    row=AdviceRow,
    search=("number", "reference", "supplier__name"),
    order="-number",
    verbs=("inbound.announce", "inbound.receive_units"),
)
def despatch_advices(ctx: Context, where: AdviceFilter) -> "QuerySet[DespatchAdvice]":
    """What suppliers have announced."""
    rows = scoped(ctx, DespatchAdvice)
    rows = rows.filter(state=where.state) if where.state else rows
    rows = rows.filter(warehouse__code=where.warehouse) if where.warehouse else rows
    if where.open is None:
        return rows
    waiting = ("announced", "arriving")
    return rows.filter(state__in=waiting) if where.open else rows.exclude(state__in=waiting)


@dataclass(frozen=True)
class AdviceUnitRow:
    """One handling unit of an advice."""

    code: str = column(gettext_noop("Handling unit"), kind="code")
    kind: str = column(gettext_noop("Kind"), kind="state")
    parent: str = column(gettext_noop("Stands in"), kind="code")
    receipt: str = column(gettext_noop("Receipt"), kind="code", link="receipt")


@dataclass(frozen=True)
class AdviceLineRow:
    """One line of an advice, in the item's base unit."""

    line: int = column(gettext_noop("Line"), kind="number")
    order: str = column(gettext_noop("Inbound order"), kind="code", link="inbound_order")
    order_line: int = column(gettext_noop("Order line"), kind="number")
    item: str = column(gettext_noop("Item"), kind="code", link="item")
    name: str = column(gettext_noop("Name"))
    unit: str = column(gettext_noop("Unit"))
    quantity: Decimal = column(gettext_noop("Quantity"), kind="quantity", total=True)
    lot: str = column(gettext_noop("Lot"))
    expires_on: date | None = column(gettext_noop("Expires on"), kind="date")
    handling_unit: str = column(gettext_noop("Handling unit"), kind="code")


@paper("despatch_advice", title=gettext_noop("Despatch advice"), see=SEE)
def despatch_advice(ctx: Context, number: str) -> Paper | None:
    """A despatch advice with its handling units and lines."""
    row = scoped(ctx, DespatchAdvice).select_related("supplier", "warehouse").filter(number=number).first()
    if row is None:
        return None
    units = list(scoped(ctx, AdviceUnit).filter(paper=row).order_by("id"))
    lines = scoped(ctx, AdviceLine).filter(paper=row).select_related("line__paper", "line__item__unit")
    outermost = [unit.code for unit in units if not unit.parent and not unit.receipt]
    actions = [Action("inbound.receive_units", {"codes": outermost})] if outermost else []
    if row.state in ADVICE.sources("cancel"):
        actions.append(Action("inbound.cancel_advices", {"numbers": [row.number]}))
    told = [AdviceUnitRow(u.code, dict(UNIT_KIND_NAMES)[u.kind], u.parent, u.receipt) for u in units]  # type: ignore[index]
    tables = [Table(gettext_noop("Lines"), AdviceLineRow, [_line(line) for line in lines.order_by("position")])]
    if told:
        tables.insert(0, Table(gettext_noop("Handling units"), AdviceUnitRow, told))
    return Paper(
        kind="despatch_advice",
        number=row.number,
        title=gettext_noop("Despatch advice"),
        state=row.state,
        lifecycle=ADVICE,
        facts=(
            Fact(gettext_noop("Supplier"), row.supplier.name),
            Fact(gettext_noop("Supplier's reference"), row.reference, "code"),
            Fact(gettext_noop("Warehouse"), row.warehouse.code, "code", "warehouse"),
            Fact(gettext_noop("Expected on"), row.due_on, "date"),
            Fact(gettext_noop("Made"), row.created_at, "moment"),
        ),
        tables=tables,
        actions=actions if row.state != ADVICE.target("cancel") else (),
    )


def _line(line: AdviceLine) -> AdviceLineRow:
    return AdviceLineRow(
        line=line.position,
        order=line.line.paper.number,
        order_line=line.line.position,
        item=line.line.item.code,
        name=line.line.item.name,
        unit=line.line.item.unit.code,
        quantity=line.quantity,
        lot=line.lot,
        expires_on=line.expires_on,
        handling_unit=line.unit,
    )
