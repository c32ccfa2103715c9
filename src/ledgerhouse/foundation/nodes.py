"""Which of the 1,024 id nodes this process owns. Leased from the database, so that no two processes make one id.

A lease lasts half an hour and is renewed by whoever makes ids or begins a verb; a killed process's node is free again when its lease runs
out. A clock that goes back finds the node's old lease still running and takes another node, so ids never repeat.
"""

import atexit
import os
import random
import threading
import time

from django.db import connection, models

from ledgerhouse.kernel.ids import NODES, IdMaker

LEASE_MS = 30 * 60 * 1000
RENEW_MS = 10 * 60 * 1000


class NodeLease(models.Model):
    """Until when (Unix milliseconds) a node belongs to somebody."""

    node = models.IntegerField(primary_key=True)
    until_ms = models.BigIntegerField(default=0)

    class Meta:
        app_label = "foundation"
        db_table = "foundation_node"


class _Mine:
    maker: IdMaker | None = None
    until_ms = 0
    pid = 0


_mine = _Mine()
_lock = threading.Lock()


def new_ids(count: int) -> list[int]:
    """So many new 64-bit ids, rising."""
    return ensure().take(count)


def new_id() -> int:
    """One new 64-bit id."""
    return new_ids(1)[0]


def ensure() -> IdMaker:
    """Own a node for at least the next ten minutes. A verb calls it before its transaction begins."""
    now_ms = int(time.time() * 1000)
    if _mine.maker and _mine.pid == os.getpid() and now_ms < _mine.until_ms - RENEW_MS:
        return _mine.maker
    with _lock:
        mine = _mine.maker if _mine.pid == os.getpid() else None
        if mine and now_ms < _mine.until_ms and connection.in_atomic_block:
            return mine  # a renewal here would be lost with the transaction, and the node with it
        if mine is None or not _renew(mine, now_ms):
            return _claim(now_ms)
        return mine


def _renew(mine: IdMaker, now_ms: int) -> bool:
    if now_ms < _mine.until_ms - RENEW_MS:
        return True
    until = now_ms + LEASE_MS
    if NodeLease.objects.filter(node=mine.node, until_ms=_mine.until_ms).update(until_ms=until) != 1:
        return False
    _mine.until_ms = until
    return True


def _claim(now_ms: int) -> IdMaker:
    until = now_ms + LEASE_MS
    fixed = os.environ.get("LEDGERHOUSE_NODE")
    if fixed is not None:
        return _own(int(fixed) % NODES, now_ms, until)
    for _ in range(50):
        free = list(
            NodeLease.objects.filter(until_ms__lt=now_ms).order_by("until_ms").values_list("node", "until_ms")[:8]
        )
        if free:
            node, before = random.choice(free)  # noqa: S311 - spreads claimers, no secret
        else:
            node, before = random.randrange(NODES), 0  # noqa: S311
            NodeLease.objects.bulk_create([NodeLease(node=node, until_ms=0)], ignore_conflicts=True)
        if NodeLease.objects.filter(node=node, until_ms=before).update(until_ms=until) == 1:
            return _own(node, max(now_ms, before), until)
    message = "All id nodes are leased: more than a thousand processes are writing, or the clock has gone back by more than half an hour."
    raise RuntimeError(message)


def _own(node: int, after_ms: int, until_ms: int) -> IdMaker:
    maker = IdMaker(node, after_ms=after_ms)
    _mine.maker, _mine.until_ms, _mine.pid = maker, until_ms, os.getpid()
    atexit.register(_release)
    return maker


def _release() -> None:
    """Give the node back when the process ends in peace; a database that is gone by then does not matter."""
    if _mine.maker is None or _mine.pid != os.getpid() or connection.in_atomic_block:
        return
    maker, _mine.maker = _mine.maker, None
    try:
        mine = NodeLease.objects.filter(node=maker.node, until_ms=_mine.until_ms)
        mine.update(until_ms=max(int(time.time() * 1000), maker.reached_ms) + 1)
    except Exception:  # noqa: BLE001, S110 - the lease runs out by itself
        pass
