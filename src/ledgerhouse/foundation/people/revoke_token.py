"""Revoke a token: it stops working at once."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.models import ApiToken
from ledgerhouse.foundation.people.users import user_named
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, gettext_noop


@dataclass(frozen=True, kw_only=True)
class RevokeToken:
    """Whose token, by its name."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    username: Code
    name: Code
    reason: Annotated[str, Field(max_length=200)] = ""


@dataclass(frozen=True, kw_only=True)
class TokenRevoked:
    """Whose token it was, and its name."""

    username: str
    name: str


@verb("people.revoke_token", may="issue tokens", title=gettext_noop("Revoke a token"))
def revoke_token(command: RevokeToken, ctx: Context) -> TokenRevoked:
    """Revoke a token of a user."""
    user = user_named(ctx, command.username)
    if not ApiToken.objects.filter(user=user, name=command.name, revoked_at=None).update(revoked_at=ctx.now):
        raise NotFound(kind=gettext_noop("token"), name=command.name)
    change = audit.Change("user", user.id, user.username, "revoke token", {"token": command.name}, {})
    audit.record(ctx, [change], reason=command.reason)
    return TokenRevoked(username=user.username, name=command.name)
