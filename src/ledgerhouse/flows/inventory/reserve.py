"""Set stock aside for an outside channel until a moment (软预留): it counts as promised, and ends by itself."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Annotated, Final

from pydantic import Field

from ledgerhouse.flows.inventory.availability import outlooks
from ledgerhouse.foundation import numbering
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Code, Quantity
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.ledgers.stock.words import NewPromise
from ledgerhouse.masterdata.catalog.lines import SELL, Asked, Line, understand
from ledgerhouse.masterdata.sites import queries as sites
from ledgerhouse.masterdata.sites.words import WarehouseRef
from ledgerhouse.posting import reserve as claims

PAPER: Final = "reservation"
LONGEST: Final = timedelta(days=90)


@dataclass(frozen=True, kw_only=True)
class ReserveLine:
    """So much of an item, for goods that will be wanted on a day (today if none)."""

    __pydantic_config__ = STRICT

    item: Code = field(metadata={"title": gettext_noop("Item")})
    quantity: Quantity = field(metadata={"title": gettext_noop("Quantity")})
    unit: str = field(default="", metadata={"title": gettext_noop("Unit")})
    due: date | None = field(default=None, metadata={"title": gettext_noop("Due on")})


@dataclass(frozen=True, kw_only=True)
class Reserve:
    """What to set aside in one warehouse, and until when."""

    __pydantic_config__ = STRICT

    warehouse: Code = field(metadata={"title": gettext_noop("Warehouse")})
    lines: Annotated[tuple[ReserveLine, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Lines")})
    until: datetime = field(metadata={"title": gettext_noop("Hold until")})


@dataclass(frozen=True, kw_only=True)
class StockReserved:
    """The number under which it can be given back."""

    number: str


@verb("inventory.reserve", may="reserve stock", title=gettext_noop("Reserve"))
def reserve(command: Reserve, ctx: Context) -> StockReserved:
    """Set stock aside, all lines or none: each needs as much available to promise on its day. Constant statements."""
    warehouse = sites.warehouse(ctx, command.warehouse)
    today = ctx.today(warehouse.timezone)
    asked = [Asked(f"lines.{i}", line.item, line.quantity, line.unit) for i, line in enumerate(command.lines)]
    understood, problems = understand(ctx, asked, SELL)
    until = command.until
    if until.tzinfo is None or not ctx.now < until <= ctx.now + LONGEST:
        template = gettext_noop("must be a moment with its time zone, after now and at most {days} days ahead")
        problems.append(problem("until", template, days=LONGEST.days))
    days = [max(line.due or today, today) for line in command.lines]
    wanted = [(i, line, day) for i, (line, day) in enumerate(zip(understood, days, strict=True)) if line]
    if wanted:
        claims.lock_items(ctx, warehouse, {line.item.id for _, line, _ in wanted})
        problems += _short(ctx, warehouse, wanted)
    if problems:
        raise Unreadable(problems)
    (number,) = numbering.take(ctx, PAPER, 1, today)
    promises = [
        NewPromise(line.item.id, line.quantity, day, PAPER, number, i, expires_at=until) for i, line, day in wanted
    ]
    claims.promise(ctx, warehouse, promises)
    return StockReserved(number=number)


def _short(ctx: Context, warehouse: WarehouseRef, wanted: Sequence[tuple[int, Line, date]]) -> list[Problem]:
    last = max(day for _, _, day in wanted) + LONGEST  # what is promised to later orders is not given away
    ahead = outlooks(ctx, warehouse, {line.item.id for _, line, _ in wanted}, last)
    taken: dict[int, int] = {}
    problems = []
    for i, line, day in wanted:
        before = [d for d in ahead.get(line.item.id, ()) if d.on <= day]
        taken[line.item.id] = taken.get(line.item.id, 0) + line.quantity
        free = before[-1].to_promise if before else 0
        if taken[line.item.id] > free:
            template = gettext_noop("{short} short: {free} of {code} can be promised for {day}")
            facts = {"short": exact.shown(taken[line.item.id] - free), "free": exact.shown(free)}
            problems.append(problem(f"lines.{i}.quantity", template, **facts, code=line.item.code, day=day))
    return problems
