"""Lists of allocation: its rules, and what orders could not get."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, QuerySet

from ledgerhouse.documents.warehouse.models import SEE, AllocationRule, OutboundLine
from ledgerhouse.foundation.listing import column, listing
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True)
class AllocationRules:
    """Of which warehouse, for which item."""

    warehouse: str = ""
    item: str = ""


@dataclass(frozen=True)
class AllocationRuleRow:
    """One allocation rule."""

    warehouse: str = column(gettext_noop("Warehouse"), path="warehouse__code", kind="code", link="warehouse")
    position: int = column(gettext_noop("Line"), kind="number")
    strategy: str = column(gettext_noop("Strategy"), kind="code")
    item: str = column(gettext_noop("Item"), path="item__code", kind="code", link="item")
    category: str = column(gettext_noop("Category"), path="category__code", kind="code")
    customer: str = column(gettext_noop("Customer"), path="customer__name")
    zones: str = column(gettext_noop("Zones first"), kind="code")
    whole: bool = column(gettext_noop("Whole packs first"), kind="yes_no")
    scarce: str = column(gettext_noop("When stock is scarce"), kind="word")


@listing(
    "warehouse.allocation_rules",
    title=gettext_noop("Allocation rules"),
    see=SEE,
    row=AllocationRuleRow,
    search=("strategy", "item__code", "category__code"),
    order="position",
    verbs=("warehouse.set_allocation_rules",),
)
def allocation_rules(ctx: Context, where: AllocationRules) -> "QuerySet[AllocationRule]":
    """Allocation rules in scope."""
    rows = scoped(ctx, AllocationRule)
    rows = rows.filter(warehouse__code=where.warehouse) if where.warehouse else rows
    return rows.filter(item__code=where.item) if where.item else rows


@dataclass(frozen=True)
class Backorders:
    """Of which warehouse, item or order."""

    warehouse: str = ""
    item: str = ""
    order: str = ""
    due_until: date | None = None


@dataclass(frozen=True)
class BackorderRow:
    """One line that allocation could not serve wholly: what it lacks waits for stock."""

    order: str = column(gettext_noop("Order"), path="paper__number", kind="code", link="outbound_order")
    position: int = column(gettext_noop("Line"), kind="number")
    warehouse: str = column(gettext_noop("Warehouse"), path="paper__warehouse__code", kind="code", link="warehouse")
    customer: str = column(gettext_noop("Customer"), path="paper__partner__name")
    item: str = column(gettext_noop("Item"), path="item__code", kind="code", link="item")
    name: str = column(gettext_noop("Name"), path="item__name")
    ordered: Decimal = column(gettext_noop("Ordered"), kind="quantity", total=True)
    missing: Decimal = column(gettext_noop("Missing"), kind="quantity", total=True)
    due_on: date = column(gettext_noop("Due on"), path="paper__due_on", kind="date")


@listing(
    "warehouse.backorders",
    title=gettext_noop("Backorders"),
    see=SEE,
    row=BackorderRow,
    search=("paper__number", "item__code", "item__name"),
    order="due_on",
    verbs=("outbound.allocate",),
)
def backorders(ctx: Context, where: Backorders) -> "QuerySet[OutboundLine]":
    """Lines that were short when stock was looked for and still are."""
    rows = scoped(ctx, OutboundLine).filter(
        missing__gt=0, ordered__gt=F("allocated") + F("picked") + F("shipped") + F("cut")
    )
    rows = rows.filter(paper__warehouse__code=where.warehouse) if where.warehouse else rows
    rows = rows.filter(item__code=where.item) if where.item else rows
    rows = rows.filter(paper__number=where.order) if where.order else rows
    return rows.filter(paper__due_on__lte=where.due_until) if where.due_until else rows
