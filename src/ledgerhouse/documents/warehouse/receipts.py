"""Receipts, for flows: what came in against an inbound order, lot by lot. Written once, never changed."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from ledgerhouse.foundation import dialect, numbering
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.kernel.context import Context


class NewLine(NamedTuple):
    """So many steps of one lot (0: none) came in at one place, against one line of the inbound order."""

    line: int
    item: int
    lot: int
    quantity: int
    location: int


class NewReceipt(NamedTuple):
    """What came in against one inbound order."""

    order: int
    lines: tuple[NewLine, ...]


_RECEIPT: dialect.Columns = {"id": "int", "number": "text", "order_id": "int"}
_LINE: dialect.Columns = {
    "id": "int",
    "paper_id": "int",
    "position": "int",
    "line_id": "int",
    "item_id": "int",
    "lot": "int",
    "quantity": "int",
    "location_id": "int",
}


def take_numbers(ctx: Context, count: int, day: date) -> list[str]:
    """Numbers for so many receipts of a day; taken before the posting, which names the paper."""
    return numbering.take(ctx, "receipt", count, day)


def write(ctx: Context, warehouse: int, numbers: Sequence[str], receipts: Sequence[NewReceipt], day: date) -> None:
    """Write receipts under the numbers taken for them. Two statements."""
    ids = new_ids(len(receipts))
    constants = {
        "company_id": ctx.company,
        "warehouse_id": warehouse,
        "received_on": day,
        "receiver": ctx.user,
        "created_at": ctx.now,
    }
    rows = [(i, number, r.order) for i, number, r in zip(ids, numbers, receipts, strict=True)]
    dialect.insert("warehouse_receipt", _RECEIPT, rows, constants=constants)
    lines = [
        (i, position, *line) for i, r in zip(ids, receipts, strict=True) for position, line in enumerate(r.lines, 1)
    ]
    data = [(i, *line) for i, line in zip(new_ids(len(lines)), lines, strict=True)]
    dialect.insert("warehouse_receiptline", _LINE, data)
