"""The job that asks tracking services about parcels under way: for sites that can not be called, and for calls that got lost."""

from collections.abc import Mapping
from typing import Any

from ledgerhouse.documents.logistics.accounts import ask, underway
from ledgerhouse.documents.logistics.trackers import TrackerRefused
from ledgerhouse.flows.outbound.hear_tracker import as_line
from ledgerhouse.flows.outbound.record_tracking import RecordTracking, record_tracking
from ledgerhouse.foundation.jobs import KINDS, Report
from ledgerhouse.kernel.context import Context


@KINDS.add("outbound.ask_trackers")
def ask_trackers(ctx: Context, args: Mapping[str, Any], report: Report) -> Mapping[str, Any]:
    """Ask about every parcel under way; one that gets no answer does not keep the others from theirs."""
    from requests import RequestException

    del args
    waiting, new, silent = underway(ctx), 0, []
    for n, parcel in enumerate(waiting):
        report(n, len(waiting), parcel.number)
        try:
            told = ask(ctx, parcel)
        except (TrackerRefused, RequestException):
            silent.append(parcel.number)
            continue
        if told:
            new += record_tracking(RecordTracking(events=tuple(map(as_line, told))), ctx).new
    return {"asked": len(waiting), "new": new, "silent": silent[:100]}
