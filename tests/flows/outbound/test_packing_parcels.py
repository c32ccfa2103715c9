"""Checking an order into parcels: all of it and nothing else, with the right weight, each with an SSCC."""

from dataclasses import replace

import pytest
from biip.sscc import Sscc
from tests.floor import as_user, bring_in, d, doctor, open_floor
from tests.stories.test_a_wall_of_slots import orders

from ledgerhouse.documents.warehouse.models import OutboundOrder, Parcel, ParcelLine
from ledgerhouse.documents.warehouse.parcels import sscc
from ledgerhouse.flows.outbound.pack_parcels import PackedItem, PackedParcel, PackParcels, pack_parcels
from ledgerhouse.flows.outbound.pick import PickWave, pick_wave
from ledgerhouse.flows.outbound.release_wave import ReleaseWave, release_wave
from ledgerhouse.flows.outbound.ship import Ship, ship
from ledgerhouse.foundation import settings
from ledgerhouse.foundation.paper import find
from ledgerhouse.kernel.context import EVERYWHERE
from ledgerhouse.kernel.errors import Unreadable, WrongState
from ledgerhouse.masterdata.catalog.models import Item

pytestmark = pytest.mark.requirement("R037")


@pytest.fixture
def order(ctx):
    """Five cups of 350 g and two plates of 200 g, picked."""
    open_floor(ctx)
    bring_in(ctx, ("CUP", 20, 11), ("PLATE", 20, 5))
    for code, grams in (("CUP", 350), ("PLATE", 200)):
        Item.objects.filter(code=code).update(weight_g=grams)
    (outbound,) = orders(ctx, [("CUP", 3), ("PLATE", 2), ("CUP", 2)])
    pick_wave(PickWave(wave=release_wave(ReleaseWave(warehouse="SH1", numbers=(outbound,)), ctx).wave), ctx)
    return outbound


def box(*items, **more):
    """A parcel of (item, quantity)."""
    return PackedParcel(items=tuple(PackedItem(code=code, quantity=d(n)) for code, n in items), **more)


def test_an_order_goes_into_several_parcels(ctx, order):
    settings.change(ctx, "packing.gs1_prefix", "6901234")
    two = (box(("CUP", 4), weight_g=1450), box(("CUP", 1), ("PLATE", 2)))
    made = pack_parcels(PackParcels(order=order, parcels=two), ctx).parcels
    assert [one.expected_g for one in made] == [1400, 750]
    assert len({one.sscc for one in made}) == 2
    assert all(Sscc.parse(one.sscc).value[1:8] == "6901234" for one in made)
    held = ParcelLine.objects.order_by("paper__number", "line__position")
    contents = [(line.paper.number, line.line.position, line.quantity) for line in held.select_related("paper", "line")]
    first, second = (one.parcel for one in made)
    assert contents == [(first, 1, 3), (first, 3, 1), (second, 2, 2), (second, 3, 1)]
    assert "SSCC" in {fact.title for fact in find(ctx, "parcel", first).facts}
    with pytest.raises(WrongState):
        pack_parcels(PackParcels(order=order, parcels=two), ctx)
    ship(Ship(numbers=(order,)), ctx)
    assert doctor(ctx) == []


def test_what_differs_from_the_picks_is_refused_all_at_once(ctx, order):
    wrong = (box(("CUP", 6), ("MILK", 1)), box(("UNKNOWN", 1)))
    with pytest.raises(Unreadable) as refused:
        pack_parcels(PackParcels(order=order, parcels=wrong), ctx)
    said = [(p.where, p.facts) for p in refused.value.problems]
    assert said[0][0] == "parcels.1.items.0.code"
    assert [(f["item"], f["packed"], f["picked"]) for where, f in said if where == "parcels"] == [
        ("CUP", "6", "5"),
        ("MILK", "1", "0"),
        ("PLATE", "0", "2"),
    ]
    assert not Parcel.objects.exists()
    assert OutboundOrder.objects.get(number=order).state == "picked"


def test_an_odd_weight_needs_a_reason_and_a_right(ctx, order):
    goods = (("CUP", 5), ("PLATE", 2))  # 2,150 g; five percent are 107 g
    packer = replace(as_user(ctx, 7), rights=dict.fromkeys(("pack", "see items", "see warehouse work"), EVERYWHERE))
    for asker, parcel in (
        (ctx, box(*goods, weight_g=2300)),
        (packer, box(*goods, weight_g=2300, reason="冰袋")),
        (ctx, box(*goods, weight_g=2042)),
    ):
        with pytest.raises(Unreadable, match="2150 g are expected"):
            pack_parcels(PackParcels(order=order, parcels=(parcel,)), asker)
    pack_parcels(PackParcels(order=order, parcels=(box(*goods, weight_g=2300, reason="冰袋"),)), ctx)
    assert Parcel.objects.values_list("weight_g", "expected_g", "overruled", "sscc").get() == (2300, 2150, "冰袋", "")


def test_serials_fill_the_code_and_begin_anew():
    assert [sscc("6901234", n)[:-1] for n in (0, 1, 10**9)] == [
        "06901234000000000",
        "06901234000000001",
        "16901234000000000",
    ]
    assert sscc("690123456789", 10**5) == sscc("690123456789", 0)
    assert Sscc.parse(sscc("123456", 42)).value == sscc("123456", 42)
