"""Inbound orders of their own: closed when the rest will not come, opened again when it does; in every state."""

import pytest
from django.utils import translation
from tests.floor import buy, d, doctor, open_floor
from tests.statements import sent

from ledgerhouse.documents.warehouse.models import InboundOrder
from ledgerhouse.documents.warehouse.words import INBOUND
from ledgerhouse.flows.inbound.announce import Announce, announce
from ledgerhouse.flows.inbound.announced import AdviceFacts, AdviceLineFacts
from ledgerhouse.flows.inbound.close_orders import CloseOrders, close_orders
from ledgerhouse.flows.inbound.delivery import ReceiveLine
from ledgerhouse.flows.inbound.receive import Receive, receive
from ledgerhouse.flows.inbound.reopen_orders import ReopenOrders, reopen_orders
from ledgerhouse.foundation.paper import find
from ledgerhouse.kernel.errors import Unreadable

STATES = tuple(sorted(INBOUND.states))


@pytest.fixture(autouse=True)
def floor(ctx):
    open_floor(ctx)


def foreign(ctx, reference, *quantities):
    """Goods a foreign system ordered: an inbound order without a purchase."""
    lines = tuple(AdviceLineFacts(item="CUP", quantity=d(q), price=d(2)) for q in quantities or (10,))
    facts = AdviceFacts(supplier="FARM", reference=reference, warehouse="SH1", lines=lines)
    return announce(Announce(advices=(facts,)), ctx).inbound[0]


def take(ctx, order, quantity):
    return receive(Receive(lines=(ReceiveLine(order=order, line=1, quantity=d(quantity)),)), ctx).receipts[0]


def close(ctx, *numbers):
    return close_orders(CloseOrders(numbers=numbers), ctx).orders


def reopen(ctx, *numbers):
    return reopen_orders(ReopenOrders(numbers=numbers), ctx).orders


def state(ctx, number):
    return find(ctx, "inbound_order", number).state


def verbs(ctx, number):
    return {action.verb for action in find(ctx, "inbound_order", number).actions}


def said(verb, ctx, *numbers):
    with pytest.raises(Unreadable) as refused:
        verb(ctx, *numbers)
    return [(p.where, p.sentence()) for p in refused.value.problems]


def test_the_rest_is_not_expected_and_may_come_after_all(ctx):
    begun, untouched = foreign(ctx, "DN-1"), foreign(ctx, "DN-2")
    take(ctx, begun, 6)
    assert "inbound.close_orders" in verbs(ctx, begun)
    assert close(ctx, begun, untouched) == 2
    assert {state(ctx, n) for n in (begun, untouched)} == {"closed"}
    assert verbs(ctx, begun) == {"inbound.reopen_orders"}
    with pytest.raises(Unreadable, match="is closed; nothing can be received against it"):
        take(ctx, begun, 1)
    assert reopen(ctx, begun, untouched) == 2
    assert [state(ctx, n) for n in (begun, untouched)] == ["receiving", "expected"]
    take(ctx, begun, 4)
    assert state(ctx, begun) == "received"
    assert doctor(ctx) == []


@pytest.mark.parametrize("now", STATES)
def test_every_state(ctx, now):
    number = foreign(ctx, "DN-1")
    InboundOrder.objects.filter(number=number).update(state=now)
    offered = verbs(ctx, number) & {"inbound.close_orders", "inbound.reopen_orders"}
    if now in ("expected", "receiving"):
        assert offered == {"inbound.close_orders"}
        assert said(reopen, ctx, number) == [("numbers.0", f"{number} is {now} and can not be opened again")]
        assert close(ctx, number) == 1
    elif now == "closed":
        assert offered == {"inbound.reopen_orders"}
        assert said(close, ctx, number) == [("numbers.0", f"{number} is closed and can not be closed")]
        assert reopen(ctx, number) == 1
    else:
        assert offered == set()
        assert said(close, ctx, number) == [("numbers.0", f"{number} is {now} and can not be closed")]
        assert said(reopen, ctx, number) == [("numbers.0", f"{number} is {now} and can not be opened again")]
        assert state(ctx, number) == now


def test_all_that_is_wrong_at_once_and_nothing_is_closed(ctx):
    own = foreign(ctx, "DN-1")
    purchase, theirs = buy(ctx, ("CUP", 10, 2))
    done = InboundOrder.objects.get(number=foreign(ctx, "DN-2"))
    InboundOrder.objects.filter(id=done.id).update(state="received")
    expected = [
        ("numbers.1", f"{theirs} is expected for purchase order {purchase}; close or reopen that"),
        ("numbers.2", f"{done.number} is received and can not be closed"),
        ("numbers.3", "there is no inbound order NO here"),
    ]
    assert said(close, ctx, own, theirs, done.number, "NO") == expected
    assert {state(ctx, n) for n in (own, theirs)} == {"expected"}
    assert not verbs(ctx, theirs) & {"inbound.close_orders", "inbound.reopen_orders"}
    with pytest.raises(Unreadable) as refused:
        close(ctx, theirs, "NO")
    with translation.override("zh-hans"):
        assert [p.sentence(translation.gettext) for p in refused.value.problems] == [
            f"{theirs} 是为采购订单 {purchase} 预期的到货；请关闭或重新打开该采购订单",
            "这里没有入库单 NO",
        ]


def test_many_cost_what_one_costs(ctx):
    def cost(verb, numbers):
        with sent() as statements:
            verb(ctx, *numbers)
        return len(statements)

    one, many = [foreign(ctx, "A")], [foreign(ctx, f"B{n}", *[1] * 3) for n in range(12)]
    assert cost(close, one) == cost(close, many)
    assert cost(reopen, one) == cost(reopen, many)
