"""Lists as files: the same rows and rights as on the screen, and nothing a spreadsheet program would run."""

import csv
import io
from dataclasses import replace
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from ledgerhouse.foundation.begin_import import BeginImport, begin_import
from ledgerhouse.foundation.exporting import csv_lines, guarded, write_xlsx
from ledgerhouse.foundation.import_files import keep_file
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.run_import import run_import
from ledgerhouse.kernel.context import EVERYWHERE
from ledgerhouse.kernel.errors import NotAllowed
from ledgerhouse.masterdata.catalog import (  # noqa: F401 - registers lists and files
    import_items,
    listings,
)
from ledgerhouse.masterdata.catalog.item_facts import NewItem

ITEMS = "catalog.items"


@pytest.fixture
def some(items):
    return items(
        NewItem(code="A1", name='=HYPERLINK("http://x","y")', unit="pcs", standard_cost=Decimal("123456789012.123456")),
        NewItem(code="A2", name="-绿茶, 散装", unit="kg", weight_g=250, standard_cost=Decimal("0.5")),
    )


def as_csv(ctx, **more) -> list[list[str]]:
    text = "".join(csv_lines(ctx, LISTINGS[ITEMS], **more))
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx"])
def test_a_formula_is_defused(text) -> None:
    assert guarded(text) == "'" + text


@pytest.mark.parametrize("text", ["", "A=1", "1-2", "绿茶", "'x"])
def test_plain_text_stays(text) -> None:
    assert guarded(text) == text


def test_csv_has_titles_rows_and_exact_numbers(ctx, some) -> None:
    head, *rows = as_csv(replace(ctx, language="en"))
    assert head[:3] == ["Code", "Name", "Specification"]
    cost, weight = head.index("Standard cost"), head.index("Weight in grams")
    assert [row[1] for row in rows] == ['\'=HYPERLINK("http://x","y")', "'-绿茶, 散装"]
    assert [(row[cost], row[weight]) for row in rows] == [("123456789012.123456", "0"), ("0.5", "250")]


def test_a_workbook_keeps_numbers_as_numbers_and_never_a_formula(ctx, some) -> None:
    file = io.BytesIO()
    assert write_xlsx(replace(ctx, language="en"), LISTINGS[ITEMS], file) == 2
    head, *rows = CalamineWorkbook.from_filelike(io.BytesIO(file.getvalue())).get_sheet_by_index(0).to_python()
    cost, weight = head.index("Standard cost"), head.index("Weight in grams")
    assert rows[0][1] == '\'=HYPERLINK("http://x","y")'
    assert [row[cost] for row in rows] == ["123456789012.123456", 0.5]
    assert rows[1][weight] == 250


def test_an_export_shows_what_the_screen_shows(ctx, some) -> None:
    assert [row[0] for row in as_csv(ctx, text="散装")][1:] == ["A2"]
    picker = replace(ctx, rights={"see items": EVERYWHERE}, language="en")
    assert "Standard cost" not in as_csv(picker)[0]
    with pytest.raises(NotAllowed):
        as_csv(replace(ctx, rights={"see stock": EVERYWHERE}))
    assert as_csv(replace(ctx, company=ctx.company))[1:] != []


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_what_was_exported_can_be_imported_again(ctx, items, settings, tmp_path, language) -> None:
    settings.HOME = tmp_path
    items(NewItem(code="A2", name="-绿茶", unit="kg", weight_g=250, tracking="lot", expires=True, shelf_life_days=9))
    text = "".join(csv_lines(replace(ctx, language=language), LISTINGS[ITEMS]))
    number = begin_import(BeginImport("catalog.item", "again.csv", keep_file(text.encode())), ctx).number
    batch = run_import(ctx, number)
    assert (batch.state, batch.same, batch.problems) == ("done", 1, [])
