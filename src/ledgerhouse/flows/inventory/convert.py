"""Convert goods: kit and de-kit, repack, relabel, change a grade (形态转换). What comes out is worth what went in, to the cent."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated, NamedTuple

from pydantic import Field

from ledgerhouse.flows.inventory.places import Taken, known_lot, missing, wrong_place
from ledgerhouse.flows.inventory.worth import facts_of
from ledgerhouse.foundation import numbering
from ledgerhouse.foundation.approvals.authority import authority, write_down
from ledgerhouse.foundation.approvals.subjects import Subject, declare
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Code, Quantity
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.ledgers.stock.words import Entry, Movement, Place, Reason
from ledgerhouse.masterdata.catalog.keep_lots import keep_lots, lot_problems
from ledgerhouse.masterdata.catalog.keep_serials import Read, find_serials, keep_serials
from ledgerhouse.masterdata.catalog.lines import MOVE, Asked, Line, understand
from ledgerhouse.masterdata.catalog.queries import lots_by_code
from ledgerhouse.masterdata.catalog.words import NewLot
from ledgerhouse.masterdata.sites import queries as sites
from ledgerhouse.masterdata.sites.words import Kind
from ledgerhouse.posting.gate import post

PAPER = "conversion"
SUBJECT = gettext_noop("conversion of stock")
Share = Annotated[Decimal, Field(gt=0, max_digits=12, decimal_places=4)]


@dataclass(frozen=True, kw_only=True)
class UsedLine:
    """So much of an item, and of one lot where it has lots, goes into the conversion. An empty unit is the base unit."""

    __pydantic_config__ = STRICT

    item: Code = field(metadata={"title": gettext_noop("Item")})
    quantity: Quantity = field(metadata={"title": gettext_noop("Quantity")})
    unit: str = field(default="", metadata={"title": gettext_noop("Unit")})
    lot: str = field(default="", metadata={"title": gettext_noop("Lot")})
    location: Code = field(metadata={"title": gettext_noop("From")})
    serials: tuple[Code, ...] = field(default=(), metadata={"title": gettext_noop("Serial numbers")})


@dataclass(frozen=True, kw_only=True)
class MadeLine:
    """So much of an item comes out of it. A new lot of an item that expires needs its day; `share` weighs its part of the value."""

    __pydantic_config__ = STRICT

    item: Code = field(metadata={"title": gettext_noop("Item")})
    quantity: Quantity = field(metadata={"title": gettext_noop("Quantity")})
    unit: str = field(default="", metadata={"title": gettext_noop("Unit")})
    lot: str = field(default="", metadata={"title": gettext_noop("Lot")})
    expires_on: date | None = field(default=None, metadata={"title": gettext_noop("Expires on")})
    location: Code = field(metadata={"title": gettext_noop("To")})
    share: Share | None = field(default=None, metadata={"title": gettext_noop("Share of the value")})
    serials: tuple[Code, ...] = field(default=(), metadata={"title": gettext_noop("Serial numbers")})


@dataclass(frozen=True, kw_only=True)
class Convert:
    """What goes in and what comes out, in one warehouse.

    The value is split by the shares when every line out has one; otherwise by base quantity, which needs lines out with one base unit.
    """

    __pydantic_config__ = STRICT

    warehouse: Code = field(metadata={"title": gettext_noop("Warehouse")})
    used: Annotated[tuple[UsedLine, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Goes in")})
    made: Annotated[tuple[MadeLine, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Comes out")})
    reason: Annotated[str, Field(max_length=100)] = field(default="", metadata={"title": gettext_noop("Reason")})


@dataclass(frozen=True, kw_only=True)
class Converted:
    """The number under which it was booked, and the value that was carried over."""

    number: str
    value: Decimal


class In(NamedTuple):
    """A line that goes in, as understood."""

    at: int
    line: Line
    lot: int
    place: int


class Out(NamedTuple):
    """A line that comes out, as understood; the lot may still have to be made."""

    at: int
    line: Line
    lot: NewLot | None
    place: int


@verb("inventory.convert", may="convert stock", title=gettext_noop("Convert"))
def convert(command: Convert, ctx: Context) -> Converted:
    """Turn goods into other goods. Their value goes along: split by a stated rule, the residual cent to the last. Constant statements."""
    warehouse = sites.warehouse(ctx, command.warehouse)
    used, problems = _used(ctx, warehouse.id, command.used)
    made, more = _made(ctx, warehouse.id, command.made, ctx.today(warehouse.timezone))
    read = [Read(f"used.{u.at}", u.line.item.id, u.line.item.code, command.used[u.at].serials) for u in used]
    pieces, unknown = find_serials(ctx, read)
    shares, unclear = _shares(command.made, made)
    problems += more + unknown + unclear
    if problems:
        raise Unreadable(problems)
    granted = authority(
        ctx, SUBJECT, lambda: facts_of(ctx, warehouse, [(u.line.item.id, u.line.quantity) for u in used])
    )
    lots = keep_lots(ctx, [m.lot for m in made if m.lot])
    lot_of = [lots[m.lot.item, m.lot.code].id if m.lot else 0 for m in made]
    new = [(m.line.item.id, s, lot) for m, lot in zip(made, lot_of, strict=True) for s in command.made[m.at].serials]
    kept = keep_serials(ctx, new)
    shop = Place(sites.virtual(ctx, warehouse.id)[Kind.PRODUCTION])
    day = ctx.today(warehouse.timezone)
    (number,) = numbering.take(ctx, PAPER, 1, day)
    write_down(ctx, granted, PAPER, number)
    gone = tuple(
        Entry(u.line.item.id, u.line.quantity, Place(u.place), shop, lot=u.lot, serials=serials)
        for u, serials in zip(used, pieces, strict=True)
    )
    come = tuple(
        Entry(
            m.line.item.id,
            m.line.quantity,
            shop,
            Place(m.place),
            lot=lot,
            serials=tuple(kept[m.line.item.id, s] for s in command.made[m.at].serials),
            share=share,
        )
        for m, lot, share in zip(made, lot_of, shares, strict=True)
    )
    both = ((Reason.CONVERSION_OUT, gone), (Reason.CONVERSION_IN, come))
    posted = post(ctx, warehouse, [Movement(why, PAPER, number, day, e, why=command.reason) for why, e in both])
    return Converted(number=number, value=exact.number(-sum(posted.values[: len(gone)]), exact.AMOUNT))


declare(Subject(SUBJECT, PAPER, "inventory.convert", lambda _ctx, _numbers: (), "see costs"))


def _used(ctx: Context, warehouse: int, lines: Sequence[UsedLine]) -> tuple[list[In], list[Problem]]:
    asked = [Asked(f"used.{i}", line.item, line.quantity, line.unit) for i, line in enumerate(lines)]
    understood, problems = understand(ctx, asked, MOVE)
    places = sites.locations_by_code(ctx, warehouse, {line.location for line in lines})
    lots = lots_by_code(ctx, [(u.item.id, w.lot) for u, w in zip(understood, lines, strict=True) if u and w.lot])
    used = []
    for i, (written, line) in enumerate(zip(lines, understood, strict=True)):
        place = places.get(written.location)
        wrong = wrong_place(f"used.{i}.location", written.location, place, into=False)
        lot, no_lot = known_lot(f"used.{i}.lot", written.lot, line.item, lots) if line else (0, [])
        problems += [*no_lot, *([wrong] if wrong else [])]
        if line and place and not wrong and not no_lot:
            used.append(In(i, line, lot, place.id))
    taken = [
        Taken(f"used.{u.at}", u.line.item, u.lot, Place(u.place), lines[u.at].location, u.line.quantity) for u in used
    ]
    return used, problems + missing(ctx, warehouse, taken)


def _made(ctx: Context, warehouse: int, lines: Sequence[MadeLine], today: date) -> tuple[list[Out], list[Problem]]:
    asked = [Asked(f"made.{i}", line.item, line.quantity, line.unit) for i, line in enumerate(lines)]
    understood, problems = understand(ctx, asked, MOVE)
    places = sites.locations_by_code(ctx, warehouse, {line.location for line in lines})
    known = lots_by_code(ctx, [(u.item.id, w.lot) for u, w in zip(understood, lines, strict=True) if u and w.lot])
    made = []
    for i, (written, line) in enumerate(zip(lines, understood, strict=True)):
        place = places.get(written.location)
        if wrong := wrong_place(f"made.{i}.location", written.location, place, into=True):
            problems.append(wrong)
        if line is None or place is None:
            continue
        lot = NewLot(line.item.id, written.lot, None, written.expires_on) if written.lot else None
        where = f"made.{i}"
        problems += _wrong_lot(where, line, lot, new=lot is not None and (lot.item, lot.code) not in known, today=today)
        made.append(Out(i, line, lot, place.id))
    with_lot = [m for m in made if m.lot]
    for found in lot_problems(known, [m.lot for m in with_lot if m.lot]):
        _, n, name = found.where.split(".")
        problems.append(found._replace(where=f"made.{with_lot[int(n)].at}.{name}"))
    return made, problems


def _wrong_lot(where: str, line: Line, lot: NewLot | None, *, new: bool, today: date) -> list[Problem]:
    item = line.item
    if lot is None:
        return (
            [problem(f"{where}.lot", gettext_noop("is needed for item {code}"), code=item.code)]
            if item.needs_lot
            else []
        )
    if item.tracking == "none":
        return [problem(f"{where}.lot", gettext_noop("item {code} is kept without lots"), code=item.code)]
    if item.expires and new and lot.expires_on is None:
        template = gettext_noop("is needed: lot {lot} of item {code} is new")
        return [problem(f"{where}.expires_on", template, lot=lot.code, code=item.code)]
    if lot.expires_on and lot.expires_on < today:
        template = gettext_noop("lot {lot} expired on {day}")
        return [problem(f"{where}.expires_on", template, lot=lot.code, day=lot.expires_on)]
    return []


def _shares(lines: Sequence[MadeLine], made: Sequence[Out]) -> tuple[list[int], list[Problem]]:
    """Weights by the shares given, or by base quantity."""
    given = [lines[m.at].share for m in made]
    if all(given) and given:
        return [exact.steps(share or 0, exact.AMOUNT) for share in given], []
    if any(given):
        template = gettext_noop("is needed on every line that comes out, or on none")
        return [], [problem(f"made.{m.at}.share", template) for m, share in zip(made, given, strict=True) if not share]
    if len({m.line.item.unit for m in made}) > 1:
        template = gettext_noop("is needed: what comes out is not measured in one unit")
        return [], [problem(f"made.{m.at}.share", template) for m in made]
    return [m.line.quantity for m in made], []
