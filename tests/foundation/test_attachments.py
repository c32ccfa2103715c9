"""What may be attached: by content, not by what its name or its sender says."""

import io
import zipfile

import pytest
from django.conf import settings
from django.test import Client
from tests.cast import PASSWORD, Cast

from ledgerhouse.foundation import attachments
from ledgerhouse.foundation.attachments import FileRefused, attach

pytestmark = pytest.mark.requirement("R077")
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(settings, "HOME", tmp_path)


def workbook(*, macro: bool = False, bomb: bool = False) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("xl/workbook.xml", "<workbook/>")
        if macro:
            book.writestr("xl/vbaProject.bin", b"x")
        if bomb:
            book.writestr("xl/worksheets/sheet1.xml", b"\0" * (attachments.UNPACKED + 1))
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "kind", "content"),
    [("a.png", "image/png", PNG), ("a.csv", "text/csv", "品名,数量\n".encode()), ("a.xlsx", XLSX, workbook())],
)
def test_true_files_are_kept(cast: Cast, name: str, kind: str, content: bytes) -> None:
    assert attach(cast.house, "item", "CUP", name, kind, content).size == len(content)


@pytest.mark.parametrize(
    ("name", "kind", "content"),
    [
        ("a.png", "image/png", b"<script>alert(1)</script>"),
        ("a.html", "text/html", b"<p>"),
        ("a.svg", "image/svg+xml", b"<svg/>"),
        ("a.txt", "text/plain", b"MZ\x90\x00\x03\x00\x00\x00"),
        ("a.csv", "text/csv", b"\xff\xfe\x00\x01\x02"),
        ("a.exe", "image/png", PNG),
        ("a.png.html", "image/png", PNG),
        ("a.xlsx", XLSX, b"PK\x03\x04not a zip"),
        ("a.xlsx", XLSX, workbook(macro=True)),
        ("a.xlsx", XLSX, workbook(bomb=True)),
        ("a.png", "image/png", PNG + b"\0" * (20 * 1024 * 1024)),
        ("a.png", "image/png", b""),
    ],
)
def test_anything_else_is_refused(cast: Cast, name: str, kind: str, content: bytes) -> None:
    with pytest.raises(FileRefused):
        attach(cast.house, "item", "CUP", name, kind, content)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.png", "passwd.png"),
        ("C:\\temp\\a.png", "a.png"),
        ("a\r\nSet-Cookie: x.png", "aSet-Cookie: x.png"),
        ("\u202egnp.exe.png", "gnp.exe.png"),
    ],
)
def test_names_are_only_names(cast: Cast, given: str, kept: str) -> None:
    assert attach(cast.house, "item", "CUP", given, "image/png", PNG).name == kept


def test_it_comes_back_as_a_download(cast: Cast) -> None:
    row = attach(cast.house, "item", "CUP", "杯子.png", "image/png", PNG)
    client = Client()
    client.post("/sign-in/", {"username": "supervisor", "password": PASSWORD})
    answer = client.get(f"/files/{row.id}/")
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer.content == PNG
