"""Post movements: goods, cost, money and news together, or nothing.

Order inside one call: find balances, lock them ascending, read their holds, check; lock the pieces that go, where any have serial numbers; find and
lock cost pools, decide values in Python; then write balances, holds, movements, entries, pieces, pools, cost lines, journal and outbox. Some
eighteen statements, whatever the number of lines.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.foundation.outbox import tell
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Changed, Refused, gettext_noop
from ledgerhouse.ledgers.books import append as books
from ledgerhouse.ledgers.books.words import Booking
from ledgerhouse.ledgers.costing import append as costing
from ledgerhouse.ledgers.costing.methods import Use
from ledgerhouse.ledgers.stock import append as stock
from ledgerhouse.ledgers.stock.append import Delta, Key
from ledgerhouse.ledgers.stock.words import Balance, Entry, Movement, Place
from ledgerhouse.masterdata.catalog.mark_moved import mark_moved, movers
from ledgerhouse.masterdata.sites.queries import virtual
from ledgerhouse.masterdata.sites.words import Kind, WarehouseRef
from ledgerhouse.posting import provisional, valuation
from ledgerhouse.posting.pieces import Pieces
from ledgerhouse.posting.words import GoodsMoved


class NoEntry(Refused):
    """An entry that moves nothing, goes nowhere or has a value below zero."""

    code = "no-entry"
    template = gettext_noop(
        "An entry of item {item} must move more than zero from one place to another, at a value of zero or more."
    )
    status = 422


class Posted(NamedTuple):
    """What was written: movement ids, journal entry ids (0 where no money moved), value steps per entry, in order.

    `uses` are the cost layers that each entry used, which are the pieces that left where each has its own cost.
    `settled` says per (movement, entry) by position how many steps of a receipt went on at once to settle provisional issues.
    """

    movements: tuple[int, ...]
    journal: tuple[int, ...]
    values: tuple[int, ...]
    settled: Mapping[tuple[int, int], int] = {}
    uses: tuple[tuple[Use, ...], ...] = ()


def post(
    ctx: Context,
    warehouse: WarehouseRef,
    movements: Sequence[Movement],
    *,
    places: Mapping[Kind, int] | None = None,
    news: Sequence[tuple[str, Any]] = (),
    also: Collection[Key] = (),
) -> Posted:
    """Write movements of one warehouse. Refuses with `NoEntry`, `NotEnough`, `Changed` or a costing refusal before the first ledger row.

    `places` are its virtual places where the caller has read them, `news` what the caller has to tell besides: one statement less each.
    `also` are balances that the caller will change afterwards: locked with the others, so that no lock is taken out of order.
    """
    if not movements:
        tell(ctx, news)
        return Posted((), (), ())
    places = virtual(ctx, warehouse.id) if places is None else places
    outside = frozenset(kinds := {identifier: kind for kind, identifier in places.items()})
    asked, settling = len(movements), provisional.settling(ctx, warehouse, movements, places)
    movements = [*movements, *settling.movements]
    entries = [e for m in movements for e in m.entries]
    _check_entries(entries)
    deltas = _deltas(entries, outside)
    gaining = {key: delta for key, delta in deltas.items() if delta.on_hand > 0}
    found = stock.find_and_lock(ctx, warehouse.id, {*deltas, *also}, make=gaining)
    _check_holds(entries, stock.open_holds(warehouse.id, (e.hold for e in entries if e.hold)), found.balances)
    stock.check(found.balances, deltas)
    moving = movers(ctx, {e.item for e in entries})
    pieces = Pieces(ctx, warehouse.id, movements, moving.by_serial, kinds)
    entry_ids = new_ids(len(entries))
    values = valuation.decide(ctx, warehouse, pieces.named(movements), outside, entry_ids, moving.items)
    chart = books.Chart(ctx, {m.booked_as for m in movements} | {valuation.DIFFERENCE})

    # after this point nothing may refuse
    movement_ids = new_ids(len(movements))
    stock.shift(warehouse.id, found, deltas)
    stock.settle(warehouse.id, _wanted(entries))
    stock.append(ctx, warehouse.id, list(zip(movement_ids, movements, strict=True)), entry_ids)
    pieces.append(ctx, warehouse.id, movements, entry_ids)
    valuation.write(ctx, warehouse, movements, movement_ids, entry_ids, values, chart.month)
    costing.settle_issues(warehouse.area, settling.issues)
    values.worth[asked:] = [(*w, *more) for w, more in zip(values.worth[asked:], settling.worth, strict=True)]
    bookings = _bookings(warehouse, movements, movement_ids, values)
    journal = books.append(ctx, chart, bookings)[: len(movements)]
    mark_moved(ctx, moving.fresh)
    tell(ctx, [*_news(warehouse, movements, movement_ids, journal), *news])
    mine = values.crossings[: sum(len(m.entries) for m in movements[:asked])]
    worth, uses = (tuple(c.value for c in mine), tuple(c.uses for c in mine))
    return Posted(tuple(movement_ids[:asked]), tuple(journal[:asked]), worth, settling.taken, uses)


def _check_entries(entries: Sequence[Entry]) -> None:
    for e in entries:
        if e.quantity <= 0 or e.source == e.target or (e.value or 0) < 0:
            raise NoEntry(item=e.item)


def _deltas(entries: Sequence[Entry], outside: frozenset[int]) -> dict[Key, Delta]:
    sums: dict[Key, list[int]] = defaultdict(lambda: [0, 0])
    for e in entries:
        if e.source.location not in outside:
            delta = sums[_key(e, e.source)]
            delta[0] -= e.quantity
            delta[1] -= e.quantity if e.hold else 0
        if e.target.location not in outside:
            sums[_key(e, e.target)][0] += e.quantity
    return {key: Delta(*delta) for key, delta in sums.items()}


def _key(e: Entry, place: Place) -> Key:
    return (e.item, e.lot, place.location, place.unit, place.owner, int(place.status))


def _check_holds(
    entries: Sequence[Entry], held: Mapping[int, tuple[int, int]], balances: Mapping[Key, Balance]
) -> None:
    """Every hold is still open for what is wanted of it, and is one on the very goods that go."""
    for e in entries:
        if e.hold:
            source = balances.get(_key(e, e.source))
            if source is None or held.get(e.hold, (0, 0))[0] != source.id:
                raise Changed(name=gettext_noop("A reservation"))
    if any(held[hold][1] < steps for hold, steps in _wanted(entries).items()):
        raise Changed(name=gettext_noop("A reservation"))


def _wanted(entries: Sequence[Entry]) -> dict[int, int]:
    """What the entries take of each hold."""
    wanted: dict[int, int] = defaultdict(int)
    for e in entries:
        if e.hold:
            wanted[e.hold] += e.quantity
    return wanted


def _bookings(
    warehouse: WarehouseRef, movements: Sequence[Movement], ids: Sequence[int], values: valuation.Values
) -> list[Booking]:
    return [
        Booking(
            movement=i,
            warehouse=warehouse.id,
            event=m.booked_as,
            paper=m.paper,
            number=m.number,
            business_date=m.business_date,
            worth=worth,
            partner=m.partner,
            department=m.department,
            place=warehouse.code,
            why=m.why,
        )
        for i, m, worth in zip(ids, movements, values.worth, strict=True)
    ] + valuation.differences(warehouse, movements, ids, values)


def _news(
    warehouse: WarehouseRef, movements: Sequence[Movement], ids: Sequence[int], journal: Sequence[int]
) -> list[tuple[str, GoodsMoved]]:
    return [
        (
            f"{m.paper}:{m.number}",
            GoodsMoved(
                movement=str(i),
                journal_entry=str(j),
                warehouse=warehouse.code,
                reason=m.reason.name.lower(),
                paper=m.paper,
                number=m.number,
                lines=len(m.entries),
            ),
        )
        for i, j, m in zip(ids, journal, movements, strict=True)
    ]
