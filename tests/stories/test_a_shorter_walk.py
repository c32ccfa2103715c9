"""The same wave twice: along the fixed path, and along the route the company has chosen; the picker walks less and the page says how far."""

from datetime import date

import pytest
from tests.floor import d, doctor, open_floor
from tests.statements import sent

from ledgerhouse.documents.sales.pricing import NewLine
from ledgerhouse.documents.sales.take_order import take_order
from ledgerhouse.documents.sales.take_orders import TakeOrder
from ledgerhouse.documents.warehouse.models import Task, Wave
from ledgerhouse.flows.outbound.allocate import Allocate, allocate
from ledgerhouse.flows.outbound.confirm_orders import ConfirmOrders, confirm_orders
from ledgerhouse.flows.outbound.pick import PickWave, pick_wave
from ledgerhouse.flows.outbound.release_wave import ReleaseWave, release_wave
from ledgerhouse.foundation import paper, settings
from ledgerhouse.ledgers.stock.words import Entry, Movement, Place, Reason
from ledgerhouse.masterdata.catalog.create_items import CreateItems, create_items
from ledgerhouse.masterdata.catalog.item_facts import NewItem
from ledgerhouse.masterdata.catalog.queries import items_by_code
from ledgerhouse.masterdata.sites import queries as sites
from ledgerhouse.masterdata.sites.generate_locations import GenerateLocations, generate_locations
from ledgerhouse.masterdata.sites.words import Kind
from ledgerhouse.posting import gate

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R129")]
PLACES = ("R01-19", "R02-01", "R03-19", "R04-01", "R05-19", "R06-01")


@pytest.fixture
def racks(ctx):
    """Six aisles of ten bays on both sides; an item in each aisle, by turns at the far and at the near end."""
    open_floor(ctx)
    generate_locations(
        GenerateLocations(
            warehouse="SH1", zone="A", template="R{aisle:02}-{rack:02}", aisles=6, racks=20, two_sided=True
        ),
        ctx,
    )
    codes = [f"P{n}" for n in range(len(PLACES))]
    create_items(CreateItems(tuple(NewItem(code=c, name=c, unit="pcs") for c in codes), active=True), ctx)
    items, site = items_by_code(ctx, codes), sites.warehouse(ctx, "SH1")
    there = sites.locations_by_code(ctx, site.id, PLACES)
    supplier = Place(sites.virtual(ctx, site.id)[Kind.SUPPLIER])
    entries = tuple(
        Entry(items[c].id, 100 * 10**6, supplier, Place(there[p].id), value=1_000_000)
        for c, p in zip(codes, PLACES, strict=True)
    )
    gate.post(ctx, site, [Movement(Reason.RECEIPT, "receipt", "R1", date(2026, 11, 20), entries)])
    return codes


def wave_of(ctx, codes):
    lines = tuple(NewLine(item=c, quantity=d(1), price=d(9)) for c in codes)
    number = take_order(TakeOrder(customer="SHOP", warehouse="SH1", lines=lines), ctx).number
    confirm_orders(ConfirmOrders(numbers=(number,)), ctx)
    allocate(Allocate(warehouse="SH1"), ctx)
    return release_wave(ReleaseWave(warehouse="SH1"), ctx)


def order_of(wave):
    return list(Task.objects.filter(paper=wave).order_by("sequence").values_list("source__code", flat=True))


def test_a_chosen_route_is_shorter_and_the_tasks_follow_it(ctx, racks):
    fixed = wave_of(ctx, racks)
    assert order_of(fixed.wave) == list(PLACES)
    pick_wave(PickWave(wave=fixed.wave), ctx)

    settings.change(ctx, "picking.route", "optimised")
    better = wave_of(ctx, racks)
    assert 0 < better.metres < fixed.metres
    assert sorted(order_of(better.wave)) == sorted(PLACES)
    assert order_of(better.wave) != order_of(fixed.wave)
    assert Wave.objects.get(number=better.wave).route == "optimised"
    facts = {fact.title: fact.value for fact in paper.find(ctx, "wave", better.wave).facts}
    assert facts["Length of the route (m)"] == better.metres
    pick_wave(PickWave(wave=better.wave), ctx)
    assert doctor(ctx) == []


def test_statements_do_not_grow_with_the_places(ctx, racks):
    wave_of(ctx, racks)
    with sent() as few:
        wave_of(ctx, racks[:1])
    with sent() as many:
        wave_of(ctx, racks)
    assert len(many) == len(few)


def test_a_route_that_does_not_exist_is_refused(ctx, racks):
    from ledgerhouse.kernel.errors import Unreadable

    with pytest.raises(Unreadable):
        settings.change(ctx, "picking.route", "shortest")


def test_a_wave_reads_its_own_aisles_only_and_knows_the_ends_of_the_block(ctx, racks):
    site = sites.warehouse(ctx, "SH1")
    there = sites.locations_by_code(ctx, site.id, ["R01-01", "R01-20", "R02-01"])
    spots = sites.spots(ctx, site.id, [place.id for place in there.values()])
    near, far, other = (spots[there[code].id] for code in ("R01-01", "R01-20", "R02-01"))
    block = sites.block(ctx, site.id, [near.aisle, "no such aisle"])
    assert (block.front, block.back) == (min(near.y, far.y, 0), max(near.y, far.y))
    assert list(block.reach) == [near.aisle]
    assert block.reach[near.aisle] == (min(near.x, far.x), max(near.x, far.x)) != (other.x, other.x)
