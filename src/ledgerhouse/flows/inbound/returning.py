"""Goods that are to go back to their supplier, understood: receipts, lines, places, pieces, and every problem at once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ledgerhouse.documents.warehouse import receipts
from ledgerhouse.flows.inventory.places import Taken, missing, wrong_place
from ledgerhouse.foundation.queries import company
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, gettext_noop, problem
from ledgerhouse.ledgers.costing.receipts import Left, left_of, pieces_in
from ledgerhouse.ledgers.stock.queries import stock_of
from ledgerhouse.ledgers.stock.words import OWN, Place
from ledgerhouse.masterdata.catalog.keep_serials import Read, find_serials, serial_problems
from ledgerhouse.masterdata.catalog.queries import items_by_id
from ledgerhouse.masterdata.catalog.words import ItemRef, Tracking
from ledgerhouse.masterdata.sites.queries import locations_by_code, warehouses_by_id
from ledgerhouse.masterdata.sites.words import PlaceRef

PAPER = "supplier_return"


class Asked(NamedTuple):
    """One line as somebody wrote it: `where` in the command, a receipt and the position of its line, steps, place, status, serial numbers."""

    where: str
    receipt: str
    line: int
    quantity: int
    place: str
    status: int
    serials: tuple[str, ...]


class Part(NamedTuple):
    """So much of it came in with this stock entry, at this value."""

    entry: int
    quantity: int
    value: int
    serials: tuple[int, ...] = ()


class Going(NamedTuple):
    """One line as understood."""

    asked: Asked
    receipt: receipts.ReceiptRef
    line: receipts.LineRef
    item: ItemRef
    place: PlaceRef
    parts: tuple[Part, ...]
    owner: int = OWN

    @property
    def source(self) -> Place:
        """Where the goods lie, in which status; they are ours, or the supplier's still where they were never booked in."""
        return Place(self.place.id, owner=self.owner, status=self.asked.status)


class _Known(NamedTuple):
    receipts: Mapping[str, receipts.ReceiptRef]
    lines: Mapping[tuple[str, int], receipts.LineRef]
    items: Mapping[int, ItemRef]
    places: Mapping[tuple[int, str], PlaceRef]


def understand(ctx: Context, asked: Sequence[Asked]) -> tuple[list[Going], list[Problem]]:
    """The lines of a call, each with the entries that brought its goods. Constant statements per warehouse."""
    known = _known(ctx, asked)
    found, problems = [], []
    for a in asked:
        receipt, line = known.receipts.get(a.receipt), known.lines.get((a.receipt, a.line))
        wrong = _wrong(a, receipt, line, known)
        problems += wrong
        if receipt and line and not wrong:
            place = known.places[receipt.warehouse, a.place]
            found.append(Going(a, receipt, line, known.items[line.item], place, ()))
    reads = [Read(g.asked.where, g.item.id, g.item.code, g.asked.serials) for g in found]
    pieces, unknown = find_serials(ctx, reads)
    problems += unknown + serial_problems(reads)
    if problems:
        return found, problems
    made = []
    for warehouse in sorted({g.receipt.warehouse for g in found}):
        mine = [(g, ids) for g, ids in zip(found, pieces, strict=True) if g.receipt.warehouse == warehouse]
        mine = _owned(ctx, warehouse, mine)
        taken = [Taken(g.asked.where, g.item, g.line.lot, g.source, g.asked.place, g.asked.quantity) for g, _ in mine]
        problems += missing(ctx, warehouse, taken)
        drawn, wrong = _draw(ctx, warehouse, mine)
        made += drawn
        problems += wrong
    order = {a.where: n for n, a in enumerate(asked)}
    return sorted(made, key=lambda g: order[g.asked.where]), problems


def _owned(
    ctx: Context, warehouse: int, mine: Sequence[tuple[Going, tuple[int, ...]]]
) -> list[tuple[Going, tuple[int, ...]]]:
    """Goods that were rejected before they were booked in are the supplier's still. One statement."""
    keys = {(g.item.id, g.line.lot, g.place.id, 0, g.receipt.partner, g.asked.status) for g, _ in mine}
    theirs = {key: there - held for key, (there, held) in stock_of(ctx, warehouse, keys).items()}
    found = []
    for g, ids in mine:
        key = (g.item.id, g.line.lot, g.place.id, 0, g.receipt.partner, g.asked.status)
        if theirs.get(key, 0) >= g.asked.quantity:
            theirs[key] -= g.asked.quantity
            part = Part(0, g.asked.quantity, 0, ids)
            found.append((g._replace(owner=g.receipt.partner, parts=(part,)), ids))
        else:
            found.append((g, ids))
    return found


def _known(ctx: Context, asked: Sequence[Asked]) -> _Known:
    found = receipts.by_number(ctx, {a.receipt for a in asked})
    lines = {(line.receipt, line.position): line for line in receipts.lines(ctx, found)}
    items = items_by_id(ctx, {line.item for line in lines.values()})
    places = {
        (site, code): place
        for site in warehouses_by_id(ctx, {r.warehouse for r in found.values()})
        for code, place in locations_by_code(ctx, site, {a.place for a in asked}).items()
    }
    return _Known(found, lines, items, places)


def _wrong(
    a: Asked, receipt: receipts.ReceiptRef | None, line: receipts.LineRef | None, known: _Known
) -> list[Problem]:
    if receipt is None:
        return [problem(f"{a.where}.receipt", gettext_noop("there is no receipt {number}"), number=a.receipt)]
    if line is None:
        template = gettext_noop("{name} has no line {line}")
        return [problem(f"{a.where}.line", template, name=a.receipt, line=a.line)]
    if line.quantity < 0 or not receipt.partner:
        template = gettext_noop("{number} brought nothing of a supplier")
        return [problem(f"{a.where}.receipt", template, number=a.receipt)]
    item, found = known.items[line.item], []
    if a.quantity % 10 ** (6 - item.places):
        template = gettext_noop("{quantity} {unit} is finer than {places} places of {base}")
        facts = {"quantity": exact.shown(a.quantity), "unit": item.unit, "places": item.places, "base": item.unit}
        found.append(problem(f"{a.where}.quantity", template, **facts))
    given = len(a.serials)
    if given * 10**6 > a.quantity or (item.tracking == Tracking.SERIAL and given * 10**6 != a.quantity):
        template = gettext_noop("{given} serial numbers are named for {wanted} pieces of item {code}")
        facts = {"given": given, "wanted": exact.shown(a.quantity), "code": item.code}
        found.append(problem(f"{a.where}.serials", template, **facts))
    place = known.places.get((receipt.warehouse, a.place))
    wrong = wrong_place(f"{a.where}.location", a.place, place, into=False)
    return [*found, wrong] if wrong else found


def _draw(
    ctx: Context, warehouse: int, mine: Sequence[tuple[Going, tuple[int, ...]]]
) -> tuple[list[Going], list[Problem]]:
    """Take what goes back from what is left of the receipts, oldest entry first, pieces from the entry that brought them."""
    left: dict[tuple[str, int, int], list[Left]] = defaultdict(list)
    for one in left_of(ctx, warehouse, {g.line.line for g, _ in mine}):
        left[one.number, one.line, one.lot].append(one)
    came = pieces_in(
        warehouse, [one.entry for some in left.values() for one in some] if any(s for _, s in mine) else ()
    )
    places, made, problems = company(ctx).currency_places, [], []
    for g, serials in mine:
        if g.owner != OWN:
            made.append(g)
            continue
        rest = left[g.asked.receipt, g.line.line, g.line.lot]
        entries = {one.entry for one in rest}
        foreign = [s for s in serials if came.get(s) not in entries]
        there = sum(one.quantity for one in rest)
        if foreign:
            template = gettext_noop("{count} of these serial numbers did not come with {number}")
            problems.append(problem(f"{g.asked.where}.serials", template, count=len(foreign), number=g.asked.receipt))
        elif g.asked.quantity > there:
            template = gettext_noop(
                "{over} more than the {open} that came with line {line} of {number} and are not returned"
            )
            facts = {"over": exact.shown(g.asked.quantity - there), "open": exact.shown(there)}
            problems.append(
                problem(f"{g.asked.where}.quantity", template, line=g.asked.line, number=g.asked.receipt, **facts)
            )
        else:
            parts = _by_piece(rest, serials, came, places) if serials else _oldest(rest, g.asked.quantity, places)
            made.append(g._replace(parts=tuple(parts)))
    return made, problems


def _oldest(rest: list[Left], quantity: int, places: int) -> list[Part]:
    parts = []
    for i, one in enumerate(rest):
        steps = min(quantity, one.quantity)
        if steps:
            rest[i], value = _less(one, steps, places)
            parts.append(Part(one.entry, steps, value))
            quantity -= steps
    return parts


def _by_piece(rest: list[Left], serials: Sequence[int], came: Mapping[int, int], places: int) -> list[Part]:
    parts = []
    for i, one in enumerate(rest):
        of_it = tuple(s for s in serials if came[s] == one.entry)
        if of_it:
            rest[i], value = _less(one, len(of_it) * 10**6, places)
            parts.append(Part(one.entry, len(of_it) * 10**6, value, of_it))
    return parts


def _less(one: Left, steps: int, places: int) -> tuple[Left, int]:
    """What is left after so many steps, and their value: a rounded share, all of it for the last."""
    value = one.value if steps == one.quantity else exact.share(one.value, steps, one.quantity, places)
    return one._replace(quantity=one.quantity - steps, value=one.value - value), value
