"""Let goods of outbound orders leave that stock does not have yet (暂估出库): an exception with its own right, settled by the next receipt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.sales import orders as sales
from ledgerhouse.documents.warehouse import outbound
from ledgerhouse.flows.outbound.words import GoodsShipped
from ledgerhouse.foundation import outbox
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem
from ledgerhouse.ledgers.stock.queries import available
from ledgerhouse.masterdata.catalog.queries import items_by_id
from ledgerhouse.masterdata.sites.queries import warehouses_by_id
from ledgerhouse.masterdata.sites.words import WarehouseRef
from ledgerhouse.posting import provisional, reserve

PAPER = "outbound_order"


@dataclass(frozen=True, kw_only=True)
class IssueProvisionally:
    """Outbound orders that wait for stock, by number, and why they can not wait."""

    __pydantic_config__ = STRICT

    numbers: Annotated[tuple[Code, ...], Field(min_length=1)] = field(
        metadata={"title": gettext_noop("Outbound orders")}
    )
    reason: Annotated[str, Field(min_length=1, max_length=200)] = field(metadata={"title": gettext_noop("Reason")})


@dataclass(frozen=True, kw_only=True)
class IssuedProvisionally:
    """How many orders and lines left without stock."""

    orders: int
    lines: int


@verb("outbound.issue_provisionally", may="issue provisionally", title=gettext_noop("Issue provisionally"))
def issue_provisionally(command: IssueProvisionally, ctx: Context) -> IssuedProvisionally:
    """Ship what waiting orders still lack, at a provisional cost. Refused unless the company allows it, and while usable stock is free."""
    of = outbound.warehouse_of(ctx, command.numbers)
    orders = lines = 0
    for warehouse in warehouses_by_id(ctx, set(of.values())).values():
        numbers = [number for number in dict.fromkeys(command.numbers) if of[number] == warehouse.id]
        lines += _issue(ctx, warehouse, numbers, command.reason)
        orders += len(numbers)
    return IssuedProvisionally(orders=orders, lines=lines)


def _issue(ctx: Context, warehouse: WarehouseRef, numbers: Sequence[str], reason: str) -> int:
    # load
    orders = outbound.claim(ctx, warehouse.id, "issue", numbers=numbers)
    wanted: dict[int, list[outbound.LineRef]] = {o.id: [] for o in orders}
    for line in outbound.lines(ctx, wanted):
        if line.open:
            wanted[line.order].append(line)
    lines = [line for some in wanted.values() for line in some]
    _refuse_what_is_there(ctx, warehouse, {line.item: line for line in lines})
    # decide and write
    day = ctx.today(warehouse.timezone)
    issues = [
        provisional.Issue(
            PAPER,
            o.number,
            day,
            tuple(provisional.Owed(line.item, line.open, line.id) for line in wanted[o.id]),
            partner=o.partner,
            why=reason,
        )
        for o in orders
        if wanted[o.id]
    ]
    provisional.issue(ctx, warehouse, issues)
    reserve.withdraw(warehouse, {line.id: line.open for line in lines})
    outbound.count({line.id: outbound.Change(shipped=line.open) for line in lines})
    outbound.step(orders, "issue")
    from_sales = {o.id: o.origin for o in orders if o.origin_kind == "sales_order"}
    sales.count("shipped", {line.origin_line: line.open for line in lines if line.order in from_sales})
    sales.complete(ctx, from_sales.values())
    # tell
    outbox.tell(
        ctx,
        [
            (
                f"{PAPER}:{o.number}",
                GoodsShipped(outbound=o.number, origin=o.origin, lines=len(wanted[o.id]), complete=True),
            )
            for o in orders
        ],
    )
    return len(lines)


def _refuse_what_is_there(ctx: Context, warehouse: WarehouseRef, lines: Mapping[int, outbound.LineRef]) -> None:
    """An exception is for goods that are not there: whatever is usable and free must be allocated first."""
    items = items_by_id(ctx, lines)
    free = {a.item: a.usable for a in available(ctx, lines, ctx.today(warehouse.timezone), warehouse.id)}
    template = gettext_noop("{free} of item {code} are free: allocate them first")
    problems = [
        problem("numbers", template, free=exact.shown(free[item]), code=items[item].code)
        for item in lines
        if free.get(item, 0) > 0
    ]
    if problems:
        raise Unreadable(problems)
