"""Values change without goods moving: what stays in stock, what goes to cost of sales, for every method, and what is refused."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.books import entries_of
from tests.floor import doctor
from tests.posting.desk import Desk, amount

from ledgerhouse.kernel.errors import Unreadable
from ledgerhouse.ledgers.books.models import Period
from ledgerhouse.ledgers.books.words import Worth
from ledgerhouse.ledgers.costing.models import CostAdjustment, CostLayer
from ledgerhouse.ledgers.costing.words import Adjustment, Cause

pytestmark = [pytest.mark.requirement("R044"), pytest.mark.requirement("R012")]


@pytest.fixture
def desk(ctx):
    return Desk(ctx)


def test_freight_on_goods_that_are_all_there_stays_in_stock(desk):
    line = desk.move("moving_average", 100, 1000)
    made = desk.adjust(Adjustment(amount(100), line=line))
    assert made.spreads == (((amount(100), 0, 0),),)
    assert desk.pool("moving_average") == (100, 1100)
    assert entries_of("F-1") == [[("debit", "1405", "100.00"), ("credit", "2202.02", "100.00")]]
    assert doctor(desk.ctx) == []


@pytest.mark.parametrize(
    ("method", "stock", "sold", "variance"),
    [
        ("moving_average", 30, 70, 0),  # 3 of 10 still covered
        ("fifo", 30, 70, 0),
        ("specific", 30, 70, 0),
        ("standard", 0, 0, 100),
    ],
)
def test_what_is_gone_goes_to_cost_of_sales(desk, method, stock, sold, variance):
    line = desk.move(method, 10, 100)
    desk.move(method, -7)
    made = desk.adjust(Adjustment(amount(100), line=line))
    assert made.spreads == (((amount(stock), amount(sold), amount(variance)),),)
    (entry,) = entries_of("F-1")
    booked = {account: value for side, account, value in entry if side == "debit"}
    expected = {"1405": stock, "6401": sold, "1404": variance}
    assert booked == {account: f"{value:.2f}" for account, value in expected.items() if value}
    assert desk.pool(method) == (3, 30 + stock)
    assert doctor(desk.ctx) == []


def test_an_average_covers_a_receipt_as_far_as_stock_reaches(desk):
    line = desk.move("moving_average", 10, 100)
    desk.move("moving_average", 10, 200)
    desk.move("moving_average", -12)
    assert desk.adjust(Adjustment(amount(10), line=line)).spreads[0][0] == (amount(8), amount(2), 0)


def test_fifo_changes_the_layer_of_the_receipt_and_no_other(desk):
    first = desk.move("fifo", 10, 100)
    desk.move("fifo", 10, 200)
    desk.move("fifo", -4)
    assert desk.adjust(Adjustment(amount(1), line=first)).spreads[0][0] == (amount("0.6"), amount("0.4"), 0)
    assert list(CostLayer.objects.order_by("id").values_list("value", flat=True)) == [Decimal("60.6"), Decimal(200)]
    desk.move("fifo", -6)
    assert desk.adjust(Adjustment(amount(1), line=first), number="F-2").spreads[0][0] == (0, amount(1), 0)
    assert doctor(desk.ctx) == []


def test_a_pool_is_revalued_and_its_layers_with_it(desk):
    desk.move("fifo", 1, 1)
    desk.move("fifo", 2, 2)
    desk.adjust(Adjustment(amount("-0.01"), item=desk.items["fifo"]), cause=Cause.COST_ADJUSTMENT)
    assert desk.pool("fifo") == (3, Decimal("2.99"))
    assert list(CostLayer.objects.order_by("id").values_list("value", flat=True)) == [Decimal(1), Decimal("1.99")]
    assert entries_of("F-1") == [[("debit", "1405", "-0.01"), ("credit", "6602", "-0.01")]]
    assert doctor(desk.ctx) == []


def test_an_invoice_is_booked_red_and_blue_by_its_own_rules(desk):
    """The rules of the event say what is booked of the amounts that the flow brings; stock takes the difference only."""
    line = desk.move("moving_average", 100, 1000)
    extra = (Worth("", "estimate", amount(1000)), Worth("", "price", amount(1020)))
    made = desk.adjust(
        Adjustment(amount(20), line=line), cause=Cause.INVOICE_DIFFERENCE, event="no_rules_yet", extra=extra
    )
    assert made.journal == (0,)
    assert desk.pool("moving_average") == (100, 1020)


def test_less_on_a_receipt_than_its_layer_can_bear_goes_to_cost_of_sales(desk):
    """0.01 left on a third of the layer: the rest of what is taken off belongs to goods that are gone."""
    line = desk.move("fifo", 3, Decimal("0.02"))
    desk.move("fifo", -2)
    assert desk.adjust(Adjustment(amount("-0.02"), line=line)).spreads[0][0] == (amount("-0.01"), amount("-0.01"), 0)
    assert doctor(desk.ctx) == []


def said(refused):
    return {p.where.removeprefix("changes.0."): p.sentence() for p in refused.value.problems}


def test_everything_wrong_is_named_at_once_and_nothing_written(desk):
    line = desk.move("moving_average", 10, 100)
    desk.move("fifo", 10, 100)
    before = CostAdjustment.objects.count()
    fifo, standard = desk.items["fifo"], desk.items["standard"]
    with pytest.raises(Unreadable) as refused:
        desk.adjust(
            Adjustment(0, line=line),
            Adjustment(1, line=line),
            Adjustment(100, line=999_999),
            Adjustment(100, entry=7),
            Adjustment(100, line=line, item=fifo),
            Adjustment(amount(-101), line=line),
            Adjustment(100, item=fifo),
        )
    assert said(refused) == {
        "adjustments.0.amount": "must be an amount other than zero with at most 2 places",
        "adjustments.1.amount": "must be an amount other than zero with at most 2 places",
        "adjustments.2.line": "there is no receipt 999999 in this valuation area",
        "adjustments.3.entry": "there is no receipt 7 in this valuation area",
        "adjustments.4.item": "the receipt is of item moving_average",
        "adjustments.5.amount": "the receipt of moving_average is worth 100.0000 only",
        "adjustments.6.line": "must name a receipt",
    }
    with pytest.raises(Unreadable) as refused:
        desk.adjust(
            Adjustment(amount(-101), item=fifo),
            Adjustment(100, item=standard),
            Adjustment(100, item=desk.items["specific"]),
            Adjustment(100, item=5),
            cause=Cause.COST_ADJUSTMENT,
        )
    assert said(refused) == {
        "adjustments.0.amount": "10 of fifo are worth 100.0000 only",
        "adjustments.1.item": "item standard is costed at standard cost: change the standard cost instead",
        "adjustments.2.lot": "item specific is costed by lot: name one",
        "adjustments.3.item": "there is no such item",
    }
    assert CostAdjustment.objects.count() == before


def test_no_stock_no_revaluation(desk):
    desk.move("fifo", 1, 1)
    desk.move("fifo", -1)
    with pytest.raises(Unreadable) as refused:
        desk.adjust(Adjustment(100, item=desk.items["fifo"]), cause=Cause.REVALUATION)
    assert said(refused) == {"adjustments.0.amount": "there is no stock of fifo to revalue"}


def test_a_closed_period_takes_no_change_of_value(desk):
    line = desk.move("moving_average", 10, 100)
    Period.objects.create(company_id=desk.ctx.company, month=202611, state="closed")
    with pytest.raises(Unreadable) as refused:
        desk.adjust(Adjustment(100, line=line))
    assert said(refused) == {"business_date": "the period 202611 is closed"}


def test_many_adjustments_cost_as_many_statements_as_one(desk):
    lines = [desk.move("fifo", 10, 100) for _ in range(8)]
    counts = []
    for some in (lines[:1], lines):
        with CaptureQueriesContext(connection) as seen:
            desk.adjust(*(Adjustment(100, line=line) for line in some))
        counts.append(len(seen))
    assert counts[0] == counts[1] < 25
