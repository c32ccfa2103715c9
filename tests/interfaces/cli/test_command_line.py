"""The command line: any verb, list and paper without code of its own; refusals on standard error; exit statuses."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from openpyxl import load_workbook

from ledgerhouse.foundation.models import ApiToken, Command, Company, Department, User
from ledgerhouse.interfaces.cli import main

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Any:
    """Run one command line; answers (status, standard output, standard error)."""
    monkeypatch.setenv("LEDGERHOUSE_LANGUAGE", "en")

    def go(*words: str, language: str = "en") -> tuple[int, str, str]:
        capfd.readouterr()
        with translation.override(language):
            status = main.carry_out(main.parsed(words))
        out, err = capfd.readouterr()
        return status, out, err

    return go


OPEN = ("run", "test.open_department")


def test_a_verb_runs_from_words(run: Any, company: Company) -> None:
    status, out, _ = run(*OPEN, "code=D1", "name=Sales", "budget=2.5", "lines.0.item=A", "lines.0.quantity=3")
    assert (status, json.loads(out)) == (0, {"code": "D1", "budget": "2.5", "lines": 1})


def test_a_verb_runs_from_a_file_and_words_win(run: Any, company: Company, tmp_path: Path) -> None:
    file = tmp_path / "command.json"
    file.write_text('{"code": "D1", "name": "Sales", "budget": 0.100001}', encoding="utf-8")
    status, out, _ = run(*OPEN, "--json", str(file), "code=D2", 'lines:=[{"item": "A", "quantity": 1}]')
    assert (status, json.loads(out)) == (0, {"code": "D2", "budget": "0.100001", "lines": 1})


def test_the_same_key_twice_does_it_once(run: Any, company: Company) -> None:
    assert run(*OPEN, "code=D1", "name=x", "--key", "k")[0] == 0
    assert run(*OPEN, "code=D1", "name=x", "--key", "k")[0] == 0
    status, _, err = run(*OPEN, "code=D2", "name=x", "--key", "k")
    assert (status, "k was already used" in err) == (1, True)
    assert Department.objects.count() == Command.objects.count() == 1


def test_a_dry_run_writes_nothing(run: Any, company: Company) -> None:
    assert run(*OPEN, "code=D1", "name=x", "--dry-run")[0] == 0
    assert not Department.objects.exists()


@pytest.mark.parametrize(
    ("language", "sentence"), [("en", "2 problem(s) in the input."), ("zh-hans", "输入中有 2 个问题。")]
)
def test_all_problems_go_to_standard_error(run: Any, company: Company, language: str, sentence: str) -> None:
    status, out, err = run(*OPEN, "code=D1", "nam=x", language=language)
    assert (status, out) == (1, "")
    assert err.splitlines()[0] == sentence
    assert {line.strip().partition(":")[0] for line in err.splitlines()[1:]} == {"name", "nam"}


def test_a_refusal_can_be_json(run: Any, company: Company) -> None:
    status, _, err = run("verbs", "no.such", "--json")
    assert (status, json.loads(err)["code"]) == (1, "not-found")


@pytest.mark.parametrize("word", ["code", "=x", "code:={", "lines.x.item=A", "lines.5.item=A"])
def test_a_word_that_is_no_field_is_named(run: Any, company: Company, word: str) -> None:
    status, _, err = run(*OPEN, "name=x", "lines.0.item=A", word)
    assert status == 1
    assert word.partition(":")[0].partition("=")[0] in err


def test_acting_as_a_person_has_that_persons_rights(run: Any, lin: User) -> None:
    assert run(*OPEN, "code=D1", "name=x", "--as", "lin")[0] == 0
    assert Command.objects.get().user == lin.pk
    status, _, err = run("list", "operations.jobs", "--as", "lin")
    assert (status, "see jobs" in err) == (1, True)
    assert run("list", "operations.jobs", "--as", "nobody")[0] == 1


def test_a_person_without_rights_in_a_company_does_not_find_it(run: Any, lin: User) -> None:
    Company.objects.create(code="X", name="X")
    status, _, err = run(*OPEN, "code=D1", "name=x", "--as", "lin", "--company", "X")
    assert (status, "no company X" in err) == (1, True)


def test_with_two_companies_one_must_be_named(run: Any, company: Company) -> None:
    Company.objects.create(code="X", name="X")
    status, _, err = run(*OPEN, "code=D1", "name=x")
    assert (status, "QH, X" in err) == (1, True)
    assert run(*OPEN, "code=D1", "name=x", "--company", "X")[0] == 0
    assert Department.objects.get().company.code == "X"


@pytest.fixture
def departments(company: Company) -> None:
    Department.objects.bulk_create(Department(company=company, code=f"D{i}", name="=1+1") for i in range(60))


@pytest.mark.usefixtures("departments")
def test_a_list_shows_a_page_and_counts_all(run: Any) -> None:
    status, out, _ = run("list", "test.departments", "--limit", "2", "--sort=-code")
    lines = out.splitlines()
    assert status == 0
    assert lines[2].startswith("D9")
    assert lines[-1] == "2 of 60"


@pytest.mark.usefixtures("departments")
def test_a_list_exports_everything(run: Any, tmp_path: Path) -> None:
    rows = [json.loads(line) for line in run("list", "test.departments", "--json")[1].splitlines()]
    assert len(rows) == 60
    csv = run("list", "test.departments", "--csv")[1].splitlines()
    assert len(csv) == 61
    assert csv[1].startswith("D0,'=1+1,"), "a formula from the data must not run in a spreadsheet"
    sheet = tmp_path / "d.xlsx"
    assert run("list", "test.departments", "--xlsx", str(sheet))[0] == 0
    cells = load_workbook(sheet).active
    assert (cells.max_row, cells["B2"].value, cells["B2"].data_type) == (61, "'=1+1", "s")


def test_a_list_refuses_unknown_filters_and_names(run: Any, company: Company) -> None:
    assert "colour" in run("list", "test.departments", "colour=red")[2]
    assert run("list", "no.such")[0] == 1
    assert run("list", "test.departments", "--sort", "nothing")[0] == 1


def test_a_file_that_can_not_be_written_is_surroundings(run: Any, company: Company) -> None:
    status, _, err = run(*OPEN, "--json", "/no/such/file.json")
    assert (status, "/no/such/file.json" in err) == (2, True)


def test_a_paper_is_shown_with_what_can_be_done(run: Any, company: Company) -> None:
    Department.objects.create(company=company, code="D1", name="Sales")
    status, out, _ = run("show", "test_department", "D1")
    assert status == 0
    assert "Sales  draft" in out
    assert "→ ledgerhouse run test.open_department" in out
    assert json.loads(run("show", "test_department", "D1", "--json")[1])["number"] == "D1"
    assert run("show", "test_department", "D2")[0] == 1


def test_what_there_is_can_be_listed(run: Any) -> None:
    assert "test.open_department" in run("verbs")[1]
    assert "test.departments" in run("list")[1]
    assert "test_department" in run("show")[1]
    described = json.loads(run("verbs", "test.open_department")[1])
    assert described["right"] == "change people"
    assert "code" in described["command"]["properties"]


def test_a_token_is_shown_once_and_kept_as_a_digest(run: Any, lin: User) -> None:
    status, out, err = run("token", "lin", "till", "--days", "1", "--right", "see companies")
    secret = out.strip()
    assert (status, secret.startswith("lh_")) == (0, True), err
    row = ApiToken.objects.get()
    assert (row.rights, secret in row.digest) == (["see companies"], False)
    assert run("token", "lin", "till", "--revoke")[1].strip() == "Revoked till."
    assert run("token", "nobody", "till")[0] == 1


def test_health_answers(run: Any) -> None:
    status, out, _ = run("health", "--json")
    assert (status, json.loads(out)["healthy"]) == (0, True)


@pytest.mark.parametrize(
    ("names", "language"),
    [
        ({"LEDGERHOUSE_LANGUAGE": "en", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh-hans"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "zh-hans"),
        ({}, "zh-hans"),
    ],
)
def test_the_language_is_the_askers(monkeypatch: pytest.MonkeyPatch, names: dict[str, str], language: str) -> None:
    for name in ("LEDGERHOUSE_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in names.items():
        monkeypatch.setenv(name, value)
    assert main.wanted_language() == language


def test_the_program_speaks_chinese(run: Any, capfd: pytest.CaptureFixture[str]) -> None:
    with translation.override("zh-hans"), pytest.raises(SystemExit):
        main.parser().parse_args(["run"])
    assert "用法" in capfd.readouterr().err
