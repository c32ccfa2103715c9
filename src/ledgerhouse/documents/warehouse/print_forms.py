"""What the warehouse prints: notes of receipt and delivery, packing list, pick lists. Each reads any number of papers in the same few statements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ledgerhouse.documents.warehouse.models import OutboundLine, OutboundOrder, Parcel, Receipt, ReceiptLine, Task, Wave
from ledgerhouse.documents.warehouse.models.picking import PickList
from ledgerhouse.documents.warehouse.words import MODES, TaskKind
from ledgerhouse.foundation.listing import column
from ledgerhouse.foundation.paper import Fact, Paper, Table
from ledgerhouse.foundation.printing.forms import form
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.masterdata.catalog.queries import lots_by_id
from ledgerhouse.masterdata.partners.models import Address
from ledgerhouse.masterdata.partners.words import AddressKind

ORDERS = ("warehouse.outbound_orders",)
TICK = "□"
SHIP_TO = (AddressKind.DELIVERY, AddressKind.OFFICE)
"""Where goods go: to the first kind of address that the customer has."""


@dataclass(frozen=True)
class GoodsRow:
    """Goods that go to the customer, in the item's base unit."""

    position: int = column(gettext_noop("Line"), kind="number")
    item: str = column(gettext_noop("Item"), kind="code", link="item")
    name: str = column(gettext_noop("Name"))
    spec: str = column(gettext_noop("Specification"))
    unit: str = column(gettext_noop("Unit"), kind="word")
    quantity: Decimal = column(gettext_noop("Quantity"), kind="quantity", total=True)


@dataclass(frozen=True)
class BoxRow:
    """One box of the delivery."""

    number: str = column(gettext_noop("Parcel"), kind="code")
    weight_g: int = column(gettext_noop("Weight (g)"), kind="number", total=True)


@dataclass(frozen=True)
class StopRow:
    """One stop of the walk, to be ticked off."""

    sequence: int = column(gettext_noop("No."), kind="number")
    location: str = column(gettext_noop("Location"), kind="code")
    item: str = column(gettext_noop("Item"), kind="code", link="item")
    name: str = column(gettext_noop("Name"))
    lot: str = column(gettext_noop("Lot"), kind="code")
    unit: str = column(gettext_noop("Unit"), kind="word")
    quantity: Decimal = column(gettext_noop("Quantity"), kind="quantity", total=True)
    target: str = column(gettext_noop("To"), kind="code")
    tick: str = column(gettext_noop("Picked"), kind="word")


@form(
    "outbound_order",
    "delivery-note",
    title=gettext_noop("Delivery note"),
    lists=ORDERS,
    signatures=(
        gettext_noop("Issued by"),
        gettext_noop("Delivered by"),
        gettext_noop("Received by"),
        gettext_noop("Date"),
    ),
    seal=True,
    notice=gettext_noop("Please check the goods on receipt and tell us of differences at once."),
)
def delivery_note(ctx: Context, numbers: Sequence[str]) -> Mapping[str, Paper]:
    """送货单/出库单: to whom and where, and how much of what; before the goods have left, what is to go."""
    orders = _orders(ctx, numbers)
    lines, places = _goods(ctx, orders.values()), _addresses(ctx, orders.values())
    return {
        number: _outbound(row, [*_head(row), *places[row.partner_id or 0]], _tables(lines[number]))
        for number, row in orders.items()
    }


@form(
    "outbound_order",
    "packing-list",
    title=gettext_noop("Packing list"),
    lists=ORDERS,
    signatures=(gettext_noop("Packed by"), gettext_noop("Checked by"), gettext_noop("Date")),
)
def packing_list(ctx: Context, numbers: Sequence[str]) -> Mapping[str, Paper]:
    """装箱单: the boxes with their weights, and what is in them together."""
    orders = _orders(ctx, numbers)
    lines, boxes = _goods(ctx, orders.values()), defaultdict(list)
    ids = [row.id for row in orders.values()]
    packed = scoped(ctx, Parcel).filter(order__in=ids).order_by("number")
    for order, number, weight in packed.values_list("order__number", "number", "weight_g"):
        boxes[order].append(BoxRow(number, weight))
    return {
        number: _outbound(
            row,
            [
                *_head(row),
                Fact(gettext_noop("Parcels"), len(boxes[number]), "number"),
                Fact(gettext_noop("Weight (g)"), sum(box.weight_g for box in boxes[number]) or None, "number"),
            ],
            [
                *_tables(lines[number]),
                *([Table(gettext_noop("Parcels"), BoxRow, boxes[number])] if boxes[number] else []),
            ],
        )
        for number, row in orders.items()
    }


@dataclass(frozen=True)
class ArrivedRow:
    """Goods that came in, lot by lot, in the item's base unit."""

    position: int = column(gettext_noop("Line"), kind="number")
    item: str = column(gettext_noop("Item"), kind="code", link="item")
    name: str = column(gettext_noop("Name"))
    lot: str = column(gettext_noop("Lot"), kind="code")
    lot_expires_on: date | None = column(gettext_noop("Expires on"), kind="date")
    location: str = column(gettext_noop("Location"), kind="code")
    unit: str = column(gettext_noop("Unit"), kind="word")
    quantity: Decimal = column(gettext_noop("Quantity"), kind="quantity", total=True)


@form(
    "receipt",
    "receipt-note",
    title=gettext_noop("Goods receipt note"),
    lists=("warehouse.receipts",),
    signatures=(
        gettext_noop("Delivered by"),
        gettext_noop("Received by"),
        gettext_noop("Checked by"),
        gettext_noop("Date"),
    ),
)
def receipt_note(ctx: Context, numbers: Sequence[str]) -> Mapping[str, Paper]:
    """入库单: from whom, when, and how much of which lot at which place. Three statements for any number of receipts."""
    rows = scoped(ctx, Receipt).select_related("warehouse", "order__partner").filter(number__in=numbers)
    receipts = {row.id: row for row in rows}
    came = scoped(ctx, ReceiptLine).filter(paper__in=list(receipts)).select_related("item__unit", "location")
    lines = list(came.order_by("paper_id", "position"))
    lots = lots_by_id(ctx, {line.lot for line in lines if line.lot}) if ctx.may("see items") else {}
    found: dict[int, list[ArrivedRow]] = defaultdict(list)
    for line in lines:
        lot, item = lots.get(line.lot), line.item
        named = (lot.code, lot.expires_on) if lot else ("", None)
        place = (line.location.code, item.unit.code)
        found[line.paper_id].append(ArrivedRow(line.position, item.code, item.name, *named, *place, line.quantity))
    return {row.number: _arrived(row, found[row.id]) for row in receipts.values()}


def _arrived(row: Receipt, lines: list[ArrivedRow]) -> Paper:
    return Paper(
        kind="receipt",
        number=row.number,
        title=gettext_noop("Receipt"),
        facts=[
            Fact(gettext_noop("Supplier"), row.order.partner.name if row.order.partner else ""),
            Fact(gettext_noop("Received on"), row.received_on, "date"),
            Fact(gettext_noop("Warehouse"), row.warehouse.code, "code"),
            Fact(gettext_noop("Inbound order"), row.order.number, "code"),
        ],
        tables=[Table("", ArrivedRow, lines)],
    )


@form(
    "wave",
    "pick-list",
    title=gettext_noop("Pick list"),
    lists=("warehouse.waves",),
    signatures=(gettext_noop("Picked by"), gettext_noop("Checked by"), gettext_noop("Date")),
)
def wave_picks(ctx: Context, numbers: Sequence[str]) -> Mapping[str, Paper]:
    """拣货单 of a whole wave, in the order of the walk."""
    rows = scoped(ctx, Wave).select_related("warehouse").filter(number__in=numbers)
    waves = {row.number: row for row in rows}
    stops = _stops(ctx, {"paper__in": list(waves)}, "paper")
    return {
        number: Paper(
            kind="wave",
            number=number,
            title=gettext_noop("Wave"),
            state=row.state,
            facts=[
                Fact(gettext_noop("Warehouse"), row.warehouse.code, "code"),
                Fact(gettext_noop("Made"), row.created_at, "moment"),
                Fact(gettext_noop("Length of the route (m)"), exact.number(row.route_mm, 3), "quantity"),
            ],
            tables=[Table("", StopRow, stops[number])],
        )
        for number, row in waves.items()
    }


@form(
    "pick_list",
    "pick-list",
    title=gettext_noop("Pick list"),
    lists=("warehouse.pick_lists",),
    signatures=(gettext_noop("Picked by"), gettext_noop("Checked by"), gettext_noop("Date")),
)
def list_picks(ctx: Context, numbers: Sequence[str]) -> Mapping[str, Paper]:
    """拣货单 of one cart, in the order of the walk."""
    rows = scoped(ctx, PickList).select_related("warehouse", "wave", "zone", "wall").filter(number__in=numbers)
    lists = {row.number: row for row in rows}
    stops = _stops(ctx, {"pick_list__in": [row.id for row in lists.values()]}, "pick_list")
    return {
        number: Paper(
            kind="pick_list",
            number=number,
            title=gettext_noop("Pick list"),
            state=row.state,
            facts=[
                Fact(gettext_noop("Warehouse"), row.warehouse.code, "code"),
                Fact(gettext_noop("Wave"), row.wave.number, "code"),
                Fact(gettext_noop("Picking mode"), MODES[row.mode], "state"),
                Fact(gettext_noop("Zone"), row.zone.code if row.zone else "", "code"),
                Fact(gettext_noop("Put wall"), row.wall.code if row.wall else "", "code"),
            ],
            tables=[Table("", StopRow, stops[row.id])],
        )
        for number, row in lists.items()
    }


def _orders(ctx: Context, numbers: Sequence[str]) -> dict[str, OutboundOrder]:
    rows = scoped(ctx, OutboundOrder).select_related("warehouse", "partner").filter(number__in=numbers)
    return {row.number: row for row in rows}


def _outbound(row: OutboundOrder, facts: list[Fact], tables: list[Table]) -> Paper:
    return Paper(
        kind="outbound_order",
        number=row.number,
        title=gettext_noop("Outbound order"),
        state=row.state,
        facts=facts,
        tables=tables,
    )


def _head(row: OutboundOrder) -> list[Fact]:
    gone: Any = row.shipped_at
    when = Fact(gettext_noop("Shipped"), gone, "moment") if gone else Fact(gettext_noop("Due on"), row.due_on, "date")
    return [
        Fact(gettext_noop("Customer"), row.partner.name if row.partner else ""),
        Fact(gettext_noop("Origin"), row.origin, "code"),
        Fact(gettext_noop("Warehouse"), row.warehouse.code, "code"),
        when,
    ]


def _tables(rows: list[GoodsRow]) -> list[Table]:
    return [Table("", GoodsRow, rows)]


def _goods(ctx: Context, orders: Iterable[OutboundOrder]) -> dict[str, list[GoodsRow]]:
    """What has been shipped of each order, or picked, or is to go. One statement."""
    found: dict[str, list[GoodsRow]] = defaultdict(list)
    rows = scoped(ctx, OutboundLine).filter(paper__in=[row.id for row in orders])
    for line in rows.select_related("paper", "item__unit").order_by("paper_id", "position"):
        going = line.shipped or line.picked or line.ordered - line.cut
        item = line.item
        found[line.paper.number].append(
            GoodsRow(line.position, item.code, item.name, item.spec, item.unit.code, Decimal(going))
        )
    return found


def _addresses(ctx: Context, orders: Iterable[OutboundOrder]) -> dict[int, list[Fact]]:
    """Where the customer takes goods in, for those who may see partners; who answers there, for those who may see that. One statement."""
    found: dict[int, list[Fact]] = defaultdict(list)
    ids = {row.partner_id for row in orders if row.partner_id}
    if not ids or not ctx.may("see partners"):
        return found
    rows = sorted(scoped(ctx, Address).filter(partner__in=ids, kind__in=SHIP_TO).order_by("id"), key=_first_kind)
    personal = ctx.may("see personal data")
    for row in rows:
        if not found[row.partner_id]:
            place = "".join(part for part in (row.province, row.city, row.district, row.line) if part)
            found[row.partner_id].append(Fact(gettext_noop("Address"), place))
            if personal:
                found[row.partner_id].append(Fact(gettext_noop("Contact"), row.contact))
                found[row.partner_id].append(Fact(gettext_noop("Phone"), row.phone))
    return found


def _first_kind(row: Address) -> int:
    return SHIP_TO.index(AddressKind(row.kind))


def _stops(ctx: Context, where: Mapping[str, Any], by: str) -> dict[Any, list[StopRow]]:
    """Pick tasks by the field that they are asked for by, in the order of the walk. Two statements."""
    rows = scoped(ctx, Task).filter(kind=TaskKind.PICK, **where).select_related("item__unit", "source", "target")
    tasks = list(rows.order_by("sequence", "id"))
    lots = lots_by_id(ctx, {task.lot for task in tasks if task.lot}) if ctx.may("see items") else {}
    found: dict[Any, list[StopRow]] = defaultdict(list)
    for task in tasks:
        stops = found[getattr(task, by)]
        lot = lots.get(task.lot)
        stops.append(
            StopRow(
                sequence=len(stops) + 1,
                location=task.source.code,
                item=task.item.code,
                name=task.item.name,
                lot=lot.code if lot else "",
                unit=task.item.unit.code,
                quantity=task.quantity,
                target=task.target.code,
                tick=TICK if task.state in {"open", "claimed"} else "✓",
            )
        )
    return found
