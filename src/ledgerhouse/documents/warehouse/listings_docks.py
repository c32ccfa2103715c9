"""The docks: their hours, and the calendar of who comes when."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from ledgerhouse.documents.warehouse.models import SEE, Appointment
from ledgerhouse.documents.warehouse.words import APPOINTMENT
from ledgerhouse.foundation.listing import column, listing
from ledgerhouse.foundation.paper import Action, Fact, Paper, paper
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True)
class AppointmentRow:
    """One vehicle at one dock."""

    number: str = column(gettext_noop("Number"), kind="code", link="dock_appointment")
    state: str = column(gettext_noop("State"), kind="state")
    warehouse: str = column(gettext_noop("Warehouse"), path="warehouse__code", kind="code", link="warehouse")
    dock: str = column(gettext_noop("Dock"), path="dock__code", kind="code")
    starts_at: datetime = column(gettext_noop("Begins"), kind="moment")
    ends_at: datetime = column(gettext_noop("Ends"), kind="moment")
    order: str = column(gettext_noop("Inbound order"), path="order__number", kind="code", link="inbound_order")
    supplier: str = column(gettext_noop("Supplier"), path="order__partner__name")
    vehicle: str = column(gettext_noop("Vehicle"))
    arrived_at: datetime | None = column(gettext_noop("Arrived"), kind="moment")
    unloaded_at: datetime | None = column(gettext_noop("Unloaded"), kind="moment")


@dataclass(frozen=True)
class AppointmentFilter:
    """Which appointments; `day` is a day of the calendar."""

    warehouse: str = ""
    dock: str = ""
    state: str = ""
    order: str = ""
    day: date | None = None


@listing(
    "warehouse.dock_appointments",
    title=gettext_noop("Dock appointments"),
    see=SEE,
    row=AppointmentRow,
    search=("number", "order__number", "order__partner__name", "vehicle"),
    order="starts_at",
    verbs=("inbound.book_dock", "warehouse.set_dock_hours"),
)
def dock_appointments(ctx: Context, where: AppointmentFilter) -> "QuerySet[Appointment]":
    """Who comes to which dock when."""
    wanted = {
        "warehouse__code": where.warehouse,
        "dock__code": where.dock,
        "state": where.state,
        "order__number": where.order,
        "starts_at__date": where.day,
    }
    return scoped(ctx, Appointment).filter(**{path: value for path, value in wanted.items() if value})


@paper("dock_appointment", title=gettext_noop("Dock appointment"), see=SEE)
def dock_appointment(ctx: Context, number: str) -> Paper | None:
    """An appointment: when, where, for which order, and what became of it."""
    rows = scoped(ctx, Appointment).select_related("warehouse", "dock", "order__partner")
    row = rows.filter(number=number).first()
    if row is None:
        return None
    steps = APPOINTMENT.verbs(row.state)
    actions = [Action("inbound.book_dock", {"order": row.order.number})] if "book" in steps else []
    actions += [
        Action("inbound.step_appointments", {"numbers": [number], "step": step})
        for step in ("arrive", "unload", "cancel")
        if step in steps
    ]
    return Paper(
        kind="dock_appointment",
        number=row.number,
        title=gettext_noop("Dock appointment"),
        state=row.state,
        lifecycle=APPOINTMENT,
        facts=(
            Fact(gettext_noop("Warehouse"), row.warehouse.code, "code", "warehouse"),
            Fact(gettext_noop("Dock"), row.dock.code, "code"),
            Fact(gettext_noop("Begins"), row.starts_at, "moment"),
            Fact(gettext_noop("Ends"), row.ends_at, "moment"),
            Fact(gettext_noop("Inbound order"), row.order.number, "code", "inbound_order"),
            Fact(gettext_noop("Supplier"), row.order.partner.name if row.order.partner else ""),
            Fact(gettext_noop("Vehicle"), row.vehicle),
            Fact(gettext_noop("Arrived"), row.arrived_at, "moment"),
            Fact(gettext_noop("Unloaded"), row.unloaded_at, "moment"),
        ),
        actions=actions,
    )
