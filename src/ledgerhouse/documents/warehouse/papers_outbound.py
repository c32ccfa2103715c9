"""Pages of the outbound side: outbound order, wave, parcel."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from ledgerhouse.documents.warehouse.choices import ChoiceRow, choices
from ledgerhouse.documents.warehouse.listings_outbound import (
    OutboundFilter,
    OutboundLineFilter,
    OutboundLineRow,
    OutboundRow,
    ParcelFilter,
    ParcelRow,
)
from ledgerhouse.documents.warehouse.listings_picking import PickListFilter, PickListRow
from ledgerhouse.documents.warehouse.models import SEE, OutboundOrder, Parcel, Wave
from ledgerhouse.documents.warehouse.stages import stage_after
from ledgerhouse.documents.warehouse.wave_orders import now_in, templates, waiting_orders
from ledgerhouse.documents.warehouse.wave_plans import TAKES, why_not
from ledgerhouse.documents.warehouse.words import OUTBOUND, ROUTES, WAVE
from ledgerhouse.foundation.listing import LISTINGS, column
from ledgerhouse.foundation.paper import Action, Fact, Paper, Table, paper
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.stock.past import stands
from ledgerhouse.ledgers.stock.words import Reason
from ledgerhouse.masterdata.sites.queries import warehouses_by_id


@dataclass(frozen=True)
class TakingRow:
    """Whether a wave template would take an order."""

    template: str = column(gettext_noop("Code"), kind="code")
    kind: str = column(gettext_noop("Orders of a kind"), kind="word")
    why: str = column(gettext_noop("Explanation"), kind="state")


STANDING: Final = frozenset(OUTBOUND.states) - {"cancelled"}
"""States in which shipments of an order can be taken back."""


@paper("outbound_order", title=gettext_noop("Outbound order"), see=SEE)
def outbound_order(ctx: Context, number: str) -> Paper | None:
    """An outbound order with its lines, parcels and what can be done next."""
    row = scoped(ctx, OutboundOrder).select_related("warehouse", "partner", "wave").filter(number=number).first()
    if row is None:
        return None
    lines = LISTINGS["warehouse.outbound_lines"].every(ctx, OutboundLineFilter(order=number), sort="position")
    parcels = list(LISTINGS["warehouse.parcels"].every(ctx, ParcelFilter(order=number)))
    numbers = [row.number]
    here = {"warehouse": row.warehouse.code, "numbers": numbers}
    actions: dict[str, tuple[str, dict[str, Any]]] = {
        "allocate": ("outbound.allocate", here),
        "release": ("outbound.release_wave", here),
        "pack": ("outbound.pack", {"numbers": numbers}),
        "ship": ("outbound.ship", {"numbers": numbers}),
    }
    stage = stage_after(row.state, row.warehouse.outbound_steps)
    steps = [Action(*actions[stage])] if stage in actions else []
    if row.state in {*OUTBOUND.sources("unallocate"), *OUTBOUND.sources("recall")}:
        steps.append(Action("outbound.unallocate", here))
    if row.state in OUTBOUND.sources("allocate"):
        steps.append(Action("warehouse.fix_lots", {"warehouse": row.warehouse.code, "lines": [{"order": row.number}]}))
    if stands(ctx, "outbound_order", row.number, Reason.SHIPMENT) and row.state in STANDING:
        steps.append(Action("outbound.reverse_shipments", {"lines": [{"number": row.number}]}))
    facts = [
        Fact(gettext_noop("Warehouse"), row.warehouse.code, "code", "warehouse"),
        Fact(gettext_noop("Customer"), row.partner.name if row.partner else ""),
        Fact(gettext_noop("Origin"), row.origin, "code", row.origin_kind),
        Fact(gettext_noop("Due on"), row.due_on, "date"),
        Fact(gettext_noop("Priority"), row.priority, "number"),
        Fact(gettext_noop("Wave"), row.wave.number if row.wave else "", "code", "wave"),
        Fact(gettext_noop("Shipped"), row.shipped_at, "moment"),
    ]
    tables = [Table(gettext_noop("Lines"), OutboundLineRow, list(lines))]
    chosen = choices(ctx, row.warehouse_id, number)
    if chosen:
        tables.append(Table(gettext_noop("Why this stock"), ChoiceRow, chosen))
    if row.state in OUTBOUND.sources("release") and (taking := _taking(ctx, row)):
        tables.append(Table(gettext_noop("Wave templates"), TakingRow, taking))
    if parcels:
        tables.append(Table(gettext_noop("Parcels"), ParcelRow, parcels))
    return Paper(
        kind="outbound_order",
        number=row.number,
        title=gettext_noop("Outbound order"),
        state=row.state,
        lifecycle=OUTBOUND,
        facts=facts,
        tables=tables,
        actions=steps,
    )


@paper("wave", title=gettext_noop("Wave"), see=SEE)
def wave(ctx: Context, number: str) -> Paper | None:
    """A wave with its orders."""
    row = scoped(ctx, Wave).select_related("warehouse", "template").filter(number=number).first()
    if row is None:
        return None
    orders = list(LISTINGS["warehouse.outbound_orders"].every(ctx, OutboundFilter(wave=number), sort="number"))
    lists = list(LISTINGS["warehouse.pick_lists"].every(ctx, PickListFilter(wave=number), sort="number"))
    return Paper(
        kind="wave",
        number=row.number,
        title=gettext_noop("Wave"),
        state=row.state,
        lifecycle=WAVE,
        facts=[
            Fact(gettext_noop("Warehouse"), row.warehouse.code, "code", "warehouse"),
            Fact(gettext_noop("Wave template"), row.template.name if row.template else ""),
            Fact(gettext_noop("Made"), row.created_at, "moment"),
            Fact(gettext_noop("Orders"), len(orders), "number"),
            Fact(gettext_noop("Route"), ROUTES.get(row.route, row.route), "state"),
            Fact(gettext_noop("Length of the route (m)"), exact.number(row.route_mm, 3), "quantity"),
        ],
        tables=[
            Table(gettext_noop("Outbound orders"), OutboundRow, orders),
            *([Table(gettext_noop("Pick lists"), PickListRow, lists)] if lists else []),
        ],
        actions=_wave_actions(row, orders),
    )


def _wave_actions(row: Wave, orders: Sequence[OutboundRow]) -> list[Action]:
    states = {order.state for order in orders}
    actions = []
    if row.state == WAVE.start:
        actions.append(Action("outbound.pick_wave", {"wave": row.number}))
        actions.append(Action("warehouse.build_pick_lists", {"wave": row.number}))
        if states <= OUTBOUND.sources("recall"):
            actions.append(Action("outbound.undo_wave", {"wave": row.number}))
    if states & {"waiting", "allocated"}:
        actions.append(Action("outbound.rewave", {"wave": row.number}))
    return actions


def _taking(ctx: Context, row: OutboundOrder) -> list[TakingRow]:
    """Which wave templates would take an allocated order, and why the others would not."""
    warehouse = warehouses_by_id(ctx, [row.warehouse_id])[row.warehouse_id]
    known = templates(ctx, warehouse.id)
    (order,) = waiting_orders(ctx, warehouse, [row.id], known)
    at = now_in(ctx, warehouse).at
    return [TakingRow(template.code, template.kind, why_not(order, template, at) or TAKES) for template in known]


@paper("parcel", title=gettext_noop("Parcel"), see=SEE)
def parcel(ctx: Context, number: str) -> Paper | None:
    """A parcel and the order it belongs to."""
    row = scoped(ctx, Parcel).select_related("order", "warehouse").filter(number=number).first()
    if row is None:
        return None
    return Paper(
        kind="parcel",
        number=row.number,
        title=gettext_noop("Parcel"),
        facts=[
            Fact(gettext_noop("Outbound order"), row.order.number, "code", "outbound_order"),
            Fact(gettext_noop("Warehouse"), row.warehouse.code, "code", "warehouse"),
            Fact(gettext_noop("Weight (g)"), row.weight_g, "number"),
            Fact(gettext_noop("Expected weight (g)"), row.expected_g, "number"),
            Fact(gettext_noop("SSCC"), row.sscc, "code"),
            Fact(gettext_noop("Weight accepted because"), row.overruled),
            Fact(gettext_noop("Packed"), row.packed_at, "moment"),
        ],
    )
