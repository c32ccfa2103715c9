"""Rows out of files people have: CSV in the encodings of Chinese and Western office programs, XLSX, XLS and ODS.

A file is known by its first bytes, not by its name. What is wrong with the file itself (cut, damaged, unknown encoding, a
quote never closed, a row with cells missing) is a problem with its line, like any wrong value, so that a user sees all
problems at once. Cells come out as text: dates as 2026-11-22, numbers as the sheet shows them (15 digits).
"""

import codecs
import csv
import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, NamedTuple

from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem

BOOKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
BLOCK: Final = 1 << 20
CELL: Final = 20_000
"""A longer cell than this is a quote that was never closed."""


class RawRow(NamedTuple):
    """One row: its line in the file (from 1), its cells as text, and what is wrong with the row itself, if anything."""

    line: int
    cells: Sequence[str]
    problem: Problem | None = None


class Sheet(NamedTuple):
    """The header of a file and its rows, read as they are asked for."""

    headers: tuple[str, ...]
    rows: Iterator[RawRow]


def open_sheet(path: Path) -> Sheet:
    """The first sheet of the file. Refuses with `Unreadable` a file that is empty or can not be read at all."""
    with path.open("rb") as file:
        start = file.read(4)
    rows = _book(path) if start.startswith(BOOKS) else _text(path)
    for first in rows:
        if first.problem:
            raise Unreadable([first.problem])
        headers = [cell.strip() for cell in first.cells]
        while headers and not headers[-1]:
            headers.pop()
        if headers:
            return Sheet(tuple(headers), _checked(rows, len(headers)))
    raise Unreadable([problem("file", gettext_noop("the file is empty"))])


def one_column(path: Path, titles: Collection[str]) -> Iterator[RawRow]:
    """The filled cells of one column, one a row: that under one of these titles (capitals and blanks do not matter), else the first with its head.

    For lists of numbers that somebody keeps in a file, with or without a heading. Rows that can not be read come with their problem.
    """
    with path.open("rb") as file:
        start = file.read(4)
    known = {"".join(title.split()).casefold() for title in titles}
    at: int | None = None
    for row in _book(path) if start.startswith(BOOKS) else _text(path):
        cells = [cell.strip() for cell in row.cells]
        if at is None and any(cells):
            heads = ["".join(cell.split()).casefold() for cell in cells]
            at = next((n for n, head in enumerate(heads) if head in known), None)
            if at is not None:
                continue
            at = 0
        if row.problem or (at is not None and at < len(cells) and cells[at]):
            yield row if row.problem else row._replace(cells=[cells[at or 0]])


def _checked(rows: Iterable[RawRow], width: int) -> Iterator[RawRow]:
    for row in rows:
        if row.problem:
            yield row
        elif any(cell.strip() for cell in row.cells):
            yield _fitted(row, width)


def _fitted(row: RawRow, width: int) -> RawRow:
    where = str(row.line)
    if any(cell.strip() for cell in row.cells[width:]):
        template = gettext_noop("the row has more cells ({found}) than the header ({wanted})")
        return row._replace(problem=problem(where, template, found=len(row.cells), wanted=width))
    if len(row.cells) < width:
        template = gettext_noop("the row is cut off: {found} of {wanted} cells")
        return row._replace(problem=problem(where, template, found=len(row.cells), wanted=width))
    return row._replace(cells=[cell.strip() for cell in row.cells[:width]])


def _text(path: Path) -> Iterator[RawRow]:
    encoding = encoding_of(path)
    delimiter = _delimiter((_decodes(path, encoding) or "").split("\n", 1)[0])
    # all but a last character that was cut in half is known to be readable
    with path.open(encoding=encoding, newline="", errors="surrogateescape") as file:
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        before = 0
        try:
            for cells in reader:
                if any(len(cell) > CELL for cell in cells):
                    yield RawRow(before + 1, (), _unclosed(before + 1))
                    return
                cut = bool(cells) and _in_half(cells[-1])
                yield RawRow(before + 1, () if cut else cells, _unclosed(before + 1) if cut else None)
                before = reader.line_num
        except (csv.Error, UnicodeDecodeError):
            yield RawRow(before + 1, (), _unclosed(before + 1))


def _unclosed(line: int) -> Problem:
    return problem(
        str(line), gettext_noop("a quotation mark or character is not complete; the file may be cut off here")
    )


def encoding_of(path: Path) -> str:
    """The encoding of a text file: by its mark, else UTF-8, else GB18030. Refuses with `Unreadable` anything else.

    GB18030 reads nearly any bytes as some character, so it is believed only when most of them are everyday Chinese.
    """
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if _decodes(path, "utf-8") is not None:
        return "utf-8-sig"
    sample = _decodes(path, "gb18030")
    if sample is not None:
        foreign = [char for char in sample if not char.isascii()]
        everyday = sum(1 for char in foreign if _in_gb2312(char))
        if everyday * 10 >= len(foreign) * 8:
            return "gb18030"
    raise Unreadable([problem("file", gettext_noop("the text is neither UTF-8 nor GB18030; save it as UTF-8"))])


def _decodes(path: Path, encoding: str) -> str | None:
    """The beginning of the file as text when all of it can be read in this encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    sample = ""
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                text = decoder.decode(block)
                sample = sample or text
        # a character cut in half at the very end is a cut file, which its last row will show
    except UnicodeDecodeError:
        return None
    if "\x00" in sample:
        return None
    return sample


def _in_gb2312(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _in_half(cell: str) -> bool:
    return any("\udc80" <= char <= "\udcff" for char in cell[-4:])


def _delimiter(header: str) -> str:
    return max((",", "\t", ";"), key=header.count)


def _book(path: Path) -> Iterator[RawRow]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        book = CalamineWorkbook.from_path(str(path))
        sheet = book.get_sheet_by_index(0)
        rows = sheet.iter_rows()
        first = (sheet.start or (0, 0))[0] + 1
        for i, cells in enumerate(rows):
            yield RawRow(first + i, [cell_text(cell) for cell in cells])
    except PasswordError:
        yield RawRow(1, (), problem("file", gettext_noop("the workbook is protected by a password")))
    except (CalamineError, OSError, ValueError):
        yield RawRow(1, (), problem("file", gettext_noop("the workbook is damaged or cut off")))


def cell_text(cell: Any) -> str:
    """A cell of a workbook as text: whole numbers without a point, others with at most 15 digits as the sheet shows."""
    match cell:
        case bool():
            return "true" if cell else "false"
        case float():
            return format(Decimal(format(cell, ".15g")), "f")
        case dt.datetime() if cell.time() == dt.time():
            return cell.date().isoformat()
        case dt.datetime() | dt.date() | dt.time():
            return cell.isoformat()
        case _:
            return str(cell)
