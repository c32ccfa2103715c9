"""What people may do with goods where they lie: lots, places and free quantities of lines of one warehouse, checked together."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ledgerhouse.documents.warehouse import tasks
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, gettext_noop, problem
from ledgerhouse.ledgers.stock.queries import stock_of
from ledgerhouse.ledgers.stock.words import Place
from ledgerhouse.masterdata.catalog.words import ItemRef, LotRef, Tracking
from ledgerhouse.masterdata.sites.words import Kind, PlaceRef

OPEN: frozenset[Kind] = frozenset({Kind.STORAGE, Kind.DOCK, Kind.RETURNS, Kind.QUARANTINE})
"""Kinds of place where people may handle goods. What was picked or packed belongs to an order and moves with it."""


class Taken(NamedTuple):
    """So many steps that a line takes from a place; `where` is the line's path in the command."""

    where: str
    item: ItemRef
    lot: int
    place: Place
    code: str
    quantity: int


def known_lot(
    where: str, code: str, item: ItemRef, lots: Mapping[tuple[int, str], LotRef]
) -> tuple[int, list[Problem]]:
    """The id of a lot as written, 0 for goods without; a lot of another item is not known here."""
    if item.tracking == Tracking.NONE:
        wrong = problem(where, gettext_noop("item {code} is kept without lots"), code=item.code)
        return 0, [wrong] if code else []
    if not code and not item.needs_lot:
        return 0, []
    if not code:
        return 0, [problem(where, gettext_noop("is needed for item {code}"), code=item.code)]
    lot = lots.get((item.id, code))
    template = gettext_noop("there is no lot {lot} of item {code}")
    return (lot.id, []) if lot else (0, [problem(where, template, lot=code, code=item.code)])


def wrong_place(where: str, code: str, place: PlaceRef | None, *, into: bool) -> Problem | None:
    """Why goods may not be taken from (or put to) a place."""
    if place is None:
        return problem(where, gettext_noop("there is no location {code} here"), code=code)
    if place.kind not in OPEN:
        return problem(where, gettext_noop("goods at {code} belong to an order"), code=code)
    if into and place.locked_in:
        return problem(where, gettext_noop("{code} is locked for putting in"), code=code)
    if not into and place.locked_out:
        return problem(where, gettext_noop("{code} is locked for taking out"), code=code)
    return None


def free_at(ctx: Context, warehouse: int, keys: Iterable[tuple[int, int, Place]]) -> dict[tuple[int, ...], int]:
    """Steps by (item, lot, *place) that are neither held nor wait for a putaway task. Two statements."""
    wanted = {(item, lot, *map(int, place)) for item, lot, place in keys}
    there = stock_of(ctx, warehouse, [(k[0], k[1], k[2], k[3], k[4], k[5]) for k in wanted])
    waiting = tasks.waiting_at(ctx, warehouse)
    return {key: max(there.get(key, (0, 0))[0] - there.get(key, (0, 0))[1] - waiting.get(key, 0), 0) for key in wanted}


def missing(ctx: Context, warehouse: int, taken: Sequence[Taken]) -> list[Problem]:
    """Goods that are not there, are reserved or wait for their putaway task, over all lines together. Two statements."""
    free = free_at(ctx, warehouse, [(t.item.id, t.lot, t.place) for t in taken])
    wanted: dict[tuple[int, ...], int] = {}
    problems = []
    for t in taken:
        key = (t.item.id, t.lot, *map(int, t.place))
        wanted[key] = wanted.get(key, 0) + t.quantity
        if (short := wanted[key] - free[key]) > 0:
            template = gettext_noop("{short} short: only {free} of {code} at {place} are free")
            facts = {"short": exact.shown(short), "free": exact.shown(free[key]), "code": t.item.code, "place": t.code}
            problems.append(problem(f"{t.where}.quantity", template, **facts))
    return problems
