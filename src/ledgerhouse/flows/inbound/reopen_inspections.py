"""Open decided inspections again: what the verdict moved and booked goes back in red, and the goods wait for another one (重开检验)."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.quality import inspections
from ledgerhouse.documents.quality.words import INSPECTION
from ledgerhouse.documents.warehouse import inbound, tasks
from ledgerhouse.flows.inventory.taking_back import gone
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem
from ledgerhouse.ledgers.stock.past import past
from ledgerhouse.ledgers.stock.words import Reason
from ledgerhouse.masterdata.sites.queries import warehouses_by_id
from ledgerhouse.posting.reverse import Back, reverse


@dataclass(frozen=True, kw_only=True)
class ReopenInspections:
    """Decided inspections of one warehouse by number, and why."""

    __pydantic_config__ = STRICT

    numbers: Annotated[tuple[Code, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Inspections")})
    reason: Annotated[str, Field(min_length=1, max_length=100)] = field(metadata={"title": gettext_noop("Reason")})


@dataclass(frozen=True, kw_only=True)
class Reopened:
    """How many inspections wait for a verdict again, and the putaway tasks that were called off."""

    inspections: int
    tasks: tuple[str, ...]


@verb("inbound.reopen_inspections", may="reopen inspections", title=gettext_noop("Reopen"))
def reopen_inspections(command: ReopenInspections, ctx: Context) -> Reopened:
    """Take verdicts back; refused by name where the goods have moved on since. Constant statements."""
    papers = inspections.load(ctx, command.numbers)
    site = warehouses_by_id(ctx, {papers[0].warehouse})[papers[0].warehouse]
    at = {one.number: i for i, one in enumerate(papers)}
    problems = []
    for one in papers:
        if one.state not in INSPECTION.sources("reopen"):
            template = gettext_noop("{name} is {state} and has no verdict to take back")
            problems.append(problem(f"numbers.{at[one.number]}", template, name=one.number, state=one.state))
        if one.warehouse != site.id:
            other = gettext_noop("is of another warehouse than the first")
            problems.append(problem(f"numbers.{at[one.number]}", other))
    found = {m.id: m for m in past(ctx, {n for one in papers for n in (one.number, one.receipt)})}
    done = {one.number: [found[i] for i in one.movements if i in found] for one in papers}
    of_receipts = {one.receipt: one.number for one in papers}
    called_off = [task for task in tasks.open_of(ctx, "receipt", of_receipts) if _inspection(task.code) in at]
    every = [m for moved in done.values() for m in moved]
    if every:
        names = {**{one.number: one.number for one in papers}, **of_receipts}
        problems += gone(
            ctx,
            site,
            every,
            names,
            lambda number: f"numbers.{at.get(names.get(number, ''), 0)}",
            {task.id for task in called_off},
        )
    if problems:
        raise Unreadable(problems)
    if called_off:
        tasks.cancel(ctx, [task.id for task in called_off])
    inspections.undecide(ctx, papers)
    back: dict[int, int] = {}
    for m in every:
        for e in m.entries if m.reason == Reason.BOOK_IN else ():
            back[e.line] = back.get(e.line, 0) - e.quantity
    if back:
        inbound.book(back)
    backs = [Back((m,), m.paper, m.number, one.supplier) for one in papers for m in done[one.number]]
    reverse(ctx, site, backs, ctx.today(site.timezone), command.reason)
    return Reopened(inspections=len(papers), tasks=tuple(task.code for task in called_off))


def _inspection(task: str) -> str:
    """The inspection that a putaway task is called after: further tasks for the same goods are numbered behind it."""
    return "-".join(task.split("-")[:2])
