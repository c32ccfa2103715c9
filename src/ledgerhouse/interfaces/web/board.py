"""The operations board: how much waits at which stage, and since when. Refreshes itself."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from ledgerhouse.documents.warehouse.stages import Stage, stages
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.reading import words
from ledgerhouse.interfaces.web.asking import Asked, signed_in
from ledgerhouse.interfaces.web.tables import Lines, some
from ledgerhouse.interfaces.web.words import STAGE_TITLES
from ledgerhouse.kernel.commands import read
from ledgerhouse.kernel.context import Context
from ledgerhouse.masterdata.sites.queries import warehouses

SEE: Final = "see warehouse work"
OLD: Final = timedelta(hours=24)
GOES_TO: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    # stage -> list and filter that show what waits there
    "receive": ("warehouse.inbound_orders", {}),
    "put_away": ("warehouse.tasks", {"kind": "putaway", "open": "yes"}),
    "allocate": ("warehouse.outbound_orders", {"state": "waiting"}),
    "release": ("warehouse.outbound_orders", {"state": "allocated"}),
    "pick": ("warehouse.tasks", {"kind": "pick", "open": "yes"}),
    "pack": ("warehouse.outbound_orders", {"state": "picked"}),
    "ship": ("warehouse.outbound_orders", {"state": "packed"}),
    "count": ("warehouse.counts", {}),
}


class Tile(NamedTuple):
    """One stage as drawn. `mood` is calm, old (waits for more than a day) or late (past its day)."""

    name: str
    title: str
    waits: int
    late: int
    age: str
    mood: str
    href: str
    bar: int


@signed_in
@require_GET
def board_page(request: Asked) -> HttpResponse:
    """The board of the warehouses in scope, or of one."""
    ctx = request.ctx
    ctx.require_any(SEE)
    chosen = request.GET.get("warehouse", "")
    sites = warehouses(ctx) if ctx.may("see sites") else []
    chosen = chosen if chosen in {site.code for site in sites} else ""
    facts: dict[str, Any] = {
        "tiles": tiles(ctx, request.company.timezone, chosen),
        "sites": sites,
        "chosen": chosen,
        "now": ctx.now,
        "oldest": oldest(ctx, chosen),
    }
    return render(request, "web/board.html", facts)


def tiles(ctx: Context, timezone: str, warehouse: str = "") -> list[Tile]:
    """The stages as tiles; the bar is the share of the fullest stage in percent."""
    found = stages(ctx, ctx.today(timezone), warehouse)
    most = max((stage.count for stage in found), default=0) or 1
    return [
        Tile(
            stage.name,
            words(STAGE_TITLES[stage.name]),
            stage.count,
            stage.late,
            age(ctx.now, stage.oldest),
            _mood(ctx.now, stage),
            _address(ctx, stage.name, warehouse),
            round(stage.count / most * 10) * 10,
        )
        for stage in found
    ]


def oldest(ctx: Context, warehouse: str) -> Lines | None:
    """The outbound orders that have waited longest."""
    listing = LISTINGS.get("warehouse.outbound_orders")
    if listing is None or not ctx.may(listing.see):
        return None
    where: Any = read(listing.filters, {"state": "waiting", **({"warehouse": warehouse} if warehouse else {})})
    return some(ctx, listing, where, limit=10, sort="created_at", title=_("Waiting longest for allocation"))


def age(now: datetime, since: datetime | None) -> str:
    """How long ago, in the coarsest unit that says something."""
    if since is None:
        return ""
    minutes = max(0, int((now - since).total_seconds() // 60))
    if minutes < 60:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    hours = minutes // 60
    if hours < 48:
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    return ngettext("%(n)s day", "%(n)s days", hours // 24) % {"n": hours // 24}


def _mood(now: datetime, stage: Stage) -> str:
    if stage.late:
        return "late"
    return "old" if stage.oldest and now - stage.oldest > OLD else "calm"


def _address(ctx: Context, stage: str, warehouse: str) -> str:
    name, where = GOES_TO[stage]
    listing = LISTINGS.get(name)
    if listing is None or not ctx.may(listing.see):
        return ""
    asked = {**where, **({"warehouse": warehouse} if warehouse else {})}
    return f"/lists/{name}/" + (f"?{urlencode(asked)}" if asked else "")
