"""Spreadsheets that people import elsewhere: read as they are, mapped, and imported or refused with reasons."""

import os
from pathlib import Path

import pytest

from ledgerhouse.foundation.begin_import import BeginImport, begin_import
from ledgerhouse.foundation.import_files import keep_file
from ledgerhouse.foundation.models import ImportBatch
from ledgerhouse.foundation.run_import import run_import
from ledgerhouse.foundation.spreadsheets import open_sheet
from ledgerhouse.masterdata.catalog import import_items, set_categories, set_units  # noqa: F401 - registers kinds
from ledgerhouse.masterdata.catalog.models import Category, Item

FILES = Path(os.environ.get("LEDGERHOUSE_SHARED", "")) / "data" / "openboxes_imports" / "dev"

pytestmark = [
    pytest.mark.requirement("R134"),
    pytest.mark.skipif(
        not os.environ.get("LEDGERHOUSE_SHARED"), reason="LEDGERHOUSE_SHARED names the folder of real files"
    ),
]


@pytest.fixture
def imported(ctx, settings, tmp_path):
    settings.HOME = tmp_path

    def go(kind: str, name: str, **more) -> ImportBatch:
        digest = keep_file((FILES / name).read_bytes())
        number = begin_import(BeginImport(kind, name, digest, **more), ctx).number
        return run_import(ctx, number)

    return go


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("import_inventory.xls", 7),
        ("inventoryItemImportData.xls", 57),
        ("inventoryLevelImportData.xls", 1497),
        ("purchaseOrderImportData.xls", 57),
        ("shipmentItemImportData.xls", 57),
    ],
)
def test_every_real_file_can_be_read(name, rows) -> None:
    read = list(open_sheet(FILES / name).rows)
    assert len(read) == rows
    assert [row.problem for row in read if row.problem] == []


def test_a_real_price_list_becomes_units_categories_and_items(imported) -> None:
    name = "inventoryLevelImportData.xls"
    said = {"Unit of measure": "code", "Product": "", "Product code": "", "Category": ""}
    units = imported("catalog.unit", name, mapping=said, skip_bad=True)
    assert units.state == "done", units.problems
    groups = imported(
        "catalog.category", name, mapping={"Category": "code", "Product": "", "Product code": ""}, skip_bad=True
    )
    assert groups.state == "done", groups.problems
    assert Category.objects.count() == groups.created > 10
    batch = imported("catalog.item", name, mapping={"Status": "", "Package": ""}, skip_bad=True)
    assert batch.state == "done"
    assert batch.created + batch.bad == batch.rows == 1497
    assert Item.objects.count() == batch.created > 1400


def test_a_file_without_units_is_refused_with_every_line(imported) -> None:
    batch = imported("catalog.item", "inventoryItemImportData.xls", mapping={"Product Group": ""})
    assert (batch.state, batch.bad, batch.rows) == ("refused", 57, 57)
    assert {where.partition(".")[2] for where, *_ in batch.problems} == {"unit"}
    assert Item.objects.count() == 0
