"""Put goods away from the dock: tasks done, goods moved (上架)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Final, NamedTuple

from pydantic import Field

from ledgerhouse.documents.warehouse import tasks
from ledgerhouse.documents.warehouse.putaway import HARD
from ledgerhouse.documents.warehouse.slots import arrivals, slots_at, with_heights
from ledgerhouse.documents.warehouse.words import TASK, TaskKind, TaskRef
from ledgerhouse.flows.inbound.booking import Due, book_in
from ledgerhouse.flows.inbound.hand_out import floor_of
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Code, Quantity
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.ledgers.stock.queries import stock_of
from ledgerhouse.ledgers.stock.words import OWN, Entry, Movement, Place, Reason
from ledgerhouse.masterdata.catalog.keep_serials import Read, find_serials
from ledgerhouse.masterdata.sites.queries import locations_by_code, locations_by_id, warehouses_by_id
from ledgerhouse.masterdata.sites.words import Kind, PlaceRef
from ledgerhouse.posting.gate import post

RECEIPT: Final = "receipt"


@dataclass(frozen=True, kw_only=True)
class PutAwayLine:
    """One task done: to the place it suggests or, for a reason, to another; all of it or so much in the item's base unit.

    Temperature, capacity and the distance between dangerous goods hold for the other place, too.
    """

    __pydantic_config__ = STRICT

    task: Code = field(metadata={"title": gettext_noop("Task")})
    location: str = field(default="", metadata={"title": gettext_noop("Location")})
    quantity: Quantity | None = field(default=None, metadata={"title": gettext_noop("Quantity")})
    reason: Annotated[str, Field(max_length=200)] = field(
        default="", metadata={"title": gettext_noop("Reason for another place")}
    )
    serials: tuple[Code, ...] = field(default=(), metadata={"title": gettext_noop("Serial numbers")})


@dataclass(frozen=True, kw_only=True)
class PutAway:
    """Putaway tasks of one warehouse that were done. A task of which something is left stays open."""

    __pydantic_config__ = STRICT

    lines: Annotated[tuple[PutAwayLine, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Lines")})


@dataclass(frozen=True, kw_only=True)
class PutAwayDone:
    """How many tasks were worked on."""

    tasks: int


class Carried(NamedTuple):
    """One line as understood: so many steps of a task's goods, to this place."""

    at: int
    task: TaskRef
    quantity: int
    target: PlaceRef


@verb("inbound.put_away", may="put away", title=gettext_noop("Put away"))
def put_away(command: PutAway, ctx: Context) -> PutAwayDone:
    """Move goods from the dock to their places; what is booked in at putaway becomes ours. Constant statements for any number of tasks."""
    known = tasks.by_code(ctx, {line.task for line in command.lines})
    carried, problems = _understand(ctx, command.lines, known)
    read = [Read(f"lines.{c.at}", c.task.item, c.task.code, command.lines[c.at].serials) for c in carried]
    pieces, unknown = find_serials(ctx, read)
    problems += unknown
    problems += _missing(ctx, carried)
    elsewhere = [c for c in carried if c.target.id != c.task.target]
    problems += _unfit(ctx, elsewhere, command.lines)
    if problems:
        raise Unreadable(problems)
    warehouse = next(iter(warehouses_by_id(ctx, {carried[0].task.warehouse}).values()))
    tasks.overrule(warehouse.id, {c.task.id: command.lines[c.at].reason for c in elsewhere})
    tasks.advance(ctx, warehouse.id, {c.task.id: c.quantity for c in carried})
    day = ctx.today(warehouse.timezone)
    papers: dict[tuple[str, str], list[Entry]] = {}
    due: list[Due] = []
    for c, serials in zip(carried, pieces, strict=True):
        target = Place(c.target.id, c.task.unit, OWN, c.task.status)
        if c.task.owner != OWN and c.task.paper_kind == RECEIPT:
            of = (c.task.paper, c.task.line, c.task.item, c.task.lot, c.quantity)
            due.append(Due(*of, _source(c.task), target, serials))
            continue
        entry = Entry(
            item=c.task.item,
            quantity=c.quantity,
            source=_source(c.task),
            target=target._replace(owner=c.task.owner),
            lot=c.task.lot,
            line=c.task.line,
            serials=serials,
        )
        papers.setdefault((c.task.paper_kind, c.task.paper), []).append(entry)
    moved = [Movement(Reason.MOVE, *paper, day, tuple(entries)) for paper, entries in papers.items()]
    post(ctx, warehouse, [*moved, *book_in(ctx, due, day)])
    return PutAwayDone(tasks=len(carried))


def _source(task: TaskRef) -> Place:
    return Place(task.source, task.unit, task.owner, task.status)


def _understand(
    ctx: Context, lines: Sequence[PutAwayLine], known: Mapping[str, TaskRef]
) -> tuple[list[Carried], list[Problem]]:
    here = next(iter(known.values())).warehouse if known else 0
    named = locations_by_code(ctx, here, {line.location for line in lines if line.location})
    suggested = locations_by_id(ctx, here, {task.target for task in known.values()})
    carried: list[Carried] = []
    problems: list[Problem] = []
    seen: set[str] = set()
    for i, line in enumerate(lines):
        task = known.get(line.task)
        wrong = _wrong_task(f"lines.{i}.task", line, task, here)
        if wrong is None and line.task in seen:
            wrong = problem(f"lines.{i}.task", gettext_noop("is there twice"))
        seen.add(line.task)
        if wrong is not None or task is None:
            problems += [wrong] if wrong else []
            continue
        target = named.get(line.location) if line.location else suggested.get(task.target)
        wrong = _wrong_place(f"lines.{i}.location", line, target)
        if wrong is not None or target is None:
            problems += [wrong] if wrong else []
            continue
        quantity = exact.steps(line.quantity, exact.QUANTITY) if line.quantity is not None else task.open
        carried.append(Carried(i, task, quantity, target))
        if quantity > task.open:
            template = gettext_noop("is more than the {open} that are left of task {code}")
            facts = {"open": exact.shown(task.open), "code": task.code}
            problems.append(problem(f"lines.{i}.quantity", template, **facts))
    return carried, problems


def _wrong_task(where: str, line: PutAwayLine, task: TaskRef | None, here: int) -> Problem | None:
    if task is None or task.kind != TaskKind.PUTAWAY:
        return problem(where, gettext_noop("there is no putaway task {code} here"), code=line.task)
    if task.warehouse != here:
        return problem(where, gettext_noop("is of another warehouse than the first line"))
    if task.state not in TASK.sources("finish"):
        return problem(where, gettext_noop("task {code} is {state}"), code=task.code, state=task.state)
    return None


def _wrong_place(where: str, line: PutAwayLine, place: PlaceRef | None) -> Problem | None:
    if place is None:
        return problem(where, gettext_noop("there is no location {code} here"), code=line.location)
    if place.kind != Kind.STORAGE:
        return problem(where, gettext_noop("{code} is not a place to store at"), code=place.code)
    if place.locked_in:
        return problem(where, gettext_noop("{code} is locked for putting in"), code=place.code)
    return None


def _unfit(ctx: Context, elsewhere: Sequence[Carried], lines: Sequence[PutAwayLine]) -> list[Problem]:
    """Another place needs a reason, and must fit: nobody overrules temperature, capacity and the distance of dangerous goods."""
    if not elsewhere:
        return []
    here = elsewhere[0].task.warehouse
    wanted = arrivals(ctx, [(c.task.item, c.task.lot, c.quantity, c.task.unit) for c in elsewhere])
    found = slots_at(ctx, here, {c.target.id for c in elsewhere})
    wanted = with_heights(ctx, wanted, found)
    floor = floor_of(ctx, here, found, wanted)
    problems = []
    for c, arrival in zip(elsewhere, wanted, strict=True):
        if not lines[c.at].reason:
            template = gettext_noop("is needed: task {code} suggests another place than {place}")
            problems.append(problem(f"lines.{c.at}.reason", template, code=c.task.code, place=c.target.code))
        steps, why = floor.check(c.target.id, arrival)
        if why in HARD and steps < c.quantity:
            template = gettext_noop("{place} takes {free} of {quantity}: {why}")
            facts = {
                "place": c.target.code,
                "free": exact.shown(steps),
                "quantity": exact.shown(c.quantity),
                "why": why,
            }
            problems.append(problem(f"lines.{c.at}.location", template, **facts))
        elif steps:
            floor.put(c.target.id, arrival.goods, c.quantity)
    return problems


def _missing(ctx: Context, carried: Sequence[Carried]) -> list[Problem]:
    """Goods that are not at the dock any more, or are reserved there; one statement."""
    wanted: dict[tuple[int, int, int, int, int, int], int] = {}
    keys = {c.at: (c.task.item, c.task.lot, *_source(c.task)) for c in carried}
    if not carried:
        return []
    stock = stock_of(ctx, carried[0].task.warehouse, keys.values())
    problems = []
    for c in carried:
        key = keys[c.at]
        wanted[key] = wanted.get(key, 0) + min(c.quantity, c.task.open)
        on_hand, held = stock.get(key, (0, 0))
        if wanted[key] > on_hand - held:
            template = gettext_noop("only {free} of the goods of task {code} are still there")
            facts = {"free": exact.shown(max(on_hand - held, 0)), "code": c.task.code}
            problems.append(problem(f"lines.{c.at}.quantity", template, **facts))
    return problems
