"""Barcodes as drawings: Code 128, GS1-128, QR and Data Matrix, each a small SVG of black modules."""

from io import BytesIO
from typing import Any, Final, Literal

Symbology = Literal["code128", "gs1-128", "qr", "datamatrix"]
SSCC: Final = 18
QUIET: Final = {"code128": 10, "gs1-128": 10, "qr": 2, "datamatrix": 2}
"""Empty modules round a symbol, without which scanners do not find its beginning."""


def svg(symbology: Symbology, text: str) -> str:
    """The symbol of a text, stretched to whatever box it is put in where it is linear. A GS1-128 is an SSCC."""
    if symbology == "qr":
        return _qr(text)
    if symbology == "datamatrix":
        return _rows(_matrix(text), QUIET["datamatrix"])
    return _bars(_linear(symbology, text))


def modules(symbology: Symbology, text: str) -> int:
    """How many modules wide a linear symbol is, quiet zones included: what decides how wide one module can be printed."""
    return len(_linear(symbology, text)) + 2 * QUIET[symbology]


def side(symbology: Symbology, text: str) -> int:
    """How many modules wide a square symbol is, quiet zone included."""
    if symbology == "datamatrix":
        return len(_matrix(text)) + 2 * QUIET["datamatrix"]
    return int(_qr_code(text).symbol_size(border=QUIET["qr"])[0])


def fits_linear(text: str) -> bool:
    """Whether a linear symbol can hold the text: printable ASCII."""
    return text.isascii() and text.isprintable() and bool(text)


def _linear(symbology: Symbology, text: str) -> str:
    from pystrich.code128 import Code128Data, Code128Encoder
    from pystrich.gs1 import GS1Fixed

    data = Code128Data.gs1(GS1Fixed("00", text)) if symbology == "gs1-128" else text
    return str(Code128Encoder(data).bars)


def _qr_code(text: str) -> Any:
    import segno

    return segno.make(text, micro=False, error="m")


def _qr(text: str) -> str:
    drawn = BytesIO()
    _qr_code(text).save(drawn, kind="svg", xmldecl=False, border=QUIET["qr"])
    return drawn.getvalue().decode()


def _matrix(text: str) -> list[list[int]]:
    from pystrich.datamatrix import DataMatrixEncoder

    # its `matrix` is the data alone; the drawing in letters, two a module, has the finder and a quiet zone round it
    drawn = [line for line in DataMatrixEncoder(text).get_ascii().splitlines() if line.strip()]
    begin = min(line.index("X") for line in drawn)
    end = max(line.rindex("X") for line in drawn)
    return [[int(line[x] == "X") for x in range(begin, end + 1, 2)] for line in drawn]


def _bars(bars: str) -> str:
    quiet = QUIET["code128"]
    boxes, at = [], 0
    while at < len(bars):
        end = at
        while end < len(bars) and bars[end] == bars[at]:
            end += 1
        if bars[at] == "1":
            boxes.append(f'<rect x="{at + quiet}" y="0" width="{end - at}" height="10"/>')
        at = end
    return _svg(len(bars) + 2 * quiet, 10, boxes)


def _rows(matrix: list[list[int]], quiet: int) -> str:
    boxes = [
        f'<rect x="{x + quiet}" y="{y + quiet}" width="1" height="1"/>'
        for y, row in enumerate(matrix)
        for x, dark in enumerate(row)
        if dark
    ]
    return _svg(len(matrix[0]) + 2 * quiet, len(matrix) + 2 * quiet, boxes)


def _svg(width: int, height: int, boxes: list[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'preserveAspectRatio="none" shape-rendering="crispEdges">{"".join(boxes)}</svg>'
    )
