"""Lists of putaway rules and of hazard rules."""

from dataclasses import dataclass

from django.db.models import QuerySet

from ledgerhouse.documents.warehouse.models import SEE, HazardRule, PutawayRule
from ledgerhouse.foundation.listing import column, listing
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True)
class PutawayRules:
    """Of which warehouse, for which item."""

    warehouse: str = ""
    item: str = ""


@dataclass(frozen=True)
class PutawayRuleRow:
    """One putaway rule."""

    warehouse: str = column(gettext_noop("Warehouse"), path="warehouse__code", kind="code", link="warehouse")
    position: int = column(gettext_noop("Line"), kind="number")
    strategy: str = column(gettext_noop("Strategy"), kind="code")
    item: str = column(gettext_noop("Item"), path="item__code", kind="code", link="item")
    category: str = column(gettext_noop("Category"), path="category__code", kind="code")
    zone: str = column(gettext_noop("Zone"), path="zone__code", kind="code")
    location: str = column(gettext_noop("Location"), path="location__code", kind="code")
    abc: str = column(gettext_noop("ABC class"))


@listing(
    "warehouse.putaway_rules",
    title=gettext_noop("Putaway rules"),
    see=SEE,
    row=PutawayRuleRow,
    search=("strategy", "item__code", "category__code"),
    order="position",
    verbs=("warehouse.set_putaway_rules",),
)
def putaway_rules(ctx: Context, where: PutawayRules) -> "QuerySet[PutawayRule]":
    """Putaway rules in scope."""
    rows = scoped(ctx, PutawayRule)
    rows = rows.filter(warehouse__code=where.warehouse) if where.warehouse else rows
    return rows.filter(item__code=where.item) if where.item else rows


@dataclass(frozen=True)
class HazardRules:
    """Of which hazard class."""

    first: str = ""


@dataclass(frozen=True)
class HazardRuleRow:
    """Two hazard classes that are kept apart."""

    first: str = column(gettext_noop("Hazard class"), kind="code")
    second: str = column(gettext_noop("Other hazard class"), kind="code")
    within: str = column(gettext_noop("Not in one"), kind="word")


@listing(
    "warehouse.hazard_rules",
    title=gettext_noop("Hazard rules"),
    see=SEE,
    row=HazardRuleRow,
    search=("first", "second"),
    order="first",
    verbs=("warehouse.set_hazard_rules",),
)
def hazard_rules(ctx: Context, where: HazardRules) -> "QuerySet[HazardRule]":
    """Hazard rules of the company."""
    rows = scoped(ctx, HazardRule)
    return rows.filter(first=where.first) if where.first else rows
