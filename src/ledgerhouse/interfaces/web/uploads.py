"""Fields that a file may fill: a list of serial numbers out of a text file or spreadsheet, put behind what was typed."""

import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from ledgerhouse.foundation.spreadsheets import one_column
from ledgerhouse.interfaces.web.forms import Spec
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem

BESIDE: Final = "-file"
"""What the name of a file's input adds to that of its field."""
ROW: Final = gettext_noop("row {row} of {file}: {what}")


def with_files(request: HttpRequest, specs: Iterable[Spec]) -> QueryDict:
    """What was typed, with the lists of uploaded files behind it. Refuses with all rows that can not be read."""
    post = request.POST.copy()
    problems: list[Problem] = []
    for name, file in request.FILES.items():
        spec = _field(tuple(specs), name.removesuffix(BESIDE)) if name.endswith(BESIDE) else None
        if spec is not None and spec.column:
            found, wrong = read_list(file, spec.column)
            where = name.removesuffix(BESIDE)
            problems += [problem(where.replace("-", "."), ROW, **facts) for facts in wrong]
            post[where] = "\n".join(filter(None, [post.get(where, "").strip(), *found]))
    if problems:
        raise Unreadable(problems)
    return post


def read_list(file: Any, column: Iterable[str]) -> tuple[list[str], list[Mapping[str, Any]]]:
    """The values of a list in a file, and what is wrong with which of its rows, in the reader's language."""
    found: list[str] = []
    wrong: list[Mapping[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list"
        path.write_bytes(file.read())
        try:
            for row in one_column(path, tuple(column)):
                if row.problem:
                    wrong.append({"row": row.line, "file": file.name, "what": row.problem.sentence(_)})
                else:
                    found += row.cells
        except Unreadable as unreadable:
            wrong += [{"row": 1, "file": file.name, "what": one.sentence(_)} for one in unreadable.problems]
    if not found and not wrong:
        wrong.append({"row": 1, "file": file.name, "what": _("the file is empty")})
    return found, wrong


def _field(specs: tuple[Spec, ...], name: str) -> Spec | None:
    """The field of this name in a form: the parts of a grid by row, those of a part by its name."""
    first, _dash, rest = name.partition("-")
    spec = next((one for one in specs if one.name == first), None)
    if spec is None or not rest:
        return spec
    if spec.kind == "grid":
        row, _dash, rest = rest.partition("-")
        return _field(spec.parts, rest) if row.isdigit() else None
    return _field(spec.parts, rest) if spec.kind == "part" else None


def takes_files(specs: Iterable[Spec]) -> bool:
    """Whether a form of these fields has one that a file may fill."""
    return any(spec.column or takes_files(spec.parts) for spec in specs)
