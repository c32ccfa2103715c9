"""The floor map: a warehouse from above, coloured by one figure; a click says what lies at a place (库区平面图)."""

from collections import Counter
from typing import Any, Final, NamedTuple

from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.reading import words
from ledgerhouse.interfaces.web.asking import Asked, signed_in
from ledgerhouse.kernel.commands import read
from ledgerhouse.kernel.context import Context
from ledgerhouse.masterdata.sites.queries import drawn_places, drawn_zones, locations_by_code, warehouse, warehouses
from ledgerhouse.masterdata.sites.words import Drawn, Kind, WarehouseRef
from ledgerhouse.tower.analytics.floor_map import MEASURES, Measure, bounds, figures, measures

SEE: Final = "see sites"
MOST: Final = 50


class ZoneRow(NamedTuple):
    """A zone in the table under the map: how many places it has, and on how many something lies (None: the asker may not know)."""

    code: str
    name: str
    places: int
    used: int | None


@signed_in
@require_GET
def map_home(request: Asked) -> HttpResponse:
    """The map of the first warehouse in reach."""
    request.ctx.require_any(SEE)
    for site in warehouses(request.ctx):
        return HttpResponseRedirect(f"/map/{site.code}/")
    return render(request, "web/floor_map.html", {"site": None})


@signed_in
@require_GET
def map_page(request: Asked, code: str) -> HttpResponse:
    """The page; the drawing asks for places and figures by itself."""
    ctx = request.ctx
    site = _site(ctx, code)
    places, offered = drawn_places(ctx, site.id), measures(ctx)
    facts = {
        "sites": warehouses(ctx),
        "site": site,
        "measures": [(m.value, words(MEASURES[m])) for m in offered],
        "zones": _zones(ctx, site, places, seen=bool(offered)),
        "count": len(places),
    }
    return render(request, "web/floor_map.html", facts)


@signed_in
@require_GET
def map_places(request: Asked, code: str) -> HttpResponse:
    """Zones, and places by columns, for the drawing; a place names its zone by its place in the list, -1 for none."""
    ctx = request.ctx
    site = _site(ctx, code)
    zones, places = drawn_zones(ctx, site.id), drawn_places(ctx, site.id)
    at = {zone.id: n for n, zone in enumerate(zones)}
    return JsonResponse(
        {
            "zones": [zone.code for zone in zones],
            "code": [p.code for p in places],
            "storage": [int(p.kind == Kind.STORAGE) for p in places],
            "zone": [at.get(p.zone, -1) for p in places],
            "aisle": [p.aisle for p in places],
            "x": [p.x for p in places],
            "y": [p.y for p in places],
            "z": [p.z for p in places],
        }
    )


@signed_in
@require_GET
def map_figures(request: Asked, code: str) -> HttpResponse:
    """The figures of the places by code, and into which classes they fall: upper bounds, and what each class is called."""
    ctx = request.ctx
    site = _site(ctx, code)
    asked = request.GET.get("by", "")
    if asked not in set(Measure):
        raise Http404
    by = Measure(asked)
    found = figures(ctx, site, by, ctx.today(site.timezone))
    ends = bounds(by, found.values())
    said = {place: round(figure, 4) for place, figure in found.items()}
    share = by is Measure.FILL
    return JsonResponse({"by": by, "bounds": ends, "labels": labels(by, ends), "share": share, "figures": said})


@signed_in
@require_GET
def map_place(request: Asked, code: str, place: str) -> HttpResponse:
    """What lies at one place, for the panel beside the map."""
    ctx = request.ctx
    site = _site(ctx, code)
    if place not in locations_by_code(ctx, site.id, [place]):
        raise Http404
    stock, goods = LISTINGS["stock.balances"], None
    if ctx.may(stock.see):
        where: Any = read(stock.filters, {"warehouse": site.code, "location": place})
        goods = stock.page(ctx, where, limit=MOST)
    return render(request, "web/floor_place.html", {"site": site, "place": place, "goods": goods})


def labels(by: Measure, ends: list[float]) -> list[str]:
    """What each class is called, from the lowest to the one above all bounds."""
    if by is Measure.FILL:
        return [*(f"≤ {end:.0%}" for end in ends), _("overfull")]
    if by is Measure.EXPIRY:
        return [
            _("expired"),
            *(_("%(n)s days or less") % {"n": f"{end:.0f}"} for end in ends[1:]),
            _("more than %(n)s days") % {"n": f"{ends[-1]:.0f}"},
        ]
    unit = _("%(n)s days") if by is Measure.AGE else "%(n)s"
    said = [unit % {"n": f"{end:,.0f}"} for end in ends]
    return [*(f"≤ {one}" for one in said), f"> {said[-1]}"]


def _zones(ctx: Context, site: WarehouseRef, places: list[Drawn], *, seen: bool) -> list[ZoneRow]:
    on = figures(ctx, site, Measure.QUANTITY, ctx.today(site.timezone)) if seen else {}
    every = Counter(place.zone for place in places)
    used = Counter(place.zone for place in places if place.code in on)
    return [
        ZoneRow(zone.code, zone.name, every[zone.id], used[zone.id] if seen else None)
        for zone in drawn_zones(ctx, site.id)
        if every[zone.id]
    ]


def _site(ctx: Context, code: str) -> WarehouseRef:
    ctx.require_any(SEE)
    return warehouse(ctx, code)
