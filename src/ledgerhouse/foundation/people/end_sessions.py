"""End every open session of a user."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.people.users import user_named
from ledgerhouse.foundation.sign_in.sessions import end_all
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True, kw_only=True)
class EndSessions:
    """Whose sessions, and why."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    username: Code
    reason: Annotated[str, Field(max_length=200)] = ""


@dataclass(frozen=True, kw_only=True)
class SessionsEnded:
    """Whose they were, and how many."""

    username: str
    count: int


@verb("people.end_sessions", may="change people", title=gettext_noop("End all sessions"))
def end_sessions(command: EndSessions, ctx: Context) -> SessionsEnded:
    """End every open session of a user, on whatever device."""
    user = user_named(ctx, command.username)
    count = end_all([user.id])
    change = audit.Change("user", user.id, user.username, "end sessions", {"count": count}, {})
    audit.record(ctx, [change], reason=command.reason)
    return SessionsEnded(username=user.username, count=count)
