"""Labels: what is scanned on the floor, declared by its room over one of its lists, so that rows and columns are those the asker sees.

A label says its texts and codes; `layout` places them, once, in millimetres, and the PDF and the label printer both draw that.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from django.utils import timezone

from ledgerhouse.foundation import queries
from ledgerhouse.foundation.listing import LISTINGS, Listing
from ledgerhouse.foundation.printing import symbols
from ledgerhouse.foundation.printing.layout import Box, Said, layout
from ledgerhouse.foundation.printing.typeset import pdf
from ledgerhouse.foundation.printing.words import MOST_LABELS, NothingChosen, TooManyPrints
from ledgerhouse.foundation.printing.zpl import DOTS, zpl
from ledgerhouse.foundation.reading import words
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, Unreadable, gettext_noop, problem

KEY: Final = ":"
MOST_COPIES: Final = 100


class LabelKind(NamedTuple):
    """A declared label: the list its rows are of, the columns that name one, its size in millimetres, and what it says of a row."""

    name: str
    title: str
    listing: str
    keys: tuple[str, ...]
    width: int
    height: int
    say: Callable[[Any], Said]


@dataclass(frozen=True)
class Drawn:
    """Labels placed and ready to be written in either language."""

    kind: LabelKind
    labels: Sequence[Sequence[Box]]


LABELS: dict[str, LabelKind] = {}


def label(
    name: str, *, title: str, listing: str, keys: tuple[str, ...], size: tuple[int, int]
) -> Callable[[Callable[[Any], Said]], Callable[[Any], Said]]:
    """Register what a label says of a row of a list. A key of several columns is written with `:` between them."""

    def keep(say: Callable[[Any], Said]) -> Callable[[Any], Said]:
        if name in LABELS:
            message = f"two labels are called {name!r}"
            raise ValueError(message)
        LABELS[name] = LabelKind(name, title, listing, keys, *size, say)
        return say

    return keep


def of_list(listing: str) -> list[LabelKind]:
    """The labels that can be printed for rows of a list."""
    return [one for one in LABELS.values() if one.listing == listing]


def key_of(keys: Iterable[str], row: Any) -> str:
    """What names a row for printing it."""
    return KEY.join(str(getattr(row, name) or "") for name in keys)


def drawn(ctx: Context, name: str, numbers: Sequence[str], *, copies: int = 1) -> Drawn:
    """The labels of some rows in the order asked for. One statement for the rows; refuses with all that are not in scope."""
    kind = LABELS.get(name)
    if kind is None:
        raise NotFound(kind=gettext_noop("label"), name=name)
    listing = LISTINGS[kind.listing]
    ctx.require_any(listing.see)
    wanted = list(dict.fromkeys(n for n in numbers if n))
    _refuse(wanted, copies)
    found = _rows(ctx, listing, kind, wanted)
    missing = [number for number in wanted if number not in found]
    if missing:
        raise NotFound(kind=kind.title, name="、".join(missing[:20]))
    with timezone.override(ZoneInfo(queries.company(ctx).timezone)):
        placed = [layout(kind.say(found[number]), kind.width, kind.height) for number in wanted]
    return Drawn(kind, [boxes for boxes in placed for _copy in range(copies)])


def as_pdf(ctx: Context, labels: Drawn) -> bytes:
    """One page for each label, of its size."""
    kind = labels.kind
    data = {
        "title": words(kind.title),
        "width": kind.width,
        "height": kind.height,
        "labels": [[_box(box) for box in boxes] for boxes in labels.labels],
    }
    return pdf("label.typ", data, ctx.now)


def as_zpl(labels: Drawn, dpi: int) -> bytes:
    """What a label printer of so many dots an inch is sent, in UTF-8."""
    if dpi not in DOTS:
        raise Unreadable(
            [problem("dpi", gettext_noop("must be one of {expected}"), expected=", ".join(map(str, DOTS)))]
        )
    kind = labels.kind
    return "".join(zpl(boxes, kind.width, kind.height, DOTS[dpi]) for boxes in labels.labels).encode()


def _refuse(wanted: Sequence[str], copies: int) -> None:
    if not wanted:
        raise NothingChosen
    if not 1 <= copies <= MOST_COPIES:
        raise Unreadable(
            [problem("copies", gettext_noop("must lie between {least} and {most}"), least=1, most=MOST_COPIES)]
        )
    if len(wanted) * copies > MOST_LABELS:
        raise TooManyPrints(most=MOST_LABELS, count=len(wanted) * copies)


def _rows(ctx: Context, listing: Listing, kind: LabelKind, wanted: Sequence[str]) -> Mapping[str, Any]:
    """The rows by what names them; looked for by the last column, whose values are the rarest."""
    last = kind.keys[-1]
    alone = len(kind.keys) == 1
    values = wanted if alone else [number.split(KEY, len(kind.keys) - 1)[-1] for number in wanted]
    return {key_of(kind.keys, row): row for row in listing.named(ctx, last, values)}


def _box(box: Box) -> dict[str, Any]:
    drawing = symbols.svg(box.symbology, box.text) if box.symbology else ""
    return {"x": box.x, "y": box.y, "w": box.w, "h": box.h, "size": box.size, "text": box.text, "svg": drawing}
