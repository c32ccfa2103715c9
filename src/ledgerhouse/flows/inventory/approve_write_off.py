"""Approve a write-off: the goods leave both ledgers (J27)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ledgerhouse.documents.warehouse import write_offs
from ledgerhouse.documents.warehouse.words import WRITE_OFF
from ledgerhouse.flows.inventory.places import Taken, missing
from ledgerhouse.flows.inventory.worth import facts_of
from ledgerhouse.foundation.approvals.need import require
from ledgerhouse.foundation.approvals.subjects import Facts, Subject, declare
from ledgerhouse.foundation.duties import guard
from ledgerhouse.foundation.links import Ref
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context, house
from ledgerhouse.kernel.errors import Refused, Unreadable, gettext_noop
from ledgerhouse.ledgers.stock.words import Entry, Movement, Place, Reason
from ledgerhouse.masterdata.catalog.queries import items_by_id
from ledgerhouse.masterdata.sites.queries import locations_by_id, virtual, warehouses_by_id
from ledgerhouse.masterdata.sites.words import Kind, WarehouseRef
from ledgerhouse.posting.gate import post

SUBJECT = gettext_noop("write-off")


class ProposerApproves(Refused):
    """Whoever proposed it may not approve it."""

    code = "proposer-approves"
    template = gettext_noop("{number} was proposed by you; somebody else must approve it.")
    status = 403


@dataclass(frozen=True, kw_only=True)
class ApproveWriteOff:
    """Which write-off."""

    __pydantic_config__ = STRICT

    number: Code = field(metadata={"title": gettext_noop("Write-off")})


@dataclass(frozen=True, kw_only=True)
class WrittenOff:
    """How many lines left the stock."""

    number: str
    lines: int


@verb("inventory.approve_write_off", may="approve write-offs", title=gettext_noop("Approve write-off"))
def approve_write_off(command: ApproveWriteOff, ctx: Context) -> WrittenOff:
    """Post a proposed write-off at cost. The proposer never approves; above a value a route asks for more. Constant statements."""
    paper = write_offs.load(ctx, command.number)
    WRITE_OFF.after(paper.state, "approve", name=paper.number)
    if ctx.user and ctx.user == paper.maker:
        raise ProposerApproves(number=paper.number)
    warehouse = warehouses_by_id(ctx, [paper.warehouse])[paper.warehouse]
    lines = write_offs.lines(ctx, paper.id)
    problems = missing(ctx, warehouse.id, _there(ctx, warehouse, lines))
    if problems:
        raise Unreadable(problems)
    require(ctx, SUBJECT, lambda: [_facts(ctx, paper, warehouse, lines)])
    guard(ctx, [Ref(write_offs.PAPER, paper.number)])
    write_offs.decide(ctx, paper, "approve")
    loss = Place(virtual(ctx, warehouse.id)[Kind.LOSS])
    entries = tuple(
        Entry(
            item=line.item,
            quantity=line.quantity,
            source=Place(line.location, line.unit, line.owner, line.status),
            target=loss,
            lot=line.lot,
            serials=line.serials,
        )
        for line in lines
    )
    day = ctx.today(warehouse.timezone)
    post(ctx, warehouse, [Movement(Reason.SCRAP, write_offs.PAPER, paper.number, day, entries, why=paper.cause)])
    return WrittenOff(number=paper.number, lines=len(lines))


def _there(ctx: Context, warehouse: WarehouseRef, lines: Sequence[write_offs.Line]) -> list[Taken]:
    items = items_by_id(ctx, {line.item for line in lines})
    places = locations_by_id(ctx, warehouse.id, {line.location for line in lines})
    return [
        Taken(
            f"lines.{i}",
            items[line.item],
            line.lot,
            Place(line.location, line.unit, line.owner, line.status),
            places[line.location].code,
            line.quantity,
        )
        for i, line in enumerate(lines)
    ]


def _facts(
    ctx: Context, paper: write_offs.WriteOffRef, warehouse: WarehouseRef, lines: Sequence[write_offs.Line]
) -> Facts:
    """What approval routes look at: what the goods are worth at cost, the warehouse, the categories."""
    worth = facts_of(ctx, warehouse, [(line.item, line.quantity) for line in lines])
    amount: Decimal = worth.amount
    return Facts(
        number=paper.number,
        amount=amount,
        maker=paper.maker,
        warehouse=warehouse.id,
        categories=worth.categories,
        content=repr(lines),
    )


def _find(ctx: Context, numbers: Sequence[str]) -> list[Facts]:
    found = []
    for number in numbers:
        paper = write_offs.load(ctx, number)
        warehouse = warehouses_by_id(ctx, [paper.warehouse])[paper.warehouse]
        found.append(_facts(house(ctx.company, ctx.now), paper, warehouse, write_offs.lines(ctx, paper.id)))
    return found


declare(Subject(SUBJECT, write_offs.PAPER, "inventory.approve_write_off", _find))
