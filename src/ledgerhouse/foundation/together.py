"""Many single commands at once become one: one transaction, one answer or refusal for each (微批).

`Gatherer` is the waiting: the first command to come leads, others join it for some milliseconds, and whatever comes while it works is the next
batch. A command that comes alone is carried out at once. `carry_out` is the doing: same asker, one transaction, each command recorded under its
own key. When the batch is refused, its halves are tried, so a bad command is refused alone and its neighbours are not. Threads of one process
gather here; processes need not know of each other, because locks and keys are the database's.
"""

import threading
import time
from collections.abc import Hashable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.db import IntegrityError, close_old_connections, connection, transaction
from prometheus_client import Histogram

from ledgerhouse.foundation import nodes
from ledgerhouse.foundation.verb import Asked, Together, Verb, first_answers, once_more, recorded, watched
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotAllowed, Refused

MOST: Final = 200
"""Commands of one batch: below that the commit is wasted, far above it locks only last longer."""

DOERS: Final = 2
"""Batches of one process at a time; of other verbs or askers."""

SIZE = Histogram(
    "ledgerhouse_commands_together",
    "Commands carried out in one transaction",
    ["verb"],
    buckets=(1, 2, 5, 10, 20, 50, 100, 200),
)


def carry_out(verb: Verb, asked: Sequence[Asked]) -> list[Any]:
    """Carry out alike commands of one asker; the answer or the exception of each, in order."""
    if len(asked) == 1 or verb.together is None:
        return [_alone(verb, one) for one in asked]
    try:
        return _together(verb, verb.together, asked)
    except (Refused, IntegrityError):  # one is bad, or a twin of one was faster elsewhere: find out which
        half = len(asked) // 2
        return carry_out(verb, asked[:half]) + carry_out(verb, asked[half:])
    except Exception as error:  # noqa: BLE001 - nothing was written for anybody
        return [error] * len(asked)


def _alone(verb: Verb, one: Asked) -> Any:
    try:
        return verb.run(one.command, one.ctx)
    except Exception as error:  # noqa: BLE001 - it is the answer of this command, whatever it is
        return error


def _together(verb: Verb, together: Together[Any, Any], asked: Sequence[Asked]) -> list[Any]:
    ctx = replace(asked[0].ctx, key="", now=max(one.ctx.now for one in asked))
    if not ctx.may(verb.may):
        raise NotAllowed(right=verb.may)
    nodes.ensure()
    with watched(verb.name, ctx):
        return once_more(verb.name, lambda: _in_one_transaction(verb, together, asked, ctx))


def _in_one_transaction(verb: Verb, together: Together[Any, Any], asked: Sequence[Asked], ctx: Context) -> list[Any]:
    with transaction.atomic():
        outcomes: list[Any] = first_answers(verb, asked)
        fresh = [n for n, outcome in enumerate(outcomes) if outcome is None]
        if fresh:
            answers = together.run([asked[n].command for n in fresh], ctx.under(verb.may))
            recorded(verb.name, [(asked[n], answer) for n, answer in zip(fresh, answers, strict=True)])
            for n, answer in zip(fresh, answers, strict=True):
                outcomes[n] = answer
    SIZE.labels(verb.name).observe(len(fresh))
    return outcomes


@dataclass(eq=False)
class _Waiting:
    """A command that waits for its outcome, or for its turn to lead."""

    asked: Asked
    papers: frozenset[str]
    woken: threading.Event = field(default_factory=threading.Event)
    outcome: Any = None
    answered: bool = False

    def answer(self, outcome: Any) -> None:
        self.outcome, self.answered = outcome, True
        self.woken.set()


@dataclass
class _Queue:
    """Commands that may go together. `led` while somebody leads; `last` is how many went together last."""

    waiting: list[_Waiting] = field(default_factory=list)
    led: bool = False
    last: int = 1


class Gatherer:
    """Lets threads wait for each other for `wait_ms` and carries their commands out together; 0 carries out each by itself."""

    def __init__(self, wait_ms: int, most: int = MOST) -> None:
        self.wait_ms = wait_ms
        self._most = most
        self._queues: dict[Hashable, _Queue] = {}
        self._lock = threading.Lock()
        self._doers = ThreadPoolExecutor(DOERS, "together")

    def run(self, verb: Verb, command: Any, ctx: Context) -> Any:
        """The answer of this command, from a batch or alone; raises its refusal."""
        alike = verb.together.alike(command) if verb.together and self.wait_ms else None
        if verb.together is None or alike is None or ctx.dry_run or connection.in_atomic_block:
            return verb.run(command, ctx)
        key = (verb.name, alike, ctx.company, ctx.user, ctx.interface, ctx.device, ctx.language)
        mine = _Waiting(Asked(command, ctx), frozenset(verb.together.papers(command)))
        with self._lock:
            queue = self._queues.setdefault(key, _Queue())
            queue.waiting.append(mine)
            leads, queue.led = not queue.led, True
        if leads:
            self._lead(verb, key, queue, promoted=False)
        while not mine.answered:
            mine.woken.wait()
            mine.woken.clear()
            if not mine.answered:
                self._lead(verb, key, queue, promoted=True)
        if isinstance(mine.outcome, BaseException):
            raise mine.outcome
        return mine.outcome

    def close(self) -> None:
        """End the threads that carry out batches, and their connections."""
        meet = threading.Barrier(DOERS)

        def leave() -> None:
            meet.wait()  # one each
            connection.close()

        for _ in range(DOERS):
            self._doers.submit(leave)
        self._doers.shutdown()

    def _lead(self, verb: Verb, key: Hashable, queue: _Queue, *, promoted: bool) -> None:
        """Gather, carry out, and hand the lead to the first who came meanwhile."""
        if promoted or queue.last > 1:
            time.sleep(self.wait_ms / 1000)
        with self._lock:
            batch = self._take(queue)
            queue.last = len(batch)
        outcomes: list[Any] = [RuntimeError("the batch was broken off")] * len(batch)
        try:
            outcomes = self._doers.submit(_on_warm_connection, verb, [one.asked for one in batch]).result()
        finally:
            with self._lock:
                queue.led = bool(queue.waiting)
                if queue.led:
                    queue.waiting[0].woken.set()
                elif queue.last == 1:
                    self._queues.pop(key, None)
            for one, outcome in zip(batch, outcomes, strict=True):
                one.answer(outcome)

    def _take(self, queue: _Queue) -> list[_Waiting]:
        """The first of the queue and those behind it of the same asker that work on other papers; the rest waits."""
        batch: list[_Waiting] = []
        left: list[_Waiting] = []
        busy: set[str] = set()
        keys: set[str] = set()
        for one in queue.waiting:
            fits = not batch or (_same_asker(one, batch[0]) and one.asked.ctx.key not in keys)
            if fits and len(batch) < self._most and not busy & one.papers:
                batch.append(one)
                keys |= {one.asked.ctx.key} - {""}
            else:
                left.append(one)
            busy |= one.papers
        queue.waiting = left
        return batch


def _on_warm_connection(verb: Verb, asked: Sequence[Asked]) -> list[Any]:
    """Batches run on a few threads of their own, whose connections keep the plans of all their statements."""
    close_old_connections()
    return carry_out(verb, asked)


def _same_asker(one: _Waiting, other: _Waiting) -> bool:
    """Equal in everything but key and moment. Rights of one kind: the house's own, which are all and listed nowhere, compare equal to none."""
    a, b = one.asked.ctx, other.asked.ctx
    return type(a.rights) is type(b.rights) and a == replace(b, key=a.key, now=a.now)
