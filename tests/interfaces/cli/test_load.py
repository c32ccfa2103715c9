"""Master data from spreadsheets by command line, and back."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from ledgerhouse.foundation.models import Company, Job
from ledgerhouse.foundation.paper import find
from ledgerhouse.interfaces.cli import main
from ledgerhouse.masterdata.catalog import import_items, set_units  # noqa: F401 - registers kinds of files
from ledgerhouse.masterdata.catalog.models import Item, Unit

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R134")]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], settings: Any, tmp_path: Path) -> Any:
    settings.HOME = tmp_path / "home"
    monkeypatch.setenv("LEDGERHOUSE_LANGUAGE", "en")

    def go(*words: str) -> tuple[int, str, str]:
        capfd.readouterr()
        with translation.override("en"):
            status = main.carry_out(main.parsed(words))
        out, err = capfd.readouterr()
        return status, out, err

    return go


@pytest.fixture
def items(run: Any, company: Company, tmp_path: Path) -> Path:
    units = tmp_path / "units.csv"
    units.write_text("code,name\npcs,件\n", encoding="utf-8")
    assert run("load", "catalog.unit", str(units))[0] == 0
    path = tmp_path / "items.csv"
    path.write_text("Artikel,名称,单位\nA1,绿茶,pcs\nA2,红茶,barrel\n", encoding="gb18030")
    return path


def test_a_file_is_checked_refused_loaded_and_taken_back(run: Any, items: Path, ctx: Any) -> None:
    words = ("load", "catalog.item", str(items), "--map", "Artikel=code", "--json")
    status, out, _ = run(*words, "--check")
    checked = json.loads(out)
    assert (status, checked["state"], checked["bad_rows"]) == (0, "checked", 1)
    status, out, err = run(*words)
    assert (status, Item.objects.count()) == (1, 0)
    assert Path(err.strip().rpartition(" ")[2]).read_text(encoding="utf-8-sig").splitlines()[1].startswith("A2,")
    status, out, _ = run(*words, "--skip-bad")
    done = json.loads(out)
    assert (status, done["state"], done["made"], Item.objects.get().code) == (0, "done", 1, "A1")
    assert run(*words, "--skip-bad")[0] == 1, "the same file twice"
    page = find(ctx, "import_batch", done["number"])
    assert ([a.verb for a in page.actions], page.tables[0].rows[0].where) == (["imports.undo"], "3.单位")
    assert run("load", "--undo", done["number"], "--json")[0] == 0
    assert not Item.objects.exists()
    assert not Job.objects.exists(), "what the command line does itself is nobody else's work"


def test_what_can_not_be_loaded_is_said(run: Any, company: Company, tmp_path: Path) -> None:
    assert "catalog.unit" in run("load")[1]
    assert run("load", "catalog.unit", str(tmp_path / "none.csv"))[0] == 2
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    status, _, err = run("load", "catalog.unit", str(empty))
    assert (status, "empty" in err) == (1, True)
    assert run("load", "no.such", str(empty))[0] == 1
    assert run("load", "catalog.unit", str(empty), "--map", "x")[0] == 1
    assert not Unit.objects.exists()
