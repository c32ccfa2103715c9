"""Queue long work; a worker does it with the rights of whoever asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ledgerhouse.foundation import jobs
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True)
class StartJob:
    """The kind of job, what it needs to know, and when it may begin (at once when not given)."""

    __pydantic_config__ = STRICT

    kind: Code
    args: Mapping[str, Any] = field(default_factory=dict)
    at: datetime | None = None


@dataclass(frozen=True)
class JobStarted:
    """The job's number."""

    job: str


@verb("operations.start_job", may="run jobs", title=gettext_noop("Start a job"))
def start_job(command: StartJob, ctx: Context) -> JobStarted:
    """Queue a job of a known kind."""
    return JobStarted(str(jobs.enqueue(ctx, command.kind, command.args, at=command.at).id))
