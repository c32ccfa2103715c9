"""A customer waits at the ramp, the cups are there, their receipt is not: they leave as an exception, and the receipt settles it by itself."""

import pytest
from tests.books import entries_of
from tests.floor import bring_in, buy, d, doctor, open_floor, sell, stock
from tests.posting.desk import booked

from ledgerhouse.documents.sales.pricing import NewLine
from ledgerhouse.documents.sales.take_order import take_order
from ledgerhouse.documents.sales.take_orders import TakeOrder
from ledgerhouse.flows.inbound.delivery import ReceiveLine
from ledgerhouse.flows.inbound.put_away import PutAway, PutAwayLine, put_away
from ledgerhouse.flows.inbound.receive import Receive, receive
from ledgerhouse.flows.inbound.take_returns import NotInLedger, ReturnedLine, TakeReturns, take_returns
from ledgerhouse.flows.outbound.confirm_orders import ConfirmOrders, confirm_orders
from ledgerhouse.flows.outbound.issue_provisionally import IssueProvisionally, issue_provisionally
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.settings import change
from ledgerhouse.kernel.errors import Unreadable
from ledgerhouse.ledgers.costing.models import ProvisionalIssue
from ledgerhouse.posting.pools import NoCost
from ledgerhouse.posting.provisional import ProvisionalNotAllowed

pytestmark = [pytest.mark.requirement("R010"), pytest.mark.requirement("R012")]


@pytest.fixture
def floor(ctx):
    open_floor(ctx)
    change(ctx, "costing.provisional_issue", new=True)


def wanted(ctx, *lines):
    """A confirmed order of the shop; answers the sales and the outbound order."""
    new = tuple(NewLine(item=item, quantity=d(quantity), price=d(9)) for item, quantity in lines)
    number = take_order(TakeOrder(customer="SHOP", warehouse="SH1", lines=new), ctx).number
    return number, confirm_orders(ConfirmOrders(numbers=(number,)), ctx).outbound[0]


def issue(ctx, outbound):
    return issue_provisionally(IssueProvisionally(numbers=(outbound,), reason="customer waits"), ctx)


def test_it_is_refused_unless_the_company_allows_it(ctx):
    open_floor(ctx)
    bring_in(ctx, ("CUP", 1, 5))
    sell(ctx, ("CUP", 1, 9))
    _, outbound = wanted(ctx, ("CUP", 8))
    with pytest.raises(ProvisionalNotAllowed):
        issue(ctx, outbound)


def test_cups_leave_first_and_the_next_receipts_settle_them(ctx, floor):
    """Ten at 5.00 once cost the last receipt; eight leave at that. Six come at 6.00 and four at 7.00: two of them stay."""
    bring_in(ctx, ("CUP", 10, 5))
    sell(ctx, ("CUP", 10, 9))
    sold, outbound = wanted(ctx, ("CUP", 8))
    assert issue(ctx, outbound).lines == 1
    assert stock(ctx) == {}
    assert entries_of(outbound)[-1] == [("debit", "6401", "40.00"), ("credit", "1409", "40.00")]
    assert doctor(ctx) == []
    (row,) = LISTINGS["costing.provisional"].every(ctx)
    assert (row.number, row.owed, row.value, row.basis, row.age) == (outbound, 8, 40, "last receipt", "0–7")

    _, inbound = buy(ctx, ("CUP", 6, 6))
    assert receive(Receive(lines=(ReceiveLine(order=inbound, line=1, quantity=d(6)),)), ctx).tasks == ()
    assert stock(ctx) == {}
    assert entries_of(outbound)[-1] == [
        ("debit", "6401", "-30.00"),
        ("credit", "1409", "-30.00"),
        ("debit", "6401", "36.00"),
        ("credit", "1405", "36.00"),
    ]
    assert doctor(ctx) == []

    _, inbound = buy(ctx, ("CUP", 4, 7))
    received = receive(Receive(lines=(ReceiveLine(order=inbound, line=1, quantity=d(4)),)), ctx)
    put_away(PutAway(lines=tuple(PutAwayLine(task=task) for task in received.tasks)), ctx)
    assert stock(ctx) == {("CUP", "", "A-01"): d(2)}
    assert (booked("1409"), booked("1405"), booked("6401")) == (0, 14, 50 + 36 + 14)
    assert not ProvisionalIssue.objects.filter(open=True).exists()
    assert list(LISTINGS["costing.provisional"].every(ctx)) == []
    assert doctor(ctx) == []

    # What was settled can come back at what it really cost.
    take_returns(TakeReturns(lines=(ReturnedLine(order=sold, line=1, quantity=d(8)),)), ctx)
    assert booked("6401") == 50
    assert doctor(ctx) == []


def test_what_is_not_settled_can_not_come_back_yet(ctx, floor):
    bring_in(ctx, ("CUP", 1, 5))
    sell(ctx, ("CUP", 1, 9))
    sold, outbound = wanted(ctx, ("CUP", 8))
    issue(ctx, outbound)
    with pytest.raises(NotInLedger):
        take_returns(TakeReturns(lines=(ReturnedLine(order=sold, line=1, quantity=d(1)),)), ctx)


def test_stock_that_is_there_is_allocated_first(ctx, floor):
    bring_in(ctx, ("CUP", 3, 5))
    _, outbound = wanted(ctx, ("CUP", 8))
    with pytest.raises(Unreadable, match="3 of item CUP are free"):
        issue(ctx, outbound)


def test_goods_that_never_had_a_cost_are_refused(ctx, floor):
    _, outbound = wanted(ctx, ("CUP", 8))
    with pytest.raises(NoCost):
        issue(ctx, outbound)
