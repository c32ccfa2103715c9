"""Accept deliveries (验收): the customer has control over what left for orders that went without a waybill, or are accepted on paper."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.warehouse import outbound
from ledgerhouse.flows.outbound.dispatched import accept_dispatched
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True, kw_only=True)
class AcceptDeliveries:
    """Outbound orders by number."""

    __pydantic_config__ = STRICT

    numbers: Annotated[tuple[Code, ...], Field(min_length=1)] = field(
        metadata={"title": gettext_noop("Outbound orders")}
    )


@dataclass(frozen=True, kw_only=True)
class DeliveriesAccepted:
    """Of how many orders control passed now; what had passed before, or with the shipment, stays as it is."""

    orders: int


@verb("outbound.accept_deliveries", may="ship", title=gettext_noop("Accept deliveries"))
def accept_deliveries(command: AcceptDeliveries, ctx: Context) -> DeliveriesAccepted:
    """Book goods dispatched for these orders as cost of sales, whatever their carriers say. Constant statements."""
    of = outbound.warehouse_of(ctx, command.numbers)
    return DeliveriesAccepted(orders=accept_dispatched(ctx, set(of)))
