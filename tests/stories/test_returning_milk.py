"""The shop sends milk back: it returns in its own lots and at the cost with which it left, whatever milk costs by now."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.books import entries_of
from tests.floor import bring_in, d, doctor, open_floor, sell, stock

from ledgerhouse.documents.sales.models import SalesLine
from ledgerhouse.flows.inbound.take_returns import ReturnedLine, TakeReturns, take_returns
from ledgerhouse.foundation.links import Ref, around
from ledgerhouse.foundation.models import OutboxRow
from ledgerhouse.kernel.errors import NotFound, Unreadable
from ledgerhouse.ledgers.stock.models import Movement


@pytest.fixture(autouse=True)
def floor(ctx):
    open_floor(ctx)
    bring_in(ctx, ("MILK", 6, "4.00"), lot="M1", expires_on=date(2027, 3, 1))
    bring_in(ctx, ("MILK", 4, "4.05"), lot="M2", expires_on=date(2027, 4, 1))


def back(order, quantity, line=1, **more):
    return ReturnedLine(order=order, line=line, quantity=d(quantity), **more)


@pytest.mark.requirement("R117")
def test_milk_comes_back_at_the_cost_with_which_it_left(ctx):
    # Ten cartons cost 6 x 4.00 + 4 x 4.05 = 40.20, on average 4.02. Seven leave: six of lot M1, which expires first, one of M2.
    order = sell(ctx, ("MILK", 7, 6))
    assert stock(ctx) == {("MILK", "M2", "A-01"): d(3)}

    # Milk becomes dearer: the average is no longer what the sold milk cost.
    bring_in(ctx, ("MILK", 3, "6.00"), lot="M2")

    # Two cartons come back, with a reason: J19 takes 2/6 of what six of M1 had cost, 6 x 4.02 = 24.12, out of cost of sales.
    (first,) = take_returns(TakeReturns(lines=(back(order, 2, reason="打翻", reference="RT-7"),)), ctx).returns
    assert stock(ctx)["MILK", "M1", "RETURN-1"] == d(2)
    assert entries_of(first) == [[("debit", "6401", "-8.04"), ("credit", "1405", "-8.04")]]
    assert around(ctx, Ref("sales_order", order))[1][-1] == Ref("customer_return", first)
    assert Movement.objects.get(number=first).why == "打翻"

    # The other five follow in two lines: the last takes what is left, so that nothing of the 28.14 stays in cost of sales.
    rest = take_returns(TakeReturns(lines=(back(order, 1), back(order, 4))), ctx).returns
    assert len(rest) == 1
    assert entries_of(rest[0]) == [[("debit", "6401", "-20.10"), ("credit", "1405", "-20.10")]]
    assert stock(ctx) == {
        ("MILK", "M1", "RETURN-1"): d(6),
        ("MILK", "M2", "RETURN-1"): d(1),
        ("MILK", "M2", "A-01"): d(6),
    }
    assert SalesLine.objects.get().returned == d(7)
    assert OutboxRow.objects.filter(topic="GoodsReturned").count() == 2
    assert doctor(ctx) == []


def test_what_never_left_does_not_come_back(ctx):
    order = sell(ctx, ("MILK", 3, 6))
    take_returns(TakeReturns(lines=(back(order, 1),)), ctx)
    before = stock(ctx)
    wrong = (
        back(order, 1),
        back(order, 2),
        back(order, "0.5"),
        back(order, 1, line=2),
        back(order, 1, location="A-01"),
        back(order, 1, location="NO"),
    )
    with pytest.raises(Unreadable) as refused:
        take_returns(TakeReturns(lines=wrong, returned_on=date(2026, 11, 23)), ctx)
    assert {(p.where, p.sentence()) for p in refused.value.problems} == {
        ("lines.1.quantity", "1 more than the 2 that were shipped and are still out"),
        ("lines.2.quantity", "0.5 pcs is finer than 0 places of pcs"),
        ("lines.2.quantity", "1.5 more than the 2 that were shipped and are still out"),
        ("lines.3.line", f"{order} has no line 2"),
        ("lines.4.location", "A-01 is not a place for returns"),
        ("lines.5.location", "there is no location NO here"),
        ("returned_on", "is in the future"),
    }
    with pytest.raises(NotFound):
        take_returns(TakeReturns(lines=(back("XSDD-NO", 1),)), ctx)
    assert stock(ctx) == before
    assert doctor(ctx) == []


def test_lines_do_not_cost_statements(ctx):
    bring_in(ctx, ("CUP", 1000, 2))

    def job(count):
        order = sell(ctx, *[("CUP", 1, 3)] * count)
        with CaptureQueriesContext(connection) as seen:
            take_returns(TakeReturns(lines=tuple(back(order, 1, line=n) for n in range(1, count + 1))), ctx)
        return len(seen)

    job(3)  # the first number of a day is two statements more
    assert job(3) == job(100)
    assert doctor(ctx) == []
