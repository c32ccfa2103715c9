"""Claims on stock that end: which have run out, and what is free to promise by a day."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.scope import scope_sql, scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.ledgers.stock.models import Balance, Expiry, Hold, Promise
from ledgerhouse.ledgers.stock.queries import usable_sql
from ledgerhouse.ledgers.stock.words import OWN


class Ended(NamedTuple):
    """A hold or promise whose time is over, with the steps that are still open of it (0: nothing)."""

    id: int
    warehouse: int
    promise: bool
    paper: str
    number: str
    line: int
    open: int


def ended(ctx: Context, *, limit: int) -> list[Ended]:
    """Claims whose time was over before now, longest first, at most so many. Three statements."""
    rows = scoped(ctx, Expiry).filter(expires_at__lte=ctx.now).order_by("expires_at", "id")
    return _with_facts(ctx, list(rows.values_list("id", "warehouse_id", "promise")[:limit]))


def _with_facts(ctx: Context, due: list[tuple[int, int, bool]]) -> list[Ended]:
    facts: dict[int, tuple[str, str, int, int]] = {}
    for promise, table, done in ((False, "stock_hold", "settled"), (True, "stock_promise", "fulfilled")):
        ids = {i for i, _, kind in due if bool(kind) is promise}
        if ids:
            model = Promise if promise else Hold
            sql = (
                f"select c.id, c.paper, c.number, c.line, c.quantity - c.{done} - c.released from {table} c "
                f"where c.id in {dialect.among(ids)} and c.warehouse_id in {dialect.among({w for _, w, _ in due})} "
                f"and {scope_sql(ctx, model, 'c')}"
            )
            facts |= {i: (paper, number, line, int(left)) for i, paper, number, line, left in dialect.select(sql)}
    return [Ended(i, w, bool(kind), *facts[i]) for i, w, kind in due if i in facts]


def ending(ctx: Context, numbers: Iterable[str]) -> list[Ended]:
    """Promises of these papers that have an end, with what is open of them, in the order they were made. Two statements."""
    rows = scoped(ctx, Expiry).filter(number__in=sorted(set(numbers)), promise=True).order_by("id")
    return _with_facts(ctx, list(rows.values_list("id", "warehouse_id", "promise")))


def promised_by_day(ctx: Context, warehouse: int, items: Iterable[int] = ()) -> dict[tuple[int, date], int]:
    """Open promises of our goods per item and day on which they are due, in steps. One statement."""
    wanted = set(items)
    of = f" and p.item_id in {dialect.among(wanted)}" if wanted else ""
    sql = (
        "select p.item_id, p.due, sum(p.quantity - p.fulfilled - p.released) from stock_promise p "
        f"where p.warehouse_id = {int(warehouse)} and p.owner = {OWN} and p.quantity > p.fulfilled + p.released{of} "
        f"and {scope_sql(ctx, Promise, 'p')} group by p.item_id, p.due"
    )
    return {(item, _date(due)): int(steps) for item, due, steps in dialect.select(sql)}


def usable_by_expiry(
    ctx: Context, warehouse: int, on: date, items: Iterable[int] = ()
) -> dict[int, list[tuple[date | None, int]]]:
    """Free usable steps of our goods per item: (last day of use, steps), goods without expiry under None. One statement."""
    wanted = set(items)
    of = f" and b.item_id in {dialect.among(wanted)}" if wanted else ""
    sql = (
        "select b.item_id, l.expires_on, sum(b.on_hand - b.held) from stock_balance b join sites_location p on p.id = b.location_id "
        f"left join catalog_lot l on l.id = b.lot_id where b.warehouse_id = {int(warehouse)} and b.on_hand > b.held{of} "
        f"and {usable_sql(on)} and {scope_sql(ctx, Balance, 'b', zone='p.zone_id')} group by b.item_id, l.expires_on"
    )
    found: dict[int, list[tuple[date | None, int]]] = {}
    for item, expires, steps in dialect.select(sql):
        found.setdefault(item, []).append((_date(expires) if expires else None, int(steps)))
    return found


class Day(NamedTuple):
    """One day of an item's outlook: what comes, what is due to go, what spoils, and what a new order for this day can still get."""

    on: date
    supply: int
    promised: int
    spoiled: int
    projected: int
    to_promise: int


def outlook(
    today: date,
    lots: Iterable[tuple[date | None, int]],
    supply: Mapping[date, int],
    promised: Mapping[date, int],
    last: date,
) -> list[Day]:
    """Day by day until `last`: pure. What was due before today counts today; promises take what spoils first.

    A new order for a day can get the least that is projected from that day on: what is promised to later orders is not given away twice.
    """
    days = sorted({today, last, *(max(d, today) for d in (*supply, *promised) if d <= last)})
    left = sorted(((e or date.max, q) for e, q in lots), key=lambda lot: lot[0])
    rows, debt = [], 0
    for n, day in enumerate(days):
        came = sum(q for d, q in supply.items() if max(d, today) == day)
        due = sum(q for d, q in promised.items() if max(d, today) == day)
        spoiled = sum(q for e, q in left if e < day)
        left = [(e, q) for e, q in left if e >= day]
        if came:
            left.append((date.max, came))
        debt += due
        left, debt = _take(left, debt)
        rows.append(Day(day, came, due, spoiled if n else 0, sum(q for _, q in left) - debt, 0))
    least = rows[-1].projected
    for n in range(len(rows) - 1, -1, -1):
        least = min(least, rows[n].projected)
        rows[n] = rows[n]._replace(to_promise=max(least, 0))
    return rows


def _take(lots: list[tuple[date, int]], steps: int) -> tuple[list[tuple[date, int]], int]:
    rest = []
    for expires, quantity in lots:
        taken = min(steps, quantity)
        steps -= taken
        if quantity > taken:
            rest.append((expires, quantity - taken))
    return rest, steps


def _date(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value
