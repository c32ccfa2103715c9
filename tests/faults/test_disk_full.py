"""A disk that is full in the middle of a verb: refused, nothing half written, and done once when there is room again."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import OperationalError, connection
from tests.floor import bring_in, doctor, open_floor

from ledgerhouse.flows.inventory.move import MoveLine, MoveStock, move
from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.faults import fault_of
from ledgerhouse.ledgers.stock.models import Movement

pytestmark = [pytest.mark.requirement("R087"), pytest.mark.slow]
AT_MOST = 4000


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite lets a test say how large the disk is")
def test_goods_move_until_the_disk_is_full_and_then_go_on(ctx):
    open_floor(ctx)
    bring_in(ctx, ("CUP", 10, 3))
    pages = dialect.select("pragma page_count")[0][0]
    dialect.execute(f"pragma max_page_count = {pages + 6}")
    before = Movement.objects.count()
    moved, full = until_refused(ctx)
    assert fault_of(full).code == "disk-full"
    dialect.execute("pragma max_page_count = 1000000")
    assert Movement.objects.count() == before + moved, "nothing is half written"
    assert doctor(ctx) == []
    for n in range(moved + 2):  # all again, the refused one and one more
        there_or_back(ctx, n)
    assert Movement.objects.count() == before + moved + 2
    assert doctor(ctx) == []


def until_refused(ctx):
    for n in range(AT_MOST):
        try:
            there_or_back(ctx, n)
        except OperationalError as error:
            return n, error
    raise AssertionError


def there_or_back(ctx, n):
    source, target = ("A-01", "A-02") if n % 2 == 0 else ("A-02", "A-01")
    line = MoveLine(item="CUP", quantity=Decimal(1), source=source, target=target)
    move(MoveStock(warehouse="SH1", lines=(line,)), replace(ctx, key=f"move-{n}"))
