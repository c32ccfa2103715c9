"""Long work: queued by anybody, claimed by a worker with a conditional update, with progress and cancel.

A job kind is a function `(ctx, args, report) -> result`; `report(done, total, message)` shows progress and raises `Cancelled` when
somebody wants it stopped. A job must be safe to begin again: a killed worker's job is claimed anew after its lease.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cronsim import CronSim
from django.db.models import Q
from django.utils import timezone

from ledgerhouse.foundation.models.jobs import Job, Schedule
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, Refused, gettext_noop
from ledgerhouse.kernel.registry import Registry

Report = Callable[[int, int, str], None]
Work = Callable[[Context, Mapping[str, Any], Report], Mapping[str, Any]]
KINDS: Registry[Work] = Registry("ledgerhouse.jobs")
LEASE = timedelta(minutes=2)
LAST_TRY = 5


class Cancelled(Refused):
    """Somebody asked the job to stop."""

    code = "cancelled"
    template = gettext_noop("The job was cancelled.")


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
    """Take the next due job, or one whose worker died; one changed row means it is mine."""
    due = Q(state=Job.State.QUEUED, run_at__lte=now) | Q(state=Job.State.RUNNING, lease_until__lt=now)
    for job in Job.objects.filter(due).order_by("run_at", "id")[:10]:
        mine = Job.objects.filter(id=job.id, state=job.state, lease_until=job.lease_until)
        if mine.update(state=Job.State.RUNNING, lease_until=now + LEASE, attempts=job.attempts + 1) == 1:
            job.attempts += 1
            job.state = Job.State.RUNNING
            return job
    return None


def run(job: Job, ctx: Context) -> Job.State:
    """Do a claimed job to its end and write down how it ended."""

    def report(done: int, total: int, message: str = "") -> None:
        now = timezone.now()
        mine = Job.objects.filter(id=job.id)
        mine.update(done=done, total=total, message=message[:500], lease_until=now + LEASE)
        if mine.filter(cancel_wanted=True).exists():
            raise Cancelled

    try:
        result = KINDS[job.kind](ctx, job.args, report)
    except Cancelled as stop:
        return _end(job, Job.State.CANCELLED, str(stop))
    except Refused as refused:
        return _end(job, Job.State.FAILED, str(refused))
    except Exception as error:  # noqa: BLE001 - one bad job must not stop the worker
        if job.attempts < LAST_TRY:
            again = timezone.now() + timedelta(seconds=10 * 3**job.attempts)
            Job.objects.filter(id=job.id).update(state=Job.State.QUEUED, run_at=again, message=repr(error)[:500])
            return Job.State.QUEUED
        return _end(job, Job.State.FAILED, repr(error))
    return _end(job, Job.State.DONE, "", dict(result))


def tick(now: datetime, zone: str = "Asia/Shanghai") -> int:
    """Queue what the clock starts. Of two clocks, one wins each schedule. Answers how many were queued."""
    started = 0
    for row in Schedule.objects.filter(active=True, next_at__lte=now):
        following = next(CronSim(row.cron, now.astimezone(ZoneInfo(zone))))
        mine = Schedule.objects.filter(id=row.id, next_at=row.next_at)
        if mine.update(next_at=following) == 1:
            Job.objects.create(company=row.company, kind=row.kind, args=row.args, run_at=now, created_at=now)
            started += 1
    return started


def schedule(ctx: Context, kind: str, cron: str, args: Mapping[str, Any], zone: str = "Asia/Shanghai") -> Schedule:
    """Let the clock start a job kind; replaces an earlier schedule of that kind."""
    following = next(CronSim(cron, ctx.now.astimezone(ZoneInfo(zone))))
    row, _ = Schedule.objects.update_or_create(
        company=ctx.company,
        kind=kind,
        defaults={"cron": cron, "args": dict(args), "next_at": following, "active": True},
    )
    return row


def _end(job: Job, state: Job.State, message: str, result: dict[str, Any] | None = None) -> Job.State:
    Job.objects.filter(id=job.id).update(
        state=state, message=message[:500], result=result or {}, ended_at=timezone.now(), lease_until=None
    )
    return state
