"""Importing files of master data: the same path for items, partners, places and whatever a plug-in adds.

A room says what a file of its kind holds by registering an `Importer`:

    @dataclass(frozen=True, kw_only=True)
    class UnitRow:                       # one row; its types are the rules for single values (kernel.commands)
        code: Code
        name: str = ""

    class Units(TableImporter[UnitRow]):  # foundation.table_importer: judge, write and undo for one table
        kind, title, may, row = "catalog.units", gettext_noop("Units"), "change items", UnitRow
        columns = (
            ImportColumn("code", gettext_noop("Code"), ("编码", "单位"), required=True),
            ImportColumn("name", gettext_noop("Name"), ("名称",)),
        )
        ...

    IMPORTERS.add("catalog.units")(Units())

Then every interface can import it: keep the file (`keep_file`), call the verb `imports.begin` (`begin_import`), let the job
`imports.run` work (`run_import`), look at the batch, fetch `error_file`, and undo it with `imports.undo`.

How it goes: the whole file is read and judged first, and ALL problems are collected, each at its line and column. Only
then, if there are none or the asker wants bad rows left out, chunks of lines are written, each in one transaction with a
constant number of statements, together with what each line did. So a killed import goes on after its last chunk, and
a batch can be undone: rows it made are deleted unless they are in use, rows it changed get their old values back unless
somebody has changed them since. The same file is not taken twice.

A blank cell says nothing: a new row gets the default, a known one keeps its value. Headers are found by column name, by
title in either language, or by alias; an explicit mapping {header: column} wins, and {header: ""} leaves one out.
"""

import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Final, Generic, Literal, NamedTuple, TypeVar

from django.utils import translation

from ledgerhouse.foundation.spreadsheets import RawRow, Sheet, open_sheet
from ledgerhouse.kernel.commands import read
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.kernel.registry import Registry

R = TypeVar("R")
CellKind = Literal["text", "number", "date", "yes_no"]
LANGUAGES: Final = ("en", "zh-hans")
YES_NO: Final = {
    **dict.fromkeys(("yes", "y", "true", "1", "是", "有", "√", "对"), "true"),
    **dict.fromkeys(("no", "n", "false", "0", "否", "无", "×", "错"), "false"),
}
DATE: Final = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))(?:[ T]0?0:00(?::00)?)?")
DEFUSED: Final = ("'=", "'+", "'-", "'@")
GROUPED: Final = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")


class ImportColumn(NamedTuple):
    """A column a file may have: the row's field, its title (message id), other headers, words that stand for values."""

    name: str
    title: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    kind: CellKind = "text"
    words: Mapping[str, str] = {}


class Line(NamedTuple, Generic[R]):
    """One readable row of a file: its line number, the row, and which of its fields the file gave."""

    number: int
    row: R
    given: frozenset[str]

    def problem(self, name: str, template: str, **facts: object) -> Problem:
        """A problem with one field of this line."""
        return problem(f"{self.number}.{name}", template, **facts)


@dataclass
class Judged:
    """What a chunk would do: problems (their lines do nothing), the action of each other line, and what write needs.

    `reason` goes into the audit trail: the number of the batch.
    """

    problems: list[Problem] = field(default_factory=list)
    actions: dict[int, str] = field(default_factory=dict)
    known: Any = None
    reason: str = ""


class Written(NamedTuple):
    """What a line did: `action` is create, change or same; `before` and `after` hold the changed fields."""

    line: int
    row: int
    name: str
    action: str
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None


class Kept(NamedTuple):
    """A row that an undo had to leave as it is, and why (message id)."""

    row: int
    name: str
    reason: str


class Importer(ABC, Generic[R]):
    """One kind of file. `row` is a frozen dataclass; `may` the right to change what it describes.

    `repeats` allows the same key on several lines (a category named on each item's line); only the first counts.
    """

    kind: ClassVar[str]
    title: ClassVar[str]
    may: ClassVar[str]
    row: ClassVar[type]
    columns: ClassVar[tuple[ImportColumn, ...]]
    repeats: ClassVar[bool] = False

    @abstractmethod
    def key(self, row: R) -> Hashable:
        """What makes two lines of one file speak of the same thing; None when nothing does."""

    @abstractmethod
    def judge(self, ctx: Context, lines: Sequence[Line[R]]) -> Judged:
        """Reads only, constant statements: what is wrong (`line.problem`), and what each good line would do."""

    @abstractmethod
    def write(self, ctx: Context, lines: Sequence[Line[R]], judged: Judged) -> list[Written]:
        """Write good lines, constant statements. `judged` is the judgement of these lines in this transaction."""

    @abstractmethod
    def undo(self, ctx: Context, done: Sequence[Written]) -> list[Kept]:
        """Take back what these lines did, newest first; answers what had to stay."""


IMPORTERS: Registry[Importer[Any]] = Registry("ledgerhouse.importers")


@dataclass(frozen=True)
class Opened(Generic[R]):
    """A file whose header is understood: header -> column, headers that say nothing to us, and its rows."""

    headers: tuple[str, ...]
    columns: Mapping[int, ImportColumn]
    ignored: tuple[str, ...]
    rows: Iterator[RawRow]


def open_file(importer: Importer[R], path: Path, mapping: Mapping[str, str] | None = None) -> Opened[R]:
    """Open a file as one of this kind. Refuses with `Unreadable`: unreadable, required columns missing, one twice."""
    sheet = open_sheet(path)
    columns, problems = _mapped(importer, sheet, mapping or {})
    if problems:
        raise Unreadable(problems)
    ignored = tuple(header for i, header in enumerate(sheet.headers) if header and i not in columns)
    return Opened(sheet.headers, columns, ignored, sheet.rows)


def lines(importer: Importer[R], opened: Opened[R]) -> Iterator[tuple[RawRow, Line[R] | None, list[Problem]]]:
    """Every row of the file as it can be read: the raw row, its line if readable, its problems otherwise.

    A key that came before is a problem, or a silent repetition where the importer allows that (no line, no problem).
    """
    seen: dict[Hashable, int] = {}
    for raw in opened.rows:
        if raw.problem:
            yield raw, None, [raw.problem]
            continue
        try:
            line = _line(importer, opened, raw)
        except Unreadable as unreadable:
            yield raw, None, list(unreadable.problems)
            continue
        key = importer.key(line.row)
        first = line.number if key is None else seen.setdefault(key, line.number)
        if first == line.number:
            yield raw, line, []
        elif importer.repeats:
            yield raw, None, []
        else:
            yield raw, None, [problem(str(raw.line), gettext_noop("says the same as line {line}"), line=first)]


def at_headers(opened: Opened[Any], problems: Sequence[Problem]) -> list[Problem]:
    """Problems with the file's own headers in place of field names."""
    headers = {column.name: opened.headers[i] for i, column in opened.columns.items()}
    found = []
    for one in problems:
        line, _, name = one.where.partition(".")
        first, _, rest = name.partition(".")
        shown = ".".join(part for part in (line, headers.get(first, first), rest) if part)
        found.append(one._replace(where=shown))
    return found


def _line(importer: Importer[R], opened: Opened[R], raw: RawRow) -> Line[R]:
    values = {}
    for i, column in opened.columns.items():
        text = raw.cells[i]
        if text.startswith(DEFUSED):
            text = text[1:]  # our own exports say it so
        if text:
            values[column.name] = _value(column, text)
    try:
        return Line(raw.line, read(importer.row, values), frozenset(values))
    except Unreadable as unreadable:
        raise Unreadable(p._replace(where=f"{raw.line}.{p.where}") for p in unreadable.problems) from None


def _value(column: ImportColumn, text: str) -> str:
    folded = text.casefold()
    if column.words and folded in column.words:
        return column.words[folded]
    if column.kind == "text":
        return text
    plain = unicodedata.normalize("NFKC", text)
    if column.kind == "yes_no":
        return YES_NO.get(folded, plain)
    if column.kind == "date" and (match := DATE.fullmatch(plain)):
        year, month, day = (part for part in match.groups() if part)
        return f"{year}-{month:0>2}-{day:0>2}"
    if column.kind == "number" and GROUPED.fullmatch(plain):
        return plain.replace(",", "")
    return plain


def _mapped(
    importer: Importer[Any], sheet: Sheet, mapping: Mapping[str, str]
) -> tuple[dict[int, ImportColumn], list[Problem]]:
    by_name = {column.name: column for column in importer.columns}
    known = _headers(importer)
    columns: dict[int, ImportColumn] = {}
    problems = []
    for header, name in mapping.items():
        if header not in sheet.headers:
            problems.append(problem("mapping", gettext_noop("the file has no column {name}"), name=header))
        elif name and name not in by_name:
            problems.append(problem("mapping", gettext_noop("there is no field {name}"), name=name))
    for i, header in enumerate(sheet.headers):
        name = mapping.get(header, known.get(_folded(header), ""))
        if name not in by_name:
            continue
        if by_name[name] in columns.values():
            problems.append(problem(header, gettext_noop("a second column for {name}"), name=name))
        columns[i] = by_name[name]
    missing = [column.name for column in importer.columns if column.required and column not in columns.values()]
    problems += [problem(name, gettext_noop("the file has no column for this")) for name in missing]
    return columns, problems


def _headers(importer: Importer[Any]) -> dict[str, str]:
    known: dict[str, str] = {}
    for column in importer.columns:
        titles = []
        for language in LANGUAGES:
            with translation.override(language):
                titles.append(translation.gettext(column.title))
        for title in (column.name, *titles, *column.aliases):
            known.setdefault(_folded(title), column.name)
    return known


def _folded(header: str) -> str:
    return re.sub(r"[\s_*＊:：()（）-]+", "", unicodedata.normalize("NFKC", header)).casefold()
