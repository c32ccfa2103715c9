"""Goods that went back to be replaced, for flows: their inbound orders expect them once more."""

from collections.abc import Iterable, Mapping

from ledgerhouse.documents.warehouse import inbound
from ledgerhouse.foundation import dialect
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Changed, gettext_noop


def expect_again(ctx: Context, orders: Iterable[int], back: Mapping[int, int]) -> None:
    """Count steps of lines by id as replaced instead of received; orders that were complete are open again, closed ones are not."""
    inbound.take_back(ctx, orders, back)
    _count(back, "t.replaced + x.steps", "t.replaced >= 0")


def expect_no_more(ctx: Context, orders: Iterable[int], again: Mapping[int, int]) -> None:
    """Count steps of lines as received again. Refuses with `Changed` where a replacement has come already."""
    inbound.take_in(ctx, orders, again)
    _count(again, "t.replaced - x.steps", "t.replaced >= x.steps")


def _count(steps: Mapping[int, int], change: str, where: str) -> None:
    columns: dialect.Columns = {"id": "int", "steps": "int"}
    rows = dialect.update(
        "warehouse_inboundline", f"replaced = {change}", columns, sorted(steps.items()), on=("id",), where=where
    )
    if rows != len(steps):
        raise Changed(name=gettext_noop("An inbound order"))
