"""A file is brought in through the page; what is wrong with it is said on the page."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ledgerhouse.foundation.models import ImportBatch


def csv(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("units.csv", text.encode(), content_type="text/csv")


def test_a_file_begins_an_import(boss: Client, settings, tmp_path) -> None:
    settings.HOME = tmp_path
    page = boss.get("/import/").content.decode()
    assert "catalog.unit" in page
    answer = boss.post("/import/", {"kind": "catalog.unit", "file": csv("code,name\nkg,千克\n"), "key": "k"})
    assert answer.status_code == 302, answer.content.decode()
    assert ImportBatch.objects.count() == 1


def test_a_header_that_lacks_columns_is_said(boss: Client, settings, tmp_path) -> None:
    settings.HOME = tmp_path
    answer = boss.post("/import/", {"kind": "catalog.unit", "file": csv("colour\nred\n"), "key": "k"})
    assert answer.status_code == 422
    assert not ImportBatch.objects.exists()


def test_importing_needs_its_right(sign_in) -> None:
    assert sign_in("picker").get("/import/").status_code == 403
