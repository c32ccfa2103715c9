"""Long work: queued by anybody, claimed by a worker with a conditional update, with progress and cancel.

A job kind is a function `(ctx, args, report) -> result`; `report(done, total, message)` shows progress and raises `Cancelled` when
somebody wants it stopped. A job must be safe to begin again: a killed worker's job is claimed anew after its lease.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from ledgerhouse.foundation.models.jobs import Job, Schedule
from ledgerhouse.foundation.models.organisation import Company
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, Problem, Refused, Unreadable, gettext_noop, problem
from ledgerhouse.kernel.registry import Registry

Report = Callable[[int, int, str], None]
Work = Callable[[Context, Mapping[str, Any], Report], Mapping[str, Any]]
KINDS: Registry[Work] = Registry("ledgerhouse.jobs")
USUAL: dict[str, str] = {}
"""Kinds of job that the clock starts in every new company, with their cron expressions; a company may change them."""
LEASE = timedelta(minutes=2)
LAST_TRY = 5


class Cancelled(Refused):
    """Somebody asked the job to stop."""

    code = "cancelled"
    template = gettext_noop("The job was cancelled.")


class Interrupted(Refused):
    """The worker has to go; the job goes back into the queue."""

    code = "interrupted"
    template = gettext_noop("The worker was stopped; the job is queued again.")


class Lost(Refused):
    """The lease ran out and another worker has the job."""

    code = "lost"
    template = gettext_noop("Another worker has taken the job over.")


STARTER_GONE = gettext_noop("Given up: who started it may no longer sign in.")
WORKER_DIED = gettext_noop("Given up: its worker died again and again.")


def enqueue(ctx: Context, kind: str, args: Mapping[str, Any], *, at: datetime | None = None) -> Job:
    """Queue one job, now or for later. The kind must exist."""
    if kind not in KINDS:
        raise NotFound(kind=gettext_noop("job kind"), name=kind)
    return Job.objects.create(
        company=ctx.company, kind=kind, args=dict(args), run_at=at or ctx.now, created_at=ctx.now, user=ctx.user
    )


def cancel(ctx: Context, job: int) -> None:
    """Ask a job to stop; a queued one ends at once, a running one at its next report."""
    rows = scoped(ctx, Job).filter(id=job)
    if rows.filter(state=Job.State.QUEUED).update(state=Job.State.CANCELLED, ended_at=ctx.now):
        return
    if not rows.filter(state=Job.State.RUNNING).update(cancel_wanted=True):
        raise NotFound(kind=gettext_noop("job"), name=job)


def claim(now: datetime) -> Job | None:
    """Take the next due job, or one whose worker died; one changed row means it is mine.

    A job that has outlived its worker too often is given up: it may be what kills them.
    """
    due = Q(state=Job.State.QUEUED, run_at__lte=now) | Q(state=Job.State.RUNNING, lease_until__lt=now)
    for job in Job.objects.filter(due).order_by("run_at", "id")[:10]:
        mine = Job.objects.filter(id=job.id, state=job.state, lease_until=job.lease_until, attempts=job.attempts)
        if job.state == Job.State.RUNNING and job.attempts >= LAST_TRY:
            mine.update(state=Job.State.FAILED, message=WORKER_DIED, ended_at=now, lease_until=None)
        elif mine.update(state=Job.State.RUNNING, lease_until=now + LEASE, attempts=job.attempts + 1) == 1:
            job.attempts += 1
            job.state = Job.State.RUNNING
            return job
    return None


def renew(job: Job, now: datetime) -> bool:
    """Keep a claimed job for another lease. False when it has ended or belongs to somebody else."""
    return _mine(job).update(lease_until=now + LEASE) == 1


def give_up(job: Job, why: str) -> Job.State:
    """End a claimed job that can not even begin."""
    return _end(job, Job.State.FAILED, why)


def run(job: Job, ctx: Context, *, stopping: Callable[[], bool] = lambda: False) -> Job.State:
    """Do a claimed job to its end and write down how it ended.

    `stopping` is asked at every report; when the worker must go, the job goes back into the queue. Whoever lost the
    job to another worker writes nothing any more.
    """

    def report(done: int, total: int, message: str = "") -> None:
        if stopping():
            raise Interrupted
        values = {"done": done, "total": total, "message": message[:500], "lease_until": timezone.now() + LEASE}
        if _mine(job).update(**values) != 1:
            raise Lost
        if _mine(job).filter(cancel_wanted=True).exists():
            raise Cancelled

    try:
        result = KINDS[job.kind](ctx, job.args, report)
    except Lost:
        return Job.State.RUNNING
    except Interrupted:
        again = {"attempts": job.attempts - 1, "run_at": timezone.now(), "lease_until": None}
        _mine(job).update(state=Job.State.QUEUED, **again)
        return Job.State.QUEUED
    except Cancelled as stop:
        return _end(job, Job.State.CANCELLED, str(stop))
    except Refused as refused:
        return _end(job, Job.State.FAILED, str(refused))
    except Exception as error:  # noqa: BLE001 - one bad job must not stop the worker
        if job.attempts < LAST_TRY:
            again = {"run_at": timezone.now() + timedelta(seconds=10 * 3**job.attempts), "lease_until": None}
            _mine(job).update(state=Job.State.QUEUED, message=repr(error)[:500], **again)
            return Job.State.QUEUED
        return _end(job, Job.State.FAILED, repr(error))
    return _end(job, Job.State.DONE, "", dict(result))


def tick(now: datetime) -> int:
    """Queue what the clock starts, in each company's time zone. Of two clocks, one wins each schedule.

    After a pause what was missed runs once, not once for every time it was missed. Answers how many were queued.
    """
    due = list(Schedule.objects.filter(active=True, next_at__lte=now))
    zones = dict(Company.objects.filter(id__in={row.company for row in due}).values_list("id", "timezone"))
    started = 0
    for row in due:
        mine = Schedule.objects.filter(id=row.id, next_at=row.next_at)
        with transaction.atomic():
            if mine.update(next_at=following(row.cron, now, zones.get(row.company, "UTC"))) == 1:
                Job.objects.create(company=row.company, kind=row.kind, args=row.args, run_at=now, created_at=now)
                started += 1
    return started


def schedule(ctx: Context, kind: str, cron: str, args: Mapping[str, Any]) -> Schedule:
    """Let the clock start a job kind; replaces an earlier schedule of that kind. Refuses an unreadable expression."""
    if kind not in KINDS:
        raise NotFound(kind=gettext_noop("job kind"), name=kind)
    next_at, problems = first_time(ctx, cron)
    if next_at is None:
        raise Unreadable(problems)
    row, _ = Schedule.objects.update_or_create(
        company=ctx.company,
        kind=kind,
        defaults={"cron": cron, "args": dict(args), "next_at": next_at, "active": True},
    )
    return row


def schedule_usual(ctx: Context) -> None:
    """Let the clock start what every company needs; schedules that are there stay as the company has them."""
    known = set(Schedule.objects.filter(company=ctx.company).values_list("kind", flat=True))
    for kind, cron in USUAL.items():
        if kind not in known:
            schedule(ctx, kind, cron, {})


def first_time(ctx: Context, cron: str) -> tuple[datetime | None, list[Problem]]:
    """When a cron expression comes due next in the company's time zone, or what is wrong with it (at `cron`)."""
    zone = Company.objects.filter(id=ctx.company).values_list("timezone", flat=True).first() or "UTC"
    try:
        return following(cron, ctx.now, zone), []
    except CronSimError as error:
        return None, [problem("cron", gettext_noop("is not valid: {error}"), error=error)]


def following(cron: str, now: datetime, zone: str) -> datetime:
    """The next moment after `now` that a cron expression names in a time zone. Raises `CronSimError`."""
    return next(CronSim(cron, now.astimezone(ZoneInfo(zone))))


def _mine(job: Job) -> QuerySet[Job]:
    """The row of a claimed job as long as this claim holds: every claim counts one attempt up."""
    return Job.objects.filter(id=job.id, state=Job.State.RUNNING, attempts=job.attempts)


def _end(job: Job, state: Job.State, message: str, result: dict[str, Any] | None = None) -> Job.State:
    _mine(job).update(
        state=state, message=message[:500], result=result or {}, ended_at=timezone.now(), lease_until=None
    )
    return state
