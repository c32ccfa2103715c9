"""The month-end run: value what left at month average, leave the closing value, book the cost. Repeatable while the period is open.

A run of a month begins with the first open month that has something to value and goes on to the last month that was ever run, so that a receipt
that came late is carried through all of them. Of every entry only the difference to what was booked before is written. All months are decided
first, then pools are stored once. Constant statements per month.
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from ledgerhouse.foundation.queries import company
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Refused, Unreadable, gettext_noop, problem
from ledgerhouse.kernel.exact import AMOUNT, number, shown
from ledgerhouse.ledgers.books import append as books
from ledgerhouse.ledgers.books.words import Booking, Worth
from ledgerhouse.ledgers.costing import append as costing
from ledgerhouse.ledgers.costing import append_estimates as estimates
from ledgerhouse.ledgers.costing import months
from ledgerhouse.ledgers.costing.append import PoolKey
from ledgerhouse.ledgers.costing.methods import Holding, Pool
from ledgerhouse.ledgers.costing.month_end import Unvalued, value_month
from ledgerhouse.ledgers.costing.months import Closing, PendingFlow
from ledgerhouse.ledgers.costing.words import Kind
from ledgerhouse.masterdata.catalog.queries import items_by_id
from ledgerhouse.masterdata.catalog.words import ItemRef


class PeriodClosed(Refused):
    """Money can not land in this period any more."""

    code = "period-closed"
    template = gettext_noop("The period {month} is closed.")


class Ran(NamedTuple):
    """One month of one valuation area: what it leaves, how many entries have another value than before, how many wait for the next month."""

    area: int
    month: int
    closings: tuple[Closing, ...]
    changed: int
    waiting: int
    booked: int


class _Valued(NamedTuple):
    """A flow with its new value and the month that gave it (0: it waits)."""

    flow: PendingFlow
    value: int
    run: int


class _Month(NamedTuple):
    month: int
    closings: list[Closing]
    valued: list[_Valued]


def run_month_end(ctx: Context, area: int, month: int) -> list[Ran]:
    """Run a month of a valuation area, and the open months beside it that hang on it.

    Refuses with `PeriodClosed`, or with `Unreadable` a month in which items would be worth less than nothing, all at once.
    """
    chart = books.Chart(ctx)
    if chart.month(_first(month)) != month:
        raise PeriodClosed(month=month)
    every = [m for m in _between(*months.reach(ctx, area, month)) if chart.month(_first(m)) == m]
    keys = months.keys(ctx, area, every[-1])
    locked = costing.find_and_lock(ctx, area, keys)
    items = items_by_id(ctx, {item for item, _ in locked})
    places = company(ctx).currency_places
    pools = {key: pool for key, (_, pool) in locked.items()}
    problems: list[Problem] = []
    made, before = [], _Book(ctx, area, set(locked))
    for m in every:
        one = before.run(m, items, places, problems)
        made.append(one)
        _change(pools, one)
    if problems:
        raise Unreadable(problems)

    # after this point nothing may refuse
    holdings = {locked[key][0]: Holding(pool) for key, pool in pools.items() if pool != locked[key][1]}
    costing.store(ctx, area, holdings)
    return [_write(ctx, area, chart, one, items) for one in made]


class _Book:
    """What the run knows as it goes from month to month; reads each month once."""

    def __init__(self, ctx: Context, area: int, keys: set[PoolKey]) -> None:
        self._ctx, self._area, self._keys = ctx, area, keys
        self._opening: dict[PoolKey, tuple[int, int]] = {}
        self._left: list[PendingFlow] = []
        self._after = 0
        self._values: dict[int, int] = {}

    def run(self, month: int, items: Mapping[int, ItemRef], places: int, problems: list[Problem]) -> _Month:
        """Decide one month."""
        if not self._after:
            self._opening = months.closing_before(self._ctx, self._area, month)
        came = months.known(self._ctx, self._area, self._after, month)
        flows = self._flows(month)
        self._after = month
        one = _Month(month, [], [])
        for key in sorted((self._opening.keys() | came.keys() | flows.keys()) & self._keys):
            self._pool(one, key, came.get(key, (0, 0)), flows.get(key, []), places, problems, items)
        self._values |= {v.flow.entry: v.value for v in one.valued}
        self._left = [v.flow for v in one.valued if not v.run]
        return one

    def _pool(
        self,
        one: _Month,
        key: PoolKey,
        came: tuple[int, int],
        flows: Sequence[PendingFlow],
        places: int,
        problems: list[Problem],
        items: Mapping[int, ItemRef],
    ) -> None:
        """Decide one pool in one month. What reverses an entry of an earlier month takes exactly that entry's value back."""
        present = {flow.entry for flow in flows}
        settled = {f.entry: -self._values[f.reverses] for f in flows if f.reverses and f.reverses not in present}
        quantity = came[0] + sum(f.quantity for f in flows if f.entry in settled)
        value = came[1] + sum(settled.values())
        opening = self._opening.get(key, (0, 0))
        total = (opening[0] + quantity, opening[1] + value)
        code = items[key[0]].code
        if min(total) < 0:
            template = gettext_noop("{quantity} of {code} would be worth {value} in {month}")
            facts = {"quantity": shown(total[0]), "value": number(total[1], AMOUNT), "month": one.month}
            problems.append(problem(f"items.{code}", template, code=code, **facts))
            return
        unvalued = [Unvalued(f.entry, -f.quantity, f.reverses) for f in flows if f.entry not in settled]
        end = value_month(*total, unvalued, places)
        values = settled | {entry: -cost for entry, cost in end.values.items()}
        one.valued.extend(_Valued(f, values.get(f.entry, 0), one.month if f.entry in values else 0) for f in flows)
        self._opening[key] = (end.quantity, end.value)
        went = (total[0] - end.quantity, total[1] - end.value)
        left = (end.quantity, end.value, len(end.waiting))
        one.closings.append(Closing(one.month, *key, *opening, quantity, value, *went, *left))

    def _flows(self, month: int) -> dict[PoolKey, list[PendingFlow]]:
        """What this month must value: its own, and what the months before left waiting, in order."""
        read = {f.id: f for f in months.pending(self._ctx, self._area, self._after, month)} | {
            f.id: f for f in self._left
        }
        origins = {f.reverses for f in read.values() if f.reverses} - self._values.keys()
        self._values = months.values_of(self._ctx, self._area, origins) | self._values
        flows: dict[PoolKey, list[PendingFlow]] = defaultdict(list)
        for _, f in sorted(read.items()):
            flows[f.item, f.lot].append(f)
        return flows


def _change(pools: dict[PoolKey, Pool], one: _Month) -> None:
    """What the month does to the pools: value as it differs, and pending steps as they get their value or lose it again."""
    for f, value, run in one.valued:
        key = (f.item, f.lot)
        pool = pools[key]
        turned = f.quantity * (bool(run) - bool(f.run))
        pools[key] = Pool(pool.quantity, pool.value + value - f.value, pool.pending + turned)


def _write(ctx: Context, area: int, chart: books.Chart, one: _Month, items: Mapping[int, ItemRef]) -> Ran:
    changed = [v for v in one.valued if v.value != v.flow.value]
    costing.close_month(ctx, area, one.month, one.closings)
    costing.value_flows(area, [(f.id, value, run) for f, value, run in one.valued if (value, run) != (f.value, f.run)])
    for warehouse in {v.flow.warehouse for v in changed}:
        estimates.value(warehouse, [(v.flow.entry, v.value) for v in changed if v.flow.warehouse == warehouse])
    costing.count_known(area, one.month, {c.item for c in one.closings})
    day = _last(one.month)
    lines = [
        (
            v.flow.warehouse,
            costing.Line(
                v.flow.entry,
                v.flow.movement,
                v.flow.line,
                v.flow.item,
                v.flow.lot,
                0,
                v.value - v.flow.value,
                0,
                day.isoformat(),
                one.month,
                int(Kind.VALUED),
                v.flow.reverses,
            ),
        )
        for v in changed
    ]
    costing.append_values(ctx, area, lines)
    bookings = _bookings(changed, day, items)
    books.append(ctx, chart, bookings)
    booked = sum(v.value - v.flow.value for v in changed)
    return Ran(area, one.month, tuple(one.closings), len(changed), sum(1 for v in one.valued if not v.run), -booked)


def _bookings(changed: Sequence[_Valued], day: date, items: Mapping[int, ItemRef]) -> list[Booking]:
    """One booking per movement, by the rules of the event that moved the goods; a lower value than before is booked red."""
    by_movement: dict[int, list[_Valued]] = defaultdict(list)
    for v in changed:
        by_movement[v.flow.movement].append(v)
    bookings = []
    for movement, some in by_movement.items():
        sums: dict[str, int] = defaultdict(int)
        for f, value, _ in some:
            sign = (1 if f.quantity > 0 else -1) * (-1 if f.reverses else 1)
            sums[items[f.item].category] += sign * (value - f.value)
        first = some[0].flow
        bookings.append(
            Booking(
                movement=movement,
                warehouse=first.warehouse,
                event=first.event,
                paper=first.paper,
                number=first.number,
                business_date=day,
                worth=tuple(Worth(category, "value", steps) for category, steps in sums.items() if steps),
                partner=first.partner,
                department=first.department,
            )
        )
    return bookings


def _first(month: int) -> date:
    return date(month // 100, month % 100, 1)


def _last(month: int) -> date:
    return date(month // 100, month % 100, monthrange(month // 100, month % 100)[1])


def _between(first: int, last: int) -> Iterator[int]:
    while first <= last:
        yield first
        first = first + 1 if first % 100 < 12 else first + 89
