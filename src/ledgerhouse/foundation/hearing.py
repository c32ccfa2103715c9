"""Hearing: which news somebody may hear, and what of each piece. Event stream, event feed and webhooks all ask here.

News names the paper it is about; whoever sees the paper may hear it, by the same lists that show papers on screen. News about no paper of ours
(a day was sealed, a proof failed) is for those who may see all messages. Values that a list of the paper hides are left out.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.db.models import Count, Max

from ledgerhouse.foundation.links import Ref
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.models import Command, OutboxRow
from ledgerhouse.foundation.paper import PAPERS
from ledgerhouse.foundation.sight import seen
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.ids import first_id

ALL_NEWS: Final = "see messages"
BACK_MS: Final = 5000
"""How far who follows the news should look back: a transaction that began earlier may end later."""


class Heard(NamedTuple):
    """One piece of news as the asker may hear it. `paper` is what it is about, None when that is no paper of ours."""

    id: int
    topic: str
    at: datetime
    paper: Ref | None
    body: Mapping[str, Any]


class Feed(NamedTuple):
    """Some news, oldest first, and the id to go on from: also what was not for the asker has been passed over."""

    news: tuple[Heard, ...]
    last: int


def feed(ctx: Context, after: int, *, topics: Collection[str] = (), limit: int = 200) -> Feed:
    """What the asker may hear of the company's news with higher ids. A constant number of statements."""
    rows = OutboxRow.objects.filter(company=ctx.company, id__gt=after).order_by("id")
    if topics:
        rows = rows.filter(topic__in=list(topics))
    found = list(rows[:limit])
    return Feed(heard(ctx, found), found[-1].id if found else after)


def lately(now_ms: int) -> tuple[int, ...]:
    """Something that changes when something has happened, in whatever company: the youngest ids of the last seconds, and how many."""
    young = {"id__gte": first_id(now_ms - BACK_MS)}
    of = {"last": Max("id"), "count": Count("id")}
    news, commands = (model.objects.filter(**young).aggregate(**of) for model in (OutboxRow, Command))
    return news["last"] or 0, news["count"], commands["last"] or 0, commands["count"]


def stirred(company: int, after: int) -> tuple[int, int]:
    """How many commands with ids beyond `after` the company has carried out, and the youngest."""
    done = Command.objects.filter(company=company, id__gt=after).aggregate(count=Count("id"), last=Max("id"))
    return done["count"], done["last"] or after


def heard(ctx: Context, rows: Iterable[OutboxRow]) -> tuple[Heard, ...]:
    """Those of some news that the asker may hear, without the values that are hidden from them."""
    rows = list(rows)
    about = {row.id: paper_of(row.ordering) for row in rows}
    visible = seen(ctx, {ref for ref in about.values() if ref is not None})
    everything = ctx.everywhere(ALL_NEWS)
    hidden = {kind: _hidden(ctx, kind) for kind in {ref.kind for ref in visible}}
    return tuple(
        Heard(row.id, row.topic, row.recorded_at, ref, _told(row.body, hidden[ref.kind] if ref else frozenset()))
        for row in rows
        for ref in (about[row.id],)
        if (ref in visible if ref else everything)
    )


def paper_of(ordering: str) -> Ref | None:
    """The paper that an ordering key names, if it is one of a kind that we have."""
    kind, _, number = ordering.partition(":")
    return Ref(kind, number) if number and kind in PAPERS else None


def _hidden(ctx: Context, kind: str) -> frozenset[str]:
    """What lists of this kind of paper do not show the asker, by the name of the column."""
    lists = [one for one in LISTINGS.values() if one.columns[0].link == kind]
    return frozenset(column.name for one in lists for column in one.hidden(ctx))


def _told(body: str, hidden: Collection[str]) -> Mapping[str, Any]:
    told: Mapping[str, Any] = json.loads(body)
    return {name: value for name, value in told.items() if name not in hidden}
