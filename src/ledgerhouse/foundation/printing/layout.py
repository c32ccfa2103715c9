"""Where the texts and codes of a label stand, in millimetres: what is read from afar above, codes below, each as wide as it scans well."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

from ledgerhouse.foundation.printing import symbols
from ledgerhouse.foundation.printing.symbols import Symbology

EDGE: Final = 2.5
"""What label printers do not reach, and what is cut off when the roll runs askew."""
MODULE: Final = 0.125
"""Bars are so many dots of a printer of eight dots a millimetre wide."""
LEAST: Final = 2
MOST: Final = 4
"""Dots of the narrowest bar: below two, hand scanners fail; above four, the symbol only takes room."""
SHRINK: Final = 0.62
"""How much smaller a text may become before it is cut."""
LINE: Final = 1.3
UNDER: Final = 3.2
"""Height of the words under a code."""
EM: Final = 100


class Said(NamedTuple):
    """What a label says: what is read from afar, lines below it, and the codes with their symbology ("" lets the code decide)."""

    head: str
    lines: tuple[str, ...]
    codes: tuple[tuple[Symbology | str, str], ...]


class Box(NamedTuple):
    """A text of a size, or a symbol, in its place."""

    x: float
    y: float
    w: float
    h: float
    text: str
    size: float = 0.0
    symbology: Symbology | None = None


def layout(said: Said, width: float, height: float) -> list[Box]:
    """The boxes of one label."""
    inner = width - 2 * EDGE
    codes = [(kind, text) for kind, text in said.codes if text]
    bottom = height - EDGE
    low = (height - 2 * EDGE) * (0.46 if len(codes) < 2 else 0.62)
    boxes = list(_codes(codes, EDGE, bottom - low, inner, low))
    top = height - 2 * EDGE - low
    lines = [line for line in said.lines if line]
    head = top if not lines else top * (0.56 if len(lines) < 3 else 0.38)
    boxes.append(_text(said.head, EDGE, EDGE, inner, min(head / LINE, height * 0.3)))
    if lines:
        step = (top - head) / len(lines)
        size = min(step / LINE, height * 0.09)
        boxes += [_text(line, EDGE, EDGE + head + n * step, inner, size) for n, line in enumerate(lines)]
    return boxes


def _codes(codes: Sequence[tuple[Symbology | str, str]], x: float, y: float, w: float, h: float) -> Iterator[Box]:
    """Codes below each other, each with its text."""
    each = h / max(1, len(codes))
    for n, (wish, text) in enumerate(codes):
        yield from _code(wish, text, x, y + n * each, w, each - (0.8 if len(codes) > 1 else 0))


def _code(wish: Symbology | str, text: str, x: float, y: float, w: float, h: float) -> Iterator[Box]:
    """A linear code over its text where it can be printed wide enough; else a square one beside it."""
    linear: Symbology = "gs1-128" if wish == "gs1-128" else "code128"
    if wish in {"", "code128", "gs1-128"} and symbols.fits_linear(text):
        count = symbols.modules(linear, text)
        dots = min(MOST, int(w / MODULE / count))
        if dots >= LEAST:
            wide = count * dots * MODULE
            yield Box(x + (w - wide) / 2, y, wide, h - UNDER, text, symbology=linear)
            told = f"(00) {text}" if linear == "gs1-128" else text
            yield _text(told, x + (w - wide) / 2 + 10 * dots * MODULE, y + h - UNDER, wide, UNDER / LINE)
            return
    square: Symbology = "datamatrix" if text.isascii() and wish != "qr" else "qr"
    yield Box(x, y, h, h, text, symbology=square)
    yield _text(text, x + h + 1.5, y + h / 2 - UNDER / 2, w - h - 1.5, UNDER / LINE)


def _text(text: str, x: float, y: float, w: float, size: float) -> Box:
    """A text on one line: smaller where it is long, cut where it would become too small to read."""
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    wide = length(text) * size
    if wide > w:
        smaller = max(w / wide, SHRINK)
        size *= smaller
        text = _cut(text, w / size)
    return Box(x, y, w, size * LINE, text, size=size)


def _cut(text: str, most: float) -> str:
    """As much of a text as fits, with an ellipsis where something is left out. Widths are in ems."""
    if length(text) <= most:
        return text
    while text and length(text) + 1 > most:
        text = text[:-1]
    return text + "…"


def length(text: str) -> float:
    """How many ems a text is long in the house's font."""
    return float(font(EM).getlength(text)) / EM


@cache
def font(pixels: int) -> Any:
    """The house's font in a size, for measuring and for printers that have none."""
    from PIL import ImageFont
    from pylopdf_fonts_zh_cn import sans_path

    return ImageFont.truetype(str(sans_path()), pixels)
