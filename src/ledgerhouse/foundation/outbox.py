"""Telling: news is written in the transaction of the fact it tells, and delivered later (`foundation.dispatch`).

An event is a frozen dataclass; its class name is the topic. `ordering` names the thing the news is about.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.models.outbox import OutboxRow
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.kernel.commands import as_json
from ledgerhouse.kernel.context import Context

Listener = Callable[[Context, Mapping[str, Any]], None]
Wiring = Mapping[str, tuple[Listener, ...]]


def tell(ctx: Context, events: Iterable[tuple[str, Any]]) -> int:
    """Write news: pairs of (ordering key, event). Constant statements. Answers how many."""
    pairs = list(events)
    told = [
        (identifier, type(event).__name__, ordering, as_json(event))
        for identifier, (ordering, event) in zip(new_ids(len(pairs)), pairs, strict=True)
    ]
    columns: dialect.Columns = {"id": "int", "topic": "text", "ordering": "text", "body": "text"}
    return dialect.insert(
        "foundation_outboxrow", columns, told, constants={"company": ctx.company, "recorded_at": ctx.now}
    )


def oldest_waiting() -> datetime | None:
    """When the oldest news that still waits was recorded, over all companies: a figure of the machine."""
    return OutboxRow.objects.filter(sent_at=None).order_by("id").values_list("recorded_at", flat=True).first()
