"""Take returns to suppliers back: the goods are where they were, at what they left with, and owed to their supplier again."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.purchasing import orders as purchasing
from ledgerhouse.documents.purchasing import returns
from ledgerhouse.documents.warehouse import receipts, replacing
from ledgerhouse.flows.inbound.returning import PAPER
from ledgerhouse.flows.inventory.taking_back import BECAUSE
from ledgerhouse.foundation.duties import guard
from ledgerhouse.foundation.links import Ref
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.stock.past import past
from ledgerhouse.masterdata.sites.queries import warehouses_by_id
from ledgerhouse.posting.reverse import Back, reverse


@dataclass(frozen=True, kw_only=True)
class ReverseSupplierReturns:
    """Which returns that were sent, by number, and why they are taken back."""

    __pydantic_config__ = STRICT

    numbers: Annotated[tuple[Code, ...], Field(min_length=1)] = field(
        metadata={"title": gettext_noop("Returns to suppliers")}
    )
    reason: Annotated[str, Field(min_length=1, max_length=100)] = field(metadata={"title": BECAUSE})


@dataclass(frozen=True, kw_only=True)
class SupplierReturnsReversed:
    """How many returns were taken back."""

    returns: int


@verb("inbound.reverse_supplier_returns", may="reverse movements", title=gettext_noop("Reverse"))
def reverse_supplier_returns(command: ReverseSupplierReturns, ctx: Context) -> SupplierReturnsReversed:
    """Take returns back as a whole. Refused where a replacement has come already. Constant statements per warehouse."""
    papers = returns.load(ctx, command.numbers)
    returns.step(papers, "reverse")
    guard(ctx, [Ref(PAPER, paper.number) for paper in papers])
    moved = [m for m in past(ctx, [paper.number for paper in papers]) if m.paper == PAPER]
    for site in sorted(warehouses_by_id(ctx, {paper.warehouse for paper in papers}).values()):
        backs = [
            Back(tuple(m for m in moved if m.number == paper.number), PAPER, paper.number, paper.supplier)
            for paper in papers
            if paper.warehouse == site.id
        ]
        reverse(ctx, site, backs, ctx.today(site.timezone), command.reason)
    _expect_no_more(ctx, [paper for paper in papers if paper.wants == "replacement"])
    return SupplierReturnsReversed(returns=len(papers))


def _expect_no_more(ctx: Context, papers: list[returns.ReturnRef]) -> None:
    lines = returns.lines(ctx, [paper.id for paper in papers])
    if not lines:
        return
    known = receipts.by_number(ctx, {line.receipt for line in lines})
    of = {(line.receipt, line.position): line for line in receipts.lines(ctx, known)}
    again: dict[int, int] = {}
    bought: dict[int, int] = {}
    for line in lines:
        came = of[line.receipt, line.receipt_line]
        again[came.line] = again.get(came.line, 0) + line.quantity
        if known[line.receipt].origin_kind == "purchase_order":
            bought[came.origin_line] = bought.get(came.origin_line, 0) + line.quantity
    orders = {known[line.receipt].order for line in lines}
    replacing.expect_no_more(ctx, orders, again)
    if bought:
        purchasing.take_in(bought)
        purchasing.complete(bought)
