"""Seals: whatever is changed, taken away or slipped in behind a seal is found, and the row is named."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import DatabaseError, connection, transaction
from tests.floor import bring_in, open_floor, sell

from ledgerhouse.foundation import dialect, jobs
from ledgerhouse.foundation.append_only import unprotect
from ledgerhouse.foundation.models import OutboxRow, SealBlock, SealedDay
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.foundation.seals import apply
from ledgerhouse.foundation.seals import rows as sealing
from ledgerhouse.foundation.seals.apply import SealingElsewhere, close_days, seal
from ledgerhouse.foundation.seals.check import check
from ledgerhouse.foundation.seals.tables import SEALED
from ledgerhouse.kernel.context import house

pytestmark = [pytest.mark.requirement("R057")]
NOW = timedelta(seconds=-1)  # beyond now: ids of this very millisecond, too


@pytest.fixture
def business(ctx, settings):
    """A row in every sealed table."""
    open_floor(ctx)
    bring_in(ctx, ("CUP", 9, 3), ("PLATE", 5, 2))
    sell(ctx, ("CUP", 4, 5))
    return ctx


@pytest.fixture
def sealed(business):
    """The same, sealed."""
    done = seal(business, lag=NOW)
    assert done.rows == sum(rows(table) for table in SEALED)
    assert check(business).broken == ()
    return business


@pytest.fixture
def unguarded(transactional_db):
    """Somebody has taken the triggers away."""
    with connection.schema_editor(atomic=False) as editor:
        unprotect(editor, [*SEALED, "foundation_sealblock", "foundation_sealedday"])


def rows(table, where="1 = 1"):
    return dialect.select(f"select count(*) from {table} where {where}")[0][0]


def said(ctx, **how):
    return [str(one) for one in check(ctx, **how).broken]


def test_every_row_is_sealed_once_and_sealing_again_does_nothing(sealed):
    assert {table for table in SEALED if not rows(table)} <= {"costing_costadjustment"}, "the business leaves a row"
    before = SealBlock.objects.count()
    assert seal(sealed, lag=NOW) == (0, 0)
    assert SealBlock.objects.count() == before
    bring_in(sealed, ("CUP", 1, 3))
    assert seal(sealed, lag=NOW).rows > 0
    assert check(sealed).rows == sum(rows(table) for table in SEALED)
    assert said(sealed) == []


def test_what_may_still_be_open_is_not_sealed_yet(business, monkeypatch):
    assert seal(business, lag=timedelta(minutes=5)).rows == 0
    monkeypatch.setattr(dialect, "oldest_open_seconds", lambda: 300.0)
    assert seal(business, lag=NOW).rows == 0
    monkeypatch.setattr(dialect, "oldest_open_seconds", lambda: None)  # the database hides the others
    assert seal(business, lag=NOW).rows == 0
    monkeypatch.setattr(dialect, "oldest_open_seconds", lambda: 0.0)
    assert seal(business, lag=NOW).rows > 0


def other_value(value):
    if value is None:
        return 7
    if isinstance(value, (int, bool)):
        return 1 - value if value in {0, 1} else value + 1
    if isinstance(value, str):
        return '{"a":1}' if value.startswith("{") else (value[:-1] + ("x" if value[-1:] != "x" else "y"))
    return value + timedelta(days=1)


@pytest.mark.parametrize("table", sorted(SEALED))
def test_a_changed_column_is_found_and_its_row_named(unguarded, sealed, table):
    """Every column of every sealed table, one after the other; what the database itself refuses is as good."""
    quote = connection.ops.quote_name
    columns = SEALED[table].columns
    names = ", ".join(map(quote, columns))
    if not rows(table):
        pytest.skip("the business leaves no row here")
    row = dict(zip(columns, dialect.select(f"select {names} from {table} order by id")[-1], strict=True))
    found = 0
    for column, value in row.items():
        try:
            with transaction.atomic():
                tampered = dialect.adapted(other_value(value))
                dialect.execute(f"update {table} set {quote(column)} = %s where id = %s", [tampered, row["id"]])
        except DatabaseError:
            continue
        expected = f"{table} row {row['id']}: " + (
            "is gone" if column in {"id", "company", "company_id", SEALED[table].key} else "was changed"
        )
        assert any(text.startswith(expected) for text in said(sealed)), column
        at = other_value(value) if column == "id" else row["id"]
        dialect.execute(f"update {table} set {quote(column)} = %s where id = %s", [dialect.adapted(value), at])
        assert said(sealed) == [], column
        found += 1
    assert found >= len(columns) - 2


def test_a_row_taken_away_and_a_row_slipped_in(unguarded, sealed):
    ids = [row[0] for row in dialect.select("select id from stock_entry order by id")]
    dialect.execute("delete from stock_entry where id = %s", [ids[1]])
    (gone,) = said(sealed)
    assert gone.startswith(f"stock_entry row {ids[1]}: is gone")
    gap = next(i + 1 for i, following in pairwise(ids[2:]) if following > i + 1)
    dialect.execute("update stock_entry set id = %s where id = %s", [gap, ids[-1]])
    assert {text.partition(" since")[0] for text in said(sealed)} == {
        f"stock_entry row {ids[1]}: is gone",
        f"stock_entry row {ids[-1]}: is gone",
        f"stock_entry row {gap}: was slipped in behind the seal",
    }


def test_the_chain_itself(unguarded, sealed):
    blocks = SealBlock.objects.count()
    SealBlock.objects.filter(number=2).update(rows=77)
    assert said(sealed, rows=False) == ["block 2: is not what was sealed"]
    SealBlock.objects.filter(number=2).delete()
    assert said(sealed, rows=False)[0] == "block 3: blocks 2 to 2 are missing"
    assert check(sealed, rows=False).blocks == blocks


def test_a_forged_chain_is_found_by_the_digest_that_was_kept_outside(unguarded, sealed):
    close_days(sealed, sealed.now.date() + timedelta(days=3))
    day = SealedDay.objects.get()
    assert said(sealed, expected={day.day: day.digest}) == []
    dialect.execute("update stock_entry set line = line + 1")
    SealBlock.objects.all().delete()
    SealedDay.objects.all().delete()
    seal(sealed, lag=NOW)
    close_days(sealed, sealed.now.date() + timedelta(days=3))
    assert said(sealed) == [], "whoever may write everything can make a chain that fits"
    (found,) = said(sealed, expected={day.day: day.digest})
    assert f"{day.day} ends with" in found
    assert said(sealed, expected={date(2020, 1, 1): "00"}) == ["block 0: 2020-01-01 ends with no digest, not with 00"]


def test_a_day_that_is_over_has_a_digest_which_is_told(sealed):
    assert close_days(sealed, sealed.now.date()) == 0
    tomorrow = sealed.now.date() + timedelta(days=1)
    assert close_days(sealed, tomorrow) == 1
    assert close_days(sealed, tomorrow) == 0
    day = SealedDay.objects.get()
    last = SealBlock.objects.order_by("-number").first()
    assert (day.block, day.digest) == (last.number, last.digest)
    assert day.digest in OutboxRow.objects.get(topic="DaySealed").body


@pytest.mark.parametrize("size", [1, 3, 7])
def test_blocks_of_any_size(business, monkeypatch, size):
    monkeypatch.setattr(apply, "BLOCK", size)
    seal(business, lag=NOW)
    assert max(SealBlock.objects.values_list("rows", flat=True)) <= size
    assert said(business) == []


def test_rows_that_come_late_are_sealed_late(business):
    """A clock went back: rows with ids below what was sealed already are found within the hour, and are then as safe as others."""
    early = new_ids(3)
    bring_in(business, ("CUP", 1, 3))
    seal(business, lag=NOW)
    (known,) = dialect.select("select * from foundation_command order by id desc limit 1")
    columns = [c[0] for c in cursor_columns("foundation_command")]
    for n, identifier in enumerate(early):
        values = {**dict(zip(columns, known, strict=True)), "id": identifier, "key": f"late-{n}"}
        names = ", ".join(map(connection.ops.quote_name, columns))
        marks = ", ".join(["%s"] * len(columns))
        dialect.execute(
            f"insert into foundation_command ({names}) values ({marks})", [dialect.adapted(v) for v in values.values()]
        )
    assert {text.split(": ")[1].split(" since")[0] for text in said(business)} == {"was slipped in behind the seal"}
    assert seal(business, lag=NOW) == (3, 1)
    assert SealBlock.objects.get(late=True).rows == 3
    assert said(business) == []
    assert seal(business, lag=NOW) == (0, 0)


def cursor_columns(table):
    with connection.cursor() as cursor:
        cursor.execute(f"select * from {table} limit 1")
        return cursor.description


def test_two_sealers_at_once(business, monkeypatch):
    """The slower one is told, and its rows are in the blocks of the other."""
    right = sealing.marks

    def meanwhile(found):
        monkeypatch.setattr(sealing, "marks", right)
        seal(business, lag=NOW)
        return right(found)

    number = apply.SealBlock.objects.count()
    monkeypatch.setattr(sealing, "marks", meanwhile)
    with pytest.raises(SealingElsewhere), transaction.atomic():
        seal(business, lag=NOW)
    assert apply.SealBlock.objects.count() == number
    seal(business, lag=NOW)
    assert said(business) == []


def test_the_job_seals_the_house_too(business):
    assert jobs.KINDS["house.seal"](business, {}, lambda *_: None).keys() == {"rows", "blocks"}
    seal(house(0, business.now), lag=NOW)
    assert said(house(0, business.now)) == []


def test_the_bytes_of_a_row_are_the_same_on_every_database(ctx):
    """The digest of a row with everything that databases show differently, as it was when this was written."""
    table = "foundation_auditrow"
    dialect.insert(
        table,
        {"id": "int", "kind": "text", connection.ops.quote_name("row"): "int", "name": "text", "action": "text",
         connection.ops.quote_name("before"): "json", connection.ops.quote_name("after"): "json"},
        [(5, "item", 7, "苹果 “A”\\\t", "change", '{"b": 1, "a": [1.50, null, true, "é"]}', "{}")],
        constants={"company": ctx.company, "reason": "", connection.ops.quote_name("user"): 3, "interface": "test",
                   "device": "", "at": ctx.now.replace(microsecond=120)},
    )  # fmt: skip
    columns = [name for name in SEALED[table].columns if name != "company"]
    (row,) = sealing.digests(SEALED[table], columns, "id = 5")
    assert row.digest.hex() == "4bff0a7770910213a7698f22983e5b06fdfb159abfa0efb0f1a1346fa2ae2bfa"


def test_marks_can_be_read_again():
    many = [sealing.Row(i * i - 5, bytes([i % 256]) * 32) for i in range(700)]
    assert sealing.read_marks(sealing.marks(many)) == {row.id: row.digest[:8] for row in many}
    with pytest.raises(ValueError, match="digests"):
        sealing.read_marks(sealing.marks(many)[:-1])


def test_sealed_rows_and_seals_refuse_change(sealed):
    for table in ("foundation_command", "foundation_auditrow", "foundation_sealblock"):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            dialect.execute(f"delete from {table}")
