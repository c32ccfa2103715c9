"""Receipts, for flows: what came in against an inbound order, lot by lot. Written once, never changed."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from ledgerhouse.documents.warehouse.models import Receipt, ReceiptLine
from ledgerhouse.foundation import dialect, numbering
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context


class NewLine(NamedTuple):
    """So many steps of one lot (0: none) came in at one place, against one line of the inbound order."""

    line: int
    item: int
    lot: int
    quantity: int
    location: int


class LineRef(NamedTuple):
    """A line of a receipt, in steps: its position, what of it a new line would say, and the origin's line id. Red lines are below zero."""

    receipt: str
    position: int
    line: int
    item: int
    lot: int
    quantity: int
    location: int
    origin_line: int


class ReceiptRef(NamedTuple):
    """A receipt as flows need it; no partner is 0."""

    number: str
    warehouse: int
    order: int
    order_number: str
    origin_kind: str
    partner: int


class NewReceipt(NamedTuple):
    """What came in against one inbound order; below zero, what was booked in by mistake (红字)."""

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


def by_number(ctx: Context, numbers: Iterable[str]) -> dict[str, ReceiptRef]:
    """Receipts by number; what is unknown or out of scope is absent."""
    rows = scoped(ctx, Receipt).filter(number__in=set(numbers))
    paths = (
        "number",
        "warehouse_id",
        "order_id",
        "order__number",
        "order__origin_kind",
        "order__partner_id",
    )
    return {row[0]: ReceiptRef._make((*row[:-1], row[-1] or 0)) for row in rows.values_list(*paths)}


def lines(ctx: Context, numbers: Iterable[str]) -> list[LineRef]:
    """The lines of these receipts, by receipt and position."""
    rows = scoped(ctx, ReceiptLine).filter(paper__number__in=set(numbers)).order_by("paper__number", "position")
    paths = ("paper__number", "position", "line_id", "item_id", "lot", "quantity", "location_id", "line__origin_line")
    return [
        LineRef._make((*row[:5], exact.steps(row[5], exact.QUANTITY), *row[6:])) for row in rows.values_list(*paths)
    ]


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
