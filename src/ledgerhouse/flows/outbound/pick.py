"""Pick: goods leave their places for staging; what was not there goes back to the order as open."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from ledgerhouse.documents.warehouse import outbound, pick_lists, tasks, waves
from ledgerhouse.documents.warehouse.pick_scans import SAYS, Scanned, wrong_scans
from ledgerhouse.documents.warehouse.words import TASK, TaskKind, TaskRef
from ledgerhouse.foundation.verb import Together, verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Code, QuantityOrNone
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, Problem, Unreadable, WrongState, gettext_noop, problem
from ledgerhouse.ledgers.stock.words import Entry, Movement, NewPromise, Place, Reason
from ledgerhouse.masterdata.catalog.keep_serials import Read, find_serials
from ledgerhouse.masterdata.sites import queries as sites
from ledgerhouse.masterdata.sites.words import WarehouseRef
from ledgerhouse.posting import gate, reserve

ORDER: Final = "outbound_order"


@dataclass(frozen=True, kw_only=True)
class PickLine:
    """One pick task. No quantity means all of it; less means the rest was not there. What was scanned, place or goods, must be the task's."""

    __pydantic_config__ = STRICT
    task: Code = field(metadata={"title": gettext_noop("Task")})
    quantity: QuantityOrNone | None = field(default=None, metadata={"title": gettext_noop("Quantity")})
    location: str = field(default="", metadata={"title": gettext_noop("Location")})
    code: str = field(default="", metadata={"title": gettext_noop("Scanned code")})
    serials: tuple[Code, ...] = field(default=(), metadata={"title": gettext_noop("Serial numbers")})


@dataclass(frozen=True, kw_only=True)
class PickTasks:
    """Pick tasks that were done."""

    __pydantic_config__ = STRICT
    lines: tuple[PickLine, ...] = field(metadata={"title": gettext_noop("Tasks")})


@dataclass(frozen=True, kw_only=True)
class Picked:
    """How many tasks ended, and the outbound orders that are now wholly picked."""

    tasks: int
    orders: tuple[str, ...]


class Done(NamedTuple):
    """A task, the steps of it that were really picked, and the pieces that were scanned."""

    task: TaskRef
    steps: int
    serials: tuple[int, ...] = ()


def _pick(commands: Sequence[PickTasks], ctx: Context) -> list[Picked]:
    lines = [line for command in commands for line in command.lines]
    found = tasks.by_code(ctx, {line.task for line in lines})
    problems = _missing(lines, found)
    warehouses = sites.warehouses_by_id(ctx, {t.warehouse for t in found.values()})
    for warehouse in warehouses.values():
        problems += _wrong(ctx, warehouse.id, lines, {c: t for c, t in found.items() if t.warehouse == warehouse.id})
    read = [Read(f"lines.{n}", found[i.task].item, i.task, i.serials) for n, i in enumerate(lines) if i.task in found]
    pieces, unknown = find_serials(ctx, read)
    problems += unknown
    if problems:
        raise Unreadable(problems)
    asked = {line.task: line.quantity for line in lines}
    scanned = {r.code: serials for r, serials in zip(read, pieces, strict=True)}
    done = [
        Done(t, t.open if asked[c] is None else exact.steps(asked[c] or 0, exact.QUANTITY), scanned[c])
        for c, t in found.items()
    ]
    ended: dict[int, str] = {}
    for warehouse in warehouses.values():
        ended |= carry_out(ctx, warehouse, [d for d in done if d.task.warehouse == warehouse.id])
    answers = []
    for command in reversed(commands):  # of several that worked for an order, the last one ended it
        picked = {found[line.task].line for line in command.lines}
        numbers = {ended[line] for line in picked if line in ended}
        ended = {line: number for line, number in ended.items() if number not in numbers}
        answers.append(Picked(tasks=len(command.lines), orders=tuple(sorted(numbers))))
    return answers[::-1]


@verb(
    "outbound.pick",
    may="pick",
    title=gettext_noop("Pick"),
    together=Together(alike=lambda _: "", papers=lambda c: [line.task for line in c.lines], run=_pick),
)
def pick(command: PickTasks, ctx: Context) -> Picked:
    """Confirm picks: goods move to staging, holds are settled, short picks give the rest back to the order."""
    return _pick([command], ctx)[0]


def carry_out(ctx: Context, warehouse: WarehouseRef, done: Sequence[Done]) -> dict[int, str]:
    """Write picks of one warehouse; answers the lines of orders that are now wholly picked, with the order's number. Constant statements."""
    claimed = sorted(done, key=lambda d: d.task.id)
    lists = pick_lists.lock(ctx, {d.task.pick_list for d in claimed if d.task.pick_list})
    outbound.lock_of_lines(
        ctx, {d.task.line for d in claimed}
    )  # of two last picks at once, each would wait for the other
    tasks.finish(ctx, warehouse.id, {d.task.id: d.steps for d in claimed})
    _post(ctx, warehouse, claimed)
    lost = {d.task.hold: d.task.open - d.steps for d in claimed if d.steps < d.task.open}
    reserve.release_part(ctx, warehouse, lost)
    changes: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for d in claimed:
        changes[d.task.line][0] -= d.task.open
        changes[d.task.line][1] += d.steps
    outbound.count({line: outbound.Change(allocated=a, picked=p) for line, (a, p) in changes.items()})
    if lost:
        _promise_again(ctx, warehouse, claimed)
    pick_lists.finish(ctx, lists)
    return _finish(ctx, warehouse, {d.task.paper for d in claimed}, set(changes))


def _post(ctx: Context, warehouse: WarehouseRef, done: Sequence[Done]) -> None:
    by_wave: dict[str, list[Entry]] = defaultdict(list)
    for d in done:
        if d.steps:
            t = d.task
            source = Place(t.source, t.unit, t.owner, t.status)
            target = Place(t.target, 0, t.owner, t.status)
            by_wave[t.paper].append(
                Entry(t.item, d.steps, source, target, t.lot, hold=t.hold, line=t.line, serials=d.serials)
            )
    day = ctx.today(warehouse.timezone)
    # what a short pick gives back is locked with what is taken
    short = {
        (t.item, t.lot, t.source, t.unit, t.owner, t.status) for t in (d.task for d in done if d.steps < d.task.open)
    }
    moved = [Movement(Reason.MOVE, "wave", wave, day, tuple(e)) for wave, e in by_wave.items()]
    gate.post(ctx, warehouse, moved, also=short)


def _promise_again(ctx: Context, warehouse: WarehouseRef, done: Sequence[Done]) -> None:
    """What was not found is promised again, or somebody else would be promised it while the order waits for it."""
    missed: dict[int, int] = defaultdict(int)
    for d in done:
        missed[d.task.line] += d.task.open - d.steps
    of = {o.id: o for o in outbound.of_lines(ctx, (line for line, steps in missed.items() if steps))}
    waiting = [line for line in outbound.lines(ctx, of) if missed.get(line.id)]
    again = [
        NewPromise(line.item, missed[line.id], of[line.order].due_on, ORDER, of[line.order].number, line.id)
        for line in waiting
    ]
    reserve.promise_again(ctx, warehouse, again, {line.id: line.open - missed[line.id] for line in waiting})


def _finish(ctx: Context, warehouse: WarehouseRef, wave_numbers: set[str], lines: set[int]) -> dict[int, str]:
    """Orders whose last pick this was go on; those that got nothing at all wait again."""
    orders = outbound.of_lines(ctx, lines)
    all_lines = outbound.lines(ctx, (o.id for o in orders))
    still = tasks.open_lines(ctx, wave_numbers, (line.id for line in all_lines))
    busy = {line.order for line in all_lines if line.id in still}
    ended = [o for o in orders if o.id not in busy and o.state == "picking"]
    with_goods = {line.order for line in all_lines if line.picked}
    outbound.step([o for o in ended if o.id in with_goods], "finish_picking")
    outbound.step([o for o in ended if o.id not in with_goods], "miss")
    waves.finish_waves(ctx, sorted(wave_numbers))
    number = {o.id: o.number for o in ended if o.id in with_goods}
    return {line.id: number[line.order] for line in all_lines if line.order in number}


def _missing(lines: Sequence[PickLine], found: Mapping[str, TaskRef]) -> list[Problem]:
    problems = []
    seen: set[str] = set()
    for n, line in enumerate(lines):
        if line.task not in found or found[line.task].kind != TaskKind.PICK:
            problems.append(problem(f"lines.{n}.task", gettext_noop("there is no pick task {code}"), code=line.task))
        elif line.task in seen:
            problems.append(problem(f"lines.{n}.task", gettext_noop("task {code} is named twice"), code=line.task))
        seen.add(line.task)
    return problems


def _wrong(ctx: Context, warehouse: int, lines: Sequence[PickLine], found: Mapping[str, TaskRef]) -> list[Problem]:
    """What can not be picked as it is said. Constant statements; those for codes only where some were scanned."""
    problems = []
    mine = [(n, line, found[line.task]) for n, line in enumerate(lines) if line.task in found]
    for n, _, task in mine:
        if task.state not in TASK.sources("finish"):
            raise WrongState(name=task.code, state=task.state, verb="finish")
        if task.claimed_by not in {0, ctx.user} and not ctx.may("assign picks"):
            template = gettext_noop("task {code} is in somebody else's hands")
            problems.append(problem(f"lines.{n}.task", template, code=task.code))
    scans = [Scanned(task, line.location, line.code, line.quantity) for _, line, task in mine]
    for (n, *_), wrong in zip(mine, wrong_scans(ctx, warehouse, scans), strict=True):
        for w in wrong:
            where = "code" if w.what in {"item", "lot"} else w.what
            facts = {"code": w.task, "expected": w.expected, "given": w.given}
            problems.append(problem(f"lines.{n}.{where}", SAYS[w.what], **facts))
    return problems


@dataclass(frozen=True, kw_only=True)
class PickWave:
    """A wave whose open tasks were all picked as they stand."""

    __pydantic_config__ = STRICT
    wave: Code = field(metadata={"title": gettext_noop("Wave")})


@verb("outbound.pick_wave", may="pick", title=gettext_noop("Pick the whole wave"))
def pick_wave(command: PickWave, ctx: Context) -> Picked:
    """Confirm every open pick of a wave at once, for small sites that pick by a printed list."""
    open_tasks = tasks.open_of(ctx, "wave", [command.wave])
    if not open_tasks:
        raise NotFound(kind=gettext_noop("wave with open picks"), name=command.wave)
    (warehouse,) = sites.warehouses_by_id(ctx, {t.warehouse for t in open_tasks}).values()
    ended = carry_out(ctx, warehouse, [Done(t, t.open) for t in open_tasks])
    return Picked(tasks=len(open_tasks), orders=tuple(dict.fromkeys(ended.values())))
