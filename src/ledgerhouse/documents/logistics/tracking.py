"""What carriers said about parcels: kept once, and the state of the waybill follows the latest of it, in whatever order it is told.

An event is known by its waybill, time, kind, words and place: told twice it changes nothing. One that is older than what is known is kept,
and changes no state. Delivered and returned are the end: what is told afterwards is kept as well.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from django.db.models import Max, OuterRef, Subquery

from ledgerhouse.documents.logistics import waybills
from ledgerhouse.documents.logistics.models import TrackingEvent
from ledgerhouse.documents.logistics.words import STEP_OF, UNDERWAY, WAYBILL, Said, WaybillRef
from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.kernel.context import Context

RANK = {said: n for n, said in enumerate(Said)}
"""Of two events at the same moment the one that comes later in a parcel's life counts."""


class Told(NamedTuple):
    """One event: the waybill's number, its carrier's code ("" for any), when (aware), what, in which words, where, and who said so."""

    number: str
    carrier: str
    at: datetime
    said: Said
    text: str = ""
    place: str = ""
    source: str = ""

    @property
    def digest(self) -> str:
        """The same for the same event, whoever tells it how often."""
        parts = (self.at.astimezone(UTC).isoformat(), self.said, self.text, self.place)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


class Heard(NamedTuple):
    """How many events are new, how many were known, what nobody knows, and the waybills that were delivered or came back by them."""

    new: int
    repeated: int
    unknown: tuple[str, ...]
    delivered: tuple[WaybillRef, ...]
    returned: tuple[WaybillRef, ...]


def record(ctx: Context, told: Sequence[Told]) -> Heard:
    """Keep what is new of these events and let the waybills follow. Constant statements."""
    found = waybills.known(ctx, {t.number for t in told}, lock=True)
    by_name = {w.number: w for w in found} | {(w.number, w.carrier_code): w for w in found}
    mine: dict[tuple[int, str], tuple[WaybillRef, Told]] = {}
    unknown, repeated = [], 0
    for t in told:
        w = by_name.get((t.number, t.carrier) if t.carrier else t.number)
        if w is None:
            unknown.append(t.number)
        else:
            repeated += (w.id, t.digest) in mine
            mine.setdefault((w.id, t.digest), (w, t))
    latest, known = _known(w.id for w in found)
    fresh = {key: one for key, one in mine.items() if key not in known}
    _write(ctx, fresh)
    ends = _follow(fresh.values(), latest)
    return Heard(len(fresh), repeated + len(mine) - len(fresh), tuple(dict.fromkeys(unknown)), *ends)


def _known(ids: Iterable[int]) -> tuple[Mapping[int, datetime], set[tuple[int, str]]]:
    """The time of each waybill's latest event, and the digests of all. Two statements."""
    rows = TrackingEvent.objects.filter(waybill_id__in=dialect.one_of(set(ids)))
    latest = dict(rows.values("waybill_id").annotate(at=Max("at")).values_list("waybill_id", "at"))
    return latest, set(rows.values_list("waybill_id", "digest"))


def _write(ctx: Context, fresh: Mapping[tuple[int, str], tuple[WaybillRef, Told]]) -> None:
    TrackingEvent.objects.bulk_create(
        TrackingEvent(
            id=identifier,
            waybill_id=waybill,
            at=t.at,
            said=t.said,
            text=t.text,
            place=t.place,
            source=t.source,
            digest=digest,
            told_at=ctx.now,
        )
        for identifier, ((waybill, digest), (_, t)) in zip(new_ids(len(fresh)), fresh.items(), strict=True)
    )


def _follow(
    fresh: Iterable[tuple[WaybillRef, Told]], latest: Mapping[int, datetime]
) -> tuple[tuple[WaybillRef, ...], tuple[WaybillRef, ...]]:
    """Let the waybills that are under way take the step of their latest event; answers those that were delivered and those that came back."""
    last: dict[int, tuple[WaybillRef, Told]] = {}
    for w, t in fresh:
        ends = t.said in (Said.SIGNED, Said.RETURNED)
        if w.state not in UNDERWAY or (not ends and w.id in latest and t.at < latest[w.id]):
            continue
        if w.id not in last or _order(t) > _order(last[w.id][1]):
            last[w.id] = w, t
    by_step: dict[str, list[WaybillRef]] = {}
    for w, t in last.values():
        by_step.setdefault(STEP_OF[t.said], []).append(w)
    for verb, some in sorted(by_step.items()):
        changed = [w.id for w in some if verb == "sign" or w.state != WAYBILL.target(verb)]
        signed = TrackingEvent.objects.filter(waybill_id=OuterRef("id"), said=Said.SIGNED).order_by("at")
        facts = {"delivered_at": Subquery(signed.values("at")[:1])} if verb == "sign" else {}
        waybills.step(changed, verb, **facts)
    return tuple(by_step.get("sign", ())), tuple(by_step.get("come_back", ()))


def _order(t: Told) -> tuple[bool, datetime, int]:
    return t.said in (Said.SIGNED, Said.RETURNED), t.at, RANK[t.said]


def signed_for(names: Mapping[int, str]) -> None:
    """Write who signed, by waybill id. One statement."""
    dialect.update(
        "logistics_waybill", "signed_by = x.name", {"id": "int", "name": "text"}, sorted(names.items()), on=("id",)
    )


def undelivered(ctx: Context, orders: Iterable[str]) -> set[str]:
    """Those of these orders of which a parcel is not delivered yet."""
    return {w.outbound for w in waybills.of_orders(ctx, orders) if w.state != "delivered"}
