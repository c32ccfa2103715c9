"""Say when docks take deliveries, in which slots, for how many vehicles at once."""

from dataclasses import dataclass, field
from datetime import time
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.warehouse.models import DockHours
from ledgerhouse.foundation import audit
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.sites.queries import locations_by_code, warehouse
from ledgerhouse.masterdata.sites.words import Kind


@dataclass(frozen=True, kw_only=True)
class HoursFacts:
    """One dock: open from and until, the same every day; a slot lasts so many minutes and takes so many vehicles."""

    __pydantic_config__ = STRICT

    dock: Code = field(metadata={"title": gettext_noop("Dock")})
    opens: time = field(metadata={"title": gettext_noop("Opens")})
    closes: time = field(metadata={"title": gettext_noop("Closes")})
    slot_minutes: Annotated[int, Field(ge=5, le=720)] = field(
        default=60, metadata={"title": gettext_noop("Minutes of a slot")}
    )
    capacity: Annotated[int, Field(ge=1, le=100)] = field(
        default=1, metadata={"title": gettext_noop("Vehicles at once")}
    )


@dataclass(frozen=True, kw_only=True)
class SetDockHours:
    """The hours of some docks of a warehouse."""

    __pydantic_config__ = STRICT

    warehouse: Code = field(metadata={"title": gettext_noop("Warehouse")})
    lines: Annotated[tuple[HoursFacts, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Lines")})


@dataclass(frozen=True, kw_only=True)
class DockHoursSet:
    """How many docks have hours now that were named."""

    docks: int


@verb("warehouse.set_dock_hours", may="change sites", title=gettext_noop("Set dock hours"))
def set_dock_hours(command: SetDockHours, ctx: Context) -> DockHoursSet:
    """Set the hours of docks. What is booked stays booked."""
    site = warehouse(ctx, command.warehouse)
    places = locations_by_code(ctx, site.id, {facts.dock for facts in command.lines})
    problems = []
    for i, facts in enumerate(command.lines):
        place = places.get(facts.dock)
        if place is None or place.kind != Kind.DOCK:
            problems.append(problem(f"lines.{i}.dock", gettext_noop("there is no dock {code} here"), code=facts.dock))
        if _minute(facts.closes) < _minute(facts.opens) + facts.slot_minutes:
            problems.append(problem(f"lines.{i}.closes", gettext_noop("leaves no time for a slot")))
    if problems:
        raise Unreadable(problems)
    told = []
    for facts in command.lines:
        after = {
            "opens": _minute(facts.opens),
            "closes": _minute(facts.closes),
            "slot_minutes": facts.slot_minutes,
            "capacity": facts.capacity,
        }
        row, _ = DockHours.objects.update_or_create(
            dock_id=places[facts.dock].id, defaults={"company_id": ctx.company, "warehouse_id": site.id, **after}
        )
        told.append(audit.Change("warehouse.dock_hours", row.id, facts.dock, "change", {}, after))
    audit.record(ctx, told)
    return DockHoursSet(docks=len(command.lines))


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute
