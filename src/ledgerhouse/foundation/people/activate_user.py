"""Activate a user who was deactivated."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from ledgerhouse.foundation.people.deactivate_user import UserTurned, turn
from ledgerhouse.foundation.people.users import user_named
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True, kw_only=True)
class ActivateUser:
    """Whom, and why."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    username: Code
    reason: Annotated[str, Field(max_length=200)] = ""


@verb("people.activate_user", may="change people", title=gettext_noop("Activate"))
def activate_user(command: ActivateUser, ctx: Context) -> UserTurned:
    """Let a user sign in again; revoked tokens stay revoked."""
    return turn(ctx, user_named(ctx, command.username), active=True, reason=command.reason)
