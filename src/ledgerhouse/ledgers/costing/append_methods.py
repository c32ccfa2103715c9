"""The only writer of changes of costing methods. Imported by `posting` and by nobody else."""

from collections.abc import Sequence
from typing import NamedTuple

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.kernel.context import Context


class MethodRow(NamedTuple):
    """An item in one valuation area that is costed by another method from a day on, with what its stock was worth before and after."""

    area: int
    number: str
    item: int
    before: str
    after: str
    quantity: int
    value_before: int
    value_after: int
    business_date: str
    why: str


def append_method_changes(ctx: Context, rows: Sequence[MethodRow]) -> None:
    """Write changes of costing methods. One statement."""
    columns: dialect.Columns = {
        "id": "int",
        "area": "int",
        "number": "text",
        "item_id": "int",
        "method_before": "text",
        "method_after": "text",
        "quantity": "int",
        "value_before": "int",
        "value_after": "int",
        "business_date": "date",
        "why": "text",
    }
    constants = {"company": ctx.company, "recorded_at": ctx.now, "user_id": ctx.user}
    data = [(i, *row) for i, row in zip(new_ids(len(rows)), rows, strict=True)]
    dialect.insert("costing_methodchange", columns, data, constants=constants)
