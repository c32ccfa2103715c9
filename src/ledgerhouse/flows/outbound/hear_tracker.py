"""A tracking service calls: its signature is checked, what is new is kept, and it hears whether that worked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext

from ledgerhouse.documents.logistics.accounts import called, carriers_there, line_of
from ledgerhouse.documents.logistics.trackers import TRACKERS
from ledgerhouse.documents.logistics.tracking import Told
from ledgerhouse.flows.outbound.record_tracking import RecordTracking, TrackingLine, record_tracking
from ledgerhouse.kernel.errors import Refused, Unreadable

LONGEST: Final = 500
"""So many events of one parcel are taken from one call."""


def hear_tracker(hook: str, form: Mapping[str, str], now: datetime) -> tuple[int, Mapping[str, Any]]:
    """What a call to this address is answered: an HTTP status and a body in the service's words. The same call twice changes nothing."""
    found = called(hook, now)
    if found is None:
        return 404, {"result": False, "returnCode": "404", "message": "-"}
    ctx, account = found
    tracker = TRACKERS[account.kind]
    try:
        told = tracker.heard(line_of(account), form, carriers_there(ctx))
        if told:
            record_tracking(RecordTracking(events=tuple(map(as_line, told[:LONGEST]))), ctx)
    except Unreadable as wrong:
        return wrong.status, tracker.answer("; ".join(dict.fromkeys(p.sentence(gettext) for p in wrong.problems)))
    except Refused as refused:
        return refused.status, tracker.answer(refused.sentence(gettext))
    return 200, tracker.answer()


def as_line(told: Told) -> TrackingLine:
    """An event as the command takes it."""
    return TrackingLine(
        waybill=told.number,
        carrier=told.carrier,
        at=told.at,
        said=told.said,
        text=told.text,
        place=told.place,
        source=told.source,
    )
