"""Nodes of an order's timeline that carriage knows: waybills, and what carriers said about the parcels."""

from collections.abc import Iterator, Sequence

from ledgerhouse.documents.logistics.models import TrackingEvent, Waybill
from ledgerhouse.documents.logistics.words import SAID, Said
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.timeline import Node, nodes_of
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@nodes_of("outbound_order")
def waybills(ctx: Context, numbers: Sequence[str]) -> Iterator[Node]:
    """When its parcels got their numbers and were handed over. One statement."""
    rows = scoped(ctx, Waybill).filter(outbound__in=numbers).exclude(state="cancelled").order_by("id")
    for order, number, made, handed in rows.values_list("outbound", "number", "made_at", "handed_at"):
        yield Node(order, gettext_noop("Waybill made"), made, ("outbound.make_waybills",), note=number)
        if handed:
            yield Node(order, gettext_noop("Parcel handed over"), handed, ("outbound.hand_over",), note=number)


@nodes_of("outbound_order")
def told(ctx: Context, numbers: Sequence[str]) -> Iterator[Node]:
    """What carriers said. One statement."""
    rows = scoped(ctx, TrackingEvent).filter(waybill__outbound__in=numbers).order_by("at", "id")
    for order, number, said, at in rows.values_list("waybill__outbound", "waybill__number", "said", "at"):
        yield Node(order, SAID[Said(said)], at, ("outbound.record_tracking", "outbound.confirm_delivery"), note=number)
