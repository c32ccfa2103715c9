"""Every list as a page: filters, search, sorting, totals, pages by cursor, column choice. Nothing here knows a table."""

import json
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ledgerhouse.foundation.listing import LISTINGS, Column, Listing, Page
from ledgerhouse.foundation.reading import FIGURES, plain, value_of, words
from ledgerhouse.foundation.verb import VERBS
from ledgerhouse.interfaces.web import forms, menu, prints
from ledgerhouse.interfaces.web.asking import Asked, signed_in
from ledgerhouse.interfaces.web.tables import cells
from ledgerhouse.kernel.commands import read
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, Problem, Unreadable, gettext_noop

SIZES: Final = (20, 50, 100, 200)
SHOWN_FILTERS: Final = 3
EXPORTS: Final = (("xlsx", "Excel (XLSX)"), ("csv", "CSV"), ("jsonl", "JSON Lines"))
MOST_SUGGESTIONS: Final = 12
MOST_COUNTED: Final = 10_000
"""Where there are more rows, the page says so, and adds them up only when asked: either would take longer than the page itself."""
ADD_UP: Final = "add-up"
MAIL: Final = "analytics.mail_list"


class Head(NamedTuple):
    """The head of a column: where a click sorts to, and how it is sorted now."""

    name: str
    title: str
    css: str
    sort_href: str
    sorted: str


class Asking(NamedTuple):
    """What the address of a list page asks for."""

    where: Any
    raw: dict[str, Any]
    problems: tuple[Problem, ...]
    text: str
    sort: str
    after: str
    trail: str
    size: int


def find(ctx: Context, name: str) -> Listing:
    """The list, or a refusal with `NotFound`; also when the asker may not see it at all."""
    listing = LISTINGS.get(name)
    if listing is None:
        raise NotFound(kind=gettext_noop("list"), name=name)
    ctx.require_any(listing.see)
    return listing


def asked(listing: Listing, query: QueryDict) -> Asking:
    """Read the address; an unreadable filter is left out and said beside its field."""
    specs = forms.specs_of(listing.filters)
    raw = forms.sent(specs, query)
    problems: tuple[Problem, ...] = ()
    try:
        where: Any = read(listing.filters, raw)
    except Unreadable as unreadable:
        problems = unreadable.problems
        bad = {p.where.split(".")[0] for p in problems}
        where = read(listing.filters, {name: value for name, value in raw.items() if name not in bad})
    size = query.get("size", "")
    sort = query.get("sort", "")
    known = {c.name for c in listing.columns if c.sortable}
    return Asking(
        where,
        raw,
        problems,
        query.get("q", "").strip(),
        sort if sort.removeprefix("-") in known else "",
        query.get("after", ""),
        query.get("trail", ""),
        int(size) if size.isdigit() and int(size) in SIZES else 50,
    )


def _mail(ctx: Context, name: str, query: str) -> str:
    """The address of the form that has this list mailed as it is shown, for those who may."""
    verb = VERBS.get(MAIL)
    return f"/do/{MAIL}/?" + urlencode({"listing": name, "query": query}) if verb and ctx.may(verb.may) else ""


@signed_in
@require_GET
def list_page(request: Asked, name: str) -> HttpResponse:
    """One list."""
    ctx = request.ctx
    listing = find(ctx, name)
    ask = asked(listing, request.GET)
    page = listing.page(
        *(ctx, ask.where),
        text=ask.text,
        sort=ask.sort,
        after=ask.after,
        limit=ask.size,
        count=not ask.after,
        most=MOST_COUNTED,
    )
    columns = listing.visible(ctx)
    count = counted(request, page)
    boxes = forms.boxes(forms.specs_of(listing.filters), ask.raw, ask.problems)
    adding = bool(page.rows) and not ask.after and any(c.total for c in columns)
    waiting = adding and page.more and not request.GET.get(ADD_UP)
    totals = listing.totals(ctx, ask.where, text=ask.text) if adding and not waiting else {}
    facts = {
        "listing": listing,
        "title": words(listing.title),
        "area": words(menu.area_of(name).title),
        "heads": [_head(c, request.GET, ask.sort or listing.order) for c in columns],
        "prints": (offered := prints.of_list(ctx, listing)),
        "rows": [(offered.key(row), cells(ctx, columns, row)) for row in page.rows],
        "totals": _totals(columns, totals),
        "add_up": "?" + urlencode([*_pairs(request.GET), (ADD_UP, "1")]) if waiting else "",
        "boxes": boxes,
        "more_filters": len(boxes) > SHOWN_FILTERS,
        "filtered": bool(ask.raw or ask.text),
        "open_filters": any(box.text for box in boxes[SHOWN_FILTERS:]),
        "text": ask.text,
        "sort": ask.sort,
        **_pager(request.GET, ask, page, count),
        "fields": json.dumps([{"name": c.name, "title": words(c.title)} for c in columns], ensure_ascii=False),
        "verbs": verbs_of(ctx, listing),
        "exports": EXPORTS,
        "query": (query := _without(request.GET, "after", "trail", "count")),
        "mail": _mail(ctx, name, query),
    }
    return render(request, "web/list.html", facts)


def _pager(query: QueryDict, ask: Asking, page: Page, count: int | None) -> dict[str, Any]:
    """Which rows of how many are shown, and the ways to the others."""
    begin = int(ask.after) if ask.after.isdigit() else 0
    return {
        "size": ask.size,
        "sizes": SIZES,
        "count": count,
        "most": MOST_COUNTED,
        "first": begin + 1,
        "last": begin + len(page.rows),
        "next": turned(query, ask, page.next, count) if page.next else "",
        "previous": back(query, ask, count) if ask.after else "",
    }


def verbs_of(ctx: Context, listing: Listing) -> list[tuple[str, str]]:
    """The verbs a list offers above its table: those it names, else those of its room that start from nothing."""
    room = listing.name.split(".", maxsplit=1)[0]
    names = listing.verbs or tuple(name for name in sorted(VERBS) if name.split(".")[0] == room)
    return [(name, words(VERBS[name].title)) for name in names if name in VERBS and menu.offered(ctx, VERBS[name])]


def counted(request: Asked, page: Page) -> int | None:
    """How many rows there are, one more than `MOST_COUNTED` where there are more; later pages get it from the first in the address."""
    if page.count is not None:
        return page.count + page.more
    kept = request.GET.get("count", "")
    return int(kept) if kept.isdigit() and len(kept) <= len(str(MOST_COUNTED)) else None


def _head(column: Column, query: QueryDict, order: str) -> Head:
    now = order.removeprefix("-") == column.name
    falling = now and order.startswith("-")
    href = ""
    if column.sortable:
        wanted = column.name if not now or falling else f"-{column.name}"
        href = "?" + urlencode([*_pairs(query, "sort", "after", "trail", "count"), ("sort", wanted)])
    css = "num" if column.kind in FIGURES else ""
    return Head(column.name, words(column.title), css, href, ("descending" if falling else "ascending") if now else "")


def _totals(columns: tuple[Column, ...], totals: dict[str, Any]) -> list[str]:
    if not any(value is not None for value in totals.values()):
        return []
    return [plain(totals[c.name], c.kind) if totals.get(c.name) is not None else "" for c in columns]


def _pairs(query: QueryDict, *without: str) -> list[tuple[str, str]]:
    return [(key, value) for key, values in query.lists() if key not in without for value in values if value]


def _without(query: QueryDict, *names: str) -> str:
    return urlencode(_pairs(query, *names))


def turned(query: QueryDict, ask: Asking, after: str, count: int | None) -> str:
    """The address of the next page; it remembers the cursors behind it, so that one can go back."""
    trail = ",".join(part for part in (ask.trail, ask.after or "0") if part)
    more = [("after", after), ("trail", trail), ("count", "" if count is None else str(count))]
    return "?" + urlencode([*_pairs(query, "after", "trail", "count"), *more])


def back(query: QueryDict, ask: Asking, count: int | None) -> str:
    """The address of the page before."""
    *rest, last = (ask.trail or "0").split(",")
    more = [("after", last), ("trail", ",".join(rest)), ("count", "" if count is None else str(count))]
    pairs = [*_pairs(query, "after", "trail", "count"), *(pair if last != "0" else () for pair in more)]
    return "?" + urlencode([pair for pair in pairs if pair])


@signed_in
@require_GET
def look_up(request: Asked, name: str) -> JsonResponse:
    """Suggestions for a field that names a row of a list: [first column, the other words] for what was typed."""
    listing = find(request.ctx, name)
    text = request.GET.get("q", "").strip()
    page = listing.page(request.ctx, text=text if listing.search else "", limit=MOST_SUGGESTIONS)
    columns = [c for c in listing.visible(request.ctx) if c.kind in {"text", "code"}][:3]
    found = [[plain(value_of(row, c.name), c.kind) for c in columns] for row in page.rows]
    return JsonResponse({"found": [[first, " · ".join(w for w in rest if w)] for first, *rest in found if first]})
