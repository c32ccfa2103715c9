"""Lists of costing: what goods are worth."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from ledgerhouse.foundation.listing import column, listing
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.costing.models import CostPool


@dataclass(frozen=True)
class PoolRow:
    """Quantity and value of one item in one valuation area."""

    item: str = column(gettext_noop("Item"), path="item__code", kind="code", link="item")
    name: str = column(gettext_noop("Name"), path="item__name")
    quantity: Decimal = column(gettext_noop("Quantity"), kind="quantity")
    value: Decimal = column(gettext_noop("Value"), kind="amount", total=True, masked="see costs")


@dataclass(frozen=True)
class PoolFilter:
    """Which pools. Empty ones are left out unless asked for."""

    item: str = ""
    empty: bool = False


@listing(
    "costing.pools",
    title=gettext_noop("Stock value"),
    see="see costs",
    row=PoolRow,
    search=("item__code", "item__name"),
    order="item",
)
def pools(ctx: Context, where: PoolFilter) -> "QuerySet[CostPool]":
    """What stock is worth, by item."""
    rows = scoped(ctx, CostPool)
    rows = rows.filter(item__code=where.item) if where.item else rows
    return rows if where.empty else rows.filter(quantity__gt=0)
