"""Seals: whatever is changed, taken away or slipped in behind a seal is found, and the row is named."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from django.db import DatabaseError, connection, transaction
from tests.floor import bring_in, buy, open_floor, sell
from tests.ledgers.books.desk import book, pay
from tests.stories.test_following_phones import arrive

from ledgerhouse.flows.finance.add_landed_costs import AddLandedCosts, add_landed_costs
from ledgerhouse.flows.finance.change_costing_method import ChangeCostingMethod, MethodLine, change_costing_method
from ledgerhouse.flows.inbound.delivery import ReceiveLine
from ledgerhouse.flows.inbound.receive import Receive, receive
from ledgerhouse.flows.inbound.reverse_receipts import ReverseReceipts, reverse_receipts
from ledgerhouse.flows.inventory.taking_back import PaperLine
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
from ledgerhouse.ledgers.books.models import Voucher, VoucherEntry, VoucherLine
from ledgerhouse.ledgers.costing.words import Basis
from ledgerhouse.masterdata.catalog.create_items import CreateItems, create_items
from ledgerhouse.masterdata.catalog.item_facts import NewItem

pytestmark = [pytest.mark.requirement("R057")]
FINAL = ("books_voucher", "books_voucherline", "books_voucherentry")
NOW = timedelta(seconds=-1)  # beyond now: ids of this very millisecond, too


@pytest.fixture
def business(ctx):
    """A row in every sealed table: from October to November, with serial numbers, layers, freight, a change of method, a mistake, a voucher."""
    before = replace(ctx, now=datetime(2026, 10, 20, 1, 0, tzinfo=UTC))
    open_floor(before)
    create_items(CreateItems((NewItem(code="PHONE", name="手机", unit="pcs", tracking="serial"),), active=True), ctx)
    bring_in(before, ("CUP", 9, 3), ("PLATE", 5, 2))
    change_costing_method(ChangeCostingMethod(lines=(MethodLine(item="CUP", method="fifo"),), reason="政策变更"), ctx)
    arrive(ctx, ("SN-1", "SN-2", "SN-3"))
    receipt = bring_in(ctx, ("PLATE", 5, 2))
    add_landed_costs(AddLandedCosts(warehouse="SH1", receipts=(receipt,), amount=Decimal(1), basis=Basis.VALUE), ctx)
    mistake = Receive(lines=(ReceiveLine(order=buy(ctx, ("PLATE", 1, 2))[1], line=1, quantity=Decimal(1)),))
    reverse_receipts(ReverseReceipts(lines=(PaperLine(number=receive(mistake, ctx).receipts[0]),), reason="误收"), ctx)
    sell(ctx, ("CUP", 4, 5))
    book(ctx, *pay())
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
        unprotect(editor, [*SEALED, "foundation_sealblock", "foundation_sealedday", *FINAL])


def rows(table):
    """Rows of a sealed table; those that are sealed together count as one."""
    return dialect.select(f"select count(distinct {SEALED[table].id}) from {table}")[0][0]


def said(ctx, **how):
    return [str(one) for one in check(ctx, **how).broken]


def test_every_row_is_sealed_once_and_sealing_again_does_nothing(sealed):
    assert {table for table in SEALED if not rows(table)} == set(), "the business leaves a row everywhere"
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
    one = SEALED[table]
    names = ", ".join(map(quote, one.columns))
    row = dict(zip(one.columns, dialect.select(f"select {names} from {table} order by {one.id}")[-1], strict=True))
    keys = [field.column for field in one.model._meta.pk_fields]
    found = 0
    for column, value in row.items():
        tampered = {**row, column: other_value(value)}
        try:
            with transaction.atomic():
                put(table, keys, row, column, tampered[column])
        except DatabaseError:
            continue
        expected = f"{table} row {row[one.id]}: "
        if not one.within:
            expected += "is gone" if column in {"id", "company", "company_id", one.key} else "was changed"
        assert any(text.startswith(expected) for text in said(sealed)), column
        put(table, keys, tampered, column, value)
        assert said(sealed) == [], column
        found += 1
    sums = 4 if table == "costing_costadjustment" else 2  # of these the database itself sees that they no longer add up
    assert found >= len(one.columns) - sums


def put(table, keys, row, column, value):
    """Write a value into a row, past every guard."""
    quote = connection.ops.quote_name
    same = " and ".join(f"{quote(key)} = %s" for key in keys)
    values = [dialect.adapted(v) for v in (value, *(row[key] for key in keys))]
    assert dialect.execute(f"update {table} set {quote(column)} = %s where {same}", values) == 1


def test_a_posted_voucher_is_what_it_was_when_it_was_posted(unguarded, sealed):
    """A voucher lives before it is final; from its posting on, its row, its lines and its links to the journal are as safe as the journal."""
    (voucher,) = Voucher.objects.filter(state="posted", origin="manual")
    first, second = voucher.lines.order_by("position")
    for table, row, change, what in (
        ("books_voucher", voucher.id, "explanation = 'x'", "was changed after it was posted"),
        ("books_voucherline", first.id, "explanation = 'x'", "was changed after its voucher was posted"),
        ("books_voucherline", second.id, "credit = credit + 1", "was changed after its voucher was posted"),
    ):
        column = change.split()[0]
        (before,) = dialect.select(f"select {column} from {table} where id = {row}")
        dialect.execute(f"update {table} set {change} where id = {row}")
        assert said(sealed) == [f"{table} row {row}: {what}"]
        dialect.execute(f"update {table} set {column} = %s where id = {row}", before)
        assert said(sealed) == []
    VoucherEntry.objects.create(company_id=sealed.company, entry=7, voucher=voucher)
    assert said(sealed) == [f"books_voucherentry row {voucher.id}: does not link the journal entries that were posted"]
    dialect.execute("delete from books_voucherentry where entry = 7")
    (new,) = new_ids(1)
    VoucherLine.objects.create(id=new, voucher=voucher, position=3, account=first.account, debit=Decimal(1))
    dialect.execute(f"delete from books_voucherline where id = {first.id}")
    assert set(said(sealed)) == {
        f"books_voucherline row {new}: was slipped in after its voucher was posted",
        f"books_voucherline row {first.id}: is gone",
    }
    dialect.execute(f"delete from books_voucherline where voucher_id = {voucher.id}")
    dialect.execute(f"delete from books_voucher where id = {voucher.id}")
    assert f"books_voucher row {voucher.id}: is gone" in said(sealed)


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
