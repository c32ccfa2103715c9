"""Sort what a batch has brought into the slots of its orders: scan a piece, and its slot answers (播种)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from ledgerhouse.documents.warehouse import pick_lists
from ledgerhouse.documents.warehouse.pick_lists import ListRef, Slot
from ledgerhouse.documents.warehouse.words import PICK_LIST
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Code, Quantity
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, Refused, Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.catalog.queries import items_by_code
from ledgerhouse.masterdata.catalog.scanned import understand_codes


class NotToBeSorted(Refused):
    """Only a batch is sorted."""

    code = "not-to-be-sorted"
    template = gettext_noop("{list} is not a batch that is sorted after picking.")


class WallInUse(Refused):
    """A slot can not hold the goods of two orders."""

    code = "wall-in-use"
    template = gettext_noop("Put wall {wall} still has {list} on it.")


@dataclass(frozen=True, kw_only=True)
class SortPieces:
    """A batch, and what was scanned: a barcode, or the code of an item. No quantity: what the code stands for."""

    __pydantic_config__ = STRICT

    list: Code = field(metadata={"title": gettext_noop("Pick list")})
    code: Code = field(metadata={"title": gettext_noop("Scanned code")})
    quantity: Quantity | None = field(default=None, metadata={"title": gettext_noop("Quantity")})


@dataclass(frozen=True, kw_only=True)
class SlotFilled:
    """So much goes into a slot, of this order; whether the order is complete with it."""

    slot: int
    order: str
    quantity: str
    complete: bool


@dataclass(frozen=True, kw_only=True)
class PiecesSorted:
    """Where the goods go, and whether the whole batch is sorted now."""

    item: str
    slots: tuple[SlotFilled, ...]
    done: bool


@verb("warehouse.sort_pieces", may="pick", title=gettext_noop("Sort into the put wall"))
def sort_pieces(command: SortPieces, ctx: Context) -> PiecesSorted:
    """Say into which slots scanned goods go, and count them there; the last piece of an order says that it is complete."""
    batch = _batch(ctx, command.list)
    item, scanned = _understood(ctx, command.code)
    slots = pick_lists.slots(ctx, batch)
    steps = scanned if command.quantity is None else exact.steps(command.quantity, exact.QUANTITY)
    wanting = [s for s in slots if s.item == item and s.picked > s.sorted]
    open_steps = sum(s.picked - s.sorted for s in wanting)
    if steps > open_steps:
        template = gettext_noop("only {open} of {item} are still to be sorted here")
        raise Unreadable([problem("code", template, open=exact.shown(open_steps), item=command.code)])
    put = spread(wanting, steps)
    after = [s._replace(sorted=s.sorted + put.get(s.id, 0)) for s in slots]
    waiting = {s.slot for s in after if s.picked > s.sorted}
    pick_lists.sort(ctx, batch, put, last=not waiting)
    filled: dict[tuple[int, str], int] = defaultdict(int)
    for s in wanting:
        if s.id in put:
            filled[s.slot, s.order] += put[s.id]
    told = tuple(
        SlotFilled(slot=slot, order=order, quantity=exact.shown(steps), complete=slot not in waiting)
        for (slot, order), steps in filled.items()
    )
    return PiecesSorted(item=command.code, slots=told, done=not waiting)


def spread(wanting: Sequence[Slot], steps: int) -> dict[int, int]:
    """Goods over slot lines in the order of the slots: each gets what it still wants."""
    put: dict[int, int] = {}
    for slot in wanting:
        if part := min(steps, slot.picked - slot.sorted):
            put[slot.id] = part
            steps -= part
    return put


def _batch(ctx: Context, number: str) -> ListRef:
    found = pick_lists.by_number(ctx, [number]).get(number)
    if found is None:
        raise NotFound(kind=gettext_noop("pick list"), name=number)
    if found.mode != "batch":
        raise NotToBeSorted(list=number)
    (batch,) = pick_lists.lock(ctx, [found.id])
    PICK_LIST.after(batch.state, "sort", name=number)
    if batch.wall and (other := pick_lists.sorted_at(ctx, batch.wall, batch.id)):
        raise WallInUse(wall=pick_lists.walls(ctx, [batch.wall])[batch.wall], list=other)
    return batch


def _understood(ctx: Context, code: str) -> tuple[int, int]:
    """The item and steps that a code stands for; the code of an item is one of it."""
    (scan,), problems = understand_codes(ctx, [("code", code)])
    if scan is not None and scan.item is not None:
        return scan.item.id, scan.quantity
    known = items_by_code(ctx, [code])
    if not known:
        raise Unreadable(problems)
    return known[code].id, exact.steps(1, exact.QUANTITY)
