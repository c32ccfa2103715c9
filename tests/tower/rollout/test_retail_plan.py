"""The rules of the import: sale, return or refused; which earlier sale comes back; what is bought ahead."""

from datetime import datetime

import pytest

from ledgerhouse.tower.rollout.online_retail import Row
from ledgerhouse.tower.rollout.retail_plan import Reason, Returns, Survey, Taken, Wanted, cost, days, order_of, refusal


def row(
    invoice="536365", code="85123A", quantity=1, price="2.50", customer="17850", at="2011-01-04 10:00", number=2
) -> Row:
    steps = int(float(price) * 1_000_000)
    return Row(number, invoice, code, "HEART", quantity, datetime.fromisoformat(at), steps, customer, "United Kingdom")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (row(), None),
        (row(code="10002"), None),
        (row(code="PADS", price="0.001"), None),
        (row(code="DCGS0076"), None),
        (row(price="0"), None),
        (row(price="0", customer=""), Reason.CORRECTION),
        (row(quantity=-5, price="0", customer=""), Reason.CORRECTION),
        (row(quantity=-5), Reason.CORRECTION),
        (row(quantity=0), Reason.CORRECTION),
        (row(price="-1"), Reason.CORRECTION),
        (row(invoice="C1", quantity=-5), None),
        (row(invoice="C1", quantity=5), Reason.CORRECTION),
        (row(invoice="A1", code="B"), Reason.BAD_DEBT),
        *(
            (row(code=code), Reason.SERVICE)
            for code in ("POST", "DOT", "M", "m", "C2", "D", "S", "BANK CHARGES", "gift_0001_20")
        ),
        (row(invoice="C1", code="D", quantity=-1), Reason.SERVICE),
    ],
)
def test_what_a_line_is(line, reason) -> None:
    assert refusal(line) == reason


def sold(*sales: Row) -> Returns:
    book = Returns({(s.customer or "WALK-IN", s.code) for s in sales})
    for s in sales:
        book.sell(order_of(s), 1, s)
    return book


def test_a_return_takes_back_the_same_price_first_then_the_newest() -> None:
    old = row("1", quantity=2, price="2.50", at="2011-01-01 10:00")
    middle = row("2", quantity=2, price="2.10", at="2011-01-02 10:00")
    new = row("3", quantity=2, price="2.10", at="2011-01-03 10:00")
    taken = sold(old, middle, new).take(row("C4", quantity=-5, price="2.50"))
    assert taken == [
        Taken(order_of(old), 1, 2, 2_500_000),
        Taken(order_of(new), 1, 2, 2_100_000),
        Taken(order_of(middle), 1, 1, 2_100_000),
    ]


def test_what_came_back_once_does_not_come_back_again() -> None:
    book = sold(row(quantity=3, at="2011-01-01 10:00"))
    assert isinstance(book.take(row("C1", quantity=-2)), list)
    assert book.take(row("C2", quantity=-2)) == Reason.TOO_MUCH
    assert isinstance(book.take(row("C3", quantity=-1)), list)
    assert book.take(row("C4", quantity=-1)) == Reason.NOT_SOLD


@pytest.mark.parametrize(
    "back",
    [
        row("C1", quantity=-1, customer="999"),
        row("C1", quantity=-1, code="85123a"),
        row("C1", quantity=-1, customer=""),
        row("C1", quantity=-1, at="2011-01-04 09:59"),
    ],
    ids=["another customer", "another case", "unnamed", "before the sale"],
)
def test_only_the_same_customers_earlier_purchase_comes_back(back) -> None:
    assert sold(row()).take(back) == Reason.NOT_SOLD


def test_what_was_never_shipped_does_not_come_back() -> None:
    sale = row(quantity=3)
    book = sold(sale)
    book.cut(order_of(sale), 1, 2)
    assert book.take(row("C1", quantity=-2)) == Reason.TOO_MUCH


def test_unnamed_customers_are_one() -> None:
    assert isinstance(sold(row(customer="")).take(row("C1", quantity=-1, customer="")), list)


def test_a_month_is_bought_ahead() -> None:
    lines = [
        row(quantity=3, price="2.00"),
        row(quantity=1, price="4.00"),
        row(code="POST"),
        row(quantity=5, at="2011-02-01 10:00"),
    ]
    survey = Survey(lines)
    assert survey.purchase((2011, 1), 100) == [("85123A", 4, 1_500_000)]
    assert survey.purchase((2011, 1), 90) == [("85123A", 4, 1_500_000)]
    assert survey.purchase((2011, 1), 50) == [("85123A", 2, 1_500_000)]
    assert survey.purchase((2011, 2), 100) == [("85123A", 5, 1_500_000)]


def test_nothing_is_bought_below_a_cent() -> None:
    assert cost(Wanted(1000, 0)) == 10_000


def test_days_group_orders_and_keep_what_is_refused() -> None:
    lines = [
        row("1"),
        row("2"),
        row("1"),
        row("C3", quantity=-1),
        row("4", code="POST"),
        row("5", at="2011-01-05 10:00"),
    ]
    first, second = days(lines)
    assert [(order.invoice, len(found)) for order, found in first.orders.items()] == [("1", 2), ("2", 1)]
    assert (len(first.returns), [reason for _, reason in first.refused]) == (1, [Reason.SERVICE])
    assert [order.invoice for order in second.orders] == ["5"]
