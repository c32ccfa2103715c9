"""Seconds, processor time of both sides, and statements, by phase. On a busy machine the processor time is what can be compared."""

import contextlib
import os
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TICKS = os.sysconf("SC_CLK_TCK")
LISTENED = 3
"""Times that the statements of a phase are counted; listening makes each of them dearer, so the rest goes on without."""


class Meter:
    """What each named phase took: wall seconds, processor seconds of this process and of its database session, statements."""

    def __init__(self) -> None:
        self.wall: dict[str, float] = defaultdict(float)
        self.client: dict[str, float] = defaultdict(float)
        self.server: dict[str, float] = defaultdict(float)
        self.statements: dict[str, int] = defaultdict(int)
        self._times: dict[str, int] = defaultdict(int)
        self.spent: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0, 0.0])
        self.by_statement = False
        self._stat = _session()
        self._phase = ""

    @contextlib.contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Measure what happens inside under this name."""
        from django.db import connection

        self._phase = name
        self._times[name] += 1
        listening = self.by_statement or self._times[name] <= LISTENED
        counting = connection.execute_wrapper(self._count) if listening else contextlib.nullcontext()
        server, client, wall = self._server(), time.process_time(), time.perf_counter()
        with counting:
            yield
        self.wall[name] += time.perf_counter() - wall
        self.client[name] += time.process_time() - client
        self.server[name] += self._server() - server

    def per_call(self, name: str) -> int:
        """Statements that one phase of this name took, of those that were listened to."""
        times = self._times[name] if self.by_statement else min(self._times[name], LISTENED)
        return self.statements[name] // max(times, 1)

    def total(self, figures: dict[str, float], *names: str) -> float:
        """The sum of some phases, of all when none is named."""
        return sum(spent for name, spent in figures.items() if not names or name in names)

    def dearest(self, most: int = 40) -> list[str]:
        """The statements that took longest, as text lines: milliseconds, times, phase, beginning of the statement."""
        ranked = sorted(self.spent.items(), key=lambda one: -one[1][1])[:most]
        return [f"{s * 1000:9.1f} ms {n:5d} x  {phase:10} {sql}" for (phase, sql), (n, s) in ranked]

    def _count(self, execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        self.statements[self._phase] += 1
        if not self.by_statement:
            return execute(sql, params, many, context)
        begun = time.perf_counter()
        answer = execute(sql, params, many, context)
        one = self.spent[self._phase, " ".join(sql.split())[:150]]
        one[0] += 1
        one[1] += time.perf_counter() - begun
        return answer

    def _server(self) -> float:
        if self._stat is None:
            return 0.0
        fields = self._stat.read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS


def _session() -> Path | None:
    """Where Linux counts the time of this connection's server process or thread; None for SQLite or a server elsewhere."""
    from django.db import connection

    asked = {
        "postgresql": "select pg_backend_pid()",
        "mysql": "select tid from information_schema.processlist where id = connection_id()",
    }.get(connection.vendor)
    if asked is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(asked)
        (number,) = cursor.fetchone()
    path = Path(f"/proc/{number}/stat" if connection.vendor == "postgresql" else f"/proc/{number}/task/{number}/stat")
    return path if path.exists() else None
