"""Take despatch advices back of which nothing has come: the goods may be announced anew."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.warehouse import advices, inbound, inbound_changes
from ledgerhouse.documents.warehouse.words import ADVICE, INBOUND
from ledgerhouse.flows.inbound.announced import ORIGIN
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem


@dataclass(frozen=True, kw_only=True)
class CancelAdvices:
    """Despatch advices by number."""

    __pydantic_config__ = STRICT

    numbers: Annotated[tuple[Code, ...], Field(min_length=1)] = field(
        metadata={"title": gettext_noop("Despatch advices")}
    )


@dataclass(frozen=True, kw_only=True)
class AdvicesCancelled:
    """How many advices, and how many inbound orders that stood for them alone."""

    advices: int
    inbound: int


@verb("inbound.cancel_advices", may="announce goods", title=gettext_noop("Cancel"))
def cancel_advices(command: CancelAdvices, ctx: Context) -> AdvicesCancelled:
    """Cancel advices; what they announced is open again, and what was expected for them alone is not expected any more."""
    known = advices.by_number(ctx, command.numbers)
    problems = []
    for n, number in enumerate(command.numbers):
        advice = known.get(number)
        if advice is None:
            template = gettext_noop("there is no despatch advice {number} here")
            problems.append(problem(f"numbers.{n}", template, number=number))
        elif advice.state not in ADVICE.sources("cancel"):
            template = gettext_noop("{name} is {state} and can not be cancelled")
            problems.append(problem(f"numbers.{n}", template, name=number, state=advice.state))
    own = inbound.of_origin(ctx, ORIGIN, known) if known and not problems else []
    problems += [
        problem("numbers", gettext_noop("{name} is {state} and can not be cancelled"), name=o.number, state=o.state)
        for o in own
        if o.state not in INBOUND.sources("cancel")
    ]
    if problems:
        raise Unreadable(problems)
    ids = {advice.id for advice in known.values()}
    sums = advices.announced_by_line(ctx, ids)
    seen = inbound.announced(ctx, sums)
    advices.cancel(ctx, ids)
    alone = {line.id for line in inbound.lines(ctx, [order.id for order in own])}
    advices.count([(line, seen[line], -steps) for line, steps in sums.items() if line not in alone])
    if own:
        inbound_changes.cancel(ctx, [order.id for order in own])
    return AdvicesCancelled(advices=len(ids), inbound=len(own))
