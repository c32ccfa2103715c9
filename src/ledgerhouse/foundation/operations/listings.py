"""Lists of jobs, messages, dead letters, commands, audit rows and attachments."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import CharField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from ledgerhouse.foundation.listing import column, listing
from ledgerhouse.foundation.models import (
    Attachment,
    AuditRow,
    Command,
    Delivery,
    Job,
    OutboxRow,
    SealedDay,
    Touch,
    User,
)
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.sight import about_seen
from ledgerhouse.foundation.veils import Veils
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


def who() -> Coalesce:
    """An expression for the name of the user whose id a row carries; empty for the house itself."""
    names = User.objects.filter(id=OuterRef("user")).values("name")[:1]
    return Coalesce(Subquery(names), Value(""), output_field=CharField())


@dataclass(frozen=True)
class Jobs:
    """Which jobs."""

    kind: str = ""
    state: str = ""


@dataclass(frozen=True)
class JobRow:
    """One job."""

    number: int = column(gettext_noop("Number"), path="id", kind="code")
    kind: str = column(gettext_noop("Kind"))
    state: str = column(gettext_noop("State"), kind="state")
    done: int = column(gettext_noop("Done"), kind="number")
    total: int = column(gettext_noop("of"), kind="number")
    message: str = column(gettext_noop("Message"), sortable=False)
    attempts: int = column(gettext_noop("Attempts"), kind="number")
    user: str = column(gettext_noop("By"), path="user_name")
    run_at: datetime = column(gettext_noop("Run at"), kind="moment")
    ended_at: datetime | None = column(gettext_noop("Ended at"), kind="moment")


@listing(
    "operations.jobs",
    title=gettext_noop("Jobs"),
    see="see jobs",
    row=JobRow,
    search=("kind", "message"),
    order="-number",
    verbs=("operations.cancel_job",),
)
def jobs(ctx: Context, where: Jobs) -> "QuerySet[Job]":
    """Jobs of the company."""
    rows = scoped(ctx, Job).annotate(user_name=who())
    if where.kind:
        rows = rows.filter(kind=where.kind)
    return rows.filter(state=where.state) if where.state else rows


@dataclass(frozen=True)
class Messages:
    """Which messages; `waiting` for those the dispatcher has not taken yet."""

    topic: str = ""
    waiting: bool | None = None


@dataclass(frozen=True)
class MessageRow:
    """One piece of news."""

    number: int = column(gettext_noop("Number"), path="id", kind="code")
    topic: str = column(gettext_noop("Topic"))
    about: str = column(gettext_noop("About"), path="ordering")
    recorded_at: datetime = column(gettext_noop("Recorded at"), kind="moment")
    sent_at: datetime | None = column(gettext_noop("Sent at"), kind="moment")


@listing(
    "operations.messages",
    title=gettext_noop("Messages"),
    see="see messages",
    row=MessageRow,
    search=("topic", "ordering"),
    order="-number",
)
def messages(ctx: Context, where: Messages) -> "QuerySet[OutboxRow]":
    """News of the company, without what it says."""
    rows = scoped(ctx, OutboxRow)
    if where.topic:
        rows = rows.filter(topic=where.topic)
    return rows if where.waiting is None else rows.filter(sent_at__isnull=where.waiting)


@dataclass(frozen=True)
class Deliveries:
    """Which failed deliveries."""

    dead: bool | None = None


@dataclass(frozen=True)
class DeliveryRow:
    """One listener that could not hear one piece of news."""

    number: int = column(gettext_noop("Number"), path="id", kind="code")
    topic: str = column(gettext_noop("Topic"), path="news__topic")
    about: str = column(gettext_noop("About"), path="news__ordering")
    listener: str = column(gettext_noop("Listener"))
    attempts: int = column(gettext_noop("Attempts"), kind="number")
    dead: bool = column(gettext_noop("Given up"), kind="yes_no")
    next_at: datetime | None = column(gettext_noop("Next try"), kind="moment")
    error: str = column(gettext_noop("Error"), sortable=False)


@listing(
    "operations.dead_letters",
    title=gettext_noop("Failed messages"),
    see="see messages",
    row=DeliveryRow,
    search=("news__topic", "listener", "error"),
    order="-number",
    verbs=("operations.replay_news",),
)
def dead_letters(ctx: Context, where: Deliveries) -> "QuerySet[Delivery]":
    """Deliveries that failed: to be tried again, or given up."""
    rows = scoped(ctx, Delivery)
    return rows if where.dead is None else rows.filter(dead=where.dead)


@dataclass(frozen=True)
class Commands:
    """Which commands; days are those of the recording time in UTC."""

    verb: str = ""
    interface: str = ""
    username: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class CommandRow:
    """One verb that was carried out."""

    at: datetime = column(gettext_noop("At"), kind="moment")
    verb: str = column(gettext_noop("Verb"), kind="word")
    user: str = column(gettext_noop("By"), path="user_name")
    interface: str = column(gettext_noop("Through"))
    device: str = column(gettext_noop("Device"))
    key: str = column(gettext_noop("Command id"))


@listing(
    "operations.commands",
    title=gettext_noop("Commands"),
    see="see the audit trail",
    row=CommandRow,
    search=("verb", "key", "device"),
    order="-at",
)
def commands(ctx: Context, where: Commands) -> "QuerySet[Command]":
    """Every write of the company, newest first."""
    rows = scoped(ctx, Command).annotate(user_name=who())
    if where.verb:
        rows = rows.filter(verb=where.verb)
    if where.interface:
        rows = rows.filter(interface=where.interface)
    return _on_days(_by(rows, where.username), where.since, where.until)


@dataclass(frozen=True)
class AuditRows:
    """Which changes."""

    kind: str = ""
    name: str = ""
    action: str = ""
    username: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class AuditLine:
    """One change of master data or settings: the fields before and after."""

    at: datetime = column(gettext_noop("At"), kind="moment")
    kind: str = column(gettext_noop("Kind"), kind="word")
    name: str = column(gettext_noop("Name"))
    action: str = column(gettext_noop("Action"), kind="word")
    before: str = column(gettext_noop("Before"), sortable=False)
    after: str = column(gettext_noop("After"), sortable=False)
    reason: str = column(gettext_noop("Reason"), sortable=False)
    user: str = column(gettext_noop("By"), path="user_name")
    interface: str = column(gettext_noop("Through"))
    device: str = column(gettext_noop("Device"))


def _told(ctx: Context) -> Callable[[AuditLine], AuditLine]:
    """Fields before and after as words; under a veil those that the asker may not see on the thing itself."""
    veils = Veils(ctx)

    def words(row: AuditLine, fields: Any) -> Any:
        told = veils.over(row.kind, fields) if isinstance(fields, Mapping) else {}
        return "; ".join(f"{name}: {value}" for name, value in told.items()) if told else ""

    return lambda row: replace(row, before=words(row, row.before), after=words(row, row.after))


@listing(
    "operations.audit",
    title=gettext_noop("Audit trail"),
    see="see the audit trail",
    row=AuditLine,
    search=("name", "kind"),
    order="-at",
    veil=_told,
)
def audit_trail(ctx: Context, where: AuditRows) -> "QuerySet[AuditRow]":
    """Changes of master data and settings, newest first."""
    rows = scoped(ctx, AuditRow).annotate(user_name=who())
    if where.kind:
        rows = rows.filter(kind=where.kind)
    if where.name:
        rows = rows.filter(name=where.name)
    rows = _on_days(_by(rows, where.username), where.since, where.until)
    return rows.filter(action=where.action) if where.action else rows


@dataclass(frozen=True)
class Touches:
    """Which paper, by its number."""

    number: str = ""
    username: str = ""


@dataclass(frozen=True)
class TouchRow:
    """A command that touched a paper."""

    at: datetime = column(gettext_noop("At"), kind="moment", path="at_")
    number: str = column(gettext_noop("Document"), kind="code")
    verb: str = column(gettext_noop("Verb"), path="verb_", kind="word")
    user: str = column(gettext_noop("By"), path="by_")
    interface: str = column(gettext_noop("Through"), path="interface_")
    device: str = column(gettext_noop("Device"), path="device_")


@listing(
    "operations.touches",
    title=gettext_noop("Who touched it"),
    see="see the audit trail",
    row=TouchRow,
    search=("number",),
    order="-at",
)
def touches(ctx: Context, where: Touches) -> "QuerySet[Touch]":
    """Which command touched which document, by whom, through what, on which device."""
    rows = scoped(ctx, Touch)
    if where.number:
        rows = rows.filter(number=where.number)
    commands = scoped(ctx, Command).filter(id=OuterRef("command"))
    if where.username:
        users = User.objects.filter(username=where.username, company=ctx.company).values("id")
        rows = rows.filter(command__in=scoped(ctx, Command).filter(user__in=users).values("id"))
    who_ = User.objects.filter(id=OuterRef("user_")).values("name")[:1]
    columns = {
        f"{name}_": Subquery(commands.values(name)[:1]) for name in ("at", "verb", "user", "interface", "device")
    }
    return rows.annotate(**columns).annotate(by_=Coalesce(Subquery(who_), Value(""), output_field=CharField()))


def _by(rows: "QuerySet[Any]", username: str) -> "QuerySet[Any]":
    return rows.filter(user__in=User.objects.filter(username=username).values("id")) if username else rows


def _on_days(rows: "QuerySet[Any]", since: date | None, until: date | None) -> "QuerySet[Any]":
    """Rows recorded on these days in UTC."""
    if since:
        rows = rows.filter(at__gte=datetime.combine(since, time.min, UTC))
    return rows.filter(at__lt=datetime.combine(until, time.min, UTC) + timedelta(days=1)) if until else rows


@dataclass(frozen=True)
class Files:
    """Files of which paper."""

    kind: str = ""
    about: str = ""


@dataclass(frozen=True)
class FileRow:
    """One file."""

    number: int = column(gettext_noop("Number"), path="id", kind="code")
    name: str = column(gettext_noop("Name"))
    kind: str = column(gettext_noop("Paper"))
    about: str = column(gettext_noop("Paper number"), kind="code")
    media_type: str = column(gettext_noop("Media type"))
    size: int = column(gettext_noop("Size"), kind="number")
    user: str = column(gettext_noop("By"), path="user_name")
    at: datetime = column(gettext_noop("At"), kind="moment")


@listing(
    "operations.files",
    title=gettext_noop("Attachments"),
    see="see attachments",
    row=FileRow,
    search=("name", "about"),
    order="-at",
)
def files(ctx: Context, where: Files) -> "QuerySet[Attachment]":
    """Attached files of the papers that the asker sees."""
    rows = scoped(ctx, Attachment).filter(about_seen(ctx, kind="kind", number="about")).annotate(user_name=who())
    if where.kind:
        rows = rows.filter(kind=where.kind)
    return rows.filter(about=where.about) if where.about else rows


@dataclass(frozen=True)
class SealedDays:
    """Which days."""

    since: date | None = None


@dataclass(frozen=True)
class SealedDayRow:
    """A day's digest, to be kept where nobody who can change the database can change it."""

    day: date = column(gettext_noop("Day"), kind="date")
    rows: int = column(gettext_noop("Rows sealed"), kind="number")
    block: int = column(gettext_noop("Last block"), kind="number")
    digest: str = column(gettext_noop("Digest"), kind="code", sortable=False)


@listing(
    "operations.sealed_days",
    title=gettext_noop("Daily digests"),
    see="see the audit trail",
    row=SealedDayRow,
    search=("digest",),
    order="-day",
)
def sealed_days(ctx: Context, where: SealedDays) -> "QuerySet[SealedDay]":
    """The digests of the company's days that are over."""
    rows = scoped(ctx, SealedDay)
    return rows.filter(day__gte=where.since) if where.since else rows
