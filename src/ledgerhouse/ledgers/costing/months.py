"""Reads of the month-end run: which months it must go through, what came in, what waits for a value, what the month before left."""

from collections.abc import Iterable
from typing import NamedTuple

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.scope import scope_sql
from ledgerhouse.kernel.context import Context
from ledgerhouse.ledgers.costing.models import MonthClosing, MonthFlow

Pair = tuple[int, int]
"""quantity steps, value steps"""


class PendingFlow(NamedTuple):
    """Goods that crossed a pool without a value of their own. `value` and `run` are what the last run said (0: nothing yet)."""

    id: int
    warehouse: int
    entry: int
    movement: int
    line: int
    item: int
    lot: int
    event: str
    paper: str
    number: str
    partner: int
    department: int
    quantity: int
    value: int
    reverses: int
    run: int


class Closing(NamedTuple):
    """One pool in one month: what it began with, what came, what went, what is left; in steps. `waiting` entries have no value yet."""

    month: int
    item: int
    lot: int
    opening_quantity: int
    opening_value: int
    came_quantity: int
    came_value: int
    went_quantity: int
    went_value: int
    quantity: int
    value: int
    waiting: int


def reach(ctx: Context, area: int, month: int) -> tuple[int, int]:
    """The first month that a run of this one must look at, and the last: what no run has seen yet, and what was run before. Two statements."""
    flows, closings = _flows(ctx, area), _closings(ctx, area)
    ((due,),) = dialect.select(f"select min(month) from costing_monthflow f where {flows} and run = 0")
    ((first, last),) = dialect.select(f"select min(month), max(month) from costing_monthclosing c where {closings}")
    return min(month, due or month, first or month), max(month, last or month)


def keys(ctx: Context, area: int, month: int) -> set[Pair]:
    """The (item, lot) of every pool that the months up to this one are about."""
    sql = (
        f"select distinct item_id, lot from costing_monthflow f where {_flows(ctx, area)} and month <= {int(month)} "
        f"union select distinct item_id, lot from costing_monthclosing c where {_closings(ctx, area)}"
    )
    return {(row[0], row[1]) for row in dialect.select(sql)}


def closing_before(ctx: Context, area: int, month: int) -> dict[Pair, Pair]:
    """What the last run before this month left, by (item, lot)."""
    mine = _closings(ctx, area)
    sql = (
        f"select item_id, lot, quantity, value from costing_monthclosing c where {mine} and month = "
        f"(select max(c.month) from costing_monthclosing c where {mine} and c.month < {int(month)})"
    )
    return {(row[0], row[1]): (row[2], row[3]) for row in dialect.select(sql)}


def known(ctx: Context, area: int, after: int, month: int) -> dict[Pair, Pair]:
    """What came at a value of its own in this month, or since the month `after` without any run having seen it, by (item, lot)."""
    sql = (
        f"select item_id, lot, sum(quantity), sum(value) from costing_monthflow f where {_flows(ctx, area)} "
        f"and known = 1 and {_of_run(after, month)} group by item_id, lot"
    )
    return {(row[0], row[1]): (int(row[2]), int(row[3])) for row in dialect.select(sql)}


def pending(ctx: Context, area: int, after: int, month: int) -> list[PendingFlow]:
    """What this month's run must value of this month, and since the month `after`, in the order of the entries."""
    sql = (
        "select id, warehouse_id, entry, movement, line, item_id, lot, event, paper, number, partner, department, "
        f"quantity, value, reverses, run from costing_monthflow f where {_flows(ctx, area)} "
        f"and known = 0 and {_of_run(after, month)} order by id"
    )
    return [PendingFlow(*row) for row in dialect.select(sql)]


def values_of(ctx: Context, area: int, entries: Iterable[int]) -> dict[int, int]:
    """The signed value that runs gave to these entries so far."""
    wanted = set(entries)
    if not wanted:
        return {}
    sql = (
        f"select entry, value from costing_monthflow f where {_flows(ctx, area)} and known = 0 "
        f"and entry in {dialect.among(wanted)}"
    )
    return dict(dialect.select(sql))


def waiting_for_run(ctx: Context, month: int) -> list[tuple[int, int]]:
    """Per valuation area with something that no month-end run has seen up to this month: (area, how many flows). For the period's close."""
    sql = (
        f"select area, count(*) from costing_monthflow f where {scope_sql(ctx, MonthFlow, 'f')} "
        f"and run = 0 and month <= {int(month)} group by area order by area"
    )
    return [(row[0], row[1]) for row in dialect.select(sql)]


def _of_run(after: int, month: int) -> str:
    return f"((run = 0 and month > {int(after)} and month <= {int(month)}) or run = {int(month)})"


def _flows(ctx: Context, area: int) -> str:
    return f"area = {int(area)} and {scope_sql(ctx, MonthFlow, 'f')}"


def _closings(ctx: Context, area: int) -> str:
    return f"area = {int(area)} and {scope_sql(ctx, MonthClosing, 'c')}"
