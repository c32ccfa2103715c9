"""Long work and the clock: jobs with progress and cancel, and schedules."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ledgerhouse.foundation.fields import Row
from ledgerhouse.foundation.scope import Access


class Job(Row):
    """One piece of long work. Claimed by a conditional update; a dead worker's job is claimed again after its lease."""

    access = Access("see jobs", {"company": "company"})

    class State(models.TextChoices):
        """A job's life."""

        QUEUED = "queued", _("queued")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    company = models.BigIntegerField()
    kind = models.CharField(_("kind"), max_length=60)
    args = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    run_at = models.DateTimeField(_("run at"))
    lease_until = models.DateTimeField(null=True)
    attempts = models.IntegerField(_("attempts"), default=0)
    done = models.BigIntegerField(_("done"), default=0)
    total = models.BigIntegerField(_("of"), default=0)
    message = models.CharField(_("message"), max_length=500, blank=True)
    result = models.JSONField(default=dict)
    cancel_wanted = models.BooleanField(default=False)
    user = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("job")
        indexes = [models.Index(fields=["state", "run_at"], name="job_next")]


class Schedule(Row):
    """A job kind that the clock starts. `cron` is a five-field expression in the company's time zone."""

    access = Access("see jobs", {"company": "company"})

    company = models.BigIntegerField()
    kind = models.CharField(_("kind"), max_length=60)
    args = models.JSONField(default=dict)
    cron = models.CharField(max_length=60)
    active = models.BooleanField(_("active"), default=True)
    next_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "kind"], name="schedule_once")]
