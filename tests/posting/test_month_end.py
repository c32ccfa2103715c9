"""Month-end average through the gate: goods move at once, their value comes with the run, and the ledgers agree all the time."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.books import entries_of
from tests.floor import doctor
from tests.posting.desk import Desk, amount, booked

from ledgerhouse.ledgers.books.models import Period
from ledgerhouse.ledgers.costing.models import MonthClosing
from ledgerhouse.ledgers.costing.months import waiting_for_run
from ledgerhouse.ledgers.costing.words import Adjustment
from ledgerhouse.ledgers.stock.words import Reason
from ledgerhouse.posting.month_end import PeriodClosed

pytestmark = [pytest.mark.requirement("R044"), pytest.mark.requirement("R018")]
ITEM = "month_average"
OCTOBER, NOVEMBER, DECEMBER = 202610, 202611, 202612


@pytest.fixture
def desk(ctx):
    return Desk(ctx)


def test_issues_carry_quantity_only_until_the_run(desk):
    desk.move(ITEM, 10, 100)
    sold = desk.move(ITEM, -4)
    desk.move(ITEM, 10, 140)
    assert desk.pool(ITEM) == (16, 240)
    assert booked("6401") == 0
    assert doctor(desk.ctx) == []
    assert waiting_for_run(desk.ctx, NOVEMBER) == [(desk.site.area, 3)]

    (ran,) = desk.run(NOVEMBER)
    assert (ran.month, ran.changed, ran.waiting, ran.booked) == (NOVEMBER, 1, 0, amount(48))
    assert desk.pool(ITEM) == (16, 192)
    assert entries_of(f"T-{sold}") == [[("debit", "6401", "48.00"), ("credit", "1405", "48.00")]]
    assert waiting_for_run(desk.ctx, NOVEMBER) == []
    assert doctor(desk.ctx) == []


def test_everything_gone_leaves_no_cent(desk):
    desk.move(ITEM, 3, 10)
    sold = [desk.move(ITEM, -1) for _ in range(3)]
    assert desk.pool(ITEM) == (0, 10)
    assert doctor(desk.ctx) == []
    desk.run(NOVEMBER)
    assert [entries_of(f"T-{line}")[0][0][2] for line in sold] == ["3.33", "3.34", "3.33"]
    assert desk.pool(ITEM) == (0, 0)
    assert doctor(desk.ctx) == []


def test_a_run_repeated_books_the_difference(desk):
    bought = desk.move(ITEM, 10, 100)
    sold = desk.move(ITEM, -5)
    desk.run(NOVEMBER)
    assert desk.run(NOVEMBER)[0].changed == 0
    desk.adjust(Adjustment(amount(10), line=bought))
    desk.run(NOVEMBER)
    assert [entry[0][2] for entry in entries_of(f"T-{sold}")] == ["50.00", "5.00"]
    desk.move(ITEM, 10, 50)
    desk.run(NOVEMBER)
    assert [entry[0][2] for entry in entries_of(f"T-{sold}")] == ["50.00", "5.00", "-15.00"]
    assert (desk.pool(ITEM), booked("6401")) == ((15, 120), 40)
    assert doctor(desk.ctx) == []


def test_freight_on_goods_of_a_closed_month_is_shared_with_those_that_are_gone(desk):
    bought = desk.move(ITEM, 10, 100, day=date(2026, 10, 5))
    desk.move(ITEM, -7, day=date(2026, 10, 6))
    desk.run(OCTOBER)
    Period.objects.create(company_id=desk.ctx.company, month=OCTOBER, state="closed")
    assert desk.adjust(Adjustment(amount(10), line=bought)).spreads == (((amount(3), amount(7), 0),),)
    desk.run(NOVEMBER)
    assert (desk.pool(ITEM), booked("6401")) == ((3, 33), 77)
    assert doctor(desk.ctx) == []


def test_goods_found_and_returned_take_the_average_too(desk):
    desk.move(ITEM, 10, 100)
    desk.move(ITEM, -5)
    desk.move(ITEM, 1, None, reason=Reason.COUNT_GAIN)
    desk.move(ITEM, 1, None, reason=Reason.CUSTOMER_RETURN)
    desk.move(ITEM, 10, 200)
    assert doctor(desk.ctx) == []
    desk.run(NOVEMBER)
    assert (booked("6401"), booked("6602"), booked("1901")) == (60, -15, 0)
    assert desk.pool(ITEM) == (17, 255)
    assert doctor(desk.ctx) == []


def test_a_reversal_has_the_value_of_what_it_reverses(desk):
    desk.move(ITEM, 3, 10)
    sold = desk.move(ITEM, -1)
    desk.reverse(sold)
    desk.run(NOVEMBER)
    assert (desk.pool(ITEM), booked("6401")) == ((3, 10), 0)
    second = desk.move(ITEM, -2)
    desk.run(NOVEMBER)
    desk.move(ITEM, 1, 30, day=date(2026, 12, 1))
    desk.reverse(second, day=date(2026, 12, 2))
    desk.run(DECEMBER)
    assert (booked("6401", NOVEMBER), booked("6401", DECEMBER)) == (Decimal("6.67"), Decimal("-6.67"))
    assert desk.pool(ITEM) == (4, 40)
    assert doctor(desk.ctx) == []


def test_late_goods_are_carried_through_the_months_that_were_run(desk):
    desk.move(ITEM, 10, 100, day=date(2026, 10, 5))
    desk.move(ITEM, -5, day=date(2026, 10, 6))
    desk.run(OCTOBER)
    desk.move(ITEM, -5, day=date(2026, 11, 6))
    desk.run(NOVEMBER)
    assert booked("6401") == 100
    desk.move(ITEM, 10, 300, day=date(2026, 10, 7))
    ran = desk.run(OCTOBER)
    assert [r.month for r in ran] == [OCTOBER, NOVEMBER]
    assert (booked("6401", OCTOBER), booked("6401", NOVEMBER)) == (100, 100)
    assert desk.pool(ITEM) == (10, 200)
    assert doctor(desk.ctx) == []
    closing = MonthClosing.objects.get(month=NOVEMBER)
    assert (closing.opening_value, closing.went_value, closing.value) == (300, 100, 200)


def test_an_issue_before_its_receipt_waits_for_the_next_month(desk):
    desk.move(ITEM, 5, 50, day=date(2026, 11, 5))
    desk.move(ITEM, 10, 200, day=date(2026, 12, 1))
    desk.move(ITEM, -8, day=date(2026, 11, 30))
    (november,) = desk.run(NOVEMBER)
    assert (november.changed, november.waiting) == (0, 1)
    assert desk.pool(ITEM) == (7, 250)
    assert doctor(desk.ctx) == []
    _, december = desk.run(DECEMBER)
    assert (december.changed, december.waiting, december.booked) == (1, 0, amount("133.33"))
    assert desk.pool(ITEM) == (7, Decimal("116.67"))
    assert doctor(desk.ctx) == []


def test_late_facts_of_a_closed_month_are_valued_in_the_open_one(desk):
    desk.move(ITEM, 10, 100, day=date(2026, 10, 5))
    desk.run(OCTOBER)
    Period.objects.create(company_id=desk.ctx.company, month=OCTOBER, state="closed")
    with pytest.raises(PeriodClosed):
        desk.run(OCTOBER)
    desk.move(ITEM, -5, day=date(2026, 10, 6))
    (november,) = desk.run(NOVEMBER)
    assert (november.month, november.booked) == (NOVEMBER, amount(50))
    assert doctor(desk.ctx) == []


def test_a_run_costs_the_same_statements_for_many_entries(desk):
    counts = []
    for n in (1, 12):
        for _ in range(n):
            desk.move(ITEM, 10, 100)
            desk.move(ITEM, -3)
        with CaptureQueriesContext(connection) as seen:
            desk.run(NOVEMBER)
        counts.append(len(seen))
    assert counts[0] == counts[1]
