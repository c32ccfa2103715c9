"""The timeline of an order: every node with when, who and where, for its readers only, in statements that do not grow."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from tests.floor import bring_in, open_floor
from tests.statements import sent

from ledgerhouse.documents.sales.pricing import NewLine
from ledgerhouse.documents.sales.take_order import take_order
from ledgerhouse.documents.sales.take_orders import TakeOrder
from ledgerhouse.flows.inbound.take_returns import ReturnedLine, TakeReturns, take_returns
from ledgerhouse.flows.outbound.allocate import Allocate, allocate
from ledgerhouse.flows.outbound.confirm_orders import ConfirmOrders, confirm_orders
from ledgerhouse.flows.outbound.pack import Pack, pack
from ledgerhouse.flows.outbound.pick import PickWave, pick_wave
from ledgerhouse.flows.outbound.release_wave import ReleaseWave, release_wave
from ledgerhouse.flows.outbound.ship import Ship, ship
from ledgerhouse.foundation.models import User
from ledgerhouse.foundation.paper import find
from ledgerhouse.foundation.timeline import timelines
from ledgerhouse.kernel.context import Context

pytestmark = pytest.mark.django_db
WAY = (
    *(
        "Order taken",
        "Confirmed",
        "Promised for",
        "Stock allocated",
        "Released in a wave",
        "Picking begun",
        "Picking ended",
    ),
    *("Packed", "Handed over", "Goods returned"),
)


class Clock:
    """People who act one after another, a minute apart, each at a device of their own."""

    def __init__(self, ctx: Context) -> None:
        self.ctx, self.minutes = ctx, 0

    def __call__(self, name: str) -> Context:
        self.minutes += 1
        user, _ = User.objects.get_or_create(username=name, defaults={"name": name, "company_id": self.ctx.company})
        now = self.ctx.now + timedelta(minutes=self.minutes)
        return replace(self.ctx, user=user.id, now=now, device=f"pda-{name}")


@pytest.fixture
def shop(ctx):
    open_floor(ctx)
    bring_in(ctx, ("CUP", 200, 11))
    return Clock(ctx)


def whole_way(shop: Clock, orders: int = 1, lines: int = 1) -> list[str]:
    """Orders from the first word to goods that came back. Answers their numbers."""
    wanted = tuple(NewLine(item="CUP", quantity=Decimal(2), price=Decimal(20)) for _ in range(lines))
    taker = shop("taker")
    numbers = [
        take_order(TakeOrder(customer="SHOP", warehouse="SH1", lines=wanted), taker).number for _ in range(orders)
    ]
    outbound = confirm_orders(ConfirmOrders(numbers=tuple(numbers)), shop("seller")).outbound
    allocate(Allocate(warehouse="SH1"), shop("planner"))
    wave = release_wave(ReleaseWave(warehouse="SH1"), shop("leader")).wave
    pick_wave(PickWave(wave=wave), shop("picker"))
    pack(Pack(numbers=outbound), shop("packer"))
    ship(Ship(numbers=outbound), shop("shipper"))
    back = tuple(ReturnedLine(order=number, line=1, quantity=Decimal(1), reason="broken") for number in numbers)
    take_returns(TakeReturns(lines=back), shop("gate"))
    return numbers


@pytest.mark.requirement("R117")
def test_every_node_says_when_who_and_where(shop):
    (number,) = whole_way(shop)
    told = timelines(shop.ctx, "sales_order", [number])[number]
    assert tuple(e.stage for e in told) == WAY
    people = ["taker", "seller", "seller", "planner", "leader", "picker", "picker", "packer", "shipper", "gate"]
    assert [e.by for e in told] == people
    assert [e.device for e in told] == [f"pda-{name}" for name in people]
    assert [e.at for e in told] == sorted(e.at for e in told)
    assert (told[0].paper.kind, told[-1].paper.kind) == ("sales_order", "customer_return")
    assert told[-1].note == "broken"


def test_the_paper_shows_it(shop):
    (number,) = whole_way(shop)
    (table,) = [t for t in find(shop.ctx, "sales_order", number).tables if t.title == "Timeline"]
    assert tuple(row.stage for row in table.rows) == WAY


def test_what_is_not_done_is_not_told(shop):
    wanted = (NewLine(item="CUP", quantity=Decimal(2), price=Decimal(20)),)
    number = take_order(TakeOrder(customer="SHOP", warehouse="SH1", lines=wanted), shop("taker")).number
    assert [e.stage for e in timelines(shop.ctx, "sales_order", [number])[number]] == ["Order taken"]
    assert timelines(shop.ctx, "sales_order", ["SO-NONE"]) == {}


def test_statements_do_not_grow_with_orders(shop):
    def cost(numbers):
        with sent() as statements:
            found = timelines(shop.ctx, "sales_order", numbers)
        assert all(tuple(e.stage for e in found[n]) == WAY for n in numbers)
        return len(statements)

    few = cost(whole_way(shop, orders=2))
    assert cost(whole_way(shop, orders=9, lines=2)) == few <= 20
