"""Take a badge away."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.models import Badge, BrowserSession
from ledgerhouse.foundation.people.users import user_named
from ledgerhouse.foundation.sign_in.words import Method
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, gettext_noop


@dataclass(frozen=True, kw_only=True)
class TakeBadge:
    """Whose badge, and why."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    username: Code
    reason: Annotated[str, Field(max_length=200)] = ""


@dataclass(frozen=True, kw_only=True)
class BadgeTaken:
    """Who has no badge now."""

    username: str


@verb("people.take_badge", may="change people", title=gettext_noop("Take the badge away"))
def take_badge(command: TakeBadge, ctx: Context) -> BadgeTaken:
    """Take a user's badge away and end what it opened."""
    user = user_named(ctx, command.username)
    if not Badge.objects.filter(user=user).delete()[0]:
        raise NotFound(kind=gettext_noop("badge"), name=command.username)
    BrowserSession.objects.filter(user=user.id, method=Method.BADGE).delete()
    audit.record(ctx, [audit.Change("user", user.id, user.username, "take badge", {}, {})], reason=command.reason)
    return BadgeTaken(username=user.username)
