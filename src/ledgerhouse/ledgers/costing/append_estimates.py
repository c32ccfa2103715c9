"""The only writer of estimates: what was received and not invoiced, what of it went back, what was invoiced. Imported by `posting` only."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ledgerhouse.foundation import dialect
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Changed, gettext_noop


class EstimateRow(NamedTuple):
    """Signed steps that a stock entry (or a change of value) put on the estimate; `receipt` is the entry that the goods came in with."""

    id: int
    receipt: int
    movement: int
    event: str
    paper: str
    number: str
    line: int
    item: int | None
    partner: int | None
    quantity: int
    value: int
    business_date: str


class Open(NamedTuple):
    """An estimate under lock, in steps."""

    id: int
    quantity: int
    value: int
    back: int
    back_value: int
    invoiced: int
    invoiced_value: int


def append(ctx: Context, warehouse: int, rows: Sequence[EstimateRow]) -> None:
    """Write estimates; those that take back or return what another brought are settled by themselves. One statement."""
    columns: dialect.Columns = {
        "id": "int",
        "receipt": "int",
        "movement": "int",
        "event": "text",
        "paper": "text",
        "number": "text",
        "line": "int",
        "item_id": "int",
        "partner_id": "int",
        "quantity": "int",
        "value": "int",
        "business_date": "date",
    }
    nothing = dict.fromkeys(("back", "back_value", "invoiced", "invoiced_value"), 0)
    constants = {"warehouse_id": warehouse, "company": ctx.company, "recorded_at": ctx.now, **nothing}
    own: list[EstimateRow] = []
    settling: list[EstimateRow] = []
    for row in rows:
        (own if row.id == row.receipt and row.value else settling).append(row)
    for settled, some in ((False, own), (True, settling)):
        if some:
            dialect.insert("costing_estimate", columns, some, constants={**constants, "settled": settled})


def receipts_of(warehouse: int, entries: Iterable[int]) -> dict[int, int]:
    """The receipt that each of these entries was put on the estimate for. One statement, none without entries."""
    wanted = set(entries)
    if not wanted:
        return {}
    sql = f"select id, receipt from costing_estimate where warehouse_id = {warehouse} and id in {dialect.among(wanted)}"
    return dict(dialect.select(sql))


def open_of(warehouse: int, numbers: Iterable[str]) -> dict[tuple[str, str], int]:
    """The estimates without goods that are open under these numbers: (paper, number) -> id. One statement, none without numbers."""
    wanted = sorted(set(numbers))
    if not wanted:
        return {}
    source, params = dialect.rows({"number": "text"}, [(number,) for number in wanted])
    on = f"t.number = x.number and t.warehouse_id = {warehouse} and t.quantity = 0 and t.receipt = t.id"
    sql = f"select t.paper, t.number, t.id from {dialect.joined(source, 'costing_estimate t', on)}"
    return {(row[0], row[1]): row[2] for row in dialect.select(sql, params)}


def give_back(warehouse: int, back: Mapping[int, tuple[int, int]]) -> None:
    """Count what went back of receipts, by entry: (quantity, value) in steps, below zero what came again. One statement.

    Refuses with `Changed` more than came: somebody else was faster.
    """
    if _count(warehouse, "back", back, "and t.quantity - t.back >= x.steps") != len(back):
        raise Changed(name=gettext_noop("A receipt"))


def invoice(warehouse: int, invoiced: Mapping[int, tuple[int, int]]) -> None:
    """Count what was invoiced of receipts, by entry: (quantity, value) in steps. One statement."""
    _count(warehouse, "invoiced", invoiced)


def lock(warehouse: int, receipts: Iterable[int]) -> dict[int, Open]:
    """Estimates of receipts under lock, in ascending order. One statement."""
    among = dialect.among(set(receipts))
    sql = f"select {', '.join(Open._fields)} from costing_estimate where warehouse_id = {warehouse} and id in {among} order by id"
    return {row[0]: Open(*row) for row in dialect.select(dialect.locking(sql))}


def value(warehouse: int, values: Sequence[tuple[int, int]]) -> None:
    """Say what entries are worth that the month-end run has valued: (entry, value). One statement; entries without estimate do not matter."""
    dialect.update(
        "costing_estimate",
        "value = x.worth, settled = (x.worth = t.back_value + t.invoiced_value)",
        {"id": "int", "worth": "int"},
        sorted(values),
        on=("id",),
        where=f"t.warehouse_id = {warehouse}",
    )


def _count(warehouse: int, column: str, counted: Mapping[int, tuple[int, int]], only: str = "") -> int:
    return dialect.update(
        "costing_estimate",
        f"settled = (t.value = t.back_value + t.invoiced_value + x.worth), {column} = t.{column} + x.steps, "
        f"{column}_value = t.{column}_value + x.worth",  # settled first: MariaDB reads what was set before in the same statement
        {"id": "int", "steps": "int", "worth": "int"},
        sorted((i, *both) for i, both in counted.items()),
        on=("id",),
        where=f"t.warehouse_id = {warehouse} {only}",
    )
