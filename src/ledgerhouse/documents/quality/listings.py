"""Lists of inspection: papers, findings, plans, and how suppliers did."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Case, CharField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from ledgerhouse.documents.quality.models import SEE, Finding, History, Inspection, Plan
from ledgerhouse.documents.quality.words import INSPECTION, METHODS, SEVERITIES
from ledgerhouse.foundation.listing import column, listing
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.masterdata.catalog.models import Lot


def named(path: str, names: dict[Any, str]) -> Case:
    """An expression for the name of a stored word: a message id that the screen translates."""
    whens = (When(Q(**{path: str(key)}), then=Value(name)) for key, name in names.items())
    return Case(*whens, default=Value(""), output_field=CharField())


@dataclass(frozen=True)
class Inspections:
    """Which inspections; `open` finds those without a verdict."""

    state: str = ""
    warehouse: str = ""
    receipt: str = ""
    item: str = ""
    supplier: str = ""
    open: bool | None = None


@dataclass(frozen=True)
class InspectionRow:
    """One inspection, in the item's base unit."""

    number: str = column(gettext_noop("Number"), kind="code", link="inspection")
    state: str = column(gettext_noop("State"), kind="state")
    warehouse: str = column(gettext_noop("Warehouse"), path="warehouse__code", kind="code", link="warehouse")
    receipt: str = column(gettext_noop("Receipt"), kind="code", link="receipt")
    supplier: str = column(gettext_noop("Supplier"), path="supplier__name")
    item: str = column(gettext_noop("Item"), path="item__code", kind="code", link="item")
    name: str = column(gettext_noop("Name"), path="item__name")
    lot: str = column(gettext_noop("Lot"), path="lot_code", kind="code")
    location: str = column(gettext_noop("Location"), path="location__code", kind="code")
    quantity: Decimal = column(gettext_noop("Quantity"), kind="quantity", total=True)
    sample: int = column(gettext_noop("Sample"), kind="number")
    nonconforming: int = column(gettext_noop("Nonconforming"), kind="number")
    accepted: Decimal = column(gettext_noop("Accepted"), kind="quantity", total=True)
    conceded: Decimal = column(gettext_noop("Accepted by concession"), kind="quantity", total=True)
    rejected: Decimal = column(gettext_noop("Rejected"), kind="quantity", total=True)
    created_at: datetime = column(gettext_noop("Made"), kind="moment")
    decided_at: datetime | None = column(gettext_noop("Decided"), kind="moment")


@listing(
    "quality.inspections",
    title=gettext_noop("Inspections"),
    see=SEE,
    row=InspectionRow,
    search=("number", "receipt", "item__code", "item__name", "supplier__name"),
    order="-number",
    verbs=("inbound.decide_inspections",),
)
def inspections(ctx: Context, where: Inspections) -> "QuerySet[Inspection]":
    """Inspections in scope."""
    lot = Subquery(Lot.objects.filter(id=OuterRef("lot")).values("code")[:1])
    rows = scoped(ctx, Inspection).annotate(lot_code=Coalesce(lot, Value("")))
    for path, value in (
        ("state", where.state),
        ("warehouse__code", where.warehouse),
        ("receipt", where.receipt),
        ("item__code", where.item),
        ("supplier__code", where.supplier),
    ):
        rows = rows.filter(**{path: value}) if value else rows
    if where.open is None:
        return rows
    waiting = INSPECTION.sources("decide")
    return rows.filter(state__in=waiting) if where.open else rows.exclude(state__in=waiting)


@dataclass(frozen=True)
class Findings:
    """Which findings."""

    inspection: str = ""


@dataclass(frozen=True)
class FindingRow:
    """One finding."""

    inspection: str = column(gettext_noop("Inspection"), path="paper__number", kind="code", link="inspection")
    position: int = column(gettext_noop("Line"), kind="number")
    characteristic: str = column(gettext_noop("Characteristic"))
    lower: Decimal | None = column(gettext_noop("Lower limit"), kind="price")
    upper: Decimal | None = column(gettext_noop("Upper limit"), kind="price")
    measured: Decimal | None = column(gettext_noop("Measured"), kind="price")
    nonconforming: int = column(gettext_noop("Nonconforming"), kind="number", total=True)
    defect: str = column(gettext_noop("Defect"))
    recorded_at: datetime = column(gettext_noop("Recorded"), kind="moment")


@listing(
    "quality.findings",
    title=gettext_noop("Findings"),
    see=SEE,
    row=FindingRow,
    search=("paper__number", "characteristic", "defect"),
    order="-inspection",
    verbs=("quality.record_findings",),
)
def findings(ctx: Context, where: Findings) -> "QuerySet[Finding]":
    """Findings in scope."""
    rows = scoped(ctx, Finding)
    return rows.filter(paper__number=where.inspection) if where.inspection else rows


@dataclass(frozen=True)
class Plans:
    """Which plans."""

    item: str = ""
    supplier: str = ""
    active: bool | None = None


@dataclass(frozen=True)
class PlanRow:
    """One inspection plan."""

    code: str = column(gettext_noop("Code"), kind="code")
    method: str = column(gettext_noop("Method"), path="method_name", kind="state", sortable=False)
    item: str = column(gettext_noop("Item"), path="item__code", kind="code", link="item")
    category: str = column(gettext_noop("Category"), path="category__name")
    supplier: str = column(gettext_noop("Supplier"), path="supplier__code", kind="code", link="partner")
    operation: str = column(gettext_noop("Operation"))
    percent: int = column(gettext_noop("Percent"), kind="number")
    level: str = column(gettext_noop("Inspection level"))
    aql: str = column(gettext_noop("AQL"))
    reduced: bool = column(gettext_noop("Reduced inspection allowed"), kind="yes_no")
    skip_after: int = column(gettext_noop("Skip after so many accepted lots"), kind="number")
    skip_every: int = column(gettext_noop("Then inspect every"), kind="number")
    active: bool = column(gettext_noop("Active"), kind="yes_no")


@listing(
    "quality.plans",
    title=gettext_noop("Inspection plans"),
    see=SEE,
    row=PlanRow,
    search=("code", "item__code", "supplier__code"),
    order="code",
    verbs=("quality.set_plans",),
)
def plans(ctx: Context, where: Plans) -> "QuerySet[Plan]":
    """Inspection plans of the company."""
    rows = scoped(ctx, Plan).annotate(method_name=named("method", dict(METHODS)))
    rows = rows.filter(item__code=where.item) if where.item else rows
    rows = rows.filter(supplier__code=where.supplier) if where.supplier else rows
    return rows if where.active is None else rows.filter(active=where.active)


@dataclass(frozen=True)
class SupplierQuality:
    """Of which suppliers and items."""

    supplier: str = ""
    item: str = ""
    stopped: bool | None = None


@dataclass(frozen=True)
class SupplierQualityRow:
    """How a supplier's lots of an item did."""

    supplier: str = column(gettext_noop("Supplier"), path="supplier__code", kind="code", link="partner")
    name: str = column(gettext_noop("Name"), path="supplier__name")
    item: str = column(gettext_noop("Item"), path="item__code", kind="code", link="item")
    severity: str = column(gettext_noop("Severity"), path="severity_name", kind="state", sortable=False)
    in_row: int = column(gettext_noop("Accepted in a row"), kind="number")
    skipped: int = column(gettext_noop("Skipped"), kind="number")
    score: int = column(gettext_noop("Switching score"), kind="number")
    stopped: bool = column(gettext_noop("Stopped"), kind="yes_no")


@listing(
    "quality.suppliers",
    title=gettext_noop("Quality of suppliers"),
    see=SEE,
    row=SupplierQualityRow,
    search=("supplier__code", "supplier__name", "item__code"),
    order="supplier",
)
def suppliers(ctx: Context, where: SupplierQuality) -> "QuerySet[History]":
    """Suppliers and items whose lots were inspected or skipped."""
    rows = scoped(ctx, History).annotate(severity_name=named("severity", dict(SEVERITIES)))
    rows = rows.filter(supplier__code=where.supplier) if where.supplier else rows
    rows = rows.filter(item__code=where.item) if where.item else rows
    return rows if where.stopped is None else rows.filter(stopped=where.stopped)
