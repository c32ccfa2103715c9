"""Any listing as CSV or XLSX: the same rows and the same scope as the screen, streamed, safe to open.

A text cell that a spreadsheet program would take for a formula gets an apostrophe in front (OWASP, “CSV Injection”).
Numbers stay numbers. CSV is UTF-8 with the mark that tells Excel so; titles are in the asker's language and can be
imported again, because importers know them.
"""

import csv
import io
import json
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any, Final
from zoneinfo import ZoneInfo

from django.utils import translation

from ledgerhouse.foundation.listing import Column, Listing
from ledgerhouse.foundation.problems import plain
from ledgerhouse.foundation.queries import company
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Refused, gettext_noop

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
ROWS_OF_A_SHEET: Final = 1_048_575
"""What one XLSX sheet holds below its header."""


class TooManyRows(Refused):
    """A workbook can not hold the list."""

    code = "too-many-rows"
    template = gettext_noop("The list has {rows} rows; a workbook holds {most}. Export it as CSV.")
    status = 422


def guarded(text: str) -> str:
    """The text, defused where a spreadsheet program would run it."""
    return "'" + text if text.startswith(FORMULA) else text


def csv_lines(ctx: Context, listing: Listing, where: Any = None, *, text: str = "", sort: str = "") -> Iterator[str]:
    """The list as CSV, a line at a time, beginning with the mark of UTF-8."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    columns = listing.visible(ctx)
    buffer.write("\ufeff")
    writer.writerow(_titles(ctx, columns))
    zone = ZoneInfo(company(ctx).timezone)
    for row in listing.every(ctx, where, text=text, sort=sort):
        yield _drained(buffer)
        writer.writerow([_text(getattr(row, c.name), zone) for c in columns])
    yield _drained(buffer)


def json_lines(ctx: Context, listing: Listing, where: Any = None, *, text: str = "", sort: str = "") -> Iterator[str]:
    """The list as JSON, one object a line, exact numbers as text: for log collectors and programs."""
    columns = listing.visible(ctx)
    for row in listing.every(ctx, where, text=text, sort=sort):
        yield json.dumps({c.name: plain(getattr(row, c.name)) for c in columns}, ensure_ascii=False) + "\n"


def write_xlsx(
    ctx: Context, listing: Listing, file: IO[bytes], where: Any = None, *, text: str = "", sort: str = ""
) -> int:
    """Write the list as a workbook with one sheet; memory does not grow with the rows. Answers how many.

    Refuses with `TooManyRows` before writing anything.
    """
    import xlsxwriter

    found = listing.count(ctx, where, text=text)
    if found > ROWS_OF_A_SHEET:
        raise TooManyRows(rows=found, most=ROWS_OF_A_SHEET)
    columns = listing.visible(ctx)
    zone = ZoneInfo(company(ctx).timezone)
    rows = 0
    with xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True})
        formats = {"date": book.add_format({"num_format": "yyyy-mm-dd"})}
        formats["moment"] = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        for i, title in enumerate(_titles(ctx, columns)):
            sheet.write_string(0, i, title, bold)
        for rows, row in enumerate(listing.every(ctx, where, text=text, sort=sort), 1):
            for i, column in enumerate(columns):
                _write(sheet, rows, i, getattr(row, column.name), formats, zone)
    return rows


def _titles(ctx: Context, columns: tuple[Column, ...]) -> list[str]:
    with translation.override(ctx.language):
        return [guarded(translation.gettext(c.title)) for c in columns]


def _drained(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


def _text(value: Any, zone: ZoneInfo) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal():
            return _plain(value)
        case datetime():
            return value.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")
        case date():
            return value.isoformat()
        case int() | float():
            return str(value)
        case _:
            return guarded(str(value))


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _write(sheet: Any, row: int, column: int, value: Any, formats: dict[str, Any], zone: ZoneInfo) -> None:
    match value:
        case None:
            return
        case bool():
            sheet.write_boolean(row, column, value)
        case Decimal() if len(value.as_tuple().digits) > 15:
            # a sheet's number would lose the last digits
            sheet.write_string(row, column, _plain(value))
        case Decimal():
            sheet.write_number(row, column, value)
        case int() if abs(value) < 10**15:
            sheet.write_number(row, column, value)
        case datetime():
            sheet.write_datetime(row, column, value.astimezone(zone).replace(tzinfo=None), formats["moment"])
        case date():
            sheet.write_datetime(row, column, value, formats["date"])
        case _:
            sheet.write_string(row, column, guarded(str(value)))
