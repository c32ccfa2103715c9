"""Let the clock start long work."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from ledgerhouse.foundation import jobs
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True)
class ScheduleJob:
    """The kind of job and when: a cron expression of five fields in the company's time zone."""

    __pydantic_config__ = STRICT

    kind: Code
    cron: Annotated[str, Field(min_length=9, max_length=60)]
    args: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class JobScheduled:
    """When it starts next (UTC)."""

    next_at: datetime


@verb("operations.schedule_job", may="run jobs", title=gettext_noop("Schedule a job"))
def schedule_job(command: ScheduleJob, ctx: Context) -> JobScheduled:
    """Start a kind of job by the clock; replaces the earlier schedule of that kind."""
    return JobScheduled(jobs.schedule(ctx, command.kind, command.cron, command.args).next_at)
