"""Move goods to another warehouse in one step (直接调拨): inside a valuation area only the place changes, between two the cost goes along."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Final, NamedTuple

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
from ledgerhouse.masterdata.sites.words import Kind, PlaceRef, WarehouseRef
from ledgerhouse.posting.gate import post

PAPER: Final = "stock_transfer"


@dataclass(frozen=True, kw_only=True)
class TransferLine:
    """So much of an item, and of one lot where it has lots, from a place here to a place there. An empty unit is the base unit."""

    __pydantic_config__ = STRICT

    item: Code = field(metadata={"title": gettext_noop("Item")})
    quantity: Quantity = field(metadata={"title": gettext_noop("Quantity")})
    unit: str = field(default="", metadata={"title": gettext_noop("Unit")})
    lot: str = field(default="", metadata={"title": gettext_noop("Lot")})
    source: Code = field(metadata={"title": gettext_noop("From")})
    target: Code = field(metadata={"title": gettext_noop("To")})
    serials: tuple[Code, ...] = field(default=(), metadata={"title": gettext_noop("Serial numbers")})


@dataclass(frozen=True, kw_only=True)
class TransferStock:
    """What goes from one warehouse to another of the same company."""

    __pydantic_config__ = STRICT

    warehouse: Code = field(metadata={"title": gettext_noop("From warehouse")})
    to_warehouse: Code = field(metadata={"title": gettext_noop("To warehouse")})
    lines: Annotated[tuple[TransferLine, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Lines")})
    reason: Annotated[str, Field(max_length=100)] = field(default="", metadata={"title": gettext_noop("Reason")})


@dataclass(frozen=True, kw_only=True)
class Transferred:
    """The number under which it was booked in both warehouses, and how many lines."""

    number: str
    lines: int


class Step(NamedTuple):
    """One line as understood."""

    at: int
    line: Line
    lot: int
    source: PlaceRef
    target: PlaceRef
    serials: tuple[int, ...] = ()


@verb("inventory.transfer", may="move stock", title=gettext_noop("Transfer"))
def transfer(command: TransferStock, ctx: Context) -> Transferred:
    """Move free goods to another warehouse; reserved ones stay. Constant statements."""
    here, there = sites.warehouse(ctx, command.warehouse), sites.warehouse(ctx, command.to_warehouse)
    steps, problems = _understand(ctx, here, there, command.lines)
    if here.id == there.id:
        problems.append(problem("to_warehouse", gettext_noop("is where the goods are")))
    if here.area != there.area:
        problems += _unvalued(steps)
    problems += missing(ctx, here.id, [_taken(s) for s in steps])
    read = [Read(f"lines.{s.at}", s.line.item.id, s.line.item.code, command.lines[s.at].serials) for s in steps]
    pieces, unknown = find_serials(ctx, read)
    problems += unknown
    if problems:
        raise Unreadable(problems)
    (number,) = numbering.take(ctx, PAPER, 1, ctx.today(here.timezone))
    steps = [s._replace(serials=serials) for s, serials in zip(steps, pieces, strict=True)]
    _post(ctx, here, there, steps, number, command.reason)
    return Transferred(number=number, lines=len(steps))


def _post(ctx: Context, here: WarehouseRef, there: WarehouseRef, steps: Sequence[Step], number: str, why: str) -> None:
    """Out of one warehouse, then into the other at exactly the value that left; inside one valuation area without any."""
    out, into = (
        (Reason.TRANSFER_OUT, Reason.TRANSFER_IN) if here.area != there.area else (Reason.RELOCATION, Reason.RELOCATION)
    )
    gone, come = (Place(sites.virtual(ctx, site.id)[Kind.TRANSIT]) for site in (here, there))
    left = [
        Entry(s.line.item.id, s.line.quantity, Place(s.source.id), gone, lot=s.lot, serials=s.serials) for s in steps
    ]
    posted = post(ctx, here, [Movement(out, PAPER, number, ctx.today(here.timezone), tuple(left), why=why)])
    arrived: list[Entry] = []
    for e, s, value, uses in zip(left, steps, posted.values, posted.uses, strict=True):
        whole = e._replace(source=come, target=Place(s.target.id), value=-value)
        arrived += (
            [whole._replace(quantity=use.quantity, value=use.value, serials=(use.layer,)) for use in uses]
            if s.line.item.by_piece and uses  # each piece arrives at its own cost
            else [whole]
        )
    post(ctx, there, [Movement(into, PAPER, number, ctx.today(there.timezone), tuple(arrived), why=why)])


def _understand(
    ctx: Context, here: WarehouseRef, there: WarehouseRef, lines: Sequence[TransferLine]
) -> tuple[list[Step], list[Problem]]:
    asked = [Asked(f"lines.{i}", line.item, line.quantity, line.unit) for i, line in enumerate(lines)]
    understood, problems = understand(ctx, asked, MOVE)
    sources = sites.locations_by_code(ctx, here.id, {line.source for line in lines})
    targets = sites.locations_by_code(ctx, there.id, {line.target for line in lines})
    lots = lots_by_code(ctx, [(u.item.id, w.lot) for u, w in zip(understood, lines, strict=True) if u and w.lot])
    steps = []
    for i, (written, line) in enumerate(zip(lines, understood, strict=True)):
        wrong = _wrong_places(i, written, sources, targets)
        lot, no_lot = known_lot(f"lines.{i}.lot", written.lot, line.item, lots) if line else (0, [])
        problems += wrong + no_lot
        if line is not None and not wrong and not no_lot:
            steps.append(Step(i, line, lot, sources[written.source], targets[written.target]))
    return steps, problems


def _wrong_places(
    i: int, line: TransferLine, sources: Mapping[str, PlaceRef], targets: Mapping[str, PlaceRef]
) -> list[Problem]:
    found = (
        wrong_place(f"lines.{i}.source", line.source, sources.get(line.source), into=False),
        wrong_place(f"lines.{i}.target", line.target, targets.get(line.target), into=True),
    )
    return [wrong for wrong in found if wrong]


def _unvalued(steps: Sequence[Step]) -> list[Problem]:
    """Goods at month-end average have no value yet that could go along."""
    template = gettext_noop(
        "what {code} costs is known at the month's end: it can not go to another valuation area before"
    )
    return [
        problem(f"lines.{s.at}.item", template, code=s.line.item.code)
        for s in steps
        if s.line.item.costing == "month_average"
    ]


def _taken(s: Step) -> Taken:
    return Taken(f"lines.{s.at}", s.line.item, s.lot, Place(s.source.id), s.source.code, s.line.quantity)
