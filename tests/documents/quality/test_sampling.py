"""Code letters and plans against published cells of ISO 2859-1 (GB/T 2828.1), and the switching rules. No database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerhouse.documents.quality.plans import plan_for, sample_of
from ledgerhouse.documents.quality.sampling import AQLS, LETTERS, LEVELS, code_letter, plan_of, single, tighter
from ledgerhouse.documents.quality.switching import History, after, skipped, skips
from ledgerhouse.documents.quality.words import PlanRef, Severity

NORMAL, TIGHTENED, REDUCED = Severity.NORMAL, Severity.TIGHTENED, Severity.REDUCED


@pytest.mark.parametrize(
    ("lot", "letters"),
    [
        (2, "AAAAAAB"),
        (8, "AAAAAAB"),
        (9, "AAAAABC"),
        (25, "AABBBCD"),
        (90, "BBCCCEF"),
        (150, "BBCDDFG"),
        (280, "BCDEEGH"),
        (500, "BCDEFHJ"),
        (501, "CCEFGJK"),
        (1200, "CCEFGJK"),
        (3200, "CDEGHKL"),
        (10_000, "CDFGJLM"),
        (35_000, "CDFHKMN"),
        (150_000, "DEGJLNP"),
        (500_000, "DEGJMPQ"),
        (500_001, "DEHKNQR"),
    ],
)
def test_table_1(lot, letters):
    assert "".join(code_letter(lot, level) for level in LEVELS) == letters


@pytest.mark.parametrize(
    ("letter", "aql", "severity", "plan"),
    [
        # table 2-A
        ("A", "6.5", NORMAL, ("A", 2, 0)),
        ("C", "10", NORMAL, ("C", 5, 1)),
        ("F", "0.65", NORMAL, ("F", 20, 0)),
        ("G", "1.5", NORMAL, ("G", 32, 1)),
        ("H", "1.0", NORMAL, ("H", 50, 1)),
        ("H", "4.0", NORMAL, ("H", 50, 5)),
        ("J", "0.15", NORMAL, ("J", 80, 0)),
        ("J", "0.65", NORMAL, ("J", 80, 1)),
        ("J", "1.0", NORMAL, ("J", 80, 2)),
        ("J", "2.5", NORMAL, ("J", 80, 5)),
        ("K", "1.0", NORMAL, ("K", 125, 3)),
        ("K", "2.5", NORMAL, ("K", 125, 7)),
        ("L", "1.0", NORMAL, ("L", 200, 5)),
        ("N", "1.0", NORMAL, ("N", 500, 10)),
        ("Q", "0.010", NORMAL, ("Q", 1250, 0)),
        ("R", "0.65", NORMAL, ("R", 2000, 21)),
        # its arrows: up just right of a zero, down left of it and before a one
        ("J", "0.25", NORMAL, ("H", 50, 0)),
        ("J", "0.40", NORMAL, ("K", 125, 1)),
        ("J", "0.10", NORMAL, ("K", 125, 0)),
        ("E", "0.25", NORMAL, ("H", 50, 0)),
        ("L", "10", NORMAL, ("K", 125, 21)),
        # table 2-B
        ("H", "0.40", TIGHTENED, ("H", 50, 0)),
        ("J", "1.0", TIGHTENED, ("J", 80, 1)),
        ("K", "1.0", TIGHTENED, ("K", 125, 2)),
        ("L", "1.0", TIGHTENED, ("L", 200, 3)),
        ("N", "1.0", TIGHTENED, ("N", 500, 8)),
        ("Q", "1.0", TIGHTENED, ("Q", 1250, 18)),
        ("H", "1.0", TIGHTENED, ("J", 80, 1)),
        ("S", "0.025", TIGHTENED, ("S", 3150, 1)),
        # table 2-C
        ("J", "1.0", REDUCED, ("J", 32, 1)),
        ("K", "2.5", REDUCED, ("K", 50, 5)),
        ("K", "4.0", REDUCED, ("K", 50, 6)),
        ("L", "0.65", REDUCED, ("L", 80, 2)),
        ("J", "0.15", REDUCED, ("J", 32, 0)),
    ],
)
def test_master_tables(letter, aql, severity, plan):
    found = single(letter, aql, severity)
    assert found == plan
    assert found.reject == plan[2] + 1


# Rejection numbers as the US General Services published them from tables II-A and II-B of MIL-STD-105E, which ISO 2859-1 took over
# (nibs.org, FMOC/DPW_AC/AC-TABLE.ASC, tables 1-A and 1-B), for AQLs of 0.65 to 10; v: the first plan below, ^: the first plan above,
# -: left out, see decision 0081.
PUBLISHED_AQLS = ("0.65", "1.0", "1.5", "2.5", "4.0", "6.5", "10")
PUBLISHED = {
    NORMAL: """
        A    2   v  v  v  v  v  1  -
        B    3   v  v  v  v  1  ^  v
        C    5   v  v  v  1  ^  v  2
        D    8   v  v  1  ^  v  2  3
        E   13   v  1  ^  v  2  3  4
        F   20   1  ^  v  2  3  4  6
        G   32   ^  v  2  3  4  6  8
        H   50   v  2  3  4  6  8 11
        J   80   2  3  4  6  8 11 15
        K  125   3  4  6  8 11 15 22
        L  200   4  6  8 11 15 22  ^
        M  315   6  8 11 15 22  ^  ^
        N  500   8 11 15 22  ^  ^  ^
        P  800  11 15 22  ^  ^  ^  ^
        Q 1250  15 22  ^  ^  ^  ^  ^
    """,
    TIGHTENED: """
        A    2   v  v  v  v  v  v  -
        B    3   v  v  v  v  v  1  v
        C    5   v  v  v  v  1  v  v
        D    8   v  v  v  1  v  v  2
        E   13   v  v  1  v  v  2  3
        F   20   v  1  v  v  2  3  4
        G   32   1  v  v  2  3  4  6
        H   50   v  v  2  3  4  6  9
        J   80   v  2  3  4  6  9 13
        K  125   2  3  4  6  9 13 19
        L  200   3  4  6  9 13 19  ^
    """,
}


def published(severity):
    """Every cell that was published: (letter, AQL) and the plan it leads to."""
    rows = [line.split() for line in PUBLISHED[severity].strip().splitlines()]
    cells = {}
    for at, (letter, _, *marks) in enumerate(rows):
        for column, (aql, mark) in enumerate(zip(PUBLISHED_AQLS, marks, strict=True)):
            step = {"v": 1, "^": -1}.get(mark, 0)
            there = at
            if mark == "-":
                continue
            while not rows[there][column + 2].isdigit():
                there += step
            plan = rows[there]
            cells[letter, aql] = (plan[0], int(plan[1]), int(plan[column + 2]) - 1)
    return cells


@pytest.mark.parametrize(("severity", "count"), [(NORMAL, 104), (TIGHTENED, 76)])
def test_every_published_cell(severity, count):
    cells = published(severity)
    assert len(cells) == count
    assert {cell: tuple(single(*cell, severity)) for cell in cells} == cells


@pytest.mark.parametrize(
    ("level", "aql", "size", "accept"),
    [
        ("S-4", "0.65", 80, 1),
        ("S-3", "0.65", 20, 0),
        ("S-4", "0.40", 125, 1),
        ("S-3", "0.40", 32, 0),
        ("S-4", "0.25", 50, 0),
        ("S-4", "0.15", 80, 0),
    ],
)
def test_plans_that_others_have_published(level, aql, size, accept):
    """Jenkins, Peck, Fernando (PLOS 2023): ISO 2859-1:1999 for lots of 35,001 to 500,000, normal inspection."""
    for lot in (35_001, 500_000):
        assert plan_of(lot, level, aql)[1:] == (size, accept)


def test_a_lot_smaller_than_its_sample_is_looked_at_whole():
    assert plan_of(40, "II", "0.10") == ("K", 40, 0)


@given(st.sampled_from(LETTERS[:-1]), st.sampled_from(AQLS))
def test_severities_are_ordered(letter, aql):
    normal, tightened, reduced = (single(letter, aql, severity) for severity in Severity)
    share = [plan.accept / plan.size for plan in (tightened, normal)]
    assert share == sorted(share)
    assert reduced.size <= normal.size
    assert tightened.accept <= normal.accept or tightened.size > normal.size


def test_the_next_tighter_aql():
    assert [tighter(a) for a in ("1.0", "0.015", "0.010")] == ["0.65", "0.010", "0.010"]


def lots(history, verdicts, *, accept=2, well=True, reduced=False):
    for accepted in verdicts:
        history = after(history, accepted=accepted == "1", accept=accept, well=well, reduced=reduced)
    return history


def test_two_rejected_of_five_are_tightened_and_five_accepted_end_it():
    assert lots(History(), "0111").severity == NORMAL
    tight = lots(History(), "01110"[:5])
    assert tight.severity == TIGHTENED
    assert lots(History(), "011110").severity == NORMAL, "the first is out of the window"
    assert lots(tight, "1111").severity == TIGHTENED
    assert lots(tight, "11111") == History(in_row=5)
    assert lots(tight, "110000").stopped is False
    assert lots(tight, "1100000").stopped is True


def test_a_score_of_thirty_is_reduced_and_one_rejected_ends_it():
    assert lots(History(), "1" * 10, reduced=False).severity == NORMAL
    reduced = lots(History(), "1" * 10, reduced=True)
    assert (reduced.severity, reduced.in_row) == (REDUCED, 10)
    assert lots(History(), "1" * 9 + "0", reduced=True).score == 0
    assert lots(History(), "1" * 14, accept=0, reduced=True).score == 28, (
        "two points a lot where at most one may be bad"
    )
    assert lots(History(), "1" * 5, well=False, reduced=True).score == 0
    assert lots(reduced, "0").severity == NORMAL


def plan(**facts):
    known = {"code": "P", "item": 0, "category": "", "supplier": 0, "operation": "", "method": "all", "percent": 0}
    known |= {"level": "II", "aql": "1.0", "reduced": False, "skip_after": 0, "skip_every": 0}
    return PlanRef(**known | facts)


def test_after_three_accepted_every_third_is_looked_at():
    skipping, history, seen = plan(skip_after=3, skip_every=3), History(), []
    for _ in range(9):
        skip = skips(skipping, history)
        history = skipped(history, skip=skip)
        seen.append(not skip)
        history = history if skip else after(history, accepted=True, accept=-1, well=False, reduced=False)
    assert seen == [True, True, True, False, False, True, False, False, True]
    bad = after(history, accepted=False, accept=-1, well=False, reduced=False)
    assert not skips(skipping, bad)


def test_the_most_specific_plan_wins():
    known = [
        plan(code="item", item=7),
        plan(code="supplier", supplier=3),
        plan(code="cold", category="COLD"),
        plan(code="all"),
    ]
    known = sorted(known, key=lambda p: p.specific, reverse=True)

    def code(item, supplier, *categories):
        found = plan_for(known, item=item, categories=categories, supplier=supplier, operation="receipt")
        return found.code if found else None

    assert code(7, 3, "COLD") == "item"
    assert code(8, 3, "COLD") == "supplier"
    assert code(8, 4, "FOOD", "COLD") == "cold"
    assert code(8, 4) == "all"
    assert plan_for([plan(operation="return")], item=1, categories=(), supplier=1, operation="receipt") is None


def test_samples():
    assert sample_of(plan(method="all"), 40, NORMAL)[3:] == (40, -1, "")
    assert sample_of(plan(method="percent", percent=10), 41, NORMAL)[3:] == (5, -1, "")
    assert sample_of(plan(method="sampling"), 1000, NORMAL)[3:] == (80, 2, "J")
    assert sample_of(plan(method="sampling"), 1000, REDUCED)[3:] == (32, 1, "J")
