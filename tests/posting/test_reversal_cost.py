"""A reversal takes back what the movement was worth then, whatever the goods are worth now."""

from decimal import Decimal

import pytest
from tests.books import entries_of
from tests.floor import doctor
from tests.posting.desk import METHODS, Desk, booked

from ledgerhouse.ledgers.books.models import JournalLine
from ledgerhouse.ledgers.costing.models import CostLayer
from ledgerhouse.ledgers.stock.words import Reason
from ledgerhouse.posting.pools import NothingToReverse

pytestmark = [pytest.mark.requirement("R012"), pytest.mark.requirement("R020")]


@pytest.fixture
def desk(ctx):
    return Desk(ctx)


@pytest.mark.parametrize("method", METHODS)
def test_goods_that_left_come_back_at_what_they_left_with(desk, method):
    desk.move(method, 3, 10)
    sold = desk.move(method, -2)
    desk.move(method, 7, 100)
    before = booked("6401")
    desk.reverse(sold)
    assert desk.pool(method) == (10, {"standard": Decimal(100)}.get(method, Decimal(110)))
    assert booked("6401") == 0
    assert before == {"standard": 20, "month_average": 0}.get(method, Decimal("6.67"))
    assert doctor(desk.ctx) == []


def test_fifo_goods_come_back_into_the_layers_they_came_from(desk):
    desk.move("fifo", 3, 10)
    desk.move("fifo", 3, 20)
    sold = desk.move("fifo", -4)
    desk.move("fifo", -1)
    desk.reverse(sold)
    assert [(int(layer.quantity), layer.value) for layer in CostLayer.objects.order_by("id")] == [
        (3, Decimal(10)),
        (2, Decimal("13.33")),
    ]
    assert doctor(desk.ctx) == []


@pytest.mark.parametrize("method", METHODS)
def test_a_receipt_taken_back_leaves_nothing_behind(desk, method):
    bought = desk.move(method, 3, 10)
    desk.reverse(bought)
    assert desk.pool(method) == (0, 0)
    assert sum((line.debit - line.credit for line in JournalLine.objects.all()), Decimal(0)) == 0
    assert (booked("1405"), booked("2202.02"), booked("1404"), booked("6401")) == (0, 0, 0, 0)
    assert doctor(desk.ctx) == []


def test_a_receipt_whose_layer_is_used_up_takes_the_oldest_others(desk):
    """Bought 2 at 5.00 and 2 at 8.00, sold 2 of the first: taking the first back takes the second, and the difference costs."""
    first = desk.move("fifo", 2, 10)
    desk.move("fifo", 2, 16)
    desk.move("fifo", -2)
    desk.reverse(first)
    assert desk.pool("fifo") == (0, 0)
    assert booked("2202.02") == -16  # of the first nothing is owed any more, exactly
    assert (booked("1405"), booked("6401")) == (0, 16)
    assert doctor(desk.ctx) == []


def test_what_an_average_can_not_bear_is_a_difference(desk):
    """Bought 10 at 100 and 10 at 300, sold 18 at the average: two are left worth 40, and the dear ones go back."""
    desk.move("moving_average", 10, 100)
    dear = desk.move("moving_average", 2, 300)
    desk.move("moving_average", -10)
    desk.reverse(dear)
    assert desk.pool("moving_average") == (0, 0)
    assert booked("2202.02") == -100
    assert (booked("1405"), booked("6401")) == (0, 100)
    assert doctor(desk.ctx) == []


def test_the_red_entries_have_the_original_amounts(desk):
    desk.move("standard", 10, 120)
    desk.reverse(2 - 1)
    assert entries_of("T-1") == [
        [
            ("debit", "1405", "100.00"),
            ("credit", "2202.02", "100.00"),
            ("debit", "1404", "20.00"),
            ("credit", "2202.02", "20.00"),
        ],
        [
            ("debit", "1405", "-100.00"),
            ("credit", "2202.02", "-100.00"),
            ("debit", "1404", "-20.00"),
            ("credit", "2202.02", "-20.00"),
        ],
    ]


def test_a_customer_return_is_reversed_too(desk):
    desk.move("moving_average", 10, 100)
    back = desk.move("moving_average", 1, 12, reason=Reason.CUSTOMER_RETURN)
    assert booked("6401") == -12
    desk.reverse(back)
    assert booked("6401") == 0
    assert desk.pool("moving_average") == (10, 100)
    assert doctor(desk.ctx) == []


def test_what_is_not_there_can_not_be_taken_back(desk):
    bought = desk.move("fifo", 3, 10)
    identifier, movement = desk.movements[bought]
    desk.movements[bought] = identifier + 1, movement
    with pytest.raises(NothingToReverse) as refused:
        desk.reverse(bought)
    assert refused.value.facts == {"item": "fifo", "quantity": "3"}
