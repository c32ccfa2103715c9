"""Book received goods in that stood as the supplier's until now: they become ours, at the price of their order (入账)."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from ledgerhouse.documents.warehouse import inbound
from ledgerhouse.flows.inbound.worth import Worth
from ledgerhouse.kernel.context import Context
from ledgerhouse.ledgers.stock.words import Entry, Movement, Place, Reason

PAPER = "receipt"


class Due(NamedTuple):
    """So many steps of a receipt's goods that become ours on the way from one place to another; `line` is that of the inbound order."""

    receipt: str
    line: int
    item: int
    lot: int
    quantity: int
    source: Place
    target: Place
    serials: tuple[int, ...] = ()


def book_in(ctx: Context, due: Sequence[Due], day: date) -> list[Movement]:
    """The movements that book goods in, one for each; counted on their inbound lines. Constant statements, none for nothing."""
    if not due:
        return []
    more = Counter[int]()
    for one in due:
        more[one.line] += one.quantity
    inbound.book(more)
    known = inbound.lines_by_id(ctx, more)  # after that: of two who book in at once, the second is worth the rest
    worth = Worth(ctx, [order for _, order in known.values()], day)
    booked = {line: ref.booked - more[line] for line, (ref, _) in known.items()}
    movements = []
    for one in due:
        ref, order = known[one.line]
        before = booked[one.line]
        booked[one.line] += one.quantity
        value = worth.between(order, before, booked[one.line], ref.price)
        entry = Entry(
            item=one.item,
            quantity=one.quantity,
            source=one.source,
            target=one.target,
            lot=one.lot,
            value=value,
            line=one.line,
            serials=one.serials,
        )
        movements.append(Movement(Reason.BOOK_IN, PAPER, one.receipt, day, (entry,), partner=order.partner))
    return movements
