"""Docks and their slots, for flows: which slots there are, which are free, take one and give it back, appointments and their life."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import F

from ledgerhouse.documents.warehouse.models import Appointment, DockHours, DockSlot
from ledgerhouse.documents.warehouse.words import APPOINTMENT
from ledgerhouse.foundation import dialect, numbering
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Changed
from ledgerhouse.masterdata.sites.words import WarehouseRef


class Slot(NamedTuple):
    """A time at a dock, in UTC."""

    dock: int
    code: str
    starts_at: datetime
    ends_at: datetime
    capacity: int


class AppointmentRef(NamedTuple):
    """An appointment as flows need it."""

    id: int
    number: str
    state: str
    warehouse: int
    order: int
    dock: int
    starts_at: datetime


class NewAppointment(NamedTuple):
    """A vehicle with the goods of an inbound order, by id, in a slot."""

    order: int
    slot: Slot
    vehicle: str
    state: str


def slots(ctx: Context, site: WarehouseRef, first: date, days: int) -> list[Slot]:
    """All slots of a warehouse from a local day on, in order of time and dock. One statement."""
    zone = ZoneInfo(site.timezone)
    found = []
    for hours in scoped(ctx, DockHours).filter(warehouse_id=site.id).select_related("dock"):
        length = timedelta(minutes=hours.slot_minutes)
        for n in range(days):
            midnight = datetime.combine(first + timedelta(days=n), time(), zone)
            for minute in range(hours.opens, hours.closes - hours.slot_minutes + 1, hours.slot_minutes):
                local = midnight.replace(hour=minute // 60, minute=minute % 60)
                starts = local.astimezone(ctx.now.tzinfo)
                found.append(Slot(hours.dock_id, hours.dock.code, starts, starts + length, hours.capacity))
    return sorted(found, key=lambda slot: (slot.starts_at, slot.code))


def free(ctx: Context, site: WarehouseRef, among: Sequence[Slot]) -> list[Slot]:
    """Those of these slots that are not full. One statement."""
    if not among:
        return []
    rows = scoped(ctx, DockSlot).filter(
        warehouse_id=site.id,
        starts_at__gte=among[0].starts_at,
        starts_at__lte=among[-1].starts_at,
        booked__gte=F("capacity"),
    )
    full = set(rows.values_list("dock_id", "starts_at"))
    return [slot for slot in among if (slot.dock, slot.starts_at) not in full]


def take(ctx: Context, site: WarehouseRef, slot: Slot) -> bool:
    """Take a place in a slot; False when it is full. Of two who try at once for the last place, one gets it."""
    row = DockSlot(
        company_id=ctx.company,
        warehouse_id=site.id,
        dock_id=slot.dock,
        starts_at=slot.starts_at,
        capacity=slot.capacity,
    )
    mine = DockSlot.objects.filter(dock_id=slot.dock, starts_at=slot.starts_at)
    if not mine.exists():
        DockSlot.objects.bulk_create([row], ignore_conflicts=True)
    return mine.filter(booked__lt=F("capacity")).update(booked=F("booked") + 1) == 1


def give_back(places: Iterable[tuple[int, datetime]]) -> None:
    """Some do not come: their places, each a dock and a time, are free again. Two statements."""
    free = Counter(places)
    rows = DockSlot.objects.filter(dock_id__in={dock for dock, _ in free}, starts_at__in={at for _, at in free})
    found = [(i, free[dock, at]) for i, dock, at in rows.values_list("id", "dock_id", "starts_at") if free[dock, at]]
    columns: dialect.Columns = {"id": "int", "fewer": "int"}
    dialect.update(
        "warehouse_dockslot",
        "booked = t.booked - x.fewer",
        columns,
        sorted(found),
        on=("id",),
        where="t.booked >= x.fewer",
    )


def write(ctx: Context, site: WarehouseRef, new: Sequence[NewAppointment]) -> list[str]:
    """Write appointments; answers their numbers."""
    numbers = numbering.take(ctx, "dock_appointment", len(new), ctx.today(site.timezone))
    Appointment.objects.bulk_create(
        Appointment(
            id=i,
            company_id=ctx.company,
            number=number,
            state=one.state,
            warehouse_id=site.id,
            order_id=one.order,
            dock_id=one.slot.dock,
            starts_at=one.slot.starts_at,
            ends_at=one.slot.ends_at,
            vehicle=one.vehicle,
            created_at=ctx.now,
        )
        for i, number, one in zip(new_ids(len(new)), numbers, new, strict=True)
    )
    return numbers


def by_number(ctx: Context, numbers: Iterable[str], *, lock: bool = False) -> dict[str, AppointmentRef]:
    """Appointments by number; what is unknown or out of scope is absent. `lock` keeps others from moving them until the end."""
    rows = scoped(ctx, Appointment).filter(number__in=set(numbers))
    if lock:
        rows = rows.select_for_update().order_by("id")
    paths = ("id", "number", "state", "warehouse_id", "order_id", "dock_id", "starts_at")
    return {row[1]: AppointmentRef(*row) for row in rows.values_list(*paths)}


def standing_of(ctx: Context, orders: Iterable[int]) -> dict[int, AppointmentRef]:
    """The appointment of each order, by id, that is proposed or booked."""
    rows = scoped(ctx, Appointment).filter(order_id__in=set(orders), state__in=APPOINTMENT.sources("book"))
    paths = ("id", "number", "state", "warehouse_id", "order_id", "dock_id", "starts_at")
    return {row[4]: AppointmentRef(*row) for row in rows.values_list(*paths)}


def move(appointment: AppointmentRef, slot: Slot, vehicle: str) -> None:
    """Book an appointment into another slot. Refuses with `Changed` one that was changed meanwhile."""
    facts = {"dock_id": slot.dock, "starts_at": slot.starts_at, "ends_at": slot.ends_at}
    if vehicle:
        facts["vehicle"] = vehicle
    rows = Appointment.objects.filter(id=appointment.id, state=appointment.state, starts_at=appointment.starts_at)
    if rows.update(state=APPOINTMENT.target("book"), **facts) != 1:
        raise Changed(name=appointment.number)


def step(ctx: Context, appointments: Sequence[AppointmentRef], verb: str) -> None:
    """One step of each appointment's life, with its time. Refuses with `Changed` what somebody has changed meanwhile."""
    for one in appointments:
        APPOINTMENT.after(one.state, verb, name=one.number)
    facts = {"arrive": {"arrived_at": ctx.now}, "unload": {"unloaded_at": ctx.now}}.get(verb, {})
    rows = Appointment.objects.filter(id__in=[one.id for one in appointments], state__in=APPOINTMENT.sources(verb))
    if rows.update(state=APPOINTMENT.target(verb), **facts) != len(appointments):
        raise Changed(name=", ".join(one.number for one in appointments[:5]))
