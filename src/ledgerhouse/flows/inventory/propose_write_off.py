"""Propose goods to be written off (报废): spoiled, broken, out of date. Somebody else decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Final, Literal, NamedTuple

from pydantic import Field

from ledgerhouse.documents.warehouse import write_offs
from ledgerhouse.documents.warehouse.words import CauseWord
from ledgerhouse.flows.inventory.places import free_at, known_lot, wrong_place
from ledgerhouse.foundation.duties import guard
from ledgerhouse.foundation.links import Ref
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Code, Quantity
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.ledgers.stock.pieces import codes_at
from ledgerhouse.ledgers.stock.queries import Lying, lying
from ledgerhouse.ledgers.stock.words import OWN, Place, Status
from ledgerhouse.masterdata.catalog.keep_serials import Read, find_serials, serial_problems
from ledgerhouse.masterdata.catalog.lines import MOVE, Asked, Line, understand
from ledgerhouse.masterdata.catalog.queries import lots_by_code
from ledgerhouse.masterdata.catalog.words import Tracking
from ledgerhouse.masterdata.sites import queries as sites
from ledgerhouse.masterdata.sites.words import PlaceRef

StatusWord = Literal["good", "defective", "on_hold", "recalled"]
"""Statuses that goods may be written off from. What is pending inspection is decided by its inspection."""


@dataclass(frozen=True, kw_only=True)
class WriteOffLine:
    """So much of an item, and of one lot where it has lots, at one location. An empty unit is the base unit.

    Of items tracked by serial number every piece is named; of others none.
    """

    __pydantic_config__ = STRICT

    item: Code = field(metadata={"title": gettext_noop("Item")})
    lot: str = field(default="", metadata={"title": gettext_noop("Lot")})
    location: Code = field(metadata={"title": gettext_noop("Location")})
    quantity: Quantity = field(metadata={"title": gettext_noop("Quantity")})
    unit: str = field(default="", metadata={"title": gettext_noop("Unit")})
    status: StatusWord = field(default="good", metadata={"title": gettext_noop("Status")})
    serials: tuple[Code, ...] = field(default=(), metadata={"title": gettext_noop("Serial numbers")})


@dataclass(frozen=True, kw_only=True)
class ProposeWriteOff:
    """Which goods of one warehouse, and why; the cause chooses the account of the loss."""

    __pydantic_config__ = STRICT

    warehouse: Code = field(metadata={"title": gettext_noop("Warehouse")})
    cause: CauseWord = field(metadata={"title": gettext_noop("Cause")})
    remark: Annotated[str, Field(max_length=200)] = field(default="", metadata={"title": gettext_noop("Remark")})
    lines: Annotated[tuple[WriteOffLine, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Lines")})


@dataclass(frozen=True, kw_only=True)
class WriteOffProposed:
    """The number of the write-off."""

    number: str = field(metadata={"link": "write_off"})


PIECE: Final = 10**6
"""The steps of one piece."""


class Wanted(NamedTuple):
    """One line as understood."""

    at: int
    line: Line
    lot: int
    place: PlaceRef
    status: Status


@verb("inventory.propose_write_off", may="propose write-offs", title=gettext_noop("Propose a write-off"))
def propose_write_off(command: ProposeWriteOff, ctx: Context) -> WriteOffProposed:
    """Write down which free goods of the company are to be written off. Nothing leaves before somebody else approves it."""
    warehouse = sites.warehouse(ctx, command.warehouse)
    wanted, problems = _understand(ctx, warehouse.id, command.lines)
    read = [Read(f"lines.{w.at}", w.line.item.id, w.line.item.code, command.lines[w.at].serials) for w in wanted]
    pieces, unknown = find_serials(ctx, read)
    unknown += [*serial_problems(read), *_wrong_count(wanted, read)]
    named = [
        dict(zip(r.serials, ids, strict=True)) if len(r.serials) == len(ids) else {}
        for r, ids in zip(read, pieces, strict=True)
    ]
    lines, short = _taken(ctx, warehouse.id, wanted, named)
    misnamed = {p.where.split(".")[1] for p in unknown}  # pieces that are not clear are not said to be missing, too
    short = [p for p in short if p.where.split(".")[1] not in misnamed]
    if found := [*problems, *unknown, *short]:
        raise Unreadable(found)
    day = ctx.today(warehouse.timezone)
    number = write_offs.write(ctx, warehouse.id, command.cause, command.remark, lines, day)
    guard(ctx, [Ref(write_offs.PAPER, number)])
    return WriteOffProposed(number=number)


def _understand(ctx: Context, warehouse: int, lines: Sequence[WriteOffLine]) -> tuple[list[Wanted], list[Problem]]:
    asked = [Asked(f"lines.{i}", line.item, line.quantity, line.unit) for i, line in enumerate(lines)]
    understood, problems = understand(ctx, asked, MOVE)
    places = sites.locations_by_code(ctx, warehouse, {line.location for line in lines})
    lots = lots_by_code(ctx, [(u.item.id, w.lot) for u, w in zip(understood, lines, strict=True) if u and w.lot])
    wanted = []
    for i, (written, line) in enumerate(zip(lines, understood, strict=True)):
        place = places.get(written.location)
        wrong = wrong_place(f"lines.{i}.location", written.location, place, into=False)
        lot, no_lot = known_lot(f"lines.{i}.lot", written.lot, line.item, lots) if line else (0, [])
        problems += [*([wrong] if wrong else []), *no_lot]
        if line is not None and place is not None and not wrong and not no_lot:
            wanted.append(Wanted(i, line, lot, place, Status[written.status.upper()]))
    return wanted, problems


def _wrong_count(wanted: Sequence[Wanted], read: Sequence[Read]) -> list[Problem]:
    """Lines that do not name exactly the pieces they are of."""
    template = gettext_noop("{given} serial numbers are named for {wanted} pieces of item {code}")
    found = []
    for w, r in zip(wanted, read, strict=True):
        due = w.line.quantity if w.line.item.tracking == Tracking.SERIAL else 0
        if len(r.serials) * PIECE != due:
            facts = {"given": len(r.serials), "wanted": exact.shown(due), "code": w.line.item.code}
            found.append(problem(f"lines.{w.at}.serials", template, **facts))
    return found


def _taken(
    ctx: Context, warehouse: int, wanted: Sequence[Wanted], named: Sequence[Mapping[str, int]]
) -> tuple[list[write_offs.Line], list[Problem]]:
    """The balances of our own goods that the lines take from, pieces from where they lie, and what is short."""
    there = lying(ctx, warehouse, items={w.line.item.id for w in wanted}) if wanted else []
    free = free_at(ctx, warehouse, [(b.item, b.lot, _here(b)) for b in there])
    by_piece = {w.line.item.id for w in wanted if w.line.item.tracking == Tracking.SERIAL}
    codes = codes_at(ctx, warehouse, by_piece, {w.place.id for w in wanted})
    lines: list[write_offs.Line] = []
    short: list[Problem] = []
    for w, serials in zip(wanted, named, strict=True):
        left = w.line.quantity
        for b in there:
            if (b.item, b.lot, b.location, b.status, b.owner) != (w.line.item.id, w.lot, w.place.id, w.status, OWN):
                continue
            here = [serials[code] for code in codes.get(b[:6], ()) if code in serials]
            most = len(here) * PIECE if b.item in by_piece else left
            steps = min(left, most, free[b[:6]])
            free[b[:6]] -= steps
            left -= steps
            if steps:
                lines.append(write_offs.Line(*b[:6], steps, tuple(here)))
        if left:
            template = gettext_noop("{short} short: only {free} of {code} at {place} are free")
            had = {"short": exact.shown(left), "free": exact.shown(w.line.quantity - left)}
            facts = {**had, "code": w.line.item.code, "place": w.place.code}
            short.append(problem(f"lines.{w.at}.quantity", template, **facts))
    return lines, short


def _here(b: Lying) -> Place:
    return Place(b.location, b.unit, b.owner, b.status)
