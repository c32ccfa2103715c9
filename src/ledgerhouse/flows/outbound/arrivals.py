"""What follows when parcels arrive: control over the goods of whole orders passes where it had not, and news."""

from collections.abc import Mapping, Sequence

from ledgerhouse.documents.logistics import tracking
from ledgerhouse.documents.logistics.words import WaybillRef
from ledgerhouse.documents.warehouse import outbound
from ledgerhouse.flows.outbound.dispatched import accept_dispatched
from ledgerhouse.flows.outbound.words import Delivered
from ledgerhouse.foundation import outbox
from ledgerhouse.kernel.context import Context


def arrived(ctx: Context, delivered: Sequence[WaybillRef], signed_by: Mapping[int, str]) -> None:
    """Let control over what arrived whole pass, and tell that these parcels were delivered. Constant statements; none when nothing was."""
    if not delivered:
        return
    numbers = {w.outbound for w in delivered}
    orders = {o.number: o for o in outbound.find(ctx, numbers)}
    waiting = tracking.undelivered(ctx, numbers)
    last = {w.outbound: w.id for w in delivered}
    accept_dispatched(ctx, numbers - waiting)
    outbox.tell(
        ctx,
        [
            (
                f"outbound_order:{w.outbound}",
                Delivered(
                    outbound=w.outbound,
                    origin=orders[w.outbound].origin if w.outbound in orders else "",
                    waybill=w.number,
                    signed_by=signed_by.get(w.id, ""),
                    complete=w.outbound not in waiting and last[w.outbound] == w.id,
                ),
            )
            for w in delivered
        ],
    )
