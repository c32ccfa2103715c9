"""Pages hear what happens, each only of what its reader sees."""

import json
import threading
import time
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from tests.cast import Cast
from tests.floor import buy, d
from tests.house.leaks import browser

from ledgerhouse.flows.inbound.delivery import ReceiveLine
from ledgerhouse.flows.inbound.receive import Receive, receive
from ledgerhouse.foundation.models import User
from ledgerhouse.foundation.rights import context_of
from ledgerhouse.interfaces.web import stream

pytestmark = [pytest.mark.requirement("R024", "R077")]
EARLY = "?after=1"


def told(body: bytes) -> list[dict[str, object]]:
    """The news in the text of a stream."""
    blocks = body.decode().split("\n\n")
    data = [
        next(line for line in block.split("\n") if line.startswith("data: "))
        for block in blocks
        if "event: news" in block
    ]
    return [json.loads(line.removeprefix("data: ")) for line in data]


def take(cast: Cast, warehouse: str) -> str:
    _purchase, inbound = buy(cast.house, ("CUP", 5, "3"), warehouse=warehouse)
    (number,) = receive(Receive(lines=(ReceiveLine(order=inbound, line=1, quantity=d(5)),)), cast.house).receipts
    return number


@pytest.mark.django_db
def test_a_stream_tells_what_its_reader_sees(cast: Cast) -> None:
    here, there = take(cast, "SH1"), take(cast, "BJ1")
    answer = browser("beijing").get(f"/stream/{EARLY}")
    assert answer["Content-Type"] == "text/event-stream"
    body = b"".join(answer.streaming_content)
    numbers = {one["paper"]["number"] for one in told(body) if one["paper"]}
    assert there in numbers
    assert here.encode() not in body
    assert b"event: stir" in body, "something has happened, whatever it was"


@pytest.mark.django_db
def test_a_browser_goes_on_from_where_it_was(cast: Cast) -> None:
    take(cast, "BJ1")
    client = browser("beijing")
    body = b"".join(client.get(f"/stream/{EARLY}").streaming_content)
    last = [line for line in body.decode().split("\n") if line.startswith("id: ")][-1].removeprefix("id: ")
    later = str(int(last) + (stream.hearing.BACK_MS + 1) * 2**22)
    again = b"".join(client.get("/stream/", headers={"Last-Event-ID": later}).streaming_content)
    assert told(again) == []
    assert b"stir" not in again


@pytest.mark.django_db
def test_strangers_and_nonsense(cast: Cast) -> None:
    assert Client().get("/stream/").status_code == 302
    for nonsense in ("x", "-1", "9" * 30, "１２"):
        answer = browser("picker").get("/stream/", headers={"Last-Event-ID": nonsense.encode().decode("latin-1")})
        assert answer.status_code == 200
        assert told(b"".join(answer.streaming_content)) == []


@pytest.fixture
def listening(transactional_db: None) -> tuple[Cast, list[tuple[float, bytes]], threading.Thread]:
    """A reader of Beijing listens for some seconds, in a thread and on a line of its own."""
    from tests.cast import assemble

    cast = assemble()
    heard: list[tuple[float, bytes]] = []
    ctx = context_of(User.objects.get(username="beijing"), datetime.now(UTC), interface="web")

    def listen() -> None:
        heard.extend((time.monotonic(), piece) for piece in stream.events(ctx, None, 4.0))
        connection.close()

    return cast, heard, threading.Thread(target=listen)


def test_news_comes_within_a_second_of_the_commit(
    listening: tuple[Cast, list[tuple[float, bytes]], threading.Thread],
) -> None:
    cast, heard, thread = listening
    if connection.vendor == "sqlite":
        pytest.skip("the database of the tests lives in the memory of one thread")
    thread.start()
    while not heard:
        time.sleep(0.01)
    number = take(cast, "BJ1")
    committed = time.monotonic()
    thread.join()
    arrived = [at for at, piece in heard if number.encode() in piece]
    assert arrived
    assert min(arrived) - committed < 1
    assert not stream.WATCH._listening
