"""Vehicles arrive, are unloaded, or do not come at all."""

from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field

from ledgerhouse.documents.warehouse import docks
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, gettext_noop


@dataclass(frozen=True, kw_only=True)
class StepAppointments:
    """Appointments by number, and what happened: `arrive`, `unload` or `cancel`."""

    __pydantic_config__ = STRICT

    numbers: Annotated[tuple[Code, ...], Field(min_length=1)] = field(
        metadata={"title": gettext_noop("Dock appointments")}
    )
    step: Literal["arrive", "unload", "cancel"] = field(metadata={"title": gettext_noop("What happened")})


@dataclass(frozen=True, kw_only=True)
class AppointmentsStepped:
    """How many appointments."""

    appointments: int


@verb("inbound.step_appointments", may="receive goods", title=gettext_noop("Note arrival"))
def step_appointments(command: StepAppointments, ctx: Context) -> AppointmentsStepped:
    """Note that vehicles have arrived or were unloaded, with the time, or call their appointments off and free their places."""
    known = docks.by_number(ctx, command.numbers, lock=True)
    missing = [number for number in command.numbers if number not in known]
    if missing:
        raise NotFound(kind=gettext_noop("dock appointment"), name=", ".join(missing[:10]))
    found = list(known.values())
    docks.step(ctx, found, command.step)
    if command.step == "cancel":
        docks.give_back((one.dock, one.starts_at) for one in found if one.state == "booked")
    return AppointmentsStepped(appointments=len(found))
