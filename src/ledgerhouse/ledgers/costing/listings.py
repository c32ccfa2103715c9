"""Lists of costing: what goods are worth, what they cost when they moved, what was changed by hand, months and their averages."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Case, ExpressionWrapper, F, QuerySet, Value, When

from ledgerhouse.foundation.fields import QuantityField
from ledgerhouse.foundation.listing import column, listing
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.costing.models import (
    CostAdjustment,
    CostLine,
    CostPool,
    MethodChange,
    MonthClosing,
    ProvisionalIssue,
)
from ledgerhouse.ledgers.costing.words import AGES, Cause, Kind

SEE = "see costs"


@dataclass(frozen=True)
class PoolRow:
    """Quantity and value of one item in one valuation area; of what is pending the value is still in the pool."""

    item: str = column(gettext_noop("Item"), path="item__code", kind="code", link="item")
    name: str = column(gettext_noop("Name"), path="item__name")
    method: str = column(gettext_noop("Costing method"), path="item__costing", kind="state")
    quantity: Decimal = column(gettext_noop("Quantity"), kind="quantity")
    pending: Decimal = column(gettext_noop("Value pending"), kind="quantity")
    value: Decimal = column(gettext_noop("Value"), kind="amount", total=True, masked="see costs")


@dataclass(frozen=True)
class PoolFilter:
    """Which pools. Empty ones are left out unless asked for."""

    item: str = ""
    empty: bool = False


@listing(
    "costing.pools",
    title=gettext_noop("Stock value"),
    see=SEE,
    row=PoolRow,
    search=("item__code", "item__name"),
    order="item",
    verbs=("finance.adjust_costs", "finance.add_landed_costs", "finance.run_month_average"),
)
def pools(ctx: Context, where: PoolFilter) -> "QuerySet[CostPool]":
    """What stock is worth, by item."""
    rows = scoped(ctx, CostPool)
    rows = rows.filter(item__code=where.item) if where.item else rows
    return rows if where.empty else rows.exclude(quantity=0, pending=0)


@dataclass(frozen=True)
class LineRow:
    """What one stock entry or change of value did to a pool."""

    recorded_at: datetime = column(gettext_noop("Recorded"), kind="moment")
    business_date: date = column(gettext_noop("Business date"), kind="date")
    month: int = column(gettext_noop("Period"), kind="code")
    item: str = column(gettext_noop("Item"), path="item__code", kind="code", link="item")
    name: str = column(gettext_noop("Name"), path="item__name")
    warehouse: str = column(gettext_noop("Warehouse"), path="warehouse__code", kind="code")
    kind: Kind = column(gettext_noop("Kind"), kind="state")
    quantity: Decimal = column(gettext_noop("Quantity"), kind="quantity")
    value: Decimal = column(gettext_noop("Value"), kind="amount", total=True)
    variance: Decimal = column(gettext_noop("Variance"), kind="amount", total=True)
    movement: int = column(gettext_noop("Movement"), kind="code")


@dataclass(frozen=True)
class LineFilter:
    """Which cost lines."""

    item: str = ""
    warehouse: str = ""
    month: int | None = None
    movement: int | None = None
    since: date | None = None
    until: date | None = None


@listing(
    "costing.lines",
    title=gettext_noop("Cost lines"),
    see=SEE,
    row=LineRow,
    search=("item__code", "item__name"),
    order="-recorded_at",
)
def lines(ctx: Context, where: LineFilter) -> "QuerySet[CostLine]":
    """What goods cost as they came and went."""
    wanted = {
        "item__code": where.item,
        "warehouse__code": where.warehouse,
        "month": where.month,
        "movement": where.movement,
        "business_date__gte": where.since,
        "business_date__lte": where.until,
    }
    return scoped(ctx, CostLine).filter(**{path: value for path, value in wanted.items() if value})


@dataclass(frozen=True)
class AdjustmentRow:
    """A change of the value of a receipt or of an item's stock, and where it went."""

    recorded_at: datetime = column(gettext_noop("Recorded"), kind="moment")
    business_date: date = column(gettext_noop("Business date"), kind="date")
    number: str = column(gettext_noop("Document"), kind="code", link="@paper")
    paper: str = column(gettext_noop("Document type"), kind="state")
    cause: Cause = column(gettext_noop("Cause"), kind="state")
    item: str = column(gettext_noop("Item"), path="item__code", kind="code", link="item")
    name: str = column(gettext_noop("Name"), path="item__name")
    amount: Decimal = column(gettext_noop("Amount"), kind="amount", total=True)
    in_stock: Decimal = column(gettext_noop("Into stock"), kind="amount", total=True)
    consumed: Decimal = column(gettext_noop("To cost of sales"), kind="amount", total=True)
    variance: Decimal = column(gettext_noop("Variance"), kind="amount", total=True)
    why: str = column(gettext_noop("Reason"))


@dataclass(frozen=True)
class AdjustmentFilter:
    """Which changes of value."""

    number: str = ""
    item: str = ""
    cause: str = ""
    month: int | None = None


@listing(
    "costing.adjustments",
    title=gettext_noop("Changes of value"),
    see=SEE,
    row=AdjustmentRow,
    search=("item__code", "item__name", "number"),
    order="-recorded_at",
    verbs=(
        "finance.adjust_costs",
        "finance.add_landed_costs",
        "finance.change_standard_costs",
        "finance.change_costing_method",
    ),
)
def adjustments(ctx: Context, where: AdjustmentFilter) -> "QuerySet[CostAdjustment]":
    """What was put on receipts and stock afterwards."""
    wanted = {"number": where.number, "item__code": where.item, "cause": where.cause, "month": where.month}
    return scoped(ctx, CostAdjustment).filter(**{path: value for path, value in wanted.items() if value})


@dataclass(frozen=True)
class MonthRow:
    """One item at month-end average in one month, as the last run left it."""

    month: int = column(gettext_noop("Period"), kind="code", link="costing_month")
    item: str = column(gettext_noop("Item"), path="item__code", kind="code", link="item")
    name: str = column(gettext_noop("Name"), path="item__name")
    opening_quantity: Decimal = column(gettext_noop("Opening quantity"), kind="quantity")
    opening_value: Decimal = column(gettext_noop("Opening value"), kind="amount", total=True)
    came_quantity: Decimal = column(gettext_noop("Received"), kind="quantity")
    came_value: Decimal = column(gettext_noop("Value received"), kind="amount", total=True)
    went_quantity: Decimal = column(gettext_noop("Issued"), kind="quantity")
    went_value: Decimal = column(gettext_noop("Value issued"), kind="amount", total=True)
    quantity: Decimal = column(gettext_noop("Closing quantity"), kind="quantity")
    value: Decimal = column(gettext_noop("Closing value"), kind="amount", total=True)
    waiting: int = column(gettext_noop("Entries waiting"), kind="number")


@dataclass(frozen=True)
class MonthFilter:
    """Which months and items."""

    month: int | None = None
    item: str = ""


@listing(
    "costing.months",
    title=gettext_noop("Month-end costs"),
    see=SEE,
    row=MonthRow,
    search=("item__code", "item__name"),
    order="-month",
    verbs=("finance.run_month_average",),
)
def month_closings(ctx: Context, where: MonthFilter) -> "QuerySet[MonthClosing]":
    """What month-end runs made of each item: opening, received, issued, closing."""
    wanted = {"month": where.month, "item__code": where.item}
    return scoped(ctx, MonthClosing).filter(**{path: value for path, value in wanted.items() if value})


@dataclass(frozen=True)
class ProvisionalRow:
    """Goods that were issued before stock had them, and how much of them is not settled yet."""

    business_date: date = column(gettext_noop("Business date"), kind="date")
    age: str = column(gettext_noop("Age in days"), kind="code", sortable=False)
    warehouse: str = column(gettext_noop("Warehouse"), path="warehouse__code", kind="code")
    number: str = column(gettext_noop("Document"), kind="code", link="@paper")
    paper: str = column(gettext_noop("Document type"), kind="state")
    item: str = column(gettext_noop("Item"), path="item__code", kind="code", link="item")
    name: str = column(gettext_noop("Name"), path="item__name")
    quantity: Decimal = column(gettext_noop("Quantity"), kind="quantity")
    owed: Decimal = column(gettext_noop("Not settled"), kind="quantity", sortable=False)
    value: Decimal = column(gettext_noop("Provisional value"), kind="amount", total=True)
    basis: str = column(gettext_noop("Cost basis"), kind="state")


@dataclass(frozen=True)
class ProvisionalFilter:
    """Which provisional issues. Settled ones are left out unless asked for."""

    item: str = ""
    warehouse: str = ""
    settled: bool = False


@listing(
    "costing.provisional",
    title=gettext_noop("Provisional issues"),
    see=SEE,
    row=ProvisionalRow,
    search=("item__code", "item__name", "number"),
    order="business_date",
)
def provisional(ctx: Context, where: ProvisionalFilter) -> "QuerySet[ProvisionalIssue]":
    """Goods issued without stock, the oldest first."""
    today = ctx.now.date()
    limits = [(today - timedelta(days=days), label) for days, label in AGES if days is not None]
    rows = scoped(ctx, ProvisionalIssue).annotate(
        age=Case(
            *(When(business_date__gte=day, then=Value(label)) for day, label in limits), default=Value(AGES[-1][1])
        ),
        owed=ExpressionWrapper(F("quantity") - F("settled"), output_field=QuantityField()),
    )
    wanted = {"item__code": where.item, "warehouse__code": where.warehouse}
    rows = rows.filter(**{path: value for path, value in wanted.items() if value})
    return rows if where.settled else rows.filter(open=True)


@dataclass(frozen=True)
class MethodRow:
    """An item that is costed by another method from a day on, in one valuation area, and what became of the value of its stock."""

    business_date: date = column(gettext_noop("Business date"), kind="date")
    number: str = column(gettext_noop("Document"), kind="code", link="method_change")
    item: str = column(gettext_noop("Item"), path="item__code", kind="code", link="item")
    name: str = column(gettext_noop("Name"), path="item__name")
    before: str = column(gettext_noop("Method before"), path="method_before", kind="state")
    after: str = column(gettext_noop("Method after"), path="method_after", kind="state")
    quantity: Decimal = column(gettext_noop("Quantity"), kind="quantity")
    value_before: Decimal = column(gettext_noop("Value before"), kind="amount", total=True)
    value_after: Decimal = column(gettext_noop("Value after"), kind="amount", total=True)
    why: str = column(gettext_noop("Reason"))
    user: str = column(gettext_noop("User"), path="user__name")
    recorded_at: datetime = column(gettext_noop("Recorded"), kind="moment")


@dataclass(frozen=True)
class MethodFilter:
    """Which changes of costing methods."""

    number: str = ""
    item: str = ""


@listing(
    "costing.method_changes",
    title=gettext_noop("Changes of costing methods"),
    see=SEE,
    row=MethodRow,
    search=("item__code", "item__name", "number"),
    order="-recorded_at",
    verbs=("finance.change_costing_method",),
)
def method_changes(ctx: Context, where: MethodFilter) -> "QuerySet[MethodChange]":
    """When and why items got another costing method (计价方法变更记录)."""
    wanted = {"number": where.number, "item__code": where.item}
    return scoped(ctx, MethodChange).filter(**{path: value for path, value in wanted.items() if value})
