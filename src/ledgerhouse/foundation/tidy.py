"""Housekeeping by the clock: old sent news, ended jobs and sessions go; the ledgers and the audit trail stay."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from ledgerhouse.foundation import settings
from ledgerhouse.foundation.jobs import KINDS, Report
from ledgerhouse.foundation.models import BrowserSession, Job, OutboxRow
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop

BATCH: Final = 2000
KEEP = settings.declare(
    "house.keep_days", 90, gettext_noop("days that sent messages and ended jobs are kept"), lambda days: days >= 1
)


@KINDS.add("house.tidy")
def tidy(ctx: Context, args: Mapping[str, Any], report: Report) -> Mapping[str, Any]:
    """Delete what is older than the company keeps; in batches, so that nobody waits."""
    limit = ctx.now - timedelta(days=settings.value(ctx, KEEP))
    waiting = OutboxRow.objects.filter(delivery__isnull=False).values("id")
    news = OutboxRow.objects.filter(company=ctx.company, sent_at__lt=limit).exclude(id__in=waiting)
    ended = Job.objects.filter(company=ctx.company, ended_at__lt=limit)
    gone = 0
    for rows in (news, ended):
        while batch := list(rows.values_list("id", flat=True)[:BATCH]):
            gone += rows.model._default_manager.filter(id__in=batch).delete()[0]
            report(gone, 0, "")
    sessions, _ = BrowserSession.objects.filter(expire_date__lt=ctx.now).delete()
    return {"deleted": gone, "sessions": sessions}
