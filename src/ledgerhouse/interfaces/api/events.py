"""GET /api/v1/events: news of the company that the asker may hear, oldest first, for programs that ask from time to time."""

import json
from dataclasses import dataclass
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from pydantic import Field

from ledgerhouse.foundation import hearing
from ledgerhouse.foundation.words import OWN_ACCOUNT
from ledgerhouse.interfaces.api.asking import context
from ledgerhouse.interfaces.api.bodies import query
from ledgerhouse.kernel.commands import read
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True)
class Events:
    """Which news: after an id, of some topics, at most so many looked at."""

    after: Annotated[str, Field(pattern="^[0-9]{0,18}$")] = ""
    topic: Annotated[tuple[Annotated[str, Field(max_length=60)], ...], Field(max_length=100)] = ()
    limit: Annotated[int, Field(ge=1, le=500)] = 100


def plain_news(one: hearing.Heard) -> dict[str, Any]:
    """One piece of news as JSON values; ids are text, as everywhere outside."""
    return {
        "id": str(one.id),
        "topic": one.topic,
        "at": one.at.isoformat(),
        "paper": one.paper._asdict() if one.paper else None,
        "data": dict(one.body),
    }


def route(api: NinjaAPI) -> None:
    """Add the operation."""

    def events(request: HttpRequest) -> HttpResponse:
        asked = read(Events, query(request, Events, frozenset()))
        found = hearing.feed(context(request), int(asked.after or 0), topics=asked.topic, limit=asked.limit)
        answer = {"events": [plain_news(one) for one in found.news], "last": str(found.last)}
        return HttpResponse(json.dumps(answer, ensure_ascii=False), content_type="application/json")

    api.api_operation(
        ["GET"],
        "/events",
        operation_id="events",
        summary=gettext_noop("News"),
        description="News about papers that the asker sees, oldest first. Transactions may end in another order than they began: "
        "ask again from a little before “last”, and know what you have by its id.",
        tags=["events"],
        openapi_extra={"x-right": OWN_ACCOUNT, "x-shape": ["events", ""]},
    )(events)
