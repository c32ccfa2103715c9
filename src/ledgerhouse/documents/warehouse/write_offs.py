"""Write-offs, for flows: proposed over balances, decided once."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from ledgerhouse.documents.warehouse.models import WriteOff, WriteOffLine
from ledgerhouse.documents.warehouse.words import WRITE_OFF
from ledgerhouse.foundation import numbering
from ledgerhouse.foundation.nodes import new_id, new_ids
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Changed, NotFound, gettext_noop

PAPER = "write_off"


class Line(NamedTuple):
    """So many steps of one balance."""

    item: int
    lot: int
    location: int
    unit: int
    owner: int
    status: int
    quantity: int
    serials: tuple[int, ...] = ()


class WriteOffRef(NamedTuple):
    """A write-off as flows need it."""

    id: int
    number: str
    state: str
    warehouse: int
    cause: str
    maker: int


def write(ctx: Context, warehouse: int, cause: str, remark: str, lines: Sequence[Line], day: date) -> str:
    """Write down what is proposed. Answers its number. Constant statements."""
    (number,) = numbering.take(ctx, PAPER, 1, day)
    paper = new_id()
    WriteOff.objects.bulk_create(
        [
            WriteOff(
                id=paper,
                company_id=ctx.company,
                number=number,
                warehouse_id=warehouse,
                cause=cause,
                remark=remark,
                maker=ctx.user,
                created_at=ctx.now,
            )
        ]
    )
    WriteOffLine.objects.bulk_create(
        WriteOffLine(
            id=identifier,
            paper_id=paper,
            position=position,
            item_id=line.item,
            lot=line.lot,
            location_id=line.location,
            unit=line.unit,
            stock_owner=line.owner,
            status=line.status,
            quantity=exact.number(line.quantity, exact.QUANTITY),
            serials=list(line.serials),
        )
        for position, (identifier, line) in enumerate(zip(new_ids(len(lines)), lines, strict=True), 1)
    )
    return number


def load(ctx: Context, number: str) -> WriteOffRef:
    """One write-off. Refuses with `NotFound`."""
    rows = scoped(ctx, WriteOff).filter(number=number)
    row = rows.values_list("id", "number", "state", "warehouse_id", "cause", "maker").first()
    if row is None:
        raise NotFound(kind=gettext_noop("write-off"), name=number)
    return WriteOffRef(*row)


def lines(ctx: Context, paper: int) -> list[Line]:
    """The lines of a write-off by position."""
    rows = scoped(ctx, WriteOffLine).filter(paper_id=paper).order_by("position")
    return [
        Line(item, lot, location, unit, owner, status, exact.steps(quantity, exact.QUANTITY), tuple(serials))
        for item, lot, location, unit, owner, status, quantity, serials in rows.values_list(
            "item_id", "lot", "location_id", "unit", "stock_owner", "status", "quantity", "serials"
        )
    ]


def decide(ctx: Context, paper: WriteOffRef, step: str) -> None:
    """Approve or reject, once. Refuses with `WrongState`, or `Changed` when somebody else was faster."""
    state = WRITE_OFF.after(paper.state, step, name=paper.number)
    rows = scoped(ctx, WriteOff).filter(id=paper.id, state__in=WRITE_OFF.sources(step))
    if rows.update(state=state, approver=ctx.user, decided_at=ctx.now) != 1:
        raise Changed(name=paper.number)
