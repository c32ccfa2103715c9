"""Record what carriers say about parcels: events by hand, by file, by a program, or by a tracking service's call."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Final

from pydantic import AwareDatetime, Field

from ledgerhouse.documents.logistics import tracking
from ledgerhouse.documents.logistics.words import Said
from ledgerhouse.flows.outbound.arrivals import arrived
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem

BY_HAND: Final = gettext_noop("by hand")
"""Where an event comes from that a person wrote down."""


@dataclass(frozen=True, kw_only=True)
class TrackingLine:
    """One event: of which waybill, when, what, in the carrier's words, and where. The carrier is needed only where two use one number."""

    __pydantic_config__ = STRICT

    waybill: Code = field(metadata={"title": gettext_noop("Waybill")})
    said: Said = field(metadata={"title": gettext_noop("Event")})
    at: AwareDatetime | None = field(default=None, metadata={"title": gettext_noop("At")})
    text: Annotated[str, Field(max_length=400)] = field(default="", metadata={"title": gettext_noop("Text")})
    place: Annotated[str, Field(max_length=100)] = field(default="", metadata={"title": gettext_noop("Place")})
    carrier: str = field(default="", metadata={"title": gettext_noop("Carrier")})
    source: Annotated[str, Field(max_length=20)] = field(default="", metadata={"title": gettext_noop("Source")})


@dataclass(frozen=True, kw_only=True)
class RecordTracking:
    """Events, in any order."""

    __pydantic_config__ = STRICT

    events: Annotated[tuple[TrackingLine, ...], Field(min_length=1)] = field(
        metadata={"title": gettext_noop("Tracking events")}
    )


@dataclass(frozen=True, kw_only=True)
class TrackingRecorded:
    """How many events are new, how many were known already, and the waybills that were delivered by them."""

    new: int
    repeated: int
    delivered: tuple[str, ...]


@verb("outbound.record_tracking", may="ship", title=gettext_noop("Record tracking events"))
def record_tracking(command: RecordTracking, ctx: Context) -> TrackingRecorded:
    """Keep events of parcels; known ones change nothing, late ones no state. Refuses unknown waybills by name. Constant statements."""
    heard = tracking.record(ctx, [_told(line, ctx.now) for line in command.events])
    if heard.unknown:
        template = gettext_noop("there is no waybill {code}")
        raise Unreadable(
            problem(f"events.{i}.waybill", template, code=line.waybill)
            for i, line in enumerate(command.events)
            if line.waybill in heard.unknown
        )
    arrived(ctx, heard.delivered, {})
    delivered = tuple(w.number for w in heard.delivered)
    return TrackingRecorded(new=heard.new, repeated=heard.repeated, delivered=delivered)


def _told(line: TrackingLine, now: datetime) -> tracking.Told:
    return tracking.Told(
        line.waybill, line.carrier, line.at or now, line.said, line.text, line.place, line.source or BY_HAND
    )
