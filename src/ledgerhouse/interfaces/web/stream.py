"""Server-sent events: pages hear what has changed within a second, each only of what its reader sees.

One thread of each process looks for new news while somebody listens; the streams wait for it and ask `foundation.hearing` what of it their
reader may hear. A stream ends after a while and the browser asks anew from where it was, so that rights and sign-in are looked at again.
Where all places are taken, or streams are switched off, the answer is what is new, at once.
"""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Final, Self

from django.conf import settings
from django.db import Error, connection
from django.http import HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_GET

from ledgerhouse.foundation import hearing
from ledgerhouse.interfaces.web.asking import Asked, signed_in
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.ids import first_id, moment_ms

LOOK: Final = 0.2
"""Seconds between two looks for new news."""
BREATH: Final = 15.0
"""Seconds after which a silent stream says that it lives."""
SOON_MS: Final = 1500
"""When a browser asks again after a stream has ended."""


class Watch:
    """The one thread that looks, and who waits for it."""

    def __init__(self) -> None:
        self._news = threading.Condition()
        self._turn = 0
        self._listening = 0
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        with self._news:
            self._listening += 1
            if self._thread is None:
                self._thread = threading.Thread(target=self._look, name="news", daemon=True)
                self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._news:
            self._listening -= 1

    def wait(self, turn: int, seconds: float) -> int:
        """Wait until there was news after this turn. Answers the present turn."""
        with self._news:
            self._news.wait_for(lambda: self._turn != turn, seconds)
            return self._turn

    @property
    def full(self) -> bool:
        """Whether as many listen as may."""
        return self._listening >= settings.STREAMS

    def _look(self) -> None:
        last: tuple[int, ...] = ()
        while True:
            try:
                newest = hearing.lately(int(time.time() * 1000))
            except Error:
                newest = last  # the next look may succeed
                connection.close()
            with self._news:
                if newest != last:
                    last = newest
                    self._turn += 1
                    self._news.notify_all()
                if not self._listening:
                    self._thread = None
                    break
            time.sleep(LOOK)
        connection.close()


WATCH: Final = Watch()


@signed_in
@require_GET
def stream(request: Asked) -> HttpResponseBase:
    """News from where the browser was (`Last-Event-ID`), or from now, as it comes."""
    said = request.headers.get("Last-Event-ID", "") or request.GET.get("after", "")
    after = int(said) if said.isascii() and said.isdigit() and len(said) < 19 else None
    seconds = 0.0 if WATCH.full else float(settings.STREAM_SECONDS)
    response = StreamingHttpResponse(events(request.ctx, after, seconds), content_type="text/event-stream")
    response["X-Accel-Buffering"] = "no"
    return response


def events(ctx: Context, after: int | None, seconds: float) -> Iterator[bytes]:
    """The stream itself, for so many seconds; with none, what is new. Each piece of news comes once in one stream.

    `news` tells a piece of it; `stir` only that somebody has done something in the company, so that a page may look again.
    """
    ends = time.monotonic() + seconds
    begun = first_id(int(ctx.now.timestamp() * 1000))
    after = begun if after is None else after
    yield f"retry: {SOON_MS}\nid: {after}\n\n".encode()
    told: set[int] = set()
    stirred = (0, after)
    with WATCH if seconds else nullcontext():
        turn = 0
        while True:
            if seconds:
                turn = WATCH.wait(turn, min(BREATH, max(ends - time.monotonic(), 0)))
            fresh = [one for one in _since(ctx, first_id(moment_ms(after) - hearing.BACK_MS)) if one.id not in told]
            for one in fresh:
                told.add(one.id)
                after = max(after, one.id)
                yield _event(one)
            before, stirred = stirred, hearing.stirred(ctx.company, begun if seconds else after)
            yield b": still here\n\n" if stirred == before else b"event: stir\ndata: {}\n\n"
            if not connection.in_atomic_block:
                connection.close()  # who waits holds no line to the database
            if time.monotonic() >= ends:
                yield f"id: {max(after, begun)}\n\n".encode()
                return


def _since(ctx: Context, at: int) -> Iterator[hearing.Heard]:
    while True:
        found = hearing.feed(ctx, at)
        yield from found.news
        if found.last == at:
            return
        at = found.last


def _event(one: hearing.Heard) -> bytes:
    paper = one.paper._asdict() if one.paper else None
    data = json.dumps({"topic": one.topic, "paper": paper, "data": dict(one.body)}, ensure_ascii=False)
    return f"id: {one.id}\nevent: news\ndata: {data}\n\n".encode()
