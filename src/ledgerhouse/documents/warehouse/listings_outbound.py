"""Lists of the outbound side: orders, lines, waves, parcels."""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Literal
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, QuerySet

from ledgerhouse.documents.warehouse.models import SEE, OutboundLine, OutboundOrder, Parcel, ParcelLine, Wave
from ledgerhouse.foundation.listing import column, listing
from ledgerhouse.foundation.queries import company
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True)
class OutboundRow:
    """One outbound order."""

    number: str = column(gettext_noop("Number"), kind="code", link="outbound_order")
    state: str = column(gettext_noop("State"), kind="state")
    warehouse: str = column(gettext_noop("Warehouse"), path="warehouse__code", kind="code")
    customer: str = column(gettext_noop("Customer"), path="partner__name")
    origin: str = column(gettext_noop("Origin"), kind="code", link="sales_order")
    due_on: date = column(gettext_noop("Due on"), kind="date")
    priority: int = column(gettext_noop("Priority"), kind="number")
    wave: str = column(gettext_noop("Wave"), path="wave__number", kind="code", link="wave")
    created_at: datetime = column(gettext_noop("Made"), kind="moment")


@dataclass(frozen=True)
class OutboundFilter:
    """Which outbound orders."""

    state: str = ""
    warehouse: str = ""
    wave: str = ""
    due_until: date | None = None
    begun: Literal["", "yes", "no"] = ""
    shipped_since: date | None = None


@listing(
    "warehouse.outbound_orders",
    title=gettext_noop("Outbound orders"),
    see=SEE,
    row=OutboundRow,
    search=("number", "origin", "partner__name"),
    order="-number",
    verbs=(
        "outbound.allocate",
        "outbound.release_wave",
    ),
)
def outbound_orders(ctx: Context, where: OutboundFilter) -> "QuerySet[OutboundOrder]":
    """Outbound orders."""
    rows = scoped(ctx, OutboundOrder)
    rows = rows.filter(state=where.state) if where.state else rows
    rows = rows.filter(warehouse__code=where.warehouse) if where.warehouse else rows
    rows = rows.filter(wave__number=where.wave) if where.wave else rows
    if where.begun:
        picked = Exists(OutboundLine.objects.filter(paper=OuterRef("pk"), picked__gt=0))
        rows = rows.filter(picked if where.begun == "yes" else ~picked)
    if where.shipped_since:
        midnight = datetime.combine(where.shipped_since, time(), tzinfo=ZoneInfo(company(ctx).timezone))
        rows = rows.filter(shipped_at__gte=midnight)
    return rows.filter(due_on__lte=where.due_until) if where.due_until else rows


@dataclass(frozen=True)
class OutboundLineRow:
    """One line of an outbound order."""

    order: str = column(gettext_noop("Order"), path="paper__number", kind="code", link="outbound_order")
    position: int = column(gettext_noop("Line"), kind="number")
    item: str = column(gettext_noop("Item"), path="item__code", kind="code", link="item")
    name: str = column(gettext_noop("Name"), path="item__name")
    ordered: Decimal = column(gettext_noop("Ordered"), kind="quantity", total=True)
    allocated: Decimal = column(gettext_noop("Allocated"), kind="quantity", total=True)
    picked: Decimal = column(gettext_noop("Picked"), kind="quantity", total=True)
    shipped: Decimal = column(gettext_noop("Shipped"), kind="quantity", total=True)
    cut: Decimal = column(gettext_noop("Cut"), kind="quantity", total=True)
    life_days: int = column(gettext_noop("Least days of life left"), kind="number")


@dataclass(frozen=True)
class OutboundLineFilter:
    """Which lines."""

    order: str = ""
    item: str = ""
    state: str = ""


@listing(
    "warehouse.outbound_lines",
    title=gettext_noop("Outbound lines"),
    see=SEE,
    row=OutboundLineRow,
    search=("paper__number", "item__code", "item__name"),
    order="-order",
)
def outbound_lines(ctx: Context, where: OutboundLineFilter) -> "QuerySet[OutboundLine]":
    """Lines of outbound orders."""
    rows = scoped(ctx, OutboundLine)
    rows = rows.filter(paper__number=where.order) if where.order else rows
    rows = rows.filter(item__code=where.item) if where.item else rows
    return rows.filter(paper__state=where.state) if where.state else rows


@dataclass(frozen=True)
class WaveRow:
    """One wave."""

    number: str = column(gettext_noop("Number"), kind="code", link="wave")
    state: str = column(gettext_noop("State"), kind="state")
    warehouse: str = column(gettext_noop("Warehouse"), path="warehouse__code", kind="code")
    template: str = column(gettext_noop("Wave template"), path="template__name")
    created_at: datetime = column(gettext_noop("Made"), kind="moment")


@dataclass(frozen=True)
class WaveFilter:
    """Which waves."""

    state: str = ""
    warehouse: str = ""


@listing(
    "warehouse.waves",
    title=gettext_noop("Waves"),
    see=SEE,
    row=WaveRow,
    search=("number",),
    order="-number",
    verbs=(
        "outbound.release_wave",
        "outbound.plan_waves",
        "outbound.undo_wave",
        "outbound.pick_wave",
    ),
)
def waves(ctx: Context, where: WaveFilter) -> "QuerySet[Wave]":
    """Waves."""
    rows = scoped(ctx, Wave)
    rows = rows.filter(state=where.state) if where.state else rows
    return rows.filter(warehouse__code=where.warehouse) if where.warehouse else rows


@dataclass(frozen=True)
class ParcelRow:
    """One parcel."""

    number: str = column(gettext_noop("Number"), kind="code", link="parcel")
    order: str = column(gettext_noop("Order"), path="order__number", kind="code", link="outbound_order")
    state: str = column(gettext_noop("State"), path="order__state", kind="state")
    weight_g: int = column(gettext_noop("Weight (g)"), kind="number", total=True)
    packed_at: datetime = column(gettext_noop("Packed"), kind="moment")


@dataclass(frozen=True)
class ParcelFilter:
    """Which parcels."""

    order: str = ""


@listing(
    "warehouse.parcels",
    title=gettext_noop("Parcels"),
    see=SEE,
    row=ParcelRow,
    search=("number", "order__number"),
    order="-number",
)
def parcels(ctx: Context, where: ParcelFilter) -> "QuerySet[Parcel]":
    """Parcels."""
    rows = scoped(ctx, Parcel)
    return rows.filter(order__number=where.order) if where.order else rows


@dataclass(frozen=True)
class ParcelLineRow:
    """What is in a parcel."""

    parcel: str = column(gettext_noop("Parcel"), path="paper__number", kind="code", link="parcel")
    order: str = column(gettext_noop("Order"), path="line__paper__number", kind="code", link="outbound_order")
    position: int = column(gettext_noop("Line"), path="line__position", kind="number")
    item: str = column(gettext_noop("Item"), path="line__item__code", kind="code", link="item")
    name: str = column(gettext_noop("Name"), path="line__item__name")
    quantity: Decimal = column(gettext_noop("Quantity"), kind="quantity", total=True)


@dataclass(frozen=True)
class ParcelLineFilter:
    """The contents of which parcel, of which order."""

    parcel: str = ""
    order: str = ""


@listing(
    "warehouse.parcel_lines",
    title=gettext_noop("Contents of parcels"),
    see=SEE,
    row=ParcelLineRow,
    search=("paper__number", "line__paper__number", "line__item__code"),
    order="-parcel",
    verbs=("outbound.pack_parcels",),
)
def parcel_lines(ctx: Context, where: ParcelLineFilter) -> "QuerySet[ParcelLine]":
    """What was packed into which parcel."""
    wanted = {"paper__number": where.parcel, "line__paper__number": where.order}
    return scoped(ctx, ParcelLine).filter(**{path: value for path, value in wanted.items() if value})
