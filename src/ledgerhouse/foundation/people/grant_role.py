"""Grant a role to a user, within limits and for a time."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, ClassVar

from django.db.models import Q
from pydantic import ConfigDict, Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.askers import company_id
from ledgerhouse.foundation.dimensions import DIMENSIONS
from ledgerhouse.foundation.duties import refuse_conflicts
from ledgerhouse.foundation.models import Grant, GrantLimit, Role, RoleRight, User
from ledgerhouse.foundation.people.deactivate_user import OwnAccount
from ledgerhouse.foundation.people.users import role_named, user_named
from ledgerhouse.foundation.rights import company_named, context_of
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context, Reach, Scope
from ledgerhouse.kernel.errors import Problem, Refused, Unreadable, gettext_noop, problem


class BeyondReach(Refused):
    """Nobody gives rights further than their own right to give them reaches."""

    code = "beyond-reach"
    template = gettext_noop("You may give rights only inside your own limits.")
    status = 403


@dataclass(frozen=True, kw_only=True)
class Limit:
    """A grant holds only inside these: a scope dimension and codes, e.g. `warehouse` and `SH1`."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    dimension: Annotated[str, Field(min_length=1, max_length=20)]
    codes: Annotated[tuple[Code, ...], Field(min_length=1, max_length=500)]


@dataclass(frozen=True, kw_only=True)
class GrantRole:
    """Who gets which role, where (everywhere without limits), and from when until when, both days included.

    `company` is the code of another company in which the grant shall hold; the asker must be allowed to give rights there.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    username: Code
    role: Code
    limits: Annotated[tuple[Limit, ...], Field(max_length=20)] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    company: Annotated[str, Field(max_length=20)] = ""
    reason: Annotated[str, Field(max_length=200)] = ""


@dataclass(frozen=True, kw_only=True)
class RoleGranted:
    """User and role; `denied` when it is a denial."""

    username: str
    role: str
    denied: bool


@verb("people.grant_role", may="change people", title=gettext_noop("Grant a role"))
def grant_role(command: GrantRole, ctx: Context) -> RoleGranted:
    """Give a role to somebody else, inside the asker's own limits."""
    return keep(ctx, command, denied=False)


def keep(ctx: Context, command: GrantRole, *, denied: bool) -> RoleGranted:
    """Write a grant or a denial with its limits and audit row."""
    user = user_named(ctx, command.username)
    if user.id == ctx.user:
        raise OwnAccount(name=user.username)
    role = role_named(ctx, command.role)
    ctx = _there(ctx, command.company)
    limits = _limits(ctx, command)
    if not denied:
        _keep_apart(ctx, user, role)
    if not denied and not within(ctx.reach(ctx.acting), Scope.of(**limits)):
        raise BeyondReach
    grant = Grant(
        user=user,
        role=role,
        company_id=ctx.company,
        denied=denied,
        valid_from=command.valid_from,
        valid_until=command.valid_until,
    )
    grant.save(force_insert=True)
    GrantLimit.objects.bulk_create(
        GrantLimit(grant=grant, dimension=name, value=value) for name, ids in limits.items() for value in sorted(ids)
    )
    after = {
        "role": role.code,
        **{limit.dimension: sorted(limit.codes) for limit in command.limits},
        "valid_from": command.valid_from,
        "valid_until": command.valid_until,
    }
    action = "deny role" if denied else "grant role"
    audit.record(ctx, [audit.Change("user", user.id, user.username, action, {}, after)], reason=command.reason)
    return RoleGranted(username=user.username, role=role.code, denied=denied)


def _there(ctx: Context, company: str) -> Context:
    """The asker's context in the company where the grant shall hold."""
    if not company:
        return ctx
    if not ctx.user:
        return replace(ctx, company=company_id(company))
    giver = User.objects.get(id=ctx.user)
    there = context_of(giver, ctx.now, interface=ctx.interface, company=company_named(giver, company, ctx.now))
    there.require_any(ctx.acting)
    return replace(there, key=ctx.key, device=ctx.device).under(ctx.acting)


def _keep_apart(ctx: Context, user: User, role: Role) -> None:
    """Refuse a role whose rights must not come into one hand with those the user has or will have."""
    today = ctx.now.date()
    others = Grant.objects.filter(Q(valid_until=None) | Q(valid_until__gte=today), user=user, company=ctx.company)
    had = RoleRight.objects.filter(role__in=others.filter(denied=False).values("role")).values_list("right", flat=True)
    wanted = RoleRight.objects.filter(role=role).values_list("right", flat=True)
    refuse_conflicts(ctx, user.id, user.username, had, wanted)


def within(reach: Reach, scope: Scope) -> bool:
    """Whether a scope lies wholly inside where a right holds."""
    given = dict(scope.limits)
    if reach.deny:
        return False  # whoever is denied something somewhere leaves giving rights to others
    return any(all(name in given and given[name] <= ids for name, ids in allowed.limits) for allowed in reach.allow)


def _limits(ctx: Context, command: GrantRole) -> dict[str, set[int]]:
    wrong: list[Problem] = []
    limits: dict[str, set[int]] = {}
    if command.valid_from and command.valid_until and command.valid_until < command.valid_from:
        wrong.append(problem("valid_until", gettext_noop("is before the first day")))
    for i, limit in enumerate(command.limits):
        dimension = DIMENSIONS.get(limit.dimension)
        if dimension is None:
            known = ", ".join(sorted(DIMENSIONS))
            wrong.append(problem(f"limits.{i}.dimension", gettext_noop("must be one of {expected}"), expected=known))
            continue
        found = dimension.ids(ctx, limit.codes)
        wrong += _missing(f"limits.{i}.codes", limit.codes, found)
        limits.setdefault(limit.dimension, set()).update(found.values())
    if wrong:
        raise Unreadable(wrong)
    return _implied(ctx, limits)


def _implied(ctx: Context, limits: dict[str, set[int]]) -> dict[str, set[int]]:
    """A zone lies in a warehouse: what knows only the warehouse is limited to it too, unless the grant says otherwise."""
    said = set(limits)
    for name in said:
        around = DIMENSIONS[name].around
        places = around(ctx, limits[name]).values() if around else ()
        for other in set().union(*places) - said:
            ids = {place[other] for place in places if other in place}
            limits[other] = limits.get(other, ids) & ids
    return limits


def _missing(where: str, codes: Iterable[str], found: Iterable[str]) -> list[Problem]:
    known = set(found)
    template = gettext_noop("there is no {code} here")
    return [problem(f"{where}.{i}", template, code=code) for i, code in enumerate(codes) if code not in known]
