"""Cancel released purchase orders of which nothing has come, with what the warehouse expects of them (取消采购订单)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.purchasing import amendments
from ledgerhouse.documents.purchasing import orders as purchasing
from ledgerhouse.documents.purchasing.words import ORDER
from ledgerhouse.documents.warehouse import inbound, inbound_changes
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem


@dataclass(frozen=True, kw_only=True)
class CancelPurchases:
    """Which purchase orders, by number. All are cancelled or none."""

    __pydantic_config__ = STRICT

    numbers: Annotated[tuple[Code, ...], Field(min_length=1)] = field(
        metadata={"title": gettext_noop("Purchase orders")}
    )


@dataclass(frozen=True, kw_only=True)
class PurchasesCancelled:
    """How many purchase orders were cancelled, and how many inbound orders with them."""

    orders: int
    inbound: int


@verb("inbound.cancel_purchases", may="approve purchases", title=gettext_noop("Cancel"))
def cancel_purchases(command: CancelPurchases, ctx: Context) -> PurchasesCancelled:
    """Call released orders off. Those of which something has come are closed instead."""
    orders = purchasing.load(ctx, command.numbers)
    problems = _unfit(orders, purchasing.lines(ctx, [order.id for order in orders]))
    if problems:
        raise Unreadable(problems)
    purchasing.step(orders, "withdraw")
    amendments.drop(ctx, [order.id for order in orders])
    expected = inbound.of_origin(ctx, "purchase_order", [order.number for order in orders])
    cancelled = inbound_changes.cancel(ctx, [paper.id for paper in expected])
    return PurchasesCancelled(orders=len(orders), inbound=cancelled)


def _unfit(orders: Sequence[purchasing.OrderRef], lines: Sequence[purchasing.LineRef]) -> list[Problem]:
    come = {line.order for line in lines if line.received}
    problems = []
    for n, order in enumerate(orders):
        if order.state not in ORDER.sources("withdraw"):
            template = gettext_noop("{name} is {state} and can not be called off")
            problems.append(problem(f"numbers.{n}", template, name=order.number, state=order.state))
        elif order.id in come:
            template = gettext_noop("something of {name} has come in; close it instead")
            problems.append(problem(f"numbers.{n}", template, name=order.number))
    return problems
