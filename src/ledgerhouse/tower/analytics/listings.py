"""The list of lists by mail."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from ledgerhouse.foundation.listing import column, listing
from ledgerhouse.foundation.operations.listings import who
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.tower.analytics.models import MailedList


@dataclass(frozen=True)
class MailedLists:
    """Which lists by mail."""

    active: bool | None = None


@dataclass(frozen=True)
class MailedRow:
    """A list that goes out by the clock. `trouble` says whom it did not reach the last time, and why."""

    code: str = column(gettext_noop("Code"), kind="code", link="mailed_list")
    listing: str = column(gettext_noop("List"))
    cron: str = column(gettext_noop("When"), sortable=False)
    to: int = column(gettext_noop("Recipients"), path="people", kind="number")
    user: str = column(gettext_noop("Set up by"), path="user_name")
    active: bool = column(gettext_noop("Active"), kind="yes_no")
    next_at: datetime = column(gettext_noop("Next time"), kind="moment")
    sent_at: datetime | None = column(gettext_noop("Last sent at"), kind="moment")
    trouble: str = column(gettext_noop("Trouble"), sortable=False)


@listing(
    "analytics.mailed_lists",
    title=gettext_noop("Lists by mail"),
    see="mail lists",
    row=MailedRow,
    search=("code", "listing"),
    order="code",
    verbs=("analytics.mail_list",),
)
def mailed_lists(ctx: Context, where: MailedLists) -> "QuerySet[MailedList]":
    """Lists that are mailed by the clock."""
    rows = scoped(ctx, MailedList).annotate(user_name=who(), people=Count("recipients"))
    return rows if where.active is None else rows.filter(active=where.active)
