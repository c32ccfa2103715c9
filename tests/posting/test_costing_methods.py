"""Goods of each costing method through the gate: what they cost when they leave, and what the books say."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from tests.floor import open_floor

from ledgerhouse.flows.finance.prove import Prove, prove
from ledgerhouse.ledgers.books.models import JournalLine
from ledgerhouse.ledgers.stock.words import Entry, Movement, Place, Reason
from ledgerhouse.masterdata.catalog.create_items import CreateItems, create_items
from ledgerhouse.masterdata.catalog.item_facts import NewItem
from ledgerhouse.masterdata.catalog.keep_lots import keep_lots
from ledgerhouse.masterdata.catalog.queries import items_by_code
from ledgerhouse.masterdata.catalog.words import NewLot
from ledgerhouse.masterdata.sites.queries import locations_by_code, virtual, warehouse
from ledgerhouse.masterdata.sites.words import Kind
from ledgerhouse.posting import gate

DAY = date(2026, 11, 22)


@pytest.fixture
def move(ctx):
    """Receive or ship pieces of an item of a method: `move("fifo", +10, 100)` at 100.00, `move("fifo", -4)`; answers the value."""
    open_floor(ctx)
    methods = ("moving_average", "fifo", "specific", "standard", "month_average")
    new = tuple(
        NewItem(code=m, name=m, unit="pcs", tracking="lot", costing=m, standard_cost=Decimal(10)) for m in methods
    )
    create_items(CreateItems(new, active=True), ctx)
    site = warehouse(ctx, "SH1")
    outside = virtual(ctx, site.id)
    shelf = Place(locations_by_code(ctx, site.id, ["A-01"])["A-01"].id)
    items = items_by_code(ctx, methods)
    number = iter(range(1000))

    def go(method, pieces, value=None, lot="L1"):
        item = items[method].id
        kept = keep_lots(ctx, [NewLot(item=item, code=lot)])[item, lot].id
        sides = (Place(outside[Kind.SUPPLIER]), shelf) if pieces > 0 else (shelf, Place(outside[Kind.CUSTOMER]))
        reason = Reason.RECEIPT if pieces > 0 else Reason.SHIPMENT
        worth = None if value is None else value * 10**4
        entry = Entry(item, abs(pieces) * 10**6, *sides, lot=kept, value=worth)
        with transaction.atomic():
            posted = gate.post(ctx, site, [Movement(reason, "test", f"T-{next(number)}", DAY, (entry,))])
        return Decimal(posted.values[0]) / 10**4

    return go


def booked(code):
    rows = JournalLine.objects.filter(account__code=code)
    return sum((line.debit - line.credit for line in rows), Decimal(0))


@pytest.mark.parametrize(
    ("method", "first", "second"),
    [("moving_average", -60, -60), ("fifo", -50, -50), ("specific", -50, -100), ("standard", -50, -50)],
)
def test_what_goods_cost_when_they_leave(method, first, second, move, ctx):
    move(method, 10, 100, lot="L1")
    move(method, 10, 200 if method != "moving_average" else 140, lot="L2")
    assert move(method, -5, lot="L1") == first
    assert move(method, -5, lot="L2" if method == "specific" else "L1") == second
    assert prove(Prove(), ctx).clean


def test_fifo_crosses_layers_and_the_last_piece_takes_the_rest(move, ctx):
    move("fifo", 3, 10)
    move("fifo", 3, 20)
    assert [move("fifo", -n) for n in (1, 1)] == [Decimal("-3.33"), Decimal("-3.34")]
    assert move("fifo", -2) == Decimal("-10.00")
    assert move("fifo", -2) == Decimal("-13.33")
    assert prove(Prove(), ctx).clean


@pytest.mark.requirement("R012")
def test_a_receipt_at_standard_cost_books_the_variance(move, ctx):
    move("standard", 10, 120)
    assert (booked("1405"), booked("1404"), booked("2202.02")) == (100, 20, -120)
    assert move("standard", -4) == -40
    assert booked("6401") == 40
    assert prove(Prove(), ctx).clean
