"""Move goods from one place of a warehouse to another (移库)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, NamedTuple

from pydantic import Field

from ledgerhouse.documents.warehouse import tasks
from ledgerhouse.foundation import numbering
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Code, Quantity
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.ledgers.stock.queries import stock_of
from ledgerhouse.ledgers.stock.words import Entry, Movement, Place, Reason
from ledgerhouse.masterdata.catalog.keep_serials import Read, find_serials
from ledgerhouse.masterdata.catalog.lines import MOVE, Asked, Line, understand
from ledgerhouse.masterdata.catalog.queries import lots_by_code
from ledgerhouse.masterdata.catalog.words import LotRef, Tracking
from ledgerhouse.masterdata.sites import queries as sites
from ledgerhouse.masterdata.sites.words import Kind, PlaceRef
from ledgerhouse.posting.gate import post

OPEN: frozenset[Kind] = frozenset({Kind.STORAGE, Kind.DOCK, Kind.RETURNS, Kind.QUARANTINE})
"""Kinds of place between which people may move goods. What was picked or packed belongs to an order and moves with it."""


@dataclass(frozen=True, kw_only=True)
class MoveLine:
    """So much of an item, and of one lot where it has lots, from here to there. An empty unit is the base unit."""

    __pydantic_config__ = STRICT

    item: Code = field(metadata={"title": gettext_noop("Item")})
    quantity: Quantity = field(metadata={"title": gettext_noop("Quantity")})
    unit: str = field(default="", metadata={"title": gettext_noop("Unit")})
    lot: str = field(default="", metadata={"title": gettext_noop("Lot")})
    source: Code = field(metadata={"title": gettext_noop("From")})
    target: Code = field(metadata={"title": gettext_noop("To")})
    serials: tuple[Code, ...] = field(default=(), metadata={"title": gettext_noop("Serial numbers")})


@dataclass(frozen=True, kw_only=True)
class MoveStock:
    """What is moved inside one warehouse."""

    __pydantic_config__ = STRICT

    warehouse: Code = field(metadata={"title": gettext_noop("Warehouse")})
    lines: Annotated[tuple[MoveLine, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Lines")})


@dataclass(frozen=True, kw_only=True)
class Moved:
    """The number under which it was booked, and how many lines."""

    number: str
    lines: int


class Step(NamedTuple):
    """One line as understood."""

    at: int
    line: Line
    lot: int
    source: PlaceRef
    target: PlaceRef


@verb("inventory.move", may="move stock", title=gettext_noop("Move stock"))
def move(command: MoveStock, ctx: Context) -> Moved:
    """Move free goods inside a warehouse; reserved ones stay. No money moves. Constant statements."""
    warehouse = sites.warehouse(ctx, command.warehouse)
    moved, problems = _understand(ctx, warehouse.id, command.lines)
    problems += _missing(ctx, warehouse.id, moved)
    read = [Read(f"lines.{s.at}", s.line.item.id, s.line.item.code, command.lines[s.at].serials) for s in moved]
    pieces, unknown = find_serials(ctx, read)
    problems += unknown
    if problems:
        raise Unreadable(problems)
    day = ctx.today(warehouse.timezone)
    (number,) = numbering.take(ctx, "stock_move", 1, day)
    entries = tuple(
        Entry(
            item=s.line.item.id,
            quantity=s.line.quantity,
            source=Place(s.source.id),
            target=Place(s.target.id),
            lot=s.lot,
            serials=serials,
        )
        for s, serials in zip(moved, pieces, strict=True)
    )
    post(ctx, warehouse, [Movement(Reason.MOVE, "stock_move", number, day, entries)])
    return Moved(number=number, lines=len(entries))


def _understand(ctx: Context, warehouse: int, lines: Sequence[MoveLine]) -> tuple[list[Step], list[Problem]]:
    asked = [Asked(f"lines.{i}", line.item, line.quantity, line.unit) for i, line in enumerate(lines)]
    understood, problems = understand(ctx, asked, MOVE)
    places = sites.locations_by_code(ctx, warehouse, {c for line in lines for c in (line.source, line.target)})
    lots = lots_by_code(ctx, [(u.item.id, w.lot) for u, w in zip(understood, lines, strict=True) if u and w.lot])
    moved = []
    for i, (written, line) in enumerate(zip(lines, understood, strict=True)):
        wrong = _wrong_places(i, written, places)
        lot, no_lot = _lot(i, written, line, lots)
        problems += wrong + no_lot
        if line is not None and not wrong and not no_lot:
            moved.append(Step(i, line, lot, places[written.source], places[written.target]))
    return moved, problems


def _wrong_places(i: int, line: MoveLine, places: Mapping[str, PlaceRef]) -> list[Problem]:
    problems = []
    for name, code in (("source", line.source), ("target", line.target)):
        place = places.get(code)
        where = f"lines.{i}.{name}"
        if place is None:
            problems.append(problem(where, gettext_noop("there is no location {code} here"), code=code))
        elif place.kind not in OPEN:
            problems.append(problem(where, gettext_noop("goods at {code} belong to an order"), code=code))
        elif name == "source" and place.locked_out:
            problems.append(problem(where, gettext_noop("{code} is locked for taking out"), code=code))
        elif name == "target" and place.locked_in:
            problems.append(problem(where, gettext_noop("{code} is locked for putting in"), code=code))
    if line.source == line.target:
        problems.append(problem(f"lines.{i}.target", gettext_noop("is where the goods are")))
    return problems


def _lot(
    i: int, written: MoveLine, line: Line | None, lots: Mapping[tuple[int, str], LotRef]
) -> tuple[int, list[Problem]]:
    if line is None:
        return 0, []
    where, item = f"lines.{i}.lot", line.item
    if item.tracking == Tracking.NONE:
        wrong = problem(where, gettext_noop("item {code} is kept without lots"), code=item.code)
        return 0, [wrong] if written.lot else []
    if not written.lot and not item.needs_lot:
        return 0, []
    if not written.lot:
        return 0, [problem(where, gettext_noop("is needed for item {code}"), code=item.code)]
    lot = lots.get((item.id, written.lot))
    template = gettext_noop("there is no lot {lot} of item {code}")
    return (lot.id, []) if lot else (0, [problem(where, template, lot=written.lot, code=item.code)])


def _missing(ctx: Context, warehouse: int, moved: Sequence[Step]) -> list[Problem]:
    """Goods that are not there, are reserved or wait for their putaway task, over all lines together; two statements."""
    keys = {s.at: (s.line.item.id, s.lot, *Place(s.source.id)) for s in moved}
    stock = stock_of(ctx, warehouse, keys.values())
    waiting = tasks.waiting_at(ctx, warehouse)
    wanted: dict[tuple[int, ...], int] = {}
    problems = []
    for s in moved:
        key = keys[s.at]
        wanted[key] = wanted.get(key, 0) + s.line.quantity
        on_hand, held = stock.get(key, (0, 0))
        free = max(on_hand - held - waiting.get(key, 0), 0)
        short = wanted[key] - free
        if short > 0:
            template = gettext_noop("{short} short: only {free} of {code} at {place} are free")
            facts = {
                "short": exact.shown(short),
                "free": exact.shown(free),
                "code": s.line.item.code,
                "place": s.source.code,
            }
            problems.append(problem(f"lines.{s.at}.quantity", template, **facts))
    return problems
