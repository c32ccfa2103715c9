"""How long things are kept that are neither ledger nor audit trail: rules as data, carried out by a job, with a rehearsal.

A room declares what it keeps and finds what is old; a company decides how many days, not below what the law asks. The ledgers, the papers and
the audit trail are not here: they stay.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from django.db.models import QuerySet

from ledgerhouse.foundation.models import ApiToken, BrowserSession, ImportRow, Job, OutboxRow, RetentionRule, SignIn
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop

BATCH: Final = 2000


class Kept(NamedTuple):
    """One kind of thing: its name, its title (a message id), days by default, the least that may be decided, and what is older."""

    name: str
    title: str
    days: int
    least: int
    older: Callable[[int, datetime], "QuerySet[Any]"]


KEPT: dict[str, Kept] = {}


def declare(kept: Kept) -> Kept:
    """Make a kind of thing known to the retention rules."""
    if kept.name in KEPT:
        message = f"two kinds of kept things are called {kept.name!r}"
        raise ValueError(message)
    KEPT[kept.name] = kept
    return kept


def days(company: int) -> dict[str, int]:
    """For how many days a company keeps each kind."""
    decided = dict(RetentionRule.objects.filter(company=company).values_list("kind", "days"))
    return {name: decided.get(name, kept.days) for name, kept in KEPT.items()}


def carry_out(ctx: Context, report: Callable[[int, int, str], None], *, rehearse: bool = False) -> Mapping[str, int]:
    """Delete what is older than the company keeps it, in batches; rehearsing only counts. Answers how many of each kind."""
    gone: dict[str, int] = {}
    for name, kept in KEPT.items():
        rows = kept.older(ctx.company, ctx.now - timedelta(days=days(ctx.company)[name]))
        if rehearse:
            gone[name] = rows.count()
            continue
        gone[name] = 0
        while batch := list(rows.values_list("pk", flat=True)[:BATCH]):
            gone[name] += rows.model._default_manager.filter(pk__in=batch).delete()[0]
            report(sum(gone.values()), 0, name)
    return gone


def _messages(company: int, before: datetime) -> "QuerySet[OutboxRow]":
    waiting = OutboxRow.objects.filter(delivery__isnull=False).values("id")
    return OutboxRow.objects.filter(company=company, sent_at__lt=before).exclude(id__in=waiting)


declare(Kept("messages", gettext_noop("Sent messages"), 90, 1, _messages))
declare(
    Kept(
        "jobs", gettext_noop("Ended jobs"), 90, 1, lambda c, before: Job.objects.filter(company=c, ended_at__lt=before)
    )
)
declare(  # a network log must be kept for six months (网络安全法, article 21)
    Kept(
        "sign_ins",
        gettext_noop("Sign-ins"),
        365,
        180,
        lambda c, before: SignIn.objects.filter(company__in=(c, 0), at__lt=before),
    )
)
declare(
    Kept(
        "sessions",
        gettext_noop("Sessions that are over"),
        0,
        0,
        lambda c, before: BrowserSession.objects.filter(company__in=(c, 0), expire_date__lt=before),
    )
)
declare(
    Kept(
        "tokens",
        gettext_noop("Tokens that have expired"),
        365,
        30,
        lambda c, before: ApiToken.objects.filter(user__company=c, expires_at__lt=before),
    )
)
declare(
    Kept(
        "import_rows",
        gettext_noop("Rows of imported files"),
        365,
        30,
        lambda c, before: ImportRow.objects.filter(company=c, batch__ended_at__lt=before),
    )
)
