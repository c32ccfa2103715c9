"""Stop lists by mail."""

from dataclasses import dataclass, field
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem
from ledgerhouse.tower.analytics.models import MailedList


@dataclass(frozen=True, kw_only=True)
class StopMails:
    """Which lists by mail, by their codes."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    codes: Annotated[tuple[Code, ...], Field(min_length=1, max_length=500)] = field(
        metadata={"title": gettext_noop("Codes")}
    )


@dataclass(frozen=True, kw_only=True)
class MailsStopped:
    """How many were going out until now."""

    count: int


@verb("analytics.stop_mails", may="mail lists", title=gettext_noop("Stop lists by mail"))
def stop_mails(command: StopMails, ctx: Context) -> MailsStopped:
    """Send these lists no more; what is stopped already stays so."""
    rows = {row.code: row for row in scoped(ctx, MailedList).filter(code__in=command.codes)}
    wrong = [
        problem(f"codes.{i}", gettext_noop("there is no list by mail {code}"), code=code)
        for i, code in enumerate(command.codes)
        if code not in rows
    ]
    if wrong:
        raise Unreadable(wrong)
    going = [row for row in rows.values() if row.active]
    MailedList.objects.filter(id__in=[row.id for row in going]).update(active=False)
    audit.record(
        ctx, [audit.Change("mailed_list", r.id, r.code, "stop", {"active": True}, {"active": False}) for r in going]
    )
    return MailsStopped(count=len(going))
