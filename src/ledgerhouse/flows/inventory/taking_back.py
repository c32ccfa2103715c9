"""What all verbs that take papers back have in common: which lines are meant, what is taken back already, which goods are gone."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.warehouse import tasks
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, gettext_noop, problem
from ledgerhouse.ledgers.stock.past import Past, later_users
from ledgerhouse.ledgers.stock.queries import stock_of
from ledgerhouse.ledgers.stock.words import Entry, Place
from ledgerhouse.masterdata.catalog.queries import items_by_id
from ledgerhouse.masterdata.sites.queries import locations_by_id, virtual
from ledgerhouse.masterdata.sites.words import WarehouseRef

Key = tuple[int, int, int, int, int, int]
"""Item, lot, location, handling unit, owner, status."""

BECAUSE = gettext_noop("Reason")


@dataclass(frozen=True, kw_only=True)
class PaperLine:
    """A paper to take back, or one line of it by its position."""

    __pydantic_config__ = STRICT

    number: Code = field(metadata={"title": gettext_noop("Document")})
    line: Annotated[int, Field(ge=1)] | None = field(
        default=None, metadata={"title": gettext_noop("Line"), "help": gettext_noop("The whole document if left out")}
    )


@dataclass(frozen=True)
class Wanted:
    """One paper of a command: where in the command it stands first, and the positions that are named (none: the whole paper)."""

    at: int
    number: str
    positions: Mapping[int, int]

    def where(self, position: int = 0) -> str:
        """The field of the command that named this position, or the paper."""
        return f"lines.{self.positions.get(position, self.at)}.{'line' if position in self.positions else 'number'}"


def wanted(lines: Sequence[PaperLine]) -> dict[str, Wanted]:
    """What a command asks for, by number. A paper that is named once without a line is meant whole."""
    found: dict[str, tuple[int, dict[int, int]]] = {}
    whole = {line.number for line in lines if line.line is None}
    for at, line in enumerate(lines):
        positions = found.setdefault(line.number, (at, {}))[1]
        if line.line is not None and line.number not in whole:
            positions.setdefault(line.line, at)
    return {number: Wanted(at, number, positions) for number, (at, positions) in found.items()}


def taken(past: Sequence[Past]) -> dict[int, str]:
    """The lines that are taken back wholly: line id -> number of the reversal. One with something left of any movement is not among them."""
    done: dict[int, str] = {}
    for m in past:
        done |= m.reversed_by
    left = {e.line for m in past for e in m.entries if e.line not in m.reversed_by}
    return {line: number for line, number in done.items() if line not in left}


def part(past: Iterable[Past], lines: Iterable[int]) -> tuple[Past, ...]:
    """Of these movements, what they did for these lines and what is not taken back yet."""
    chosen = set(lines)
    cut = (
        m._replace(entries=tuple(e for e in m.entries if e.line in chosen and e.line not in m.reversed_by))
        for m in past
        if not m.reverses
    )
    return tuple(m for m in cut if m.entries)


def gone(
    ctx: Context,
    warehouse: WarehouseRef,
    found: Sequence[Past],
    numbers: Iterable[str],
    where: Callable[[str], str],
    own_tasks: Collection[int] = (),
) -> list[Problem]:
    """Goods that taking back `found` would take from where they no longer lie free, with the papers that used them since.

    What waits there to be put away is not free, unless by tasks of its own. `numbers` are the papers that are being taken back; `where` names the
    field that asked for one of them.
    """
    taken, of = _needed(ctx, warehouse, found)
    there = stock_of(ctx, warehouse.id, taken)
    waiting = tasks.waiting_at(ctx, warehouse.id, leaving_out=own_tasks)
    free = {key: on_hand - held - waiting.get(key, 0) for key, (on_hand, held) in there.items()}
    short = {key: steps - max(free.get(key, 0), 0) for key, steps in taken.items()}
    short = {key: steps for key, steps in short.items() if steps > 0}
    if not short:
        return []
    items = items_by_id(ctx, {key[0] for key in short})
    places = locations_by_id(ctx, warehouse.id, {key[2] for key in short})
    users = later_users(ctx, warehouse.id, min(m.id for m in found), items)
    own = set(numbers)
    problems = []
    for key, steps in short.items():
        template = gettext_noop("{short} of {code} of {number} are no longer free at {place}; used since by {others}")
        facts = {
            "short": exact.shown(steps),
            "code": items[key[0]].code,
            "number": of.get(key, ""),
            "place": places[key[2]].code if key[2] in places else "",
            "others": ", ".join([n for n in users.get(key, []) if n not in own][:5]) or "-",
        }
        problems.append(problem(where(of.get(key, "")), template, **facts))
    return problems


def _needed(ctx: Context, warehouse: WarehouseRef, found: Sequence[Past]) -> tuple[dict[Key, int], dict[Key, str]]:
    """What taking these movements back takes from each balance in the end, and the newest paper that put something there."""
    outside = set(virtual(ctx, warehouse.id).values())
    wanted: dict[Key, int] = {}
    of: dict[Key, str] = {}
    for m in sorted(found, key=lambda m: m.id, reverse=True):
        for e in m.entries:
            if e.target.location not in outside:
                to = _key(e, e.target)
                wanted[to] = wanted.get(to, 0) + e.quantity
                of.setdefault(to, m.number)
            if e.source.location not in outside:
                back = _key(e, e.source)
                wanted[back] = wanted.get(back, 0) - e.quantity
    return {key: steps for key, steps in wanted.items() if steps > 0}, of


def _key(e: Entry, place: Place) -> Key:
    return (e.item, e.lot, place.location, place.unit, place.owner, int(place.status))
