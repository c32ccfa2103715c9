"""Telling: news is written in the transaction of the fact it tells, and delivered later by the dispatcher.

An event is a frozen dataclass; its class name is the topic. `ordering` names the thing the news is about.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from ledgerhouse.foundation.models.outbox import Delivery, OutboxRow
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.kernel.commands import raw
from ledgerhouse.kernel.context import Context

Listener = Callable[[Context, Mapping[str, Any]], None]
Wiring = Mapping[str, tuple[Listener, ...]]
LAST_TRY = 8


def tell(ctx: Context, events: Iterable[tuple[str, Any]]) -> int:
    """Write news: pairs of (ordering key, event). Constant statements. Answers how many."""
    pairs = list(events)
    told = [
        OutboxRow(
            id=identifier,
            company=ctx.company,
            topic=type(event).__name__,
            ordering=ordering,
            body=json.dumps(raw(event), ensure_ascii=False, separators=(",", ":")),
            recorded_at=ctx.now,
        )
        for identifier, (ordering, event) in zip(new_ids(len(pairs)), pairs, strict=True)
    ]
    OutboxRow.objects.bulk_create(told)
    return len(told)


def dispatch(wiring: Wiring, context_of: Callable[[int], Context], now: datetime, *, limit: int = 500) -> int:
    """Deliver waiting news, oldest first, and retry what failed. Answers how many were handled.

    Each piece is claimed by a conditional update, so several dispatchers may run. A listener that fails gets that piece again later, at growing
    distances; after `LAST_TRY` tries it is a dead letter until somebody replays it. Listeners run in their own transaction.
    """
    waiting = list(OutboxRow.objects.filter(sent_at=None).order_by("id")[:limit])
    for news in waiting:
        if OutboxRow.objects.filter(id=news.id, sent_at=None).update(sent_at=now) != 1:
            continue
        for listener in wiring.get(news.topic, ()):
            _deliver(listener, news, context_of(news.company), now)
    return len(waiting) + _retry(wiring, context_of, now, limit)


def replay(ctx: Context, deliveries: Iterable[int]) -> int:
    """Give dead letters another life. Answers how many."""
    dead = Delivery.objects.filter(id__in=list(deliveries), company=ctx.company, dead=True)
    return dead.update(dead=False, attempts=0, next_at=ctx.now)


def oldest_waiting() -> datetime | None:
    """When the oldest news that still waits was recorded, over all companies; a figure of the machine, not of business."""
    return OutboxRow.objects.filter(sent_at=None).order_by("id").values_list("recorded_at", flat=True).first()


def _name(listener: Listener) -> str:
    return f"{listener.__module__}.{listener.__qualname__}"


def _deliver(listener: Listener, news: OutboxRow, ctx: Context, now: datetime, failed: Delivery | None = None) -> None:
    try:
        with transaction.atomic():
            listener(ctx, json.loads(news.body))
    except Exception as error:  # noqa: BLE001 - whatever a listener does, the others must hear
        attempts = failed.attempts + 1 if failed else 1
        Delivery.objects.update_or_create(
            news=news,
            listener=_name(listener),
            defaults={
                "company": news.company,
                "attempts": attempts,
                "error": repr(error)[:2000],
                "next_at": now + timedelta(seconds=5 * 3 ** min(attempts, 9)),
                "dead": attempts >= LAST_TRY,
            },
        )
    else:
        if failed:
            failed.delete()


def _retry(wiring: Wiring, context_of: Callable[[int], Context], now: datetime, limit: int) -> int:
    due = list(Delivery.objects.filter(dead=False, next_at__lte=now).select_related("news").order_by("news_id")[:limit])
    for failed in due:
        lease = now + timedelta(minutes=5)
        if Delivery.objects.filter(id=failed.id, next_at=failed.next_at, dead=False).update(next_at=lease) != 1:
            continue
        for listener in wiring.get(failed.news.topic, ()):
            if _name(listener) == failed.listener:
                _deliver(listener, failed.news, context_of(failed.company), now, failed)
    return len(due)
