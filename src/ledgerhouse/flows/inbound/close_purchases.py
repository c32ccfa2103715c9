"""Close released purchase orders of which nothing more is expected (关闭采购订单)."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.purchasing import amendments
from ledgerhouse.documents.purchasing import orders as purchasing
from ledgerhouse.documents.warehouse import inbound
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True, kw_only=True)
class ClosePurchases:
    """Which purchase orders, by number. All are closed or none."""

    __pydantic_config__ = STRICT

    numbers: Annotated[tuple[Code, ...], Field(min_length=1)] = field(
        metadata={"title": gettext_noop("Purchase orders")}
    )


@dataclass(frozen=True, kw_only=True)
class PurchasesClosed:
    """How many purchase orders were closed, and how many inbound orders with them."""

    orders: int
    inbound: int


@verb("inbound.close_purchases", may="approve purchases", title=gettext_noop("Close"))
def close_purchases(command: ClosePurchases, ctx: Context) -> PurchasesClosed:
    """Expect nothing more of these orders: what came stays, the rest can not be received any more."""
    orders = purchasing.load(ctx, command.numbers)
    purchasing.step(orders, "close")
    amendments.drop(ctx, [order.id for order in orders])
    expected = inbound.of_origin(ctx, "purchase_order", [order.number for order in orders])
    return PurchasesClosed(orders=len(orders), inbound=inbound.close(ctx, [order.id for order in expected]))
