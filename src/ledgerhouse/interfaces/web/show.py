"""Values as cells of a page: text, link, tone of a state. Right-aligned figures, negative ones red."""

from decimal import Decimal
from enum import Enum
from typing import Any, Final, NamedTuple
from urllib.parse import quote

from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.paper import PAPERS
from ledgerhouse.foundation.reading import FIGURES, plain
from ledgerhouse.interfaces.web.words import STATE_TONES
from ledgerhouse.kernel.context import Context

ONE_LINE: Final = 10
"""Longer texts in tables may take several lines; shorter ones stay on one."""


class Cell(NamedTuple):
    """One value on a page: its text, CSS classes, the address it opens, and the tone of a state."""

    text: str
    css: str = ""
    href: str = ""
    tone: str = ""


def tone(state: str) -> str:
    """The tone of a state's tag, by its name; unknown names are judged by their last word."""
    name = state.replace("_", " ").lower()
    return STATE_TONES.get(name) or STATE_TONES.get(name.rpartition(" ")[2], "plain")


def cell(ctx: Context, value: Any, kind: str = "text", link: str = "") -> Cell:
    """A value ready to draw. A link is given only to what the asker may see."""
    text = plain(value, kind)
    css = f"k-{kind.replace('_', '-')}"
    if kind == "text" and len(text) > ONE_LINE:
        css += " long"
    if kind in FIGURES and isinstance(value, Decimal | int) and value < 0:
        css += " negative"
    name = value.name if isinstance(value, Enum) else str(value)
    return Cell(text, css, address(ctx, link, value) if text else "", tone(name) if kind == "state" and text else "")


def address(ctx: Context, link: str, value: Any) -> str:
    """Where a value of a linking column leads: the page of a paper, or a list searched for it."""
    if link in PAPERS:
        return paper_address(link, str(value)) if ctx.may(PAPERS[link].see) else ""
    if link in LISTINGS:
        return f"/lists/{link}/?q={quote(str(value))}" if ctx.may(LISTINGS[link].see) else ""
    return ""


def paper_address(kind: str, number: str) -> str:
    """The page of a paper."""
    return f"/papers/{quote(kind)}/{quote(number, safe='')}/"
