"""Looking at what was printed: the words of a PDF, its pages as pictures, and the barcodes on them."""

import io
from typing import Any

import pypdfium2
import zxingcpp
from pypdf import PdfReader


def pages(pdf: bytes) -> list[str]:
    """The words of each page."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def words(pdf: bytes) -> str:
    """All words of a file."""
    return "\n".join(pages(pdf))


def picture(pdf: bytes, page: int = 0, dpi: int = 300) -> Any:
    """A page as it comes out of a printer of so many dots an inch, as a Pillow picture in grey."""
    document = pypdfium2.PdfDocument(pdf)
    return document[page].render(scale=dpi / 72, grayscale=True).to_pil()


def codes(pdf: bytes, page: int = 0, dpi: int = 300) -> list[tuple[str, str]]:
    """(symbology, text) of every barcode that a reader finds on a page."""
    return sorted((str(found.format), found.text) for found in zxingcpp.read_barcodes(picture(pdf, page, dpi)))
