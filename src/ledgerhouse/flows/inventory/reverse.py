"""Take booked stock papers back as a whole: opposite entries at the value of then, each paper once (冲销)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Final

from pydantic import Field

from ledgerhouse.flows.inventory.taking_back import gone
from ledgerhouse.foundation import numbering
from ledgerhouse.foundation.links import Ref, around, link
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.ledgers.stock.past import Past, past
from ledgerhouse.ledgers.stock.words import Reason
from ledgerhouse.masterdata.sites.queries import warehouses_by_id
from ledgerhouse.masterdata.sites.words import WarehouseRef
from ledgerhouse.posting.reverse import Back
from ledgerhouse.posting.reverse import reverse as take_back

PAPER: Final = "stock_reversal"
TRANSFER: Final = "stock_transfer"
FREE: Final = frozenset({"stock_move", "conversion", "status_change", "stock_count", "owner_change", TRANSFER})
"""Kinds of paper that nothing else counts on. Receipts, shipments and customer returns have verbs of their own, which put their orders right."""

OWNERS: Final = frozenset({Reason.TAKEN_OVER, Reason.GIVEN_OVER, Reason.OWNER_CHANGE})


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
        mine = [m for m in found if m.warehouse == warehouse.id]
        problems += gone(ctx, warehouse, mine, command.numbers, _where(command))
    if problems:
        raise Unreadable(problems)
    numbers = []
    for warehouse in _last_first(found, sites):
        mine = [m for m in found if m.warehouse == warehouse.id]
        day = ctx.today(warehouse.timezone)
        (number,) = numbering.take(ctx, PAPER, 1, day)
        take_back(ctx, warehouse, list(_backs(mine, number)), day, command.reason)
        link(ctx, sorted({(Ref(m.paper, m.number), Ref(PAPER, number)) for m in mine}))
        numbers.append(number)
    return Reversed(numbers=tuple(numbers), movements=len(found))


def _last_first(found: Sequence[Past], sites: Mapping[int, WarehouseRef]) -> list[WarehouseRef]:
    """The warehouses in which something happened last first: what was sent to another comes from there before it is here again."""
    last = {m.warehouse: m.id for m in found}
    return sorted(sites.values(), key=lambda site: last[site.id], reverse=True)


def _backs(mine: Sequence[Past], number: str) -> Iterator[Back]:
    """The movements of one warehouse as they go back, each with whom the books name: the owner whose goods became ours, or ours his."""
    by_partner: dict[int, list[Past]] = {}
    for m in mine:
        owners = {e.source.owner or e.target.owner for e in m.entries} if m.reason in OWNERS else set()
        by_partner.setdefault(owners.pop() if len(owners) == 1 else 0, []).append(m)
    return (Back(tuple(some), PAPER, number, partner) for partner, some in by_partner.items())


def _where(command: ReverseMovements) -> Callable[[str], str]:
    return lambda number: f"numbers.{command.numbers.index(number)}" if number in command.numbers else "numbers"


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
        elif m.paper == TRANSFER and len({one.warehouse for one in found if one.number == m.number}) == 1:
            template = gettext_noop("{number} has its other half in a warehouse that you do not work in")
            problems.append(problem(where, template, number=m.number))
        elif m.reversed_by:
            template = gettext_noop("{number} was reversed by {by}")
            problems.append(
                problem(where, template, number=m.number, by=", ".join(sorted(set(m.reversed_by.values()))))
            )
        else:
            continue
        said.add(m.number)
    template = gettext_noop("there is no document {number} that moved stock")
    problems += [
        problem(f"numbers.{n}", template, number=number) for n, number in enumerate(numbers) if number not in known
    ]
    return problems
