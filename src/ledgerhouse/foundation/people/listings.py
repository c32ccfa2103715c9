"""Lists of users, roles, grants and tokens."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, QuerySet

from ledgerhouse.foundation.listing import column, listing
from ledgerhouse.foundation.models import ApiToken, Grant, Role, User
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True)
class Users:
    """Which users."""

    active: bool | None = None
    department: str = ""


@dataclass(frozen=True)
class UserRow:
    """One user."""

    username: str = column(gettext_noop("User name"), kind="code", link="user")
    name: str = column(gettext_noop("Name"))
    department: str = column(gettext_noop("Department"), path="department__name")
    email: str = column(gettext_noop("E-mail"), masked="see personal data", sortable=False)
    language: str = column(gettext_noop("Language"))
    active: bool = column(gettext_noop("Active"), path="is_active", kind="yes_no")
    last_login: datetime | None = column(gettext_noop("Last sign-in"), kind="moment")


@listing(
    "people.users",
    title=gettext_noop("Users"),
    see="see people",
    row=UserRow,
    search=("username", "name"),
    order="username",
    verbs=("people.create_user",),
)
def users(ctx: Context, where: Users) -> "QuerySet[User]":
    """Users in scope."""
    rows = scoped(ctx, User)
    if where.active is not None:
        rows = rows.filter(is_active=where.active)
    return rows.filter(department__code=where.department) if where.department else rows


@dataclass(frozen=True)
class Roles:
    """All roles; nothing to choose."""


@dataclass(frozen=True)
class RoleRow:
    """One role."""

    code: str = column(gettext_noop("Code"), kind="code", link="role")
    name: str = column(gettext_noop("Name"), kind="state")
    rights: int = column(gettext_noop("Rights"), path="right_count", kind="number")


@listing(
    "people.roles",
    title=gettext_noop("Roles"),
    see="see people",
    row=RoleRow,
    search=("code", "name"),
    order="code",
    verbs=("people.create_role",),
)
def roles(ctx: Context, where: Roles) -> "QuerySet[Role]":
    """Roles, ready-made and own."""
    return scoped(ctx, Role).annotate(right_count=Count("rights"))


@dataclass(frozen=True)
class Grants:
    """Which grants."""

    username: str = ""
    role: str = ""
    denied: bool | None = None


@dataclass(frozen=True)
class GrantRow:
    """One grant or denial."""

    username: str = column(gettext_noop("User name"), path="user__username", kind="code", link="user")
    name: str = column(gettext_noop("Name"), path="user__name")
    role: str = column(gettext_noop("Role"), path="role__code", kind="code", link="role")
    denied: bool = column(gettext_noop("Denied"), kind="yes_no")
    limits: int = column(gettext_noop("Limits"), path="limit_count", kind="number")
    valid_from: date | None = column(gettext_noop("Valid from"), kind="date")
    valid_until: date | None = column(gettext_noop("Valid until"), kind="date")


@listing(
    "people.grants",
    title=gettext_noop("Granted roles"),
    see="see people",
    row=GrantRow,
    search=("user__username", "user__name", "role__code"),
    order="username",
    verbs=("people.grant_role", "people.deny_role"),
)
def grants(ctx: Context, where: Grants) -> "QuerySet[Grant]":
    """Who has which role; the users themselves must be in scope too."""
    rows = scoped(ctx, Grant).filter(user__in=scoped(ctx, User)).annotate(limit_count=Count("limits"))
    if where.username:
        rows = rows.filter(user__username=where.username)
    if where.role:
        rows = rows.filter(role__code=where.role)
    return rows if where.denied is None else rows.filter(denied=where.denied)


@dataclass(frozen=True)
class Tokens:
    """Which tokens."""

    username: str = ""
    revoked: bool | None = None


@dataclass(frozen=True)
class TokenRow:
    """One token, without its secret."""

    username: str = column(gettext_noop("User name"), path="user__username", kind="code", link="user")
    name: str = column(gettext_noop("Name"))
    expires_at: datetime = column(gettext_noop("Expires on"), kind="moment")
    used_at: datetime | None = column(gettext_noop("Last used"), kind="moment")
    revoked_at: datetime | None = column(gettext_noop("Revoked at"), kind="moment")


@listing(
    "people.tokens",
    title=gettext_noop("Tokens"),
    see="see people",
    row=TokenRow,
    search=("user__username", "name"),
    order="-expires_at",
    verbs=("people.issue_token", "people.revoke_token"),
)
def tokens(ctx: Context, where: Tokens) -> "QuerySet[ApiToken]":
    """Tokens of users in scope."""
    rows = scoped(ctx, ApiToken).filter(user__in=scoped(ctx, User))
    if where.username:
        rows = rows.filter(user__username=where.username)
    return rows if where.revoked is None else rows.filter(revoked_at__isnull=not where.revoked)
