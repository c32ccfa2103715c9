"""Approve a stocktake: the differences become entries of both ledgers (盘盈、盘亏)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.warehouse import counts, tasks
from ledgerhouse.documents.warehouse.words import COUNT
from ledgerhouse.foundation.approvals.need import require
from ledgerhouse.foundation.approvals.subjects import Facts, Subject, declare
from ledgerhouse.foundation.duties import guard
from ledgerhouse.foundation.links import Ref
from ledgerhouse.foundation.queries import company
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context, house
from ledgerhouse.kernel.errors import Problem, Refused, Unreadable, gettext_noop, problem
from ledgerhouse.ledgers.costing.queries import pools_of
from ledgerhouse.ledgers.stock.queries import stock_of
from ledgerhouse.ledgers.stock.words import Entry, Movement, Place, Reason
from ledgerhouse.masterdata.catalog.keep_serials import keep_serials
from ledgerhouse.masterdata.catalog.queries import categories_of, items_by_id
from ledgerhouse.masterdata.sites.queries import virtual, warehouses_by_id
from ledgerhouse.masterdata.sites.words import Kind
from ledgerhouse.posting.gate import post

SUBJECT = gettext_noop("stock adjustment")
Pools = Mapping[int, tuple[int, int]]
Pieces = Mapping[tuple[int, str], int]


class CounterApproves(Refused):
    """Whoever counted may not approve their own count."""

    code = "counter-approves"
    template = gettext_noop("{number} was counted by you; somebody else must approve it.")
    status = 403


@dataclass(frozen=True, kw_only=True)
class ApproveCount:
    """Which stocktake, and why it differs."""

    __pydantic_config__ = STRICT

    number: Code = field(metadata={"title": gettext_noop("Stocktake")})
    reason: Annotated[str, Field(max_length=100)] = field(default="", metadata={"title": gettext_noop("Reason")})


@dataclass(frozen=True, kw_only=True)
class Approved:
    """How many lines were gains and how many losses."""

    gains: int
    losses: int


@verb("inventory.approve_count", may="approve counts", title=gettext_noop("Approve count"))
def approve_count(command: ApproveCount, ctx: Context) -> Approved:
    """Post the differences between shelf and ledger. The counter never approves; above a value a second right is needed."""
    count = counts.load(ctx, command.number)
    COUNT.after(count.state, "approve", name=count.number)
    warehouse = warehouses_by_id(ctx, [count.warehouse])[count.warehouse]
    lines = counts.lines(ctx, count.id)
    if ctx.user in {line.counter for line in lines if line.recorded}:
        raise CounterApproves(number=count.number)
    different = [line for line in lines if line.lost or line.gained]
    places = company(ctx).currency_places
    pools = pools_of(ctx, warehouse.area, {line.key.item for line in different})
    problems = _wrong(ctx, warehouse.id, lines, pools)
    if problems:
        raise Unreadable(problems)
    require(ctx, SUBJECT, lambda: [_facts(ctx, count, different, pools, places)])
    guard(ctx, [Ref("stock_count", count.number)])
    counts.post(ctx, count)
    loss = Place(virtual(ctx, warehouse.id)[Kind.LOSS])
    day = ctx.today(warehouse.timezone)
    pieces = keep_serials(
        ctx, ((line.key.item, code, line.key.lot) for line in different for code in (*line.missing, *line.surplus))
    )
    gains = tuple(_gain(line, loss, places, pieces) for line in different if line.gained)
    losses = tuple(_loss(line, loss, pieces) for line in different if line.lost)
    both = [(Reason.COUNT_GAIN, gains), (Reason.COUNT_LOSS, losses)]
    if pieces:  # a piece found on another shelf is missing from its own first
        both.reverse()
    facts = ("stock_count", count.number, day)
    movements = [Movement(reason, *facts, entries, why=command.reason) for reason, entries in both if entries]
    post(ctx, warehouse, movements)
    return Approved(gains=len(gains), losses=len(losses))


def _facts(
    ctx: Context, count: counts.CountRef, different: Sequence[counts.LineRef], pools: Pools, places: int
) -> Facts:
    """What approval routes look at: what the differences are worth, whichever way they go."""
    categories = categories_of(ctx, {line.key.item for line in different})
    return Facts(
        number=count.number,
        amount=exact.number(sum(_worth(line, pools, places) for line in different), exact.AMOUNT),
        maker=count.counter,
        warehouse=count.warehouse,
        categories=frozenset(c for line in different for c in categories.get(line.key.item, ())),
        content=repr([(*line.key, line.difference, *line.missing, *line.surplus) for line in different]),
    )


def _find(ctx: Context, numbers: Sequence[str]) -> list[Facts]:
    found = []
    for number in numbers:
        count = counts.load(ctx, number)
        warehouse = warehouses_by_id(ctx, [count.warehouse])[count.warehouse]
        different = [line for line in counts.lines(ctx, count.id) if line.lost or line.gained]
        pools = pools_of(house(ctx.company, ctx.now), warehouse.area, {line.key.item for line in different})
        found.append(_facts(ctx, count, different, pools, company(ctx).currency_places))
    return found


declare(Subject(SUBJECT, "stock_count", "inventory.approve_count", _find))


def _wrong(ctx: Context, warehouse: int, lines: Sequence[counts.LineRef], pools: Pools) -> list[Problem]:
    """Lines nobody counted, losses of goods that are gone or reserved, gains that nobody knows the worth of."""
    missing = gettext_noop("was not counted")
    problems = [problem(f"lines.{line.position}", missing) for line in lines if not line.recorded]
    different = [line for line in lines if line.lost or line.gained]
    items = items_by_id(ctx, {line.key.item for line in different})
    stock = stock_of(ctx, warehouse, [line.key for line in different if line.lost])
    waiting = tasks.waiting_at(ctx, warehouse)
    for line in different:
        code = items[line.key.item].code
        on_hand, held = stock.get(line.key, (0, 0))
        free = max(on_hand - held - waiting.get(line.key, 0), 0)
        if line.lost > free:
            template = gettext_noop("{lost} of {code} are missing, but only {free} are there and not reserved")
            facts = {"lost": exact.shown(line.lost), "free": exact.shown(free), "code": code}
            problems.append(problem(f"lines.{line.position}", template, **facts))
        if line.gained and not line.price and not pools.get(line.key.item, (0, 0))[0]:
            template = gettext_noop("item {code} has no cost yet: record its value")
            problems.append(problem(f"lines.{line.position}", template, code=code))
    return problems


def _worth(line: counts.LineRef, pools: Pools, places: int) -> int:
    """The amount steps of one difference, whichever way it goes: at its own value, or at the average cost."""
    if line.price and line.gained and not line.lost:
        return exact.extend(line.gained, line.price, places)
    quantity, value = pools.get(line.key.item, (0, 0))
    return exact.share(value, line.lost + line.gained, quantity, places) if quantity else 0


def _gain(line: counts.LineRef, loss: Place, places: int, pieces: Pieces) -> Entry:
    value = exact.extend(line.gained, line.price, places) if line.price else None
    serials = tuple(pieces[line.key.item, code] for code in line.surplus)
    here = Place(line.key.location, line.key.unit, line.key.owner, line.key.status)
    return Entry(line.key.item, line.gained, loss, here, lot=line.key.lot, value=value, line=line.id, serials=serials)


def _loss(line: counts.LineRef, loss: Place, pieces: Pieces) -> Entry:
    serials = tuple(pieces[line.key.item, code] for code in line.missing)
    here = Place(line.key.location, line.key.unit, line.key.owner, line.key.status)
    return Entry(line.key.item, line.lost, here, loss, lot=line.key.lot, line=line.id, serials=serials)
