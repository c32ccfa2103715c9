"""The frame round every verb: right, seen before?, one transaction, record, bounded retry.

A verb is a function `(command, ctx) -> answer`, with frozen dataclasses for both. The frame
refuses without the right; answers a repeated idempotency key with the first answer; runs the verb in ONE transaction; records the command
with its answer in the same transaction; and retries the whole transaction on a deadlock, a lock time-out or a busy file, here and nowhere else.
Rows that the verb loads are limited to where its right holds.
"""

import hashlib
import json
import random
import time
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, Generic, NamedTuple, TypeVar, cast, get_type_hints

import structlog
from django.db import IntegrityError, connection, transaction
from prometheus_client import Counter, Histogram

from ledgerhouse.foundation import dialect, nodes, touches, traces
from ledgerhouse.foundation.models.commands import Command
from ledgerhouse.kernel.commands import as_json, read, reader
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import KeyReused, NotAllowed, Refused
from ledgerhouse.kernel.ids import command_id

C = TypeVar("C")
A = TypeVar("A")
TRIES = 8
LAST_TRY: ContextVar[bool] = ContextVar("last try", default=False)
"""Whether this is the last try of a transaction: who took locks as it came, and began again when somebody else had one, now waits in order."""
log = structlog.get_logger(__name__)

RETRIES = Counter("ledgerhouse_verb_retries", "Transactions tried again after a deadlock or lock time-out", ["verb"])
SECONDS = Histogram("ledgerhouse_verb_seconds", "Seconds per verb, retries included", ["verb"])


@dataclass(frozen=True)
class Together(Generic[C, A]):
    """How single commands of a verb are carried out as one (`foundation.together`).

    Commands go together when `alike` answers the same for them; None goes with nobody. `papers` are what a command works on: two that share one
    do not go together. `run` carries out many, with an answer for each in order, and refuses all of them when one is bad.
    """

    alike: Callable[[C], Hashable]
    papers: Callable[[C], Iterable[str]]
    run: Callable[[Sequence[C], Context], Sequence[A]]


class Asked(NamedTuple):
    """A command with its asker."""

    command: Any
    ctx: Context


@dataclass(frozen=True)
class Verb:
    """One thing the house can do. `name` is `room.verb`; `may` the right; `title` what its button says."""

    name: str
    may: str
    title: str
    command: type
    answer: type
    run: Callable[[Any, Context], Any]
    room: str
    together: Together[Any, Any] | None = None

    @property
    def description(self) -> str:
        """The first line of the verb's docstring."""
        return (self.run.__doc__ or "").strip().split("\n")[0]


VERBS: dict[str, Verb] = {}


class _Rehearsed(Exception):
    """Takes a dry run's transaction back and carries its answer out."""

    def __init__(self, answer: Any) -> None:
        super().__init__()
        self.answer = answer


def verb(
    name: str, *, may: str, title: str, together: Together[Any, Any] | None = None
) -> Callable[[Callable[[C, Context], A]], Callable[[C, Context], A]]:
    """Put a function into the frame and into `VERBS` under its name."""

    def frame(do: Callable[[C, Context], A]) -> Callable[[C, Context], A]:
        hints = get_type_hints(do)
        answer_type = hints["return"]

        @wraps(do)
        def run(command: C, ctx: Context) -> A:
            if not ctx.may(may):
                raise NotAllowed(right=may)
            if ctx.acting:  # inside another verb: its key and its rehearsal are the outer verb's business
                ctx = replace(ctx, key="", dry_run=False)
            nodes.ensure()
            with watched(name, ctx):
                answer: A = once_more(name, lambda: _once(name, answer_type, do, command, ctx.under(may)))
                return answer

        if name in VERBS:
            message = f"two verbs are called {name!r}"
            raise ValueError(message)
        VERBS[name] = Verb(name, may, title, hints["command"], answer_type, run, do.__module__, together)
        return run

    return frame


@contextmanager
def watched(name: str, ctx: Context) -> Iterator[None]:
    """Time a verb, trace it, and log one line of how it ended. Content is never logged."""
    begun = time.perf_counter()
    outcome = "failed"
    try:
        with traces.span(name, company=ctx.company, interface=ctx.interface):
            yield
        outcome = "done"
    except Refused as refused:
        outcome = refused.code
        raise
    finally:
        seconds = time.perf_counter() - begun
        SECONDS.labels(name).observe(seconds)
        log.info(
            "verb",
            verb=name,
            company=ctx.company,
            user=ctx.user,
            interface=ctx.interface,
            outcome=outcome,
            seconds=round(seconds, 4),
        )


def once_more(name: str, once: Callable[[], A]) -> A:
    """Do it, and again after a deadlock or a lock time-out."""
    for attempt in range(1, TRIES + 1):
        last = LAST_TRY.set(attempt == TRIES or LAST_TRY.get())
        try:
            return once()
        except Exception as error:
            if attempt == TRIES or connection.in_atomic_block or not dialect.worth_retrying(error):
                raise
            RETRIES.labels(name).inc()
        finally:
            LAST_TRY.reset(last)
        time.sleep(random.uniform(0.2, 1) * 0.01 * 2**attempt)  # noqa: S311 - jitter
    raise AssertionError  # pragma: no cover


def _once(name: str, answer_type: type[A], do: Callable[[C, Context], A], command: C, ctx: Context) -> A:
    key = ctx.key or command_id()
    content = _content(name, command)
    try:
        with transaction.atomic():
            if ctx.key and (first := _first_answer(ctx, content)) is not None:
                return read(answer_type, json.loads(first))
            answer = do(command, ctx)
            if ctx.dry_run:
                raise _Rehearsed(answer)
            _record(name, [(replace(ctx, key=key), content, command, answer)])
            return answer
    except _Rehearsed as rehearsed:
        return rehearsed.answer  # type: ignore[no-any-return]
    except (IntegrityError, Refused):
        # a twin with the same key committed first, and may have left nothing to do: its answer is the answer
        first = _first_answer(ctx, content) if ctx.key and not connection.in_atomic_block else None
        if first is None:
            raise
        return read(answer_type, json.loads(first))


def _content(name: str, command: Any) -> str:
    text = name.encode() + b"\n" + reader(cast("Hashable", type(command))).dump_json(command)
    return hashlib.sha256(text).hexdigest()


def _first_answer(ctx: Context, content: str) -> str | None:
    seen = Command.objects.filter(company=ctx.company, key=ctx.key).values_list("content", "answer").first()
    if seen is None:
        return None
    if seen[0] != content:
        raise KeyReused(key=ctx.key)
    return seen[1]


def first_answers(verb: Verb, asked: Sequence[Asked]) -> list[Any]:
    """Per command the first answer to its key, the refusal when the key was another command's, or None when it is new. One statement."""
    key = connection.ops.quote_name("key")
    which, params = dialect.named(key, [one.ctx.key for one in asked if one.ctx.key])
    sql = _SEEN.format(which=which, key=key)
    seen = {row[0]: row[1:] for row in dialect.select(sql, [asked[0].ctx.company, *params])}
    outcomes: list[Any] = []
    for command, ctx in asked:
        content, answer = seen.get(ctx.key, ("", None))
        if answer is None:
            outcomes.append(None)
        elif content != _content(verb.name, command):
            outcomes.append(KeyReused(key=ctx.key))
        else:
            outcomes.append(read(verb.answer, json.loads(answer)))
    return outcomes


_SEEN = "select {key}, content, answer from foundation_command where company = %s and {which}"


def recorded(name: str, answered: Sequence[tuple[Asked, Any]]) -> None:
    """Record commands that were carried out together, each under its own key. One statement."""
    _record(
        name,
        [
            (
                one.ctx if one.ctx.key else replace(one.ctx, key=command_id()),
                _content(name, one.command),
                one.command,
                answer,
            )
            for one, answer in answered
        ],
    )


def _record(name: str, done: Sequence[tuple[Context, str, Any, Any]]) -> None:
    """Keep commands of one asker with their answers, and which papers they touched. A secret is shown, not kept."""
    quoted = connection.ops.quote_name
    rows = [
        (i, ctx.key, content, as_json(answer.for_the_record() if hasattr(answer, "for_the_record") else answer))
        for i, (ctx, content, _, answer) in zip(nodes.new_ids(len(done)), done, strict=True)
    ]
    ctx = done[0][0]
    constants = {
        "company": ctx.company,
        "verb": name,
        quoted("user"): ctx.user,
        "interface": ctx.interface,
        "device": ctx.device,
        "at": max(ctx.now for ctx, _, _, _ in done),
    }
    columns: dialect.Columns = {"id": "int", quoted("key"): "text", "content": "text", "answer": "text"}
    dialect.insert("foundation_command", columns, rows, constants=constants)
    touches.record(ctx.company, [(row[0], told[2:]) for row, told in zip(rows, done, strict=True)])
