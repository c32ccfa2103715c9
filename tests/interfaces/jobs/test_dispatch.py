"""News reaches every listener at least once, in order per thing, whoever fails, dies or comes twice."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import sleep
from typing import Any

import pytest
from django.db import OperationalError, connection

from ledgerhouse.foundation.dispatch import BEHIND, LAST_TRY, LEASE, dispatch
from ledgerhouse.foundation.models import Company, Delivery, Department, OutboxRow
from ledgerhouse.foundation.operations.replay_news import ReplayNews, replay_news
from ledgerhouse.foundation.outbox import Wiring, tell
from ledgerhouse.kernel.context import Context, house

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R103")]


@dataclass(frozen=True)
class Shipped:
    """News for tests."""

    number: str


class Ears:
    """A listener that remembers, and fails when told to."""

    def __init__(self, name: str = "ears") -> None:
        self.heard: list[str] = []
        self.deaf_to: set[str] = set()
        self.__module__ = "tests"
        self.__qualname__ = name

    def __call__(self, ctx: Context, body: Mapping[str, Any]) -> None:
        if body["number"] in self.deaf_to:
            raise RuntimeError("deaf")
        self.heard.append(body["number"])


@pytest.fixture
def round_at(now: datetime) -> Callable[..., int]:
    def go(wiring: Wiring, after: timedelta = timedelta(), **how: Any) -> int:
        moment = now + after
        return dispatch(wiring, lambda company: house(company, moment), moment, **how)

    return go


def news(ctx: Context, *numbers: str, about: str = "") -> None:
    tell(ctx, [(about, Shipped(number)) for number in numbers])


def test_every_listener_hears_everything_once_in_order(ctx: Context, round_at: Any) -> None:
    one, two = Ears("one"), Ears("two")
    news(ctx, "S1", "S2", "S3")
    while round_at({"Shipped": (one, two)}):
        pass
    assert one.heard == two.heard == ["S1", "S2", "S3"]
    assert not Delivery.objects.exists()
    assert not OutboxRow.objects.filter(sent_at=None).exists()


@contextmanager
def statements(limit: int) -> Iterator[None]:
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        yield
    assert len(seen) <= limit, [q["sql"][:80] for q in seen]


def test_news_that_nobody_hears_costs_no_query_per_piece(ctx: Context, round_at: Any) -> None:
    news(ctx, *(f"S{i}" for i in range(300)))
    with statements(8):
        assert round_at({}) == 300


def test_a_failing_listener_does_not_stop_the_others(ctx: Context, round_at: Any) -> None:
    good, bad = Ears("good"), Ears("bad")
    bad.deaf_to = {"S1"}
    news(ctx, "S1", "S2")
    round_at({"Shipped": (bad, good)})
    assert (good.heard, bad.heard) == (["S1", "S2"], ["S2"])
    failed = Delivery.objects.get()
    assert (failed.attempts, failed.dead, failed.listener) == (1, False, "tests.bad")
    assert "deaf" in failed.error
    bad.deaf_to = set()
    assert round_at({"Shipped": (bad, good)}) == 0, "not before its time"
    round_at({"Shipped": (bad, good)}, timedelta(minutes=1))
    assert (good.heard, bad.heard) == (["S1", "S2"], ["S2", "S1"])
    assert not Delivery.objects.exists()


def test_after_the_last_try_it_is_dead_until_replayed(ctx: Context, round_at: Any) -> None:
    ears = Ears()
    ears.deaf_to = {"S1"}
    news(ctx, "S1")
    after = timedelta()
    distances = []
    for _ in range(LAST_TRY):
        round_at({"Shipped": (ears,)}, after)
        letter = Delivery.objects.get()
        distances.append(letter.next_at - ctx.now - after)
        after += timedelta(days=3)
    assert letter.dead
    assert distances == sorted(distances)
    ears.deaf_to = set()
    assert round_at({"Shipped": (ears,)}, after) == 0, "dead letters rest"
    assert replay_news(ReplayNews(deliveries=(letter.id,)), ctx).count == 1
    round_at({"Shipped": (ears,)}, after)
    assert ears.heard == ["S1"]


def test_a_companys_dead_letters_are_not_anothers(ctx: Context, round_at: Any) -> None:
    ears = Ears()
    ears.deaf_to = {"S1"}
    news(ctx, "S1")
    round_at({"Shipped": (ears,)})
    Delivery.objects.update(dead=True)
    other = Company.objects.create(code="X", name="X")
    letter = Delivery.objects.get()
    assert replay_news(ReplayNews(deliveries=(letter.id,)), house(other.id, ctx.now)).count == 0


def test_news_about_one_thing_waits_for_the_older_one(ctx: Context, round_at: Any) -> None:
    ears = Ears()
    ears.deaf_to = {"S1"}
    news(ctx, "S1", "S2", about="order 7")
    news(ctx, "S3", about="order 8")
    round_at({"Shipped": (ears,)})
    assert ears.heard == ["S3"], "S2 is about the same order as S1"
    ears.deaf_to = set()
    after = timedelta(minutes=1)
    while round_at({"Shipped": (ears,)}, after):
        after += BEHIND
    assert ears.heard == ["S3", "S1", "S2"]


def test_a_killed_dispatcher_loses_nothing(ctx: Context, round_at: Any) -> None:
    ears = Ears()
    news(ctx, "S1", "S2")

    class Killed(BaseException):
        """kill -9 in the middle of hearing S1."""

    def dying(ctx: Context, body: Mapping[str, Any]) -> None:
        raise Killed

    dying.__module__, dying.__qualname__ = "tests", "ears"
    with pytest.raises(Killed):
        round_at({"Shipped": (dying,)})
    assert ears.heard == []
    round_at({"Shipped": (ears,)})
    assert ears.heard == ["S2"], "S1 is leased to the dead one"
    round_at({"Shipped": (ears,)}, LEASE + timedelta(seconds=1))
    assert ears.heard == ["S2", "S1"]
    assert not Delivery.objects.exists()


def test_what_a_listener_wrote_is_taken_back_when_it_fails(ctx: Context, round_at: Any) -> None:
    def half(ctx: Context, body: Mapping[str, Any]) -> None:
        Company.objects.create(code="HALF", name="half")
        raise RuntimeError

    news(ctx, "S1")
    round_at({"Shipped": (half,)})
    assert not Company.objects.filter(code="HALF").exists()


def test_a_listener_that_is_no_longer_wired_ends_as_a_dead_letter(ctx: Context, round_at: Any) -> None:
    ears = Ears("gone")
    ears.deaf_to = {"S1"}
    news(ctx, "S1")
    round_at({"Shipped": (ears,)})
    round_at({"Shipped": ()}, timedelta(minutes=1))
    assert Delivery.objects.get().dead


@pytest.mark.django_db(transaction=True)
def test_two_dispatchers_share_the_work_and_double_nothing(ctx: Context, now: datetime) -> None:
    def ears(ctx: Context, body: Mapping[str, Any]) -> None:
        Department.objects.create(company_id=ctx.company, code=body["number"], name="heard")  # refuses a second time

    news(ctx, *(f"S{i}" for i in range(60)))

    def go() -> None:
        for _ in range(40):
            try:
                dispatch({"Shipped": (ears,)}, lambda company: house(company, now), now, limit=7)
            except OperationalError:  # a busy file: the worker comes again, and so do we
                sleep(0.01)
        connection.close()

    threads = [threading.Thread(target=go) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    while dispatch({"Shipped": (ears,)}, lambda company: house(company, now), now + LEASE * 2):
        pass
    assert Department.objects.count() == 60
    assert not Delivery.objects.exists(), "none failed, so none was heard twice"
