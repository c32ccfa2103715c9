"""Send goods back to their suppliers: they leave at the value they came in at, in red (J9), and their orders may expect them once more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.purchasing import orders as purchasing
from ledgerhouse.documents.purchasing import returns
from ledgerhouse.documents.warehouse import replacing
from ledgerhouse.flows.inbound.returning import PAPER, Asked, Going, understand
from ledgerhouse.flows.inbound.words import GoodsReturnedToSupplier
from ledgerhouse.foundation.duties import guard
from ledgerhouse.foundation.links import Ref
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem
from ledgerhouse.ledgers.stock.words import Entry, Movement, Place, Reason
from ledgerhouse.masterdata.sites.queries import virtual, warehouses_by_id
from ledgerhouse.masterdata.sites.words import Kind, WarehouseRef
from ledgerhouse.posting.gate import post


@dataclass(frozen=True, kw_only=True)
class SendSupplierReturns:
    """Which returns, by number, and the day on which the goods left (today if left out)."""

    __pydantic_config__ = STRICT

    numbers: Annotated[tuple[Code, ...], Field(min_length=1)] = field(
        metadata={"title": gettext_noop("Returns to suppliers")}
    )
    sent_on: date | None = field(default=None, metadata={"title": gettext_noop("Sent on")})


@dataclass(frozen=True, kw_only=True)
class SupplierReturnsSent:
    """How many returns left, and how many lines."""

    returns: int
    lines: int


@verb("inbound.send_supplier_returns", may="return to suppliers", title=gettext_noop("Send"))
def send_supplier_returns(command: SendSupplierReturns, ctx: Context) -> SupplierReturnsSent:
    """Book goods out to their suppliers. Constant statements per warehouse; refused if they are no longer where the draft says."""
    papers = returns.load(ctx, command.numbers)
    lines = returns.lines(ctx, [paper.id for paper in papers])
    numbers = {paper.id: paper.number for paper in papers}
    at = {number: n for n, number in enumerate(command.numbers)}
    asked = [
        Asked(
            f"numbers.{at[numbers[line.paper]]}.lines.{line.position - 1}",
            line.receipt,
            line.receipt_line,
            line.quantity,
            line.place,
            line.status,
            line.serials,
        )
        for line in lines
    ]
    sites = warehouses_by_id(ctx, {paper.warehouse for paper in papers})
    days = {site.id: command.sent_on or ctx.today(site.timezone) for site in sites.values()}
    returns.step(papers, "send", min(days.values()))
    going, problems = understand(ctx, asked)
    if any(days[site.id] > ctx.today(site.timezone) for site in sites.values()):
        problems.append(problem("sent_on", gettext_noop("is in the future")))
    if problems:
        raise Unreadable(problems)
    guard(ctx, [Ref(PAPER, paper.number) for paper in papers])
    by_line = {(line.paper, line.position): (line, g) for line, g in zip(lines, going, strict=True)}
    for site in sorted(sites.values()):
        _post(ctx, site, [paper for paper in papers if paper.warehouse == site.id], by_line, days[site.id])
    again = {paper.id for paper in papers if paper.wants == "replacement"}
    _expect_again([g for (paper, _), (_, g) in by_line.items() if paper in again], ctx)
    return SupplierReturnsSent(returns=len(papers), lines=len(lines))


def _post(
    ctx: Context,
    site: WarehouseRef,
    papers: Sequence[returns.ReturnRef],
    lines: Mapping[tuple[int, int], tuple[returns.LineRef, Going]],
    day: date,
) -> None:
    supplier = Place(virtual(ctx, site.id)[Kind.SUPPLIER])
    movements, news = [], []
    of: dict[int, list[tuple[returns.LineRef, Going]]] = {}
    for (number, _), pair in lines.items():
        of.setdefault(number, []).append(pair)
    for paper in papers:
        mine = of[paper.id]
        entries = tuple(
            Entry(
                item=g.item.id,
                quantity=part.quantity,
                source=g.source,
                target=supplier,
                lot=g.line.lot,
                value=part.value,
                line=line.id,
                serials=part.serials,
                origin=part.entry,
            )
            for line, g in mine
            for part in g.parts
        )
        facts = (PAPER, paper.number, day, entries)
        movements.append(Movement(Reason.SUPPLIER_RETURN, *facts, partner=paper.supplier, why=paper.reason))
        told = GoodsReturnedToSupplier(
            supplier_return=paper.number, warehouse=site.code, wants=paper.wants, sent_on=day, lines=len(mine)
        )
        news.append((f"{PAPER}:{paper.number}", told))
    post(ctx, site, movements, news=news)


def _expect_again(going: Sequence[Going], ctx: Context) -> None:
    """What is to be replaced counts as not received, on the purchase line too; orders that were complete are open again, closed ones are not."""
    if not going:
        return
    back: dict[int, int] = {}
    bought: dict[int, int] = {}
    for g in going:
        back[g.line.line] = back.get(g.line.line, 0) + g.asked.quantity
        if g.receipt.origin_kind == "purchase_order":
            bought[g.line.origin_line] = bought.get(g.line.origin_line, 0) + g.asked.quantity
    replacing.expect_again(ctx, {g.receipt.order for g in going}, back)
    if bought:
        purchasing.take_back(bought)
