"""Record what was counted, and goods that nobody expected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.warehouse import counts
from ledgerhouse.documents.warehouse.words import COUNT
from ledgerhouse.foundation.duties import guard
from ledgerhouse.foundation.links import Ref
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Code, Price, Quantity, QuantityOrNone
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.ledgers.stock.pieces import codes_at
from ledgerhouse.ledgers.stock.queries import stock_of
from ledgerhouse.masterdata.catalog.keep_serials import Read, serial_problems
from ledgerhouse.masterdata.catalog.lines import MOVE, Asked, Line, understand
from ledgerhouse.masterdata.catalog.queries import items_by_id, lots_by_code
from ledgerhouse.masterdata.catalog.words import ItemRef, LotRef, Tracking
from ledgerhouse.masterdata.sites.queries import locations_by_code
from ledgerhouse.masterdata.sites.words import PlaceRef

Place = tuple[int, int, int, int, int, int]
"""Item, lot, location, handling unit, owner, status."""


@dataclass(frozen=True, kw_only=True)
class CountedLine:
    """One line of the stocktake and what lies there, in the item's base unit; 0 when nothing does.

    Of an item tracked by serial number, the serial number of every piece that lies there.
    """

    __pydantic_config__ = STRICT

    line: Annotated[int, Field(ge=1)] = field(metadata={"title": gettext_noop("Line")})
    quantity: QuantityOrNone = field(metadata={"title": gettext_noop("Quantity")})
    serials: tuple[Code, ...] = field(default=(), metadata={"title": gettext_noop("Serial numbers")})


@dataclass(frozen=True, kw_only=True)
class FoundLine:
    """Goods that are not on the stocktake. `value` is what one base unit is worth, for goods that have no cost yet."""

    __pydantic_config__ = STRICT

    item: Code = field(metadata={"title": gettext_noop("Item")})
    location: Code = field(metadata={"title": gettext_noop("Location")})
    lot: str = field(default="", metadata={"title": gettext_noop("Lot")})
    quantity: Quantity = field(metadata={"title": gettext_noop("Quantity")})
    value: Price | None = field(default=None, metadata={"title": gettext_noop("Unit value")})
    serials: tuple[Code, ...] = field(default=(), metadata={"title": gettext_noop("Serial numbers")})


@dataclass(frozen=True, kw_only=True)
class RecordCount:
    """What was counted. May be repeated until it is approved; the last word on a line counts."""

    __pydantic_config__ = STRICT

    number: Code = field(metadata={"title": gettext_noop("Stocktake")})
    lines: tuple[CountedLine, ...] = field(default=(), metadata={"title": gettext_noop("Lines")})
    found: tuple[FoundLine, ...] = field(default=(), metadata={"title": gettext_noop("Found besides")})


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """On how many lines the shelf and the ledger differ."""

    differences: int


@verb("inventory.record_count", may="count stock", title=gettext_noop("Record count"))
def record_count(command: RecordCount, ctx: Context) -> Recorded:
    """Write what was counted beside what the ledger says at this moment. Constant statements."""
    count = counts.load(ctx, command.number)
    COUNT.after(count.state, "record", name=count.number)
    lines = counts.lines(ctx, count.id)
    by_position = {line.position: line for line in lines}
    problems = _wrong_lines(ctx, command.lines, by_position)
    found, more = _found(ctx, count.warehouse, command.found, {line.key: line for line in lines})
    problems += more
    if not command.lines and not command.found:
        problems.append(problem("lines", gettext_noop("needs at least one line")))
    if problems:
        raise Unreadable(problems)
    guard(ctx, [Ref("stock_count", count.number)])
    named = {line.line: exact.steps(line.quantity, exact.QUANTITY) for line in command.lines}
    keys = [by_position[position].key for position in named] + [line.key for line in found]
    booked = {key: on_hand for key, (on_hand, _) in stock_of(ctx, count.warehouse, keys).items()}
    fresh = [line._replace(expected=booked.get(line.key, 0)) for line in found]
    scanned = {line.line: line.serials for line in command.lines}
    lying = _lying(ctx, count.warehouse, [by_position[p] for p in named])
    counted = {
        by_position[p].id: _seen(by_position[p], booked.get(by_position[p].key, 0), steps, scanned[p], lying)
        for p, steps in named.items()
    }
    counts.record(ctx, count, counted, fresh, after=max(by_position, default=0))
    differences = sum(bool(s.expected != s.counted or s.missing or s.surplus) for s in counted.values())
    differences += sum(line.expected != line.counted for line in fresh)
    differences += sum(bool(line.difference) for line in lines if line.id not in counted)
    return Recorded(differences=differences)


def _wrong_lines(
    ctx: Context, lines: Sequence[CountedLine], by_position: Mapping[int, counts.LineRef]
) -> list[Problem]:
    items = items_by_id(ctx, {line.key.item for line in by_position.values()})
    problems, seen = [], set()
    for i, line in enumerate(lines):
        known = by_position.get(line.line)
        if known is None:
            problems.append(problem(f"lines.{i}.line", gettext_noop("is not on this stocktake")))
            continue
        if line.line in seen:
            problems.append(problem(f"lines.{i}.line", gettext_noop("is there twice")))
        seen.add(line.line)
        item = items[known.key.item]
        if exact.steps(line.quantity, exact.QUANTITY) % 10 ** (6 - item.places):
            template = gettext_noop("{quantity} {unit} is finer than {places} places of {base}")
            facts = {"quantity": line.quantity, "unit": item.unit, "places": item.places, "base": item.unit}
            problems.append(problem(f"lines.{i}.quantity", template, **facts))
        problems += _wrong_serials(f"lines.{i}", item, exact.steps(line.quantity, exact.QUANTITY), line.serials)
    return problems


def _wrong_serials(where: str, item: ItemRef, quantity: int, serials: Sequence[str]) -> list[Problem]:
    """Every piece of an item tracked by serial number is read, each once; other goods have none."""
    if len(serials) * counts.PIECE == (quantity if item.tracking == Tracking.SERIAL else 0):
        return serial_problems([Read(where, item.id, item.code, serials)])
    if item.tracking != Tracking.SERIAL:
        return [problem(f"{where}.serials", gettext_noop("item {code} is kept without serial numbers"), code=item.code)]
    template = gettext_noop("{given} serial numbers are named for {wanted} pieces of item {code}")
    return [problem(f"{where}.serials", template, given=len(serials), wanted=exact.shown(quantity), code=item.code)]


def _lying(ctx: Context, warehouse: int, lines: Sequence[counts.LineRef]) -> Mapping[Place, Sequence[str]]:
    """The serial numbers that should lie where these lines count, of items that have them."""
    items = items_by_id(ctx, {line.key.item for line in lines})
    tracked = [line.key for line in lines if items[line.key.item].tracking == Tracking.SERIAL]
    return codes_at(ctx, warehouse, {key.item for key in tracked}, {key.location for key in tracked})


def _seen(
    line: counts.LineRef,
    booked: int,
    steps: int,
    scanned: Sequence[str],
    lying: Mapping[Place, Sequence[str]],
) -> counts.Seen:
    """What lies there beside what should: quantities, and the pieces that differ."""
    should, there = set(lying.get((*line.key,), ())), set(scanned)
    return counts.Seen(booked, steps, tuple(sorted(should - there)), tuple(sorted(there - should)))


def _found(
    ctx: Context, warehouse: int, found: Sequence[FoundLine], known: Mapping[counts.Key, counts.LineRef]
) -> tuple[list[counts.NewLine], list[Problem]]:
    """Goods found as new lines; a lot must be known, for only a receipt says when it expires."""
    if not found:
        return [], []
    asked = [Asked(f"found.{i}", line.item, line.quantity) for i, line in enumerate(found)]
    understood, problems = understand(ctx, asked, MOVE)
    places = locations_by_code(ctx, warehouse, {line.location for line in found})
    lots = lots_by_code(ctx, [(u.item.id, f.lot) for u, f in zip(understood, found, strict=True) if u and f.lot])
    new: list[counts.NewLine] = []
    seen: set[counts.Key] = set()
    for i, (line, good) in enumerate(zip(found, understood, strict=True)):
        place = places.get(line.location)
        if place is None:
            template = gettext_noop("there is no location {code} here")
            problems.append(problem(f"found.{i}.location", template, code=line.location))
        if good is None:
            continue
        wrong = _wrong_lot(f"found.{i}.lot", line.lot, good.item, lots)
        if wrong is not None:
            problems.append(wrong)
        elif place is not None:
            key = _key(good, line.lot, place, lots)
            if key in known or key in seen:
                problems.append(problem(f"found.{i}", gettext_noop("is on this stocktake already")))
            seen.add(key)
            price = exact.steps(line.value or Decimal(0), exact.PRICE)
            new.append(counts.NewLine(key, 0, good.quantity, price, line.serials))
            problems += _wrong_serials(f"found.{i}", good.item, good.quantity, line.serials)
    return new, problems


def _key(good: Line, lot: str, place: PlaceRef, lots: Mapping[tuple[int, str], LotRef]) -> counts.Key:
    return counts.Key(good.item.id, lots[good.item.id, lot].id if lot else 0, place.id)


def _wrong_lot(where: str, lot: str, item: ItemRef, lots: Mapping[tuple[int, str], LotRef]) -> Problem | None:
    if item.tracking == Tracking.NONE:
        return problem(where, gettext_noop("item {code} is kept without lots"), code=item.code) if lot else None
    if not lot and not item.needs_lot:
        return None
    if not lot:
        return problem(where, gettext_noop("is needed for item {code}"), code=item.code)
    if (item.id, lot) not in lots:
        return problem(where, gettext_noop("there is no lot {lot} of item {code}"), lot=lot, code=item.code)
    return None
