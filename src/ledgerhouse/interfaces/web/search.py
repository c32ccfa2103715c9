"""One box for everything: what the asker may see in any list that can be searched."""

from typing import Any, Final, NamedTuple
from urllib.parse import quote

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ledgerhouse.foundation.listing import LISTINGS, Listing
from ledgerhouse.foundation.numbering import PREFIXES
from ledgerhouse.foundation.paper import PAPERS
from ledgerhouse.foundation.reading import words
from ledgerhouse.interfaces.web.asking import Asked, signed_in
from ledgerhouse.interfaces.web.show import Cell
from ledgerhouse.interfaces.web.tables import cells
from ledgerhouse.kernel.context import Context

EACH: Final = 6
COLUMNS: Final = 5
MOST_LISTS: Final = 18  # keeps the page inside its budget of statements


class Found(NamedTuple):
    """What one list has for the words."""

    title: str
    href: str
    heads: list[str]
    rows: list[list[Cell]]
    more: bool


@signed_in
@require_GET
def search_page(request: Asked) -> HttpResponse:
    """Results by list; a single hit opens at once."""
    text = request.GET.get("q", "").strip()
    found = (
        [result for one in searched(request.ctx, text) if (result := _found(request.ctx, one, text))] if text else []
    )
    exact = _exact(found, text)
    if exact:
        return HttpResponseRedirect(exact)
    return render(request, "web/search.html", {"text": text, "searched": text, "found": found})


def searched(ctx: Context, text: str) -> list[Listing]:
    """Where to look: for each kind of paper the first list whose rows open it; lists of lines repeat their papers.

    Papers whose numbers begin like the text come first: there are more kinds than are looked through.
    """
    lists: dict[str, Listing] = {}
    for one in LISTINGS.values():
        kind = one.columns[0].link
        if one.search and kind in PAPERS and ctx.may(one.see) and ctx.may(PAPERS[kind].see):
            lists.setdefault(kind, one)
    likely = {kind for kind, prefix in PREFIXES.items() if text.upper().startswith(prefix)}
    return [lists[kind] for kind in sorted(lists, key=lambda kind: kind not in likely)][:MOST_LISTS]


def _found(ctx: Context, listing: Listing, text: str) -> Found | None:
    page = listing.page(ctx, text=text, limit=EACH)
    if not page.rows:
        return None
    columns = listing.visible(ctx)[:COLUMNS]
    rows = [cells(ctx, columns, row) for row in page.rows]
    href = f"/lists/{listing.name}/?q={quote(text)}"
    return Found(words(listing.title), href, [words(c.title) for c in columns], rows, bool(page.next))


def _exact(found: list[Found], text: str) -> str:
    """The page of the one thing that is called exactly so, when there is just one."""
    hits: dict[str, Any] = {
        row[0].href: row
        for result in found
        for row in result.rows
        if row[0].href and row[0].text.lower() == text.lower()
    }
    return next(iter(hits)) if len(hits) == 1 else ""
