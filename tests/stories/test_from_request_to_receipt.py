"""Somebody needs cups and plates: requested, approved, suppliers asked and compared, awarded, ordered, amended, received."""

from datetime import date
from decimal import Decimal

import pytest
from tests.books import entries_of
from tests.floor import d, doctor, open_floor

from ledgerhouse.documents.purchasing import papers_requests
from ledgerhouse.documents.purchasing.amend_order import amend_order
from ledgerhouse.documents.purchasing.amend_orders import AmendLine, AmendOrder
from ledgerhouse.documents.purchasing.ask_quotes import AskedLine, AskQuotes, ask_quotes
from ledgerhouse.documents.purchasing.award import Award, AwardLine, award
from ledgerhouse.documents.purchasing.close_rfq import CloseRfq, close_rfq
from ledgerhouse.documents.purchasing.enter_quotes import EnterQuotes, QuotedLine, enter_quotes
from ledgerhouse.documents.purchasing.judge_requisitions import (
    RejectRequisitions,
    WhichRequisitions,
    approve_requisitions,
    cancel_requisitions,
    close_requisitions,
    reject_requisitions,
    submit_requisitions,
)
from ledgerhouse.documents.purchasing.models import PurchaseLine, PurchaseOrder, SupplierPrice
from ledgerhouse.documents.purchasing.order_requisitions import OrderRequisitions, order_requisitions
from ledgerhouse.documents.purchasing.quotes import Quote, best
from ledgerhouse.documents.purchasing.request_goods import RequestGoods, WantedLine, request_goods
from ledgerhouse.documents.purchasing.set_prices import ListPrice, SetPrices, set_prices
from ledgerhouse.flows.inbound.apply_amendments import ApplyAmendments, apply_amendments
from ledgerhouse.flows.inbound.delivery import ReceiveLine
from ledgerhouse.flows.inbound.receive import Receive, receive
from ledgerhouse.flows.inbound.release_purchases import ReleasePurchases, release_purchases
from ledgerhouse.foundation.duties import SameHands
from ledgerhouse.foundation.links import Ref, around
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.paper import find
from ledgerhouse.kernel.errors import NotFound, Unreadable, WrongState
from ledgerhouse.ledgers.books.set_rates import NewRate, SetRates, set_rates
from ledgerhouse.masterdata.partners.create_partners import CreatePartners, create_partners
from ledgerhouse.masterdata.partners.partner_facts import NewPartner
from ledgerhouse.masterdata.sites.open_warehouse import OpenWarehouse, open_warehouse

assert papers_requests
LATER = date(2026, 12, 10)


@pytest.fixture
def floor(ctx):
    open_floor(ctx)
    new = (
        NewPartner(code="KILN", name="景德镇窑", supplier=True),
        NewPartner(code="US", name="Acme", supplier=True, currency="USD"),
    )
    create_partners(CreatePartners(partners=new), ctx)


def wanted(ctx, *lines, **facts):
    new = tuple(WantedLine(item=item, quantity=d(n), **more) for item, n, more in lines)
    return request_goods(RequestGoods(warehouse="SH1", lines=new, **facts), ctx).number


def approved(ctx, *lines):
    number = wanted(ctx, *lines)
    submit_requisitions(WhichRequisitions(numbers=(number,)), ctx)
    approve_requisitions(WhichRequisitions(numbers=(number,)), ctx)
    return number


def ask(ctx, *lines, suppliers=("FARM", "KILN"), **facts):
    new = tuple(AskedLine(item=item, quantity=d(n)) for item, n in lines)
    return ask_quotes(AskQuotes(suppliers=suppliers, warehouse="SH1", lines=new, **facts), ctx).number


def quote(ctx, rfq, supplier, *lines, **facts):
    new = tuple(QuotedLine(line=n, price=d(price), **more) for n, price, more in lines)
    return enter_quotes(EnterQuotes(rfq=rfq, supplier=supplier, lines=new, **facts), ctx)


def state(ctx, kind, number):
    return find(ctx, kind, number).state


def lines_of(number):
    rows = PurchaseLine.objects.filter(order__number=number).order_by("position")
    return [(row.item.code, row.ordered, row.price) for row in rows]


@pytest.mark.requirement("R011")
def test_from_the_request_to_the_goods(ctx, floor):
    # The shop floor wants 100 cups and 50 plates; somebody else agrees.
    request = approved(ctx, ("CUP", 100, {"wanted_on": LATER}), ("PLATE", 50, {}))
    assert request == "QGD20261122-0001"

    # Three suppliers are asked. One does not answer, one wants dollars.
    rfq = ask(ctx, suppliers=("FARM", "KILN", "US"), requisitions=(request,))
    with pytest.raises(Unreadable, match=f"suppliers are asked for line 1 already: {rfq}"):
        order_requisitions(OrderRequisitions(numbers=(request,), supplier="FARM"), ctx)
    set_rates(SetRates(rates=(NewRate(currency="USD", day=date(2026, 11, 1), rate=Decimal("7.2")),)), ctx)
    assert quote(ctx, rfq, "KILN", (1, "2.10", {"lead_days": 10}), (2, "3.05", {"least": d(60)})).waiting == 2
    us = [(1, "0.29", {"lead_days": 30}), (2, "0.42", {"lead_days": 30})]
    assert quote(ctx, rfq, "US", *us, valid_until=LATER).waiting == 1
    assert enter_quotes(EnterQuotes(rfq=rfq, supplier="FARM"), ctx).waiting == 0

    # Side by side in our own money: 100 x 0.29 x 7.2 = 208.80 and 50 x 0.42 x 7.2 = 151.20; the kiln wants to sell 60 plates.
    page = find(ctx, "rfq", rfq)
    side = [(r.item, r.total_0, r.total_1, r.total_2, r.best) for r in page.tables[0].rows]
    assert side == [
        ("CUP", None, d(210), d("208.80"), "US"),
        ("PLATE", None, d(183), d("151.20"), "US"),
    ]
    assert [c.title for c in LISTINGS["purchasing.quotations"].columns if c.masked] == ["Price", "Costs"]
    assert {row.supplier: row.state for row in page.tables[2].rows} == {
        "FARM": "declined", "KILN": "quoted", "US": "quoted"
    }  # fmt: skip

    # The cups are split, the plates go to America; the prices are kept.
    chosen = (
        AwardLine(line=1, supplier="KILN", quantity=d(60)),
        AwardLine(line=1, supplier="US", quantity=d(40)),
        AwardLine(line=2, supplier="US"),
    )
    kiln, america = award(Award(rfq=rfq, lines=chosen, keep_prices=True), ctx).orders
    assert lines_of(kiln) == [("CUP", d(60), d("2.10"))]
    assert lines_of(america) == [("CUP", d(40), d("0.29")), ("PLATE", d(50), d("0.42"))]
    order = PurchaseOrder.objects.get(number=america)
    assert (order.currency, order.due_on) == ("USD", date(2026, 12, 22))
    assert SupplierPrice.objects.filter(supplier__code="US", valid_until=LATER).count() == 2
    assert (state(ctx, "rfq", rfq), state(ctx, "requisition", request)) == ("awarded", "ordered")
    assert around(ctx, Ref("requisition", request))[1] == [
        Ref("rfq", rfq), Ref("purchase_order", kiln), Ref("purchase_order", america)
    ]  # fmt: skip
    assert set(around(ctx, Ref("purchase_order", kiln))[0]) == {Ref("rfq", rfq), Ref("requisition", request)}

    # Released, amended to 80 cups from the kiln, received.
    inbound, abroad = release_purchases(ReleasePurchases(numbers=(kiln, america)), ctx).inbound
    more = AmendOrder(order=kiln, reason="they have more", lines=(AmendLine(line=1, quantity=d(80)),))
    apply_amendments(ApplyAmendments(numbers=(amend_order(more, ctx).number,)), ctx)
    came = Receive(
        lines=(
            ReceiveLine(order=inbound, line=1, quantity=d(80)),
            ReceiveLine(order=abroad, line=1, quantity=d(40)),
            ReceiveLine(order=abroad, line=2, quantity=d(50)),
        )
    )
    first, second = receive(came, ctx).receipts
    # 80 x 2.10, and (11.60 + 21.00) dollars at 7.2.
    assert entries_of(first) == [[("debit", "1405", "168.00"), ("credit", "2202.02", "168.00")]]
    assert entries_of(second) == [[("debit", "1405", "234.72"), ("credit", "2202.02", "234.72")]]
    assert [state(ctx, "purchase_order", n) for n in (kiln, america)] == ["completed", "completed"]
    assert doctor(ctx) == []


def test_the_best_of_each_line_wins_when_nobody_chooses(ctx, floor):
    rfq = ask(ctx, ("CUP", 10), ("PLATE", 10))
    quote(ctx, rfq, "FARM", (1, 2, {}), (2, 5, {}))
    quote(ctx, rfq, "KILN", (1, 3, {}), (2, 4, {"least": d(12), "lead_days": 3}))
    orders = award(Award(rfq=rfq), ctx).orders
    assert [lines_of(number) for number in orders] == [[("CUP", d(10), d(2))], [("PLATE", d(12), d(4))]]
    with pytest.raises(WrongState):
        award(Award(rfq=rfq), ctx)
    with pytest.raises(WrongState):
        quote(ctx, rfq, "FARM", (1, 1, {}))


def test_an_answer_is_replaced_by_a_better_one(ctx, floor):
    rfq = ask(ctx, ("CUP", 10), ("PLATE", 10))
    quote(ctx, rfq, "FARM", (1, 2, {}), (2, 5, {}))
    quote(ctx, rfq, "FARM", (1, "1.8", {"unit": "pcs"}))
    answers = LISTINGS["purchasing.quotations"]
    assert [(r.line, r.price, r.best) for r in answers.page(ctx, answers.filters(rfq=rfq)).rows] == [
        (1, d("1.8"), True)
    ]
    with pytest.raises(NotFound):
        quote(ctx, rfq, "SHOP", (1, 2, {}))
    with pytest.raises(Unreadable) as refused:
        quote(ctx, rfq, "KILN", (1, 2, {}), (1, 3, {}), (7, 1, {}), (2, 1, {"unit": "kg"}))
    assert {(p.where, p.sentence()) for p in refused.value.problems} == {
        ("lines.1.line", "is named twice"),
        ("lines.2.line", "there is no line 7"),
        ("lines.3.unit", "item PLATE is not measured in kg"),
    }


def test_an_award_says_everything_that_is_wrong(ctx, floor):
    rfq = ask(ctx, ("CUP", 10), ("PLATE", 10))
    quote(ctx, rfq, "FARM", (1, 2, {"least": d(5)}), valid_until=date(2026, 11, 21))
    quote(ctx, rfq, "KILN", (1, 2, {"least": d(5)}))
    chosen = (
        AwardLine(line=1, supplier="FARM"),
        AwardLine(line=1, supplier="KILN", quantity=d(4)),
        AwardLine(line=2, supplier="KILN"),
        AwardLine(line=3, supplier="KILN"),
        AwardLine(line=1, supplier="KILN"),
    )
    with pytest.raises(Unreadable) as refused:
        award(Award(rfq=rfq, lines=chosen), ctx)
    assert {(p.where, p.sentence()) for p in refused.value.problems} == {
        ("lines.0.supplier", "the quotation of FARM held until 2026-11-21"),
        ("lines.1.quantity", "4 pcs is less than the 5 that KILN quoted for"),
        ("lines.2.supplier", "KILN has not quoted for line 2"),
        ("lines.3.line", "there is no line 3"),
        ("lines.4", "is named twice"),
    }
    with pytest.raises(Unreadable, match="line 2 has no quotation that holds"):
        award(Award(rfq=rfq), ctx)
    assert PurchaseOrder.objects.count() == 0
    assert close_rfq(CloseRfq(number=rfq), ctx).number == rfq
    assert state(ctx, "rfq", rfq) == "closed"


def test_requests_become_orders_by_supplier_and_warehouse_in_one_call(ctx, floor):
    open_warehouse(OpenWarehouse(code="BJ1", name="北京仓"), ctx)
    listed = ListPrice(supplier="FARM", item="CUP", price=d(3), valid_from=date(2026, 1, 1))
    set_prices(SetPrices(prices=(listed,)), ctx)
    one = approved(
        ctx,
        ("CUP", 10, {"supplier": "FARM", "price": d(9), "wanted_on": LATER}),
        ("PLATE", 5, {"supplier": "KILN", "price": d(4)}),
    )
    two = approved(ctx, ("CUP", 20, {"supplier": "FARM"}), ("PLATE", 7, {"price": d(2)}))
    with pytest.raises(Unreadable) as refused:
        order_requisitions(OrderRequisitions(numbers=(one, two)), ctx)
    assert [(p.where, p.sentence()) for p in refused.value.problems] == [
        ("numbers.1", "line 2 has no supplier; name one for it")
    ]
    with pytest.raises(Unreadable) as refused:
        order_requisitions(OrderRequisitions(numbers=(one, two), supplier="US"), ctx)
    assert [p.where for p in refused.value.problems] == ["numbers.1.lines.2.price"]

    farm, kiln = order_requisitions(OrderRequisitions(numbers=(one, two), supplier="KILN"), ctx).orders
    # The listed price before the estimate; the estimate where nothing is listed.
    assert lines_of(farm) == [("CUP", d(10), d(3)), ("CUP", d(20), d(3))]
    assert lines_of(kiln) == [("PLATE", d(5), d(4)), ("PLATE", d(7), d(2))]
    assert PurchaseOrder.objects.get(number=farm).due_on == LATER
    assert {state(ctx, "requisition", n) for n in (one, two)} == {"ordered"}
    assert set(around(ctx, Ref("purchase_order", farm))[0]) == {Ref("requisition", one), Ref("requisition", two)}
    with pytest.raises(Unreadable, match="only an approved requisition"):
        order_requisitions(OrderRequisitions(numbers=(one,)), ctx)
    rows = LISTINGS["purchasing.requisition_lines"]
    assert rows.count(ctx, rows.filters(open=True)) == 0
    assert rows.count(ctx, rows.filters(requisition=one, open=False)) == 2


def test_requests_are_rejected_cancelled_and_closed(ctx, floor):
    one, two, three = (wanted(ctx, ("CUP", 1, {})) for _ in range(3))
    submit_requisitions(WhichRequisitions(numbers=(one, two)), ctx)
    assert reject_requisitions(RejectRequisitions(numbers=(one,), reason="too dear"), ctx).requisitions == 1
    assert cancel_requisitions(WhichRequisitions(numbers=(two, three)), ctx).requisitions == 2
    assert {f.title: f.value for f in find(ctx, "requisition", one).facts}["Answer"] == "too dear"
    with pytest.raises(WrongState):
        approve_requisitions(WhichRequisitions(numbers=(one,)), ctx)
    four = approved(ctx, ("CUP", 1, {}))
    assert close_requisitions(WhichRequisitions(numbers=(four,)), ctx).requisitions == 1
    wrong = RequestGoods(
        warehouse="XX",
        department="NO",
        lines=(WantedLine(item="MUG", quantity=d(1)), WantedLine(item="CUP", quantity=d(1), supplier="SHOP")),
    )
    with pytest.raises(Unreadable) as refused:
        request_goods(wrong, ctx)
    assert {p.where for p in refused.value.problems} == {"warehouse", "department", "lines.0.item", "lines.1.supplier"}


def test_whoever_requests_does_not_approve(cast):
    supervisor = cast.person("supervisor")
    number = wanted(supervisor, ("CUP", 5, {}))
    submit_requisitions(WhichRequisitions(numbers=(number,)), supervisor)
    with pytest.raises(SameHands):
        approve_requisitions(WhichRequisitions(numbers=(number,)), supervisor)
    assert approve_requisitions(WhichRequisitions(numbers=(number,)), cast.person("cfo")).requisitions == 1
    with pytest.raises(NotFound):
        submit_requisitions(WhichRequisitions(numbers=(number,)), cast.person("beijing"))


def test_the_best_quotation_in_plain_python():
    day = date(2026, 11, 22)

    def answer(supplier, total, days=0, until=None):
        return Quote(1, supplier, f"S{supplier}", "", "CNY", 0, None, 0, days, until, 0, total)

    slow, fast, dear, gone, unknown = (
        answer(1, 100, 9),
        answer(2, 100, 3),
        answer(3, 101),
        answer(4, 1, until=date(2026, 11, 21)),
        answer(5, None),
    )
    assert best([slow, fast, dear, gone, unknown], day) == {1: fast}
    assert best([gone, unknown], day) == {}
