"""Jobs: progress, cancel, take-over after a kill, rights of the starter, the clock; and a worker that ends politely."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from tests.interfaces.probe import Opened

from ledgerhouse.foundation import jobs
from ledgerhouse.foundation.models import Company, Job, OutboxRow, Schedule, User
from ledgerhouse.foundation.operations.cancel_job import CancelJob, cancel_job
from ledgerhouse.foundation.operations.schedule_job import ScheduleJob, schedule_job
from ledgerhouse.foundation.operations.start_job import StartJob, start_job
from ledgerhouse.foundation.outbox import tell
from ledgerhouse.interfaces.jobs import loop
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotAllowed, NotFound, Unreadable

pytestmark = pytest.mark.django_db
SEEN: list[tuple[str, Any]] = []
DOES: dict[str, Callable[[Context, Mapping[str, Any], jobs.Report], Mapping[str, Any]]] = {}


@jobs.KINDS.add("test.work")
def probe_job(ctx: Context, args: Mapping[str, Any], report: jobs.Report) -> Mapping[str, Any]:
    return DOES["now"](ctx, args, report)


@pytest.fixture(autouse=True)
def does() -> Iterator[dict[str, Any]]:
    DOES["now"] = lambda ctx, args, _report: {"did": dict(args), "user": ctx.user}
    yield DOES
    SEEN.clear()


@pytest.fixture
def queued(ctx: Context) -> Job:
    return jobs.enqueue(replace(ctx, now=timezone.now()), "test.work", {"n": 3})


def test_a_job_is_done_with_its_result(queued: Job) -> None:
    assert loop.work(loop.now()) == 1
    queued.refresh_from_db()
    assert (queued.state, queued.result) == ("done", {"did": {"n": 3}, "user": 0})
    assert loop.work(loop.now()) == 0


def test_progress_is_seen_while_it_works(queued: Job, does: Any) -> None:
    def count(ctx: Context, args: Mapping[str, Any], report: jobs.Report) -> Mapping[str, Any]:
        for n in range(1, args["n"] + 1):
            report(n, args["n"], f"line {n}")
            SEEN.append(("row", Job.objects.values_list("done", "total", "message").get()))
        return {}

    does["now"] = count
    loop.work(loop.now())
    assert SEEN[-1] == ("row", (3, 3, "line 3"))


def test_a_queued_job_is_cancelled_at_once(ctx: Context, queued: Job) -> None:
    cancel_job(CancelJob(job=queued.id), ctx)
    assert loop.work(loop.now()) == 0
    assert Job.objects.get().state == "cancelled"


def test_a_running_job_is_cancelled_at_its_next_report(ctx: Context, queued: Job, does: Any) -> None:
    def long(ctx_of_job: Context, args: Mapping[str, Any], report: jobs.Report) -> Mapping[str, Any]:
        report(1, 2, "")
        cancel_job(CancelJob(job=queued.id), ctx)
        report(2, 2, "")
        raise AssertionError("goes on")

    does["now"] = long
    loop.work(loop.now())
    queued.refresh_from_db()
    assert (queued.state, queued.done) == ("cancelled", 2)
    with pytest.raises(NotFound):
        cancel_job(CancelJob(job=queued.id), replace(ctx, key="again"))


def test_a_killed_workers_job_is_taken_over_after_its_lease(queued: Job) -> None:
    dead = jobs.claim(timezone.now())
    assert dead is not None
    assert jobs.claim(timezone.now()) is None, "still leased"
    late = timezone.now() + jobs.LEASE + timedelta(seconds=1)
    assert loop.work(late) == 1
    queued.refresh_from_db()
    assert (queued.state, queued.attempts) == ("done", 2)


def test_who_lost_the_job_writes_nothing_any_more(ctx: Context, queued: Job, does: Any) -> None:
    slow = jobs.claim(timezone.now())
    assert slow is not None
    taken = jobs.claim(timezone.now() + jobs.LEASE + timedelta(seconds=1))
    assert taken is not None
    assert jobs.run(taken, ctx) == Job.State.DONE
    does["now"] = lambda _ctx, _args, report: report(1, 1, "I am still here") or {"from": "the slow one"}
    jobs.run(slow, ctx)
    queued.refresh_from_db()
    assert (queued.state, queued.result["did"], queued.message) == ("done", {"n": 3}, "")
    assert not jobs.renew(slow, timezone.now())


def test_a_job_that_kills_its_workers_is_given_up(queued: Job) -> None:
    moment = timezone.now()
    for _ in range(jobs.LAST_TRY):
        assert jobs.claim(moment) is not None
        moment += jobs.LEASE + timedelta(seconds=1)
    assert jobs.claim(moment) is None
    queued.refresh_from_db()
    assert (queued.state, queued.message) == ("failed", jobs.WORKER_DIED)


def test_a_failing_job_is_tried_again_later_and_then_fails(queued: Job, does: Any) -> None:
    does["now"] = lambda _ctx, _args, _report: 1 / 0
    moment = timezone.now()
    for n in range(1, jobs.LAST_TRY + 1):
        assert loop.work(moment) == 1, n
        moment += timedelta(days=1)
    queued.refresh_from_db()
    assert queued.state == "failed"
    assert "ZeroDivision" in queued.message


def test_a_stopped_worker_gives_its_job_back(queued: Job, does: Any) -> None:
    does["now"] = lambda _ctx, _args, report: report(1, 9, "") or {}
    loop.work(loop.now(), stopping=lambda: True)
    queued.refresh_from_db()
    assert (queued.state, queued.attempts) == ("queued", 0)
    assert loop.work(loop.now()) == 1


def test_a_job_has_the_rights_of_its_starter_and_no_more(ctx: Context, lin: User, does: Any) -> None:
    def try_it(ctx_of_job: Context, args: Mapping[str, Any], report: jobs.Report) -> Mapping[str, Any]:
        ctx_of_job.require_any("see books")
        return {}

    does["now"] = try_it
    mine = jobs.enqueue(replace(ctx, now=timezone.now(), user=lin.pk), "test.work", {})
    loop.work(loop.now())
    mine.refresh_from_db()
    assert (mine.state, "see books" in mine.message) == ("failed", True)
    User.objects.update(is_active=False)
    gone = jobs.enqueue(replace(ctx, now=timezone.now(), user=lin.pk), "test.work", {})
    loop.work(loop.now())
    gone.refresh_from_db()
    assert (gone.state, gone.message) == ("failed", jobs.STARTER_GONE)


def test_starting_needs_the_right_and_a_known_kind(ctx: Context) -> None:
    assert start_job(StartJob("test.work", {"a": 1}), ctx).job == str(Job.objects.get().id)
    with pytest.raises(NotFound):
        start_job(StartJob("no.such"), ctx)
    with pytest.raises(NotAllowed):
        start_job(StartJob("test.work"), replace(ctx, rights={}))


def test_the_clock_goes_by_the_companys_time_zone(ctx: Context, company: Company) -> None:
    answer = schedule_job(ScheduleJob("test.work", "0 6 * * *", {"by": "clock"}), ctx)
    assert answer.next_at == datetime(2026, 11, 22, 22, tzinfo=UTC), "six in the morning in Shanghai"
    company.timezone = "Europe/Berlin"
    company.save()
    again = schedule_job(ScheduleJob("test.work", "0 6 * * *"), replace(ctx, key="2"))
    assert again.next_at == datetime(2026, 11, 22, 5, tzinfo=UTC)
    assert Schedule.objects.count() == 1


def test_a_missed_clock_runs_once_and_two_clocks_win_once(ctx: Context) -> None:
    schedule_job(ScheduleJob("test.work", "*/5 * * * *"), ctx)
    much_later = ctx.now + timedelta(days=2)
    assert jobs.tick(ctx.now) == 0
    assert jobs.tick(much_later) == 1
    assert jobs.tick(much_later) == 0
    assert Job.objects.count() == 1
    assert Schedule.objects.get().next_at > much_later


@pytest.mark.parametrize("cron", ["61 * * * *", "hourly now", "* * * * * * *"])
def test_an_unreadable_cron_is_refused(ctx: Context, cron: str) -> None:
    with pytest.raises(Unreadable):
        schedule_job(ScheduleJob("test.work", cron), ctx)


def test_housekeeping_keeps_what_is_young_or_waits(ctx: Context) -> None:
    tell(ctx, [("", Opened("D", Decimal(1), 0))] * 3)
    old = ctx.now - timedelta(days=200)
    OutboxRow.objects.update(sent_at=old)
    fresh = OutboxRow.objects.latest("id")
    fresh.sent_at = None
    fresh.save()
    done = jobs.enqueue(ctx, "house.tidy", {})
    Job.objects.update(ended_at=old, state="done")
    assert jobs.KINDS["house.tidy"](ctx, {}, lambda *_: None)["deleted"] == 3
    assert list(OutboxRow.objects.all()) == [fresh]
    assert not Job.objects.filter(id=done.id).exists()


@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="threads need a file; tests/interfaces/cli starts one on a file"
)
@pytest.mark.django_db(transaction=True)
def test_a_worker_does_everything_and_ends_when_asked(ctx: Context, does: Any) -> None:
    heard: list[str] = []

    def ears(ctx: Context, body: Mapping[str, Any]) -> None:
        heard.append(body["code"])

    tell(ctx, [("", Opened("D1", Decimal(1), 0))])
    job = jobs.enqueue(replace(ctx, now=timezone.now()), "test.work", {})
    worker = loop.Worker({"Opened": (ears,)}, hands=2, pause=0.02)
    worker.start()
    for _ in range(500):
        job.refresh_from_db()
        if heard and job.state == "done":
            break
        worker.stopped.wait(0.02)
    worker.stop()
    worker.join()
    assert heard == ["D1"]
    assert job.state == "done"
