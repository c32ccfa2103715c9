"""Propose a dock and a time for goods that were just ordered: the first slot that is free on the day they are due."""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from ledgerhouse.documents.warehouse import docks, inbound
from ledgerhouse.foundation.links import Ref, link
from ledgerhouse.kernel.context import Context
from ledgerhouse.masterdata.sites.words import WarehouseRef

MOST_DAYS = 60
"""How far apart the days of one call may lie; orders due later get no proposal."""


def propose_slots(ctx: Context, site: WarehouseRef, orders: Sequence[inbound.OrderRef]) -> list[str]:
    """Appointments that take no place yet, for orders with a day at a warehouse with dock hours; answers their numbers.

    A constant number of statements. Proposals go round the free slots of a day, so not all orders get the same.
    """
    today = ctx.today(site.timezone)
    days = {i: day for i, day in inbound.due_days(ctx, [order.id for order in orders]).items() if day >= today}
    if not days:
        return []
    first = min(days.values())
    span = min((max(days.values()) - first).days + 1, MOST_DAYS)
    slots = [slot for slot in docks.slots(ctx, site, first, span) if slot.starts_at > ctx.now]
    free: dict[date, list[docks.Slot]] = {}
    for slot in docks.free(ctx, site, slots):
        free.setdefault(slot.starts_at.astimezone(ZoneInfo(site.timezone)).date(), []).append(slot)
    new = []
    for order in orders:
        if of_day := free.get(days.get(order.id, date.min)):
            slot = of_day.pop(0)
            of_day.append(slot)
            new.append((order, docks.NewAppointment(order.id, slot, "", "proposed")))
    numbers = docks.write(ctx, site, [one for _, one in new]) if new else []
    link(
        ctx,
        [
            (Ref("inbound_order", order.number), Ref("dock_appointment", number))
            for (order, _), number in zip(new, numbers, strict=True)
        ],
    )
    return numbers
