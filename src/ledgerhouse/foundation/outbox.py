"""Telling: news is written in the transaction of the fact it tells, and delivered later (`foundation.dispatch`).

An event is a frozen dataclass; its class name is the topic. `ordering` names the thing the news is about.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple, Protocol

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.models.outbox import OutboxRow
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.kernel.commands import as_json
from ledgerhouse.kernel.context import Context

Listener = Callable[[Context, Mapping[str, Any]], None]
Wiring = Mapping[str, tuple[Listener, ...]]


class Outsider(NamedTuple):
    """Somebody outside the house who wants news: its id among its kind, and the topics, none for all."""

    id: int
    topics: frozenset[str]


class Outside(Protocol):
    """A kind of listener that is a row, not a function, and is told over a wire: never inside a transaction of ours."""

    def listening(self, companies: Collection[int]) -> Mapping[int, Sequence[Outsider]]:
        """Who wants news of these companies, by company. One statement."""

    def tell(self, outsider: int, news: OutboxRow, now: datetime) -> None:
        """Tell one of them one piece of news, perhaps twice. Whatever it raises means: not heard, try again later."""


OUTSIDE: Final[dict[str, Outside]] = {}
"""Kinds of outsider by name; the dispatcher writes a delivery for each and tells it in a round of its own."""


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
