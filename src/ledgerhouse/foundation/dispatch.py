"""Delivering: waiting news goes to every listener, at least once, in order per thing, also when a dispatcher is killed.

First news is taken: in one transaction it is marked as sent and a delivery is written for each listener. Then due
deliveries are made: claimed by a conditional update with a lease, heard and crossed off in one transaction. Several
dispatchers may run. News that nobody hears costs nothing more than its mark.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction
from prometheus_client import Counter

from ledgerhouse.foundation.models.outbox import Delivery, OutboxRow
from ledgerhouse.foundation.outbox import Listener, Wiring
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Refused, gettext_noop

LAST_TRY: Final = 8
LEASE: Final = timedelta(minutes=5)
LONGEST_NAME: Final = 100
BEHIND: Final = timedelta(seconds=5)

HEARD = Counter("ledgerhouse_news_heard", "Deliveries made", ["listener"])
FAILED = Counter("ledgerhouse_news_failed", "Deliveries that failed", ["listener"])

Thing = tuple[int, str, str]


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
    return _take(wiring, now, limit) + _make(wiring, context_of, now, limit)


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
        Delivery.objects.bulk_create(
            Delivery(company=company, news_id=identifier, listener=_name(listener), attempts=0, error="", next_at=now)
            for identifier, company, topic in taken
            for listener in wiring.get(topic, ())
        )
    return len(taken)


def _make(wiring: Wiring, context_of: Callable[[int], Context], now: datetime, limit: int) -> int:
    due = list(
        Delivery.objects.filter(dead=False, next_at__lte=now).select_related("news").order_by("news_id", "id")[:limit]
    )
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
        if not mine or not _hear(wiring, one, context_of, now, lease):
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
        attempts = one.attempts + 1
        Delivery.objects.filter(id=one.id, next_at=lease).update(
            attempts=attempts,
            error=repr(error)[:2000],
            next_at=now + timedelta(seconds=5 * 3 ** min(attempts, LAST_TRY)),
            dead=attempts >= LAST_TRY or listener is None,
        )
        return False
    HEARD.labels(one.listener).inc()
    return True


def _body(news: OutboxRow) -> Mapping[str, Any]:
    body: Mapping[str, Any] = json.loads(news.body)
    return body


def _name(listener: Listener) -> str:
    return f"{listener.__module__}.{listener.__qualname__}"[-LONGEST_NAME:]
