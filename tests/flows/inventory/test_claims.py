"""Reservations with an end, holds that lapse, what can be promised by which day, and empty balances that are swept away."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.floor import bring_in, buy, d, doctor, open_floor, sell, stock

from ledgerhouse.documents.purchasing.place_order import place_order
from ledgerhouse.documents.purchasing.place_orders import PlaceOrder
from ledgerhouse.documents.purchasing.pricing import NewLine as BuyLine
from ledgerhouse.documents.sales.pricing import NewLine
from ledgerhouse.documents.sales.take_order import take_order
from ledgerhouse.documents.sales.take_orders import TakeOrder
from ledgerhouse.documents.warehouse.models import InboundOrder, OutboundOrder
from ledgerhouse.flows.inventory.availability import PromiseFilter
from ledgerhouse.flows.inventory.give_back import GiveBack, give_back
from ledgerhouse.flows.inventory.release_expired import ReleaseExpired, release_expired
from ledgerhouse.flows.inventory.reserve import Reserve, ReserveLine, reserve
from ledgerhouse.flows.inventory.sweep_empty import SweepEmpty, sweep_empty
from ledgerhouse.flows.outbound.allocate import Allocate, allocate
from ledgerhouse.flows.outbound.confirm_orders import ConfirmOrders, confirm_orders
from ledgerhouse.flows.outbound.release_wave import ReleaseWave, release_wave
from ledgerhouse.foundation.jobs import KINDS
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.kernel.errors import Unreadable
from ledgerhouse.ledgers.stock.claims import outlook
from ledgerhouse.ledgers.stock.models import Balance, Expiry, Hold, Promise

TODAY = date(2026, 11, 22)


@pytest.fixture
def floor(ctx):
    open_floor(ctx)
    bring_in(ctx, ("CUP", 10, 2))


def order(ctx, quantity, due=None):
    lines = (NewLine(item="CUP", quantity=d(quantity), price=d(9)),)
    number = take_order(TakeOrder(customer="SHOP", warehouse="SH1", lines=lines, due_on=due), ctx).number
    return confirm_orders(ConfirmOrders(numbers=(number,)), ctx).outbound[0]


def ahead(ctx, **where):
    rows = LISTINGS["inventory.available_to_promise"].every(ctx, PromiseFilter(item="CUP", **where))
    return [(r.day, r.supply, r.promised, r.projected, r.to_promise) for r in rows]


def aside(ctx, quantity, *, days=1, due=None):
    line = ReserveLine(item="CUP", quantity=d(quantity), due=due)
    return reserve(Reserve(warehouse="SH1", lines=(line,), until=ctx.now + timedelta(days=days)), ctx).number


@pytest.mark.requirement("R035")
def test_what_comes_can_be_promised_from_its_day_on(ctx, floor):
    soon, later, last = (TODAY + timedelta(days=n) for n in (3, 5, 28))
    lines = (BuyLine(item="CUP", quantity=d(20), price=d(2)),)
    place_order(PlaceOrder(supplier="FARM", warehouse="SH1", lines=lines), ctx)
    buy(ctx, ("CUP", 20, 2))
    InboundOrder.objects.filter(state="expected").update(due_on=soon)
    order(ctx, 4, due=later)
    order(ctx, 3)
    assert ahead(ctx)[0] == (TODAY, 0, 3, 7, 7)
    assert ahead(ctx)[1:] == [(soon, 20, 0, 27, 23), (later, 0, 4, 23, 23), (last, 0, 0, 23, 23)]
    with pytest.raises(Unreadable, match="1 short: 7 of CUP can be promised for 2026-11-22"):
        aside(ctx, 8)
    aside(ctx, 7)
    assert ahead(ctx)[0][-1] == 0
    assert ahead(ctx)[1][-1] == 16
    with pytest.raises(Unreadable, match="1 short: 16 of CUP"):
        aside(ctx, 17, due=soon)
    aside(ctx, 16, due=soon)
    assert {row[-1] for row in ahead(ctx)} == {0}


@given(
    st.lists(st.tuples(st.none() | st.integers(0, 9), st.integers(1, 50)), max_size=4),
    st.dictionaries(st.integers(-2, 12), st.integers(1, 50), max_size=4),
    st.dictionaries(st.integers(-2, 12), st.integers(1, 50), max_size=4),
)
def test_whoever_takes_what_can_be_promised_shorts_nobody(lots, supply, promised):
    def day(n):
        return TODAY + timedelta(days=n)

    facts = (
        [(None if n is None else day(n), q) for n, q in lots],
        {day(n): q for n, q in supply.items()},
        {day(n): q for n, q in promised.items()},
    )
    rows = outlook(TODAY, *facts, day(12))
    for n, row in enumerate(rows):
        more = dict(facts[2])
        more[row.on] = more.get(row.on, 0) + row.to_promise
        after = outlook(TODAY, facts[0], facts[1], more, day(12))
        assert all(x.projected >= min(0, y.projected) for x, y in zip(after[n:], rows[n:], strict=True))


def test_a_reservation_ends_by_itself_or_is_given_back(ctx, floor):
    first, second = aside(ctx, 4, days=1), aside(ctx, 6, days=2)
    with pytest.raises(Unreadable, match="1 short"):
        aside(ctx, 1)
    with pytest.raises(Unreadable, match="there is no open reservation NO"):
        give_back(GiveBack(numbers=("NO",)), ctx)
    assert give_back(GiveBack(numbers=(second,)), ctx).lines == 1
    tomorrow = replace(ctx, now=ctx.now + timedelta(days=1, seconds=1))
    assert release_expired(ReleaseExpired(), ctx).promises == 0
    assert release_expired(ReleaseExpired(), tomorrow).promises == 1
    assert ahead(ctx)[0] == (TODAY, 0, 0, 10, 10)
    assert not Expiry.objects.exists()
    assert set(Promise.objects.values_list("number", "released")) == {(first, 4), (second, 6)}
    for until in (ctx.now, ctx.now + timedelta(days=91), ctx.now.replace(tzinfo=None)):
        with pytest.raises(Unreadable, match="after now and at most 90 days"):
            reserve(Reserve(warehouse="SH1", lines=(ReserveLine(item="CUP", quantity=d(1)),), until=until), ctx)


def test_holds_that_nobody_used_lapse_and_the_order_waits_again(ctx, floor):
    idle, busy = order(ctx, 3), order(ctx, 2)
    until = ctx.now + timedelta(hours=4)
    assert allocate(Allocate(warehouse="SH1", numbers=(idle, busy), hold_until=until), ctx).orders == 2
    release_wave(ReleaseWave(warehouse="SH1", numbers=(busy,)), ctx)
    later = replace(ctx, now=until + timedelta(seconds=1))
    assert KINDS["inventory.release_expired"](later, {}, lambda *_: None) == {"released": 2}
    assert dict(OutboundOrder.objects.values_list("number", "state")) == {idle: "waiting", busy: "picking"}
    assert sum(h.quantity - h.settled - h.released for h in Hold.objects.all()) == 2
    assert ahead(ctx)[0][2:] == (3, 5, 5)  # promised as before
    assert allocate(Allocate(warehouse="SH1", numbers=(idle,)), ctx).orders == 1
    assert doctor(ctx) == []


def test_an_order_allocated_in_part_is_promised_the_rest_once(ctx, floor):
    """12 ordered, 10 held, the hold lapses; then somebody else takes 5: 5 are held, and 7 are still promised, not 5."""
    wanted, other = order(ctx, 12), order(ctx, 5)
    until = ctx.now + timedelta(hours=4)
    allocate(Allocate(warehouse="SH1", numbers=(wanted,), hold_until=until), ctx)
    later = replace(ctx, now=until + timedelta(seconds=1))
    assert release_expired(ReleaseExpired(), later).orders == 1
    assert allocate(Allocate(warehouse="SH1", numbers=(other,)), ctx).orders == 1
    assert [s.quantity for s in allocate(Allocate(warehouse="SH1", numbers=(wanted,)), ctx).short] == [7]
    still = [p.quantity - p.fulfilled - p.released for p in Promise.objects.filter(number=wanted)]
    assert sorted(still) == [0, 7]
    assert doctor(ctx) == []


def test_empty_balances_are_swept_away_and_come_back(ctx, floor):
    sell(ctx, ("CUP", 10, 9))
    assert stock(ctx) == {}
    empty = Balance.objects.count()
    assert empty >= 3
    assert sweep_empty(SweepEmpty(warehouse="SH1", limit=1), ctx).balances == 1
    assert KINDS["inventory.sweep_empty"](ctx, {}, lambda *_: None) == {"balances": empty - 1}
    assert doctor(ctx) == []
    bring_in(ctx, ("CUP", 5, 2))
    assert sum(stock(ctx).values()) == 5
    assert doctor(ctx) == []
