"""Move goods from one place of a warehouse to another (移库)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, NamedTuple

from pydantic import Field

from ledgerhouse.flows.inventory.places import Taken, known_lot, missing, wrong_place
from ledgerhouse.foundation import numbering
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code, Quantity
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.ledgers.stock.words import Entry, Movement, Place, Reason
from ledgerhouse.masterdata.catalog.keep_serials import Read, find_serials
from ledgerhouse.masterdata.catalog.lines import MOVE, Asked, Line, understand
from ledgerhouse.masterdata.catalog.queries import lots_by_code
from ledgerhouse.masterdata.sites import queries as sites
from ledgerhouse.masterdata.sites.words import PlaceRef
from ledgerhouse.posting.gate import post


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
    problems += missing(ctx, warehouse.id, [_taken(s) for s in moved])
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
        lot, no_lot = known_lot(f"lines.{i}.lot", written.lot, line.item, lots) if line else (0, [])
        problems += wrong + no_lot
        if line is not None and not wrong and not no_lot:
            moved.append(Step(i, line, lot, places[written.source], places[written.target]))
    return moved, problems


def _taken(s: Step) -> Taken:
    return Taken(f"lines.{s.at}", s.line.item, s.lot, Place(s.source.id), s.source.code, s.line.quantity)


def _wrong_places(i: int, line: MoveLine, places: Mapping[str, PlaceRef]) -> list[Problem]:
    found = [
        wrong_place(f"lines.{i}.{name}", code, places.get(code), into=name == "target")
        for name, code in (("source", line.source), ("target", line.target))
    ]
    same = [problem(f"lines.{i}.target", gettext_noop("is where the goods are"))] if line.source == line.target else []
    return [wrong for wrong in found if wrong] + same
