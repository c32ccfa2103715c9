"""Goods are moved inside a warehouse: free ones only, between places people may touch, in a constant number of statements."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.books import entries_of
from tests.floor import as_user, bring_in, d, doctor, open_floor, stock

from ledgerhouse.flows.inventory.approve_count import ApproveCount, approve_count
from ledgerhouse.flows.inventory.move import MoveLine, MoveStock, move
from ledgerhouse.flows.inventory.record_count import CountedLine, RecordCount, record_count
from ledgerhouse.flows.inventory.start_count import StartCount, start_count
from ledgerhouse.kernel.errors import Unreadable
from ledgerhouse.masterdata.sites.add_locations import AddLocations, NewLocation, add_locations


@pytest.fixture(autouse=True)
def floor(ctx):
    open_floor(ctx)
    bring_in(ctx, ("CUP", 1000, 2))


def line(quantity, source="A-01", target="A-02", **more):
    return MoveLine(**{"item": "CUP", "quantity": d(quantity), "source": source, "target": target, **more})


def test_goods_move_and_money_does_not(ctx):
    moved = move(MoveStock(warehouse="SH1", lines=(line(10), line(5, target="A-03"))), ctx)
    assert (moved.number[:3], moved.lines) == ("YKD", 2)
    assert stock(ctx) == {("CUP", "", "A-01"): d(985), ("CUP", "", "A-02"): d(10), ("CUP", "", "A-03"): d(5)}
    assert entries_of(moved.number) == []
    assert doctor(ctx) == []


def test_everything_wrong_is_told_at_once(ctx):
    wrong = (
        line(600),
        line(600),
        line(1, item="NO"),
        line(1, lot="X"),
        line(1, item="APPLE"),
        line(1, item="APPLE", lot="NO"),
        line(1, source="NO", target="STAGE-1"),
        line(1, target="A-01"),
    )
    with pytest.raises(Unreadable) as refused:
        move(MoveStock(warehouse="SH1", lines=wrong), ctx)
    assert {(p.where, p.sentence()) for p in refused.value.problems} == {
        ("lines.1.quantity", "200 short: only 1000 of CUP at A-01 are free"),
        ("lines.2.item", "there is no item NO"),
        ("lines.3.lot", "item CUP is kept without lots"),
        ("lines.4.lot", "is needed for item APPLE"),
        ("lines.5.lot", "there is no lot NO of item APPLE"),
        ("lines.6.source", "there is no location NO here"),
        ("lines.6.target", "goods at STAGE-1 belong to an order"),
        ("lines.7.target", "is where the goods are"),
    }
    assert stock(ctx) == {("CUP", "", "A-01"): d(1000)}


def test_lines_do_not_cost_statements(ctx):
    shelves = [NewLocation(code=f"B-{n:03}", zone="A", pick_sequence=100 + n) for n in range(306)]
    add_locations(AddLocations(warehouse="SH1", lines=tuple(shelves)), ctx)

    def job(first, count):
        counts = []

        def run(verb, command, who=ctx):
            with CaptureQueriesContext(connection) as seen:
                answer = verb(command, who)
            counts.append(len(seen))
            return answer

        places = [f"B-{n:03}" for n in range(first, first + count)]
        run(move, MoveStock(warehouse="SH1", lines=tuple(line(2, target=place) for place in places)))
        started = run(start_count, StartCount(warehouse="SH1", locations=tuple(places)))
        assert started.lines == count
        lines = tuple(CountedLine(line=n, quantity=d(1 if n % 2 else 3)) for n in range(1, count + 1))
        run(record_count, RecordCount(number=started.number, lines=lines), as_user(ctx, 1))
        run(approve_count, ApproveCount(number=started.number), as_user(ctx, 2))
        return counts

    job(300, 3)  # the first number of a day is two statements more
    assert job(303, 3) == job(0, 300)
    assert doctor(ctx) == []
