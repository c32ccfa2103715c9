"""A paper as data for the typesetter: letterhead, facts, tables with sums, lines to sign, all in the asker's language."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils import timezone, translation

from ledgerhouse.foundation import queries
from ledgerhouse.foundation.listing import Column, shown
from ledgerhouse.foundation.models import Company
from ledgerhouse.foundation.paper import PAPERS, Paper, Table
from ledgerhouse.foundation.printing import symbols
from ledgerhouse.foundation.printing.forms import Form, chosen, papers, size_of
from ledgerhouse.foundation.printing.typeset import pdf
from ledgerhouse.foundation.printing.words import SIZES, Size
from ledgerhouse.foundation.reading import FIGURES, moment, plain, value_of, words
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop

MANY_COLUMNS: Final = 10
"""From here on a table is set in small print, and a page of the usual size lies on its side."""
NARROW: Final = frozenset({"quantity", "price", "amount", "number", "date", "code", "state", "word", "yes_no"})
SHORT: Final = 10
"""Texts up to this width, a Chinese character counting twice, need no share of the room that is left."""
WORDS: Final = {
    "tax_number": gettext_noop("Tax number"),
    "number": gettext_noop("Number"),
    "printed": gettext_noop("Printed"),
    "page": gettext_noop("Page {page} of {pages}"),
    "total": gettext_noop("Total"),
    "seal": gettext_noop("Company seal"),
}
"""What the template says itself; message ids."""


def print_papers(ctx: Context, kind: str, numbers: Sequence[str], *, form: str = "", size: str = "") -> bytes:
    """One PDF of papers of a kind: each begins on a new page and counts its own pages.

    Only what the asker sees is in it. Statements do not grow with the number of papers of a declared form.
    """
    one = chosen(kind, form)
    named = size_of(size, one.size)
    company = queries.company(ctx)
    found = papers(ctx, one, numbers)
    with timezone.override(ZoneInfo(company.timezone)):
        sheets = [sheet(ctx, one, paper) for paper in found]
        if not size and named == "a4" and any(sheet["many"] for sheet in sheets):
            named = "a4-wide"
        data = {**frame(ctx, company, SIZES[named]), "sheets": sheets}
    return pdf(one.template, data, ctx.now)


def frame(ctx: Context, company: Company, size: Size) -> dict[str, Any]:
    """What all sheets of a file share: language, size, letterhead, words, and who printed it when."""
    language = translation.get_language() or ctx.language
    return {
        "lang": "zh" if language.startswith("zh") else "en",
        "size": {"width": size.width, "height": size.height, "side": size.side, "edge": size.edge},
        "company": company.name,
        "tax_number": company.tax_number,
        "words": {name: words(message) for name, message in WORDS.items()},
        "printed": " · ".join(part for part in (moment(ctx.now), ctx.name) if part),
    }


def sheet(ctx: Context, form: Form, paper: Paper) -> dict[str, Any]:
    """One paper: title, number with its barcode, state, facts that say something, tables that are not empty."""
    tables = [drawn for one in paper.tables if (drawn := table(ctx, paper, one))]
    signed = paper.extra.get("signed", {})
    own = words(paper.title) if paper.title not in {paper.number, form.title, PAPERS[paper.kind].title} else ""
    return {
        "title": words(form.title),
        "own_title": own,
        "number": paper.number,
        "state": plain(paper.state, "state"),
        "symbol": symbols.svg("qr", paper.number) if paper.number else "",
        "facts": [
            [words(fact.title), plain(fact.value, fact.kind)] for fact in paper.facts if fact.value not in (None, "")
        ],
        "tables": tables,
        "many": any(len(one["heads"]) > MANY_COLUMNS for one in tables),
        "signatures": [[words(message), signed.get(message, "")] for message in form.signatures],
        "seal": form.seal,
        "notice": words(form.notice),
    }


def table(ctx: Context, paper: Paper, lines: Table) -> Mapping[str, Any] | None:
    """The lines with the columns that the asker sees and that say something, and sums of what adds up; None without a row."""
    seen = [
        c
        for c in shown(ctx, lines.row, paper.kind)
        if any(
            getattr(row, c.name) not in (None, "", paper.number if c.link == paper.kind else "") for row in lines.rows
        )
    ]
    if not seen:
        return None
    rows = [[plain(value_of(row, c.name), c.kind) for c in seen] for row in lines.rows]
    sums = [_sum(c, lines.rows) for c in seen] if len(rows) > 1 else []
    return {
        "title": words(lines.title),
        "heads": [words(c.title) for c in seen],
        "right": [c.kind in FIGURES for c in seen],
        "narrow": [c.kind in NARROW or _widest(row[i] for row in rows) <= SHORT for i, c in enumerate(seen)],
        "rows": rows,
        "sums": sums if any(sums) else [],
        "small": len(seen) > MANY_COLUMNS,
    }


def _widest(texts: Iterable[str]) -> int:
    return max((sum(1 if char.isascii() else 2 for char in text) for text in texts), default=0)


def _sum(column: Column, rows: Sequence[Any]) -> str:
    values = [v for row in rows if (v := getattr(row, column.name)) is not None] if column.total else []
    return plain(sum(values), column.kind) if values else ""
