"""Change whose goods lie somewhere: take consigned goods over, give own goods over to an owner, or from one owner to another (货主转换)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Final, NamedTuple

from pydantic import Field

from ledgerhouse.flows.inventory.places import Taken, known_lot, missing, wrong_place
from ledgerhouse.foundation import numbering
from ledgerhouse.foundation.queries import company
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Code, Price, Quantity
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.ledgers.stock.words import OWN, Entry, Movement, Place, Reason
from ledgerhouse.masterdata.catalog.keep_serials import Read, find_serials
from ledgerhouse.masterdata.catalog.lines import MOVE, Asked, Line, understand
from ledgerhouse.masterdata.catalog.queries import lots_by_code
from ledgerhouse.masterdata.catalog.words import LotRef
from ledgerhouse.masterdata.partners.queries import partners_by_code
from ledgerhouse.masterdata.partners.words import PartnerRef
from ledgerhouse.masterdata.sites import queries as sites
from ledgerhouse.masterdata.sites.words import PlaceRef
from ledgerhouse.posting.gate import post

PAPER: Final = "owner_change"


@dataclass(frozen=True, kw_only=True)
class OwnerLine:
    """So much of an item at a place, from one owner to another; an empty owner is the company itself.

    `price` is what one base unit costs us that we take over, without tax; it is needed then, and only then.
    """

    __pydantic_config__ = STRICT

    item: Code = field(metadata={"title": gettext_noop("Item")})
    quantity: Quantity = field(metadata={"title": gettext_noop("Quantity")})
    unit: str = field(default="", metadata={"title": gettext_noop("Unit")})
    lot: str = field(default="", metadata={"title": gettext_noop("Lot")})
    location: Code = field(metadata={"title": gettext_noop("Location")})
    owner: str = field(default="", metadata={"title": gettext_noop("From owner")})
    to_owner: str = field(default="", metadata={"title": gettext_noop("To owner")})
    price: Price | None = field(default=None, metadata={"title": gettext_noop("Price")})
    serials: tuple[Code, ...] = field(default=(), metadata={"title": gettext_noop("Serial numbers")})


@dataclass(frozen=True, kw_only=True)
class ChangeOwner:
    """Goods of one warehouse, and why they change hands."""

    __pydantic_config__ = STRICT

    warehouse: Code = field(metadata={"title": gettext_noop("Warehouse")})
    lines: Annotated[tuple[OwnerLine, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Lines")})
    reason: Annotated[str, Field(min_length=1, max_length=100)] = field(metadata={"title": gettext_noop("Reason")})


@dataclass(frozen=True, kw_only=True)
class OwnerChanged:
    """The number under which it was booked, and how many lines."""

    number: str
    lines: int


class Step(NamedTuple):
    """One line as understood; owners are partner ids, 0 for ourselves; `price` in price steps."""

    at: int
    line: Line
    lot: int
    place: PlaceRef
    owner: int
    to_owner: int
    price: int


class _Known(NamedTuple):
    places: Mapping[str, PlaceRef]
    lots: Mapping[tuple[int, str], LotRef]
    partners: Mapping[str, PartnerRef]


@verb("inventory.change_owner", may="adjust costs", title=gettext_noop("Change owner"))
def change_owner(command: ChangeOwner, ctx: Context) -> OwnerChanged:
    """Change the owner of free goods where they lie. What we take over is bought at its price, what we give over leaves at its cost.

    Constant statements for any number of lines.
    """
    warehouse = sites.warehouse(ctx, command.warehouse)
    steps, problems = _understand(ctx, warehouse.id, command.lines)
    problems += missing(ctx, warehouse.id, [_taken(s) for s in steps])
    read = [Read(f"lines.{s.at}", s.line.item.id, s.line.item.code, command.lines[s.at].serials) for s in steps]
    pieces, unknown = find_serials(ctx, read)
    problems += unknown
    if problems:
        raise Unreadable(problems)
    day, places = ctx.today(warehouse.timezone), company(ctx).currency_places
    (number,) = numbering.take(ctx, PAPER, 1, day)
    movements: dict[tuple[Reason, int], list[Entry]] = {}
    for s, serials in zip(steps, pieces, strict=True):
        reason = (
            Reason.TAKEN_OVER if s.to_owner == OWN else Reason.GIVEN_OVER if s.owner == OWN else Reason.OWNER_CHANGE
        )
        value = exact.extend(s.line.quantity, s.price, places) if reason == Reason.TAKEN_OVER else None
        here = Place(s.place.id, owner=s.owner)
        entry = Entry(s.line.item.id, s.line.quantity, here, here._replace(owner=s.to_owner), lot=s.lot, value=value)
        movements.setdefault((reason, s.owner or s.to_owner), []).append(entry._replace(serials=serials))
    made = [
        Movement(reason, PAPER, number, day, tuple(entries), partner=partner, why=command.reason)
        for (reason, partner), entries in movements.items()
    ]
    post(ctx, warehouse, made)
    return OwnerChanged(number=number, lines=len(steps))


def _understand(ctx: Context, warehouse: int, lines: Sequence[OwnerLine]) -> tuple[list[Step], list[Problem]]:
    asked = [Asked(f"lines.{i}", line.item, line.quantity, line.unit) for i, line in enumerate(lines)]
    understood, problems = understand(ctx, asked, MOVE)
    known = _Known(
        sites.locations_by_code(ctx, warehouse, {line.location for line in lines}),
        lots_by_code(ctx, [(u.item.id, w.lot) for u, w in zip(understood, lines, strict=True) if u and w.lot]),
        partners_by_code(ctx, {code for line in lines for code in (line.owner, line.to_owner) if code}),
    )
    steps = []
    for i, (written, line) in enumerate(zip(lines, understood, strict=True)):
        wrong = _wrong(i, written, known)
        lot, no_lot = known_lot(f"lines.{i}.lot", written.lot, line.item, known.lots) if line else (0, [])
        problems += wrong + no_lot
        if line is not None and not wrong and not no_lot:
            owners = [known.partners[code].id if code else OWN for code in (written.owner, written.to_owner)]
            price = exact.steps(written.price or exact.number(0, exact.PRICE), exact.PRICE)
            steps.append(Step(i, line, lot, known.places[written.location], owners[0], owners[1], price))
    return steps, problems


def _wrong(i: int, line: OwnerLine, known: _Known) -> list[Problem]:
    place = known.places.get(line.location)
    found = [wrong_place(f"lines.{i}.location", line.location, place, into=False)]
    for name, code in (("owner", line.owner), ("to_owner", line.to_owner)):
        partner = known.partners.get(code)
        if code and partner is None:
            found.append(problem(f"lines.{i}.{name}", gettext_noop("there is no partner {code}"), code=code))
        elif partner is not None and name == "to_owner" and partner.blocked:
            found.append(problem(f"lines.{i}.{name}", gettext_noop("partner {code} is blocked"), code=code))
    if line.owner == line.to_owner:
        found.append(problem(f"lines.{i}.to_owner", gettext_noop("is the owner the goods have")))
    elif not line.to_owner and line.price is None:
        found.append(problem(f"lines.{i}.price", gettext_noop("is needed for goods that are taken over")))
    elif line.to_owner and line.price is not None:
        found.append(problem(f"lines.{i}.price", gettext_noop("is only for goods that are taken over")))
    return [wrong for wrong in found if wrong]


def _taken(s: Step) -> Taken:
    return Taken(f"lines.{s.at}", s.line.item, s.lot, Place(s.place.id, owner=s.owner), s.place.code, s.line.quantity)
