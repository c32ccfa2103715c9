"""A reader at the gate sees each tag a hundred times; the house says what is there, each once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.floor import buy, d, open_floor

from ledgerhouse.flows.inbound.delivery import ReceiveLine
from ledgerhouse.flows.inbound.receive import Receive, receive
from ledgerhouse.flows.inventory.read_codes import ReadCodes, read_codes
from ledgerhouse.kernel.codes import check_digit
from ledgerhouse.masterdata.catalog.create_items import CreateItems, create_items
from ledgerhouse.masterdata.catalog.item_facts import NewItem
from ledgerhouse.masterdata.catalog.set_barcodes import BarcodeFacts, SetBarcodes, set_barcodes
from ledgerhouse.masterdata.catalog.set_packs import PackFacts, SetPacks, set_packs

pytestmark = pytest.mark.requirement("R037")


@pytest.fixture(autouse=True)
def floor(ctx):
    open_floor(ctx)
    create_items(CreateItems((NewItem(code="PHONE", name="手机", unit="pcs", tracking="serial"),), active=True), ctx)
    set_packs(SetPacks((PackFacts("MILK", "case", d(12)),)), ctx)
    codes = (
        BarcodeFacts("PHONE", "80614141123458"),
        BarcodeFacts("MILK", "7032069804988"),
        BarcodeFacts("MILK", "17032069804985", "case"),
        BarcodeFacts("APPLE", "9501101020917"),
    )
    set_barcodes(SetBarcodes(codes), ctx)


def tag(serial: int) -> str:
    """The SGTIN-96 of a phone, as the reader hands it over."""
    middle = 614141 << 20 | 812345
    return f"{0x30 << 88 | 3 << 85 | 5 << 82 | middle << 38 | serial:024X}"


def test_every_tag_once_however_often_and_however_it_is_written(ctx):
    _, inbound = buy(ctx, ("PHONE", 1, 2000))
    receive(Receive(lines=(ReceiveLine(order=inbound, line=1, quantity=d(1), serials=("6789",)),)), ctx)
    seen = (
        tag(6789),
        tag(5),
        tag(6789),
        "urn:epc:id:sgtin:0614141.812345.6789",
        "3174257BF4499602D2000000",
        "MILK",
        "(01)07032069804988(10)A",
        "(01)07032069804989(10)A",
        "3074257BF7194E4000001A85FF",
    )
    read = read_codes(ReadCodes(codes=seen), ctx)
    assert [(c.item, c.serial, c.lot, c.sscc, c.reads, c.known_piece, c.problem) for c in read.codes] == [
        ("PHONE", "6789", "", "", 3, True, ""),
        ("PHONE", "5", "", "", 1, False, ""),
        ("", "", "", "106141412345678908", 1, False, ""),
        ("MILK", "", "", "", 1, False, ""),
        ("MILK", "", "A", "", 1, False, ""),
        ("", "", "", "", 1, False, "unreadable"),
        ("", "", "", "", 1, False, "unknown"),
    ]
    assert (read.reads, read.unknown) == (9, 2)


def test_a_code_stands_for_a_pack_a_count_or_a_weight(ctx):
    codes = (
        "7032069804988",
        "17032069804985",
        "(01)17032069804985(30)5",
        "(00)106141412345678908(02)17032069804985(37)40",
        "(01)09501101020917(3103)002500",
    )
    assert check_digit("1703206980498") == "5"
    read = read_codes(ReadCodes(codes=codes), ctx).codes
    assert [(c.item, c.quantity, c.unit) for c in read] == [
        ("MILK", d(1), "pcs"),
        ("MILK", d(12), "pcs"),
        ("MILK", d(60), "pcs"),
        ("MILK", d(480), "pcs"),
        ("APPLE", d("2.5"), "kg"),
    ]


def test_a_thousand_tags_cost_what_one_costs(ctx):
    def cost(*codes):
        with CaptureQueriesContext(connection) as queries:
            assert len(read_codes(ReadCodes(codes=codes), ctx).codes) == len(set(codes))
        return len(queries)

    assert cost(tag(1)) == cost(*(tag(n) for n in range(1000)), *(tag(n) for n in range(1000)))
