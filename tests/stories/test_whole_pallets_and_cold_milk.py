"""A shop orders cups by the pallet and milk that must keep: whole pallets and cases go before pieces, and short-lived milk stays behind."""

from datetime import date

import pytest
from tests.floor import bring_in, d, doctor, open_floor

from ledgerhouse.documents.sales.pricing import NewLine
from ledgerhouse.documents.sales.take_order import take_order
from ledgerhouse.documents.sales.take_orders import TakeOrder
from ledgerhouse.documents.warehouse.models import OutboundOrder
from ledgerhouse.documents.warehouse.set_allocation_rules import (
    AllocationFacts,
    SetAllocationRules,
    set_allocation_rules,
)
from ledgerhouse.flows.outbound.allocate import Allocate, allocate
from ledgerhouse.flows.outbound.confirm_orders import ConfirmOrders, confirm_orders
from ledgerhouse.flows.outbound.pack import Pack, pack
from ledgerhouse.flows.outbound.pick import PickWave, pick_wave
from ledgerhouse.flows.outbound.release_wave import ReleaseWave, release_wave
from ledgerhouse.flows.outbound.ship import Ship, ship
from ledgerhouse.foundation.paper import find
from ledgerhouse.ledgers.books.models import JournalEntry, JournalLine
from ledgerhouse.ledgers.stock.models import Balance
from ledgerhouse.masterdata.catalog.set_packs import PackFacts, SetPacks, set_packs

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R126")]


def ordered(ctx, item, quantity):
    lines = (NewLine(item=item, quantity=d(quantity), price=d(20)),)
    number = take_order(TakeOrder(customer="SHOP", warehouse="SH1", lines=lines), ctx).number
    return confirm_orders(ConfirmOrders(numbers=(number,)), ctx).outbound[0]


def sent_off(ctx, number):
    """From the wave to the lorry; what it cost by the books."""
    wave = release_wave(ReleaseWave(warehouse="SH1", numbers=(number,)), ctx).wave
    pick_wave(PickWave(wave=wave), ctx)
    pack(Pack(numbers=(number,)), ctx)
    ship(Ship(numbers=(number,)), ctx)
    entries = JournalEntry.objects.filter(number=number).values_list("id", flat=True)
    return sum(line.debit for line in JournalLine.objects.filter(entry__in=list(entries), account__code="6401"))


def test_a_pallet_then_cases_then_pieces(ctx):
    open_floor(ctx)
    set_packs(SetPacks((PackFacts("CUP", "case", d(24)), PackFacts("CUP", "pallet", d(480)))), ctx)
    rule = AllocationFacts(strategy="fewest-places", whole=True)
    set_allocation_rules(SetAllocationRules(warehouse="SH1", rules=(rule,)), ctx)
    bring_in(ctx, ("CUP", 960, 5))
    number = ordered(ctx, "CUP", 480 + 2 * 24 + 5)
    held = allocate(Allocate(warehouse="SH1", numbers=(number,)), ctx)
    assert held.short == ()
    rows = next(t.rows for t in find(ctx, "outbound_order", number).tables if t.title == "Why this stock")
    assert [(row.strategy, row.rule) for row in rows] == [("fewest-places", "1")] * len(rows)
    assert sum(row.quantity for row in rows) == d(533)
    assert sent_off(ctx, number) == d(533 * 5)
    assert doctor(ctx) == []


def test_milk_that_does_not_keep_long_enough_stays_behind(ctx):
    open_floor(ctx)
    for code, day in (("SOON", date(2026, 12, 1)), ("LATE", date(2027, 3, 1)), ("LATER", date(2027, 5, 1))):
        bring_in(ctx, ("MILK", 10, 5), lot=code, expires_on=day)
    number = ordered(ctx, "MILK", 12)
    OutboundOrder.objects.filter(number=number).update(life_days=30)
    allocate(Allocate(warehouse="SH1", numbers=(number,)), ctx)
    rows = next(t.rows for t in find(ctx, "outbound_order", number).tables if t.title == "Why this stock")
    assert [(row.lot, row.quantity) for row in rows] == [("LATE", d(10)), ("LATER", d(2))]
    assert sent_off(ctx, number) == d(12 * 5)
    left = dict(Balance.objects.filter(item__code="MILK", on_hand__gt=0).values_list("lot__code", "on_hand"))
    assert left == {"SOON": d(10), "LATER": d(8)}
    assert doctor(ctx) == []
