"""Open closed purchase orders again: the rest may come after all (重新打开采购订单)."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.purchasing import agreements
from ledgerhouse.documents.purchasing import orders as purchasing
from ledgerhouse.documents.warehouse import inbound, inbound_changes
from ledgerhouse.documents.warehouse.words import INBOUND
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem


@dataclass(frozen=True, kw_only=True)
class ReopenPurchases:
    """Which purchase orders, by number. All are opened again or none."""

    __pydantic_config__ = STRICT

    numbers: Annotated[tuple[Code, ...], Field(min_length=1)] = field(
        metadata={"title": gettext_noop("Purchase orders")}
    )


@dataclass(frozen=True, kw_only=True)
class PurchasesReopened:
    """How many purchase orders are open again, and how many inbound orders with them."""

    orders: int
    inbound: int


@verb("inbound.reopen_purchases", may="approve purchases", title=gettext_noop("Reopen"))
def reopen_purchases(command: ReopenPurchases, ctx: Context) -> PurchasesReopened:
    """Expect the rest of closed orders again, and let the warehouse take it; an agreement it came from must still be enough."""
    orders = purchasing.load(ctx, command.numbers)
    called = agreements.of_orders(ctx, [order.id for order in orders])
    lines = purchasing.lines(ctx, [order.id for order in orders]) if called else []
    again = [agreements.Taken(called[r.id], r.id, r.ordered, r.price) for r in lines if r.id in called]
    problems = [
        problem("numbers", template, **facts) for template, facts in map(agreements.told, agreements.beyond(ctx, again))
    ]
    if problems:
        raise Unreadable(problems)
    purchasing.step(orders, "reopen")
    papers = inbound.of_origin(ctx, "purchase_order", [order.number for order in orders])
    closed = [paper.id for paper in papers if paper.state in INBOUND.sources("reopen")]
    return PurchasesReopened(orders=len(orders), inbound=inbound_changes.reopen(ctx, closed))
