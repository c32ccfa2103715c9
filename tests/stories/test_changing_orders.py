"""After the release everything changes: more cups, fewer plates, another price, a later day; and some orders are called off."""

from datetime import date

import pytest
from tests.books import entries_of
from tests.floor import buy, d, design, doctor, open_floor
from tests.statements import sent

from ledgerhouse.documents.purchasing.amend_orders import AmendLine, AmendOrder, AmendOrders, amend_orders
from ledgerhouse.documents.purchasing.cancel_amendments import CancelAmendments, cancel_amendments
from ledgerhouse.documents.purchasing.models import PurchaseAmendment, PurchaseLine, PurchaseOrder
from ledgerhouse.documents.purchasing.place_order import place_order
from ledgerhouse.documents.purchasing.place_orders import PlaceOrder
from ledgerhouse.documents.purchasing.pricing import NewLine
from ledgerhouse.documents.warehouse import inbound
from ledgerhouse.documents.warehouse.models import InboundLine, InboundOrder
from ledgerhouse.flows.inbound.apply_amendments import ApplyAmendments, apply_amendments
from ledgerhouse.flows.inbound.cancel_purchases import CancelPurchases, cancel_purchases
from ledgerhouse.flows.inbound.close_purchases import ClosePurchases, close_purchases
from ledgerhouse.flows.inbound.delivery import ReceiveLine
from ledgerhouse.flows.inbound.receive import Receive, receive
from ledgerhouse.flows.inbound.reopen_purchases import ReopenPurchases, reopen_purchases
from ledgerhouse.foundation.approvals.ask import AskApproval, ask
from ledgerhouse.foundation.approvals.decide import ApprovePaper, approve
from ledgerhouse.foundation.approvals.need import ApprovalNeeded
from ledgerhouse.foundation.links import Ref, around
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.paper import find
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.errors import Changed, Unreadable, WrongState


@pytest.fixture
def floor(ctx):
    open_floor(ctx)


def amend(ctx, order, *lines, due_on=None, reason="supplier has more"):
    one = AmendOrder(order=order, reason=reason, due_on=due_on, lines=tuple(AmendLine(**line) for line in lines))
    return amend_orders(AmendOrders(orders=(one,)), ctx).numbers[0]


def apply(ctx, *numbers):
    return apply_amendments(ApplyAmendments(numbers=numbers), ctx)


def take(ctx, inbound, line, quantity):
    return receive(Receive(lines=(ReceiveLine(order=inbound, line=line, quantity=d(quantity)),)), ctx).receipts[0]


def lines_of(order):
    rows = PurchaseLine.objects.filter(order__number=order).order_by("position")
    return [(row.item.code, row.ordered, row.received, row.price) for row in rows]


def expected_of(inbound):
    rows = InboundLine.objects.filter(paper__number=inbound).order_by("position")
    return [(row.item.code, row.expected, row.received, row.price) for row in rows]


@pytest.mark.requirement("R011")
def test_order_and_inbound_order_change_together_and_the_history_stays(ctx, floor):
    number, inbound = buy(ctx, ("CUP", 100, 2), ("PLATE", 50, 3))
    first = take(ctx, inbound, 1, 40)
    assert entries_of(first) == [[("debit", "1405", "80.00"), ("credit", "2202.02", "80.00")]]

    # More cups at a lower price, none of those plates any more, a few others instead, and all of it later.
    amendment = amend(
        ctx,
        number,
        {"line": 1, "quantity": d(120), "price": d("1.5")},
        {"line": 2, "quantity": d(0)},
        {"item": "PLATE", "quantity": d(10), "price": d("2.5"), "tax_rate": d(9)},
        due_on=date(2026, 12, 5),
    )
    assert amendment == "CGBG20261122-0001"
    assert lines_of(number)[0][1] == d(100), "nothing changes before it is applied"
    assert apply(ctx, amendment).orders == (number,)
    assert (
        lines_of(number)
        == expected_of(inbound)
        == [
            ("CUP", d(120), d(40), d("1.5")),
            ("PLATE", d(0), d(0), d(3)),
            ("PLATE", d(10), d(0), d("2.5")),
        ]
    )
    assert InboundOrder.objects.get(number=inbound).due_on == date(2026, 12, 5)
    order = PurchaseOrder.objects.get(number=number)
    assert (order.version, order.due_on, order.state) == (2, date(2026, 12, 5), "released")

    # Who, when, why, and what was before, on both pages.
    page = find(ctx, "purchase_order", number)
    (row,) = page.tables[1].rows
    assert (row.number, row.version, row.reason, row.due_after) == (
        amendment,
        2,
        "supplier has more",
        date(2026, 12, 5),
    )
    (table,) = find(ctx, "purchase_amendment", amendment).tables
    assert [(r.item, r.ordered_before, r.ordered, r.price_before, r.price) for r in table.rows] == [
        ("CUP", d(100), d(120), d(2), d("1.5")),
        ("PLATE", d(50), d(0), d(3), d(3)),
        ("PLATE", d(0), d(10), d("2.5"), d("2.5")),
    ]
    assert around(ctx, Ref("purchase_amendment", amendment)) == ([Ref("purchase_order", number)], [])

    # The rest is booked at the new prices: 80 x 1.50 and 10 x 2.50.
    rest = Receive(
        lines=(
            ReceiveLine(order=inbound, line=1, quantity=d(80)),
            ReceiveLine(order=inbound, line=3, quantity=d(10)),
        )
    )
    (second,) = receive(rest, ctx).receipts
    assert entries_of(second) == [[("debit", "1405", "145.00"), ("credit", "2202.02", "145.00")]]
    assert find(ctx, "purchase_order", number).state == "completed"
    assert find(ctx, "inbound_order", inbound).state == "received"
    assert doctor(ctx) == []


def test_an_order_cut_to_what_has_come_is_complete(ctx, floor):
    number, inbound = buy(ctx, ("CUP", 100, 2))
    take(ctx, inbound, 1, 60)
    assert apply(ctx, amend(ctx, number, {"line": 1, "quantity": d(60)})).completed == 1
    assert find(ctx, "purchase_order", number).state == "completed"
    assert find(ctx, "inbound_order", inbound).state == "received"
    assert doctor(ctx) == []


def test_what_can_not_be_amended_is_said_all_at_once(ctx, floor):
    number, inbound = buy(ctx, ("CUP", 100, 2), ("PLATE", 5, 1))
    take(ctx, inbound, 1, 40)
    draft = place_order(
        PlaceOrder(supplier="FARM", warehouse="SH1", lines=(NewLine(item="CUP", quantity=d(1), price=d(1)),)), ctx
    ).number
    wrong = AmendOrders(
        orders=(
            AmendOrder(
                order=number,
                reason="x",
                due_on=date(2026, 11, 1),
                lines=(
                    AmendLine(line=1, quantity=d(39)),
                    AmendLine(line=9, quantity=d(1)),
                    AmendLine(line=2, item="CUP"),
                    AmendLine(line=1, quantity=d("1.5")),
                    AmendLine(item="MUG", quantity=d(1), price=d(1)),
                    AmendLine(item="CUP", price=d(1)),
                ),
            ),
            AmendOrder(order=draft, reason="x", lines=(AmendLine(line=1, quantity=d(0)),)),
        )
    )
    with pytest.raises(Unreadable) as refused:
        amend_orders(wrong, ctx)
    assert {(p.where, p.sentence()) for p in refused.value.problems} == {
        ("orders.0.due_on", "is before the order date"),
        ("orders.0.lines.0.quantity", "39 pcs is less than the 40 received already"),
        ("orders.0.lines.1.line", f"{number} has no line 9"),
        ("orders.0.lines.2.item", "is item PLATE; drop the line and add another"),
        ("orders.0.lines.3.line", "is named twice"),
        ("orders.0.lines.4.item", "there is no item MUG"),
        ("orders.0.lines.5.quantity", "is needed for a new line"),
        ("orders.1.order", f"{draft} is draft; only a released order is amended"),
        ("orders.1.lines", "drops every line; cancel the order"),
    }
    assert PurchaseAmendment.objects.count() == 0
    with pytest.raises(Unreadable, match="changes nothing"):
        amend(ctx, number, {"line": 1, "quantity": d(100)})


def test_what_happened_meanwhile_stops_an_amendment(ctx, floor):
    number, inbound = buy(ctx, ("CUP", 100, 2))
    amendment = amend(ctx, number, {"line": 1, "quantity": d(30)})
    with pytest.raises(Unreadable, match=f"{number} has amendment {amendment} waiting"):
        amend(ctx, number, {"line": 1, "quantity": d(20)})
    take(ctx, inbound, 1, 31)
    with pytest.raises(Unreadable, match="line 1: 30 pcs is less than the 31 received already"):
        apply(ctx, amendment)
    assert cancel_amendments(CancelAmendments(numbers=(amendment,)), ctx).amendments == 1
    with pytest.raises(Unreadable, match=f"{amendment} is cancelled already"):
        apply(ctx, amendment)
    with pytest.raises(WrongState):
        cancel_amendments(CancelAmendments(numbers=(amendment,)), ctx)

    # Written for a version that is gone: two people can not overwrite each other.
    late = amend(ctx, number, {"line": 1, "quantity": d(90)})
    PurchaseOrder.objects.filter(number=number).update(version=7)
    with pytest.raises(Unreadable, match=f"{number} has version 7 by now"):
        apply(ctx, late)
    assert doctor(ctx) == []


def test_changes_ask_for_approval_again_like_orders_or_by_rules_of_their_own(cast):
    buyer, cfo = cast.person("buyer"), cast.person("cfo")
    number, _ = buy(cast.house, ("CUP", 100, 9))
    design(cast.house, "purchase order", "role:cfo", "role:ceo", above=d(1000))
    assert apply(buyer, amend(buyer, number, {"line": 1, "quantity": d(111)})).orders == (number,)

    # Beyond the limit of orders, a change needs what the order would have needed.
    dear = amend(buyer, number, {"line": 1, "quantity": d(200)})
    with pytest.raises(ApprovalNeeded):
        apply(buyer, dear)
    assert ask(AskApproval(kind="purchase_amendment", number=dear), buyer).route == "route"
    approve(ApprovePaper(kind="purchase_amendment", number=dear), cfo)
    with pytest.raises(ApprovalNeeded):
        apply(buyer, dear)
    approve(ApprovePaper(kind="purchase_amendment", number=dear), cast.person("ceo"))
    assert apply(buyer, dear).orders == (number,)

    # With a rule of its own the amendment follows that alone.
    design(cast.house, "purchase amendment", "role:cfo", code="changes", above=d(100_000))
    assert apply(buyer, amend(buyer, number, {"line": 1, "quantity": d(300)})).orders == (number,)
    assert doctor(cast.house) == []


@pytest.mark.requirement("R011")
def test_a_released_order_of_which_nothing_came_is_called_off(ctx, floor):
    one, inbound = buy(ctx, ("CUP", 10, 2))
    other, begun = buy(ctx, ("CUP", 10, 2))
    waiting = amend(ctx, one, {"line": 1, "quantity": d(5)})
    take(ctx, begun, 1, 1)
    with pytest.raises(Unreadable) as refused:
        cancel_purchases(CancelPurchases(numbers=(one, other)), ctx)
    assert [p.sentence() for p in refused.value.problems] == [f"something of {other} has come in; close it instead"]
    assert find(ctx, "purchase_order", one).state == "released"

    done = cancel_purchases(CancelPurchases(numbers=(one,)), ctx)
    assert (done.orders, done.inbound) == (1, 1)
    assert find(ctx, "purchase_order", one).state == find(ctx, "inbound_order", inbound).state == "cancelled"
    assert find(ctx, "purchase_amendment", waiting).state == "cancelled"
    with pytest.raises(Unreadable, match="cancelled; nothing can be received against it"):
        take(ctx, inbound, 1, 1)
    with pytest.raises(Unreadable, match="is cancelled and can not be called off"):
        cancel_purchases(CancelPurchases(numbers=(one,)), ctx)
    assert doctor(ctx) == []


def test_a_closed_order_is_opened_again_and_takes_the_rest(ctx, floor):
    number, inbound = buy(ctx, ("CUP", 10, 2))
    untouched, other = buy(ctx, ("CUP", 4, 2))
    take(ctx, inbound, 1, 6)
    close_purchases(ClosePurchases(numbers=(number, untouched)), ctx)
    done = reopen_purchases(ReopenPurchases(numbers=(number, untouched)), ctx)
    assert (done.orders, done.inbound) == (2, 2)
    assert [find(ctx, "inbound_order", n).state for n in (inbound, other)] == ["receiving", "expected"]
    take(ctx, inbound, 1, 4)
    assert find(ctx, "purchase_order", number).state == "completed"
    with pytest.raises(WrongState):
        reopen_purchases(ReopenPurchases(numbers=(number,)), ctx)
    assert doctor(ctx) == []


def test_the_lists_show_amendments_and_hide_prices(ctx, floor):
    number, _ = buy(ctx, ("CUP", 10, 2))
    amendment = amend(ctx, number, {"line": 1, "quantity": d(5)})
    one = LISTINGS["purchasing.amendments"]
    assert [row.number for row in one.page(ctx, one.filters(state="draft", supplier="FARM")).rows] == [amendment]
    other = LISTINGS["purchasing.amendment_lines"]
    assert [row.ordered for row in other.page(ctx, other.filters(item="CUP")).rows] == [d(5)]
    assert {c.name for c in other.columns if c.masked} == {"price", "price_before"}


def test_many_amendments_cost_what_one_costs(ctx, floor):
    def job(count):
        lines = [("CUP", 100, 2)] * 3
        orders = [buy(ctx, *lines)[0] for _ in range(count)]
        new = tuple(AmendLine(line=n, quantity=d(90)) for n in (1, 2, 3))
        more = AmendLine(item="PLATE", quantity=d(1), price=d(1))
        wanted = tuple(AmendOrder(order=order, reason="x", lines=(*new, more)) for order in orders)
        with sent() as written:
            numbers = amend_orders(AmendOrders(orders=wanted), ctx).numbers
        with sent() as applied:
            apply(ctx, *numbers)
        return len(written), len(applied)

    job(1)  # the first number of a day
    assert job(2) == job(20)
    assert doctor(ctx) == []


def split(ctx, number, first, *shares):
    """As a foreign warehouse may have it: what the first inbound order expects comes in several instead, each with its own day."""
    paper = InboundOrder.objects.get(number=first)
    old = list(InboundLine.objects.filter(paper=paper).order_by("position"))
    new = [
        inbound.NewInbound(
            "purchase_order",
            number,
            paper.warehouse_id,
            paper.partner_id,
            date(2026, 12, 1 + n),
            tuple(
                inbound.NewLine(line.item_id, exact.steps(d(share), exact.QUANTITY), 2_000_000, line.origin_line)
                for line, share in zip(old, quantities, strict=False)
            ),
        )
        for n, quantities in enumerate(shares[1:], 1)
    ]
    for line, share in zip(old, shares[0], strict=True):
        InboundLine.objects.filter(id=line.id).update(expected=d(share))
    return [first, *inbound.write(ctx, new, date(2026, 11, 22))]


def test_an_amendment_is_spread_over_several_inbound_orders(ctx, floor):
    """30 + 30 + 40 cups in three deliveries, of which the first is in and 10 of the second; all plates come with the first two."""
    number, begun = buy(ctx, ("CUP", 100, 2), ("PLATE", 20, 2))
    first, second, third = split(ctx, number, begun, (30, 5), (30, 15), (40,))
    take(ctx, first, 1, 30)
    take(ctx, first, 2, 5)
    take(ctx, second, 1, 10)

    # What is added comes with the last; the plates, which the last has none of, with the second.
    apply(ctx, amend(ctx, number, {"line": 1, "quantity": d(110), "price": d(3)}, {"line": 2, "quantity": d(21)}))
    assert expected_of(first) == [("CUP", d(30), d(30), d(2)), ("PLATE", d(5), d(5), d(2))]
    assert expected_of(second) == [("CUP", d(30), d(10), d(3)), ("PLATE", d(16), d(0), d(2))]
    assert expected_of(third) == [("CUP", d(50), d(0), d(3))]
    due = dict(InboundOrder.objects.values_list("number", "due_on"))
    assert (due[second], due[third]) == (date(2026, 12, 2), date(2026, 12, 3)), "each keeps its own day"

    # What is dropped is taken off from the last, then from the one before, down to what has come; a new line comes with the last.
    apply(
        ctx,
        amend(ctx, number, {"line": 1, "quantity": d(45)}, {"item": "CUP", "quantity": d(7), "price": d(1)}),
    )
    assert expected_of(second) == [("CUP", d(15), d(10), d(3)), ("PLATE", d(16), d(0), d(2))]
    assert expected_of(third) == [("CUP", d(0), d(0), d(3)), ("CUP", d(7), d(0), d(1))]

    # 16 plates with the second in, the rest is dropped: a later wish for plates finds them on no open order but the last.
    take(ctx, second, 1, 5)
    take(ctx, second, 2, 16)
    assert find(ctx, "inbound_order", second).state == "received"
    apply(ctx, amend(ctx, number, {"line": 2, "quantity": d(25)}, due_on=date(2027, 1, 8)))
    assert expected_of(third)[1:] == [("PLATE", d(4), d(0), d(2)), ("CUP", d(7), d(0), d(1))]
    due = dict(InboundOrder.objects.values_list("number", "due_on"))
    assert (due[second], due[third]) == (date(2026, 12, 2), date(2027, 1, 8))

    close_purchases(ClosePurchases(numbers=(number,)), ctx)
    assert reopen_purchases(ReopenPurchases(numbers=(number,)), ctx).inbound == 1
    take(ctx, third, 2, 4)
    take(ctx, third, 3, 7)
    assert find(ctx, "inbound_order", third).state == "received"
    assert find(ctx, "purchase_order", number).state == "completed"
    assert doctor(ctx) == []


def test_a_dropped_line_comes_back(ctx, floor):
    number, inbound = buy(ctx, ("CUP", 10, 2), ("PLATE", 5, 1))
    apply(ctx, amend(ctx, number, {"line": 2, "quantity": d(0)}))
    apply(ctx, amend(ctx, number, {"line": 2, "quantity": d(6)}))
    assert lines_of(number) == expected_of(inbound) == [("CUP", d(10), d(0), d(2)), ("PLATE", d(6), d(0), d(1))]


def test_of_two_who_apply_at_once_the_later_is_refused(ctx, floor, monkeypatch):
    number, _ = buy(ctx, ("CUP", 100, 2))
    amendment = amend(ctx, number, {"line": 1, "quantity": d(90)})

    def meanwhile(*_):
        PurchaseOrder.objects.filter(number=number).update(version=2)
        return []

    monkeypatch.setattr("ledgerhouse.flows.inbound.apply_amendments._unfit", meanwhile)
    with pytest.raises(Changed):
        apply(ctx, amendment)
    assert lines_of(number) == [("CUP", d(100), d(0), d(2))]
