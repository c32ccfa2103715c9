"""The phones are counted by scanning them: one is missing, one lies where another should, one nobody knew of; each is booked by its number."""

import pytest
from tests.books import entries_of
from tests.floor import as_user, d, doctor, open_floor
from tests.stories.test_following_phones import FIVE, arrive, where

from ledgerhouse.flows.inbound.put_away import PutAway, PutAwayLine, put_away
from ledgerhouse.flows.inventory.approve_count import ApproveCount, approve_count
from ledgerhouse.flows.inventory.move import MoveLine, MoveStock, move
from ledgerhouse.flows.inventory.record_count import CountedLine, FoundLine, RecordCount, record_count
from ledgerhouse.flows.inventory.start_count import StartCount, start_count
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.kernel.errors import Unreadable
from ledgerhouse.masterdata.catalog.create_items import CreateItems, create_items
from ledgerhouse.masterdata.catalog.item_facts import NewItem

pytestmark = [pytest.mark.requirement("R034"), pytest.mark.requirement("R099")]


@pytest.fixture(params=["moving_average", "specific"])
def number(request, ctx):
    """Five phones: three on A-01, two on A-05; a stocktake of both shelves."""
    open_floor(ctx)
    phone = NewItem(code="PHONE", name="手机", unit="pcs", tracking="serial", costing=request.param)
    create_items(CreateItems((phone,), active=True), ctx)
    put_away(PutAway(lines=(PutAwayLine(task=arrive(ctx, FIVE)),)), ctx)
    away = MoveLine(item="PHONE", quantity=d(2), source="A-01", target="A-05", serials=("SN-4", "SN-5"))
    move(MoveStock(warehouse="SH1", lines=(away,)), ctx)
    return start_count(StartCount(warehouse="SH1"), as_user(ctx, 11)).number


def scan(ctx, number, *shelves, found=()):
    lines = tuple(
        CountedLine(line=n, quantity=d(len(serials)), serials=serials) for n, serials in enumerate(shelves, 1)
    )
    return record_count(RecordCount(number=number, lines=lines, found=found), as_user(ctx, 11)).differences


def test_missing_misplaced_and_unknown_phones_are_booked_by_number(ctx, number):
    # SN-2 is gone, SN-5 stands on the wrong shelf, NEW-1 has never been seen
    assert scan(ctx, number, ("SN-1", "SN-3", "SN-5"), ("SN-4", "NEW-1")) == 2
    rows = LISTINGS["warehouse.count_lines"].every(ctx)
    assert {row.location: (row.expected, row.counted, row.missing, row.surplus) for row in rows} == {
        "A-01": (3, 3, "SN-2", "SN-5"),
        "A-05": (2, 2, "SN-5", "NEW-1"),
    }
    approved = approve_count(ApproveCount(number=number, reason="盘点"), as_user(ctx, 12))
    assert (approved.gains, approved.losses) == (2, 2)
    assert where(ctx) == {"SN-1": "A-01", "SN-3": "A-01", "SN-5": "A-01", "SN-4": "A-05", "NEW-1": "A-05"}
    # J23 and J22: two phones at 1,000.00 each leave, two come
    assert entries_of(number) == [
        [
            ("debit", "1901", "2000.00"),
            ("credit", "1405", "2000.00"),
            ("debit", "6602", "2000.00"),
            ("credit", "1901", "2000.00"),
        ],
        [
            ("debit", "1405", "2000.00"),
            ("credit", "1901", "2000.00"),
            ("debit", "1901", "2000.00"),
            ("credit", "6602", "2000.00"),
        ],
    ]
    assert doctor(ctx) == []


def test_a_phone_found_elsewhere_is_a_line_of_its_own(ctx, number):
    found = FoundLine(item="PHONE", location="A-06", quantity=d(1), serials=("NEW-1",))
    assert scan(ctx, number, ("SN-1", "SN-2", "SN-3"), ("SN-4", "SN-5"), found=(found,)) == 1
    approve_count(ApproveCount(number=number, reason="盘点"), as_user(ctx, 12))
    assert where(ctx)["NEW-1"] == "A-06"
    assert doctor(ctx) == []


def test_every_piece_is_read_and_each_once(ctx, number):
    wrong = (
        CountedLine(line=1, quantity=d(3), serials=("SN-1", "SN-2")),
        CountedLine(line=2, quantity=d(2), serials=("SN-4", "SN-4")),
    )
    with pytest.raises(Unreadable) as refused:
        record_count(RecordCount(number=number, lines=wrong), as_user(ctx, 11))
    assert {(p.where, p.template.format(**p.facts)) for p in refused.value.problems} == {
        ("lines.0.serials", "2 serial numbers are named for 3 pieces of item PHONE"),
        ("lines.1.serials.1", "serial number SN-4 is named twice"),
    }
    assert scan(ctx, number, ("SN-1", "SN-2", "SN-3"), ("SN-4", "SN-5")) == 0
    approve_count(ApproveCount(number=number), as_user(ctx, 12))
    assert doctor(ctx) == []
