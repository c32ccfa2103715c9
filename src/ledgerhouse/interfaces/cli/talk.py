"""What the command line says and how it ends: answers on standard output, refusals on standard error."""

import json
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from ledgerhouse.foundation.faults import Unusable
from ledgerhouse.foundation.problems import details, plain
from ledgerhouse.kernel.errors import Refused, Unreadable, gettext_noop

DONE: Final = 0
REFUSED: Final = 1
SURROUNDINGS: Final = 2


class CanNotUse(Unusable):
    """A file or folder that can not be read or written."""

    code = "can-not-use-file"
    template = gettext_noop("{name} can not be used: {error}")


def refuse(refused: Refused, *, as_json: bool = False, status: int = REFUSED) -> int:
    """Say why not, with every problem; answers the exit status."""
    if as_json:
        print(json.dumps(details(refused, _), ensure_ascii=False), file=sys.stderr)
        return status
    print(refused.sentence(_), file=sys.stderr)
    if isinstance(refused, Unreadable):
        for problem in refused.problems:
            print(f"  {problem.where}: {problem.sentence(_)}", file=sys.stderr)
    return status


def tell(answer: Any) -> None:
    """One JSON value, readable by people."""
    print(json.dumps(answer, ensure_ascii=False, indent=2, default=plain))


def table(titles: Sequence[str], rows: Iterable[Sequence[Any]], *, right: frozenset[int] = frozenset()) -> None:
    """Rows under their titles, aligned (Chinese characters are two wide); `right` names the columns of numbers."""
    lines = [list(titles), *([_cell(value) for value in row] for row in rows)]
    widths = [max(_width(line[i]) for line in lines) for i in range(len(titles))]
    for number, line in enumerate(lines):
        cells = (
            " " * (width - _width(cell)) + cell if i in right else cell + " " * (width - _width(cell))
            for i, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        print("  ".join(cells).rstrip())
        if number == 0:
            print("  ".join("─" * width for width in widths))


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(plain(value)).replace("\n", " ")


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
