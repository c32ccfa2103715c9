"""Pages of costing: a cost adjustment, and a month of the month-end average."""

from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.paper import Action, Fact, Paper, Table, paper
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.costing.listings import (
    SEE,
    AdjustmentFilter,
    AdjustmentRow,
    LineFilter,
    LineRow,
    MethodFilter,
    MethodRow,
    MonthFilter,
    MonthRow,
)
from ledgerhouse.ledgers.costing.models import CostAdjustment, MethodChange, MonthClosing
from ledgerhouse.ledgers.costing.months import waiting_for_run
from ledgerhouse.ledgers.costing.words import CAUSES, Cause

MONTH_DIGITS = 6


@paper("cost_adjustment", title=gettext_noop("Cost adjustment"), see=SEE)
def cost_adjustment(ctx: Context, number: str) -> Paper | None:
    """What somebody put on receipts or stock by hand."""
    return _change_of_value(ctx, "cost_adjustment", number, gettext_noop("Cost adjustment"))


@paper("standard_change", title=gettext_noop("Change of standard cost"), see=SEE)
def standard_change(ctx: Context, number: str) -> Paper | None:
    """Standard costs that changed, and what that did to stock."""
    return _change_of_value(ctx, "standard_change", number, gettext_noop("Change of standard cost"))


@paper("method_change", title=gettext_noop("Change of costing method"), see=SEE)
def method_change(ctx: Context, number: str) -> Paper | None:
    """Items that got another costing method on one day, with the value of their stock before and after."""
    row = scoped(ctx, MethodChange).filter(number=number).first()
    if row is None:
        return None
    changes = list(LISTINGS["costing.method_changes"].every(ctx, MethodFilter(number=number), sort="item"))
    return Paper(
        kind="method_change",
        number=number,
        title=gettext_noop("Change of costing method"),
        facts=[
            Fact(gettext_noop("Business date"), row.business_date, "date"),
            Fact(gettext_noop("Reason"), row.why),
            Fact(gettext_noop("Recorded"), row.recorded_at, "moment"),
        ],
        tables=[Table(gettext_noop("Items"), MethodRow, changes)],
    )


@paper("costing_month", title=gettext_noop("Month-end cost"), see=SEE)
def costing_month(ctx: Context, number: str) -> Paper | None:
    """A month of the items at month-end average: what the last run left, and whether it must be run (again)."""
    if not (number.isascii() and number.isdigit() and len(number) == MONTH_DIGITS and 1 <= int(number) % 100 <= 12):
        return None
    month = int(number)
    waiting = sum(count for _, count in waiting_for_run(ctx, month))
    ran = scoped(ctx, MonthClosing).filter(month=month).order_by("-run_at").values_list("run_at", flat=True).first()
    return Paper(
        kind="costing_month",
        number=number,
        title=gettext_noop("Month-end cost"),
        facts=[
            Fact(gettext_noop("Period"), month, "code"),
            Fact(gettext_noop("Last run"), ran, "moment"),
            Fact(gettext_noop("Not in any run yet"), waiting, "number"),
        ],
        tables=[
            Table(
                gettext_noop("Items"),
                MonthRow,
                list(LISTINGS["costing.months"].every(ctx, MonthFilter(month=month), sort="item")),
            )
        ],
        actions=[Action("finance.run_month_average", {"month": month})],
    )


def _change_of_value(ctx: Context, kind: str, number: str, title: str) -> Paper | None:
    row = scoped(ctx, CostAdjustment).filter(paper=kind, number=number).select_related("warehouse").first()
    if row is None:
        return None
    adjustments = list(LISTINGS["costing.adjustments"].every(ctx, AdjustmentFilter(number=number), sort="item"))
    lines = list(LISTINGS["costing.lines"].every(ctx, LineFilter(movement=row.batch), sort="item"))
    return Paper(
        kind=kind,
        number=number,
        title=title,
        facts=[
            Fact(gettext_noop("Cause"), CAUSES[Cause(row.cause)], "state"),
            Fact(gettext_noop("Warehouse"), row.warehouse.code, "code", "warehouse"),
            Fact(gettext_noop("Business date"), row.business_date, "date"),
            Fact(gettext_noop("Reason"), row.why),
            Fact(gettext_noop("Recorded"), row.recorded_at, "moment"),
        ],
        tables=[
            Table(gettext_noop("Changes of value"), AdjustmentRow, adjustments),
            Table(gettext_noop("Cost lines"), LineRow, lines),
        ],
    )
