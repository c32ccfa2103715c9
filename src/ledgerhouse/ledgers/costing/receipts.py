"""Reads of receipts as the estimate knows them: what is left of each, and which pieces came with it."""

from collections.abc import Iterable
from typing import NamedTuple

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.scope import scope_sql
from ledgerhouse.kernel.context import Context
from ledgerhouse.ledgers.costing.models import CostAdjustment, Estimate


class Left(NamedTuple):
    """What of the goods that a stock entry brought in did not go back yet: steps, and value steps of the estimate."""

    entry: int
    number: str
    line: int
    lot: int
    quantity: int
    value: int


def left_of(ctx: Context, warehouse: int, lines: Iterable[int]) -> list[Left]:
    """What is left of what came in for these lines of inbound orders, oldest first. One statement, by index."""
    wanted = set(lines)
    if not wanted:
        return []
    sql = (
        "select t.id, t.number, t.line, e.lot_id, t.quantity - t.back, t.value - t.back_value from costing_estimate t "
        "join stock_entry e on e.warehouse_id = t.warehouse_id and e.id = t.id "
        f"where t.warehouse_id = {int(warehouse)} and t.line in {dialect.among(wanted)} and t.receipt = t.id and t.paper = 'receipt' "
        f"and t.quantity > t.back and {scope_sql(ctx, Estimate, 't')} order by t.id"
    )
    return [Left(*row) for row in dialect.select(sql)]


def pieces_in(warehouse: int, entries: Iterable[int]) -> dict[int, int]:
    """With which of these stock entries of a warehouse pieces went: serial -> entry. One statement, by index."""
    wanted = set(entries)
    if not wanted:
        return {}
    sql = f"select serial_id, entry from stock_serialentry where warehouse_id = {int(warehouse)} and entry in {dialect.among(wanted)}"
    return dict(dialect.select(sql))


def amounts_of(ctx: Context, paper: str, numbers: Iterable[str]) -> dict[str, dict[int, int]]:
    """What these changes of value put on receipts: number -> stock entry -> steps. One statement."""
    wanted = sorted(set(numbers))
    found: dict[str, dict[int, int]] = {number: {} for number in wanted}
    if not wanted:
        return found
    source, params = dialect.rows({"number": "text"}, [(number,) for number in wanted])
    rows = dialect.joined(source, "costing_costadjustment a", "a.number = x.number")
    sql = (
        f"select a.number, a.entry, sum(a.amount) from {rows} where a.paper = '{paper}' and a.entry > 0 "
        f"and {scope_sql(ctx, CostAdjustment, 'a')} group by a.number, a.entry order by a.number, a.entry"
    )
    for number, entry, steps in dialect.select(sql, params):
        found[number][entry] = int(steps)
    return found
