"""Addresses outside are told news: signed, in order, again when they fail, and never more than their owner sees."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from tests.cast import NOW, Cast
from tests.floor import buy, d

from ledgerhouse.flows.inbound.delivery import ReceiveLine
from ledgerhouse.flows.inbound.receive import Receive, receive
from ledgerhouse.foundation.dispatch import LAST_TRY, call_out, dispatch
from ledgerhouse.foundation.models import Delivery, User
from ledgerhouse.foundation.outgoing import NotOutThere
from ledgerhouse.kernel.context import house
from ledgerhouse.kernel.errors import NotAllowed, Unreadable
from ledgerhouse.tower.integration.end_subscriptions import EndSubscriptions, end_subscriptions
from ledgerhouse.tower.integration.models import Subscription
from ledgerhouse.tower.integration.subscribe import NeedsOwner, Subscribe, subscribe
from ledgerhouse.tower.integration.try_subscription import TrySubscription, try_subscription
from ledgerhouse.tower.integration.webhooks import signed

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R077", "R103")]
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


class Other:
    """The other side: keeps what it is told, and answers as it is told to."""

    def __init__(self) -> None:
        self.told: list[tuple[dict[str, str], bytes]] = []
        self.status = 204
        other = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                other.told.append(({k.lower(): v for k, v in self.headers.items()}, body))
                self.send_response(other.status)
                if other.status == 302:
                    self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.told]


@pytest.fixture
def other(settings: Any) -> Iterator[Other]:
    settings.OUTGOING = ["127.0.0.1"]
    one = Other()
    yield one
    one.server.shutdown()
    one.server.server_close()


def take(cast: Cast, warehouse: str, now: Any = NOW) -> str:
    ctx = replace(cast.house, now=now)
    _purchase, inbound = buy(ctx, ("CUP", 5, "3"), warehouse=warehouse)
    (number,) = receive(Receive(lines=(ReceiveLine(order=inbound, line=1, quantity=d(5)),)), ctx).receipts
    return number


def deliver(after: timedelta = timedelta()) -> int:
    """A round of the worker, so long after."""
    moment = NOW + after
    return dispatch({}, lambda company: house(company, moment), moment) + call_out(moment)


def test_an_address_is_told_signed_news(cast: Cast, other: Other) -> None:
    secret = subscribe(Subscribe(code="erp", url=other.url, topics=("GoodsReceived",)), cast.person("it")).secret
    Subscription.objects.update(user=User.objects.get(username="ceo").id)
    number = take(cast, "SH1")
    deliver()
    (event,) = other.events
    assert event["type"] == "ledgerhouse.GoodsReceived"
    assert event["data"]["receipt"] == number
    assert event["subject"].startswith("inbound_order/")
    headers, body = other.told[0]
    assert headers["content-type"] == "application/cloudevents+json"
    key = base64.b64decode(secret.removeprefix("whsec_"))
    text = b".".join((headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body))
    expected = base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert headers["webhook-id"] == event["id"]
    assert not Delivery.objects.exists()
    assert Subscription.objects.get().told_at == NOW


def test_the_signature_is_that_of_the_specification() -> None:
    """The example of the reference implementations of Standard Webhooks."""
    from datetime import UTC, datetime

    sent = signed(
        SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", datetime.fromtimestamp(1614265330, UTC), b'{"test": 2432232314}'
    )
    assert sent["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_nothing_leaves_that_the_owner_does_not_see(cast: Cast, other: Other) -> None:
    subscribe(Subscribe(code="all", url=other.url), cast.person("it"))
    Subscription.objects.update(user=User.objects.get(username="beijing").id)
    here, there = take(cast, "SH1"), take(cast, "BJ1")
    while deliver():
        pass
    text = b"\n".join(body for _, body in other.told).decode()
    assert there in text
    assert here not in text
    User.objects.filter(username="beijing").update(is_active=False)
    other.told.clear()
    take(cast, "BJ1")
    while deliver():
        pass
    assert other.told == [], "who may no longer sign in hears nothing"


def test_what_fails_comes_again_and_later_news_of_the_paper_waits(cast: Cast, other: Other) -> None:
    subscribe(Subscribe(code="erp", url=other.url, topics=("GoodsReceived",)), cast.person("it"))
    Subscription.objects.update(user=User.objects.get(username="ceo").id)
    other.status = 500
    number = take(cast, "SH1")
    deliver()
    letter = Delivery.objects.get()
    assert (letter.attempts, letter.dead) == (1, False)
    assert "500" in letter.error
    other.status = 204
    assert deliver() == 0, "not before its time"
    deliver(timedelta(minutes=1))
    first, second = other.told
    assert first[1] == second[1], "the same event"
    assert first[0]["webhook-id"] == second[0]["webhook-id"]
    assert other.events[1]["data"]["receipt"] == number
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("status", [302, 404])
def test_after_the_last_try_it_is_a_dead_letter(cast: Cast, other: Other, status: int) -> None:
    subscribe(Subscribe(code="erp", url=other.url, topics=("GoodsReceived",)), cast.person("it"))
    Subscription.objects.update(user=User.objects.get(username="ceo").id)
    other.status = status
    take(cast, "SH1")
    after = timedelta()
    for _ in range(LAST_TRY):
        deliver(after)
        after += timedelta(days=1)
    assert Delivery.objects.get().dead
    assert len(other.told) == LAST_TRY
    deliver(after)
    assert len(other.told) == LAST_TRY


def test_an_address_that_is_gone_ends_its_subscription(cast: Cast, other: Other) -> None:
    subscribe(Subscribe(code="erp", url=other.url, topics=("GoodsReceived",)), cast.person("it"))
    Subscription.objects.update(user=User.objects.get(username="ceo").id)
    other.status = 410
    take(cast, "SH1")
    deliver()
    row = Subscription.objects.get()
    assert not row.active
    assert "410" in row.ended_why
    assert not Delivery.objects.exists()


def test_a_subscription_is_tried_and_ended(cast: Cast, other: Other) -> None:
    it = cast.person("it")
    subscribe(Subscribe(code="erp", url=other.url, topics=("GoodsReceived",)), it)
    event = try_subscription(TrySubscription(code="erp"), it).event
    deliver()
    assert [(e["id"], e["type"]) for e in other.events] == [(event, "ledgerhouse.Hello")]
    other.status = 500
    try_subscription(TrySubscription(code="erp"), it)
    deliver()
    ended = end_subscriptions(EndSubscriptions(codes=("erp",)), it)
    assert (ended.count, ended.dropped) == (1, 1)
    with pytest.raises(Unreadable) as refused:
        try_subscription(TrySubscription(code="erp"), it)
    assert "erp" in str(refused.value.problems[0])
    with pytest.raises(Unreadable):
        end_subscriptions(EndSubscriptions(codes=("erp", "none")), it)


def test_who_may_and_where_to(cast: Cast, other: Other, settings: Any) -> None:
    with pytest.raises(NotAllowed):
        subscribe(Subscribe(code="x", url=other.url), cast.person("supervisor"))
    with pytest.raises(NeedsOwner):
        subscribe(Subscribe(code="x", url=other.url), cast.house)
    subscribe(Subscribe(code="x", url=other.url), cast.person("it"))
    with pytest.raises(Unreadable):
        subscribe(Subscribe(code="x", url=other.url), cast.person("it"))
    settings.OUTGOING = []
    with pytest.raises(NotOutThere):
        subscribe(Subscribe(code="y", url="https://127.0.0.1/hook"), cast.person("it"))


def test_the_secret_is_encrypted_and_never_remembered(cast: Cast, other: Other, raw: Callable[[str], str]) -> None:
    key = "k-1"
    it = replace(cast.person("it"), key=key)
    secret = subscribe(Subscribe(code="erp", url=other.url), it).secret
    assert subscribe(Subscribe(code="erp", url=other.url), it).secret == "", (
        "the first answer again, without the secret"
    )
    assert secret not in raw("select secret from integration_subscription")


@pytest.fixture
def raw() -> Callable[[str], str]:
    from django.db import connection

    def ask(sql: str) -> str:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return str(cursor.fetchall())

    return ask
