"""Goods refused at the door, for flows: written once, and counted by line of the paper that ordered them."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, Literal, NamedTuple

from django.db.models import Sum

from ledgerhouse.documents.warehouse.models import RefusedGoods
from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop

Why = Literal["damaged", "wrong_item", "quality", "expired", "short_life", "surplus", "papers", "other"]
WHYS: Final = {
    "damaged": gettext_noop("damaged"),
    "wrong_item": gettext_noop("wrong item"),
    "quality": gettext_noop("poor quality"),
    "expired": gettext_noop("expired"),
    "short_life": gettext_noop("too little life left"),
    "surplus": gettext_noop("more than ordered"),
    "papers": gettext_noop("papers missing"),
    "other": gettext_noop("other"),
}
"""Why goods are refused, as shown."""
OURS: Final = frozenset({"other"})
"""Of these nobody says that the supplier is to blame; he is for all others."""


class NewRefusal(NamedTuple):
    """So many steps of a line of an inbound order were not taken in; `receipt` is the number of what was taken in with it, or empty."""

    line: int
    item: int
    quantity: int
    reason: str
    note: str = ""
    receipt: str = ""


_COLUMNS: Final[dialect.Columns] = {
    "id": "int",
    "line_id": "int",
    "item_id": "int",
    "quantity": "int",
    "reason": "text",
    "note": "text",
    "receipt": "text",
}


def write(ctx: Context, warehouse: int, refused: Sequence[NewRefusal], day: date) -> None:
    """Write down what was refused. One statement, none for nothing."""
    rows = [(i, *one) for i, one in zip(new_ids(len(refused)), refused, strict=True)]
    constants = {
        "company_id": ctx.company,
        "warehouse_id": warehouse,
        "refused_on": day,
        "refused_by": ctx.user,
        "created_at": ctx.now,
    }
    dialect.insert("warehouse_refusedgoods", _COLUMNS, rows, constants=constants)


def by_origin_line(ctx: Context, origin_kind: str, lines: Iterable[int]) -> dict[int, int]:
    """Steps refused per line of the papers that ordered the goods, for the supplier's scorecard. One statement."""
    rows = scoped(ctx, RefusedGoods).filter(
        line__paper__origin_kind=origin_kind, line__origin_line__in=dialect.one_of(set(lines))
    )
    sums = rows.values_list("line__origin_line").annotate(Sum("quantity"))
    return {line: exact.steps(quantity, exact.QUANTITY) for line, quantity in sums}
