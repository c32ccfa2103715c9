"""Allocated orders as wave templates look at them, and the templates themselves. Reads only."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from zoneinfo import ZoneInfo

from django.db.models import Count

from ledgerhouse.documents.warehouse import outbound
from ledgerhouse.documents.warehouse.models import OutboundOrder, WaveTemplate
from ledgerhouse.documents.warehouse.wave_plans import Now, Order, Template
from ledgerhouse.documents.warehouse.words import OUTBOUND
from ledgerhouse.foundation.dialect import one_of
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.exact import QUANTITY, steps
from ledgerhouse.ledgers.stock.queries import holds_of
from ledgerhouse.masterdata.catalog.queries import handling_of
from ledgerhouse.masterdata.sites.queries import locations_by_id
from ledgerhouse.masterdata.sites.words import WarehouseRef

FIELDS = [name for name in Template._fields if name not in ("zone", "group", "quantity_max")]


def templates(ctx: Context, warehouse: int, codes: Collection[str] = ()) -> list[Template]:
    """The active templates of a warehouse in their order, or those with these codes. One statement."""
    rows = scoped(ctx, WaveTemplate).filter(warehouse_id=warehouse, active=True).order_by("position")
    rows = rows.filter(code__in=set(codes)) if codes else rows
    return [
        Template(
            zone=row.zone_id or 0,
            group=row.group_id or 0,
            quantity_max=steps(row.quantity_max, QUANTITY),
            **{name: getattr(row, name) for name in FIELDS},
        )
        for row in rows
    ]


def now_in(ctx: Context, warehouse: WarehouseRef) -> Now:
    """The local time of a warehouse and how much of each template is being picked. One statement."""
    rows = scoped(ctx, OutboundOrder).filter(
        warehouse_id=warehouse.id, state__in=OUTBOUND.sources("finish_picking"), wave__template__isnull=False
    )
    picking = rows.order_by().values_list("wave__template_id").annotate(Count("id"))
    return Now(ctx.now.astimezone(ZoneInfo(warehouse.timezone)), dict(picking))


def waiting_orders(ctx: Context, warehouse: WarehouseRef, ids: Sequence[int], known: Sequence[Template]) -> list[Order]:
    """Allocated orders by id in this order, with what these templates ask of them. Two statements, up to three more for zones and volumes."""
    zone = ZoneInfo(warehouse.timezone)
    fields = ("id", "number", "priority", "due_on", "created_at", "partner__group_id")
    rows = {row[0]: row for row in scoped(ctx, OutboundOrder).filter(id__in=one_of(ids)).values_list(*fields)}
    lines = [line for line in outbound.lines(ctx, rows) if line.allocated]
    of: dict[int, list[outbound.LineRef]] = defaultdict(list)
    for line in lines:
        of[line.order].append(line)
    by_volume = any(template.volume_max_cm3 for template in known)
    volumes = handling_of(ctx, {line.item for line in lines}) if by_volume else {}
    zones = _zones(ctx, warehouse.id, lines) if any(template.zone for template in known) else {}
    found = []
    for i in ids:
        if i not in rows:
            continue
        _, number, priority, due_on, made, group = rows[i]
        volume = sum(volumes[line.item].volume_cm3 * line.allocated for line in of[i] if line.item in volumes)
        found.append(
            Order(
                i,
                number,
                priority,
                due_on,
                made.astimezone(zone),
                group or 0,
                len(of[i]),
                sum(line.allocated for line in of[i]),
                -(-volume // 10**QUANTITY),
                of[i][0].item if len(of[i]) == 1 else 0,
                frozenset(zones.get(i, ())),
            )
        )
    return found


def _zones(ctx: Context, warehouse: int, lines: Sequence[outbound.LineRef]) -> dict[int, set[int]]:
    held = holds_of(ctx, warehouse, (line.id for line in lines))
    places = locations_by_id(ctx, warehouse, {h.location for h in held})
    order = {line.id: line.order for line in lines}
    found: dict[int, set[int]] = defaultdict(set)
    for h in held:
        found[order[h.line]].add(places[h.location].zone if h.location in places else 0)
    return found
