"""What open inbound orders still bring: what was ordered and released, or is on its way, and has not come in."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import F

from ledgerhouse.documents.warehouse.models import InboundLine
from ledgerhouse.documents.warehouse.words import INBOUND
from ledgerhouse.foundation.dialect import one_of
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context


class Coming(NamedTuple):
    """So many steps of an item that an inbound order still brings; without a day nobody has said when."""

    item: int
    warehouse: int
    due_on: date | None
    order: str
    origin_kind: str
    quantity: int


def coming(ctx: Context, warehouse: int = 0, items: Iterable[int] = ()) -> list[Coming]:
    """Line by line, the next first, those without a day last. One statement."""
    rows = scoped(ctx, InboundLine).filter(
        paper__state__in=INBOUND.sources("receive"), expected__gt=F("received") + F("short")
    )
    rows = rows.filter(paper__warehouse_id=warehouse) if warehouse else rows
    wanted = set(items)
    rows = rows.filter(item_id__in=one_of(wanted)) if wanted else rows
    paths = ("item_id", "paper__warehouse_id", "paper__due_on", "paper__number", "paper__origin_kind")
    found = [
        Coming._make((*row[:5], exact.steps(row[5] - row[6] - row[7], exact.QUANTITY)))
        for row in rows.order_by("paper__number", "position").values_list(*paths, "expected", "received", "short")
    ]
    return sorted(found, key=lambda one: (one.due_on is None, one.due_on or date.max))
