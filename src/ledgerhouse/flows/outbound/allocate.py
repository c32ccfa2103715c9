"""Allocate stock to outbound orders: which lot from which place serves which line, held until it is picked."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal

from ledgerhouse.documents.sales import orders as sales
from ledgerhouse.documents.warehouse import outbound
from ledgerhouse.documents.warehouse.allocation import STRATEGIES, by_rules, plug_ins
from ledgerhouse.documents.warehouse.allocation_rules import Ruled, ruled
from ledgerhouse.flows.outbound.words import OrderShort
from ledgerhouse.foundation import outbox
from ledgerhouse.foundation.verb import Together, verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem
from ledgerhouse.ledgers.stock.words import Demand
from ledgerhouse.masterdata.catalog.queries import items_by_id
from ledgerhouse.masterdata.sites.queries import warehouse as warehouse_by_code
from ledgerhouse.masterdata.sites.words import WarehouseRef
from ledgerhouse.posting import reserve


@dataclass(frozen=True, kw_only=True)
class Allocate:
    """Outbound orders by number; none means those that wait, by priority and age, at most `limit`.

    Without a `strategy` the rules of the warehouse decide, first expired first out where none does. `short` says what becomes of what stock can
    not serve: it waits as a backorder, or it is cut from the order for good. What has not been released to a wave at `hold_until` is given back
    by the clock.
    """

    __pydantic_config__ = STRICT
    warehouse: Code = field(metadata={"title": gettext_noop("Warehouse")})
    numbers: tuple[Code, ...] = field(default=(), metadata={"title": gettext_noop("Outbound orders")})
    short: Literal["wait", "cut"] = field(default="wait", metadata={"title": gettext_noop("When stock is short")})
    strategy: str = field(default="", metadata={"title": gettext_noop("Strategy")})
    limit: int = field(default=300, metadata={"title": gettext_noop("At most")})
    hold_until: datetime | None = field(default=None, metadata={"title": gettext_noop("Hold until")})


@dataclass(frozen=True, kw_only=True)
class Short:
    """A line that stays short by so much."""

    order: str
    line: int
    item: str
    quantity: Decimal


@dataclass(frozen=True, kw_only=True)
class Allocated:
    """How many orders got stock, how many lines were served, and what is short."""

    orders: int
    lines: int
    short: tuple[Short, ...]


def _allocate(commands: Sequence[Allocate], ctx: Context) -> list[Allocated]:
    """Commands that differ in their numbers only. First come, first served."""
    command = commands[0]
    plug_ins()
    if command.strategy and command.strategy not in STRATEGIES:
        template = gettext_noop("must be one of {expected}")
        raise Unreadable([problem("strategy", template, expected=", ".join(STRATEGIES))])
    # load
    warehouse = warehouse_by_code(ctx, command.warehouse)
    numbers = [number for one in commands for number in one.numbers]
    orders = outbound.claim(ctx, warehouse.id, "allocate", numbers=numbers, limit=command.limit)
    lines = [line for line in outbound.lines(ctx, (o.id for o in orders)) if line.open]
    by = ruled(ctx, warehouse.id, orders, lines, command.strategy)
    # decide and write: the gate asks the strategy under its locks
    demands = _demands(ctx, warehouse, orders, lines, by)
    held = reserve.allocate(ctx, warehouse, demands, _strategy(by), until=command.hold_until)
    taken = {line.id: line.open - held.short.get(line.id, 0) for line in lines}
    cut = dict(held.short) if command.short == "cut" else {}
    next_best = {pick.line: pick.runner_up for pick, _ in held.picks if pick.runner_up}
    outbound.allocated(
        {
            line.id: (
                taken[line.id],
                held.short.get(line.id, 0),
                outbound.Chosen(by[line.id].rule.strategy, by[line.id].rule.position, next_best.get(line.id, 0)),
            )
            for line in lines
        },
        cut=bool(cut),
    )
    served = {line.order for line in lines if taken[line.id]}
    outbound.step([o for o in orders if o.id in served], "allocate")
    if cut:
        _cut(ctx, warehouse, orders, lines, cut)
    # tell
    outbox.tell(ctx, _news(orders, lines, held.short, cut=bool(cut)))
    gone_to = Counter(line.order for line in lines if taken[line.id])
    short = _short(ctx, orders, lines, held.short)
    answers = []
    for one in commands:
        mine = {o.id: o.number for o in orders if not one.numbers or o.number in one.numbers}
        counts = [gone_to[order] for order in mine if gone_to[order]]
        missing = tuple(s for s in short if s.order in mine.values())
        answers.append(Allocated(orders=len(counts), lines=sum(counts), short=missing))
    return answers


@verb(
    "outbound.allocate",
    may="allocate",
    title=gettext_noop("Allocate"),
    together=Together(
        alike=lambda c: (c.warehouse, c.short, c.strategy) if c.numbers else None,
        papers=lambda c: c.numbers,
        run=_allocate,
    ),
)
def allocate(command: Allocate, ctx: Context) -> Allocated:
    """Hold stock for outbound orders by the rules of the warehouse, or by a strategy that is named."""
    return _allocate([command], ctx)[0]


def _strategy(by: Mapping[int, Ruled]) -> reserve.Strategy:
    """One strategy for all lines where nothing else is asked of it; otherwise each line by its rule."""
    found = {one.rule for one in by.values()}
    alone = found.pop() if len(found) == 1 else None
    return (
        STRATEGIES[alone.strategy] if alone and alone.plain else by_rules({line: one.rule for line, one in by.items()})
    )


def _demands(
    ctx: Context,
    warehouse: WarehouseRef,
    orders: Sequence[outbound.OrderRef],
    lines: Sequence[outbound.LineRef],
    by: Mapping[int, Ruled],
) -> list[Demand]:
    """In the order of the orders; stock must be usable on the day of use, which is today or the day the goods are due."""
    rank = {o.id: n for n, o in enumerate(orders)}
    paper = {o.id: o for o in orders}
    today = ctx.today(warehouse.timezone)
    return [
        Demand(
            line.id,
            line.item,
            line.open,
            "outbound_order",
            paper[line.order].number,
            on=max(today, paper[line.order].due_on),
            life_days=line.life_days,
            lots=(line.fixed_lot,) if line.fixed_lot else (),
            packs=by[line.id].packs,
            grain=by[line.id].grain,
        )
        for line in sorted(lines, key=lambda x: (rank[x.order], x.position))
    ]


def _cut(
    ctx: Context,
    warehouse: WarehouseRef,
    orders: Sequence[outbound.OrderRef],
    lines: Sequence[outbound.LineRef],
    cut: Mapping[int, int],
) -> None:
    """Take what is short off the orders, their promises and the sales orders they came from."""
    reserve.withdraw(warehouse, cut)
    from_sales = {o.id for o in orders if o.origin_kind == "sales_order"}
    sales.count(
        "cut", {line.origin_line: cut[line.id] for line in lines if line.id in cut and line.order in from_sales}
    )
    done: dict[int, bool] = defaultdict(lambda: True)
    for line in outbound.lines(ctx, (o.id for o in orders)):
        done[line.order] &= line.ordered == line.cut
    outbound.step([o for o in orders if done[o.id]], "cut")
    sales.complete(ctx, [o.origin for o in orders if o.id in from_sales])


def _news(
    orders: Sequence[outbound.OrderRef], lines: Sequence[outbound.LineRef], short: Mapping[int, int], *, cut: bool
) -> list[tuple[str, OrderShort]]:
    count: dict[int, int] = defaultdict(int)
    for line in lines:
        if short.get(line.id):
            count[line.order] += 1
    return [
        (f"outbound_order:{o.number}", OrderShort(outbound=o.number, origin=o.origin, lines=count[o.id], cut=cut))
        for o in orders
        if count[o.id]
    ]


def _short(
    ctx: Context, orders: Sequence[outbound.OrderRef], lines: Sequence[outbound.LineRef], short: Mapping[int, int]
) -> tuple[Short, ...]:
    if not short:
        return ()
    number = {o.id: o.number for o in orders}
    items = items_by_id(ctx, {line.item for line in lines if line.id in short})
    return tuple(
        Short(
            order=number[line.order],
            line=line.position,
            item=items[line.item].code,
            quantity=exact.number(short[line.id], exact.QUANTITY),
        )
        for line in lines
        if line.id in short
    )
