"""End one open session."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from django.db.models import Q
from pydantic import ConfigDict, Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.models import BrowserSession, User
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, gettext_noop


@dataclass(frozen=True, kw_only=True)
class EndSession:
    """Which session, by its number in the list, and why."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    number: Annotated[int, Field(ge=0)]
    reason: Annotated[str, Field(max_length=200)] = ""


@dataclass(frozen=True, kw_only=True)
class SessionEnded:
    """Whose session it was."""

    username: str


@verb("people.end_session", may="own account", title=gettext_noop("End the session"))
def end_session(command: EndSession, ctx: Context) -> SessionEnded:
    """End a session of one's own; of others with the right to change people, inside its reach."""
    mine = Q(user=ctx.user)
    if ctx.may("change people"):
        others = scoped(ctx.under("change people"), User).values("id")
        mine |= Q(user__in=others)
    row = BrowserSession.objects.filter(mine, id=command.number, company=ctx.company).exclude(user=0).first()
    if row is None:
        raise NotFound(kind=gettext_noop("session"), name=command.number)
    user = User.objects.get(id=row.user)
    row.delete()
    change = audit.Change(
        "user", user.id, user.username, "end session", {"device": row.device, "address": row.address}, {}
    )
    audit.record(ctx, [change], reason=command.reason)
    return SessionEnded(username=user.username)
