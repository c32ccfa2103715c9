"""Labels for printers that speak ZPL II.

Codes and plain texts are the printer's own, so that bars fall on its dots. A text with anything but ASCII is sent as a picture in the
house's font: printers have Chinese only where somebody has installed and licensed a font, and each names it otherwise.
"""

from collections.abc import Sequence
from typing import Final

from ledgerhouse.foundation.printing import symbols
from ledgerhouse.foundation.printing.layout import LINE, Box, font

DOTS: Final = {203: 8, 300: 12, 600: 24}
"""Dots an inch, as printers are sold, and a millimetre."""
ASCENT: Final = 0.88
ESCAPED: Final = frozenset("^~_\\")
ORDER: Final = "N,{height},N,N,N"


def zpl(boxes: Sequence[Box], width: int, height: int, dots: int) -> str:
    """One label: texts in UTF-8, its size, its boxes."""
    begin = f"^XA^CI28^PW{width * dots}^LL{height * dots}^LH0,0\n"
    return begin + "".join(_box(box, dots) for box in boxes) + "^XZ\n"


def _box(box: Box, dots: int) -> str:
    x, y, height = round(box.x * dots), round(box.y * dots), round(box.h * dots)
    at = f"^FO{x},{y}"
    if box.symbology is None:
        return _text(box, at, dots)
    if box.symbology == "qr":
        return f"{at}^BQN,2,{_magnified(box, dots)}^FH_^FDMA,{escaped(box.text)}^FS\n"
    if box.symbology == "datamatrix":
        return f"{at}^BXN,{_magnified(box, dots)},200^FH_^FD{escaped(box.text)}^FS\n"
    count = symbols.modules(box.symbology, box.text)
    module = max(1, round(box.w * dots / count))
    at = f"^FO{x + module * symbols.QUIET[box.symbology]},{y}"
    if box.symbology == "gs1-128":
        # start in subset C, FNC1, and the number with its identifier
        return f"{at}^BY{module}^BC{ORDER.format(height=height)}^FD>;>800{box.text}^FS\n"
    return f"{at}^BY{module}^BC{ORDER.format(height=height)},A^FH_^FD{escaped(box.text)}^FS\n"


def _magnified(box: Box, dots: int) -> int:
    """Dots of a module of a square symbol, so that it stays within its box."""
    return max(1, min(10, int(box.w * dots / symbols.side(box.symbology or "qr", box.text))))


def _text(box: Box, at: str, dots: int) -> str:
    size = max(1, round(box.size * dots))
    if not box.text:
        return ""
    if box.text.isascii():
        return f"{at}^A0N,{size},{size}^FH_^FD{escaped(box.text)}^FS\n"
    return f"{at}{picture(box.text, size)}^FS\n"


def picture(text: str, size: int) -> str:
    """A text as a graphic field: one bit a dot, rows of whole bytes, in hexadecimal."""
    from PIL import Image, ImageDraw

    face = font(size)
    wide = max(8, -(-int(face.getlength(text) + 1) // 8) * 8)
    high = round(size * LINE)
    image = Image.new("1", (wide, high), 0)
    ImageDraw.Draw(image).text((0, size * ASCENT), text, font=face, fill=1, anchor="ls")
    row = wide // 8
    return f"^GFA,{row * high},{row * high},{row},{image.tobytes().hex().upper()}"


def escaped(text: str) -> str:
    """Field data in which nothing is a command: what could be is written as its bytes."""
    return "".join(
        c if " " <= c <= "}" and c not in ESCAPED else "".join(f"_{byte:02X}" for byte in c.encode()) for c in text
    )
