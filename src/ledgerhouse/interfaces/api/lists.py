"""GET /api/v1/lists/{room}/{name}: one page of rows by cursor."""

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from ledgerhouse.foundation.drawing import row_values
from ledgerhouse.foundation.listing import Listing
from ledgerhouse.foundation.problems import plain
from ledgerhouse.interfaces.api.asking import context
from ledgerhouse.interfaces.api.bodies import flag, query, whole
from ledgerhouse.kernel.commands import read
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem

MOST: Final = 500
FARTHEST: Final = 12
RESERVED: Final = frozenset({"search", "sort", "cursor", "limit", "count", "totals"})
"""Parameters that every list has; a filter may not be called so."""


def _asked(given: Mapping[str, str]) -> tuple[str, int, bool, bool]:
    """Cursor, rows on the page, and whether to count and to sum. Refuses with everything that is wrong with them."""
    wrong: list[Problem] = []
    after = given.get("cursor", "")
    if after and not (after.isascii() and after.isdigit() and len(after) <= FARTHEST):
        wrong.append(problem("cursor", gettext_noop("must be the “next” of the page before")))
    limit = whole(given, "limit", 50, MOST, wrong)
    count, totals = (flag(given, name, wrong) for name in ("count", "totals"))
    if wrong:
        raise Unreadable(wrong)
    return after, limit, count, totals


def route(api: NinjaAPI, listing: Listing) -> None:
    """Add the operation of one list."""
    clash = RESERVED & {f.name for f in fields(listing.filters)}
    if clash:
        message = f"{listing.name} has filters that every list has already: {sorted(clash)}"
        raise ValueError(message)

    def show(request: HttpRequest) -> HttpResponse:
        ctx = context(request)
        ctx.require_any(listing.see)
        where: Any = read(listing.filters, query(request, listing.filters, RESERVED))
        given = request.GET
        text = given.get("search", "")
        after, limit, count, totals = _asked(given)
        page = listing.page(
            ctx,
            where,
            text=text,
            sort=given.get("sort", ""),
            after=after,
            limit=limit,
            count=count,
        )
        columns = listing.visible(ctx)
        answer = {"rows": [row_values(columns, row) for row in page.rows], "next": page.next, "count": page.count}
        if totals:
            answer["totals"] = plain(listing.totals(ctx, where, text=text))
        response = HttpResponse(json.dumps(answer, ensure_ascii=False), content_type="application/json")
        if page.next:
            following = given.copy()
            following["cursor"] = page.next
            response["Link"] = f'<{request.path}?{following.urlencode()}>; rel="next"'
        return response

    room, _dot, name = listing.name.partition(".")
    show.__name__ = f"list_{room}_{name}"
    api.api_operation(
        ["GET"],
        f"/lists/{room}/{name}",
        operation_id=f"list.{listing.name}",
        summary=listing.title,
        description=(listing.query.__doc__ or "").strip().split("\n")[0],
        tags=[room],
        openapi_extra={"x-right": listing.see, "x-shape": ["list", listing.name]},
    )(show)
