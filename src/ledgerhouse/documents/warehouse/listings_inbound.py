"""Lists of the inbound side and of what people do: inbound orders, their lines, receipts, tasks, stocktakes."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from django.db.models import Case, CharField, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from ledgerhouse.documents.warehouse.models import (
    SEE,
    Count,
    CountLine,
    InboundLine,
    InboundOrder,
    Receipt,
    ReceiptLine,
    Task,
)
from ledgerhouse.documents.warehouse.words import ORIGINS, TASK_KINDS, TaskKind
from ledgerhouse.foundation.listing import column, listing
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.masterdata.catalog.models import Lot


@dataclass(frozen=True)
class InboundRow:
    """One inbound order."""

    number: str = column(gettext_noop("Number"), kind="code", link="inbound_order")
    state: str = column(gettext_noop("State"), kind="state")
    warehouse: str = column(gettext_noop("Warehouse"), path="warehouse__code", kind="code", link="warehouse")
    supplier: str = column(gettext_noop("Supplier"), path="partner__name")
    because: str = column(gettext_noop("Comes from"), kind="state", sortable=False)
    origin: str = column(gettext_noop("Origin"), kind="code", link="purchase_order")
    due_on: date | None = column(gettext_noop("Expected on"), kind="date")
    created_at: datetime = column(gettext_noop("Made"), kind="moment")


@dataclass(frozen=True)
class InboundFilter:
    """Which inbound orders; `open` finds those of which something may still come."""

    state: str = ""
    warehouse: str = ""
    open: bool | None = None
    origin_kind: str = ""
    due_until: date | None = None


@listing(
    "warehouse.inbound_orders",
    title=gettext_noop("Inbound orders"),
    see=SEE,
    row=InboundRow,
    search=("number", "origin", "partner__name"),
    order="-number",
    verbs=("inbound.receive", "inbound.receive_scans", "inbound.receive_unexpected"),
)
def inbound_orders(ctx: Context, where: InboundFilter) -> "QuerySet[InboundOrder]":
    """Inbound orders."""
    names = [When(origin_kind=kind, then=Value(name)) for kind, name in ORIGINS.items()]
    rows = scoped(ctx, InboundOrder).annotate(because=Case(*names, default=Value(""), output_field=CharField()))
    rows = rows.filter(origin_kind=where.origin_kind) if where.origin_kind else rows
    rows = rows.filter(state=where.state) if where.state else rows
    rows = rows.filter(warehouse__code=where.warehouse) if where.warehouse else rows
    if where.open is not None:
        waiting = ("expected", "receiving")
        rows = rows.filter(state__in=waiting) if where.open else rows.exclude(state__in=waiting)
    return rows.filter(due_on__lte=where.due_until) if where.due_until else rows


@dataclass(frozen=True)
class InboundLineRow:
    """One line of an inbound order, in the item's base unit."""

    order: str = column(gettext_noop("Order"), path="paper__number", kind="code", link="inbound_order")
    position: int = column(gettext_noop("Line"), kind="number")
    item: str = column(gettext_noop("Item"), path="item__code", kind="code", link="item")
    name: str = column(gettext_noop("Name"), path="item__name")
    unit: str = column(gettext_noop("Unit"), path="item__unit__code")
    expected: Decimal = column(gettext_noop("Expected"), kind="quantity", total=True)
    received: Decimal = column(gettext_noop("Received"), kind="quantity", total=True)
    short: Decimal = column(gettext_noop("Will not come"), kind="quantity", total=True)
    booked: Decimal = column(gettext_noop("Booked in"), kind="quantity", total=True)
    price: Decimal = column(gettext_noop("Price"), kind="price", masked="see costs", sortable=False)


@dataclass(frozen=True)
class InboundLineFilter:
    """Which lines."""

    order: str = ""
    item: str = ""
    open: bool | None = None


@listing(
    "warehouse.inbound_lines",
    title=gettext_noop("Inbound lines"),
    see=SEE,
    row=InboundLineRow,
    search=("paper__number", "item__code", "item__name"),
    order="-order",
)
def inbound_lines(ctx: Context, where: InboundLineFilter) -> "QuerySet[InboundLine]":
    """Lines of inbound orders."""
    rows = scoped(ctx, InboundLine)
    rows = rows.filter(paper__number=where.order) if where.order else rows
    rows = rows.filter(item__code=where.item) if where.item else rows
    if where.open is None:
        return rows
    waiting = {"expected__gt": F("received") + F("short")}
    return rows.filter(**waiting) if where.open else rows.exclude(**waiting)


@dataclass(frozen=True)
class ReceiptRow:
    """One receipt."""

    number: str = column(gettext_noop("Number"), kind="code", link="receipt")
    order: str = column(gettext_noop("Inbound order"), path="order__number", kind="code", link="inbound_order")
    warehouse: str = column(gettext_noop("Warehouse"), path="warehouse__code", kind="code", link="warehouse")
    supplier: str = column(gettext_noop("Supplier"), path="order__partner__name")
    received_on: date = column(gettext_noop("Received on"), kind="date")
    created_at: datetime = column(gettext_noop("Made"), kind="moment")


@dataclass(frozen=True)
class ReceiptFilter:
    """Which receipts."""

    order: str = ""
    warehouse: str = ""
    since: date | None = None
    until: date | None = None


@listing(
    "warehouse.receipts",
    title=gettext_noop("Receipts"),
    see=SEE,
    row=ReceiptRow,
    search=("number", "order__number", "order__partner__name"),
    order="-number",
)
def receipts(ctx: Context, where: ReceiptFilter) -> "QuerySet[Receipt]":
    """Receipts."""
    rows = scoped(ctx, Receipt)
    rows = rows.filter(order__number=where.order) if where.order else rows
    rows = rows.filter(warehouse__code=where.warehouse) if where.warehouse else rows
    rows = rows.filter(received_on__gte=where.since) if where.since else rows
    return rows.filter(received_on__lte=where.until) if where.until else rows


@dataclass(frozen=True)
class ReceiptLineRow:
    """One line of a receipt: a lot of an item at a place, in the item's base unit."""

    receipt: str = column(gettext_noop("Receipt"), path="paper__number", kind="code", link="receipt")
    position: int = column(gettext_noop("Line"), kind="number")
    item: str = column(gettext_noop("Item"), path="item__code", kind="code", link="item")
    name: str = column(gettext_noop("Name"), path="item__name")
    lot: str = column(gettext_noop("Lot"), path="lot_code")
    expires_on: date | None = column(gettext_noop("Expires on"), path="lot_expires_on", kind="date")
    quantity: Decimal = column(gettext_noop("Quantity"), kind="quantity", total=True)
    location: str = column(gettext_noop("Location"), path="location__code", kind="code")


@dataclass(frozen=True)
class ReceiptLineFilter:
    """Which lines."""

    receipt: str = ""
    item: str = ""
    lot: str = ""


@listing(
    "warehouse.receipt_lines",
    title=gettext_noop("Receipt lines"),
    see=SEE,
    row=ReceiptLineRow,
    search=("paper__number", "item__code", "item__name"),
    order="-receipt",
)
def receipt_lines(ctx: Context, where: ReceiptLineFilter) -> "QuerySet[ReceiptLine]":
    """Lines of receipts."""
    rows = scoped(ctx, ReceiptLine).annotate(lot_code=_lot("code"), lot_expires_on=_lot("expires_on"))
    rows = rows.filter(paper__number=where.receipt) if where.receipt else rows
    rows = rows.filter(item__code=where.item) if where.item else rows
    return rows.filter(lot_code=where.lot) if where.lot else rows


@dataclass(frozen=True)
class TaskRow:
    """One task."""

    code: str = column(gettext_noop("Task"), kind="code", link="task")
    kind: str = column(gettext_noop("Kind"), path="kind_name", kind="state")
    state: str = column(gettext_noop("State"), kind="state")
    warehouse: str = column(gettext_noop("Warehouse"), path="warehouse__code", kind="code", link="warehouse")
    item: str = column(gettext_noop("Item"), path="item__code", kind="code", link="item")
    name: str = column(gettext_noop("Name"), path="item__name")
    lot: str = column(gettext_noop("Lot"), path="lot_code")
    quantity: Decimal = column(gettext_noop("Quantity"), kind="quantity", total=True)
    done: Decimal = column(gettext_noop("Done"), kind="quantity", total=True)
    source: str = column(gettext_noop("From"), path="source__code", kind="code")
    target: str = column(gettext_noop("To"), path="target__code", kind="code")
    document: str = column(gettext_noop("Document"), path="paper", kind="code")
    sequence: int = column(gettext_noop("Order of the walk"), kind="number")
    created_at: datetime = column(gettext_noop("Made"), kind="moment")


@dataclass(frozen=True)
class TaskFilter:
    """Which tasks; `open` finds those that are not ended."""

    kind: Literal["putaway", "pick", ""] = ""
    state: str = ""
    warehouse: str = ""
    document: str = ""
    open: bool | None = None


@listing(
    "warehouse.tasks",
    title=gettext_noop("Tasks"),
    see=SEE,
    row=TaskRow,
    search=("code", "paper", "item__code", "item__name"),
    order="sequence",
    verbs=(
        "inbound.put_away",
        "outbound.pick",
    ),
)
def tasks(ctx: Context, where: TaskFilter) -> "QuerySet[Task]":
    """Tasks of people on the floor."""
    names = [When(kind=kind, then=Value(name)) for kind, name in TASK_KINDS.items()]
    named = Case(*names, default=Value(""), output_field=CharField())
    rows = scoped(ctx, Task).annotate(kind_name=named, lot_code=_lot("code"))
    rows = rows.filter(kind=TaskKind[where.kind.upper()]) if where.kind else rows
    rows = rows.filter(state=where.state) if where.state else rows
    rows = rows.filter(warehouse__code=where.warehouse) if where.warehouse else rows
    rows = rows.filter(paper=where.document) if where.document else rows
    if where.open is not None:
        waiting = ("open", "claimed")
        rows = rows.filter(state__in=waiting) if where.open else rows.exclude(state__in=waiting)
    return rows


@dataclass(frozen=True)
class CountRow:
    """One stocktake."""

    number: str = column(gettext_noop("Number"), kind="code", link="stock_count")
    state: str = column(gettext_noop("State"), kind="state")
    warehouse: str = column(gettext_noop("Warehouse"), path="warehouse__code", kind="code", link="warehouse")
    created_at: datetime = column(gettext_noop("Made"), kind="moment")
    posted_at: datetime | None = column(gettext_noop("Posted"), kind="moment")


@dataclass(frozen=True)
class CountFilter:
    """Which stocktakes."""

    state: str = ""
    warehouse: str = ""


@listing(
    "warehouse.counts",
    title=gettext_noop("Stocktakes"),
    see=SEE,
    row=CountRow,
    search=("number",),
    order="-number",
    verbs=("inventory.start_count",),
)
def counts(ctx: Context, where: CountFilter) -> "QuerySet[Count]":
    """Stocktakes."""
    rows = scoped(ctx, Count)
    rows = rows.filter(state=where.state) if where.state else rows
    return rows.filter(warehouse__code=where.warehouse) if where.warehouse else rows


@dataclass(frozen=True)
class CountLineRow:
    """One line of a stocktake, in the item's base unit. What the ledger expects is hidden from those who count."""

    count: str = column(gettext_noop("Stocktake"), path="paper__number", kind="code", link="stock_count")
    position: int = column(gettext_noop("Line"), kind="number")
    location: str = column(gettext_noop("Location"), path="location__code", kind="code")
    item: str = column(gettext_noop("Item"), path="item__code", kind="code", link="item")
    name: str = column(gettext_noop("Name"), path="item__name")
    lot: str = column(gettext_noop("Lot"), path="lot_code")
    expected: Decimal = column(gettext_noop("In the ledger"), kind="quantity", masked="approve counts", sortable=False)
    counted: Decimal = column(gettext_noop("Counted"), kind="quantity")
    missing: str = column(gettext_noop("Missing"), masked="approve counts", sortable=False)
    surplus: str = column(gettext_noop("Surplus"), masked="approve counts", sortable=False)
    recorded: bool = column(gettext_noop("Recorded"), kind="yes_no")


@dataclass(frozen=True)
class CountLineFilter:
    """Which lines; `different` finds those on which shelf and ledger differ."""

    stocktake: str = ""
    item: str = ""
    different: bool | None = None


@listing(
    "warehouse.count_lines",
    title=gettext_noop("Stocktake lines"),
    see=SEE,
    row=CountLineRow,
    search=("paper__number", "item__code", "item__name", "location__code"),
    order="-count",
)
def count_lines(ctx: Context, where: CountLineFilter) -> "QuerySet[CountLine]":
    """Lines of stocktakes."""
    rows = scoped(ctx, CountLine).annotate(lot_code=_lot("code"))
    rows = rows.filter(paper__number=where.stocktake) if where.stocktake else rows
    rows = rows.filter(item__code=where.item) if where.item else rows
    if where.different is None:
        return rows
    ctx.require_any("approve counts")  # the filter would tell what the masked column hides
    same = rows.filter(recorded=True).exclude(counted=F("expected"))
    return same if where.different else rows.exclude(id__in=same.values("id"))


def _lot(field: str) -> Coalesce | Subquery:
    """A field of the lot with the id in the row's `lot`; none is 0."""
    found = Subquery(Lot.objects.filter(id=OuterRef("lot")).values(field)[:1])
    return Coalesce(found, Value("")) if field == "code" else found
