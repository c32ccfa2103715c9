"""Settings, jobs, messages and files as verbs; what is listed of them."""

import base64
import dataclasses
from datetime import date

import pytest

from ledgerhouse.foundation import jobs, outbox, settings
from ledgerhouse.foundation.attachments import content
from ledgerhouse.foundation.dispatch import dispatch
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.models import Attachment, AuditRow, Company, Delivery, Job
from ledgerhouse.foundation.operations import listings, papers
from ledgerhouse.foundation.operations.attach_file import AttachFile, attach_file
from ledgerhouse.foundation.operations.cancel_job import CancelJob, cancel_job
from ledgerhouse.foundation.operations.change_setting import ChangeSetting, change_setting
from ledgerhouse.foundation.operations.listings import AuditRows, Commands, Deliveries
from ledgerhouse.foundation.operations.replay_news import ReplayNews, replay_news
from ledgerhouse.foundation.organisation import listings as organisation_listings
from ledgerhouse.foundation.organisation.change_company import ChangeCompany, change_company
from ledgerhouse.foundation.organisation.create_company import CreateCompany, create_company
from ledgerhouse.foundation.organisation.create_department import CreateDepartment, create_department
from ledgerhouse.foundation.paper import find
from ledgerhouse.kernel.commands import read
from ledgerhouse.kernel.context import EVERYWHERE, house
from ledgerhouse.kernel.errors import NotFound, Unreadable
from ledgerhouse.masterdata.sites import papers as sites_papers
from ledgerhouse.masterdata.sites.open_warehouse import OpenWarehouse, open_warehouse

assert listings
assert papers
assert organisation_listings
assert sites_papers


@pytest.fixture
def tolerance():
    yield settings.declare("test.tolerance", 5, "percent, 0 to 20", lambda percent: 0 <= percent <= 20)
    del settings.SETTINGS["test.tolerance"]


def test_a_setting_is_read_as_its_type_checked_and_audited(ctx, tolerance):
    change_setting(ChangeSetting(name="test.tolerance", value="7", reason="雨季"), ctx)
    assert settings.value(ctx, tolerance) == 7
    row = AuditRow.objects.get(kind="setting")
    assert (row.before, row.after, row.reason) == ({"value": 5}, {"value": 7}, "雨季")
    for value in ("many", 21, [1]):
        with pytest.raises(Unreadable):
            change_setting(ChangeSetting(name="test.tolerance", value=value), ctx)
    with pytest.raises(Unreadable):
        change_setting(ChangeSetting(name="test.nothing", value=1), ctx)


def test_a_queued_job_is_cancelled_at_once_and_only_in_the_own_company(ctx, now, monkeypatch):
    monkeypatch.setattr(jobs.KINDS, "_things", {**jobs.KINDS._things, "nap": lambda *_: {}})
    job = jobs.enqueue(ctx, "nap", {})
    with pytest.raises(NotFound):
        cancel_job(CancelJob(job=job.id), house(ctx.company + 1, now))
    cancel_job(CancelJob(job=job.id), ctx)
    assert Job.objects.get(id=job.id).state == "cancelled"
    assert LISTINGS["operations.jobs"].page(ctx).rows[0].state == "cancelled"


@dataclasses.dataclass(frozen=True)
class SomethingHappened:
    what: str


def test_a_dead_letter_lives_again(ctx, now):
    def deaf(context, body):
        raise ValueError(body["what"])

    outbox.tell(ctx, [("x", SomethingHappened("雷"))])
    dispatch({"SomethingHappened": (deaf,)}, lambda company: house(company, now), now)
    Delivery.objects.update(dead=True)
    (row,) = LISTINGS["operations.dead_letters"].page(ctx, Deliveries(dead=True)).rows
    assert "雷" in row.error
    assert replay_news(ReplayNews(deliveries=(row.number,)), ctx).count == 1
    dispatch({"SomethingHappened": (deaf,)}, lambda company: house(company, now), now)
    again = Delivery.objects.get()
    assert (again.dead, again.attempts) == (False, 1), "tried again, with all its tries before it"


def test_a_file_hangs_only_on_a_paper_the_asker_may_see(ctx):
    open_warehouse(OpenWarehouse(code="SH1", name="上海仓"), ctx)
    sent = {"kind": "warehouse", "number": "SH1", "name": "../../plan.pdf", "media_type": "application/pdf"}
    file = read(AttachFile, {**sent, "content": base64.b64encode(b"%PDF-1.7 plan").decode()})
    attach_file(file, ctx)
    row, kept = content(ctx, Attachment.objects.get().id)
    assert (row.name, kept) == ("plan.pdf", b"%PDF-1.7 plan")
    blind = dataclasses.replace(ctx, rights={"attach files": EVERYWHERE})
    with pytest.raises(Exception, match="see sites"):
        attach_file(file, blind)
    with pytest.raises(NotFound):
        attach_file(dataclasses.replace(file, number="NO"), ctx)


def test_a_company_keeps_its_currency_and_places(db, now):
    root = house(0, now)
    create_company(CreateCompany(code="JP", name="日本法人", currency="JPY", timezone="Asia/Tokyo"), root)
    row = Company.objects.get(code="JP")
    assert row.currency_places == 0
    ctx = house(row.id, now)
    create_department(CreateDepartment(code="S", name="营业"), ctx)
    create_department(CreateDepartment(code="S1", name="一课", parent="S"), ctx)
    change_company(ChangeCompany(name="日本株式会社"), ctx)
    shown = find(ctx, "company", "JP")
    assert shown.title == "日本株式会社"
    assert [(d.code, d.parent) for d in shown.tables[0].rows] == [("S", ""), ("S1", "营业")]
    with pytest.raises(Unreadable) as refused:
        create_company(CreateCompany(code="JP", name="x", timezone="Mars/Base"), root)
    assert [p.where for p in refused.value.problems] == ["timezone", "code"]


@pytest.mark.requirement("R057")
def test_every_command_and_change_is_listed_with_who_when_and_what(ctx, now):
    open_warehouse(OpenWarehouse(code="SH1", name="上海仓"), dataclasses.replace(ctx, key="k-1", device="PDA-7"))
    day = date(2026, 11, 22)
    (row,) = LISTINGS["operations.commands"].page(ctx, Commands(since=day, until=day)).rows
    assert (row.verb, row.key, row.device, row.at) == ("sites.open_warehouse", "k-1", "PDA-7", now)
    assert not LISTINGS["operations.commands"].page(ctx, Commands(until=date(2026, 11, 21))).rows
    (change,) = LISTINGS["operations.audit"].page(ctx, AuditRows(kind="sites.warehouse")).rows
    assert "name: 上海仓" in change.after


def test_the_settings_of_the_own_company_are_one_page(ctx, company, tolerance):
    change_setting(ChangeSetting(name="test.tolerance", value=9), ctx)
    lines = {line.name: line for line in find(ctx, "settings", company.code).tables[0].rows}
    assert (lines["test.tolerance"].value, lines["test.tolerance"].default) == ("9", "5")
    with pytest.raises(NotFound):
        find(ctx, "settings", "OTHER")


def test_every_list_of_the_foundation_can_be_read_counted_sorted_and_searched(ctx):
    own = [one for name, one in LISTINGS.items() if name.split(".")[0] in {"people", "organisation", "operations"}]
    assert len(own) >= 12
    for one in own:
        for column in one.columns:
            if column.sortable:
                one.page(ctx, sort=f"-{column.name}", text="x", count=True)
