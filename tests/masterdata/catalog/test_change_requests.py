from dataclasses import replace
from datetime import date, timedelta

import pytest

from ledgerhouse.foundation.jobs import claim, run
from ledgerhouse.foundation.models import AuditRow
from ledgerhouse.foundation.paper import find
from ledgerhouse.kernel.errors import NotFound, Unreadable, WrongState
from ledgerhouse.masterdata.catalog import papers  # noqa: F401 - registers the page
from ledgerhouse.masterdata.catalog.change_items import ChangeItems, change_items
from ledgerhouse.masterdata.catalog.decide_change import DecideChange, OwnRequest, approve_change, reject_change
from ledgerhouse.masterdata.catalog.item_changes import ItemChange
from ledgerhouse.masterdata.catalog.item_facts import NewItem
from ledgerhouse.masterdata.catalog.models import ChangeRequest, Item
from ledgerhouse.masterdata.catalog.request_change import RequestChange, request_change

SOON = date(2026, 12, 1)


@pytest.fixture
def maker(ctx, items):
    items(NewItem(code="A", name="绿茶", unit="pcs"), NewItem(code="B", name="红茶", unit="pcs"))
    return replace(ctx, user=1)


@pytest.fixture
def checker(ctx):
    return replace(ctx, user=2)


def ask(maker, **more) -> str:
    changes = (ItemChange(code="A", name="龙井", weight_g=250), ItemChange(code="B", spec="500g"))
    return request_change(RequestChange(changes, "new label", **more), maker).number


@pytest.mark.requirement("R048")
def test_a_second_person_approves_and_it_takes_effect(maker, checker) -> None:
    number = ask(maker)
    assert Item.objects.get(code="A").name == "绿茶"
    with pytest.raises(OwnRequest):
        approve_change(DecideChange(number), maker)
    assert approve_change(DecideChange(number), checker).state == "applied"
    item = Item.objects.get(code="A")
    assert (item.name, item.weight_g) == ("龙井", 250)
    row = AuditRow.objects.get(row=item.id, action="change")
    assert (row.before["name"], row.reason.startswith(number), row.user) == ("绿茶", True, 2)
    with pytest.raises(WrongState):
        reject_change(DecideChange(number), checker)


def test_a_later_day_waits_for_the_job(maker, checker) -> None:
    number = ask(maker, effective_on=SOON)
    assert approve_change(DecideChange(number), checker).state == "approved"
    assert Item.objects.get(code="A").name == "绿茶"
    assert claim(maker.now + timedelta(days=7)) is None
    then = replace(maker, now=maker.now + timedelta(days=9))
    job = claim(then.now)
    assert job is not None
    run(job, then)
    assert Item.objects.get(code="A").name == "龙井"
    assert ChangeRequest.objects.get().state == "applied"


def test_what_somebody_changed_meanwhile_is_not_overwritten(maker, checker) -> None:
    number = ask(maker)
    change_items(ChangeItems((ItemChange(code="A", name="毛尖"),)), maker)
    assert approve_change(DecideChange(number), checker).state == "failed"
    assert Item.objects.get(code="A").name == "毛尖"
    assert Item.objects.get(code="B").spec == ""
    assert "毛尖" in ChangeRequest.objects.get().note


def test_a_rejection_changes_nothing(maker, checker) -> None:
    number = ask(maker)
    assert reject_change(DecideChange(number, "not yet"), checker).state == "rejected"
    page = find(maker, "change_request", number)
    assert (page.state, page.actions) == ("rejected", ())
    first = page.tables[0].rows[0]
    assert (first.item, first.field, first.old, first.new) == ("A", "name", "绿茶", "龙井")


def test_poor_requests_are_refused(maker, checker) -> None:
    with pytest.raises(Unreadable) as refused:
        request_change(RequestChange((ItemChange(code="X"),), "x", date(2020, 1, 1)), maker)
    assert [p.where for p in refused.value.problems] == ["items.0.code", "effective_on"]
    with pytest.raises(Unreadable) as refused:
        request_change(RequestChange((ItemChange(code="A", name="绿茶"),), "same"), maker)
    assert [p.where for p in refused.value.problems] == ["items"]
    with pytest.raises(NotFound):
        approve_change(DecideChange("BGSQ-X"), checker)
