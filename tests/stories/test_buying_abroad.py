"""Cups from a supplier who wants dollars: each delivery is worth what the dollar is on its day."""

from datetime import date
from decimal import Decimal

import pytest
from tests.books import entries_of
from tests.floor import d, design, doctor, open_floor

from ledgerhouse.documents.purchasing.place_order import place_order
from ledgerhouse.documents.purchasing.place_orders import PlaceOrder
from ledgerhouse.documents.purchasing.pricing import NewLine
from ledgerhouse.flows.inbound.delivery import ReceiveLine
from ledgerhouse.flows.inbound.receive import Receive, receive
from ledgerhouse.flows.inbound.release_purchases import ReleasePurchases, release_purchases
from ledgerhouse.flows.inbound.reverse_receipts import ReverseReceipts, reverse_receipts
from ledgerhouse.flows.inventory.taking_back import PaperLine
from ledgerhouse.foundation.approvals.need import ApprovalNeeded
from ledgerhouse.ledgers.books.rates import NoRate
from ledgerhouse.ledgers.books.set_rates import NewRate, SetRates, set_rates
from ledgerhouse.masterdata.partners.create_partners import CreatePartners, create_partners
from ledgerhouse.masterdata.partners.partner_facts import NewPartner


@pytest.fixture
def floor(ctx):
    open_floor(ctx)
    create_partners(CreatePartners(partners=(NewPartner(code="US", name="Acme", supplier=True, currency="USD"),)), ctx)


def rates(ctx, *of):
    set_rates(SetRates(rates=tuple(NewRate(currency="USD", day=day, rate=Decimal(rate)) for day, rate in of)), ctx)


def order(ctx, quantity, price):
    lines = (NewLine(item="CUP", quantity=d(quantity), price=d(price)),)
    return place_order(PlaceOrder(supplier="US", warehouse="SH1", lines=lines), ctx).number


def took(ctx, inbound, quantity, day):
    line = ReceiveLine(order=inbound, line=1, quantity=d(quantity))
    return receive(Receive(lines=(line,), received_on=day), ctx).receipts[0]


@pytest.mark.requirement("R033")
def test_each_delivery_is_valued_at_the_rate_of_its_day(ctx, floor):
    number = order(ctx, 3, "0.333333")  # one dollar in all
    (inbound,) = release_purchases(ReleasePurchases(numbers=(number,)), ctx).inbound
    with pytest.raises(NoRate, match="no exchange rate of USD on 2026-11-20"):
        took(ctx, inbound, 1, date(2026, 11, 20))
    rates(ctx, (date(2026, 11, 20), "7.1"), (date(2026, 11, 22), "7.25"))
    first = took(ctx, inbound, 1, date(2026, 11, 20))
    second = took(ctx, inbound, 1, date(2026, 11, 21))
    third = took(ctx, inbound, 1, date(2026, 11, 22))
    # 0.33, 0.34 and 0.33 dollars: 2.343, 2.414 and 2.3925.
    assert [entries_of(receipt) for receipt in (first, second, third)] == [
        [[("debit", "1405", "2.34"), ("credit", "2202.02", "2.34")]],
        [[("debit", "1405", "2.41"), ("credit", "2202.02", "2.41")]],
        [[("debit", "1405", "2.39"), ("credit", "2202.02", "2.39")]],
    ]
    assert doctor(ctx) == []

    # Taken back at what it was booked at, whatever the dollar is now.
    rates(ctx, (date(2026, 11, 22), "9"))
    (red,) = reverse_receipts(ReverseReceipts(lines=(PaperLine(number=first),), reason="wrong"), ctx).receipts
    assert entries_of(red) == [[("debit", "1405", "-2.34"), ("credit", "2202.02", "-2.34")]]
    assert doctor(ctx) == []


def test_limits_of_approval_are_in_our_own_money(cast):
    create_partners(
        CreatePartners(partners=(NewPartner(code="US", name="Acme", supplier=True, currency="USD"),)), cast.house
    )
    design(cast.house, "purchase order", "role:cfo", above=d(7000))
    rates(cast.house, (date(2026, 11, 1), "7"))
    buyer = cast.person("buyer")
    assert release_purchases(ReleasePurchases(numbers=(order(buyer, 1000, 1),)), buyer).inbound
    with pytest.raises(ApprovalNeeded):
        release_purchases(ReleasePurchases(numbers=(order(buyer, 1001, 1),)), buyer)
