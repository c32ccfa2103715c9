"""The tamper test: any byte of a sealed row, or of a posted voucher, changed in the database file itself is found, and the row named."""

import random
import sqlite3
from pathlib import Path

import pytest
from django.db import connection
from tests.crowd import Crowd
from tests.floor import bring_in, open_floor
from tests.ledgers.books.desk import book, pay
from tests.stories.test_following_phones import arrive

from ledgerhouse.foundation.models import Company
from ledgerhouse.foundation.seals.apply import seal
from ledgerhouse.foundation.seals.check import check
from ledgerhouse.foundation.seals.tables import SEALED
from ledgerhouse.kernel.context import house
from ledgerhouse.masterdata.catalog.create_items import CreateItems, create_items
from ledgerhouse.masterdata.catalog.item_facts import NewItem

TABLES = {name: one.id for name, one in SEALED.items()} | {"books_voucher": "id", "books_voucherline": "id"}
"""Where to change bytes, and by which column the check names a row."""
HERE = "tests.foundation.seals.test_tampering"
ROWS = 3
pytestmark = [pytest.mark.requirement("R057"), pytest.mark.slow]


def make_business(_):
    from datetime import timedelta

    from tests.cast import NOW

    Company.objects.create(code="QH", name="青禾贸易")
    ctx = house(Company.objects.get().id, NOW)
    open_floor(ctx)
    create_items(CreateItems((NewItem(code="PHONE", name="手机", unit="pcs", tracking="serial"),), active=True), ctx)
    bring_in(ctx, ("CUP", 9, 3), ("PLATE", 5, 2))
    arrive(ctx, ("SN-1", "SN-2"))
    book(ctx, *pay())
    rows = seal(ctx, lag=timedelta(0)).rows
    connection.cursor().execute("pragma wal_checkpoint(truncate)")
    connection.close()
    return rows


def check_file(_):
    from tests.cast import NOW

    ctx = house(Company.objects.get().id, NOW)
    found = [str(one) for one in check(ctx).broken]
    connection.close()
    return found


def rows_of(file: Path) -> dict[tuple[str, int], tuple]:
    """Every sealed row as it stands in the file, read past the indexes; rows with one id together."""
    source = sqlite3.connect(file)
    found: dict[tuple[str, int], tuple] = {}
    try:
        for table, column in TABLES.items():
            for row in _dictionaries(source, f"select * from {table} not indexed"):
                key = table, row[column]
                found[key] = found.get(key, ()) + tuple(row)
    finally:
        source.close()
    return found


def _dictionaries(source: sqlite3.Connection, sql: str):
    cursor = source.cursor()
    cursor.row_factory = sqlite3.Row
    return cursor.execute(sql)


def flip(file: Path, offset: int, bit: int) -> None:
    with file.open("r+b") as opened:
        opened.seek(offset)
        before = opened.read(1)
        opened.seek(offset)
        opened.write(bytes([before[0] ^ bit]))


def near_rows(whole: bytes, table: str, rows) -> list[int]:
    """Where the columns of this table's rows lie in the file, and as much again of what happens to be there."""
    found = []
    for _, identifier in (key for key in rows if key[0] == table):
        data, at = identifier.to_bytes(8, "big"), -1
        while (at := whole.find(data, at + 1)) >= 0:
            found += range(at, min(at + 90, len(whole)))
    return found


@pytest.mark.skipif(connection.vendor != "sqlite", reason="bytes of a file: SQLite; the servers are tested by column")
def test_a_byte_changed_in_the_file_is_found(crowd: Crowd, tmp_path):
    assert crowd.ask(f"{HERE}:make_business") > 40
    file = tmp_path / "crowd.sqlite3"
    assert crowd.ask(f"{HERE}:check_file") == []
    before = rows_of(file)
    whole = file.read_bytes()
    chance = random.Random(7)
    for table in TABLES:
        places = near_rows(whole, table, before)
        changed: set[tuple[str, int]] = set()
        tries = 0
        enough = min(ROWS, sum(1 for key in before if key[0] == table))
        while len({hit for hit in changed if hit[0] == table}) < enough:
            tries += 1
            assert tries < 300, table
            changed |= change_and_look(crowd, file, before, chance.choice(places), 1 << chance.randrange(8))
    assert crowd.ask(f"{HERE}:check_file") == []


def change_and_look(crowd: Crowd, file: Path, before, offset: int, bit: int) -> set[tuple[str, int]]:
    """Change one bit; the check must name whichever sealed rows that has changed. Answers them, and puts the bit back."""
    flip(file, offset, bit)
    try:
        now = rows_of(file)
        hit = {key for key in before if now.get(key) != before[key]}
        if hit and now.keys() == before.keys():
            found = {text.partition(":")[0] for text in crowd.ask(f"{HERE}:check_file")}
            differ = [pair for key in hit for pair in zip(before[key], now[key], strict=True) if pair[0] != pair[1]]
            assert {f"{table} row {row}" for table, row in hit} <= found, differ
            return hit
    except sqlite3.DatabaseError:  # the file can not even be read any more
        pass
    finally:
        flip(file, offset, bit)
    return set()
