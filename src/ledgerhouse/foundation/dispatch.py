"""Delivering: waiting news goes to every listener, at least once, in order per thing, also when a dispatcher is killed.

First news is taken: in one transaction it is marked as sent and a delivery is written for each listener. Then due
deliveries are made: claimed by a conditional update with a lease, heard and crossed off in one transaction. Several
dispatchers may run. News that nobody hears costs nothing more than its mark. Outsiders are told by `call_out`, outside
any transaction and in a round of their own: a slow wire holds up nobody inside.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import QuerySet
from prometheus_client import Counter

from ledgerhouse.foundation.models.outbox import Delivery, OutboxRow
from ledgerhouse.foundation.outbox import OUTSIDE, Listener, Wiring
from ledgerhouse.kernel.commands import as_json
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Refused, gettext_noop

LAST_TRY: Final = 8
LEASE: Final = timedelta(minutes=5)
LONGEST_NAME: Final = 100
BEHIND: Final = timedelta(seconds=5)
OUT: Final = "out:"
"""Before the name of an outsider among the listeners: `out:<kind>:<id>`."""

HEARD = Counter("ledgerhouse_news_heard", "Deliveries made", ["listener"])
FAILED = Counter("ledgerhouse_news_failed", "Deliveries that failed", ["listener"])

Thing = tuple[int, str, str]
Hear = Callable[[Delivery, datetime], bool]


class _TakenOver(Refused):
    """The lease ran out while the listener was busy; somebody else delivers, so this hearing is taken back."""

    code = "taken-over"
    template = gettext_noop("The delivery took too long and was given to another worker.")


def dispatch(wiring: Wiring, context_of: Callable[[int], Context], now: datetime, *, limit: int = 500) -> int:
    """Take waiting news and make what is due, oldest first. Answers how many pieces and deliveries were handled.

    A listener that fails hears that piece again later, at growing distances; after `LAST_TRY` tries it is a dead
    letter until somebody replays it. While it waits, younger news about the same thing waits for that listener too; a
    dead letter no longer holds up the others.
    """
    inside = Delivery.objects.exclude(listener__startswith=OUT)
    return _take(wiring, now, limit) + _make(
        inside, lambda one, lease: _hear(wiring, one, context_of, now, lease), now, limit
    )


def call_out(now: datetime, *, limit: int = 10) -> int:
    """Tell outsiders what is due, oldest first. Answers how many deliveries were handled."""
    outside = Delivery.objects.filter(listener__startswith=OUT)
    return _make(outside, lambda one, lease: _tell(one, now, lease), now, limit)


def tell_one(ctx: Context, listener: str, ordering: str, event: Any) -> int:
    """News for one listener alone, under way at once. Answers the id of the news."""
    news = OutboxRow.objects.create(
        company=ctx.company,
        topic=type(event).__name__,
        ordering=ordering,
        body=as_json(event),
        recorded_at=ctx.now,
        sent_at=ctx.now,
    )
    Delivery.objects.create(company=ctx.company, news=news, listener=listener, attempts=0, error="", next_at=ctx.now)
    return news.id


def replay(ctx: Context, deliveries: Iterable[int]) -> int:
    """Give dead letters of the company another life. Answers how many."""
    dead = Delivery.objects.filter(id__in=list(deliveries), company=ctx.company, dead=True)
    return dead.update(dead=False, attempts=0, next_at=ctx.now)


def _take(wiring: Wiring, now: datetime, limit: int) -> int:
    skip = connection.features.has_select_for_update_skip_locked
    with transaction.atomic():
        waiting = OutboxRow.objects.select_for_update(skip_locked=skip).filter(sent_at=None).order_by("id")
        taken = list(waiting.values_list("id", "company", "topic")[:limit])
        if not taken:
            return 0
        OutboxRow.objects.filter(id__in=[identifier for identifier, _, _ in taken]).update(sent_at=now)
        outsiders = _outsiders({company for _, company, _ in taken})
        Delivery.objects.bulk_create(
            Delivery(company=company, news_id=identifier, listener=name, attempts=0, error="", next_at=now)
            for identifier, company, topic in taken
            for name in (
                *(_name(listener) for listener in wiring.get(topic, ())),
                *(name for name, topics in outsiders[company] if not topics or topic in topics),
            )
        )
    return len(taken)


def _outsiders(companies: set[int]) -> Mapping[int, list[tuple[str, frozenset[str]]]]:
    """Who outside wants news of which company: the name among the listeners, and the topics."""
    found: dict[int, list[tuple[str, frozenset[str]]]] = {company: [] for company in companies}
    for kind, outside in OUTSIDE.items():
        for company, outsiders in outside.listening(companies).items():
            found[company] += [(f"{OUT}{kind}:{one.id}", one.topics) for one in outsiders]
    return found


def _make(deliveries: "QuerySet[Delivery]", hear: Hear, now: datetime, limit: int) -> int:
    due = list(deliveries.filter(dead=False, next_at__lte=now).select_related("news").order_by("news_id", "id")[:limit])
    oldest_elsewhere = _underway(due, now)
    behind: list[int] = []
    made = 0
    for one in due:
        thing = (one.company, one.listener, one.news.ordering)
        if one.news.ordering and oldest_elsewhere.get(thing, one.news_id) < one.news_id:
            behind.append(one.id)
            continue
        lease = now + LEASE
        mine = Delivery.objects.filter(id=one.id, next_at=one.next_at, dead=False).update(next_at=lease) == 1
        if not mine or not hear(one, lease):
            oldest_elsewhere.setdefault(thing, one.news_id)
        made += mine
    if behind:
        Delivery.objects.filter(id__in=behind, dead=False, next_at__lte=now).update(next_at=now + BEHIND)
    return made


def _underway(due: list[Delivery], now: datetime) -> dict[Thing, int]:
    """Of each thing that is due, the oldest piece of news that waits or is being heard elsewhere."""
    things = {one.news.ordering for one in due if one.news.ordering}
    if not things:
        return {}
    rows = Delivery.objects.filter(dead=False, next_at__gt=now, news__ordering__in=things).order_by("-news_id")
    return {(c, who, thing): news for c, who, thing, news in rows.values_list("company", "listener", "news__ordering", "news_id")}  # fmt: skip


def _hear(wiring: Wiring, one: Delivery, context_of: Callable[[int], Context], now: datetime, lease: datetime) -> bool:
    listener = next((heard for heard in wiring.get(one.news.topic, ()) if _name(heard) == one.listener), None)
    try:
        if listener is None:
            raise LookupError(one.listener)
        with transaction.atomic():
            listener(context_of(one.company), _body(one.news))
            if Delivery.objects.filter(id=one.id, next_at=lease).delete()[0] != 1:
                raise _TakenOver
    except _TakenOver:
        return False
    except Exception as error:  # noqa: BLE001 - whatever a listener does, the others must hear
        FAILED.labels(one.listener).inc()
        _put_off(one, error, now, lease, hopeless=listener is None)
        return False
    HEARD.labels(one.listener).inc()
    return True


def _tell(one: Delivery, now: datetime, lease: datetime) -> bool:
    """Tell an outsider. Nothing is open while it listens; who is killed before crossing it off tells it again."""
    kind, _, identifier = one.listener.removeprefix(OUT).partition(":")
    try:
        OUTSIDE[kind].tell(int(identifier), one.news, now)
    except Exception as error:  # noqa: BLE001 - whatever happens on the wire, the others must hear
        FAILED.labels(kind).inc()
        _put_off(one, error, now, lease)
        return False
    Delivery.objects.filter(id=one.id, next_at=lease).delete()
    HEARD.labels(kind).inc()
    return True


def _put_off(one: Delivery, error: Exception, now: datetime, lease: datetime, *, hopeless: bool = False) -> None:
    attempts = one.attempts + 1
    Delivery.objects.filter(id=one.id, next_at=lease).update(
        attempts=attempts,
        error=repr(error)[:2000],
        next_at=now + timedelta(seconds=5 * 3 ** min(attempts, LAST_TRY)),
        dead=attempts >= LAST_TRY or hopeless,
    )


def _body(news: OutboxRow) -> Mapping[str, Any]:
    body: Mapping[str, Any] = json.loads(news.body)
    return body


def _name(listener: Listener) -> str:
    return f"{listener.__module__}.{listener.__qualname__}"[-LONGEST_NAME:]
