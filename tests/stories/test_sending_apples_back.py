"""青浦 delivers apples in two lots, more than we ordered; some are bruised. They are rejected, go back, and the farm replaces them."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.books import entries_of
from tests.floor import bring_in, buy, d, doctor, open_floor, sell, stock
from tests.stories.test_following_phones import arrive

from ledgerhouse.documents.purchasing.agree_claims import AgreeClaims, AgreedClaim, agree_claims
from ledgerhouse.documents.purchasing.cancel_returns import CancelReturns, cancel_returns
from ledgerhouse.documents.purchasing.models import PurchaseLine, PurchaseOrder, SupplierClaim
from ledgerhouse.documents.purchasing.refuse_claims import RefuseClaims, refuse_claims
from ledgerhouse.documents.purchasing.settle_claims import SettleClaims, settle_claims
from ledgerhouse.documents.warehouse.models import InboundOrder
from ledgerhouse.documents.warehouse.set_receiving_rules import (
    RuleFacts,
    SetReceivingRules,
    set_receiving_rules,
)
from ledgerhouse.flows.inbound.delivery import ReceiveLine
from ledgerhouse.flows.inbound.draft_supplier_returns import (
    DraftSupplierReturns,
    SupplierReturnLine,
    draft_supplier_returns,
)
from ledgerhouse.flows.inbound.put_away import PutAway, PutAwayLine, put_away
from ledgerhouse.flows.inbound.raise_claims import ClaimLine, RaiseClaims, raise_claims
from ledgerhouse.flows.inbound.receive import Receive, receive
from ledgerhouse.flows.inbound.reverse_receipts import ReverseReceipts, reverse_receipts
from ledgerhouse.flows.inbound.reverse_supplier_returns import ReverseSupplierReturns, reverse_supplier_returns
from ledgerhouse.flows.inbound.send_supplier_returns import SendSupplierReturns, send_supplier_returns
from ledgerhouse.flows.inventory.change_status import ChangeStatus, StatusLine, change_status
from ledgerhouse.flows.inventory.taking_back import PaperLine
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.paper import PAPERS
from ledgerhouse.kernel.errors import Changed, Unreadable, WrongState
from ledgerhouse.ledgers.costing.listings_estimates import EstimateFilter
from ledgerhouse.masterdata.catalog.create_items import CreateItems, create_items
from ledgerhouse.masterdata.catalog.item_facts import NewItem

pytestmark = [pytest.mark.requirement("R011"), pytest.mark.requirement("R033"), pytest.mark.requirement("R057")]
SOON = date(2026, 12, 5)


@pytest.fixture(autouse=True)
def floor(ctx):
    open_floor(ctx)


def take(ctx, inbound, quantity, lot, location="A-01"):
    """Receive so many kilograms of apples of a lot at a place; answers the receipt."""
    line = ReceiveLine(order=inbound, line=1, quantity=d(quantity), lot=lot, expires_on=SOON, location=location)
    return receive(Receive(lines=(line,)), ctx).receipts[0]


def draft(ctx, *lines, wants="refund", reason="碰伤"):
    return draft_supplier_returns(DraftSupplierReturns(lines=lines, wants=wants, reason=reason), ctx).returns


def back(receipt, quantity, location="A-01", line=1, **more):
    return SupplierReturnLine(receipt=receipt, line=line, quantity=d(quantity), location=location, **more)


def owed(ctx):
    rows = LISTINGS["costing.estimates"].every(ctx, EstimateFilter())
    return {(row.number, row.item): (row.open_quantity, row.open_value) for row in rows}


def line_of(order):
    line = PurchaseLine.objects.get(order__number=order)
    return line.received, line.order.state


def test_partial_and_over_receipt_rejection_return_and_replacement(ctx):
    rule = RuleFacts(supplier="FARM", over_percent=d(10))
    set_receiving_rules(SetReceivingRules(lines=(rule,)), ctx)
    order, inbound = buy(ctx, ("APPLE", 100, "8.40"))
    first = take(ctx, inbound, 60, "L1")  # in part
    assert entries_of(first) == [[("debit", "1405", "504.00"), ("credit", "2202.02", "504.00")]]
    assert line_of(order) == (60, "released")
    second = take(ctx, inbound, 45, "L2", "A-02")  # five more than ordered, within the tolerance
    assert entries_of(second) == [[("debit", "1405", "378.00"), ("credit", "2202.02", "378.00")]]
    assert line_of(order) == (105, "completed")

    # twenty kilograms of the second lot are bruised: blocked, and a return is drawn up for what is blocked
    reject = StatusLine(item="APPLE", lot="L2", location="A-02", quantity=d(20), target="defective")
    change_status(ChangeStatus(warehouse="SH1", lines=(reject,), reason="碰伤"), ctx)
    with pytest.raises(Unreadable, match="5 short: only 20 of APPLE at A-02 are free"):
        draft(ctx, back(second, 25, "A-02", status="defective"))
    (number,) = draft(ctx, back(second, 20, "A-02", status="defective"), wants="replacement")
    assert entries_of(number) == []
    send_supplier_returns(SendSupplierReturns(numbers=(number,)), ctx)
    assert entries_of(number) == [[("debit", "1405", "-168.00"), ("credit", "2202.02", "-168.00")]]
    assert stock(ctx) == {("APPLE", "L1", "A-01"): 60, ("APPLE", "L2", "A-02"): 25}
    assert owed(ctx) == {(first, "APPLE"): (60, 504), (second, "APPLE"): (25, 210)}
    assert line_of(order) == (85, "released")  # the order waits for the replacement
    assert InboundOrder.objects.get(number=inbound).state == "receiving"
    assert doctor(ctx) == []

    with pytest.raises(Unreadable, match=f"line 1 of {second} went back to its supplier with {number}"):
        reverse_receipts(ReverseReceipts(lines=(PaperLine(number=second),), reason="x"), ctx)
    third = take(ctx, inbound, 15, "L3", "A-03")
    assert entries_of(third) == [[("debit", "1405", "126.00"), ("credit", "2202.02", "126.00")]]
    assert line_of(order) == (100, "completed")
    with pytest.raises(Changed):  # the replacement has come
        reverse_supplier_returns(ReverseSupplierReturns(numbers=(number,), reason="x"), ctx)
    assert doctor(ctx) == []


def test_a_return_for_credit_leaves_the_order_as_it_is_and_can_be_taken_back(ctx):
    """Three cups at 10.00 and four at 12.00 are 78.00 for seven: two of the second receipt go back at 24.00."""
    bring_in(ctx, ("CUP", 3, 10))
    order, inbound = buy(ctx, ("CUP", 4, 12))
    receipt = receive(
        Receive(lines=(ReceiveLine(order=inbound, line=1, quantity=d(4), location="A-01"),)), ctx
    ).receipts[0]
    (number,) = draft(ctx, back(receipt, 2))
    (other,) = draft(ctx, back(receipt, 1))
    cancel_returns(CancelReturns(numbers=(other,)), ctx)
    with pytest.raises(WrongState):
        send_supplier_returns(SendSupplierReturns(numbers=(other,)), ctx)
    send_supplier_returns(SendSupplierReturns(numbers=(number,)), ctx)
    assert entries_of(number) == [[("debit", "1405", "-24.00"), ("credit", "2202.02", "-24.00")]]
    assert line_of(order) == (4, "completed")
    with pytest.raises(Unreadable, match="1 more than the 2 that came with line 1"):
        draft(ctx, back(receipt, 3))
    reverse_supplier_returns(ReverseSupplierReturns(numbers=(number,), reason="供应商拒收"), ctx)
    assert entries_of(number)[1] == [("debit", "1405", "24.00"), ("credit", "2202.02", "24.00")]
    assert owed(ctx)[receipt, "CUP"] == (4, 48)
    assert PurchaseOrder.objects.get(number=order).state == "completed"
    assert doctor(ctx) == []


def test_what_the_pool_has_lost_of_the_price_is_cost_of_sales(ctx):
    """The dear cups are sold at the average: what is left is worth less than they cost, and the difference is named."""
    bring_in(ctx, ("CUP", 9, 1))
    receipt = bring_in(ctx, ("CUP", 1, 20))
    sell(ctx, ("CUP", 9, 30))
    ((_, _, place),) = stock(ctx)
    (number,) = draft(ctx, back(receipt, 1, place))
    send_supplier_returns(SendSupplierReturns(numbers=(number,)), ctx)
    assert sorted(entries_of(number)[0]) == [
        ("credit", "2202.02", "-17.10"),
        ("credit", "2202.02", "-2.90"),
        ("debit", "1405", "-2.90"),
        ("debit", "6401", "-17.10"),
    ]
    assert doctor(ctx) == []


def test_phones_go_back_that_came_with_the_receipt(ctx):
    phone = NewItem(code="PHONE", name="手机", unit="pcs", tracking="serial")
    create_items(CreateItems((phone,), active=True), ctx)
    for serials in (("A1", "A2"), ("B1",)):
        put_away(PutAway(lines=(PutAwayLine(task=arrive(ctx, serials)),)), ctx)
    receipts = sorted(row.number for row in LISTINGS["warehouse.receipts"].every(ctx))
    place = next(place for _, _, place in stock(ctx))
    with pytest.raises(Unreadable, match="1 of these serial numbers did not come with"):
        draft(ctx, back(receipts[0], 2, place, serials=("A1", "B1")))
    with pytest.raises(Unreadable, match="0 serial numbers are named for 1 pieces"):
        draft(ctx, back(receipts[0], 1, place))
    (number,) = draft(ctx, back(receipts[0], 1, place, serials=("A2",)))
    send_supplier_returns(SendSupplierReturns(numbers=(number,)), ctx)
    assert owed(ctx)[receipts[0], "PHONE"] == (1, 1000)
    assert doctor(ctx) == []


def test_everything_wrong_is_said_at_once(ctx):
    receipt = bring_in(ctx, ("CUP", 2, 10))
    ((_, _, place),) = stock(ctx)
    with pytest.raises(Unreadable) as refused:
        draft(
            ctx,
            back("NO-1", 1),
            back(receipt, 1, line=7),
            back(receipt, "1.5", place),
            back(receipt, 1, "NOWHERE"),
            back(receipt, 1, place, serials=("X",)),
        )
    assert {(p.where, p.template.format(**p.facts)) for p in refused.value.problems} == {
        ("lines.0.receipt", "there is no receipt NO-1"),
        ("lines.1.line", f"{receipt} has no line 7"),
        ("lines.2.quantity", "1.5 pcs is finer than 0 places of pcs"),
        ("lines.3.location", "there is no location NOWHERE here"),
        ("lines.4.serials.0", "there is no serial number X of item CUP"),
    }


def test_a_claim_is_raised_agreed_and_settled_or_refused(ctx):
    receipt = bring_in(ctx, ("CUP", 2, 10))
    ((_, _, place),) = stock(ctx)
    (number,) = draft(ctx, back(receipt, 1, place))
    send_supplier_returns(SendSupplierReturns(numbers=(number,)), ctx)
    lines = (
        ClaimLine(about=number, amount=d("8.00"), reason="来回运费"),
        ClaimLine(about=receipt, amount=d(5), reason="少件"),
    )
    with pytest.raises(Unreadable, match="there is no receipt or return NO of a supplier"):
        raise_claims(RaiseClaims(lines=(*lines, ClaimLine(about="NO", amount=d(1), reason="x"))), ctx)
    freight, short = raise_claims(RaiseClaims(lines=lines), ctx).claims
    with pytest.raises(Unreadable, match="must be above zero and at most the 8"):
        agree_claims(AgreeClaims(lines=(AgreedClaim(claim=freight, amount=d(9)),)), ctx)
    agree_claims(AgreeClaims(lines=(AgreedClaim(claim=freight, amount=d(6)),), answer="承担去程"), ctx)
    refuse_claims(RefuseClaims(numbers=(short,), answer="签收时未注明"), ctx)
    with pytest.raises(WrongState):
        settle_claims(SettleClaims(numbers=(short,), settled_by="HZ-1"), ctx)
    settle_claims(SettleClaims(numbers=(freight,), settled_by="HZ-1"), ctx)
    rows = SupplierClaim.objects.order_by("number").values_list("about_kind", "state", "agreed", "settled_by")
    assert list(rows) == [("supplier_return", "settled", 6, "HZ-1"), ("receipt", "refused", 0, "")]
    page = PAPERS["supplier_return"].find(ctx, number)
    assert [table.title for table in page.tables] == ["Lines", "Supplier claims"]
    assert [action.verb for action in page.actions] == ["inbound.raise_claims", "inbound.reverse_supplier_returns"]
    assert PAPERS["supplier_claim"].find(ctx, freight).state == "settled"
    assert doctor(ctx) == []


def test_more_lines_cost_no_more_statements(ctx):
    codes = [f"X{n}" for n in range(12)]
    create_items(CreateItems(tuple(NewItem(code=c, name=c, unit="pcs") for c in codes), active=True), ctx)
    receipt = bring_in(ctx, *((code, 3, 10) for code in codes))
    there = {item: place for item, _, place in stock(ctx)}

    def cost(*at):
        lines = tuple(back(receipt, 1, there[codes[n]], line=n + 1) for n in at)
        with CaptureQueriesContext(connection) as queries:
            numbers = draft(ctx, *lines)
            send_supplier_returns(SendSupplierReturns(numbers=numbers), ctx)
        return len(queries)

    cost(0)
    assert cost(1, 2) == cost(*range(3, 12))
    assert doctor(ctx) == []
