"""From data to PDF: one template of this room, with the data as JSON beside it, never as source.

The fonts are the house's own, so that a page looks the same on every machine and Chinese is there without an installed font.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

TEMPLATES: Final = Path(__file__).parent / "templates"


@cache
def _fonts() -> Any:
    """The fonts, read once a process; importing them takes longer than a page does."""
    import typst
    from pylopdf_fonts_zh_cn import sans_path

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(sans_path().parent)])


def pdf(template: str, data: Mapping[str, Any], made: datetime) -> bytes:
    """The PDF that a template makes of the data; the same data at the same moment gives the same bytes.

    A compiler serves one call, for it is not for several threads; what costs time, the fonts, is shared.
    """
    import typst

    compiler = typst.Compiler(
        str(TEMPLATES / template), root=str(TEMPLATES), font_paths=_fonts(), ignore_system_fonts=True
    )
    said = {"data": json.dumps(data, ensure_ascii=False)}
    made_of = compiler.compile(format="pdf", sys_inputs=said, timestamp=int(made.timestamp()))
    if not isinstance(made_of, bytes):  # a list is for formats with a file for each page
        message = f"{template} gave no PDF"
        raise TypeError(message)
    return made_of
