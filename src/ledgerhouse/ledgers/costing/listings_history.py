"""Lists of the past: stock as of a day by either date, and what came in and went out of it in a period (收发存汇总表)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from ledgerhouse.foundation.computed import computed
from ledgerhouse.foundation.listing import column, listing
from ledgerhouse.foundation.queries import company
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.kernel.exact import AMOUNT, QUANTITY, number
from ledgerhouse.ledgers.costing.history import Turnover, Worth, turnover, values_as_of
from ledgerhouse.ledgers.stock.history import KEY, AsOf, as_of
from ledgerhouse.ledgers.stock.words import Status
from ledgerhouse.masterdata.catalog.queries import items_by_code, items_by_id, lots_by_id
from ledgerhouse.masterdata.catalog.words import ItemRef
from ledgerhouse.masterdata.sites.queries import locations_by_id, warehouses
from ledgerhouse.masterdata.sites.words import PlaceRef, WarehouseRef

NOTHING = Worth(0, 0)


@dataclass(frozen=True)
class AsOfRow:
    """What was on hand of an item, or of a lot at a place where detail is asked for. Values are of what is ours, per item."""

    item: str = column(gettext_noop("Item"), kind="code", link="item")
    name: str = column(gettext_noop("Name"))
    warehouse: str = column(gettext_noop("Warehouse"), kind="code")
    location: str = column(gettext_noop("Location"), kind="code")
    lot: str = column(gettext_noop("Lot"), kind="code")
    status: Status | None = column(gettext_noop("Status"), kind="state")
    on_hand: Decimal = column(gettext_noop("On hand"), kind="quantity", total=True)
    unit: str = column(gettext_noop("Unit"), kind="code")
    value: Decimal | None = column(gettext_noop("Value"), kind="amount", total=True, masked="see costs")


@dataclass(frozen=True)
class AsOfFilter:
    """Which day (today if none), and only what was recorded until the end of another day if one is named."""

    on: date | None = None
    known_on: date | None = None
    warehouse: str = ""
    item: str = ""
    detail: bool = False


@listing("stock.as_of", title=gettext_noop("Stock as of a day"), see="see stock", row=AsOfRow, order="item")
def stock_as_of(ctx: Context, where: AsOfFilter) -> "QuerySet[Any]":
    """What was there on a past day, by business date and as known at another (时点库存)."""
    sites, items = _chosen(ctx, where.warehouse, where.item)
    if items is not None and not items:
        return computed([])
    when = _when(ctx, where.on, where.known_on)
    by = KEY if where.detail else ("item",)
    rows = as_of(ctx, when, sites, items=items or (), by=by)
    worth = values_as_of(ctx, when, sites, items or ()) if ctx.may("see costs") and not where.detail else {}
    known = items_by_id(ctx, {row.item for row in rows} | {item for _, item in worth})
    lots = lots_by_id(ctx, {row.lot for row in rows if row.lot})
    places: dict[int, PlaceRef] = {}
    for site in {row.warehouse for row in rows} if where.detail else ():
        places |= locations_by_id(ctx, site, {row.location for row in rows if row.warehouse == site})
    made = []
    for row in rows:
        item, place, lot = known[row.item], places.get(row.location), lots.get(row.lot)
        value = worth.pop((row.warehouse, row.item), None)
        made.append(
            AsOfRow(
                item=item.code,
                name=item.name,
                warehouse=sites[row.warehouse].code,
                location=place.code if place else "",
                lot=lot.code if lot else "",
                status=Status(row.status) if where.detail else None,
                on_hand=number(row.on_hand, QUANTITY),
                unit=item.unit,
                value=number(value.value, AMOUNT) if value else None,
            )
        )
    return computed(made)


@dataclass(frozen=True)
class BalanceSheetRow:
    """What there was, came, went and is of one item in one warehouse; goods that only moved inside count as neither."""

    item: str = column(gettext_noop("Item"), kind="code", link="item")
    name: str = column(gettext_noop("Name"))
    warehouse: str = column(gettext_noop("Warehouse"), kind="code")
    unit: str = column(gettext_noop("Unit"), kind="code")
    opening: Decimal = column(gettext_noop("Opening quantity"), kind="quantity", total=True)
    opening_value: Decimal = column(gettext_noop("Opening value"), kind="amount", total=True)
    came: Decimal = column(gettext_noop("Quantity in"), kind="quantity", total=True)
    came_value: Decimal = column(gettext_noop("Value in"), kind="amount", total=True)
    went: Decimal = column(gettext_noop("Quantity out"), kind="quantity", total=True)
    went_value: Decimal = column(gettext_noop("Value out"), kind="amount", total=True)
    adjusted: Decimal = column(gettext_noop("Value adjusted"), kind="amount", total=True)
    closing: Decimal = column(gettext_noop("Closing quantity"), kind="quantity", total=True)
    closing_value: Decimal = column(gettext_noop("Closing value"), kind="amount", total=True)


@dataclass(frozen=True)
class BalanceSheetFilter:
    """From which day to which (this month if none), and only what was recorded until the end of another day if one is named."""

    since: date | None = None
    until: date | None = None
    known_on: date | None = None
    warehouse: str = ""
    item: str = ""


@listing(
    "costing.in_out_balance",
    title=gettext_noop("Stock in, out and balance"),
    see="see costs",
    row=BalanceSheetRow,
    order="item",
)
def in_out_balance(ctx: Context, where: BalanceSheetFilter) -> "QuerySet[Any]":
    """What there was, came, went and is, in quantity and value (收发存汇总表)."""
    sites, items = _chosen(ctx, where.warehouse, where.item)
    if items is not None and not items:
        return computed([])
    when = _when(ctx, where.until, where.known_on)
    first = where.since or when.day.replace(day=1)
    before = AsOf(first - timedelta(days=1), when.known_at)
    opening = values_as_of(ctx, before, sites, items or ())
    moved = turnover(ctx, first, when, sites, items or ())
    known = items_by_id(ctx, {item for _, item in (*opening, *moved)})
    return computed(
        [
            _sheet_row(known[item], sites[site], opening.get((site, item), NOTHING), moved.get((site, item), _STILL))
            for site, item in sorted(opening.keys() | moved.keys())
        ]
    )


_STILL = Turnover(NOTHING, NOTHING, 0)


def _sheet_row(item: ItemRef, site: WarehouseRef, opening: Worth, moved: Turnover) -> BalanceSheetRow:
    closing = Worth(
        opening.quantity + moved.came.quantity - moved.went.quantity,
        opening.value + moved.came.value - moved.went.value + moved.adjusted,
    )
    amounts = (opening, moved.came, moved.went, closing)
    (was, came, went, left) = (number(w.quantity, QUANTITY) for w in amounts)
    (was_worth, came_worth, went_worth, left_worth) = (number(w.value, AMOUNT) for w in amounts)
    return BalanceSheetRow(
        item=item.code,
        name=item.name,
        warehouse=site.code,
        unit=item.unit,
        opening=was,
        opening_value=was_worth,
        came=came,
        came_value=came_worth,
        went=went,
        went_value=went_worth,
        adjusted=number(moved.adjusted, AMOUNT),
        closing=left,
        closing_value=left_worth,
    )


def _chosen(ctx: Context, warehouse: str, item: str) -> tuple[dict[int, WarehouseRef], set[int] | None]:
    """The warehouses asked about, and the items: None for all, empty when the code is unknown."""
    sites = {site.id: site for site in warehouses(ctx) if warehouse in ("", site.code)}
    return sites, {ref.id for ref in items_by_code(ctx, [item]).values()} if item else None


def _when(ctx: Context, on: date | None, known_on: date | None) -> AsOf:
    zone = company(ctx).timezone
    known_at = None
    if known_on is not None:
        known_at = datetime.combine(known_on + timedelta(days=1), time.min, ZoneInfo(zone)) - timedelta(microseconds=1)
    return AsOf(on or ctx.today(zone), known_at)
