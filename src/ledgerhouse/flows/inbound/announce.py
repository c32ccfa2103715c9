"""Announce goods (到货预报, ASN): what suppliers say they have sent, matched to what we ordered, unit by unit."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.warehouse import advices, inbound
from ledgerhouse.flows.inbound.announced import ORIGIN, AdviceFacts, Announced, Goods
from ledgerhouse.foundation.links import Ref, link
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop


@dataclass(frozen=True, kw_only=True)
class Announce:
    """Despatch advices; all are taken or none."""

    __pydantic_config__ = STRICT

    advices: Annotated[tuple[AdviceFacts, ...], Field(min_length=1)] = field(
        metadata={"title": gettext_noop("Despatch advices")}
    )


@dataclass(frozen=True, kw_only=True)
class AdvicesTaken:
    """The numbers of the advices in the order of the command, and of the inbound orders made for goods nobody had ordered here."""

    advices: tuple[str, ...]
    inbound: tuple[str, ...] = ()


@verb("inbound.announce", may="announce goods", title=gettext_noop("Announce goods"))
def announce(command: Announce, ctx: Context) -> AdvicesTaken:
    """Take despatch advices: the warehouse knows what comes in which pallet before it is there."""
    announced = Announced(ctx, command.advices)
    if announced.problems:
        raise Unreadable(announced.problems)
    return take(ctx, command.advices, announced)


def take(ctx: Context, facts: Sequence[AdviceFacts], announced: Announced) -> AdvicesTaken:
    """Write advices that were understood without problems. Statements do not grow with their lines."""
    sites = announced.sites
    numbers: list[str] = []
    for a in facts:
        numbers += advices.take_numbers(ctx, 1, ctx.today(sites[a.warehouse].timezone))
    made = _expect(ctx, facts, announced, numbers)
    lines: dict[int, list[advices.NewLine]] = {n: [] for n in range(len(facts))}
    unordered = {number: iter(inbound.lines(ctx, [order.id])) for number, order in made.items()}
    for one in announced.goods:
        line = one.line or next(unordered[numbers[one.advice]])
        lines[one.advice].append(_line(line.id, one))
    new = [
        advices.NewAdvice(
            supplier=announced.suppliers[a.supplier].id,
            reference=a.reference,
            warehouse=sites[a.warehouse].id,
            due_on=a.due_on,
            units=tuple(advices.NewUnit(u.code, u.parent, u.kind) for u in a.units),
            lines=tuple(lines[n]),
        )
        for n, a in enumerate(facts)
    ]
    advices.write(ctx, new, numbers)
    advices.count(_more(announced.goods))
    orders = {
        (number, one.order.number)
        for one in announced.goods
        if one.order is not None and (number := numbers[one.advice])
    }
    pairs = [(Ref("inbound_order", order), Ref(ORIGIN, number)) for number, order in sorted(orders)]
    pairs += [(Ref(ORIGIN, number), Ref("inbound_order", order.number)) for number, order in made.items()]
    link(ctx, pairs)
    return AdvicesTaken(advices=tuple(numbers), inbound=tuple(order.number for order in made.values()))


def _line(line: int, one: Goods) -> advices.NewLine:
    facts = one.facts
    return advices.NewLine(
        line, facts.handling_unit, one.quantity, facts.lot, facts.made_on, facts.expires_on, facts.serials
    )


def _expect(
    ctx: Context, facts: Sequence[AdviceFacts], announced: Announced, numbers: Sequence[str]
) -> dict[str, inbound.OrderRef]:
    """Inbound orders for goods that nobody has ordered here, by the number of their advice."""
    new = {}
    for n, a in enumerate(facts):
        lines = tuple(
            inbound.NewLine(one.item.id, one.quantity, one.price)
            for one in announced.goods
            if one.advice == n and one.line is None
        )
        if lines:
            site, supplier = announced.sites[a.warehouse], announced.suppliers[a.supplier]
            order = inbound.NewInbound(ORIGIN, numbers[n], site.id, supplier.id, a.due_on, lines)
            new[numbers[n]] = (order, ctx.today(site.timezone))
    for order, day in new.values():
        inbound.write(ctx, [order], day)
    return {order.origin: order for order in inbound.of_origin(ctx, ORIGIN, new)} if new else {}


def _more(goods: Sequence[Goods]) -> list[tuple[int, int, int]]:
    """Per line of what was ordered: what was announced before, and how much more is now."""
    sums: dict[int, tuple[int, int]] = {}
    for one in goods:
        if one.line is not None:
            seen, more = sums.get(one.line.id, (one.line.announced, 0))
            sums[one.line.id] = (seen, more + one.quantity)
    return [(line, seen, more) for line, (seen, more) in sums.items()]
