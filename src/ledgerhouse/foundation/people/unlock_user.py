"""Unlock an account that too many wrong tries have locked."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.people.users import user_named
from ledgerhouse.foundation.sign_in import lockout
from ledgerhouse.foundation.sign_in.words import Method, Outcome
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True, kw_only=True)
class UnlockUser:
    """Whose account, and why."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    username: Code
    reason: Annotated[str, Field(max_length=200)] = ""


@dataclass(frozen=True, kw_only=True)
class UserUnlocked:
    """Whose account it is."""

    username: str


@verb("people.unlock_user", may="change people", title=gettext_noop("Unlock the account"))
def unlock_user(command: UnlockUser, ctx: Context) -> UserUnlocked:
    """Forgive the wrong tries of an account, so that its owner can try again at once."""
    user = user_named(ctx, command.username)
    one = lockout.Try(user.username, Method.PASSWORD, "", ctx.device, ctx.now)
    lockout.write(one, Outcome.UNLOCKED, user=user.id, company=user.company_id)
    audit.record(ctx, [audit.Change("user", user.id, user.username, "unlock", {}, {})], reason=command.reason)
    return UserUnlocked(username=user.username)
