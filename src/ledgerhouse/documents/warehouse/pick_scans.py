"""What a picker scans against what the task asks for: place, item, lot, quantity. Reads only."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final, Literal, NamedTuple

from ledgerhouse.documents.warehouse.words import TaskRef
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.masterdata.catalog.queries import items_by_id, lots_by_id
from ledgerhouse.masterdata.catalog.scanned import Scan, understand_codes
from ledgerhouse.masterdata.sites.queries import locations_by_id

What = Literal["location", "item", "lot", "quantity"]
SAYS: Final = {
    "location": gettext_noop("task {code} takes from {expected}, not from {given}"),
    "item": gettext_noop("task {code} wants {expected}, not {given}"),
    "lot": gettext_noop("task {code} wants lot {expected}, not {given}"),
    "quantity": gettext_noop("only {expected} are to be picked for task {code}, not {given}"),
}


class Scanned(NamedTuple):
    """What was scanned for a task: "" and None were not."""

    task: TaskRef
    location: str = ""
    code: str = ""
    quantity: Decimal | None = None


class Wrong(NamedTuple):
    """One thing that was not as the task asks for it."""

    task: str
    what: What
    expected: str
    given: str


def wrong_scans(ctx: Context, warehouse: int, scans: Sequence[Scanned]) -> list[list[Wrong]]:
    """What is wrong with each scan, in order; all of it at once. Constant statements."""
    places = locations_by_id(ctx, warehouse, {s.task.source for s in scans if s.location})
    with_code = [s for s in scans if s.code]
    items = items_by_id(ctx, {s.task.item for s in with_code}) if with_code else {}
    lots = lots_by_id(ctx, {s.task.lot for s in with_code if s.task.lot}) if with_code else {}
    read, _ = understand_codes(ctx, [("code", s.code) for s in with_code]) if with_code else ([], [])
    of = {id(s): scan for s, scan in zip(with_code, read, strict=True)}
    found = []
    for s in scans:
        wrong: list[tuple[What, str, str]] = []
        if s.location and s.location != places[s.task.source].code:
            wrong.append(("location", places[s.task.source].code, s.location))
        if s.code:
            lot = lots[s.task.lot].code if s.task.lot in lots else ""
            wrong += _goods(s, of[id(s)], items[s.task.item].code, lot)
        if s.quantity is not None and exact.steps(s.quantity, exact.QUANTITY) > s.task.open:
            wrong.append(("quantity", exact.shown(s.task.open), f"{s.quantity.normalize():f}"))
        found.append([Wrong(s.task.code, what, expected, given[:80]) for what, expected, given in wrong])
    return found


def _goods(scanned: Scanned, scan: Scan | None, item: str, lot: str) -> list[tuple[What, str, str]]:
    """The code of the item itself does as well as a barcode; a code that names a lot must name the task's."""
    if scanned.code == item:
        return []
    if scan is None or scan.item is None:
        return [("item", item, scanned.code)]
    if scan.item.id != scanned.task.item:
        return [("item", item, scan.item.code)]
    return [("lot", lot, scan.code.lot)] if lot and scan.code.lot and scan.code.lot != lot else []
