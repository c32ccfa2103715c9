"""From the first of November on, goods are costed by another method: what lies in stock is carried over to the cent, and the change is on record."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.books import entries_of
from tests.floor import bring_in, buy, d, doctor, open_floor, sell

from ledgerhouse.flows.finance.change_costing_method import ChangeCostingMethod, MethodLine, change_costing_method
from ledgerhouse.flows.finance.run_month_average import RunMonthAverage, run_month_average
from ledgerhouse.flows.inbound.delivery import ReceiveLine
from ledgerhouse.flows.inbound.receive import Receive, receive
from ledgerhouse.flows.inbound.reverse_receipts import ReverseReceipts, reverse_receipts
from ledgerhouse.flows.inventory.taking_back import PaperLine
from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.paper import find
from ledgerhouse.kernel.errors import Unreadable
from ledgerhouse.ledgers.costing.listings import MethodFilter
from ledgerhouse.ledgers.costing.listings_history import BalanceSheetFilter
from ledgerhouse.ledgers.costing.models import CostLayer, CostPool
from ledgerhouse.masterdata.catalog.create_items import CreateItems, create_items
from ledgerhouse.masterdata.catalog.item_facts import NewItem
from ledgerhouse.masterdata.catalog.models import Item

pytestmark = [pytest.mark.requirement("R044")]

FIRST = date(2026, 11, 1)


@pytest.fixture
def october(ctx):
    """The house on the twentieth of October."""
    open_floor(ctx)
    return replace(ctx, now=datetime(2026, 10, 20, 1, 0, tzinfo=UTC))


def change(ctx, *lines, starts_on=None):
    wanted = tuple(
        MethodLine(item=item, method=method, standard_cost=None if cost is None else d(cost))
        for item, method, cost in lines
    )
    return change_costing_method(ChangeCostingMethod(lines=wanted, reason="政策变更", starts_on=starts_on), ctx)


def pools(item):
    return {(p.lot and p.lot, p.quantity, p.value) for p in CostPool.objects.filter(item__code=item) if p.quantity}


def test_cups_go_on_by_layers(ctx, october):
    """3 at 10.00 and 3 at 11.00 are 63.00; one opening layer of 63.00, and the next receipt is a layer of its own."""
    bring_in(october, ("CUP", 3, 10), ("CUP", 3, 11))

    done = change(ctx, ("CUP", "fifo", None))

    (cup,) = done.items
    assert (cup.quantity, cup.before, cup.after) == (6, 63, 63)
    assert entries_of(done.number) == []  # nothing is worth more or less
    assert [(x.quantity, x.value) for x in CostLayer.objects.filter(used_up=False)] == [(6, 63)]
    bring_in(ctx, ("CUP", 6, 20))
    sell(ctx, ("CUP", 8, 30))
    # six of the opening layer, two at 20.00
    assert pools("CUP") == {(0, d(4), d(80))}
    assert doctor(ctx) == []
    (row,) = LISTINGS["costing.method_changes"].every(ctx, MethodFilter(number=done.number))
    assert (row.item, row.before, row.after, row.why) == ("CUP", "moving_average", "fifo", "政策变更")
    assert len(find(ctx, "method_change", done.number).tables[0].rows) == 1
    assert Item.objects.get(code="CUP").costing == "fifo"
    # what the stock sheet says of November: six came by receipt, nothing by the change
    (sheet,) = LISTINGS["costing.in_out_balance"].every(ctx, BalanceSheetFilter(item="CUP", since=FIRST))
    assert (sheet.opening, sheet.came, sheet.went) == (6, 6, 8)


def test_a_standard_cost_makes_a_difference(ctx, october):
    """6 cups of 63.00 are worth 60.00 at a standard of 10.00: J32, the difference is price variance; back again nothing changes."""
    bring_in(october, ("CUP", 3, 10), ("CUP", 3, 11))
    done = change(ctx, ("CUP", "standard", 10))
    assert entries_of(done.number) == [[("debit", "1405", "-3.00"), ("credit", "1404", "-3.00")]]
    assert pools("CUP") == {(0, d(6), d(60))}
    again = change(ctx, ("CUP", "moving_average", None))
    assert (again.items[0].before, again.items[0].after) == (60, 60)
    assert entries_of(again.number) == []
    assert doctor(ctx) == []


def test_lots_share_the_average_and_are_costed_by_themselves_from_then_on(ctx, october):
    """7 cartons for 28.15: lot M1 of 4 gets 16.09, M2 of 3 the rest, 12.06."""
    bring_in(october, ("MILK", 4, "4.00"), lot="M1", expires_on=date(2027, 3, 1))
    bring_in(october, ("MILK", 3, "4.05"), lot="M2", expires_on=date(2027, 4, 1))
    change(ctx, ("MILK", "specific", None))
    assert sorted((q, v) for _, q, v in pools("MILK")) == [(3, d("12.06")), (4, d("16.09"))]
    sell(ctx, ("MILK", 4, 9))
    assert [(q, v) for _, q, v in pools("MILK")] == [(3, d("12.06"))]
    assert doctor(ctx) == []


def test_into_the_month_end_average_and_out_of_it(ctx, october):
    bring_in(october, ("CUP", 4, 10))
    into = change(ctx, ("CUP", "month_average", None))
    bring_in(ctx, ("CUP", 4, 14))
    sell(ctx, ("CUP", 2, 30))
    december = replace(ctx, now=datetime(2026, 12, 3, 1, 0, tzinfo=UTC))
    waiting = {("lines.0.item", "2 of CUP wait for the value of a month-end run: run it first")}
    with pytest.raises(Unreadable) as refused:
        change(december, ("CUP", "fifo", None))
    assert {(p.where, p.template.format(**p.facts)) for p in refused.value.problems} == waiting
    run_month_average(RunMonthAverage(month=202611), ctx)
    assert pools("CUP") == {(0, d(6), d(72))}  # 40 + 56 over 8 is 12.00
    out = change(december, ("CUP", "fifo", None))
    assert (out.items[0].before, out.items[0].after) == (72, 72)
    sell(december, ("CUP", 6, 30))
    assert pools("CUP") == set()
    # a later run finds nothing left of the pool it no longer keeps
    run_month_average(RunMonthAverage(month=202612), december)
    assert pools("CUP") == set()
    assert into.number != out.number
    assert doctor(december) == []


def test_what_stands_in_the_way_is_said_at_once(ctx, october):
    create_items(CreateItems((NewItem(code="LAMP", name="灯", unit="pcs"),), active=True), ctx)
    bring_in(ctx, ("CUP", 3, 10))
    with pytest.raises(Unreadable) as refused:
        change(
            ctx,
            ("CUP", "fifo", None),
            ("PLATE", "moving_average", None),
            ("LAMP", "standard", None),
            ("APPLE", "fifo", 3),
            ("NO", "fifo", None),
            ("LAMP", "specific", None),
            starts_on=date(2026, 11, 2),
        )
    assert {(p.where, p.template.format(**p.facts)) for p in refused.value.problems} == {
        ("starts_on", "must be the first day of a period"),
        ("lines.0.item", "goods of CUP moved 1 times since 2026-11-02; a period has one method"),
        ("lines.1.method", "PLATE is costed by this method already"),
        ("lines.2.standard_cost", "is needed for standard costing"),
        ("lines.3.standard_cost", "item APPLE is not costed at standard cost"),
        ("lines.4.item", "there is no item NO"),
        ("lines.5.item", "LAMP is given twice"),
    }
    assert Item.objects.get(code="CUP").costing == "moving_average"
    with pytest.raises(Unreadable, match="is in the future"):
        change(ctx, ("LAMP", "fifo", None), starts_on=date(2026, 12, 1))


def test_a_receipt_from_before_the_change_goes_back_at_its_value(ctx, october):
    _, inbound = buy(october, ("CUP", 3, 10), ("CUP", 3, 11))
    arrived = tuple(ReceiveLine(order=inbound, line=n, quantity=d(3)) for n in (1, 2))
    (receipt,) = receive(Receive(lines=arrived), october).receipts
    change(ctx, ("CUP", "fifo", None))
    line = PaperLine(number=receipt, line=2)
    (red,) = reverse_receipts(ReverseReceipts(lines=(line,), reason="twice"), ctx).receipts
    # 31.50 of the opening layer go, 33.00 are the supplier's: the rest is a difference
    assert entries_of(red) == [
        [("debit", "1405", "-33.00"), ("credit", "2202.02", "-33.00")],
        [("debit", "6401", "-1.50"), ("credit", "1405", "-1.50")],
    ]
    assert pools("CUP") == {(0, d(3), d("31.50"))}
    assert doctor(ctx) == []


def test_the_record_is_never_changed(ctx, october):
    bring_in(october, ("CUP", 3, 10))
    change(ctx, ("CUP", "fifo", None))
    for sql in ("update costing_methodchange set why = 'x'", "delete from costing_methodchange"):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            dialect.execute(sql)


def test_more_items_cost_no_more_statements(ctx, october):
    def cost(*items):
        with CaptureQueriesContext(connection) as queries:
            change(ctx, *((item, "fifo", None) for item in items))
        return len(queries)

    codes = [f"X{n}" for n in range(9)]
    create_items(CreateItems(tuple(NewItem(code=c, name=c, unit="pcs") for c in codes), active=True), ctx)
    bring_in(october, *((code, 3, 10) for code in codes))
    cost(codes[0])
    assert cost(*codes[1:3]) == cost(*codes[3:])
    assert doctor(ctx) == []
