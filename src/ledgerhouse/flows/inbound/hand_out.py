"""Hand out putaway tasks for goods that stand somewhere and belong on a shelf: what a receipt left at the dock, what never left staging."""

from collections.abc import Sequence
from typing import NamedTuple

from ledgerhouse.documents.warehouse import tasks
from ledgerhouse.documents.warehouse.putaway import Floor, propose, unplaced
from ledgerhouse.documents.warehouse.putaway_strategies import default_rule
from ledgerhouse.documents.warehouse.slots import arrivals, slots
from ledgerhouse.documents.warehouse.words import NewTask, TaskKind
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


def hand_out(
    ctx: Context, warehouse: WarehouseRef, goods: Sequence[Standing]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Make putaway tasks; answers their codes, and the codes of goods for which there is not room enough: they stay where they are.

    Constant statements.
    """
    if not goods:
        return (), ()
    wanted = arrivals(ctx, [(g.item, g.lot, g.quantity, g.place.unit) for g in goods])
    floor = Floor(slots(ctx, warehouse.id, wanted))
    proposals = propose(wanted, floor, (), default_rule(ctx))
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
