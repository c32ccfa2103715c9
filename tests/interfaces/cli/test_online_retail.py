"""`ledgerhouse import online-retail`: a small file of quirks through the whole job, each line accounted for."""

import csv
import json
import os
from pathlib import Path

import pytest

from ledgerhouse.interfaces.cli.main import main
from ledgerhouse.tower.rollout import retail_run

HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
QUIRKS = (
    HEADER
    + """\
500001,85123A,WHITE HEART,6,2011-01-04 08:26:00,2.55,17850,United Kingdom
500001,85123A,WHITE HEART,6,2011-01-04 08:26:00,2.55,17850,United Kingdom
500001,85123a,white heart,4,2011-01-04 08:26:00,3.125,17850,United Kingdom
500001,POST,POSTAGE,1,2011-01-04 08:26:00,18,17850,United Kingdom
500002,22423,CAKESTAND,10,2011-01-04 09:00:00,10.95,,United Kingdom
500002,22139,,3,2011-01-04 09:00:00,0,,United Kingdom
500003,22423,CAKESTAND,2,2011-01-04 09:30:00,0,12345,France
500004,22423,damaged,-4,2011-01-04 10:00:00,0,,United Kingdom
C500005,85123A,WHITE HEART,-7,2011-01-05 10:00:00,2.55,17850,United Kingdom
C500005,85123A,WHITE HEART,-6,2011-01-05 10:00:00,2.55,17850,United Kingdom
C500006,22423,CAKESTAND,-3,2011-01-05 11:00:00,9.95,,United Kingdom
C500006,22423,CAKESTAND,-1,2011-01-05 11:00:00,10.95,99999,United Kingdom
C500007,D,Discount,-1,2011-01-05 12:00:00,27.5,17850,United Kingdom
A500008,B,Adjust bad debt,1,2011-02-01 09:00:00,-11062.06,,United Kingdom
500009,85123A,WHITE HEART,100,2011-02-01 10:00:00,2.10,17850,United Kingdom
"""
)
REAL = Path(os.environ.get("LEDGERHOUSE_SHARED", "")) / "data" / "uci_online_retail" / "dev"


@pytest.fixture
def quirks(tmp_path) -> Path:
    path = tmp_path / "quirks.csv"
    path.write_text(QUIRKS, encoding="utf-8")
    return path


@pytest.fixture
def run(transactional_db, capsys):
    """The command line; answers its status, its JSON (or none), and what it said on standard error."""

    def done(*words: object) -> tuple[int, dict, str]:
        status = main([*map(str, words)])
        out, err = capsys.readouterr()
        return status, json.loads(out) if out.strip().startswith("{") else {}, err

    return done


def test_every_line_is_shipped_short_returned_or_refused(run, quirks, tmp_path) -> None:
    report = tmp_path / "report.csv"
    status, answer, _ = run("import", "online-retail", quirks, "--json", "--report", report)
    assert status == 0
    assert (answer["lines_shipped"], answer["lines_short"], answer["returns"], answer["lines_refused"]) == (6, 0, 2, 7)
    assert answer["rows"] == 15
    assert (answer["doctor_clean"], answer["reconciles"]) == (True, True)
    table = answer["reconciliation"]
    assert table["shipped"] == {"lines": 6, "qty": 128, "value": "362.60"}
    assert table["returned"] == {"lines": 2, "qty": -10, "value": "-50.70"}
    assert table["returned_at_another_price"]["value"] == "3.00"
    assert table["refused: more-than-was-sold"] == {"lines": 1, "qty": -6, "value": "-15.30"}
    assert table["refused: no-earlier-sale"]["lines"] == 1
    assert table["refused: service"]["lines"] == 2
    assert table["refused: stock-correction"]["lines"] == 2
    assert table["refused: bad-debt"]["value"] == "-11062.06"
    assert table["file"] == {"lines": 15, "qty": answer["net_qty"], "value": answer["net_value"]}
    rows = list(csv.DictReader(report.open(encoding="utf-8")))
    assert sorted(int(row["row"]) for row in rows) == [5, 7, 9, 11, 13, 14, 15]
    assert {row["outcome"] for row in rows} == {"refused"}


def test_what_was_not_bought_stays_short_and_does_not_come_back(run, quirks, tmp_path) -> None:
    report = tmp_path / "report.csv"
    status, answer, _ = run("import", "online-retail", quirks, "--json", "--cover", "50", "--report", report)
    assert status == 0
    assert answer["lines_short"] > 0
    assert answer["lines_shipped"] + answer["lines_short"] == 6
    assert (answer["doctor_clean"], answer["reconciles"]) == (True, True)
    short = [row for row in csv.DictReader(report.open(encoding="utf-8")) if row["outcome"] == "short"]
    assert sum(int(row["pieces"]) for row in short) == answer["reconciliation"]["short"]["qty"]


def test_the_same_file_is_refused_unless_asked_again(run, quirks) -> None:
    assert run("import", "online-retail", quirks, "--json")[0] == 0
    status, _, said = run("import", "online-retail", quirks, "--json")
    assert (status, json.loads(said)["code"]) == (1, "same-file")
    status, answer, _ = run("import", "online-retail", quirks, "--json", "--again")
    assert (status, answer["lines_shipped"], answer["reconciles"]) == (0, 6, True)


def test_a_run_that_was_cut_goes_on_and_doubles_nothing(run, quirks, monkeypatch) -> None:
    real, calls = retail_run.ship, []

    def cut(*asked: object) -> object:
        calls.append(asked)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*asked)

    monkeypatch.setattr(retail_run, "ship", cut)
    assert run("import", "online-retail", quirks, "--json")[0] == 130
    monkeypatch.undo()
    status, answer, _ = run("import", "online-retail", quirks, "--json")
    assert (status, answer["lines_shipped"], answer["returns"]) == (0, 6, 2)
    assert (answer["doctor_clean"], answer["reconciles"]) == (True, True)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty-file"),
        ("a,b\n1,2\n", "wrong-columns"),
        (QUIRKS[:-1], "cut-file"),
        (QUIRKS.replace(",6,", ",x,"), "unreadable"),
    ],
)
def test_a_bad_file_is_refused_before_the_first_write(run, tmp_path, text, code) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(text, encoding="utf-8")
    status, _, said = run("import", "online-retail", path, "--json")
    assert (status, json.loads(said)["code"]) == (1, code)


def test_a_missing_file_is_one_sentence(run, tmp_path) -> None:
    status, _, said = run("import", "online-retail", tmp_path / "none.csv", "--json")
    assert (status, json.loads(said)["code"]) == (2, "can-not-use-file")


@pytest.mark.slow
@pytest.mark.skipif(not REAL.exists(), reason="needs the real data")
def test_the_first_invoices_of_the_real_file(run) -> None:
    status, answer, _ = run("import", "online-retail", next(REAL.glob("*.csv.xz")), "--json", "--limit-invoices", "120")
    assert status == 0
    outcomes = answer["lines_shipped"] + answer["lines_short"] + answer["lines_refused"] + answer["returns"]
    assert outcomes == answer["rows"]
    assert (answer["doctor_clean"], answer["reconciles"], answer["lines_short"]) == (True, True, 0)
