"""The checker follows what is new, keeps what it finds, tells it once, and settles what is gone."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.floor import bring_in, open_floor

from ledgerhouse.foundation import dialect, jobs
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.models import OutboxRow
from ledgerhouse.ledgers.stock.models import Balance
from ledgerhouse.tower.alerts import follow as checker
from ledgerhouse.tower.alerts.models import Finding, FollowMark

pytestmark = [pytest.mark.requirement("R010")]


@pytest.fixture
def floor(ctx, monkeypatch):
    """Nobody writes but us, so that what we wrote may be looked at at once."""
    monkeypatch.setattr(checker, "horizon", lambda: 2**62)
    open_floor(ctx)
    return ctx


def job(ctx, kind="alerts.follow"):
    return jobs.KINDS[kind](ctx, {}, lambda *_: None)


def told():
    return [json.loads(row.body)["check"] for row in OutboxRow.objects.filter(topic="InvariantBroken").order_by("id")]


def test_it_looks_at_what_is_new_and_only_once(floor, monkeypatch):
    bring_in(floor, ("CUP", 9, 3))
    looked = job(floor)
    assert looked["rows"] > 0
    assert looked["problems"] == 0
    assert job(floor) == {"rows": 0, "problems": 0}
    mark = FollowMark.objects.get()
    assert mark.upto == 2**62


def test_a_broken_balance_is_found_told_once_and_settled(floor):
    bring_in(floor, ("CUP", 9, 3))
    Balance.objects.filter(on_hand__gt=0).update(on_hand=8)
    assert job(floor)["problems"] == 2
    assert sorted(told()) == ["cost pools hold stock", "entries make balances"]
    later = replace(floor, now=floor.now + timedelta(hours=1))
    FollowMark.objects.update(upto=0)
    job(later)
    assert len(told()) == 2, "what is known is not told again"
    assert set(Finding.objects.values_list("first_seen", "last_seen")) == {(floor.now, later.now)}
    rows = LISTINGS["alerts.findings"].page(floor).rows
    assert {row.check for row in rows} == set(told())
    Balance.objects.filter(on_hand__gt=0).update(on_hand=9)
    much_later = replace(floor, now=floor.now + timedelta(hours=9))
    assert job(much_later, "alerts.prove") == {"problems": 0, "settled": 2}
    assert not Finding.objects.filter(settled_at=None).exists()
    Balance.objects.filter(on_hand__gt=0).update(on_hand=8)
    assert job(much_later, "alerts.prove")["problems"] >= 2
    assert len(told()) == 4, "what comes back is told again"


def test_what_was_there_before_and_did_not_move_is_left_to_the_night(floor):
    bring_in(floor, ("CUP", 9, 3))
    job(floor)
    Balance.objects.filter(on_hand__gt=0).update(on_hand=8)
    FollowMark.objects.update(upto=dialect.select("select max(id) from stock_entry")[0][0])
    bring_in(floor, ("PLATE", 1, 3))
    assert job(floor)["problems"] == 0
    assert job(floor, "alerts.prove")["problems"] == 2
