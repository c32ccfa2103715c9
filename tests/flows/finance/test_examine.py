"""Proofs can be cut: parts together say what the whole says, and a part says only what is its own."""

import itertools
from dataclasses import replace

import pytest
from django.db import connection
from tests.floor import bring_in, open_floor, open_site, sell

from ledgerhouse.flows.finance import examine
from ledgerhouse.flows.finance.prove import Prove, prove
from ledgerhouse.foundation import dialect
from ledgerhouse.kernel.errors import NotAllowed, NotFound, Unreadable
from ledgerhouse.ledgers.proof import EVERYTHING, PROOFS, Part
from ledgerhouse.ledgers.stock.models import Balance
from ledgerhouse.masterdata.catalog.queries import item_cuts, items_by_code

pytestmark = [pytest.mark.requirement("R010")]


@pytest.fixture
def business(ctx):
    """Two items bought, one sold, a second warehouse that is empty."""
    open_floor(ctx)
    open_site(ctx, "BJ1")
    bring_in(ctx, ("CUP", 9, 3), ("PLATE", 5, 2))
    sell(ctx, ("CUP", 4, 5))
    return ctx


def found(ctx, part=EVERYTHING, piece=0, names=()):
    planned = examine.plan(ctx, part, piece=piece, names=names)
    return examine.gather(examine.look(ctx, unit) for unit in planned.units)


def test_cut_into_pieces_the_proofs_look_at_the_same_rows(business, monkeypatch):
    whole = found(business)
    assert whole
    monkeypatch.setattr(dialect, "about", lambda _table: 5)
    planned = examine.plan(business, piece=1)
    assert len(planned.units) > 2 * len(PROOFS)
    assert found(business, piece=1) == whole


@pytest.mark.parametrize("piece", [0, 1])
def test_a_break_is_found_in_whichever_piece_it_lies(business, monkeypatch, piece):
    monkeypatch.setattr(dialect, "about", lambda _table: 5)
    plate = items_by_code(business, ["PLATE"])["PLATE"].id
    Balance.objects.filter(item_id=plate, on_hand__gt=0).update(on_hand=4)
    broken = {check.name for check in found(business, piece=piece) if check.problems}
    assert broken == {"entries make balances", "cost pools hold stock"}


def test_a_part_complains_of_its_own_rows_only(business):
    cup, plate = (items_by_code(business, [code])[code].id for code in ("CUP", "PLATE"))
    Balance.objects.filter(item_id=plate, on_hand__gt=0).update(on_hand=4)
    assert not any(check.problems for check in found(business, Part(only=(cup,))))
    assert any(check.problems for check in found(business, Part(only=(plate,))))
    assert any(check.problems for check in found(business, examine.part_of(business, warehouse="SH1")))
    assert not any(check.problems for check in found(business, examine.part_of(business, warehouse="BJ1")))


def test_what_can_not_be_cut_that_way_is_left_out_by_name(business):
    planned = examine.plan(business, examine.part_of(business, warehouse="BJ1"))
    assert "inventory accounts hold the value of stock" in planned.left_out
    assert "entries make balances" not in planned.left_out
    answer = prove(Prove(warehouse="SH1"), business)
    assert answer.clean
    assert set(answer.left_out) == set(planned.left_out)
    assert {check.name for check in answer.checks} == PROOFS.keys() - set(planned.left_out)


def test_recorded_before_we_were_born_there_is_nothing(business):
    part = examine.part_of(business, until=business.now.date().replace(year=2024))
    assert {check.rows for check in found(business, part)} == {0}


def test_names_that_nobody_knows_are_refused(business):
    with pytest.raises(NotFound):
        examine.part_of(business, warehouse="XX")
    with pytest.raises(Unreadable):
        examine.part_of(business, items=("ZZZ", "ZZZZ"))
    with pytest.raises(NotAllowed):
        examine.plan(replace(business, rights={}))


def test_items_are_cut_into_ranges_that_hold_every_id(business):
    for pieces in (1, 2, 3, 50):
        cuts = item_cuts(business, pieces)
        assert cuts[0][0] == 0
        assert cuts[-1][1] == 2**63 - 1
        assert all(one[1] + 1 == next_one[0] for one, next_one in itertools.pairwise(cuts))
        assert len(cuts) <= pieces


@pytest.mark.django_db(transaction=True)
def test_a_snapshot_reads_one_moment_and_writes_nothing(ctx):
    if connection.vendor == "sqlite":
        pytest.skip("in memory there is one connection")
    with dialect.snapshot():
        assert dialect.select("select count(*) from foundation_company") == [(1,)]
        with pytest.raises(Exception, match=r"(?i)read.only"):
            dialect.execute("update stock_hold set line = 1")
    assert dialect.execute("update stock_hold set line = 1") == 0
