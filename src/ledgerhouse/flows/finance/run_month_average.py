"""The month-end run (月末成本核算): give goods at month-end average their cost, as a preview or for good, and again until the period closes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Month
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.costing.months import Closing
from ledgerhouse.masterdata.catalog.queries import items_by_id
from ledgerhouse.masterdata.catalog.words import ItemRef
from ledgerhouse.masterdata.sites.queries import warehouses
from ledgerhouse.posting.month_end import Ran, run_month_end


@dataclass(frozen=True, kw_only=True)
class RunMonthAverage:
    """Which month, e.g. 202611."""

    __pydantic_config__ = STRICT

    month: Month = field(metadata={"title": gettext_noop("Period")})


@dataclass(frozen=True, kw_only=True)
class MonthItem:
    """What a month did to one item: its average cost per unit is (opening + received value) / (opening + received quantity)."""

    month: int
    warehouses: str
    item: str
    received: Decimal
    issued: Decimal
    issued_value: Decimal
    closing: Decimal
    closing_value: Decimal
    waiting: int


@dataclass(frozen=True, kw_only=True)
class MonthAverageRun:
    """How many entries have another value than before, how many wait for the next month, what was booked, and each item's month."""

    changed: int
    waiting: int
    booked: Decimal
    items: tuple[MonthItem, ...]


@verb("finance.run_month_average", may="run costing", title=gettext_noop("Run month-end costing"))
def run_month_average(command: RunMonthAverage, ctx: Context) -> MonthAverageRun:
    """Value what left in a month at its average and book it; later months that were run are run again with it."""
    ctx.require("run costing", company=ctx.company, warehouse=0)  # a valuation area is whole: nobody runs a part of it
    areas: dict[int, list[str]] = {}
    for site in warehouses(ctx):
        areas.setdefault(site.area, []).append(site.code)
    ran = [one for area in sorted(areas) for one in run_month_end(ctx, area, command.month)]
    items = items_by_id(ctx, {c.item for one in ran for c in one.closings})
    return MonthAverageRun(
        changed=sum(one.changed for one in ran),
        waiting=sum(one.waiting for one in ran if one.month == command.month),
        booked=exact.number(sum(one.booked for one in ran), exact.AMOUNT),
        items=tuple(_item(one, c, areas, items) for one in ran for c in one.closings),
    )


def _item(ran: Ran, c: Closing, areas: Mapping[int, Sequence[str]], items: Mapping[int, ItemRef]) -> MonthItem:
    return MonthItem(
        month=ran.month,
        warehouses=", ".join(areas[ran.area]),
        item=items[c.item].code,
        received=exact.number(c.came_quantity, exact.QUANTITY),
        issued=exact.number(c.went_quantity, exact.QUANTITY),
        issued_value=exact.number(c.went_value, exact.AMOUNT),
        closing=exact.number(c.quantity, exact.QUANTITY),
        closing_value=exact.number(c.value, exact.AMOUNT),
        waiting=c.waiting,
    )
