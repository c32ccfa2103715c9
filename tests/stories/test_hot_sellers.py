"""A morning of an online shop: one cup sells and sells (单品爆品). Its orders go in a wave of their own, the others by channel; one wave is undone,
what a picker did not find is released again, and everybody can see why an order waits."""

from dataclasses import replace

import pytest
from tests.floor import bring_in, d, doctor, open_floor
from tests.statements import sent

from ledgerhouse.documents.sales.pricing import NewLine
from ledgerhouse.documents.sales.take_orders import TakeOrder, TakeOrders, take_orders
from ledgerhouse.documents.warehouse.listings_waves import WaveTemplates
from ledgerhouse.documents.warehouse.models import OutboundOrder, Task, Wave, WaveTemplate
from ledgerhouse.documents.warehouse.set_wave_templates import SetWaveTemplates, TemplateFacts, set_wave_templates
from ledgerhouse.documents.warehouse.wave_plans import NOT_ALONE, TAKES, TOO_FEW
from ledgerhouse.flows.outbound.allocate import Allocate, allocate
from ledgerhouse.flows.outbound.confirm_orders import ConfirmOrders, confirm_orders
from ledgerhouse.flows.outbound.pack import Pack, pack
from ledgerhouse.flows.outbound.pick import PickLine, PickTasks, PickWave, pick, pick_wave
from ledgerhouse.flows.outbound.plan_waves import PlanWaves, plan_waves
from ledgerhouse.flows.outbound.release_wave import NothingToRelease
from ledgerhouse.flows.outbound.rewave import Rewave, rewave
from ledgerhouse.flows.outbound.ship import Ship, ship
from ledgerhouse.flows.outbound.undo_wave import UndoWave, WaveBegun, undo_wave
from ledgerhouse.foundation.jobs import KINDS
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.paper import find
from ledgerhouse.kernel.errors import NotFound, Unreadable, WrongState
from ledgerhouse.ledgers.books.models import JournalEntry, JournalLine

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R125")]
HOT = TemplateFacts(code="HOT", name="单品爆品波次", kind="hot_item", orders_min=3)
REST = TemplateFacts(code="REST", name="其余订单", orders_max=2)


@pytest.fixture
def shop(ctx):
    open_floor(ctx)
    bring_in(ctx, ("CUP", 30, 5), ("PLATE", 30, 7))
    return ctx


def orders(ctx, *wanted):
    """Confirmed and allocated orders of (item, quantity) lines; numbers of their outbound orders."""
    new = tuple(
        TakeOrder(
            customer="SHOP",
            warehouse="SH1",
            lines=tuple(NewLine(item=item, quantity=d(quantity), price=d(20)) for item, quantity in lines),
        )
        for lines in wanted
    )
    outbound = confirm_orders(ConfirmOrders(numbers=take_orders(TakeOrders(orders=new), ctx).numbers), ctx).outbound
    allocate(Allocate(warehouse="SH1", numbers=outbound), ctx)
    return outbound


def by(ctx, *templates):
    return set_wave_templates(SetWaveTemplates(warehouse="SH1", templates=templates), ctx)


def states(numbers):
    found = dict(OutboundOrder.objects.filter(number__in=numbers).values_list("number", "state"))
    return [found[n] for n in numbers]


def test_a_hot_seller_gets_waves_of_its_own_and_goes_out(shop):
    by(shop, HOT, REST)
    numbers = orders(shop, *[[("CUP", 1)]] * 4, [("PLATE", 2)], [("CUP", 1), ("PLATE", 1)], [("PLATE", 1)])
    preview = plan_waves(PlanWaves(warehouse="SH1"), replace(shop, dry_run=True))
    assert not Wave.objects.exists()
    done = plan_waves(PlanWaves(warehouse="SH1"), shop)
    assert [(w.template, w.orders, w.tasks) for w in done.waves] == [("HOT", 4, 4), ("REST", 2, 3)]
    assert [(w.template, w.orders) for w in preview.waves] == [(w.template, w.orders) for w in done.waves]
    assert done.waiting == 1
    assert next((one.order, one.template, one.why) for one in done.left) == (numbers[6], "HOT", TOO_FEW)
    for wave in done.waves:
        assert find(shop, "wave", wave.wave).facts[1].value in (HOT.name, REST.name)
        picked = pick_wave(PickWave(wave=wave.wave), shop).orders
        pack(Pack(numbers=picked), shop)
        ship(Ship(numbers=picked), shop)
    assert states(numbers) == ["shipped"] * 6 + ["allocated"]
    entries = JournalEntry.objects.filter(number__in=numbers[:6]).values_list("id", flat=True)
    costs = JournalLine.objects.filter(entry__in=list(entries), account__code="6401")
    assert sum(line.debit for line in costs) == d(5 * 5 + 3 * 7)
    assert doctor(shop) == []


def test_a_page_says_which_templates_would_take_an_order_and_why_the_others_would_not(shop):
    by(shop, HOT, REST)
    (number,) = orders(shop, [("CUP", 1), ("PLATE", 1)])
    rows = next(t.rows for t in find(shop, "outbound_order", number).tables if t.title == "Wave templates")
    assert [(row.template, row.why) for row in rows] == [("HOT", NOT_ALONE), ("REST", TAKES)]


def test_a_wave_nobody_has_begun_is_undone_and_one_that_was_begun_is_not(shop):
    by(shop, REST)
    numbers = orders(shop, [("CUP", 1)], [("PLATE", 2)])
    wave = plan_waves(PlanWaves(warehouse="SH1"), shop).waves[0].wave
    done = undo_wave(UndoWave(wave=wave), shop)
    assert (done.orders, done.tasks, states(numbers)) == (2, 2, ["allocated"] * 2)
    assert Wave.objects.get(number=wave).state == "undone"
    with pytest.raises(WrongState):
        undo_wave(UndoWave(wave=wave), shop)
    again = plan_waves(PlanWaves(warehouse="SH1"), shop).waves[0].wave
    first = Task.objects.filter(paper=again).order_by("sequence").first()
    pick(PickTasks(lines=(PickLine(task=first.code),)), shop)
    with pytest.raises(WaveBegun):
        undo_wave(UndoWave(wave=again), shop)
    with pytest.raises(NotFound):
        undo_wave(UndoWave(wave="NONE"), shop)
    assert doctor(shop) == []


def test_what_was_not_found_is_released_again(shop):
    by(shop, REST)
    numbers = orders(shop, [("CUP", 1)], [("PLATE", 2)])
    wave = plan_waves(PlanWaves(warehouse="SH1"), shop).waves[0].wave
    with pytest.raises(NothingToRelease):
        rewave(Rewave(wave=wave), shop)
    missing = Task.objects.get(paper=wave, item__code="PLATE")
    pick(PickTasks(lines=(PickLine(task=missing.code, quantity=d(0)),)), shop)
    assert states(numbers) == ["picking", "waiting"]
    done = rewave(Rewave(wave=wave), shop)
    assert (done.orders, done.tasks, done.short) == (1, 1, ())
    assert OutboundOrder.objects.get(number=numbers[1]).wave.number == done.wave != wave
    assert doctor(shop) == []


def test_without_waves_orders_go_as_they_come_until_enough_are_in_process(shop):
    by(shop, TemplateFacts(code="FLOW", name="随到随发", waveless=True, in_process=2))
    orders(shop, *[[("CUP", 1)]] * 3)
    job = KINDS["outbound.plan_waves"]
    heard = []
    assert job(shop, {}, lambda *said: heard.append(said)) == {"waves": 1}
    assert job(shop, {"warehouses": ["SH1"], "templates": ["FLOW"]}, lambda *said: heard.append(said)) == {"waves": 0}
    assert OutboundOrder.objects.filter(state="picking").count() == 2
    pick_wave(PickWave(wave=Wave.objects.get().number), shop)
    assert job(shop, {}, lambda *said: heard.append(said)) == {"waves": 1}
    assert doctor(shop) == []


def test_templates_are_set_in_their_order_and_bad_ones_refused_together(shop):
    by(shop, HOT, REST)
    assert by(shop, REST).templates == 1
    rows = list(LISTINGS["warehouse.wave_templates"].every(shop, WaveTemplates(warehouse="SH1")))
    assert [(row.code, row.active) for row in rows if row.active] == [("REST", True)]
    wrong = (
        TemplateFacts(code="A", name="A", zone="X", channel="NONE", orders_min=9, orders_max=3),
        TemplateFacts(code="A", name="A", waveless=True),
    )
    with pytest.raises(Unreadable) as refused:
        by(shop, *wrong)
    assert [p.where for p in refused.value.problems] == [
        "templates.0.zone",
        "templates.0.channel",
        "templates.0.orders_min",
        "templates.1.code",
        "templates.1.in_process",
    ]
    assert WaveTemplate.objects.filter(active=True).count() == 1
    with pytest.raises(NotFound):
        plan_waves(PlanWaves(warehouse="SH1", templates=("HOT",)), shop)


def test_statements_grow_with_waves_not_with_orders(shop):
    by(shop, replace(REST, orders_max=300, volume_max_cm3=10**9, zone="A"))
    counts = []
    for many in (1, 1, 6):
        orders(shop, *[[("CUP", 1), ("PLATE", 1)]] * many)
        with sent() as there:
            (wave,) = plan_waves(PlanWaves(warehouse="SH1"), shop).waves
        with sent() as back:
            undo_wave(UndoWave(wave=wave.wave), shop)
        counts.append((len(there), len(back)))
        plan_waves(PlanWaves(warehouse="SH1"), shop)
    assert counts[1] == counts[2]
