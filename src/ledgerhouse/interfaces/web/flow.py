"""The flow board: per warehouse, how many orders stand at which stage, since when, what is overdue. Follows by itself; also on a wall."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ledgerhouse.foundation.flow import FlowStage, Waiting, flow, stages
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.reading import words
from ledgerhouse.interfaces.web.asking import Asked, signed_in
from ledgerhouse.interfaces.web.board import SEE, age
from ledgerhouse.kernel.context import Context
from ledgerhouse.masterdata.sites.queries import warehouses

OLD: Final = timedelta(hours=24)
ENDED: Final = "shipped"
"""The stage that is no queue: nothing waits there."""


class Box(NamedTuple):
    """One stage of one warehouse as drawn. `mood` is calm, old (waits for more than a day), late (overdue) or good (done)."""

    name: str
    title: str
    orders: int
    lines: int
    late: int
    age: str
    mood: str
    href: str


class Row(NamedTuple):
    """One warehouse as drawn."""

    code: str
    name: str
    boxes: list[Box]


@signed_in
@require_GET
def flow_page(request: Asked) -> HttpResponse:
    """The board of the warehouses in sight, or of one; with `wall` without menus, for a screen that hangs on a wall."""
    ctx = request.ctx
    ctx.require_any(SEE)
    sites = warehouses(ctx) if ctx.may("see sites") else []
    chosen = request.GET.get("warehouse", "")
    chosen = chosen if chosen in {site.code for site in sites} else ""
    names = {site.code: site.name for site in sites}
    facts = {
        "rows": rows(ctx, request.company.timezone, names, chosen),
        "sites": sites,
        "chosen": chosen,
        "now": ctx.now,
        "wall": f"?{urlencode({'wall': 'yes', **({'warehouse': chosen} if chosen else {})})}",
    }
    return render(request, "web/flow_wall.html" if request.GET.get("wall") else "web/flow.html", facts)


def rows(ctx: Context, timezone: str, names: Mapping[str, str], warehouse: str = "") -> list[Row]:
    """One row a warehouse, with a box for every stage; a named warehouse is there though nothing waits in it."""
    found = flow(ctx, warehouse)
    today = ctx.today(timezone).isoformat()
    codes = [warehouse] if warehouse else sorted(set(found) | set(names))
    return [
        Row(
            code,
            names.get(code, code),
            [_box(ctx, stage, found.get(code, {}).get(stage.name), code, today) for stage in stages()],
        )
        for code in codes
    ]


def _box(ctx: Context, stage: FlowStage, waiting: Waiting | None, warehouse: str, today: str) -> Box:
    one = waiting or Waiting(warehouse, stage.name)
    waits = stage.name != ENDED
    return Box(
        stage.name,
        words(stage.title),
        one.orders,
        one.lines,
        one.late,
        age(ctx.now, one.oldest) if waits else "",
        _mood(ctx.now, one) if waits else "good",
        _address(ctx, stage, warehouse, today),
    )


def _mood(now: datetime, one: Waiting) -> str:
    if one.late:
        return "late"
    return "old" if one.oldest and now - one.oldest > OLD else "calm"


def _address(ctx: Context, stage: FlowStage, warehouse: str, today: str) -> str:
    listing = LISTINGS.get(stage.listing)
    if listing is None or not ctx.may(listing.see):
        return ""
    where = {name: today if value == "today" else value for name, value in stage.where.items()}
    return f"/lists/{stage.listing}/?{urlencode({**where, 'warehouse': warehouse})}"
