"""Deactivate a user: no sign-in and no token works from now on."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.models import ApiToken, User
from ledgerhouse.foundation.people.users import user_named
from ledgerhouse.foundation.sign_in.sessions import end_all
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Refused, gettext_noop


class OwnAccount(Refused):
    """Nobody does this to themself."""

    code = "own-account"
    template = gettext_noop("Somebody else must do this: {name} is your own account.")


@dataclass(frozen=True, kw_only=True)
class DeactivateUser:
    """Whom, and why."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    username: Code
    reason: Annotated[str, Field(max_length=200)] = ""


@dataclass(frozen=True, kw_only=True)
class UserTurned:
    """The user and whether it is active now."""

    username: str
    active: bool


@verb("people.deactivate_user", may="change people", title=gettext_noop("Deactivate"))
def deactivate_user(command: DeactivateUser, ctx: Context) -> UserTurned:
    """Deactivate a user and revoke the user's tokens; what the user did stays."""
    user = user_named(ctx, command.username)
    if user.id == ctx.user:
        raise OwnAccount(name=user.username)
    ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=ctx.now)
    end_all([user.id])
    return turn(ctx, user, active=False, reason=command.reason)


def turn(ctx: Context, user: User, *, active: bool, reason: str) -> UserTurned:
    """Write whether a user is active, with its audit row."""
    before = {"active": user.is_active}
    user.is_active = active
    user.save(update_fields=["is_active"])
    action = "activate" if active else "deactivate"
    audit.record(ctx, [audit.Change("user", user.id, user.username, action, before, {"active": active})], reason=reason)
    return UserTurned(username=user.username, active=active)
