"""The list of supplier scorecards."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from ledgerhouse.foundation.computed import computed
from ledgerhouse.foundation.listing import column, listing
from ledgerhouse.foundation.queries import company
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.masterdata.catalog.queries import items_by_id
from ledgerhouse.masterdata.partners.queries import partners_by_id
from ledgerhouse.tower.analytics.scorecard import Card, cards

DAYS = 365
"""How far the list looks back unless asked."""


@dataclass(frozen=True)
class Scorecards:
    """Of which supplier or item, between which days (the last year when none is named); `by_item` one card for each item of a supplier."""

    supplier: str = ""
    item: str = ""
    since: date | None = None
    until: date | None = None
    by_item: bool = False


@dataclass(frozen=True)
class ScorecardRow:
    """How one supplier (of one item) delivers. Shares in percent, times in days from the order to the receipt."""

    supplier: str = column(gettext_noop("Supplier"), kind="code", link="partner")
    name: str = column(gettext_noop("Name"))
    item: str = column(gettext_noop("Item"), kind="code", link="item")
    due: int = column(gettext_noop("Lines due"), kind="number")
    on_time_in_full: Decimal | None = column(gettext_noop("On time in full (%)"), kind="quantity")
    deliveries: int = column(gettext_noop("Deliveries received"), kind="number")
    lead_mean: Decimal | None = column(gettext_noop("Lead time, mean"), kind="quantity")
    lead_deviation: Decimal | None = column(gettext_noop("Lead time, deviation"), kind="quantity")
    lead_p90: int | None = column(gettext_noop("Lead time, 90 % within"), kind="number")
    reject_rate: Decimal | None = column(gettext_noop("Rejected (%)"), kind="quantity")
    price_variance: Decimal | None = column(
        gettext_noop("Price beside the list (%)"), kind="quantity", masked="see costs", sortable=False
    )


@listing(
    "analytics.supplier_scorecards",
    title=gettext_noop("Supplier scorecards"),
    see="see purchases",
    row=ScorecardRow,
    order="supplier",
)
def supplier_scorecards(ctx: Context, where: Scorecards) -> "QuerySet[Any]":
    """How suppliers have delivered in a period."""
    until = where.until or ctx.today(company(ctx).timezone)
    since = where.since or until - timedelta(days=DAYS)
    # the figures belong to whoever sees purchases, also without the warehouse's papers they are reckoned from
    asker = ctx if ctx.acting else ctx.under("see purchases")
    found = cards(asker, since, until, by_item=where.by_item or bool(where.item))
    suppliers = partners_by_id(asker, {key.supplier for key in found})
    items = items_by_id(asker, {key.item for key in found} - {0})
    rows = [
        _row(suppliers[key.supplier].code, suppliers[key.supplier].name, items[key.item].code if key.item else "", card)
        for key, card in found.items()
        if key.supplier in suppliers
    ]
    wanted = [r for r in rows if where.supplier in ("", r.supplier) and where.item in ("", r.item)]
    return computed(sorted(wanted, key=lambda row: (row.supplier, row.item)))


def _row(supplier: str, name: str, item: str, card: Card) -> ScorecardRow:
    return ScorecardRow(
        supplier=supplier,
        name=name,
        item=item,
        due=card.due,
        on_time_in_full=card.on_time_in_full,
        deliveries=card.deliveries,
        lead_mean=card.lead_mean,
        lead_deviation=card.lead_deviation,
        lead_p90=card.lead_p90,
        reject_rate=card.reject_rate,
        price_variance=card.price_variance,
    )
