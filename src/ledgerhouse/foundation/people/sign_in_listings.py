"""Lists of sign-ins, open sessions, devices, badges and shifts."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from ledgerhouse.foundation.listing import column, listing
from ledgerhouse.foundation.models import Badge, BrowserSession, Device, Shift, SignIn, User
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True)
class SignIns:
    """Which tries."""

    username: str = ""
    outcome: str = ""
    method: str = ""


@dataclass(frozen=True)
class SignInRow:
    """One try to sign in, and how it ended."""

    at: datetime = column(gettext_noop("At"), kind="moment")
    username: str = column(gettext_noop("User name"), kind="code", link="user")
    method: str = column(gettext_noop("Method"), kind="state")
    outcome: str = column(gettext_noop("Outcome"), kind="state")
    address: str = column(gettext_noop("Network address"), kind="code")
    device: str = column(gettext_noop("Device"))


@listing(
    "people.sign_ins",
    title=gettext_noop("Sign-ins"),
    see="see the audit trail",
    row=SignInRow,
    search=("username", "address"),
    order="-at",
    verbs=("people.unlock_user",),
)
def sign_ins(ctx: Context, where: SignIns) -> "QuerySet[SignIn]":
    """Tries to sign in as somebody of the company, newest first."""
    rows = scoped(ctx, SignIn)
    if where.username:
        rows = rows.filter(username=where.username)
    if where.outcome:
        rows = rows.filter(outcome=where.outcome)
    return rows.filter(method=where.method) if where.method else rows


@dataclass(frozen=True)
class Sessions:
    """Whose sessions."""

    username: str = ""


@dataclass(frozen=True)
class SessionRow:
    """One open session."""

    number: int = column(gettext_noop("Number"), path="id", kind="code")
    username: str = column(gettext_noop("User name"), path="user_name", kind="code", link="user")
    method: str = column(gettext_noop("Method"), kind="state")
    device: str = column(gettext_noop("Device"))
    address: str = column(gettext_noop("Network address"), kind="code")
    begun_at: datetime | None = column(gettext_noop("Begun at"), kind="moment")
    seen_at: datetime | None = column(gettext_noop("Last seen"), kind="moment")
    until: datetime = column(gettext_noop("Ends at"), path="expire_date", kind="moment")


@listing(
    "people.sessions",
    title=gettext_noop("Open sessions"),
    see="see people",
    row=SessionRow,
    search=("device", "address"),
    order="-seen_at",
    verbs=("people.end_session", "people.end_sessions"),
)
def sessions(ctx: Context, where: Sessions) -> "QuerySet[BrowserSession]":
    """Open sessions of users in scope."""
    names = User.objects.filter(id=OuterRef("user")).values("username")[:1]
    rows = scoped(ctx, BrowserSession).filter(user__in=scoped(ctx, User).values("id"), expire_date__gt=ctx.now)
    rows = rows.annotate(user_name=Coalesce(Subquery(names), Value("")))
    return rows.filter(user_name=where.username) if where.username else rows


@dataclass(frozen=True)
class Devices:
    """Which devices."""

    revoked: bool | None = None


@dataclass(frozen=True)
class DeviceRow:
    """One registered device."""

    name: str = column(gettext_noop("Name"), kind="code")
    registered_at: datetime = column(gettext_noop("Registered at"), kind="moment")
    by: str = column(gettext_noop("By"), path="user_name")
    revoked_at: datetime | None = column(gettext_noop("Revoked at"), kind="moment")


@listing(
    "people.devices",
    title=gettext_noop("Registered devices"),
    see="see people",
    row=DeviceRow,
    search=("name",),
    order="name",
    verbs=("people.revoke_device",),
)
def devices(ctx: Context, where: Devices) -> "QuerySet[Device]":
    """Registered devices in scope."""
    names = User.objects.filter(id=OuterRef("registered_by")).values("name")[:1]
    rows = scoped(ctx, Device).annotate(user_name=Coalesce(Subquery(names), Value("")))
    return rows if where.revoked is None else rows.filter(revoked_at__isnull=not where.revoked)


@dataclass(frozen=True)
class Badges:
    """All badges; nothing to choose."""


@dataclass(frozen=True)
class BadgeRow:
    """Who has a badge; its code is not known here."""

    username: str = column(gettext_noop("User name"), path="user__username", kind="code", link="user")
    name: str = column(gettext_noop("Name"), path="user__name")
    given_at: datetime = column(gettext_noop("Given at"), kind="moment")


@listing(
    "people.badges",
    title=gettext_noop("Badges"),
    see="see people",
    row=BadgeRow,
    search=("user__username", "user__name"),
    order="username",
    verbs=("people.give_badge", "people.take_badge"),
)
def badges(ctx: Context, where: Badges) -> "QuerySet[Badge]":
    """Badges of users in scope."""
    return scoped(ctx, Badge).filter(user__in=scoped(ctx, User))


@dataclass(frozen=True)
class Shifts:
    """All shifts; nothing to choose."""


@dataclass(frozen=True)
class ShiftRow:
    """One shift."""

    code: str = column(gettext_noop("Code"), kind="code")
    name: str = column(gettext_noop("Name"))
    begins: str = column(gettext_noop("Begins"))
    ends: str = column(gettext_noop("Ends"))

    def __post_init__(self) -> None:
        """Times are shown as on a clock."""
        for name in ("begins", "ends"):
            clock: Any = getattr(self, name)
            if isinstance(clock, time):
                object.__setattr__(self, name, f"{clock:%H:%M}")


@listing(
    "people.shifts",
    title=gettext_noop("Shifts"),
    see="see people",
    row=ShiftRow,
    search=("code", "name"),
    order="code",
    verbs=("people.set_shifts",),
)
def shifts(ctx: Context, where: Shifts) -> "QuerySet[Shift]":
    """When people work, by the company's clock."""
    return scoped(ctx, Shift)
