"""Read the invoice file of an online retailer (the layout of UCI data set 352), strictly: what is odd is kept, what is broken is refused.

One row is one invoice line. A number that begins with C cancels, one that begins with A adjusts; codes are compared as they are written, so codes
that differ only by case are different items. Quantities are whole pieces; prices are steps of 10**-6 per piece, without tax.
"""

import csv
import hashlib
import lzma
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple, TextIO, cast

from ledgerhouse.kernel import exact
from ledgerhouse.kernel.errors import Problem, Refused, Unreadable, gettext_noop, problem

COLUMNS: Final = (
    "InvoiceNo",
    "StockCode",
    "Description",
    "Quantity",
    "InvoiceDate",
    "UnitPrice",
    "CustomerID",
    "Country",
)
SHOWN: Final = 100
XZ: Final = b"\xfd7zXZ\x00"
BLOCK: Final = 1 << 20


class EmptyFile(Refused):
    """There is nothing in the file."""

    code = "empty-file"
    template = gettext_noop("{file} is empty.")
    status = 422


class CutFile(Refused):
    """The file ends in the middle of something."""

    code = "cut-file"
    template = gettext_noop("{file} is cut in the middle: it ends within a line or a packed block (row {row}).")
    status = 422


class NotText(Refused):
    """The file is no CSV text in UTF-8."""

    code = "not-text"
    template = gettext_noop("{file} is not a CSV file in UTF-8 (row {row}).")
    status = 422


class WrongColumns(Refused):
    """The first line does not name the columns."""

    code = "wrong-columns"
    template = gettext_noop("{file} lacks the columns {missing}; it has {found}.")
    status = 422


class Row(NamedTuple):
    """One line of the file. `number` counts lines with the header as 1; `name` is as written; `price` is in steps of 10**-6."""

    number: int
    invoice: str
    code: str
    name: str
    quantity: int
    at: datetime
    price: int
    customer: str
    country: str

    @property
    def cancels(self) -> bool:
        """Whether the line takes back an earlier sale."""
        return self.invoice.startswith("C")

    @property
    def day(self) -> date:
        """The business date."""
        return self.at.date()

    @property
    def month(self) -> tuple[int, int]:
        """Year and month of the business date."""
        return (self.at.year, self.at.month)


def rows(path: Path, *, invoices: int = 0) -> Iterator[Row]:
    """The rows of a CSV file (plain or .xz), in order; only the first so many invoices when `invoices` is not 0.

    Raises `EmptyFile`, `CutFile`, `NotText`, `WrongColumns`, or `Unreadable` with the first hundred bad rows; OSError when it can not be opened.
    """
    problems: list[Problem] = []
    seen: set[str] = set()
    last: datetime | None = None
    for number, fields in _fields(path):
        found = _row(number, fields)
        if isinstance(found, list):
            problems += found
            if len(problems) >= SHOWN:
                break
            continue
        if last is not None and found.at < last:
            problems.append(problem(f"row {number}.InvoiceDate", gettext_noop("is earlier than in the row before")))
        last = found.at
        if invoices and found.invoice not in seen:
            if len(seen) == invoices:
                break
            seen.add(found.invoice)
        if not problems:
            yield found
    if problems:
        raise Unreadable(problems)


def fingerprint(path: Path) -> str:
    """The SHA-256 of the file's bytes, in hex."""
    total = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            total.update(block)
    return total.hexdigest()


def _open(path: Path) -> TextIO:
    with path.open("rb") as file:
        packed = file.read(len(XZ)) == XZ
    if packed:
        return cast("TextIO", lzma.open(path, "rt", encoding="utf-8-sig", newline=""))
    return path.open(encoding="utf-8-sig", newline="")


def _fields(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Line number and fields in the order of COLUMNS, for every line after the header."""
    number = 0
    try:
        with _open(path) as file:
            reader = csv.reader(_whole(file, path), strict=True)
            header = [name.strip() for name in next(reader, [])]
            if not header:
                raise EmptyFile(file=path.name)
            missing = [name for name in COLUMNS if name not in header]
            if missing:
                raise WrongColumns(file=path.name, missing=", ".join(missing), found=", ".join(header)[:200])
            places = [header.index(name) for name in COLUMNS]
            straight = places == list(range(len(header)))
            for number, fields in enumerate(reader, 2):
                if len(fields) != len(header):
                    yield number, []
                else:
                    yield number, fields if straight else [fields[place] for place in places]
    except (EOFError, lzma.LZMAError) as error:
        raise CutFile(file=path.name, row=number + 1) from error
    except UnicodeDecodeError as error:
        raise NotText(file=path.name, row=number + 1) from error
    except csv.Error as error:
        kind = CutFile if "unexpected end" in str(error) or "larger than" in str(error) else NotText
        raise kind(file=path.name, row=number + 1) from error
    if not number:
        raise EmptyFile(file=path.name)


def _whole(file: TextIO, path: Path) -> Iterator[str]:
    """The lines; a last line without an end may lack its last letters too, so it is refused."""
    line = "\n"
    count = 0
    for line in file:
        count += 1
        yield line
    if not line.endswith(("\n", "\r")):
        raise CutFile(file=path.name, row=count)


def _row(number: int, fields: list[str]) -> Row | list[Problem]:
    where = f"row {number}"
    if not fields:
        return [problem(where, gettext_noop("has another number of fields than the header"))]
    name = fields[2]  # as written: two lines that differ by a blank are not the same line
    invoice, code, _, quantity, at, price, customer, country = (field.strip() for field in fields)
    wrong = []
    if not invoice or len(invoice) > 60:
        wrong.append(problem(f"{where}.InvoiceNo", gettext_noop("is missing or too long")))
    if not code or len(code) > 60:
        wrong.append(problem(f"{where}.StockCode", gettext_noop("is missing or too long")))
    pieces, when, steps = _pieces(quantity), _when(at), _price(price)
    if pieces is None:
        wrong.append(problem(f"{where}.Quantity", gettext_noop("must be a whole number")))
    if when is None:
        wrong.append(problem(f"{where}.InvoiceDate", gettext_noop("must be a date and time like 2010-12-01 08:26:00")))
    if steps is None:
        wrong.append(problem(f"{where}.UnitPrice", gettext_noop("must be a number")))
    if wrong or pieces is None or when is None or steps is None:
        return wrong
    return Row(number, invoice, code, name, pieces, when, steps, customer, country)


@cache
def _pieces(text: str) -> int | None:
    try:
        pieces = int(text)
    except ValueError:
        return None
    return pieces if abs(pieces) < 10**12 else None


@cache
def _price(text: str) -> int | None:
    try:
        return exact.steps(text, exact.PRICE)
    except (ArithmeticError, ValueError):
        return None


def _when(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
