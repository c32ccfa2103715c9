"""Cancel purchase orders that were not released."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.purchasing import orders
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True, kw_only=True)
class CancelOrders:
    """Which purchase orders, by number. All are cancelled or none."""

    __pydantic_config__ = STRICT

    numbers: Annotated[tuple[Code, ...], Field(min_length=1)] = field(
        metadata={"title": gettext_noop("Purchase orders")}
    )


@dataclass(frozen=True, kw_only=True)
class Cancelled:
    """How many orders were cancelled."""

    orders: int


@verb("purchasing.cancel_orders", may="order goods", title=gettext_noop("Cancel"))
def cancel_orders(command: CancelOrders, ctx: Context) -> Cancelled:
    """Cancel drafts. A released order is closed instead, for its goods may be on the way."""
    found = orders.load(ctx, command.numbers)
    orders.step(found, "cancel")
    return Cancelled(orders=len(found))
