"""Reading commands: every problem at once, each with a sentence of ours that can be translated, whatever comes in."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Literal
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ledgerhouse.config.wiring import open_house
from ledgerhouse.foundation.verb import VERBS
from ledgerhouse.kernel.commands import (
    OTHERWISE,
    PROBLEMS,
    STRICT,
    Amount,
    Code,
    Month,
    Price,
    Quantity,
    QuantityOrNone,
    Text,
    raw,
    read,
)
from ledgerhouse.kernel.errors import Unreadable


class Colour(StrEnum):
    """A choice."""

    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line."""

    __pydantic_config__ = STRICT
    code: Code
    quantity: Quantity


@dataclass(frozen=True, kw_only=True)
class Everything:
    """One field of every kind."""

    __pydantic_config__ = STRICT
    code: Code = "A"
    text: Text = ""
    word: str = ""
    quantity: Quantity = Decimal(1)
    rest: QuantityOrNone | None = None
    price: Price = Decimal(0)
    amount: Amount = Decimal(0)
    whole: int = 0
    month: Month = 202611
    yes: bool = False
    day: date | None = None
    moment: datetime | None = None
    colour: Colour = Colour.RED
    mode: Literal["wait", "cut"] = "wait"
    unique: UUID | None = None
    words: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()
    lines: tuple[Line, ...] = ()
    facts: dict[str, str] | None = None


FIELDS = list(Everything.__dataclass_fields__)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["", " ", "red", "2026-13-01", "2026-02-30T00:00", "1e400", "-1", "NaN", "0.0000001", "\x00"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["code", "x"]), inner, max_size=3),
    max_leaves=6,
)


def problems(kind, given):
    with pytest.raises(Unreadable) as refused:
        read(kind, given)
    return {p.where: p for p in refused.value.problems}


@given(st.dictionaries(st.sampled_from([*FIELDS, "unknown"]), JSON) | JSON)
@example({"word": "a\x00b"})
@example({"text": "\ud800"})
@example({"whole": 10**5000})
@example({"whole": 1e300})
@example({"month": 215570})
@example({"day": 20261231})
@example({"moment": "20261231"})
@example({"day": float("inf")})
@example({"moment": 1e40})
@example({"moment": "x"})
@example({"quantity": "1e999999999"})
@example({"amount": Decimal("sNaN")})
@example({"unique": 3})
@example({"lines": [{"code": "A"}]})
@example([])
def test_whatever_comes_in_is_read_or_refused_in_our_words(given):
    try:
        command = read(Everything, given)
    except Unreadable as refused:
        for problem in refused.problems:
            assert problem.template in PROBLEMS.values(), problem
            assert problem.template != OTHERWISE
            assert "{" not in problem.sentence()
    else:
        json.dumps(raw(command), ensure_ascii=False, allow_nan=False).encode()
        assert "\x00" not in json.dumps(raw(command), ensure_ascii=False)


def test_every_problem_is_said_at_once_with_its_place():
    found = problems(
        Everything,
        {
            "code": " A\nB ",
            "quantity": "0",
            "price": "-1",
            "amount": "0.00001",
            "whole": "many",
            "month": 202613,
            "day": "2026-13-01",
            "colour": "green",
            "mode": "never",
            "unknown": 1,
            "lines": [{"code": "OK", "quantity": 1}, {"code": "", "quantity": "1.0000001"}, {}],
        },
    )
    assert set(found) == {
        "code",
        "quantity",
        "price",
        "amount",
        "whole",
        "month",
        "day",
        "colour",
        "mode",
        "unknown",
        "lines.1.code",
        "lines.1.quantity",
        "lines.2.code",
        "lines.2.quantity",
    }
    assert found["quantity"].sentence() == "must be above 0"
    assert found["lines.1.quantity"].sentence() == "is too fine: at most 6 places"
    assert found["lines.2.code"].sentence() == "is missing"
    assert found["unknown"].sentence() == "is not a known field"


def test_a_command_comes_back_from_its_plain_form():
    command = Everything(
        quantity=Decimal("0.000001"), day=date(2026, 11, 22), lines=(Line(code="A", quantity=Decimal(999999999999)),)
    )
    assert read(Everything, json.loads(json.dumps(raw(command)))) == command


def test_numbers_stay_exact_through_text():
    assert read(Everything, {"quantity": "999999999999.999999"}).quantity == Decimal("999999999999.999999")
    assert set(problems(Everything, {"quantity": "1000000000000"})) == {"quantity"}


@pytest.mark.parametrize("nonsense", [None, [], 1, "x", {"no such field": 1}], ids=repr)
def test_no_verb_is_read_with_a_sentence_of_somebody_else(nonsense):
    open_house()
    for verb in VERBS.values():
        assert all(p.template in PROBLEMS.values() for p in problems(verb.command, nonsense).values()), verb.name


@dataclass(frozen=True)
class Dated:
    """Days in days."""

    lines: tuple[Everything, ...] = ()


@pytest.mark.parametrize("number", [0, 20261231, 1.5, "0", "20261231", "1795219200"])
def test_a_bare_number_is_no_day(number):
    for name in ("day", "moment"):
        assert problems(Dated, {"lines": [{}, {name: number}]}).keys() == {f"lines.1.{name}"}
    for day in (date(2026, 12, 31), "2026-12-31"):
        assert read(Dated, {"lines": [{"day": day}]}).lines[0].day == date(2026, 12, 31)
    assert read(Dated, {"lines": [{"moment": "2026-12-31T08:00Z"}]}).lines[0].moment.hour == 8
