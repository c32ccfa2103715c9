"""`ledgerhouse doctor` on the command line: slices, several processes, and going on after an interruption."""

import json

import pytest
from tests.floor import bring_in, open_floor

from ledgerhouse.flows.finance import examine
from ledgerhouse.flows.finance.examine import Unit
from ledgerhouse.interfaces.cli import main
from ledgerhouse.interfaces.cli.looked import Looked
from ledgerhouse.ledgers.proof import EVERYTHING, PROOFS, Check
from ledgerhouse.ledgers.stock.models import Balance


@pytest.fixture
def home(settings, tmp_path):
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def goods(ctx):
    open_floor(ctx)
    bring_in(ctx, ("CUP", 9, 3))
    return ctx


def doctor(*words):
    return main.carry_out(main.parsed(["doctor", *words]))


def test_it_says_that_all_is_well_and_leaves_nothing_behind(goods, home, capsys):
    assert doctor("--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["clean"]
    assert [check["name"] for check in answer["checks"]] == list(PROOFS)
    assert all(set(check) == {"name", "rows_checked", "problems"} for check in answer["checks"])
    assert list((home / "doctor").iterdir()) == []


def test_it_names_the_row_and_ends_with_one(goods, home, capsys):
    Balance.objects.filter(on_hand__gt=0).update(on_hand=8)
    assert doctor() == 1
    assert "entries say 9, balance says 8" in capsys.readouterr().out


def test_a_slice(goods, home, capsys):
    assert doctor("--json", "--items", "PLATE..PLATE", "--check", "entries make balances") == 0
    answer = json.loads(capsys.readouterr().out)
    assert [(check["name"], check["rows_checked"]) for check in answer["checks"]] == [("entries make balances", 0)]
    assert doctor("--json", "--warehouse", "NONE") == 1


def test_an_interrupted_doctor_goes_on_where_it_was(goods, home, monkeypatch, capsys):
    looks = []

    def interrupted(ctx, unit):
        if len(looks) == 3:
            raise KeyboardInterrupt
        looks.append(unit.proof)
        return Check(unit.proof, 77, ())

    with monkeypatch.context() as patched:
        patched.setattr(examine, "look", interrupted)
        assert doctor("--json") == 130
    capsys.readouterr()
    right = examine.look
    monkeypatch.setattr(examine, "look", lambda ctx, unit: looks.append(unit.proof) or right(ctx, unit))
    assert doctor("--json", "--continue") == 0
    answer = json.loads(capsys.readouterr().out)
    assert looks == list(PROOFS), "each was looked at once"
    assert [check["rows_checked"] for check in answer["checks"]][:3] == [77] * 3


def test_a_line_that_was_cut_off_is_looked_at_again(home):
    units = [Unit("one", EVERYTHING), Unit("two", EVERYTHING)]
    first = Looked(1, units, again=False)
    for unit in units:
        first.keep(unit, Check(unit.proof, 5, ("x",)))
    (file,) = (home / "doctor").iterdir()
    file.write_text(file.read_text(encoding="utf-8")[:-4], encoding="utf-8")
    assert Looked(1, units, again=True).missing() == units[1:]
    assert Looked(1, units, again=False).missing() == units
