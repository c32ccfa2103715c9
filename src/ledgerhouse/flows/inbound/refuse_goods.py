"""Refuse goods at the door (拒收): nothing of them is booked, but it is known who sent what."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, NamedTuple

from pydantic import Field

from ledgerhouse.documents.warehouse import inbound, refusals
from ledgerhouse.documents.warehouse.refusals import Why
from ledgerhouse.documents.warehouse.words import INBOUND
from ledgerhouse.flows.inbound.words import GoodsRefused
from ledgerhouse.foundation.outbox import tell
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Code, Quantity
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.catalog.lines import MOVE, Asked, understand
from ledgerhouse.masterdata.catalog.queries import items_by_id
from ledgerhouse.masterdata.sites.queries import warehouses_by_id


@dataclass(frozen=True, kw_only=True)
class RefusedLine:
    """So much of one line of an inbound order was sent back at the door; in the item's base unit unless another is named."""

    __pydantic_config__ = STRICT

    order: Code = field(metadata={"title": gettext_noop("Inbound order")})
    line: Annotated[int, Field(ge=1)] = field(metadata={"title": gettext_noop("Line")})
    quantity: Quantity = field(metadata={"title": gettext_noop("Quantity")})
    unit: str = field(default="", metadata={"title": gettext_noop("Unit")})
    reason: Why = field(metadata={"title": gettext_noop("Reason")})
    note: Annotated[str, Field(max_length=200)] = field(default="", metadata={"title": gettext_noop("Note")})


@dataclass(frozen=True, kw_only=True)
class RefuseGoods:
    """What was refused, at one warehouse."""

    __pydantic_config__ = STRICT

    lines: Annotated[tuple[RefusedLine, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Lines")})
    refused_on: date | None = field(default=None, metadata={"title": gettext_noop("Refused on")})


@dataclass(frozen=True, kw_only=True)
class GoodsSentBack:
    """How many lines were refused."""

    lines: int


class _Refused(NamedTuple):
    """One line as understood, `at` its place in the command."""

    at: int
    said: RefusedLine
    order: inbound.OrderRef
    line: inbound.LineRef


@verb("inbound.refuse_goods", may="receive goods", title=gettext_noop("Refuse"))
def refuse_goods(command: RefuseGoods, ctx: Context) -> GoodsSentBack:
    """Write down goods that were not taken in; what was ordered is still expected."""
    refused, problems = _understand(ctx, command.lines)
    items = items_by_id(ctx, {one.line.item for one in refused})
    asked = [Asked(f"lines.{one.at}", items[one.line.item].code, one.said.quantity, one.said.unit) for one in refused]
    measured, wrong = understand(ctx, asked, MOVE)
    problems += wrong
    if problems:
        raise Unreadable(problems)
    site = next(iter(warehouses_by_id(ctx, {refused[0].order.warehouse}).values()))
    day = command.refused_on or ctx.today(site.timezone)
    new = [
        refusals.NewRefusal(one.line.id, one.line.item, understood.quantity, one.said.reason, one.said.note)
        for one, understood in zip(refused, measured, strict=True)
        if understood is not None
    ]
    refusals.write(ctx, site.id, new, day)
    news = [
        GoodsRefused(
            order=one.order.number,
            line=one.line.position,
            item=items[one.line.item].code,
            quantity=exact.number(made.quantity, exact.QUANTITY),
            reason=made.reason,
            warehouse=site.code,
            refused_on=day,
        )
        for one, made in zip(refused, new, strict=True)
    ]
    tell(ctx, [(f"inbound_order:{fact.order}", fact) for fact in news])
    return GoodsSentBack(lines=len(new))


def _understand(ctx: Context, lines: Sequence[RefusedLine]) -> tuple[list[_Refused], list[Problem]]:
    orders = inbound.by_number(ctx, {line.order for line in lines})
    found = {(line.order, line.position): line for line in inbound.lines(ctx, {o.id for o in orders.values()})}
    refused: list[_Refused] = []
    problems = []
    for i, said in enumerate(lines):
        order = orders.get(said.order)
        if order is None:
            template = gettext_noop("there is no inbound order {number} here")
            problems.append(problem(f"lines.{i}.order", template, number=said.order))
        elif order.state not in INBOUND.sources("receive"):
            template = gettext_noop("{name} is {state}; nothing can be received against it")
            problems.append(problem(f"lines.{i}.order", template, name=order.number, state=order.state))
        elif refused and order.warehouse != refused[0].order.warehouse:
            problems.append(problem(f"lines.{i}.order", gettext_noop("is of another warehouse than the first line")))
        elif (order.id, said.line) not in found:
            template = gettext_noop("{name} has no line {line}")
            problems.append(problem(f"lines.{i}.line", template, name=order.number, line=said.line))
        else:
            refused.append(_Refused(i, said, order, found[order.id, said.line]))
    return refused, problems
