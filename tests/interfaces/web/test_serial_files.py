"""Serial numbers out of files: text, CSV and workbooks, on the form of the verb and on the receiver's handheld page."""

import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.floor import buy, open_floor

from ledgerhouse.foundation.spreadsheets import one_column
from ledgerhouse.masterdata.catalog.create_items import CreateItems, create_items
from ledgerhouse.masterdata.catalog.item_facts import NewItem
from ledgerhouse.masterdata.catalog.models import Serial

HEADS = ("序列号", "SN")


@pytest.fixture
def phones(ctx) -> str:
    """An inbound order of 4,000 phones, each with a serial number."""
    open_floor(ctx)
    create_items(CreateItems((NewItem(code="PHONE", name="手机", unit="pcs", tracking="serial"),), active=True), ctx)
    return buy(ctx, ("PHONE", 4000, 1000))[1]


def workbook(rows) -> bytes:
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True})
    sheet = book.add_worksheet()
    for n, row in enumerate(rows):
        sheet.write_row(n, 0, row)
    book.close()
    return kept.getvalue()


def receive(boss: Client, order: str, quantity: int, file: SimpleUploadedFile, typed: str = ""):
    form = {
        "lines-0-order": order,
        "lines-0-line": "1",
        "lines-0-quantity": str(quantity),
        "lines-0-pasted_serials": typed,
        "lines-0-pasted_serials-file": file,
        "complete": "yes",
    }
    return boss.post("/do/inbound.receive/", form)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"A1\nA2\n\n A3 \n", ["A1", "A2", "A3"]),
        ("箱,序列号\n1,A1\n1,A2\n2,\n".encode("gb18030"), ["A1", "A2"]),
        ("sn\tbox\nA1\t1\nA2\t1\n".encode("utf-16"), ["A1", "A2"]),
        (workbook([("Box", "S N"), (1, "A1"), (2, 20260001), (3, "")]), ["A1", "20260001"]),
        (b"", []),
    ],
)
def test_a_column_is_found_by_its_heading_or_is_the_first(tmp_path, content, found):
    path = tmp_path / "list"
    path.write_bytes(content)
    assert [row.cells[0] for row in one_column(path, HEADS)] == found


def test_a_workbook_fills_a_line_of_the_form(ctx, phones, boss: Client):
    book = workbook([("品名", "序列号"), *(("手机", f"P{n:05d}") for n in range(3998))])
    form = boss.get("/do/inbound.receive/").content.decode()
    assert 'name="lines-0-pasted_serials-file"' in form
    assert "multipart/form-data" in form
    answer = receive(boss, phones, 4000, SimpleUploadedFile("手机.xlsx", book), typed="X1 X2")
    assert answer.status_code == 200
    assert Serial.objects.count() == 4000
    assert Serial.objects.filter(code__in=["X1", "P00000", "P03997"]).count() == 3


def test_everything_wrong_is_said_and_the_numbers_stay_on_the_form(ctx, phones, boss: Client):
    page = receive(boss, phones, 4, SimpleUploadedFile("list.txt", b"A1\nA2\nA1\n"))
    body = page.content.decode()
    assert page.status_code == 422
    assert "3 serial numbers are named for 4 pieces of item PHONE" in body
    assert "A1\nA2\nA1" in body
    broken = receive(boss, phones, 4, SimpleUploadedFile("坏.xlsx", workbook([("A1",)])[:300]))
    assert broken.status_code == 422
    assert "row 1 of 坏.xlsx: the workbook is damaged or cut off" in broken.content.decode()
    empty = receive(boss, phones, 4, SimpleUploadedFile("空.txt", b"\n"))
    assert "row 1 of 空.txt: the file is empty" in empty.content.decode()
    boss.cookies["django_language"] = "zh-hans"
    assert "第 1 行" in receive(boss, phones, 4, SimpleUploadedFile("空.txt", b"\n")).content.decode()
    assert not Serial.objects.exists()


def test_a_file_fills_no_other_field(ctx, phones, boss: Client):
    form = {"lines-0-order": phones, "lines-0-line": "1", "lines-0-quantity": "1", "lines-0-pasted_serials": "Z9"}
    form["lines-0-lot-file"] = form["nothing-file"] = SimpleUploadedFile("x.txt", b"A1\n")
    assert boss.post("/do/inbound.receive/", form).status_code in {200, 302}
    assert list(Serial.objects.values_list("code", flat=True)) == ["Z9"]


def test_the_handheld_takes_a_file_too(ctx, phones, boss: Client):
    address = f"/receive/{phones}/"
    assert 'name="pasted_serials-file"' in boss.get(f"{address}?scan=PHONE").content.decode()
    form = {"scan": "PHONE", "quantity": "3", "pasted_serials": "A1"}
    file = SimpleUploadedFile("list.csv", b"SN,IMEI\nA2,1\nA3,2\n")
    assert boss.post(address, {**form, "pasted_serials-file": file}).status_code == 302
    assert Serial.objects.count() == 3
    again = boss.post(address, {**form, "pasted_serials-file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04")})
    assert again.status_code == 422
    assert "row 1 of x.xlsx" in again.content.decode()
