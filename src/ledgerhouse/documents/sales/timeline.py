"""Nodes of an order's timeline that the sales papers know: ordered, and sent back."""

from collections.abc import Iterator, Sequence

from ledgerhouse.documents.sales.models import CreditHold, CustomerReturn, SalesOrder
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.timeline import Node, nodes_of
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop

TAKING = ("sales.take_order", "sales.take_orders")


@nodes_of("sales_order", root=True)
def ordered(ctx: Context, numbers: Sequence[str]) -> Iterator[Node]:
    """When the order was taken and when the customer was promised it. One statement."""
    rows = scoped(ctx, SalesOrder).filter(number__in=numbers)
    for number, at, maker in rows.values_list("number", "created_at", "maker"):
        yield Node(number, gettext_noop("Order taken"), at, TAKING, maker)


@nodes_of("sales_order")
def held(ctx: Context, numbers: Sequence[str]) -> Iterator[Node]:
    """When it was held for credit, and when it was let go. One statement."""
    rows = scoped(ctx, CreditHold).filter(order__number__in=numbers)
    for number, at, ended, by, why in rows.values_list("order__number", "held_at", "ended_at", "ended_by", "reason"):
        yield Node(number, gettext_noop("Held for credit"), at, ("outbound.confirm_orders",))
        if ended:
            freeing = ("outbound.release_holds", "outbound.recheck_holds")
            yield Node(number, gettext_noop("Hold released"), ended, freeing, by, why)


@nodes_of("customer_return")
def sent_back(ctx: Context, numbers: Sequence[str]) -> Iterator[Node]:
    """When goods came back. One statement."""
    rows = scoped(ctx, CustomerReturn).filter(number__in=numbers)
    for number, at, reason in rows.values_list("number", "created_at", "reason"):
        yield Node(
            number, gettext_noop("Goods returned"), at, ("inbound.take_returns", "inbound.reverse_returns"), note=reason
        )
