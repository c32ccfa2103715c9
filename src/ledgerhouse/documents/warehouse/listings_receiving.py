"""Lists of receiving: its rules, and what was refused at the door."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Case, CharField, QuerySet, Value, When

from ledgerhouse.documents.warehouse.models import SEE, ReceivingRule, RefusedGoods
from ledgerhouse.documents.warehouse.refusals import WHYS
from ledgerhouse.foundation.listing import column, listing
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True)
class RuleRow:
    """One rule; without supplier or item it holds for all."""

    supplier: str = column(gettext_noop("Supplier"), path="supplier__code", kind="code", link="partner")
    name: str = column(gettext_noop("Name"), path="supplier__name")
    item: str = column(gettext_noop("Item"), path="item__code", kind="code", link="item")
    item_name: str = column(gettext_noop("Item name"), path="item__name")
    over_percent: Decimal | None = column(gettext_noop("Over (%)"), kind="quantity")
    under_percent: Decimal | None = column(gettext_noop("Under (%)"), kind="quantity")
    life_days: int | None = column(gettext_noop("Least days of life left"), kind="number")
    life_percent: Decimal | None = column(gettext_noop("Least life left (%)"), kind="quantity")


@dataclass(frozen=True)
class RuleFilter:
    """Which rules."""

    supplier: str = ""
    item: str = ""


@listing(
    "warehouse.receiving_rules",
    title=gettext_noop("Receiving rules"),
    see=SEE,
    row=RuleRow,
    search=("supplier__code", "supplier__name", "item__code", "item__name"),
    order="supplier",
    verbs=("warehouse.set_receiving_rules",),
)
def receiving_rules(ctx: Context, where: RuleFilter) -> "QuerySet[ReceivingRule]":
    """Rules for receiving."""
    rows = scoped(ctx, ReceivingRule)
    rows = rows.filter(supplier__code=where.supplier) if where.supplier else rows
    return rows.filter(item__code=where.item) if where.item else rows


@dataclass(frozen=True)
class RefusedGoodsRow:
    """So much of an item was not taken in, in its base unit."""

    refused_on: date = column(gettext_noop("Refused on"), kind="date")
    order: str = column(gettext_noop("Inbound order"), path="line__paper__number", kind="code", link="inbound_order")
    line: int = column(gettext_noop("Line"), path="line__position", kind="number")
    receipt: str = column(gettext_noop("Receipt"), kind="code", link="receipt")
    warehouse: str = column(gettext_noop("Warehouse"), path="warehouse__code", kind="code", link="warehouse")
    supplier: str = column(gettext_noop("Supplier"), path="line__paper__partner__name")
    item: str = column(gettext_noop("Item"), path="item__code", kind="code", link="item")
    name: str = column(gettext_noop("Name"), path="item__name")
    unit: str = column(gettext_noop("Unit"), path="item__unit__code")
    quantity: Decimal = column(gettext_noop("Quantity"), kind="quantity", total=True)
    reason: str = column(gettext_noop("Reason"), path="why", kind="state")
    note: str = column(gettext_noop("Note"))


@dataclass(frozen=True)
class RefusedFilter:
    """Which refusals."""

    order: str = ""
    receipt: str = ""
    item: str = ""
    warehouse: str = ""
    since: date | None = None
    until: date | None = None


@listing(
    "warehouse.refused_goods",
    title=gettext_noop("Refused goods"),
    see=SEE,
    row=RefusedGoodsRow,
    search=("line__paper__number", "item__code", "item__name", "line__paper__partner__name"),
    order="-refused_on",
    verbs=("inbound.refuse_goods",),
)
def refused_goods(ctx: Context, where: RefusedFilter) -> "QuerySet[RefusedGoods]":
    """Goods refused at the door."""
    names = [When(reason=word, then=Value(name)) for word, name in WHYS.items()]
    wanted = {
        "line__paper__number": where.order,
        "receipt": where.receipt,
        "item__code": where.item,
        "warehouse__code": where.warehouse,
        "refused_on__gte": where.since,
        "refused_on__lte": where.until,
    }
    rows = scoped(ctx, RefusedGoods).annotate(why=Case(*names, default=Value(""), output_field=CharField()))
    return rows.filter(**{path: value for path, value in wanted.items() if value})
