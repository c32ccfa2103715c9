"""Let somebody stand in for a while: what one may do, another may do too, until a day."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from django.db.models import Q, QuerySet
from pydantic import ConfigDict, Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.duties import refuse_conflicts
from ledgerhouse.foundation.models import Delegation, Grant, Role, RoleRight, User
from ledgerhouse.foundation.queries import company
from ledgerhouse.foundation.verb import verb
from ledgerhouse.foundation.words import NOT_LENT, OWN_ACCOUNT
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotAllowed, NotFound, Problem, Unreadable, gettext_noop, problem

MOST_DAYS = 366


@dataclass(frozen=True, kw_only=True)
class Delegate:
    """Who stands in, from when until when (both days included), for all of one's roles or one of them.

    `giver` is whose rights are lent: one's own when left out; somebody else's needs the right to change people.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    taker: Code
    valid_from: date
    valid_until: date
    reason: Annotated[str, Field(min_length=1, max_length=200)]
    role: Annotated[str, Field(max_length=40)] = ""
    giver: Annotated[str, Field(max_length=60)] = ""


@dataclass(frozen=True, kw_only=True)
class Delegated:
    """Who stands in for whom, until when."""

    giver: str
    taker: str
    valid_until: date


@verb("people.delegate", may=OWN_ACCOUNT, title=gettext_noop("Delegate"))
def delegate(command: Delegate, ctx: Context) -> Delegated:
    """Lend one's rights to a colleague for some days. It ends by itself; what was lent can not be lent on."""
    giver, taker = lender(ctx, command.giver), colleague(ctx, command.taker)
    role = Role.objects.filter(code=command.role).first() if command.role else None
    wrong = _wrong(ctx, command, giver, taker)
    if command.role and (role is None or not _held(ctx, giver).filter(role=role).exists()):
        wrong.append(problem("role", gettext_noop("is not a role of {name}"), name=giver.username))
    if wrong:
        raise Unreadable(wrong)
    _keep_apart(ctx, giver, taker, role)
    row = Delegation(
        company_id=ctx.company,
        giver=giver,
        taker=taker,
        role=role,
        valid_from=command.valid_from,
        valid_until=command.valid_until,
        reason=command.reason,
        made_by=ctx.user,
        made_at=ctx.now,
    )
    row.save(force_insert=True)
    after = {
        "to": taker.username,
        "role": command.role,
        "valid_from": command.valid_from,
        "valid_until": command.valid_until,
    }
    audit.record(ctx, [audit.Change("user", giver.id, giver.username, "delegate", {}, after)], reason=command.reason)
    return Delegated(giver=giver.username, taker=taker.username, valid_until=command.valid_until)


def lender(ctx: Context, username: str) -> User:
    """Whose rights are meant: the asker's own, or with the right to change people everywhere, somebody else's."""
    if not username:
        found = User.objects.filter(id=ctx.user).first()
    else:
        found = colleague(ctx, username)
        if found.id != ctx.user and not any(not scope.limits for scope in ctx.reach("change people").allow):
            raise NotAllowed(right="change people")
    if found is None:
        raise NotFound(kind=gettext_noop("user"), name=username or ctx.name)
    return found


def colleague(ctx: Context, username: str) -> User:
    """An active user who belongs to the company, or has a role in it."""
    inside = Q(company=ctx.company) | Q(id__in=Grant.objects.filter(company=ctx.company).values("user"))
    found = User.objects.filter(inside, username=username, is_active=True).first()
    if found is None:
        raise NotFound(kind=gettext_noop("user"), name=username)
    return found


def _wrong(ctx: Context, command: Delegate, giver: User, taker: User) -> list[Problem]:
    wrong = []
    if giver.id == taker.id:
        wrong.append(problem("taker", gettext_noop("is the same person")))
    if command.valid_until < command.valid_from:
        wrong.append(problem("valid_until", gettext_noop("is before the first day")))
    elif (command.valid_until - command.valid_from).days > MOST_DAYS:
        wrong.append(problem("valid_until", gettext_noop("is more than a year away; grant a role instead")))
    if command.valid_until < ctx.today(company(ctx).timezone):
        wrong.append(problem("valid_until", gettext_noop("is in the past")))
    return wrong


def _held(ctx: Context, user: User) -> "QuerySet[Grant]":
    today = ctx.now.date()
    rows = Grant.objects.filter(Q(valid_until=None) | Q(valid_until__gte=today), user=user, company=ctx.company)
    return rows.filter(denied=False)


def _keep_apart(ctx: Context, giver: User, taker: User, role: Role | None) -> None:
    lent = _held(ctx, giver).filter(role=role) if role else _held(ctx, giver)
    had = RoleRight.objects.filter(role__in=_held(ctx, taker).values("role")).values_list("right", flat=True)
    more = RoleRight.objects.filter(role__in=lent.values("role")).exclude(right__in=NOT_LENT)
    refuse_conflicts(ctx, taker.id, taker.username, had, more.values_list("right", flat=True))
