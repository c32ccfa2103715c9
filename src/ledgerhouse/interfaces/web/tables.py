"""Rows of `column` fields as tables on a page: heads, cells, sums."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from ledgerhouse.foundation.listing import Column, Listing, shown
from ledgerhouse.foundation.reading import FIGURES, plain, value_of, words
from ledgerhouse.interfaces.web.show import Cell, cell
from ledgerhouse.kernel.context import Context


class Lines(NamedTuple):
    """A table as drawn: its title, (title, CSS class) of its columns, its rows, and sums at its foot."""

    title: str
    heads: list[tuple[str, str]]
    rows: list[list[Cell]]
    totals: list[str]
    href: str = ""
    more: bool = False


def visible(ctx: Context, row: type, of: str = "") -> list[Column]:
    """The columns of a row class that this asker may see in the list or kind of paper `of`."""
    return list(shown(ctx, row, of))


def cells(ctx: Context, columns: Sequence[Column], row: Any) -> list[Cell]:
    """One row as drawn. A link `@kind` opens the kind of paper that the row's own field `kind` names."""
    drawn = []
    for c in columns:
        link = str(getattr(row, c.link[1:], "")) if c.link.startswith("@") else c.link
        drawn.append(cell(ctx, value_of(row, c.name), c.kind, link))
    return drawn


def table(ctx: Context, title: str, row: type, rows: Sequence[Any], columns: Sequence[Column] | None = None) -> Lines:
    """Rows of a class as a table, with sums of the columns that add up when there are several rows."""
    seen = visible(ctx, row) if columns is None else columns
    sums = []
    if len(rows) > 1 and any(c.total for c in seen):
        for c in seen:
            values = [v for one in rows if (v := getattr(one, c.name)) is not None] if c.total else []
            sums.append(plain(sum(values), c.kind) if values else "")
    heads = [(words(c.title), "num" if c.kind in FIGURES else "") for c in seen]
    return Lines(words(title), heads, [cells(ctx, seen, one) for one in rows], sums)


def some(
    ctx: Context,
    listing: Listing,
    where: Any,
    *,
    limit: int,
    sort: str = "",
    without: Iterable[str] = (),
    title: str = "",
) -> Lines:
    """The first rows of a list as a table on another page, with the way to all of them."""
    page = listing.page(ctx, where, sort=sort, limit=limit)
    seen = [c for c in listing.visible(ctx) if c.name not in set(without)]
    drawn = table(ctx, title or listing.title, listing.row, page.rows, seen)
    return drawn._replace(more=bool(page.next), href=f"/lists/{listing.name}/")
