"""Pages of a user and of a role."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from ledgerhouse.foundation.dimensions import DIMENSIONS
from ledgerhouse.foundation.listing import column
from ledgerhouse.foundation.models import (
    ApiToken,
    Delegation,
    DutyException,
    DutyRule,
    Grant,
    GrantLimit,
    Role,
    RoleField,
    RoleRight,
    User,
)
from ledgerhouse.foundation.paper import Action, Fact, Paper, Table, paper
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotAllowed, gettext_noop


@dataclass(frozen=True)
class GrantLine:
    """One grant or denial of the user, and where it holds."""

    role: str = column(gettext_noop("Role"), kind="code", link="role")
    name: str = column(gettext_noop("Name"), kind="state")
    denied: bool = column(gettext_noop("Denied"), kind="yes_no")
    limits: str = column(gettext_noop("Limits"))
    valid_from: date | None = column(gettext_noop("Valid from"), kind="date")
    valid_until: date | None = column(gettext_noop("Valid until"), kind="date")


@dataclass(frozen=True)
class TokenLine:
    """One token of the user, without its secret."""

    name: str = column(gettext_noop("Name"))
    expires_at: datetime = column(gettext_noop("Expires on"), kind="moment")
    revoked_at: datetime | None = column(gettext_noop("Revoked at"), kind="moment")


@paper("user", title=gettext_noop("User"), see="see people")
def user_paper(ctx: Context, number: str) -> Paper | None:
    """A user with roles, limits and tokens."""
    row = scoped(ctx, User).filter(username=number).select_related("department").first()
    if row is None:
        return None
    known = {"username": row.username}
    turn = "people.deactivate_user" if row.is_active else "people.activate_user"
    facts = [
        Fact(gettext_noop("User name"), row.username, "code"),
        Fact(gettext_noop("Name"), row.name),
        Fact(gettext_noop("Department"), row.department.name if row.department else ""),
        Fact(gettext_noop("Language"), row.language),
        Fact(gettext_noop("Last sign-in"), row.last_login, "moment"),
    ]
    if ctx.may("see personal data"):
        facts.insert(2, Fact(gettext_noop("E-mail"), row.email))
    tokens = scoped(ctx, ApiToken).filter(user=row).order_by("-expires_at")
    return Paper(
        kind="user",
        number=row.username,
        title=str(row),
        state=gettext_noop("active") if row.is_active else gettext_noop("inactive"),
        facts=facts,
        tables=(
            Table(gettext_noop("Granted roles"), GrantLine, _grants(ctx, row)),
            Table(gettext_noop("Delegations"), DelegationLine, _delegations(ctx, row)),
            Table(gettext_noop("Tokens"), TokenLine, [TokenLine(t.name, t.expires_at, t.revoked_at) for t in tokens]),
        ),
        actions=(
            Action("people.change_user", known),
            Action("people.grant_role", known),
            Action("people.deny_role", known),
            Action("people.revoke_role", known),
            Action("people.delegate", {"giver": row.username}),
            Action("people.reset_password", known),
            Action("people.unlock_user", known),
            Action("people.end_sessions", known),
            Action("people.give_badge", known),
            Action("people.take_badge", known),
            Action("people.remove_second_factor", known),
            Action("people.issue_token", known),
            Action(turn, known),
            *([] if row.is_active else [Action("people.erase_user", known)]),
        ),
    )


@dataclass(frozen=True)
class DelegationLine:
    """Something lent by or to the user."""

    giver: str = column(gettext_noop("From"), kind="code", link="user")
    taker: str = column(gettext_noop("To"), kind="code", link="user")
    role: str = column(gettext_noop("Role"), kind="code", link="role")
    valid_from: date = column(gettext_noop("Valid from"), kind="date")
    valid_until: date = column(gettext_noop("Valid until"), kind="date")
    ended_at: datetime | None = column(gettext_noop("Ended at"), kind="moment")
    reason: str = column(gettext_noop("Reason"))


def _delegations(ctx: Context, user: User) -> list[DelegationLine]:
    """The newest of what the user has lent and borrowed; the other side must be in scope as well."""
    people = scoped(ctx, User)
    rows = scoped(ctx, Delegation).filter(Q(giver=user) | Q(taker=user), giver__in=people, taker__in=people)
    return [
        DelegationLine(
            row.giver.username,
            row.taker.username,
            row.role.code if row.role else "",
            row.valid_from,
            row.valid_until,
            row.ended_at,
            row.reason,
        )
        for row in rows.select_related("giver", "taker", "role").order_by("-valid_until", "-id")[:20]
    ]


def _grants(ctx: Context, user: User) -> list[GrantLine]:
    rows = list(scoped(ctx, Grant).filter(user=user).select_related("role").order_by("id"))
    limits: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for limit in scoped(ctx, GrantLimit).filter(grant__in=rows).order_by("id"):
        limits[limit.grant_id][limit.dimension].append(limit.value)
    names = {name: _codes(ctx, name, [i for of in limits.values() for i in of.get(name, ())]) for name in DIMENSIONS}
    return [
        GrantLine(
            role=row.role.code,
            name=row.role.name,
            denied=row.denied,
            limits="; ".join(_said(name, ids, names) for name, ids in limits[row.id].items()),
            valid_from=row.valid_from,
            valid_until=row.valid_until,
        )
        for row in rows
    ]


def _codes(ctx: Context, name: str, ids: list[int]) -> dict[int, str]:
    """Codes of what limits grants; whoever may not see the things themselves reads how many there are."""
    if not ids:
        return {}
    try:
        return dict(DIMENSIONS[name].codes(ctx, ids))
    except NotAllowed:
        return {}


def _said(name: str, ids: list[int], names: dict[str, dict[int, str]]) -> str:
    title = _(DIMENSIONS[name].title) if name in DIMENSIONS else name
    codes = [names[name][i] for i in ids if i in names.get(name, {})]
    hidden = len(ids) - len(codes)
    return f"{title}: " + ", ".join([*codes, *([f"+{hidden}"] if hidden else [])])


@dataclass(frozen=True)
class RightLine:
    """One right of the role."""

    right: str = column(gettext_noop("Right"), kind="state")


@dataclass(frozen=True)
class HiddenLine:
    """One field that the role hides."""

    field: str = column(gettext_noop("Field"), kind="code")


@dataclass(frozen=True)
class HolderLine:
    """Somebody who has the role."""

    username: str = column(gettext_noop("User name"), kind="code", link="user")
    name: str = column(gettext_noop("Name"))
    denied: bool = column(gettext_noop("Denied"), kind="yes_no")


@paper("role", title=gettext_noop("Role"), see="see people")
def role_paper(ctx: Context, number: str) -> Paper | None:
    """A role with its rights and who has it."""
    row = scoped(ctx, Role).filter(code=number).first()
    if row is None:
        return None
    rights = list(scoped(ctx, RoleRight).filter(role=row).order_by("right").values_list("right", flat=True))
    hidden = list(scoped(ctx, RoleField).filter(role=row).order_by("field").values_list("field", flat=True))
    holders = scoped(ctx, Grant).filter(role=row, user__in=scoped(ctx, User)).select_related("user")
    return Paper(
        kind="role",
        number=row.code,
        title=row.name,
        facts=(Fact(gettext_noop("Code"), row.code, "code"), Fact(gettext_noop("Name"), row.name, "state")),
        tables=(
            Table(gettext_noop("Rights"), RightLine, [RightLine(right) for right in rights]),
            Table(gettext_noop("Hidden fields"), HiddenLine, [HiddenLine(name) for name in hidden]),
            Table(
                gettext_noop("Users"),
                HolderLine,
                [HolderLine(g.user.username, g.user.name, g.denied) for g in holders.order_by("user__username")],
            ),
        ),
        actions=(
            Action("people.change_role_rights", {"role": row.code, "rights": rights}),
            Action("people.hide_fields", {"role": row.code, "fields": hidden}),
        ),
    )


@dataclass(frozen=True)
class ExceptionLine:
    """Somebody whom the rule does not bind for a while."""

    username: str = column(gettext_noop("User name"), kind="code", link="user")
    name: str = column(gettext_noop("Name"))
    until: date = column(gettext_noop("Until"), kind="date")
    reason: str = column(gettext_noop("Reason"))


@paper("duty_rule", title=gettext_noop("Duty rule"), see="see people")
def duty_rule_paper(ctx: Context, number: str) -> Paper | None:
    """A rule of segregation of duties with its exceptions."""
    row = scoped(ctx, DutyRule).filter(code=number).first()
    if row is None:
        return None
    excepted = scoped(ctx, DutyException).filter(rule=row, user__in=scoped(ctx, User)).select_related("user")
    facts = {name: getattr(row, name) for name in ("name", "first", "second", "together", "same_paper", "active")}
    return Paper(
        kind="duty_rule",
        number=row.code,
        title=row.name,
        state=gettext_noop("active") if row.active else gettext_noop("inactive"),
        facts=(
            Fact(gettext_noop("Code"), row.code, "code"),
            Fact(gettext_noop("First right"), row.first, "state"),
            Fact(gettext_noop("Second right"), row.second, "state"),
            Fact(gettext_noop("Not on the same paper"), row.same_paper, "yes_no"),
            Fact(gettext_noop("Not in one hand"), row.together, "yes_no"),
        ),
        tables=(
            Table(
                gettext_noop("Exceptions from duty rules"),
                ExceptionLine,
                [ExceptionLine(e.user.username, e.user.name, e.until, e.reason) for e in excepted.order_by("-until")],
            ),
        ),
        actions=(
            Action("people.set_duty_rule", {"code": row.code, **facts}),
            Action("people.except_from_duty", {"rule": row.code}),
        ),
    )
