"""Webhooks: news as CloudEvents 1.0 (JSON, structured), signed by Standard Webhooks 1.0.

The signature is `v1,` and the base64 of HMAC-SHA-256, keyed with the secret after `whsec_`, over `<id>.<timestamp>.<body>`
(https://www.standardwebhooks.com, “Signature scheme”). The id of a piece of news stays the same when it is tried again.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final

from ledgerhouse.foundation.askers import starter
from ledgerhouse.foundation.dispatch import OUT
from ledgerhouse.foundation.hearing import Heard, heard
from ledgerhouse.foundation.models import OutboxRow, User
from ledgerhouse.foundation.outbox import OUTSIDE, Outsider
from ledgerhouse.kernel.errors import Refused, gettext_noop
from ledgerhouse.tower.integration.models import Subscription

KIND: Final = "webhook"
LISTENER: Final = f"{OUT}{KIND}:"
"""Before the id of a subscription, its name among the listeners of the dispatcher."""
PREFIX: Final = "whsec_"
GONE: Final = gettext_noop("its address answered that it is gone (410)")


class NotTaken(Refused):
    """The other side did not take it."""

    code = "not-taken"
    template = gettext_noop("{url} answered {status}.")
    status = 502


class Webhooks:
    """The subscriptions as listeners of the dispatcher."""

    def listening(self, companies: Collection[int]) -> Mapping[int, Sequence[Outsider]]:
        """Active subscriptions whose owner may still sign in."""
        found: dict[int, list[Outsider]] = {}
        rows = Subscription.objects.filter(company__in=companies, active=True)
        people = User.objects.filter(is_active=True).values("id")
        for row in rows.filter(user__in=people).order_by("id"):
            found.setdefault(row.company, []).append(Outsider(row.id, frozenset(row.topics)))
        return found

    def tell(self, outsider: int, news: OutboxRow, now: datetime) -> None:
        """Post one piece of news, if the subscription still lives and its owner may hear it."""
        row = Subscription.objects.filter(id=outsider, active=True).first()
        if row is None:
            return
        ctx = starter(row.company, row.user, now, interface="webhook")
        for one in heard(ctx, [news]):
            post(row, envelope(one, row.company), str(one.id), now)


OUTSIDE[KIND] = Webhooks()


def envelope(news: Heard, company: int) -> dict[str, Any]:
    """One piece of news as a CloudEvent; its subject is the paper it is about, `kind/number`."""
    event: dict[str, Any] = {
        "specversion": "1.0",
        "id": str(news.id),
        "type": f"ledgerhouse.{news.topic}",
        "source": f"/companies/{company}",
        "time": news.at.isoformat(),
        "datacontenttype": "application/json",
        "data": dict(news.body),
    }
    if news.paper is not None:
        event["subject"] = f"{news.paper.kind}/{news.paper.number}"
    return event


def post(row: Subscription, event: Mapping[str, Any], identifier: str, now: datetime) -> None:
    """Send one event and write down when. Refuses with `NotTaken`; an address that says 410 ends the subscription."""
    from ledgerhouse.foundation.outgoing_session import session

    body = json.dumps(event, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/cloudevents+json", **signed(row.secret, identifier, now, body)}
    with session() as wire:
        answer = wire.post(row.url, data=body, headers=headers, allow_redirects=False)
    mine = Subscription.objects.filter(id=row.id)
    if answer.status_code == HTTPStatus.GONE:
        mine.update(active=False, ended_why=GONE)
    elif not answer.ok or answer.is_redirect:
        raise NotTaken(url=row.url, status=answer.status_code)
    else:
        mine.update(told_at=now)


def signed(secret: str, identifier: str, now: datetime, body: bytes) -> dict[str, str]:
    """The three headers of Standard Webhooks for a body sent now."""
    moment = str(int(now.timestamp()))
    key = base64.b64decode(secret.removeprefix(PREFIX))
    digest = hmac.new(key, b".".join((identifier.encode(), moment.encode(), body)), hashlib.sha256).digest()
    return {
        "webhook-id": identifier,
        "webhook-timestamp": moment,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
