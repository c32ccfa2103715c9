import datetime as dt
import io

import pytest
import xlsxwriter

from ledgerhouse.foundation.spreadsheets import cell_text, encoding_of, open_sheet
from ledgerhouse.kernel.errors import Unreadable

TEXT = "编码,名称\r\nA1,绿茶\r\nA2,红茶\r\n"


def kept(tmp_path, content: bytes):
    path = tmp_path / "file"
    path.write_bytes(content)
    return path


def book(*rows) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as workbook:
        sheet = workbook.add_worksheet()
        for i, row in enumerate(rows):
            sheet.write_row(i, 0, row)
    return buffer.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_text_is_read_in_the_encodings_people_have(tmp_path, encoding) -> None:
    sheet = open_sheet(kept(tmp_path, TEXT.encode(encoding)))
    assert sheet.headers == ("编码", "名称")
    assert [(row.line, list(row.cells)) for row in sheet.rows] == [(2, ["A1", "绿茶"]), (3, ["A2", "红茶"])]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found(tmp_path, delimiter) -> None:
    sheet = open_sheet(kept(tmp_path, TEXT.replace(",", delimiter).encode()))
    assert sheet.headers == ("编码", "名称")


@pytest.mark.parametrize(
    "content",
    [
        "naïve,été\r\n1,2\r\n".encode("latin-1"),
        b"code,name\r\nA,\xff\xff\xff\r\n",
        "code,name\r\nA,\u0e01\u0e02\u0e03\r\n".encode("cp874"),
        b"\x00\x01\x02\x03code",
        "код,имя\r\nA,чай\r\n".encode("cp866"),
    ],
)
def test_another_encoding_is_refused_not_guessed(tmp_path, content) -> None:
    with pytest.raises(Unreadable) as refused:
        encoding_of(kept(tmp_path, content))
    assert "UTF-8" in refused.value.problems[0].sentence()


@pytest.mark.parametrize("content", [b"", b"\r\n\r\n", b"\xef\xbb\xbf", b",,\r\n"])
def test_an_empty_file_is_refused(tmp_path, content) -> None:
    with pytest.raises(Unreadable):
        open_sheet(kept(tmp_path, content))


@pytest.mark.parametrize(
    ("content", "line", "word"),
    [
        ('a,b\n1,2\n3,"cut off here', 3, "not complete"),
        ("a,b\n1,2\n3", 3, "1 of 2 cells"),
        ("a,b\n1,2,3\n3,4\n", 2, "more cells"),
        ('a,b\n1,"2"x\n3,4\n', 2, "quotation mark"),
        ("a,b\n1,2\n3,绿".encode()[:-1].decode("utf-8", "surrogateescape"), 3, "cut off"),
    ],
)
def test_a_cut_or_ragged_file_is_named_with_its_line(tmp_path, content, line, word) -> None:
    raw = content.encode("utf-8", "surrogateescape")
    sheet = open_sheet(kept(tmp_path, raw))
    problems = [row.problem for row in sheet.rows if row.problem]
    assert [int(p.where) for p in problems] == [line]
    assert word in problems[0].sentence()


def test_a_workbook_is_read_by_its_bytes(tmp_path) -> None:
    rows = [
        ("Code", "Weight", "Day", "Bulk"),
        ("007", 12.0, "2026-11-22", 0.1 + 0.2),
        ("", "", "", ""),
        ("8", 1, "", 2),
    ]
    sheet = open_sheet(kept(tmp_path, book(*rows)))
    assert [(row.line, list(row.cells)) for row in sheet.rows] == [
        (2, ["007", "12", "2026-11-22", "0.3"]),
        (4, ["8", "1", "", "2"]),
    ]


@pytest.mark.parametrize("part", [0.3, 0.9])
def test_a_cut_workbook_is_refused(tmp_path, part) -> None:
    whole = book(*[("Code", "Name")] * 500)
    with pytest.raises(Unreadable) as refused:
        open_sheet(kept(tmp_path, whole[: int(len(whole) * part)]))
    assert "cut off" in refused.value.problems[0].sentence()


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (True, "true"),
        (1e-7, "0.0000001"),
        (123456789012.0, "123456789012"),
        (dt.datetime(2026, 1, 2), "2026-01-02"),  # noqa: DTZ001 - a sheet has no time zones
        (dt.date(2026, 1, 2), "2026-01-02"),
        (7, "7"),
        ("x", "x"),
    ],
)
def test_cells_become_text_as_shown(cell, text) -> None:
    assert cell_text(cell) == text
