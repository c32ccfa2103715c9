"""Take booked stock papers back as a whole: opposite entries at the value of then, each paper once (冲销)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Final

from pydantic import Field

from ledgerhouse.foundation import numbering
from ledgerhouse.foundation.links import Ref, around, link
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.ledgers.stock.past import Past, later_users, past
from ledgerhouse.ledgers.stock.queries import stock_of
from ledgerhouse.masterdata.catalog.queries import items_by_id
from ledgerhouse.masterdata.sites.queries import locations_by_id, virtual, warehouses_by_id
from ledgerhouse.masterdata.sites.words import WarehouseRef
from ledgerhouse.posting.reverse import reverse as take_back

PAPER: Final = "stock_reversal"
FREE: Final = frozenset({"stock_move", "conversion", "status_change", "stock_count"})
"""Kinds of paper that nothing else counts on. Receipts, shipments and returns have lines that do; they are put right by a return."""


@dataclass(frozen=True, kw_only=True)
class ReverseMovements:
    """Papers by number, and why they are taken back."""

    __pydantic_config__ = STRICT

    numbers: Annotated[tuple[Code, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Documents")})
    reason: Annotated[str, Field(min_length=1, max_length=100)] = field(metadata={"title": gettext_noop("Reason")})


@dataclass(frozen=True, kw_only=True)
class Reversed:
    """The numbers of the reversals, one for each warehouse, and how many movements they took back."""

    numbers: tuple[str, ...]
    movements: int


@verb("inventory.reverse", may="reverse movements", title=gettext_noop("Reverse"))
def reverse(command: ReverseMovements, ctx: Context) -> Reversed:
    """Take papers back: goods return to where they were, values as they came. Constant statements per warehouse."""
    found = past(ctx, command.numbers)
    sites = warehouses_by_id(ctx, {m.warehouse for m in found})
    problems = _unfit(ctx, command.numbers, found)
    for warehouse in sites.values():
        problems += _gone(ctx, warehouse, command.numbers, [m for m in found if m.warehouse == warehouse.id])
    if problems:
        raise Unreadable(problems)
    numbers = []
    for warehouse in sorted(sites.values()):
        mine = [m for m in found if m.warehouse == warehouse.id]
        day = ctx.today(warehouse.timezone)
        (number,) = numbering.take(ctx, PAPER, 1, day)
        take_back(ctx, warehouse, mine, (PAPER, number), day, command.reason)
        link(ctx, ((Ref(m.paper, m.number), Ref(PAPER, number)) for m in mine))
        numbers.append(number)
    return Reversed(numbers=tuple(numbers), movements=len(found))


def _unfit(ctx: Context, numbers: Sequence[str], found: Sequence[Past]) -> list[Problem]:
    """Numbers nobody knows, papers that others count on (they are named), what was reversed before."""
    problems = []
    known = {m.number for m in found}
    said: set[str] = set()
    for m in found:
        where = f"numbers.{numbers.index(m.number)}"
        if m.number in said:
            continue
        if m.reverses:
            problems.append(problem(where, gettext_noop("{number} is a reversal itself"), number=m.number))
        elif m.paper not in FREE:
            _, after = around(ctx, Ref(m.paper, m.number))
            others = ", ".join(ref.number for ref in after[:5]) or "-"
            template = gettext_noop("{number} can not be taken back by itself: its own lines and {others} count on it")
            problems.append(problem(where, template, number=m.number, others=others))
        elif m.reversed_by:
            template = gettext_noop("{number} was reversed by {by}")
            problems.append(problem(where, template, number=m.number, by=m.reversed_by))
        else:
            continue
        said.add(m.number)
    template = gettext_noop("there is no document {number} that moved stock")
    problems += [
        problem(f"numbers.{n}", template, number=number) for n, number in enumerate(numbers) if number not in known
    ]
    return problems


def _gone(ctx: Context, warehouse: WarehouseRef, numbers: Sequence[str], found: Sequence[Past]) -> list[Problem]:
    """Goods that the reversal would take from where they no longer lie free, with the papers that used them since."""
    outside = set(virtual(ctx, warehouse.id).values())
    wanted: dict[tuple[int, ...], int] = {}
    of: dict[tuple[int, ...], str] = {}
    for m in sorted(found, key=lambda m: m.id, reverse=True):
        for e in m.entries:
            to, back = (e.item, e.lot, *map(int, e.target)), (e.item, e.lot, *map(int, e.source))
            if e.target.location not in outside:
                wanted[to] = wanted.get(to, 0) + e.quantity
                of.setdefault(to, m.number)
            if e.source.location not in outside:
                wanted[back] = wanted.get(back, 0) - e.quantity
    needed = {key: steps for key, steps in wanted.items() if steps > 0}
    there = stock_of(ctx, warehouse.id, [(k[0], k[1], k[2], k[3], k[4], k[5]) for k in needed])
    short = {k: steps - (there.get(k, (0, 0))[0] - there.get(k, (0, 0))[1]) for k, steps in needed.items()}
    short = {key: steps for key, steps in short.items() if steps > 0}
    if not short:
        return []
    items = items_by_id(ctx, {key[0] for key in short})
    places = locations_by_id(ctx, warehouse.id, {key[2] for key in short})
    users = later_users(ctx, warehouse.id, min(m.id for m in found), items)
    problems = []
    for key, steps in short.items():
        template = gettext_noop("{short} of {code} of {number} are no longer free at {place}; used since by {others}")
        facts = {
            "short": exact.shown(steps),
            "code": items[key[0]].code,
            "number": of.get(key, ""),
            "place": places[key[2]].code if key[2] in places else "",
            "others": ", ".join([n for n in users.get(key, []) if n not in numbers][:5]) or "-",
        }
        problems.append(problem(f"numbers.{numbers.index(of[key])}" if key in of else "numbers", template, **facts))
    return problems
