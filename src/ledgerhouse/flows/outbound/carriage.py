"""What is to be carried for outbound orders, and which services may carry it: for choosing one, and for making waybills."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from ledgerhouse.documents.logistics import carriers, waybills
from ledgerhouse.documents.logistics.choosing import RANKINGS, Load, Offer, Unfit, late, offers_for
from ledgerhouse.documents.logistics.words import ServiceRef
from ledgerhouse.documents.warehouse import outbound
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.exact import AMOUNT, QUANTITY, number
from ledgerhouse.masterdata.catalog.queries import handling_of
from ledgerhouse.masterdata.partners.queries import delivered_to
from ledgerhouse.masterdata.sites.words import Condition, WarehouseRef

UNIT: Final = 10**QUANTITY


class Carried(NamedTuple):
    """One parcel of an order (or the order itself, where nothing was packed) and what a carrier must know of it."""

    order: outbound.OrderRef
    parcel: str
    load: Load


class Proposal(NamedTuple):
    """The services that may carry a parcel, the best first, and those that may not."""

    carried: Carried
    offers: Sequence[Offer]
    unfit: Sequence[Unfit]


def to_carry(ctx: Context, numbers: Sequence[str]) -> list[Carried]:
    """The parcels of these orders that have no living waybill. Constant statements."""
    orders = outbound.find(ctx, numbers)
    weights, cold = _goods(ctx, orders)
    parcels: dict[int, list[tuple[str, int]]] = {}
    for packed in outbound.parcels(ctx, (o.id for o in orders)):
        parcels.setdefault(packed.order, []).append((packed.number, packed.weight_g))
    places = delivered_to(ctx, {o.partner for o in orders if o.partner})
    found = []
    for o in orders:
        mine = parcels.get(o.id) or [(o.number, 0)]
        share = -(-weights[o.id] // len(mine))
        for parcel, weight in mine:
            load = Load(weight or share, 0, o.id in cold, *places.get(o.partner, ("", "")), o.due_on)
            found.append(Carried(o, parcel, load))
    taken = waybills.holding(ctx, {c.parcel for c in found})
    return [c for c in found if c.parcel not in taken]


def propose(
    ctx: Context, site: WarehouseRef, carried: Sequence[Carried], ranking: str, services: Sequence[ServiceRef]
) -> list[Proposal]:
    """Which service is best for each, by a strategy, at what the clock of the warehouse shows."""
    today, clock = ctx.today(site.timezone), ctx.now.astimezone(ZoneInfo(site.timezone)).strftime("%H:%M")
    found = []
    for one in carried:
        offers, unfit = offers_for(one.load, services, today, clock)
        ranked = RANKINGS[ranking](one.load, offers)
        found.append(Proposal(one, _each_once(ranked, offers), unfit))
    return found


def offered(ctx: Context, only: str = "") -> list[ServiceRef]:
    """The services that are offered: all, or those of one carrier, or one as carrier/service."""
    return [s for s in carriers.services(ctx) if only in ("", s.carrier_code, f"{s.carrier_code}/{s.code}")]


def explained(proposal: Proposal) -> list[dict[str, Any]]:
    """Why this one: every service with price and day, or the reason why it may not; message ids with their facts."""
    good = [
        {
            "service": o.label,
            "price": str(number(o.price, AMOUNT)),
            "arrives": o.arrives_on.isoformat(),
            "late": late(proposal.carried.load, o),
        }
        for o in proposal.offers
    ]
    bad = [
        {"service": f"{u.service.carrier_code}/{u.service.code}", "why": u.why, "facts": u.facts}
        for u in proposal.unfit
    ]
    return [*good, *bad]


def _each_once(ranked: Iterable[Offer], offers: Sequence[Offer]) -> list[Offer]:
    """What a strategy answered, without what it made up and with what it forgot at the end: it proposes, and can not corrupt."""
    real = [o for o in dict.fromkeys(ranked) if o in offers]
    return real + [o for o in offers if o not in real]


def _goods(ctx: Context, orders: Sequence[outbound.OrderRef]) -> tuple[Mapping[int, int], set[int]]:
    """What the goods of each order weigh in grams, and which orders hold goods that are kept cold."""
    lines = outbound.lines(ctx, (o.id for o in orders))
    keep = handling_of(ctx, {line.item for line in lines})
    weights, cold = {o.id: 0 for o in orders}, set()
    for line in lines:
        going = line.picked or line.allocated or line.ordered - line.cut
        weights[line.order] += going * keep[line.item].weight_g // UNIT
        if keep[line.item].storage != Condition.AMBIENT:
            cold.add(line.order)
    return weights, cold
