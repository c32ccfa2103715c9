"""A customer buys on credit: orders beyond the limit are held with their stock promised, and go when somebody decides or money comes."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.books import entries_of
from tests.cast import NOW
from tests.floor import bring_in, d, doctor, open_floor
from tests.statements import sent

from ledgerhouse.documents.sales.listings_credit import HoldFilter
from ledgerhouse.documents.sales.models import CreditHold, SalesLine, SalesOrder
from ledgerhouse.documents.sales.pricing import NewLine
from ledgerhouse.documents.sales.record_payments import PaymentLine, RecordPayments, record_payments
from ledgerhouse.documents.sales.take_orders import TakeOrder, TakeOrders, take_orders
from ledgerhouse.documents.warehouse.models import OutboundOrder
from ledgerhouse.flows.outbound.allocate import Allocate, allocate
from ledgerhouse.flows.outbound.cancel_orders import CancelOrders, cancel_orders
from ledgerhouse.flows.outbound.confirm_orders import ConfirmOrders, confirm_orders
from ledgerhouse.flows.outbound.pack import Pack, pack
from ledgerhouse.flows.outbound.pick import PickWave, pick_wave
from ledgerhouse.flows.outbound.recheck_holds import RecheckHolds, by_the_clock, recheck_holds
from ledgerhouse.flows.outbound.release_holds import ReleaseHolds, release_holds
from ledgerhouse.flows.outbound.release_wave import ReleaseWave, release_wave
from ledgerhouse.flows.outbound.ship import Ship, ship
from ledgerhouse.foundation import duties
from ledgerhouse.foundation.duties import SameHands
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.models import Company, OutboxRow
from ledgerhouse.foundation.paper import find
from ledgerhouse.kernel.context import house
from ledgerhouse.kernel.errors import NotAllowed, Unreadable, WrongState
from ledgerhouse.ledgers.books.rates import NoRate
from ledgerhouse.ledgers.books.set_rates import NewRate, SetRates, set_rates
from ledgerhouse.ledgers.stock import queries as stock
from ledgerhouse.masterdata.catalog.queries import items_by_code
from ledgerhouse.masterdata.partners.change_partners import ChangePartners, change_partners
from ledgerhouse.masterdata.partners.create_partners import CreatePartners, create_partners
from ledgerhouse.masterdata.partners.partner_facts import NewPartner, PartnerChange

HERE = "tests.stories.test_on_credit"


@pytest.fixture
def floor(ctx):
    """The shop may owe 1,000.00; there are 100 cups that cost 5.00 each."""
    open_floor(ctx)
    limit(ctx, 1000)
    bring_in(ctx, ("CUP", 100, 5))


def limit(ctx, amount):
    change_partners(ChangePartners(partners=(PartnerChange(code="SHOP", credit_limit=d(amount)),)), ctx)


def order(ctx, quantity=1, price=10, **more):
    """One line of cups, 13 % tax on it."""
    line = NewLine(item="CUP", quantity=d(quantity), price=d(price), tax_rate=d(13))
    new = TakeOrder(**{"customer": "SHOP", "warehouse": "SH1", "lines": (line,), **more})
    return take_orders(TakeOrders(orders=(new,)), ctx).numbers[0]


def confirm(ctx, *numbers):
    return confirm_orders(ConfirmOrders(numbers=numbers), ctx)


def pay(ctx, number, amount):
    return record_payments(RecordPayments(lines=(PaymentLine(order=number, amount=d(amount)),)), ctx)


def state(number):
    return SalesOrder.objects.get(number=number).state


def promised(ctx):
    found = stock.available(ctx, [items_by_code(ctx, ["CUP"])["CUP"].id], NOW.date())
    return found[0].promised // 10**6


def send(ctx, outbound):
    allocate(Allocate(warehouse="SH1", numbers=(outbound,)), ctx)
    wave = release_wave(ReleaseWave(warehouse="SH1", numbers=(outbound,)), ctx).wave
    pick_wave(PickWave(wave=wave), ctx)
    pack(Pack(numbers=(outbound,)), ctx)
    ship(Ship(numbers=(outbound,)), ctx)


@pytest.mark.requirement("R043")
def test_what_goes_beyond_the_limit_waits_with_its_promise_until_money_comes(ctx, floor):
    first, second = order(ctx, 50), order(ctx, 40)  # 565.00 and 452.00
    done = confirm(ctx, first, second)
    assert (len(done.outbound), done.held) == (1, (second,))
    assert state(second) == "suspended"
    assert OutboundOrder.objects.count() == 1
    assert promised(ctx) == 90
    hold = CreditHold.objects.get()
    assert (hold.order.number, hold.credit_limit, hold.exposure, hold.amount) == (second, 1000, 565, 452)
    assert OutboxRow.objects.filter(topic="OrderHeld").count() == 1
    send(ctx, done.outbound[0])
    assert recheck_holds(RecheckHolds(), ctx).outbound == ()  # shipped goods are owed as well
    assert pay(ctx, first, 17).settled == 0
    (outbound,) = recheck_holds(RecheckHolds(), ctx).outbound
    assert state(second) == "confirmed"
    assert promised(ctx) == 40
    send(ctx, outbound)
    assert entries_of(outbound) == [[("debit", "6401", "200.00"), ("credit", "1405", "200.00")]]
    assert pay(ctx, first, 548).settled == 1
    assert doctor(ctx) == []


@pytest.mark.requirement("R043")
def test_who_did_not_sell_may_let_it_go(cast):
    sales, cfo, accountant = cast.person("sales"), cast.person("cfo"), cast.person("accountant")
    number = order(sales, 100, 10_000)
    assert confirm(sales, number).held == (number,)
    with pytest.raises(NotAllowed):
        release_holds(ReleaseHolds(numbers=(number,), reason="ok"), sales)
    hidden = LISTINGS["sales.credit_holds"].every(cast.person("supervisor"), HoldFilter())
    assert [row.order for row in hidden] == [number]
    (outbound,) = release_holds(ReleaseHolds(numbers=(number,), reason="预付款已到"), cfo).outbound
    assert OutboundOrder.objects.get(number=outbound).origin == number
    hold = CreditHold.objects.get()
    assert (hold.ended_by, hold.reason) == (cfo.user, "预付款已到")
    with pytest.raises(WrongState):
        release_holds(ReleaseHolds(numbers=(number,), reason="again"), accountant)
    assert doctor(cast.house) == []


def test_the_same_hands_do_not_sell_and_release(ctx, floor):
    duties.install([ctx.company])
    me = replace(ctx, user=7)
    number = order(me, 100)
    confirm(replace(ctx, user=8), number)
    for user in (7, 8):
        with pytest.raises(SameHands):
            release_holds(ReleaseHolds(numbers=(number,), reason="mine"), replace(ctx, user=user))
    release_holds(ReleaseHolds(numbers=(number,), reason="somebody else"), replace(ctx, user=9))


def test_a_held_order_is_cancelled_with_its_promise(ctx, floor):
    number = order(ctx, 100)
    confirm(ctx, number)
    assert promised(ctx) == 100
    cancel_orders(CancelOrders(numbers=(number,)), ctx)
    assert (state(number), promised(ctx)) == ("cancelled", 0)
    assert list(LISTINGS["sales.credit_holds"].every(ctx, HoldFilter())) == []
    assert doctor(ctx) == []


def test_a_held_order_can_not_be_allocated_and_is_not_confirmed_twice(ctx, floor):
    number = order(ctx, 100)
    confirm(ctx, number)
    assert allocate(Allocate(warehouse="SH1"), ctx).orders == 0
    with pytest.raises(WrongState):
        confirm(ctx, number)
    page = find(ctx, "sales_order", number)
    assert {a.verb for a in page.actions} >= {
        "outbound.release_holds",
        "outbound.recheck_holds",
        "outbound.cancel_orders",
    }
    (hold,) = next(table.rows for table in page.tables if table.title == "Credit holds")
    assert hold.exposure == 0


def test_a_higher_limit_frees_the_longest_held_first_by_the_clock(ctx, floor):
    numbers = [order(ctx, quantity) for quantity in (90, 95, 5)]
    assert confirm(ctx, *numbers).held == (numbers[0], numbers[1])  # 1,017.00; 1,073.50; 56.50 fits
    limit(ctx, 1100)
    assert by_the_clock(ctx, {}, lambda *_: None) == {"orders": 2, "released": 1}
    assert [state(n) for n in numbers] == ["confirmed", "suspended", "confirmed"]
    limit(ctx, 0)  # no limit at all
    assert by_the_clock(ctx, {}, lambda *_: None) == {"orders": 1, "released": 1}
    assert doctor(ctx) == []


def test_what_is_cut_or_paid_ahead_is_not_owed(ctx, floor):
    first = order(ctx, 85)  # 960.50
    confirm(ctx, first)
    ahead = order(ctx, 10)  # 113.00
    pay(ctx, ahead, 100)
    assert confirm(ctx, ahead).held == ()  # only 13.00 of it
    third = order(ctx, 3)  # 33.90 where 26.50 are left
    assert confirm(ctx, third).held == (third,)
    SalesLine.objects.filter(order__number=first).update(cut=d(1))
    assert len(recheck_holds(RecheckHolds(), ctx).outbound) == 1


def test_limits_are_kept_in_other_currencies(ctx, floor):
    abroad = NewPartner(code="ABROAD", name="Abroad", customer=True, currency="USD", credit_limit=d(100))
    create_partners(CreatePartners(partners=(abroad,)), ctx)
    same, other = order(ctx, 8, customer="ABROAD"), order(ctx, 8, customer="ABROAD", currency="CNY")
    assert confirm(ctx, same).held == ()  # 90.40 dollars, no rate asked for
    with pytest.raises(NoRate):
        confirm(ctx, other)
    set_rates(SetRates(rates=(NewRate(currency="USD", day=NOW.date(), rate=d(7)),)), ctx)
    assert confirm(ctx, other).held == (other,)
    hold = CreditHold.objects.get()
    assert (hold.currency, hold.exposure, hold.amount) == ("USD", d("90.4"), d("12.91"))


def test_payments_are_refused_all_at_once(ctx, floor):
    open_one, gone = order(ctx), order(ctx)
    cancel_orders(CancelOrders(numbers=(gone,)), ctx)
    lines = [(open_one, "-1"), (gone, "5"), (open_one, "0"), (open_one, "1.005")]
    command = RecordPayments(lines=tuple(PaymentLine(order=o, amount=d(a)) for o, a in lines))
    with pytest.raises(Unreadable) as refused:
        record_payments(command, ctx)
    assert [p.where for p in refused.value.problems] == [
        "lines.0.amount",
        "lines.1.order",
        "lines.2.amount",
        "lines.3.amount",
    ]
    assert not SalesOrder.objects.exclude(paid=0).exists()


def test_many_orders_cost_no_more_statements(ctx, floor):
    def count(many):
        numbers = [order(ctx, 1, 1000) for _ in range(2 * many)]
        limit(ctx, 1130 * (many + SalesOrder.objects.filter(state="confirmed").count()))
        with sent() as statements:
            assert len(confirm(ctx, *numbers).held) == many
        held = len(statements)
        limit(ctx, 0)
        with sent() as statements:
            assert len(recheck_holds(RecheckHolds(), ctx).outbound) == many
        return held, len(statements)

    count(1)
    assert count(2) == count(12)


def open_shop(orders):
    """A shop with credit for one order of 10.00 and many drafts of that."""
    Company.objects.create(code="QH", name="青禾贸易")
    ctx = _ctx()
    open_floor(ctx)
    limit(ctx, "11.30")
    return [order(ctx) for _ in range(orders)]


def confirm_one(number):
    """One seller."""
    return list(confirm(_ctx(), number).outbound)


def _ctx():
    return house(Company.objects.get(code="QH").id, NOW + timedelta(minutes=1))


@pytest.mark.slow
@pytest.mark.requirement("R043")
def test_of_orders_at_once_only_what_fits_goes(crowd):
    numbers = crowd.ask(f"{HERE}:open_shop", 4)
    said = crowd.run([(f"{HERE}:confirm_one", number) for number in numbers])
    assert [s.error for s in said] == [""] * 4
    assert sorted(len(s.answer) for s in said) == [0, 0, 0, 1]
