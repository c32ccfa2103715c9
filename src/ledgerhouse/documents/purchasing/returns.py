"""Returns to suppliers as papers, for flows: write them, load them, step through their life."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from ledgerhouse.documents.purchasing.models import SupplierReturn, SupplierReturnLine
from ledgerhouse.documents.purchasing.words import RETURN
from ledgerhouse.foundation import numbering
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Changed, NotFound, gettext_noop


class NewLine(NamedTuple):
    """So many steps of one receipt line, from a place in a status; `serials` are codes."""

    receipt: str
    receipt_line: int
    item: int
    lot: int
    quantity: int
    location: int
    status: int
    serials: tuple[str, ...] = ()


class NewReturn(NamedTuple):
    """What goes back to one supplier from one warehouse."""

    supplier: int
    warehouse: int
    wants: str
    reason: str
    reference: str
    lines: tuple[NewLine, ...]
    cause: str = "other"


class ReturnRef(NamedTuple):
    """A return to a supplier as flows need it."""

    id: int
    number: str
    state: str
    supplier: int
    warehouse: int
    wants: str
    reason: str
    maker: int


class LineRef(NamedTuple):
    """A line of a return, in steps; `place` is the code of its location."""

    id: int
    paper: int
    position: int
    receipt: str
    receipt_line: int
    item: int
    lot: int
    quantity: int
    place: str
    status: int
    serials: tuple[str, ...]


def write(ctx: Context, returns: Sequence[NewReturn], day: date) -> list[str]:
    """Write returns as drafts; answers their numbers in order. Constant statements."""
    numbers = numbering.take(ctx, "supplier_return", len(returns), day)
    ids = new_ids(len(returns))
    SupplierReturn.objects.bulk_create(
        SupplierReturn(
            id=i,
            company_id=ctx.company,
            number=number,
            supplier_id=r.supplier,
            warehouse_id=r.warehouse,
            wants=r.wants,
            cause=r.cause,
            reason=r.reason,
            reference=r.reference,
            maker=ctx.user,
            created_at=ctx.now,
        )
        for i, number, r in zip(ids, numbers, returns, strict=True)
    )
    SupplierReturnLine.objects.bulk_create(
        SupplierReturnLine(
            paper_id=i,
            position=position,
            receipt=line.receipt,
            receipt_line=line.receipt_line,
            item_id=line.item,
            lot=line.lot,
            quantity=exact.number(line.quantity, exact.QUANTITY),
            location_id=line.location,
            status=line.status,
            serials=list(line.serials),
        )
        for i, r in zip(ids, returns, strict=True)
        for position, line in enumerate(r.lines, 1)
    )
    return numbers


def find(ctx: Context, numbers: Iterable[str]) -> list[ReturnRef]:
    """Those of these returns that there are in the asker's scope."""
    rows = scoped(ctx, SupplierReturn).filter(number__in=set(numbers))
    paths = ("id", "number", "state", "supplier_id", "warehouse_id", "wants", "reason", "maker")
    return [ReturnRef(*row) for row in rows.values_list(*paths)]


def load(ctx: Context, numbers: Sequence[str]) -> list[ReturnRef]:
    """These returns in the order asked for. Refuses with `NotFound` naming those outside the asker's scope."""
    found = {one.number: one for one in find(ctx, numbers)}
    missing = [number for number in dict.fromkeys(numbers) if number not in found]
    if missing:
        raise NotFound(kind=gettext_noop("return to supplier"), name=", ".join(missing[:10]))
    return [found[number] for number in dict.fromkeys(numbers)]


def lines(ctx: Context, papers: Iterable[int]) -> list[LineRef]:
    """The lines of these returns, by return and position."""
    rows = scoped(ctx, SupplierReturnLine).filter(paper_id__in=set(papers)).order_by("paper_id", "position")
    paths = (
        "id",
        "paper_id",
        "position",
        "receipt",
        "receipt_line",
        "item_id",
        "lot",
        "quantity",
        "location__code",
        "status",
        "serials",
    )
    return [
        LineRef._make((*row[:7], exact.steps(row[7], exact.QUANTITY), *row[8:10], tuple(row[10])))
        for row in rows.values_list(*paths)
    ]


def sent_of(ctx: Context, receipts: Iterable[str]) -> dict[tuple[str, int], list[str]]:
    """Which returns took something of these receipts: (receipt, line) -> numbers."""
    rows = scoped(ctx, SupplierReturnLine).filter(receipt__in=set(receipts), paper__state="sent").order_by("id")
    found: dict[tuple[str, int], list[str]] = {}
    for receipt, line, number in rows.values_list("receipt", "receipt_line", "paper__number"):
        found.setdefault((receipt, line), []).append(number)
    return found


def step(returns: Sequence[ReturnRef], verb: str, sent_on: date | None = None) -> None:
    """Take one step of each return's life; of two who try at once, one wins and the other is refused."""
    for one in returns:
        RETURN.after(one.state, verb, name=one.number)
    rows = SupplierReturn.objects.filter(id__in=[r.id for r in returns], state__in=RETURN.sources(verb))
    more = {"sent_on": sent_on} if sent_on else {}
    if rows.update(state=RETURN.target(verb), **more) != len(returns):
        raise Changed(name=", ".join(r.number for r in returns[:10]))
