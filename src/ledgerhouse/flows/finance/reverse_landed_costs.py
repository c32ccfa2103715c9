"""Take landed costs back (冲销采购费用): what is left of them in stock leaves it, the rest leaves cost of sales."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Final

from pydantic import Field

from ledgerhouse.documents.purchasing import landed
from ledgerhouse.flows.finance.add_landed_costs import BILLED, PAPER
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop
from ledgerhouse.ledgers.books.words import Worth
from ledgerhouse.ledgers.costing.receipts import amounts_of
from ledgerhouse.ledgers.costing.words import Adjustment, Cause, Change
from ledgerhouse.masterdata.sites.queries import warehouses_by_id
from ledgerhouse.posting.adjust import adjust

CHANGE: Final = re.compile(r"changes\.(\d+)\.")


@dataclass(frozen=True, kw_only=True)
class ReverseLandedCosts:
    """Which landed costs, by number, and why they are taken back."""

    __pydantic_config__ = STRICT

    numbers: Annotated[tuple[Code, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Landed costs")})
    reason: Annotated[str, Field(min_length=1, max_length=200)] = field(metadata={"title": gettext_noop("Reason")})


@dataclass(frozen=True, kw_only=True)
class LandedCostsReversed:
    """How many were taken back."""

    landed_costs: int


@verb("finance.reverse_landed_costs", may="adjust costs", title=gettext_noop("Reverse"))
def reverse_landed_costs(command: ReverseLandedCosts, ctx: Context) -> LandedCostsReversed:
    """Take amounts off the receipts they were put on, in red on the same accounts. Constant statements per warehouse."""
    papers = landed.load(ctx, command.numbers)
    landed.reverse(papers)
    amounts = amounts_of(ctx, PAPER, [paper.number for paper in papers])
    for site in sorted(warehouses_by_id(ctx, {paper.warehouse for paper in papers}).values()):
        mine = [paper for paper in papers if paper.warehouse == site.id]
        day = ctx.today(site.timezone)
        changes = [
            Change(
                Cause.LANDED_COST,
                PAPER,
                paper.number,
                day,
                tuple(Adjustment(-steps, entry=entry) for entry, steps in amounts[paper.number].items() if steps),
                partner=paper.supplier,
                event=BILLED if paper.bill else "",
                extra=(Worth("", "tax", -exact.steps(paper.tax, exact.AMOUNT)),) if paper.tax else (),
                why=command.reason,
                takes_back=True,
            )
            for paper in mine
        ]
        try:
            adjust(ctx, site, changes)
        except Unreadable as refused:
            raise _named(refused, command.numbers, mine) from refused
    return LandedCostsReversed(landed_costs=len(papers))


def _named(refused: Unreadable, numbers: Sequence[str], mine: Sequence[landed.LandedRef]) -> Unreadable:
    """What is refused of a change is said of the number it stands for."""
    problems = []
    for p in refused.problems:
        found = CHANGE.match(p.where)
        at = numbers.index(mine[int(found[1])].number) if found else 0
        problems.append(p._replace(where=f"numbers.{at}"))
    return Unreadable(problems)
