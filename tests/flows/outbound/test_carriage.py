"""Parcels get waybills, go on manifests, are loaded and handed over; what carriers say follows them to the door."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.floor import bring_in, d, doctor, stock

from ledgerhouse.documents.logistics.add_numbers import AddNumbers, NewRange, add_numbers
from ledgerhouse.documents.logistics.cancel_manifests import CancelManifests, cancel_manifests
from ledgerhouse.documents.logistics.cancel_waybills import CancelWaybills, cancel_waybills
from ledgerhouse.documents.logistics.load import Load, load
from ledgerhouse.documents.logistics.models import NumberRange, TrackingEvent, Waybill
from ledgerhouse.documents.logistics.numbers import NumbersUsedUp
from ledgerhouse.documents.logistics.open_manifest import NothingToList, OpenManifest, open_manifest
from ledgerhouse.documents.logistics.set_carriers import CarrierFacts, SetCarriers, set_carriers
from ledgerhouse.documents.logistics.set_services import RateFacts, ServiceFacts, SetServices, set_services
from ledgerhouse.documents.logistics.words import Said
from ledgerhouse.documents.sales.pricing import NewLine
from ledgerhouse.documents.sales.take_order import take_order
from ledgerhouse.documents.sales.take_orders import TakeOrder
from ledgerhouse.documents.warehouse.models import OutboundOrder
from ledgerhouse.flows.outbound.allocate import Allocate, allocate
from ledgerhouse.flows.outbound.confirm_delivery import ConfirmDelivery, Signature, confirm_delivery
from ledgerhouse.flows.outbound.confirm_orders import ConfirmOrders, confirm_orders
from ledgerhouse.flows.outbound.hand_over import HandOver, hand_over
from ledgerhouse.flows.outbound.make_waybills import MakeWaybills, make_waybills
from ledgerhouse.flows.outbound.pack import Pack, pack
from ledgerhouse.flows.outbound.pick import PickWave, pick_wave
from ledgerhouse.flows.outbound.propose_carriers import ProposeCarriers, propose_carriers
from ledgerhouse.flows.outbound.record_tracking import RecordTracking, TrackingLine, record_tracking
from ledgerhouse.flows.outbound.release_wave import ReleaseWave, release_wave
from ledgerhouse.flows.outbound.ship import Ship, ship
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.models import OutboxRow
from ledgerhouse.foundation.paper import find
from ledgerhouse.kernel.errors import NotAllowed, NotFound, Unreadable, WrongState
from ledgerhouse.masterdata.partners.create_partners import CreatePartners, create_partners
from ledgerhouse.masterdata.partners.partner_facts import NewPartner

pytestmark = pytest.mark.django_db
SF, YTO = "SF", "YTO"


@pytest.fixture
def carriers(cast):
    """Two carriers: 顺丰 fast, dear and cold, 圆通 cheap up to 30 kg; a hundred numbers each; 1,000 cups on the shelf."""
    partners = (
        NewPartner(code="P-SF", name="顺丰速运", carrier=True),
        NewPartner(code="P-YTO", name="圆通速递", carrier=True),
    )
    create_partners(CreatePartners(partners=partners), cast.house)
    boss = cast.person("supervisor")
    url = "https://example.com/{number}"
    facts = (
        CarrierFacts(code=SF, partner="P-SF", tracked_as="shunfeng", tracking_url=url),
        CarrierFacts(code=YTO, partner="P-YTO", tracked_as="yuantong"),
    )
    set_carriers(SetCarriers(carriers=facts), boss)
    near = RateFacts(city="上海", days=1, first_price=d(6), step_price=d(1))
    services = (
        ServiceFacts(
            carrier=SF,
            code="AIR",
            name="顺丰特快",
            cutoff="18:00",
            cold=True,
            rates=(RateFacts(days=1, first_price=d(23), step_price=d(13)),),
        ),
        ServiceFacts(
            carrier=YTO,
            code="STD",
            name="圆通标快",
            heaviest_g=30_000,
            rates=(near, RateFacts(days=3, first_price=d(8), step_price=d(2))),
        ),
    )
    set_services(SetServices(services=services), boss)
    for carrier, prefix, check in ((SF, "SF", "luhn"), (YTO, "YT", "none")):
        numbers = NewRange(prefix=prefix, first=1, last=100, digits=10, check=check)
        add_numbers(AddNumbers(carrier=carrier, ranges=(numbers,)), boss)
    bring_in(cast.house, ("CUP", 1000, 10))
    return boss


def packed(ctx, *cups, customer="NET"):
    """Outbound orders of so many cups each, packed."""
    sales = [
        take_order(
            TakeOrder(customer=customer, warehouse="SH1", lines=(NewLine(item="CUP", quantity=d(n), price=d(20)),)),
            ctx,
        ).number
        for n in cups
    ]
    orders = confirm_orders(ConfirmOrders(numbers=tuple(sales)), ctx).outbound
    allocate(Allocate(warehouse="SH1", numbers=orders), ctx)
    pick_wave(PickWave(wave=release_wave(ReleaseWave(warehouse="SH1", numbers=orders), ctx).wave), ctx)
    pack(Pack(numbers=orders), ctx)
    return orders


def numbered(ctx, orders, **facts):
    return [w.waybill for w in make_waybills(MakeWaybills(numbers=tuple(orders), **facts), ctx).waybills]


def states():
    return dict(Waybill.objects.values_list("number", "state"))


def handed(ctx, orders, carrier=YTO):
    """The waybills of orders that were handed over."""
    waybills = numbered(ctx, orders, service=carrier)
    manifest = open_manifest(OpenManifest(warehouse="SH1", carrier=carrier), ctx).manifest
    load(Load(manifest=manifest, waybills=tuple(waybills)), ctx)
    hand_over(HandOver(manifests=(manifest,)), ctx)
    return waybills


def say(ctx, waybill, said, at, text=""):
    line = TrackingLine(waybill=waybill, said=Said(said), at=at, text=text)
    return record_tracking(RecordTracking(events=(line,)), ctx)


def news(topic):
    return [
        json.loads(body) for body in OutboxRow.objects.filter(topic=topic).order_by("id").values_list("body", flat=True)
    ]


@pytest.mark.requirement("R013")
def test_a_carrier_is_proposed_with_reasons(cast, carriers):
    """Hangzhou: 3 days and 8 + 2 by the cheap one, which is late for tomorrow; 100 cups of 350 g are too heavy for it."""
    small, large = packed(cast.house, 4, 100)
    OutboundOrder.objects.update(due_on=date(2026, 11, 23))
    found = propose_carriers(ProposeCarriers(numbers=(small,)), carriers).services
    assert [(s.service, s.price, s.arrives_on.day, s.late) for s in found] == [
        ("SF/AIR", d(36), 23, False),
        ("YTO/STD", d(10), 25, True),
    ]
    OutboundOrder.objects.update(due_on=date(2026, 11, 30))
    found = propose_carriers(ProposeCarriers(numbers=(small,)), carriers).services
    assert [s.service for s in found] == ["YTO/STD", "SF/AIR"]
    fastest = propose_carriers(ProposeCarriers(numbers=(small,), rule="fastest"), carriers).services
    assert [s.service for s in fastest] == ["SF/AIR", "YTO/STD"]
    heavy = propose_carriers(ProposeCarriers(numbers=(large,)), carriers).services
    assert [(s.service, s.fits, s.reason) for s in heavy] == [
        ("SF/AIR", True, ""),
        ("YTO/STD", False, "35000 克超过 30000 克"),
    ]
    # after the cut-off it leaves a day later
    evening = replace(carriers, now=carriers.now.replace(hour=11))
    late = propose_carriers(ProposeCarriers(numbers=(small,), rule="fastest"), evening).services
    assert next(s for s in late if s.service == "SF/AIR").arrives_on == date(2026, 11, 24)
    assert Waybill.objects.count() == 0


def test_every_parcel_gets_one_number_and_keeps_it(cast, carriers):
    one, two = packed(cast.house, 4, 5)
    assert numbered(carriers, [one]) == ["YT0000000001"]
    assert numbered(carriers, [one, two], service=SF) == ["SF00000000018"]
    assert {w.parcel for w in Waybill.objects.all()} == set(
        OutboundOrder.objects.values_list("parcels__number", flat=True)
    )
    row = Waybill.objects.get(number="YT0000000001")
    assert (row.weight_g, row.freight, row.city, row.why[0]["service"]) == (1400, d(10), "杭州", "YTO/STD")
    # a cancelled one gives the parcel free, and its number is not given again
    cancel_waybills(CancelWaybills(numbers=("YT0000000001",)), carriers)
    assert numbered(carriers, [one], service="YTO/STD") == ["YT0000000002"]


def test_waybills_are_refused_with_all_reasons_and_nothing_is_written(cast, carriers):
    small, large = packed(cast.house, 4, 100)
    with pytest.raises(Unreadable) as refused:
        make_waybills(MakeWaybills(numbers=(small, large), service=YTO), carriers)
    assert [p.where for p in refused.value.problems] == ["numbers.1.YTO/STD"]
    assert {k: v for k, v in refused.value.problems[0].facts.items() if k != "parcel"} == {
        "weight": 35000,
        "most": 30000,
    }
    assert Waybill.objects.count() == 0
    with pytest.raises(Unreadable) as refused:
        make_waybills(MakeWaybills(numbers=(small,), service="DHL", rule="prettiest"), carriers)
    assert [p.where for p in refused.value.problems] == ["service", "rule"]
    add_numbers(AddNumbers(carrier=SF, numbers=("SF-X",)), carriers)
    Waybill.objects.all().delete()
    NumberRange.objects.filter(digits=10).update(next=101)
    assert numbered(carriers, [small], service=SF) == ["SF-X"]
    with pytest.raises(NumbersUsedUp) as short:
        numbered(carriers, [large], service=SF)
    assert short.value.facts == {"wanted": 1, "carrier": SF, "left": 0}
    with pytest.raises(NotAllowed):
        make_waybills(MakeWaybills(numbers=(small,)), cast.person("picker"))


@pytest.mark.requirement("R013", "R117")
def test_goods_leave_stock_when_the_carrier_takes_them_along_and_once(cast, carriers):
    orders = packed(cast.house, 4, 5)
    waybills = numbered(carriers, orders, service=YTO)
    opened = open_manifest(OpenManifest(warehouse="SH1", carrier=YTO, vehicle="沪A12345", dock="DOCK-2"), carriers)
    assert opened.parcels == 2
    first = load(Load(manifest=opened.manifest, waybills=(waybills[0],)), carriers)
    assert (first.loaded, first.missing) == (1, 1)
    page = find(carriers, "manifest", opened.manifest)
    assert {f.title: f.value for f in page.facts}["Not loaded yet"] == 1
    # a parcel is missing: who drives off now is told which
    with pytest.raises(Unreadable) as refused:
        hand_over(HandOver(manifests=(opened.manifest,)), carriers)
    assert refused.value.problems[0].facts == {"count": 1, "all": 2, "missing": waybills[1]}
    load(Load(manifest=opened.manifest, waybills=(waybills[1],)), carriers)
    done = hand_over(HandOver(manifests=(opened.manifest,)), carriers)
    assert (done.parcels, done.orders) == (2, 2)
    assert set(OutboundOrder.objects.values_list("state", flat=True)) == {"shipped"}
    assert sum(stock(cast.house).values()) == d(991)
    assert set(states().values()) == {"handed over"}
    with pytest.raises(WrongState):
        hand_over(HandOver(manifests=(opened.manifest,)), carriers)
    assert [b["waybills"] for b in news("ShipmentHandedOver")] == [[w] for w in waybills]
    assert doctor(cast.house) == []


def test_what_stays_behind_waits_for_the_next_pick_up(cast, carriers):
    orders = packed(cast.house, 4, 5)
    waybills = numbered(carriers, orders, service=YTO)
    manifest = open_manifest(OpenManifest(warehouse="SH1", carrier=YTO), carriers).manifest
    load(Load(manifest=manifest, waybills=(waybills[0],)), carriers)
    assert hand_over(HandOver(manifests=(manifest,), left_behind=(waybills[1],)), carriers).parcels == 1
    assert states() == {waybills[0]: "handed over", waybills[1]: "made"}
    again = open_manifest(OpenManifest(warehouse="SH1", carrier=YTO), carriers)
    assert again.parcels == 1
    cancel_manifests(CancelManifests(numbers=(again.manifest,)), carriers)
    assert states()[waybills[1]] == "made"


def test_wrong_parcels_are_refused_at_the_ramp_with_where_they_belong(cast, carriers):
    orders = packed(cast.house, 4, 5, 6)
    one, two = numbered(carriers, orders[:2], service=YTO)
    (other,) = numbered(carriers, orders[2:], service=SF)
    mine = open_manifest(OpenManifest(warehouse="SH1", carrier=YTO, waybills=(one,)), carriers).manifest
    theirs = open_manifest(OpenManifest(warehouse="SH1", carrier=SF), carriers).manifest
    with pytest.raises(Unreadable) as refused:
        load(Load(manifest=mine, waybills=(one, one, two, other, "NOBODY")), carriers)
    assert [(p.where, p.facts) for p in refused.value.problems] == [
        ("waybills.1", {}),
        ("waybills.2", {"name": two}),
        ("waybills.3", {"name": other, "other": theirs, "manifest": mine}),
        ("waybills.4", {"code": "NOBODY"}),
    ]
    assert states()[one] == "listed"
    with pytest.raises(Unreadable):
        open_manifest(OpenManifest(warehouse="SH1", carrier=YTO, waybills=(other, one)), carriers)
    with pytest.raises(NothingToList):
        open_manifest(OpenManifest(warehouse="SH1", carrier=SF), carriers)


def test_the_parcels_own_label_can_be_scanned(cast, carriers):
    (order,) = packed(cast.house, 4)
    numbered(carriers, [order], service=YTO)
    manifest = open_manifest(OpenManifest(warehouse="SH1", carrier=YTO), carriers).manifest
    parcel = Waybill.objects.get().parcel
    assert load(Load(manifest=manifest, waybills=(parcel,)), carriers).missing == 0


def test_an_order_that_was_shipped_by_hand_is_not_shipped_again(cast, carriers):
    (order,) = packed(cast.house, 4)
    (waybill,) = numbered(carriers, [order], service=YTO)
    manifest = open_manifest(OpenManifest(warehouse="SH1", carrier=YTO), carriers).manifest
    load(Load(manifest=manifest, waybills=(waybill,)), carriers)
    ship(Ship(numbers=(order,)), carriers)
    assert hand_over(HandOver(manifests=(manifest,)), carriers).orders == 0
    assert sum(stock(cast.house).values()) == d(996)


@pytest.mark.requirement("R124")
def test_events_may_come_twice_late_or_in_any_order(cast, carriers):
    (waybill,) = handed(carriers, packed(cast.house, 4))
    noon = datetime(2026, 11, 22, 4, tzinfo=UTC)
    assert say(carriers, waybill, "collected", noon).new == 1
    assert say(carriers, waybill, "collected", noon).repeated == 1
    assert say(carriers, waybill, "delivering", noon + timedelta(hours=20)).new == 1
    say(carriers, waybill, "in transit", noon + timedelta(hours=5))
    assert states()[waybill] == "delivering"
    say(carriers, waybill, "trouble", noon + timedelta(hours=21), "地址不详")
    assert states()[waybill] == "in trouble"
    signed = say(carriers, waybill, "signed", noon + timedelta(hours=24), "本人签收")
    assert signed.delivered == (waybill,)
    say(carriers, waybill, "in transit", noon + timedelta(hours=30))
    assert states()[waybill] == "delivered"
    assert TrackingEvent.objects.count() == 6
    row = Waybill.objects.get()
    assert row.delivered_at == noon + timedelta(hours=24)
    assert [b["complete"] for b in news("Delivered")] == [True]
    with pytest.raises(Unreadable) as refused:
        say(carriers, "NOBODY", "signed", noon)
    assert refused.value.problems[0].facts == {"code": "NOBODY"}
    page = find(carriers, "waybill", waybill)
    assert [row.said for row in page.tables[0].rows][-1] == "collected"
    order = find(carriers, "outbound_order", Waybill.objects.get().outbound)
    stages = [row.stage for table in order.tables for row in table.rows if hasattr(row, "stage")]
    assert {"Waybill made", "Parcel handed over", "collected", "delivering", "signed for"} <= set(stages)


def test_proof_of_delivery_says_who_and_when(cast, carriers):
    one, two = handed(carriers, packed(cast.house, 4, 5))
    later = replace(carriers, now=carriers.now + timedelta(days=1))
    lines = (Signature(waybill=one, signed_by="张三"), Signature(waybill=two, signed_by="前台", signed_at=carriers.now))
    assert confirm_delivery(ConfirmDelivery(lines=lines), later).delivered == 2
    assert dict(Waybill.objects.values_list("number", "signed_by")) == {one: "张三", two: "前台"}
    assert Waybill.objects.get(number=two).delivered_at == carriers.now
    # the name of who really signed can be added; nothing is delivered twice
    assert confirm_delivery(ConfirmDelivery(lines=(Signature(waybill=one, signed_by="李四"),)), later).delivered == 0
    assert len(news("Delivered")) == 2
    (fresh,) = numbered(carriers, packed(cast.house, 6), service=YTO)
    wrong = (
        Signature(waybill=fresh, signed_by="张三"),
        Signature(waybill=one, signed_by="张三", signed_at=later.now + timedelta(days=1)),
    )
    with pytest.raises(Unreadable) as refused:
        confirm_delivery(ConfirmDelivery(lines=wrong), later)
    assert [p.where for p in refused.value.problems] == ["lines.0.waybill", "lines.1.signed_at"]
    with pytest.raises(NotFound):
        confirm_delivery(ConfirmDelivery(lines=(Signature(waybill="NOBODY", signed_by="张三"),)), later)


def test_parcels_that_are_late_are_listed(cast, carriers):
    one, two = handed(carriers, packed(cast.house, 4, 5))
    Waybill.objects.filter(number=one).update(promised_on=carriers.now.date() - timedelta(days=1))
    waybills = LISTINGS["logistics.waybills"]
    assert {r.number: r.late for r in waybills.every(carriers)} == {one: True, two: False}
    where = waybills.filters(late_on=carriers.now.date())
    assert [r.number for r in waybills.every(carriers, where)] == [one]


def test_statements_do_not_grow_with_parcels(cast, carriers):
    def whole(*cups):
        orders = packed(cast.house, *cups)
        with CaptureQueriesContext(connection) as seen:
            waybills = handed(carriers, orders)
            moment = carriers.now
            lines = tuple(TrackingLine(waybill=w, said=Said.COLLECTED, at=moment) for w in waybills)
            record_tracking(RecordTracking(events=lines), carriers)
            confirm_delivery(
                ConfirmDelivery(lines=tuple(Signature(waybill=w, signed_by="张三") for w in waybills)), carriers
            )
        return len(seen)

    whole(2)
    assert whole(2, 3) == whole(2, 3, 4, 5, 6, 7, 8)


@pytest.mark.parametrize(
    ("facts", "where"),
    [
        ({"code": "X", "partner": "NOBODY"}, "carriers.0.partner"),
        ({"code": "X", "partner": "SHOP"}, "carriers.0.partner"),
        ({"code": "X", "partner": "P-SF", "tracking_url": "https://x.example/"}, "carriers.0.tracking_url"),
    ],
)
def test_wrong_carriers_are_refused(cast, carriers, facts, where):
    with pytest.raises(Unreadable) as refused:
        set_carriers(SetCarriers(carriers=(CarrierFacts(**facts),)), carriers)
    assert [p.where for p in refused.value.problems] == [where]


def test_wrong_services_and_numbers_are_refused_all_at_once(cast, carriers):
    twice = (RateFacts(first_price=Decimal(1)), RateFacts(first_price=Decimal(2), step_g=0, step_price=Decimal(1)))
    service = ServiceFacts(carrier="DHL", code="A", name="A", rates=twice)
    with pytest.raises(Unreadable) as refused:
        set_services(SetServices(services=(service, service)), carriers)
    assert [p.where for p in refused.value.problems][:4] == [
        "services.0.carrier",
        "services.0.rates.1.province",
        "services.0.rates.1.step_g",
        "services.1.carrier",
    ]
    ranges = (
        NewRange(prefix="YT", first=50, last=150, digits=10),
        NewRange(prefix="YT", first=9, last=1, digits=1, check="mod3"),
    )
    with pytest.raises(Unreadable) as refused:
        add_numbers(AddNumbers(carrier=YTO, ranges=ranges, numbers=("A", "A")), carriers)
    assert [p.where for p in refused.value.problems] == [
        "ranges.0.first",
        "ranges.1.check",
        "ranges.1.last",
        "numbers.1",
    ]


def test_changed_services_replace_their_rates(cast, carriers):
    rates = (RateFacts(first_price=d(99)),)
    changed = ServiceFacts(carrier=YTO, code="STD", name="圆通标快", rates=rates)
    assert set_services(SetServices(services=(changed,)), carriers).changed == 1
    assert [r.first_price for r in LISTINGS["logistics.rates"].every(carriers) if r.carrier == YTO] == [d(99)]
    assert find(carriers, "carrier", YTO).tables[0].rows[0].code == "STD"
