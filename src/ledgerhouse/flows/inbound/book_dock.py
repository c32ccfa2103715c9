"""Book a dock for an inbound order, or move what is booked (入库预约): a full slot is refused with the next free ones."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field

from ledgerhouse.documents.warehouse import docks, inbound
from ledgerhouse.documents.warehouse.words import INBOUND
from ledgerhouse.foundation.links import Ref, link
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, Refused, Unreadable, WrongState, gettext_noop, problem
from ledgerhouse.masterdata.sites.queries import warehouses_by_id
from ledgerhouse.masterdata.sites.words import WarehouseRef

OFFERED = 3
LOOK_AHEAD = 14


class SlotFull(Refused):
    """No vehicle more fits into the slot."""

    code = "slot-full"
    template = gettext_noop("{dock} is full at {time}. Free next: {free}.")


@dataclass(frozen=True, kw_only=True)
class BookDock:
    """For which inbound order, at which dock, when. Without a dock any that is free; without a time the first that is free, or what was proposed."""

    __pydantic_config__ = STRICT

    order: Code = field(metadata={"title": gettext_noop("Inbound order")})
    dock: Annotated[str, Field(max_length=40)] = field(default="", metadata={"title": gettext_noop("Dock")})
    starts_at: datetime | None = field(default=None, metadata={"title": gettext_noop("Begins")})
    vehicle: Annotated[str, Field(max_length=60)] = field(default="", metadata={"title": gettext_noop("Vehicle")})


@dataclass(frozen=True, kw_only=True)
class DockBooked:
    """The number of the appointment, the dock, and the time in the warehouse's own zone."""

    number: str
    dock: str
    starts_at: datetime


@verb("inbound.book_dock", may="receive goods", title=gettext_noop("Book dock"))
def book_dock(command: BookDock, ctx: Context) -> DockBooked:
    """Book a slot for an order, or move its appointment there. Never more vehicles than a slot takes, whoever books at the same time."""
    order = inbound.by_number(ctx, [command.order]).get(command.order)
    if order is None:
        raise NotFound(kind=gettext_noop("inbound order"), name=command.order)
    if order.state not in INBOUND.sources("receive"):
        raise WrongState(name=order.number, state=order.state, verb="book")
    site = warehouses_by_id(ctx, [order.warehouse])[order.warehouse]
    standing = docks.standing_of(ctx, [order.id]).get(order.id)
    slot = _slot(ctx, site, command, standing)
    same = standing is not None and standing.state == "booked" and (standing.dock, standing.starts_at) == slot[:3:2]
    if not same and not docks.take(ctx, site, slot):
        raise _full(ctx, site, slot)
    if standing is None:
        (number,) = docks.write(ctx, site, [docks.NewAppointment(order.id, slot, command.vehicle, "booked")])
        link(ctx, [(Ref("inbound_order", order.number), Ref("dock_appointment", number))])
    else:
        number = standing.number
        docks.move(standing, slot, command.vehicle)
        if standing.state == "booked" and not same:
            docks.give_back([(standing.dock, standing.starts_at)])
    return DockBooked(number=number, dock=slot.code, starts_at=slot.starts_at.astimezone(ZoneInfo(site.timezone)))


def _slot(ctx: Context, site: WarehouseRef, command: BookDock, standing: docks.AppointmentRef | None) -> docks.Slot:
    """The slot that is meant: the one named, the one proposed, or the first that is free."""
    zone = ZoneInfo(site.timezone)
    wanted = command.starts_at or (standing.starts_at if standing and standing.state == "proposed" else None)
    if wanted is not None and wanted.tzinfo is None:
        wanted = wanted.replace(tzinfo=zone)
    first = wanted.astimezone(zone).date() if wanted else ctx.today(site.timezone)
    slots = docks.slots(ctx, site, first, LOOK_AHEAD)
    fitting = [slot for slot in slots if not command.dock or slot.code == command.dock]
    if not fitting:
        template = gettext_noop("no dock {code} takes deliveries here; set dock hours first")
        raise Unreadable([problem("dock", template, code=command.dock or "-")])
    free = docks.free(ctx, site, [slot for slot in fitting if slot.starts_at > ctx.now])
    if wanted is None:
        if not free:
            raise _full(ctx, site, fitting[-1])
        return free[0]
    there = [slot for slot in fitting if slot.starts_at == wanted]
    if not there or wanted <= ctx.now:
        offered = ", ".join(_shown(slot, site) for slot in free[:OFFERED]) or "-"
        template = gettext_noop("no slot begins then; free next: {free}")
        raise Unreadable([problem("starts_at", template, free=offered)])
    return next((slot for slot in free if slot.starts_at == wanted), there[0])


def _full(ctx: Context, site: WarehouseRef, slot: docks.Slot) -> SlotFull:
    zone = ZoneInfo(site.timezone)
    later = docks.slots(ctx, site, slot.starts_at.astimezone(zone).date(), LOOK_AHEAD)
    free = docks.free(ctx, site, [one for one in later if one.starts_at >= max(slot.starts_at, ctx.now)])
    offered = ", ".join(_shown(one, site) for one in free[:OFFERED]) or "-"
    return SlotFull(dock=slot.code, time=f"{slot.starts_at.astimezone(zone):%Y-%m-%d %H:%M}", free=offered)


def _shown(slot: docks.Slot, site: WarehouseRef) -> str:
    return f"{slot.code} {slot.starts_at.astimezone(ZoneInfo(site.timezone)):%Y-%m-%d %H:%M}"
