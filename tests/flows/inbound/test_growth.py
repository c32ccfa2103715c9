"""A receipt of many lines costs each line no more than a receipt of few: statements are counted elsewhere, this is the work between them."""

import gc
from time import process_time

import pytest
from tests.floor import buy, d, open_floor

from ledgerhouse.flows.inbound.delivery import ReceiveLine
from ledgerhouse.flows.inbound.receive import Receive, receive
from ledgerhouse.ledgers.costing import append_estimates

pytestmark = pytest.mark.django_db
FEW, MANY = 300, 6000


def seconds_per_line(ctx, count: int) -> float:
    """Processor time of this process for each line of a receipt of so many, onto a shelf."""
    _purchase, order = buy(ctx, *([("CUP", 1, "3.25")] * count))
    lines = tuple(ReceiveLine(order=order, line=n, quantity=d(1), location="A-01") for n in range(1, count + 1))
    gc.collect()
    begun = process_time()
    receive(Receive(lines=lines), ctx)
    return (process_time() - begun) / count


def growth(ctx) -> float:
    seconds_per_line(ctx, FEW)  # imports and plans
    few = min(seconds_per_line(ctx, FEW) for _ in range(3))
    return seconds_per_line(ctx, MANY) / few


def test_a_line_of_a_large_receipt_costs_no_more_than_one_of_a_small_one(ctx):
    open_floor(ctx)
    assert growth(ctx) < 2


def test_the_test_finds_work_that_grows_with_the_square(ctx, monkeypatch):
    """Once, estimates looked each row up in a set that was made anew for it."""
    open_floor(ctx)
    well = append_estimates.append

    def squared(ctx, warehouse, rows):
        own = [row for row in rows if row.id == row.receipt]
        assert not [row for row in rows if row not in set(own)]
        return well(ctx, warehouse, rows)

    monkeypatch.setattr(append_estimates, "append", squared)
    assert growth(ctx) > 2
