"""The cups are counted: some are missing, some apples are found; a second person says yes, and both ledgers agree."""

from dataclasses import replace
from datetime import date

import pytest
from tests.books import entries_of
from tests.floor import as_user, bring_in, d, design, doctor, open_floor, stock

from ledgerhouse.documents.warehouse.models import Count
from ledgerhouse.flows.inventory.approve_count import ApproveCount, CounterApproves, approve_count
from ledgerhouse.flows.inventory.move import MoveLine, MoveStock, move
from ledgerhouse.flows.inventory.record_count import CountedLine, FoundLine, RecordCount, record_count
from ledgerhouse.flows.inventory.start_count import StartCount, start_count
from ledgerhouse.foundation.approvals.need import ApprovalNeeded
from ledgerhouse.kernel.context import EVERYWHERE
from ledgerhouse.kernel.errors import NotFound, Unreadable, WrongState

COUNTER, APPROVER = 11, 12


@pytest.fixture
def floor(ctx):
    open_floor(ctx)
    bring_in(ctx, ("CUP", 48, "3.25"))
    bring_in(ctx, ("APPLE", 30, "8.40"), lot="L1", expires_on=date(2026, 12, 5))
    assert stock(ctx) == {("CUP", "", "A-01"): d(48), ("APPLE", "L1", "A-02"): d(30)}


@pytest.mark.requirement("R099")
def test_a_loss_and_a_gain_are_posted_by_a_second_person(ctx, floor):
    counter, approver = as_user(ctx, COUNTER), as_user(ctx, APPROVER)
    started = start_count(StartCount(warehouse="SH1"), counter)
    assert started.lines == 2

    # Five cups go to another shelf before the counter comes by: that is no loss.
    move(MoveStock(warehouse="SH1", lines=(MoveLine(item="CUP", quantity=d(5), source="A-01", target="A-05"),)), ctx)

    # He sees 40 cups where 43 should be, and two kilograms of apples more than the ledger knows.
    counted = (CountedLine(line=1, quantity=d(40)), CountedLine(line=2, quantity=d(32)))
    assert record_count(RecordCount(number=started.number, lines=counted), counter).differences == 2

    # Two cups are moved after the count: they are neither gain nor loss.
    move(MoveStock(warehouse="SH1", lines=(MoveLine(item="CUP", quantity=d(2), source="A-01", target="A-05"),)), ctx)

    with pytest.raises(CounterApproves):
        approve_count(ApproveCount(number=started.number), counter)
    approved = approve_count(ApproveCount(number=started.number, reason="breakage"), approver)
    assert (approved.gains, approved.losses) == (1, 1)
    assert stock(ctx) == {("CUP", "", "A-01"): d(38), ("CUP", "", "A-05"): d(7), ("APPLE", "L1", "A-02"): d(32)}

    # J22: 2 kg of apples at 8.40. J23: 3 cups at 3.25.
    assert entries_of(started.number) == [
        [
            ("debit", "1405", "16.80"),
            ("credit", "1901", "16.80"),
            ("debit", "1901", "16.80"),
            ("credit", "6602", "16.80"),
        ],
        [("debit", "1901", "9.75"), ("credit", "1405", "9.75"), ("debit", "6602", "9.75"), ("credit", "1901", "9.75")],
    ]
    assert Count.objects.get().approver == APPROVER
    with pytest.raises(WrongState):
        approve_count(ApproveCount(number=started.number), approver)
    assert doctor(ctx) == []


@pytest.mark.requirement("R099")
def test_above_a_value_the_second_person_needs_a_right(ctx, floor):
    design(ctx, "stock adjustment", "right:approve purchases", above=d(100))
    started = start_count(StartCount(warehouse="SH1", items=("APPLE",)), as_user(ctx, COUNTER))
    record_count(
        RecordCount(number=started.number, lines=(CountedLine(line=1, quantity=d(15)),)), as_user(ctx, COUNTER)
    )
    small = replace(as_user(ctx, APPROVER), rights={"approve counts": EVERYWHERE})
    with pytest.raises(ApprovalNeeded):
        approve_count(ApproveCount(number=started.number), small)
    assert stock(ctx)["APPLE", "L1", "A-02"] == d(30)
    big = replace(small, rights={**small.rights, "approve purchases": EVERYWHERE})
    assert approve_count(ApproveCount(number=started.number), big).losses == 1
    assert entries_of(started.number)[0][0] == ("debit", "1901", "126.00")
    assert doctor(ctx) == []


def test_goods_found_come_with_their_value(ctx, floor):
    started = start_count(StartCount(warehouse="SH1", locations=("A-06",)), as_user(ctx, COUNTER))
    assert started.lines == 0
    without = RecordCount(number=started.number, found=(FoundLine(item="PLATE", location="A-06", quantity=d(4)),))
    record_count(without, as_user(ctx, COUNTER))
    with pytest.raises(Unreadable, match="has no cost yet"):
        approve_count(ApproveCount(number=started.number), as_user(ctx, APPROVER))

    other = start_count(StartCount(warehouse="SH1", locations=("A-06",)), as_user(ctx, COUNTER))
    found = FoundLine(item="PLATE", location="A-06", quantity=d(4), value=d("2.5"))
    assert record_count(RecordCount(number=other.number, found=(found,)), as_user(ctx, COUNTER)).differences == 1
    approve_count(ApproveCount(number=other.number), as_user(ctx, APPROVER))
    assert entries_of(other.number)[0][0] == ("debit", "1405", "10.00")
    assert doctor(ctx) == []


def test_everything_wrong_with_a_count_is_told_at_once(ctx, floor):
    started = start_count(StartCount(warehouse="SH1"), as_user(ctx, COUNTER))
    wrong = RecordCount(
        number=started.number,
        lines=(
            CountedLine(line=1, quantity=d("1.5")),
            CountedLine(line=1, quantity=d(1)),
            CountedLine(line=9, quantity=d(1)),
        ),
        found=(
            FoundLine(item="NO", location="A-06", quantity=d(1)),
            FoundLine(item="APPLE", location="A-99", quantity=d(1), lot="L9"),
            FoundLine(item="CUP", location="A-01", quantity=d(1)),
        ),
    )
    with pytest.raises(Unreadable) as refused:
        record_count(wrong, ctx)
    assert {(p.where, p.sentence()) for p in refused.value.problems} == {
        ("lines.0.quantity", "1.5 pcs is finer than 0 places of pcs"),
        ("lines.1.line", "is there twice"),
        ("lines.2.line", "is not on this stocktake"),
        ("found.0.item", "there is no item NO"),
        ("found.1.location", "there is no location A-99 here"),
        ("found.1.lot", "there is no lot L9 of item APPLE"),
        ("found.2", "is on this stocktake already"),
    }
    assert Count.objects.get().state == "counting"
    with pytest.raises(Unreadable) as refused:
        start_count(StartCount(warehouse="SH1", locations=("NO",), items=("NO",)), ctx)
    assert [p.where for p in refused.value.problems] == ["locations.0", "items.0"]
    with pytest.raises(NotFound):
        start_count(StartCount(warehouse="NO"), ctx)


def test_half_a_count_is_not_approved(ctx, floor):
    started = start_count(StartCount(warehouse="SH1"), as_user(ctx, COUNTER))
    record_count(
        RecordCount(number=started.number, lines=(CountedLine(line=1, quantity=d(48)),)), as_user(ctx, COUNTER)
    )
    with pytest.raises(Unreadable) as refused:
        approve_count(ApproveCount(number=started.number), as_user(ctx, APPROVER))
    assert [(p.where, p.sentence()) for p in refused.value.problems] == [("lines.2", "was not counted")]


@pytest.mark.requirement("R106")
def test_nobody_who_counted_a_line_approves_the_count(ctx, floor):
    started = start_count(StartCount(warehouse="SH1"), as_user(ctx, COUNTER))
    for person, line, seen in ((COUNTER, 1, 40), (APPROVER, 2, 30)):
        lines = (CountedLine(line=line, quantity=d(seen)),)
        record_count(RecordCount(number=started.number, lines=lines), as_user(ctx, person))
    for person in (COUNTER, APPROVER):
        with pytest.raises(CounterApproves):
            approve_count(ApproveCount(number=started.number), as_user(ctx, person))
    assert approve_count(ApproveCount(number=started.number), as_user(ctx, 13)).losses == 1
