"""The flow board: what stands at which stage in each warehouse, overdue by the cut-off, and on the screen within a second of the commit."""

import re
import threading
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from tests.cast import NOW, assemble
from tests.floor import bring_in, open_floor
from tests.house.leaks import browser
from tests.statements import sent

from ledgerhouse.documents.sales.pricing import NewLine
from ledgerhouse.documents.sales.take_order import take_order
from ledgerhouse.documents.sales.take_orders import TakeOrder
from ledgerhouse.documents.warehouse import tasks
from ledgerhouse.flows.outbound.allocate import Allocate, allocate
from ledgerhouse.flows.outbound.confirm_orders import ConfirmOrders, confirm_orders
from ledgerhouse.flows.outbound.pack import Pack, pack
from ledgerhouse.flows.outbound.pick import PickLine, PickTasks, PickWave, pick, pick_wave
from ledgerhouse.flows.outbound.release_wave import ReleaseWave, release_wave
from ledgerhouse.flows.outbound.ship import Ship, ship
from ledgerhouse.foundation.flow import STAGES, flow, stages
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.models import User
from ledgerhouse.foundation.rights import context_of
from ledgerhouse.interfaces.web import stream
from ledgerhouse.interfaces.web.flow import rows
from ledgerhouse.kernel.commands import read

pytestmark = pytest.mark.requirement("R117")
DAY = date(2026, 11, 22)


def take(ctx, orders=1, lines=2, due=DAY):
    new = tuple(NewLine(item="CUP", quantity=Decimal(1), price=Decimal(20)) for _ in range(lines))
    order = TakeOrder(customer="SHOP", warehouse="SH1", ordered_on=DAY, due_on=due, lines=new)
    return [take_order(order, ctx).number for _ in range(orders)]


def counts(ctx):
    return {name: (one.orders, one.lines) for name, one in flow(ctx).get("SH1", {}).items()}


@pytest.mark.django_db
def test_an_order_goes_along_the_board(ctx):
    open_floor(ctx)
    (number,) = take(ctx)
    assert counts(ctx) == {"confirm": (1, 2)}
    outbound = confirm_orders(ConfirmOrders(numbers=(number,)), ctx).outbound
    assert counts(ctx) == {"allocate": (1, 2)}
    bring_in(ctx, ("CUP", 50, 11))
    allocate(Allocate(warehouse="SH1"), ctx)
    assert counts(ctx) == {"release": (1, 2)}
    wave = release_wave(ReleaseWave(warehouse="SH1"), ctx).wave
    assert counts(ctx) == {"pick": (1, 2)}
    first = tasks.open_of(ctx, "wave", [wave])[0]
    pick(PickTasks(lines=(PickLine(task=first.code),)), ctx)
    assert counts(ctx) == {"picking": (1, 2)}
    pick_wave(PickWave(wave=wave), ctx)
    assert counts(ctx) == {"pack": (1, 2)}
    pack(Pack(numbers=outbound), ctx)
    assert counts(ctx) == {"ship": (1, 2)}
    ship(Ship(numbers=outbound), ctx)
    assert counts(ctx) == {"shipped": (1, 2)}
    assert counts(replace(ctx, now=ctx.now + timedelta(days=1))) == {}
    for stage in stages():  # every box opens a list that shows what it counts
        listing = LISTINGS[stage.listing]
        where = {name: DAY.isoformat() if value == "today" else value for name, value in stage.where.items()}
        found = list(listing.every(ctx, read(listing.filters, {**where, "warehouse": "SH1"})))
        assert len(found) == (stage.name == "shipped"), stage.name


@pytest.mark.django_db
def test_overdue_is_past_the_day_or_past_the_cut_off(ctx):
    open_floor(ctx)
    take(ctx, due=DAY)
    take(ctx, due=DAY + timedelta(days=1))

    def late(hours):
        return flow(replace(ctx, now=NOW + timedelta(hours=hours)))["SH1"]["confirm"].late

    assert NOW.hour == 1  # nine in the morning in Shanghai
    assert [late(0), late(8.9), late(9.1), late(24), late(34)] == [0, 0, 1, 1, 2]
    assert flow(ctx)["SH1"]["confirm"].oldest == ctx.now


@pytest.mark.django_db
def test_statements_do_not_grow(ctx):
    open_floor(ctx)
    bring_in(ctx, ("CUP", 500, 11))

    def cost():
        with sent() as statements:
            flow(ctx)
        return len(statements)

    take(ctx, 2)
    few = cost()
    confirm_orders(ConfirmOrders(numbers=tuple(take(ctx, 20))), ctx)
    allocate(Allocate(warehouse="SH1"), ctx)
    assert cost() == few <= 10


@pytest.mark.django_db
@pytest.mark.requirement("R077")
def test_a_reader_sees_the_own_warehouse_and_rights_only(cast):
    take(cast.house)
    confirm_orders(ConfirmOrders(numbers=tuple(take(cast.house))), cast.house)
    assert {n: set(s) for n, s in flow(cast.person("supervisor")).items()} == {"SH1": {"confirm", "allocate"}}
    assert flow(cast.person("beijing")) == {}
    assert set(flow(cast.person("store"))["SH1"]) == {"confirm"}  # sees sales, no warehouse work
    assert set(flow(cast.person("picker"))["SH1"]) == {"allocate"}  # sees warehouse work, no sales


@pytest.mark.django_db
def test_the_page_and_the_wall(cast):
    confirm_orders(ConfirmOrders(numbers=tuple(take(cast.house, 3))), cast.house)
    client = browser("supervisor")
    for address in ("/board/orders/", "/board/orders/?warehouse=SH1", "/board/orders/?wall=yes"):
        answer = client.get(address)
        page = answer.content.decode()
        assert answer.status_code == 200
        assert len(re.findall('data-stage="', page)) == len(STAGES)
        assert re.search(r'data-stage="allocate".*?stage-count">3<', page, re.DOTALL)
        assert "data-live" in page
    assert ("house-top" in page, "wall-main" in page) == (False, True)
    assert browser("it").get("/board/orders/").status_code == 403


@pytest.mark.django_db(transaction=True)
def test_a_commit_is_on_the_screen_within_a_second(transactional_db):
    """Twenty orders taken one after another: for 19 of them the stream stirs, and the board with the order is read, within a second."""
    if connection.vendor == "sqlite":
        pytest.skip("the database of the tests lives in the memory of one thread")
    cast = assemble()
    reader = context_of(User.objects.get(username="supervisor"), datetime.now(UTC), interface="web")
    heard: list[float] = []

    def listen():
        for piece in stream.events(reader, None, 12.0):
            if b"event: stir" in piece or b"event: news" in piece or not heard:
                rows(reader, "Asia/Shanghai", {})
                heard.append(time.monotonic())
        connection.close()

    thread = threading.Thread(target=listen)
    thread.start()
    while not heard:
        time.sleep(0.01)
    took = []
    for _ in range(20):
        take(cast.house)
        committed = time.monotonic()
        while heard[-1] < committed and time.monotonic() - committed < 3:
            time.sleep(0.005)
        took.append(max(heard[-1] - committed, 0) if heard[-1] >= committed else 3.0)
    thread.join()
    assert sorted(took)[18] < 1, took
