"""Open supply by item, warehouse and day (在途供应): what was released to suppliers, or is on its way, and has not come in.

It is read from the inbound orders that releasing, amending, cancelling and receiving write in their own transactions: there at once, gone at once.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from ledgerhouse.documents.warehouse.supply import Coming, coming
from ledgerhouse.foundation.computed import computed
from ledgerhouse.foundation.listing import column, listing
from ledgerhouse.foundation.paper import Paper, Table, add_to
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.kernel.exact import QUANTITY, number
from ledgerhouse.masterdata.catalog.queries import items_by_code, items_by_id
from ledgerhouse.masterdata.sites.queries import warehouses


@dataclass(frozen=True)
class SupplyRow:
    """What one inbound order still brings of an item, in its base unit."""

    item: str = column(gettext_noop("Item"), kind="code", link="item")
    name: str = column(gettext_noop("Name"))
    warehouse: str = column(gettext_noop("Warehouse"), kind="code", link="warehouse")
    due_on: date | None = column(gettext_noop("Expected on"), kind="date")
    quantity: Decimal = column(gettext_noop("Expected"), kind="quantity")
    unit: str = column(gettext_noop("Unit"))
    order: str = column(gettext_noop("Inbound order"), kind="code", link="inbound_order")


@dataclass(frozen=True)
class Supply:
    """Which items and warehouses, and until which day."""

    item: str = ""
    warehouse: str = ""
    until: date | None = None


@listing(
    "inventory.open_supply",
    title=gettext_noop("Open supply"),
    see="see stock",
    row=SupplyRow,
    order="due_on",
)
def open_supply(ctx: Context, where: Supply) -> "QuerySet[Any]":
    """What will still come, by item, warehouse and day."""
    items = {ref.id for ref in items_by_code(ctx, [where.item]).values()} if where.item else set()
    if where.item and not items:
        return computed([])
    rows = _rows(ctx, items)
    rows = [row for row in rows if where.warehouse in ("", row.warehouse)]
    return computed([row for row in rows if not where.until or (row.due_on and row.due_on <= where.until)])


@add_to(lambda: {"item"})
def with_supply(ctx: Context, item: Paper) -> Paper:
    """The page of an item says what of it will come."""
    if not ctx.may("see stock"):
        return item
    found = {ref.id for ref in items_by_code(ctx, [item.number]).values()}
    rows = _rows(ctx, found) if found else []
    return replace(item, tables=(*item.tables, Table(gettext_noop("Open supply"), SupplyRow, rows))) if rows else item


def _rows(ctx: Context, items: Iterable[int]) -> list[SupplyRow]:
    # how much comes is a figure of stock: whoever sees stock of a warehouse sees it, without the papers it comes with
    asker = ctx if ctx.acting else ctx.under("see stock")
    found = coming(asker, 0, items)
    sites = {site.id: site.code for site in warehouses(asker)}
    known = items_by_id(asker, {one.item for one in found})
    return [_row(one, sites[one.warehouse], known) for one in found if one.warehouse in sites and one.item in known]


def _row(one: Coming, site: str, known: Any) -> SupplyRow:
    ref = known[one.item]
    return SupplyRow(ref.code, ref.name, site, one.due_on, number(one.quantity, QUANTITY), ref.unit, one.order)
