"""The stock page: search an item, see where it is, what can be promised, and how it moved last."""

from decimal import Decimal
from typing import Any, Final, NamedTuple

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.reading import state_title
from ledgerhouse.interfaces.web.asking import Asked, signed_in
from ledgerhouse.interfaces.web.show import paper_address, tone
from ledgerhouse.interfaces.web.tables import some, table
from ledgerhouse.kernel.commands import read
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.exact import QUANTITY, number
from ledgerhouse.ledgers.stock.queries import available
from ledgerhouse.masterdata.catalog.queries import item_by_barcode, items_by_code
from ledgerhouse.masterdata.catalog.words import ItemRef
from ledgerhouse.masterdata.sites.queries import warehouses_by_id

SEE: Final = "see stock"
MOST_PLACES: Final = 200
MOST_MOVES: Final = 20


class Site(NamedTuple):
    """Availability in one warehouse, or of all of them together."""

    code: str
    name: str
    on_hand: Decimal
    held: Decimal
    free: Decimal
    promised: Decimal
    to_promise: Decimal


@signed_in
@require_GET
def stock_page(request: Asked) -> HttpResponse:
    """One item when the words name one exactly; else the stock that fits the words."""
    ctx = request.ctx
    ctx.require_any(SEE)
    text = request.GET.get("q", "").strip()
    item = find_item(ctx, text) if text else None
    facts: dict[str, Any] = {"text": text, "item": item}
    if item is not None:
        facts |= about(ctx, item, request.company.timezone)
    else:
        listing = LISTINGS["stock.balances"]
        page = listing.page(ctx, text=text, limit=MOST_PLACES if text else 50, count=True)
        drawn = table(
            ctx, _("Stock that fits") if text else listing.title, listing.row, page.rows, listing.visible(ctx)
        )
        facts |= {"found": drawn._replace(more=bool(page.next), href=f"/lists/{listing.name}/"), "count": page.count}
    return render(request, "web/stock.html", facts)


def find_item(ctx: Context, text: str) -> ItemRef | None:
    """The item with this very code or barcode."""
    if not ctx.may("see items"):
        return None
    by_code = items_by_code(ctx, [text, text.upper()])
    if by_code:
        return by_code.get(text) or next(iter(by_code.values()))
    scanned = item_by_barcode(ctx, text)
    return scanned[0] if scanned else None


def about(ctx: Context, item: ItemRef, timezone: str) -> dict[str, Any]:
    """Everything the page shows of one item."""
    balances, entries = LISTINGS["stock.balances"], LISTINGS["stock.entries"]
    sites = availability(ctx, item, timezone)
    where = {"item": item.code}
    return {
        "state": state_title(str(item.state)),
        "tone": tone(str(item.state)),
        "href": paper_address("item", item.code) if "catalog.items" in LISTINGS else "",
        "sites": sites,
        "whole": whole(sites),
        "places": some(
            ctx,
            balances,
            read(balances.filters, where),
            limit=MOST_PLACES,
            sort="location",
            without=("item", "name", "unit"),
            title=_("Where it is"),
        ),
        "moves": some(
            ctx,
            entries,
            read(entries.filters, where),
            limit=MOST_MOVES,
            sort="-recorded_at",
            without=("item", "name"),
            title=_("Last movements"),
        ),
    }


def availability(ctx: Context, item: ItemRef, timezone: str) -> list[Site]:
    """Availability of an item by warehouse."""
    rows = available(ctx, [item.id], ctx.today(timezone))
    names = warehouses_by_id(ctx, [row.warehouse for row in rows]) if ctx.may("see sites") else {}
    found = []
    for row in rows:
        ref = names.get(row.warehouse)
        steps = (row.on_hand, row.held, row.usable, row.promised, row.to_promise)
        found.append(Site(ref.code if ref else "", ref.name if ref else "", *(number(s, QUANTITY) for s in steps)))
    return found


def whole(sites: list[Site]) -> Site:
    """All warehouses together."""
    figures = zip(*(site[2:] for site in sites), strict=True) if sites else [(Decimal(0),)] * 5
    return Site("", "", *(sum(column, Decimal(0)) for column in figures))
