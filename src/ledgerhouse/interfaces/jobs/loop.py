"""The worker: one thread delivers news and watches the clock, others do jobs; all stop politely.

Any number of workers may run, on any number of machines. A killed worker loses nothing: deliveries and jobs have
leases, and another worker takes over what it held. A stopped worker gives its job back into the queue.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Final

import structlog
from django.db import Error, close_old_connections, connection
from structlog.contextvars import bound_contextvars

from ledgerhouse.foundation import jobs
from ledgerhouse.foundation.askers import starter
from ledgerhouse.foundation.dispatch import call_out, dispatch
from ledgerhouse.foundation.faults import fault_of
from ledgerhouse.foundation.outbox import Wiring
from ledgerhouse.kernel.context import house
from ledgerhouse.kernel.errors import NotFound

log = structlog.get_logger(__name__)

BEAT: Final = 30.0
"""Seconds between renewals of a running job's lease."""

BREATHER: Final = 5.0
"""Seconds to wait after the database has failed."""


def now() -> datetime:
    """The worker's clock."""
    return datetime.now(UTC)


def deliver(wiring: Wiring, moment: datetime) -> int:
    """One round of news and clock. Answers how much there was to do."""
    handled = dispatch(wiring, lambda company: house(company, moment, interface="jobs"), moment)
    return handled + jobs.tick(moment)


def work(moment: datetime, stopping: Callable[[], bool] = lambda: False) -> int:
    """Do the next due job, if there is one, with the rights of who started it. Answers how many were done."""
    job = jobs.claim(moment)
    if job is None:
        return 0
    with bound_contextvars(job=job.id, kind=job.kind, company=job.company):
        begun = now()
        with _heartbeat(lambda: jobs.renew(job, now())):
            try:
                ctx = starter(job.company, job.user, moment, interface="jobs")
            except NotFound:
                state = jobs.give_up(job, jobs.STARTER_GONE)
            else:
                state = jobs.run(job, ctx, stopping=stopping)
        log.info("job", state=str(state), attempts=job.attempts, seconds=round((now() - begun).total_seconds(), 3))
    return 1


class Worker:
    """Threads that go round until somebody says stop."""

    def __init__(self, wiring: Wiring, *, hands: int = 1, pause: float = 0.5) -> None:
        self.wiring = wiring
        self.pause = pause
        self.stopped = threading.Event()
        rounds: list[Callable[[], int]] = [lambda: deliver(wiring, now()), lambda: call_out(now())]
        rounds += [lambda: work(now(), self.stopped.is_set)] * hands
        self._threads = [threading.Thread(target=self._go_round, args=(one,)) for one in rounds]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Ask every thread to end after what it is doing; a job ends at its next report."""
        self.stopped.set()

    def join(self) -> None:
        """Wait until all have ended."""
        for thread in self._threads:
            thread.join()

    def _go_round(self, once: Callable[[], int]) -> None:
        while not self.stopped.is_set():
            close_old_connections()
            try:
                handled = once()
            except Error as error:
                fault = fault_of(error)
                log.warning("database", code=fault.code if fault else "", error=str(error))
                connection.close()
                self.stopped.wait(BREATHER)
            except Exception:  # the next round may succeed
                log.exception("round")
                self.stopped.wait(BREATHER)
            else:
                if not handled:
                    self.stopped.wait(self.pause)
        connection.close()


@contextmanager
def _heartbeat(renew: Callable[[], bool]) -> Iterator[None]:
    """Renew a job's lease while the job is too busy to report."""
    ended = threading.Event()

    def beat() -> None:
        while not ended.wait(BEAT):
            try:
                if not renew():
                    break
            except Error as error:
                log.warning("heartbeat", error=str(error))
                connection.close()
        connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
