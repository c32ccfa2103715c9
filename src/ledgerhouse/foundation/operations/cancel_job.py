"""Cancel a job."""

from dataclasses import dataclass
from typing import ClassVar

from pydantic import ConfigDict

from ledgerhouse.foundation import jobs
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True, kw_only=True)
class CancelJob:
    """Which job, by the number its list shows."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    job: int


@dataclass(frozen=True, kw_only=True)
class JobCancelled:
    """The job that stops at its next report, or never begins."""

    job: str


@verb("operations.cancel_job", may="run jobs", title=gettext_noop("Cancel"))
def cancel_job(command: CancelJob, ctx: Context) -> JobCancelled:
    """Ask a job to stop; a queued one ends at once."""
    jobs.cancel(ctx, command.job)
    return JobCancelled(job=str(command.job))
