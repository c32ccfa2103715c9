"""Change values without moving goods: cost lines, adjustments, journal and news together, or nothing.

What a receipt turns out to cost more or less (freight, invoice) is shared between stock and goods that are gone, as `ledgers.costing.adjusting`
says; a pool is revalued whole. Order inside one call: read receipts and items; lock pools in id order; decide in Python, refuse; then write pools,
layers, cost lines, adjustments, journal and outbox. Some fifteen statements, whatever the number of adjustments.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.foundation.outbox import tell
from ledgerhouse.foundation.queries import company
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.kernel.exact import AMOUNT, LARGEST, number, shown
from ledgerhouse.ledgers.books import append as books
from ledgerhouse.ledgers.books.words import Booking, Worth
from ledgerhouse.ledgers.costing import adjusting
from ledgerhouse.ledgers.costing import append as costing
from ledgerhouse.ledgers.costing.append import PoolKey
from ledgerhouse.ledgers.costing.apportion import apportion
from ledgerhouse.ledgers.costing.methods import Holding, Method
from ledgerhouse.ledgers.costing.queries import Receipt, pieces_of, receipts_of
from ledgerhouse.ledgers.costing.words import Adjustment, Cause, Change, Kind, Spread
from ledgerhouse.masterdata.catalog.queries import items_by_id
from ledgerhouse.masterdata.catalog.words import ItemRef
from ledgerhouse.masterdata.sites.words import WarehouseRef
from ledgerhouse.posting import estimates
from ledgerhouse.posting.pools import method_for
from ledgerhouse.posting.words import ValueChanged

POOL_ONLY = frozenset({Cause.REVALUATION, Cause.STANDARD_CHANGE})
RECEIPT_ONLY = frozenset({Cause.LANDED_COST, Cause.INVOICE_DIFFERENCE})


class Adjusted(NamedTuple):
    """What was written: an id and a journal entry id (0 where no money moved) per change, and where each adjustment's steps went, in order."""

    changes: tuple[int, ...]
    journal: tuple[int, ...]
    spreads: tuple[tuple[Spread, ...], ...]


class _Part(NamedTuple):
    """One piece of an adjustment: the change and adjustment it is of, its pool, its receipt if it names one, and its steps."""

    change: int
    at: int
    key: PoolKey
    receipt: Receipt | None
    amount: int


@dataclass(frozen=True)
class _Known:
    """What was read before deciding."""

    places: int
    items: Mapping[int, ItemRef]
    by_entry: Mapping[int, Receipt]
    by_line: Mapping[int, Sequence[Receipt]]
    open: Callable[[int], bool]
    pieces: Mapping[int, Sequence[int]]

    def method(self, item: int) -> Method:
        """How an item is costed."""
        return method_for(self.items[item])


def adjust(ctx: Context, warehouse: WarehouseRef, changes: Sequence[Change]) -> Adjusted:
    """Write changes of value in the area of one warehouse. Refuses with `Unreadable`, all problems at once, before the first ledger row.

    Refused: nothing or less than a minor unit to adjust, a closed period, an unknown receipt, an item that is not the receipt's, a cause that the
    item's method does not know, more taken off a receipt than it is worth, an empty pool, a pool below zero.
    """
    if not changes:
        return Adjusted((), (), ())
    chart = books.Chart(ctx)
    known = _read(ctx, warehouse, changes, chart)
    problems = _closed(chart, changes)
    parts = _parts(changes, known, problems)
    locked = costing.find_and_lock(ctx, warehouse.area, {part.key for part in parts})
    layered = {i for key, (i, _) in locked.items() if known.method(key[0]).layered}
    whole = {locked[part.key][0] for part in parts if part.receipt is None}
    by_piece = {i for key, (i, _) in locked.items() if known.method(key[0]).by_piece} - whole
    layers = costing.open_layers(warehouse.area, layered - by_piece)
    layers |= costing.open_layers(warehouse.area, by_piece, {s for some in known.pieces.values() for s in some})
    before = {key: Holding(pool, layers.get(i, ()), 0, i in layered) for key, (i, pool) in locked.items()}
    after, spreads = _decide(parts, before, known, problems)
    if problems:
        raise Unreadable({(p.where, p.template): p for p in problems}.values())

    # after this point nothing may refuse
    ids = new_ids(len(changes))
    holdings = {
        locked[key][0]: h._replace(layers=tuple(one for one in h.layers if one not in before[key].layers))
        for key, h in after.items()
    }
    costing.store(ctx, warehouse.area, holdings)
    months = [chart.month(change.business_date) for change in changes]
    costing.append(ctx, warehouse.area, warehouse.id, _lines(changes, ids, months, parts, spreads))
    if flows := _flows(changes, ids, months, parts, spreads, known):
        costing.append_flows(ctx, warehouse.area, warehouse.id, flows)
    costing.append_adjustments(ctx, warehouse.area, warehouse.id, _rows(changes, ids, months, parts, spreads))
    estimates.write_values(ctx, warehouse.id, changes, ids, [(part.change, part.amount) for part in parts])
    journal = books.append(ctx, chart, _bookings(warehouse, changes, ids, parts, spreads, known))
    tell(ctx, _news(warehouse, changes, ids, journal))
    return Adjusted(tuple(ids), tuple(journal), _by_adjustment(changes, parts, spreads))


def _read(ctx: Context, warehouse: WarehouseRef, changes: Sequence[Change], chart: books.Chart) -> _Known:
    every = [a for change in changes for a in change.adjustments]
    entries, lines = {a.entry for a in every if a.entry}, {a.line for a in every if a.line and not a.entry}
    receipts = receipts_of(ctx, warehouse.area, warehouse.id, entries=entries, lines=lines) if entries | lines else []
    by_line: dict[int, list[Receipt]] = defaultdict(list)
    for r in receipts:
        by_line[r.line].append(r)
    items = items_by_id(ctx, {r.item for r in receipts} | {a.item for a in every if a.item})
    by_entry = {r.entry: r for r in receipts}
    tracked = [r for r in receipts if items[r.item].by_piece]
    pieces = pieces_of(ctx, warehouse.area, tracked)
    places = company(ctx).currency_places
    return _Known(places, items, by_entry, by_line, lambda m: chart.month(date(m // 100, m % 100, 1)) == m, pieces)


def _closed(chart: books.Chart, changes: Sequence[Change]) -> list[Problem]:
    """A change of value is dated in an open period: unlike goods, it did not happen before somebody decided it."""
    found = []
    for i, change in enumerate(changes):
        month = change.business_date.year * 100 + change.business_date.month
        if chart.month(change.business_date) != month:
            template = gettext_noop("the period {month} is closed")
            found.append(problem(f"changes.{i}.business_date", template, month=month))
    return found


def _where(part_or_change: int, at: int, name: str) -> str:
    return f"changes.{part_or_change}.adjustments.{at}.{name}"


def _parts(changes: Sequence[Change], known: _Known, problems: list[Problem]) -> list[_Part]:
    """Every adjustment as pieces on pools; what can not be one becomes a problem."""
    unit, parts = int(10 ** (AMOUNT - known.places)), []
    for i, change in enumerate(changes):
        for at, a in enumerate(change.adjustments):
            if not a.amount or a.amount % unit or abs(a.amount) > LARGEST:
                template = gettext_noop("must be an amount other than zero with at most {places} places")
                problems.append(problem(_where(i, at, "amount"), template, places=known.places))
                continue
            parts += (
                _on_receipts(i, at, change.cause, a, known, problems)
                if a.entry or a.line
                else _on_pool(i, at, change.cause, a, known, problems)
            )
    return parts


def _on_receipts(i: int, at: int, cause: Cause, a: Adjustment, known: _Known, problems: list[Problem]) -> list[_Part]:
    """The receipts that an adjustment names; a line that came in several parts shares the amount by quantity."""
    receipts = (
        [known.by_entry[a.entry]] if a.entry in known.by_entry else [] if a.entry else known.by_line.get(a.line, ())
    )
    if not receipts:
        template = gettext_noop("there is no receipt {receipt} in this valuation area")
        problems.append(problem(_where(i, at, "entry" if a.entry else "line"), template, receipt=a.entry or a.line))
        return []
    if a.item and any(r.item != a.item for r in receipts):
        template = gettext_noop("the receipt is of item {code}")
        problems.append(problem(_where(i, at, "item"), template, code=known.items[receipts[0].item].code))
        return []
    if cause in POOL_ONLY:
        template = gettext_noop("a revaluation is of an item, not of a receipt")
        problems.append(problem(_where(i, at, "entry" if a.entry else "line"), template))
        return []
    amounts = apportion(a.amount, [r.quantity for r in receipts], known.places)
    return [_Part(i, at, (r.item, r.lot), r, amount) for r, amount in zip(receipts, amounts, strict=True) if amount]


def _on_pool(i: int, at: int, cause: Cause, a: Adjustment, known: _Known, problems: list[Problem]) -> list[_Part]:
    item = known.items.get(a.item)
    wrong: Problem | None = None
    if item is None:
        wrong = problem(_where(i, at, "item"), gettext_noop("there is no such item"))
    elif cause in RECEIPT_ONLY:
        wrong = problem(_where(i, at, "line"), gettext_noop("must name a receipt"))
    elif known.method(item.id).standard != (cause is Cause.STANDARD_CHANGE):
        template = (
            gettext_noop("item {code} is not costed at standard cost")
            if cause is Cause.STANDARD_CHANGE
            else (gettext_noop("item {code} is costed at standard cost: change the standard cost instead"))
        )
        wrong = problem(_where(i, at, "item"), template, code=item.code)
    elif known.method(item.id).by_lot != bool(a.lot):
        template = (
            gettext_noop("item {code} is costed by lot: name one")
            if not a.lot
            else (gettext_noop("item {code} is not costed by lot"))
        )
        wrong = problem(_where(i, at, "lot"), template, code=item.code)
    if wrong is not None:
        problems.append(wrong)
        return []
    return [_Part(i, at, (a.item, a.lot), None, a.amount)]


def _decide(
    parts: Sequence[_Part], before: Mapping[PoolKey, Holding], known: _Known, problems: list[Problem]
) -> tuple[dict[PoolKey, Holding], list[Spread]]:
    """Put the parts on their holdings one after the other. Pure; what can not be done becomes a problem."""
    after, spreads = dict(before), []
    worth: dict[int, int] = {}
    for part in parts:
        holding, item = after[part.key], known.items[part.key[0]]
        made = adjusting.Adjusted(holding, Spread(0, 0))
        where = _where(part.change, part.at, "amount")
        if (r := part.receipt) is not None:
            worth[r.entry] = worth.get(r.entry, r.value) + part.amount
            if worth[r.entry] < 0:
                template = gettext_noop("the receipt of {code} is worth {value} only")
                problems.append(problem(where, template, code=item.code, value=number(r.value, AMOUNT)))
            else:
                facts = (holding, known.method(item.id), r.entry, r.quantity, part.amount, known.places)
                pieces = known.pieces.get(r.entry, ())
                made = adjusting.adjust_receipt(*facts, rerun=known.open(r.month), pieces=pieces)
        elif not holding.pool.quantity + holding.pool.pending:
            problems.append(problem(where, gettext_noop("there is no stock of {code} to revalue"), code=item.code))
        elif holding.pool.value + part.amount < 0:
            template = gettext_noop("{quantity} of {code} are worth {value} only")
            worth_now = {"quantity": shown(holding.pool.quantity), "value": number(holding.pool.value, AMOUNT)}
            problems.append(problem(where, template, code=item.code, **worth_now))
        else:
            made = adjusting.adjust_pool(holding, part.amount, known.places)
        if made.holding.pool.value > LARGEST:
            problems.append(problem(where, gettext_noop("is beyond what the books can hold")))
            continue
        after[part.key] = made.holding
        spreads.append(made.spread)
    return after, spreads


def _each(
    changes: Sequence[Change],
    ids: Sequence[int],
    months: Sequence[int],
    parts: Sequence[_Part],
    spreads: Sequence[Spread],
) -> Iterator[tuple[Change, int, int, _Part, Spread]]:
    for part, spread in zip(parts, spreads, strict=True):
        yield changes[part.change], ids[part.change], months[part.change], part, spread


def _lines(
    changes: Sequence[Change],
    ids: Sequence[int],
    months: Sequence[int],
    parts: Sequence[_Part],
    spreads: Sequence[Spread],
) -> list[costing.Line]:
    return [
        costing.Line(
            part.receipt.entry if part.receipt else 0,
            batch,
            part.receipt.line if part.receipt else 0,
            *part.key,
            0,
            spread.in_stock,
            spread.variance,
            change.business_date.isoformat(),
            month,
            int(Kind.ADJUSTED),
        )
        for change, batch, month, part, spread in _each(changes, ids, months, parts, spreads)
        if spread.in_stock or spread.variance
    ]


def _flows(
    changes: Sequence[Change],
    ids: Sequence[int],
    months: Sequence[int],
    parts: Sequence[_Part],
    spreads: Sequence[Spread],
    known: _Known,
) -> list[costing.Flow]:
    """What the month-end run must know of: values put on the pools that it values."""
    return [
        costing.Flow(
            part.receipt.entry if part.receipt else 0,
            batch,
            part.receipt.line if part.receipt else 0,
            *part.key,
            change.event or change.cause,
            change.paper,
            change.number,
            change.partner,
            change.department,
            0,
            spread.in_stock,
            1,
            0,
            month,
        )
        for change, batch, month, part, spread in _each(changes, ids, months, parts, spreads)
        if spread.in_stock and known.method(part.key[0]).at_month_end
    ]


def _rows(
    changes: Sequence[Change],
    ids: Sequence[int],
    months: Sequence[int],
    parts: Sequence[_Part],
    spreads: Sequence[Spread],
) -> list[costing.AdjustmentRow]:
    return [
        costing.AdjustmentRow(
            batch,
            change.cause,
            change.paper,
            change.number,
            *part.key,
            part.receipt.entry if part.receipt else 0,
            part.receipt.quantity if part.receipt else 0,
            part.amount,
            *spread,
            change.business_date.isoformat(),
            month,
            change.why,
        )
        for change, batch, month, part, spread in _each(changes, ids, months, parts, spreads)
    ]


def _bookings(
    warehouse: WarehouseRef,
    changes: Sequence[Change],
    ids: Sequence[int],
    parts: Sequence[_Part],
    spreads: Sequence[Spread],
    known: _Known,
) -> list[Booking]:
    sums: list[dict[tuple[str, str], int]] = [defaultdict(int) for _ in changes]
    for part, spread in zip(parts, spreads, strict=True):
        category = known.items[part.key[0]].category
        of_change = sums[part.change]
        for kind, steps in (
            ("value", part.amount),
            ("stock", spread.in_stock),
            ("consumed", spread.consumed),
            ("variance", spread.variance),
        ):
            of_change[category, kind] += steps
    return [
        Booking(
            movement=batch,
            warehouse=warehouse.id,
            event=change.event or change.cause,
            paper=change.paper,
            number=change.number,
            business_date=change.business_date,
            worth=(*(Worth(*key, steps) for key, steps in of_change.items() if steps), *change.extra),
            partner=change.partner,
            department=change.department,
        )
        for change, batch, of_change in zip(changes, ids, sums, strict=True)
    ]


def _by_adjustment(
    changes: Sequence[Change], parts: Sequence[_Part], spreads: Sequence[Spread]
) -> tuple[tuple[Spread, ...], ...]:
    found = [[Spread(0, 0)] * len(change.adjustments) for change in changes]
    for part, spread in zip(parts, spreads, strict=True):
        had = found[part.change][part.at]
        found[part.change][part.at] = Spread(*(a + b for a, b in zip(had, spread, strict=True)))
    return tuple(map(tuple, found))


def _news(
    warehouse: WarehouseRef, changes: Sequence[Change], ids: Sequence[int], journal: Sequence[int]
) -> list[tuple[str, ValueChanged]]:
    return [
        (
            f"{change.paper}:{change.number}",
            ValueChanged(
                change=str(batch),
                journal_entry=str(entry),
                warehouse=warehouse.code,
                cause=change.cause,
                paper=change.paper,
                number=change.number,
                lines=len(change.adjustments),
            ),
        )
        for change, batch, entry in zip(changes, ids, journal, strict=True)
    ]
