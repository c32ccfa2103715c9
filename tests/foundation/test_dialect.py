"""Rows travel to the database as they are, whatever is in them, on every engine."""

from contextlib import nullcontext
from datetime import date

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.models import Department
from ledgerhouse.foundation.nodes import new_id, new_ids
from ledgerhouse.ledgers.stock.models import Balance

NASTY = [
    "",
    " ",
    "'",
    '"',
    "\\",
    "\\\\",
    '\\"',
    "\\n",
    "a,b",
    "{a}",
    "{}",
    "[1]",
    "NULL",
    "null",
    "%s",
    "%",
    "苹果“红”",
    "👩‍🌾🍎",
    "\t\r\n",
    "\x01\x1f\x7f",
    "é",
    "\u2028",
    "x" * 399,
]
COLUMNS: dialect.Columns = {"n": "int", "word": "text", "day": "date"}
pytestmark = pytest.mark.django_db


def back(data):
    """What comes back of rows that travel to the database."""
    source, params = dialect.rows(COLUMNS, data)
    return sorted(
        ((n, word, _day(day)) for n, word, day in dialect.select(f"select n, word, day from {source}", params))
    )


def _day(value):
    return date.fromisoformat(value) if isinstance(value, str) else value


def test_every_nasty_text_comes_back_as_it_was():
    data = [(n, word, "2026-11-22") for n, word in enumerate(NASTY)]
    assert back(data) == [(n, word, date(2026, 11, 22)) for n, word in enumerate(NASTY)]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example([])
@example([(2**63 - 1, "", None), (-(2**63), None, date(1, 1, 1))])
@given(
    st.lists(
        st.tuples(
            st.integers(-(2**63), 2**63 - 1),
            st.none() | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=100),
            st.none() | st.dates(),
        ),
        max_size=20,
        unique_by=lambda row: row[0],
    )
)
def test_rows_come_back_as_they_were(data):
    assert back([(n, word, day and day.isoformat()) for n, word, day in data]) == sorted(data, key=lambda row: row[0])


def test_long_text_is_neither_cut_nor_lost():
    (row,) = back([(1, "长" * 5_000, None)])
    assert row[1] == "长" * 5_000


def test_three_thousand_rows_are_one_statement(django_assert_num_queries):
    data = [(n, f"Zeile “{n}”", "2026-11-22") for n in range(3_000)]
    with django_assert_num_queries(1):
        assert len(back(data)) == 3_000


def _departments(company, codes):
    return [(i, code, f"名 '{code}' \\") for i, code in zip(new_ids(len(codes)), codes, strict=True)]


def put(company, codes, **more):
    columns: dialect.Columns = {"id": "int", "code": "text", "name": "text"}
    constants = {"company_id": company, "active": True}
    return dialect.insert("foundation_department", columns, _departments(company, codes), constants=constants, **more)


def test_insert_writes_all_rows_with_their_constants(ctx, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert put(ctx.company, [f"D{n}" for n in range(500)]) == 500
    row = Department.objects.get(code="D7")
    assert (row.name, row.company_id, row.active) == ("名 'D7' \\", ctx.company, True)
    assert put(ctx.company, []) == 0


def test_ignoring_leaves_what_is_there(ctx):
    put(ctx.company, ["A", "B"])
    before = set(Department.objects.values_list("id", flat=True))
    put(ctx.company, ["A", "B", "C"], ignore=True)
    assert before < set(Department.objects.values_list("id", flat=True))
    assert Department.objects.count() == 3
    with pytest.raises(IntegrityError), transaction.atomic():
        put(ctx.company, ["D", "A"])
    assert Department.objects.count() == 3


@pytest.mark.parametrize("ignore", [False, True])
def test_a_broken_check_is_an_error_even_when_twins_are_ignored(ctx, ignore):
    columns: dialect.Columns = {"id": "int", "on_hand": "int", "held": "int"}
    zeros = ("item_id", "lot_id", "location_id", "unit", "owner_id", "status")
    constants = {"warehouse_id": 1, "company": ctx.company, **dict.fromkeys(zeros, 1), "lot_id": 0}
    with pytest.raises((IntegrityError, OperationalError)), transaction.atomic():
        dialect.insert("stock_balance", columns, [(new_id(), 1, 2)], constants=constants, ignore=ignore)
    assert not Balance.objects.exists()


def test_update_joins_rows_and_counts_them(ctx, django_assert_num_queries):
    put(ctx.company, [f"D{n}" for n in range(300)])
    ids = sorted(Department.objects.values_list("id", flat=True))
    data = [(i, f"neu {n}") for n, i in enumerate(ids)]
    with django_assert_num_queries(1):
        columns: dialect.Columns = {"id": "int", "fresh": "text"}
        assert dialect.update("foundation_department", "name = x.fresh", columns, data, on=("id",)) == 300
    assert Department.objects.get(id=ids[42]).name == "neu 42"
    again = dialect.update("foundation_department", "name = x.fresh", columns, data, on=("id",), where="t.code <> 'D1'")
    assert again == 299  # matched, also where nothing changes
    assert dialect.update("foundation_department", "name = x.fresh", columns, [], on=("id",)) == 0


def test_unheard_statements_go_to_the_driver_and_fail_as_django_s_do(ctx, django_assert_num_queries):
    put(ctx.company, ["A"])
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        put(ctx.company, ["A"])
    assert refused.value.__cause__ is not None
    with transaction.atomic():
        connection.set_rollback(True)
        with pytest.raises(TransactionManagementError):
            dialect.select("select 1")
    with django_assert_num_queries(2):
        dialect.select("select 1")
        dialect.execute("update foundation_department set name = %s where code = %s", ("neu", "A"))
    assert dialect.select("select name from foundation_department where name like 'n%%' and code = %s", ["A"]) == [
        ("neu",)
    ]


@pytest.mark.parametrize("listening", [False, True])
def test_an_update_may_use_a_column_often_and_those_not_at_all(ctx, listening):
    put(ctx.company, ["A", "B"])
    ids = sorted(Department.objects.values_list("id", flat=True))
    columns: dialect.Columns = {"fresh": "text", "unused": "text", "id": "int"}
    data = [("neu", "-", ids[0]), ("alt", "-", ids[1])]
    with CaptureQueriesContext(connection) if listening else nullcontext():
        sets = "name = case when x.fresh = 'neu' then x.fresh else t.name end, code = x.fresh"
        assert dialect.update("foundation_department", sets, columns, data, on=("id",)) == 2
    assert Department.objects.get(id=ids[0]).name == Department.objects.get(id=ids[0]).code == "neu"
    assert Department.objects.get(id=ids[1]).code == "alt"


@pytest.mark.parametrize(
    ("error", "worth"),
    [
        (OperationalError("database is locked"), True),
        (OperationalError("database table is locked: stock_balance"), True),
        (OperationalError("disk I/O error"), False),
        (IntegrityError("database is locked"), False),
        (ValueError("deadlock"), False),
    ],
)
def test_what_is_worth_another_try(error, worth):
    assert dialect.worth_retrying(error) is worth


@pytest.mark.parametrize("number", [1213, 1205, 1020])
def test_the_numbers_of_mariadb_are_worth_another_try(number):
    error = OperationalError("x")
    error.__cause__ = Exception(number, "Deadlock found")
    assert dialect.worth_retrying(error)


def test_a_literal_list_is_ascending():
    assert dialect.among({3, 1, 2}) == "(1,2,3)"


def test_only_servers_lock_rows():
    assert dialect.locking("select 1").endswith("for update") == (connection.vendor != "sqlite")
    assert dialect.locking("select 1", wait=False).endswith("nowait") == (connection.vendor != "sqlite")


def test_among_no_numbers_and_no_words_is_nothing():
    assert dialect.select("select 1 where " + "1 in " + dialect.among([])) == []
    condition, params = dialect.within("1", [])
    assert dialect.select(f"select 1 where {condition}", params) == []
    assert dialect.select("select 1 where " + dialect.among_words("'a'", [])) == []
