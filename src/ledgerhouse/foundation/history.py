"""Who touched a paper (谁动过): the commands that named it and the recorded changes of it, newest first."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q

from ledgerhouse.foundation.models import AuditRow, Command, Touch, User
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.veils import Veils
from ledgerhouse.kernel.context import Context

MOST = 50


class Event(NamedTuple):
    """One thing that happened to a paper: when, what, by whom, through what and on which device, why, and what it changed.

    `verb` is set for commands and names a verb; `what` for changes and is a message id.
    """

    at: datetime
    verb: str
    what: str
    by: str
    interface: str
    device: str
    reason: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


def of_paper(ctx: Context, kind: str, number: str, limit: int = MOST) -> list[Event]:
    """What happened to the paper, at most so much. The asker has opened it: its trail is for all who may see trails.

    Of what changed, fields that the asker may not see on the paper itself are veiled.
    """
    ctx = ctx.under(AuditRow.access.see)
    touched = scoped(ctx, Touch).filter(number=number).order_by("-id").values("command")[:limit]
    commands = list(scoped(ctx, Command).filter(id__in=[row["command"] for row in touched]))
    of_kind = Q(kind=kind) | Q(kind__endswith=f".{kind}")  # rooms put their name before the kind: catalog.item
    changes = list(scoped(ctx, AuditRow).filter(of_kind, name=number).order_by("-id")[:limit])
    ids = ({row.user for row in commands} | {row.user for row in changes}) - {0}
    names = dict(User.objects.filter(id__in=ids).values_list("id", "name")) if ids else {}
    events = [
        Event(row.at, row.verb, "", names.get(row.user, ""), row.interface, row.device, "", {}, {}) for row in commands
    ]
    veils = Veils(ctx)
    for row in changes:
        by = names.get(row.user, "")
        told = (veils.over(kind, row.before), veils.over(kind, row.after))
        facts = (by, row.interface, row.device, row.reason, *told)
        events.append(Event(row.at, "", row.action, *facts))
    return sorted(events, key=lambda event: event.at, reverse=True)[:limit]
