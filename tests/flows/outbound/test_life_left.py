"""What customers want to be left of the shelf life when they receive goods."""

from datetime import date, timedelta

import pytest
from tests.cast import NOW
from tests.floor import bring_in, d, doctor, open_floor
from tests.statements import sent

from ledgerhouse.documents.sales.pricing import NewLine
from ledgerhouse.documents.sales.take_order import take_order
from ledgerhouse.documents.sales.take_orders import TakeOrder
from ledgerhouse.documents.warehouse.models import OutboundLine
from ledgerhouse.flows.outbound.allocate import Allocate, allocate
from ledgerhouse.flows.outbound.confirm_orders import ConfirmOrders, confirm_orders
from ledgerhouse.masterdata.partners.change_partners import ChangePartners, change_partners
from ledgerhouse.masterdata.partners.partner_facts import PartnerChange

TODAY = NOW.date()
HALF = 90  # days: half of the 180 that milk keeps


@pytest.fixture
def floor(ctx):
    """Ten cartons of milk that are a day short of half their life, ten that have it exactly, and cups that keep for ever."""
    open_floor(ctx)
    bring_in(ctx, ("MILK", 10, 5), lot="OLD", expires_on=_after(HALF - 1))
    bring_in(ctx, ("MILK", 10, 5), lot="YOUNG", expires_on=_after(HALF))
    bring_in(ctx, ("CUP", 20, 5))


def _after(days: int) -> date:
    return TODAY + timedelta(days=days)


def wants(ctx, percent):
    change_partners(ChangePartners(partners=(PartnerChange(code="SHOP", life_percent=percent),)), ctx)


def confirmed(ctx, *lines, due_on=None):
    new = tuple(NewLine(item=item, quantity=d(quantity), price=d(9)) for item, quantity in lines)
    number = take_order(TakeOrder(customer="SHOP", warehouse="SH1", due_on=due_on, lines=new), ctx).number
    return confirm_orders(ConfirmOrders(numbers=(number,)), ctx).outbound[0]


@pytest.mark.requirement("R034")
def test_goods_too_near_to_their_end_are_not_allocated_to_who_wants_more(ctx, floor):
    wants(ctx, 50)
    number = confirmed(ctx, ("MILK", 15), ("CUP", 5))
    lines = OutboundLine.objects.filter(paper__number=number).order_by("position")
    assert [line.life_days for line in lines] == [HALF, 0]
    short = allocate(Allocate(warehouse="SH1", numbers=(number,)), ctx).short
    assert [(s.item, s.quantity) for s in short] == [("MILK", 5)]  # ten old ones stay where they are
    assert doctor(ctx) == []


def test_who_wants_nothing_gets_the_oldest(ctx, floor):
    number = confirmed(ctx, ("MILK", 15))
    assert allocate(Allocate(warehouse="SH1", numbers=(number,)), ctx).short == ()


def test_a_part_of_a_day_counts_whole_and_the_day_of_use_is_the_promised_one(ctx, floor):
    wants(ctx, 49)  # 88.2 days: the old lot has 89 today, the young one 89 tomorrow
    number = confirmed(ctx, ("MILK", 20), due_on=_after(1))
    assert OutboundLine.objects.get(paper__number=number).life_days == 89
    short = allocate(Allocate(warehouse="SH1", numbers=(number,)), ctx).short
    assert [s.quantity for s in short] == [10]


def test_more_lines_cost_no_more_statements(ctx, floor):
    def count(lines):
        new = tuple(NewLine(item="MILK", quantity=d(1), price=d(9)) for _ in range(lines))
        number = take_order(TakeOrder(customer="SHOP", warehouse="SH1", lines=new), ctx).number
        with sent() as statements:
            confirm_orders(ConfirmOrders(numbers=(number,)), ctx)
        return len(statements)

    wants(ctx, 50)
    count(1)
    assert count(1) == count(20)
