"""Available to promise by day: what is there and usable, what comes, what is promised (可承诺量). Supply is on papers, so it is put together here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from ledgerhouse.documents.warehouse import inbound
from ledgerhouse.foundation.computed import computed
from ledgerhouse.foundation.listing import column, listing
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.kernel.exact import QUANTITY, number
from ledgerhouse.ledgers.stock.claims import Day, outlook, promised_by_day, usable_by_expiry
from ledgerhouse.masterdata.catalog.queries import items_by_code, items_by_id
from ledgerhouse.masterdata.sites.queries import warehouses
from ledgerhouse.masterdata.sites.words import WarehouseRef

WEEKS = 4
"""How far the list looks ahead unless asked."""


def outlooks(ctx: Context, warehouse: WarehouseRef, items: Iterable[int], last: date) -> dict[int, list[Day]]:
    """Per item the days on which something changes until a last one; all items with stock, supply or promises when none are named.

    Three statements. On a day of the future, lots that will have expired by then no longer count.
    """
    today = ctx.today(warehouse.timezone)
    wanted = set(items)
    there = usable_by_expiry(ctx, warehouse.id, today, wanted)
    # how much comes is a figure of stock: whoever sees stock here sees it, without the papers it comes with
    asker = ctx if ctx.acting else ctx.under("see stock")
    supply = inbound.expected_by_day(asker, warehouse.id, wanted)
    promised = promised_by_day(ctx, warehouse.id, wanted)
    known = there.keys() | {item for item, _ in (*supply, *promised)}
    return {
        item: outlook(
            today,
            there.get(item, ()),
            {day: steps for (i, day), steps in supply.items() if i == item},
            {day: steps for (i, day), steps in promised.items() if i == item},
            last,
        )
        for item in sorted(known)
    }


@dataclass(frozen=True)
class PromiseRow:
    """One day on which something changes for an item in a warehouse. `to_promise` is what a new order for that day can still get."""

    item: str = column(gettext_noop("Item"), kind="code", link="item")
    name: str = column(gettext_noop("Name"))
    warehouse: str = column(gettext_noop("Warehouse"), kind="code")
    day: date = column(gettext_noop("Day"), kind="date")
    supply: Decimal = column(gettext_noop("Expected"), kind="quantity")
    promised: Decimal = column(gettext_noop("Promised"), kind="quantity")
    spoiled: Decimal = column(gettext_noop("Expires before"), kind="quantity")
    projected: Decimal = column(gettext_noop("Projected"), kind="quantity")
    to_promise: Decimal = column(gettext_noop("Available to promise"), kind="quantity")
    unit: str = column(gettext_noop("Unit"), kind="code")


@dataclass(frozen=True)
class PromiseFilter:
    """Which item and warehouse, and until which day."""

    item: str = ""
    warehouse: str = ""
    until: date | None = None


@listing(
    "inventory.available_to_promise",
    title=gettext_noop("Available to promise"),
    see="see stock",
    row=PromiseRow,
    order="day",
    verbs=("inventory.reserve",),
)
def available_to_promise(ctx: Context, where: PromiseFilter) -> "QuerySet[Any]":
    """Day by day what may still be promised, where anything is there, comes or is promised."""
    items = {ref.id for ref in items_by_code(ctx, [where.item]).values()} if where.item else set()
    rows: list[PromiseRow] = []
    for site in warehouses(ctx):
        if where.warehouse in ("", site.code) and (items or not where.item):
            last = where.until or ctx.today(site.timezone) + timedelta(weeks=WEEKS)
            rows += _rows(ctx, site, outlooks(ctx, site, items, last))
    return computed(sorted(rows, key=lambda row: (row.item, row.warehouse)))


def _rows(ctx: Context, site: WarehouseRef, days: dict[int, list[Day]]) -> list[PromiseRow]:
    known = items_by_id(ctx, days)
    return [
        PromiseRow(
            item=known[item].code,
            name=known[item].name,
            warehouse=site.code,
            day=day.on,
            supply=number(day.supply, QUANTITY),
            promised=number(day.promised, QUANTITY),
            spoiled=number(day.spoiled, QUANTITY),
            projected=number(day.projected, QUANTITY),
            to_promise=number(day.to_promise, QUANTITY),
            unit=known[item].unit,
        )
        for item, outlooked in days.items()
        for day in outlooked
    ]
