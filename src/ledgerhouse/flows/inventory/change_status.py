"""Change the status of goods where they lie: block, release, downgrade, recall (库存状态调整)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Final, Literal, NamedTuple

from pydantic import Field

from ledgerhouse.documents.quality import inspections
from ledgerhouse.flows.inventory.places import OPEN, free_at, known_lot
from ledgerhouse.flows.inventory.worth import facts_of
from ledgerhouse.foundation import numbering
from ledgerhouse.foundation.approvals.authority import authority, write_down
from ledgerhouse.foundation.approvals.subjects import Subject, declare
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Code, Quantity
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.ledgers.stock.queries import Lying, lying
from ledgerhouse.ledgers.stock.words import Entry, Movement, Place, Reason, Status
from ledgerhouse.masterdata.catalog.keep_serials import Read, find_serials
from ledgerhouse.masterdata.catalog.lines import MOVE, Asked, Line, understand
from ledgerhouse.masterdata.catalog.queries import lots_by_code
from ledgerhouse.masterdata.sites import queries as sites
from ledgerhouse.posting.gate import post

PAPER = "status_change"
SUBJECT = gettext_noop("change of stock status")
PENDING: Final = "qc_pending"
StatusWord = Literal["good", "qc_pending", "defective", "on_hold", "recalled"]


@dataclass(frozen=True, kw_only=True)
class StatusLine:
    """An item, a lot of it where it has lots, at one location or (empty) everywhere in the warehouse; no quantity means all that is free."""

    __pydantic_config__ = STRICT

    item: Code = field(metadata={"title": gettext_noop("Item")})
    lot: str = field(default="", metadata={"title": gettext_noop("Lot")})
    location: str = field(default="", metadata={"title": gettext_noop("Location")})
    quantity: Quantity | None = field(default=None, metadata={"title": gettext_noop("Quantity")})
    unit: str = field(default="", metadata={"title": gettext_noop("Unit")})
    source: StatusWord = field(default="good", metadata={"title": gettext_noop("From status")})
    target: StatusWord = field(metadata={"title": gettext_noop("To status")})
    serials: tuple[Code, ...] = field(default=(), metadata={"title": gettext_noop("Serial numbers")})


@dataclass(frozen=True, kw_only=True)
class ChangeStatus:
    """Which goods of one warehouse, and the reason code."""

    __pydantic_config__ = STRICT

    warehouse: Code = field(metadata={"title": gettext_noop("Warehouse")})
    lines: Annotated[tuple[StatusLine, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Lines")})
    reason: Annotated[str, Field(min_length=1, max_length=100)] = field(metadata={"title": gettext_noop("Reason")})


@dataclass(frozen=True, kw_only=True)
class StatusChanged:
    """The number under which it was booked ("" when nothing was free), how many balances changed, and how many are reserved and stayed."""

    number: str
    balances: int
    reserved: int


class Wanted(NamedTuple):
    """One line as understood; `quantity` None means all."""

    at: int
    line: Line
    lot: int
    location: int
    quantity: int | None


@verb("inventory.change_status", may="change stock status", title=gettext_noop("Change stock status"))
def change_status(command: ChangeStatus, ctx: Context) -> StatusChanged:
    """Change the status of free goods; reserved ones stay and are counted in the answer. No money moves. Constant statements.

    Goods pending inspection are only released by who may inspect goods.
    """
    warehouse = sites.warehouse(ctx, command.warehouse)
    if any(line.source == PENDING for line in command.lines):
        ctx.require("inspect goods", company=ctx.company, warehouse=warehouse.id)
    wanted, problems = _understand(ctx, warehouse.id, command.lines)
    read = [Read(f"lines.{w.at}", w.line.item.id, w.line.item.code, command.lines[w.at].serials) for w in wanted]
    pieces, unknown = find_serials(ctx, read)
    there = lying(ctx, warehouse.id, items={w.line.item.id for w in wanted}) if wanted else []
    kinds = {i: p.kind for i, p in sites.locations_by_id(ctx, warehouse.id, {b.location for b in there}).items()}
    there = [b for b in there if kinds.get(b.location) in OPEN]
    free = free_at(ctx, warehouse.id, [(b.item, b.lot, Place(b.location, b.unit, b.owner, b.status)) for b in there])
    if any(line.source == PENDING for line in command.lines):
        _leave_to_inspections(ctx, warehouse.id, free)
    entries: list[Entry] = []
    reserved = 0
    for w, serials in zip(wanted, pieces, strict=True):
        made, stayed, short = _entries(w, command.lines[w.at], there, free, serials)
        entries += made
        reserved += stayed
        if short:
            template = gettext_noop("{short} short: only {free} of {code} at {place} are free")
            of, asked = command.lines[w.at], w.quantity or 0
            facts = {
                "short": exact.shown(short),
                "free": exact.shown(asked - short),
                "code": of.item,
                "place": of.location,
            }
            problems.append(problem(f"lines.{w.at}.quantity", template, **facts))
    if problems + unknown:
        raise Unreadable(problems + unknown)
    if not entries:
        return StatusChanged(number="", balances=0, reserved=reserved)
    granted = authority(ctx, SUBJECT, lambda: facts_of(ctx, warehouse, [(e.item, e.quantity) for e in entries]))
    day = ctx.today(warehouse.timezone)
    (number,) = numbering.take(ctx, PAPER, 1, day)
    write_down(ctx, granted, PAPER, number)
    post(ctx, warehouse, [Movement(Reason.STATUS_CHANGE, PAPER, number, day, tuple(entries), why=command.reason)])
    return StatusChanged(number=number, balances=len(entries), reserved=reserved)


declare(Subject(SUBJECT, PAPER, "inventory.change_status", lambda _ctx, _numbers: (), "see costs"))


def _leave_to_inspections(ctx: Context, warehouse: int, free: dict[tuple[int, ...], int]) -> None:
    """Goods that wait for the verdict of an inspection are not free: it is decided there."""
    for (item, lot, place, unit, owner), steps in inspections.waiting_at(ctx, warehouse).items():
        key = (item, lot, place, unit, owner, int(Status.QC_PENDING))
        if key in free:
            free[key] = max(free[key] - steps, 0)


def _understand(ctx: Context, warehouse: int, lines: Sequence[StatusLine]) -> tuple[list[Wanted], list[Problem]]:
    asked = [
        Asked(f"lines.{i}", line.item, line.quantity or exact.number(1, 0), line.unit) for i, line in enumerate(lines)
    ]
    understood, problems = understand(ctx, asked, MOVE)
    places = sites.locations_by_code(ctx, warehouse, {line.location for line in lines if line.location})
    lots = lots_by_code(ctx, [(u.item.id, w.lot) for u, w in zip(understood, lines, strict=True) if u and w.lot])
    wanted = []
    for i, (written, line) in enumerate(zip(lines, understood, strict=True)):
        before = len(problems)
        place = places.get(written.location)
        if written.location and place is None:
            template = gettext_noop("there is no location {code} here")
            problems.append(problem(f"lines.{i}.location", template, code=written.location))
        if not written.location and written.quantity is not None:
            problems.append(problem(f"lines.{i}.location", gettext_noop("is needed with a quantity")))
        if written.source == written.target:
            problems.append(problem(f"lines.{i}.target", gettext_noop("is the status the goods have")))
        if line is None:
            continue
        lot, wrong = known_lot(f"lines.{i}.lot", written.lot, line.item, lots)
        problems += wrong
        if len(problems) == before:
            quantity = line.quantity if written.quantity is not None else None
            wanted.append(Wanted(i, line, lot, place.id if place else 0, quantity))
    return wanted, problems


def _entries(
    w: Wanted, written: StatusLine, there: Sequence[Lying], free: dict[tuple[int, ...], int], serials: tuple[int, ...]
) -> tuple[list[Entry], int, int]:
    """The entries of one line, how many balances have reserved goods that stay, and what is short. Takes from `free`."""
    source, target = Status[written.source.upper()], Status[written.target.upper()]
    entries, reserved, left = [], 0, w.quantity
    for b in there:
        if (b.item, b.lot, b.status) != (w.line.item.id, w.lot, source) or w.location not in (0, b.location):
            continue
        key = (b.item, b.lot, b.location, b.unit, b.owner, b.status)
        steps = free[key] if left is None else min(left, free[key])
        reserved += free[key] < b.on_hand and (left is None or steps < left)
        if steps:
            free[key] -= steps
            left = None if left is None else left - steps
            here = Place(b.location, b.unit, b.owner, b.status)
            entries.append(Entry(b.item, steps, here, here._replace(status=target), lot=b.lot, serials=serials))
    return entries, reserved, left or 0
