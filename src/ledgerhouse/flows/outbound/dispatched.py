"""Goods dispatched (发出商品): what leaves while control over it passes later, what becomes of it at delivery, and when a shipment is taken back.

J15': at the shipment Dr 1406 Cr 1405, at delivery Dr 6401 Cr 1406; taken back both in red, the second first. An order with goods that are costed at
month end is booked as cost of sales at once: their cost is not known when they are delivered.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from ledgerhouse.documents.logistics import control
from ledgerhouse.documents.logistics.words import DispatchRef
from ledgerhouse.documents.warehouse import outbound
from ledgerhouse.kernel.context import Context
from ledgerhouse.ledgers.books.words import Booking, Worth
from ledgerhouse.ledgers.stock.past import Past
from ledgerhouse.ledgers.stock.words import Movement
from ledgerhouse.masterdata.catalog.queries import items_by_id
from ledgerhouse.masterdata.sites.queries import warehouses_by_id
from ledgerhouse.masterdata.sites.words import WarehouseRef
from ledgerhouse.posting.gate import Posted
from ledgerhouse.posting.money import book

DISPATCH: Final = "dispatch"
ACCEPTED: Final = "dispatch_accepted"
AT_MONTH_END: Final = "month_average"


def control_later(
    ctx: Context, orders: Sequence[outbound.OrderRef], lines: Sequence[outbound.LineRef]
) -> frozenset[int]:
    """The ids of the orders whose goods stay ours until delivery. One statement, a second one where there are such."""
    partners = control.passes_later(ctx, {o.partner for o in orders})
    later = {o.id for o in orders if o.partner in partners}
    if not later:
        return frozenset()
    items = items_by_id(ctx, {line.item for line in lines if line.order in later})
    return frozenset(
        later - {line.order for line in lines if line.order in later and items[line.item].costing == AT_MONTH_END}
    )


def remember_dispatched(ctx: Context, site: WarehouseRef, movements: Sequence[Movement], posted: Posted) -> None:
    """Remember what the movements that were booked as dispatched are worth, by line and category. Two statements, none without such."""
    going = {i: m for i, m in zip(posted.movements, movements, strict=True) if m.event == DISPATCH}
    if not going:
        return
    items = items_by_id(ctx, {e.item for m in going.values() for e in m.entries})
    values = iter(posted.values)
    sums: dict[tuple[str, int, int, int, str], int] = {}
    for identifier, m in zip(posted.movements, movements, strict=True):
        for e in m.entries:
            value = -next(values)  # out of our stock, so below zero
            if identifier in going and value:
                key = (m.number, m.partner, identifier, e.line, items[e.item].category)
                sums[key] = sums.get(key, 0) + value
    control.write(ctx, site.id, [control.Left(*key, value) for key, value in sums.items()], ctx.today(site.timezone))


def accept_dispatched(ctx: Context, orders: Collection[str]) -> int:
    """Control over what left for these orders has passed: cost of sales. Answers how many orders. Constant statements."""
    found = control.still_ours(ctx, orders) if orders else []
    for site in sorted(warehouses_by_id(ctx, {one.warehouse for one in found}).values()):
        mine, day = [one for one in found if one.warehouse == site.id], ctx.today(site.timezone)
        control.accept(mine, day)
        together: dict[str, list[DispatchRef]] = {}
        for one in mine:
            together.setdefault(one.outbound, []).append(one)
        book(ctx, [_booking(site, some, "outbound_order", number, day) for number, some in together.items()])
    return len({one.outbound for one in found})


def take_back_dispatched(
    ctx: Context, site: WarehouseRef, reversals: Mapping[str, Sequence[Past]], day: date
) -> dict[int, str]:
    """What the reversals take back was dispatched: its delivery in red first. Answers the event of each such movement. Constant statements."""
    of = {(m.id, e.line): number for number, past in reversals.items() for m in past for e in m.entries}
    found = [one for one in control.of_movements(ctx, {m for m, _ in of}) if (one.movement, one.line) in of]
    control.take_back({one.id: of[one.movement, one.line] for one in found})
    accepted: dict[str, list[DispatchRef]] = {}
    for one in found:
        if one.state == "accepted":
            accepted.setdefault(of[one.movement, one.line], []).append(one)
    book(ctx, [_booking(site, some, "stock_reversal", number, day, red=True) for number, some in accepted.items()])
    return {one.movement: DISPATCH for one in found}


def _booking(
    site: WarehouseRef, some: Iterable[DispatchRef], paper: str, number: str, day: date, *, red: bool = False
) -> Booking:
    """Dr cost of sales, Cr goods dispatched; in red the other way."""
    sums: dict[str, int] = {}
    partner = 0
    for one in some:
        sums[one.category] = sums.get(one.category, 0) + (-one.value if red else one.value)
        partner = one.partner
    worth = tuple(Worth(category, "value", steps) for category, steps in sums.items())
    return Booking(0, site.id, ACCEPTED, paper, number, day, worth, partner=partner, place=site.code)
