"""Revoke a role from a user, or lift a denial."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.models import Grant, GrantLimit
from ledgerhouse.foundation.people.deactivate_user import OwnAccount
from ledgerhouse.foundation.people.grant_role import BeyondReach, within
from ledgerhouse.foundation.people.users import role_named, user_named
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context, Scope
from ledgerhouse.kernel.errors import NotFound, gettext_noop


@dataclass(frozen=True, kw_only=True)
class RevokeRole:
    """Who loses which role; with `denied`, which denial is lifted."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    username: Code
    role: Code
    denied: bool = False
    reason: Annotated[str, Field(max_length=200)] = ""


@dataclass(frozen=True, kw_only=True)
class RoleRevoked:
    """User, role, and how many grants of it there were."""

    username: str
    role: str
    count: int


@verb("people.revoke_role", may="change people", title=gettext_noop("Revoke a role"))
def revoke_role(command: RevokeRole, ctx: Context) -> RoleRevoked:
    """Revoke all grants of a role from a user, or lift all its denials; the audit trail keeps that they were."""
    user = user_named(ctx, command.username)
    if command.denied and user.id == ctx.user:
        raise OwnAccount(name=user.username)
    if command.denied and not within(ctx.reach(ctx.acting), Scope()):
        raise BeyondReach  # a denial guards others too; only who may give rights everywhere lifts it
    role = role_named(ctx, command.role)
    grants = scoped(ctx, Grant).filter(user=user, role=role, denied=command.denied)
    ids = list(grants.values_list("id", flat=True))
    if not ids:
        raise NotFound(kind=gettext_noop("role"), name=command.role)
    GrantLimit.objects.filter(grant_id__in=ids).delete()
    Grant.objects.filter(id__in=ids).delete()
    action = "lift denial" if command.denied else "revoke role"
    change = audit.Change("user", user.id, user.username, action, {"role": role.code, "grants": len(ids)}, {})
    audit.record(ctx, [change], reason=command.reason)
    return RoleRevoked(username=user.username, role=role.code, count=len(ids))
