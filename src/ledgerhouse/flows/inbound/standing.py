"""How received goods stand until they are put away: under inspection or not, ours already or still the supplier's (入账时点, decision 0080)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ledgerhouse.documents.quality import inspections, plans
from ledgerhouse.documents.quality.switching import History, skipped, skips
from ledgerhouse.documents.quality.words import Method, PlanRef, Sample
from ledgerhouse.flows.inbound.delivery import Arrived
from ledgerhouse.foundation.links import Ref, link
from ledgerhouse.kernel.context import Context
from ledgerhouse.ledgers.stock.words import OWN, Place, Status
from ledgerhouse.masterdata.catalog.queries import categories_of
from ledgerhouse.masterdata.sites.keep_units import keep_units
from ledgerhouse.masterdata.sites.words import BookIn, Kind, NewUnit, WarehouseRef

RECEIPT = "receipt"
UNIT = 10**6


class Stands(NamedTuple):
    """Where each line of a delivery stands, by its place in the command, and the sample to look at of those that wait for a verdict."""

    places: Mapping[int, Place]
    samples: Mapping[int, Sample]

    def booked(self, arrived: Iterable[Arrived]) -> dict[int, int]:
        """What of these lines is ours at once: steps by line of the inbound order."""
        sums: dict[int, int] = {}
        for a in arrived:
            if self.places[a.at].owner == OWN:
                sums[a.line.id] = sums.get(a.line.id, 0) + a.quantity
        return sums


def standing(ctx: Context, warehouse: WarehouseRef, arrived: Sequence[Arrived]) -> Stands:
    """Decide what is inspected, and whose the goods are until then. One statement where nothing is inspected and no handling unit is named."""
    samples = _samples(ctx, arrived, plans.plans(ctx))
    units = keep_units(ctx, warehouse.id, (NewUnit(a.unit) for a in arrived if a.unit))
    places = {}
    for a in arrived:
        status = Status.QC_PENDING if a.at in samples else Status.GOOD
        owner = _owner(warehouse, a, waits=a.at in samples)
        places[a.at] = Place(a.place.id, units.get(a.unit, 0), owner, status)
    return Stands(places, samples)


def _owner(warehouse: WarehouseRef, a: Arrived, *, waits: bool) -> int:
    """Goods that come onto their shelf and are not inspected are received, accepted and put away at once."""
    later = {
        BookIn.RECEIVING: False,
        BookIn.ACCEPTANCE: waits,
        BookIn.PUTAWAY: waits or a.place.kind == Kind.DOCK,
    }
    return a.order.partner if later[BookIn(warehouse.book_in)] else OWN


def _samples(ctx: Context, arrived: Sequence[Arrived], known: Sequence[PlanRef]) -> dict[int, Sample]:
    if not known:
        return {}
    of = categories_of(ctx, {a.item.id for a in arrived}) if any(plan.category for plan in known) else {}
    chosen = {}
    for a in arrived:
        categories = of.get(a.item.id, ())
        plan = plans.plan_for(known, item=a.item.id, categories=categories, supplier=a.order.partner, operation=RECEIPT)
        if plan is not None and plan.method != Method.NONE:
            chosen[a.at] = plan
    before = plans.histories(ctx, {(a.order.partner, a.item.id) for a in arrived if a.at in chosen})
    now = dict(before)
    samples = {}
    for a in arrived:
        if a.at in chosen:
            key, plan = (a.order.partner, a.item.id), chosen[a.at]
            history = now.get(key, History())
            skip = skips(plan, history)
            if plan.skip_every:
                now[key] = skipped(history, skip=skip)
            if not skip:
                samples[a.at] = plans.sample_of(plan, -(-a.quantity // UNIT), history.severity)
    plans.keep(ctx, before, {key: h for key, h in now.items() if key[0]})
    return samples


def ask_inspections(
    ctx: Context,
    warehouse: WarehouseRef,
    numbers: Sequence[str],
    papers: Sequence[Sequence[tuple[Arrived, int]]],
    stands: Stands,
) -> None:
    """Write an inspection for every line of the receipts that waits for a verdict; lines come with the id of their lot."""
    if not stands.samples:
        return
    new = []
    for number, paper in zip(numbers, papers, strict=True):
        for position, (a, lot) in enumerate(paper, 1):
            if a.at in stands.samples:
                place = stands.places[a.at]
                new.append(
                    inspections.NewInspection(
                        receipt=number,
                        position=position,
                        line=a.line.id,
                        supplier=a.order.partner,
                        item=a.item.id,
                        lot=lot,
                        location=place.location,
                        unit=place.unit,
                        owner=place.owner,
                        quantity=a.quantity,
                        sample=stands.samples[a.at],
                    )
                )
    made = inspections.write(ctx, warehouse.id, new, ctx.today(warehouse.timezone))
    link(ctx, ((Ref(RECEIPT, one.receipt), Ref("inspection", m)) for one, m in zip(new, made, strict=True)))
