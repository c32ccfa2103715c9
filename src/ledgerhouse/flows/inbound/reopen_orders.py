"""Open closed inbound orders without a purchase behind them again: the rest may come after all (重新打开入库单)."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.warehouse import inbound_changes
from ledgerhouse.flows.inbound.close_orders import alone
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True, kw_only=True)
class ReopenOrders:
    """Which inbound orders, by number. All are opened again or none."""

    __pydantic_config__ = STRICT

    numbers: Annotated[tuple[Code, ...], Field(min_length=1)] = field(
        metadata={"title": gettext_noop("Inbound orders")}
    )


@dataclass(frozen=True, kw_only=True)
class OrdersReopened:
    """How many inbound orders are open again."""

    orders: int


@verb("inbound.reopen_orders", may="announce goods", title=gettext_noop("Reopen"))
def reopen_orders(command: ReopenOrders, ctx: Context) -> OrdersReopened:
    """Let the warehouse take the rest of closed orders: expected again where nothing had come, receiving where something had."""
    orders = alone(ctx, command.numbers, "reopen", gettext_noop("{name} is {state} and can not be opened again"))
    return OrdersReopened(orders=inbound_changes.reopen(ctx, [order.id for order in orders]))
