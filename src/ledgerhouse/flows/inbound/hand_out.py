"""Hand out putaway tasks for goods that stand somewhere and belong on a shelf: what a receipt left at the dock, what never left staging."""

from collections.abc import Sequence
from typing import NamedTuple

from ledgerhouse.documents.warehouse import tasks
from ledgerhouse.documents.warehouse.putaway import Arrival, Floor, Slot, propose, unplaced
from ledgerhouse.documents.warehouse.putaway_rules import aparts, dangers, rules
from ledgerhouse.documents.warehouse.putaway_strategies import default_rule
from ledgerhouse.documents.warehouse.slots import arrivals, slots, with_heights
from ledgerhouse.documents.warehouse.words import NewTask, TaskKind
from ledgerhouse.flows.inbound.cross_dock import Arrived, cross_dock
from ledgerhouse.kernel.context import Context
from ledgerhouse.ledgers.stock.words import Place
from ledgerhouse.masterdata.sites.words import WarehouseRef


class Standing(NamedTuple):
    """So many steps of a lot at a place, of one line of a paper; tasks for them are called after `code`."""

    code: str
    paper_kind: str
    paper: str
    line: int
    item: int
    lot: int
    quantity: int
    place: Place


def _without_orders(ctx: Context, warehouse: WarehouseRef, goods: Sequence[Standing]) -> list[Standing]:
    """What is left of arrived goods when waiting orders have what they need of them."""
    there = [Arrived(i, g.item, g.lot, g.quantity, g.place) for i, g in enumerate(goods)]
    used = cross_dock(ctx, warehouse, there)
    rest = [g._replace(quantity=g.quantity - used.get(i, 0)) for i, g in enumerate(goods)]
    return [g for g in rest if g.quantity]


def floor_of(ctx: Context, warehouse: int, found: Sequence[Slot], wanted: Sequence[Arrival]) -> Floor:
    """Places for these goods, with the distance that dangerous ones among them must keep. Two statements where there are any, else none."""
    apart = aparts(ctx) if any(a.goods.hazard for a in wanted) else []
    return Floor(found, apart, dangers(ctx, warehouse) if apart else ())


def hand_out(
    ctx: Context, warehouse: WarehouseRef, goods: Sequence[Standing], *, arrived: bool = False
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Make putaway tasks; answers their codes, and the codes of goods for which there is not room enough: they stay where they are.

    Of goods that have just `arrived`, what orders wait for is held for them instead. Constant statements.
    """
    if arrived:
        goods = _without_orders(ctx, warehouse, goods)
    if not goods:
        return (), ()
    known = rules(ctx, warehouse.id)
    wanted = arrivals(
        ctx,
        [(g.item, g.lot, g.quantity, g.place.unit) for g in goods],
        categories=any(rule.category for rule in known),
    )
    found = slots(ctx, warehouse.id, wanted, known)
    wanted = with_heights(ctx, wanted, found)
    floor = floor_of(ctx, warehouse.id, found, wanted)
    proposals = propose(wanted, floor, known, default_rule(ctx))
    new, parts = [], dict.fromkeys(range(len(goods)), 0)
    for proposal in proposals:
        g = goods[proposal.key]
        parts[proposal.key] += 1
        new.append(
            NewTask(
                code=g.code if parts[proposal.key] == 1 else f"{g.code}-{parts[proposal.key]}",
                kind=TaskKind.PUTAWAY,
                item=g.item,
                quantity=proposal.quantity,
                source=g.place.location,
                target=proposal.place,
                paper_kind=g.paper_kind,
                paper=g.paper,
                line=g.line,
                lot=g.lot,
                unit=g.place.unit,
                owner=g.place.owner,
                status=g.place.status,
                sequence=floor.slots[proposal.place].sequence,
                explanation=proposal.why,
            )
        )
    tasks.create(ctx, warehouse.id, new)
    return tuple(task.code for task in new), tuple(goods[key].code for key in unplaced(wanted, proposals))
