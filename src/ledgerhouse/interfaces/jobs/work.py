"""`ledgerhouse work`: run the worker until it is told to stop (SIGTERM, Ctrl-C), or for one round."""

import argparse
import os
import signal
import threading
from typing import Any

import structlog
from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from ledgerhouse.foundation.dispatch import call_out
from ledgerhouse.foundation.faults import check_schema
from ledgerhouse.interfaces.jobs import loop

log = structlog.get_logger(__name__)


def register(subparsers: Any) -> None:
    """Add the sub-command."""
    parser = subparsers.add_parser("work", help=_("deliver news, run jobs, keep schedules, until stopped"))
    parser.add_argument("--once", action="store_true", help=_("only what is due now, then end"))
    parser.add_argument("--hands", type=int, default=1, metavar="N", help=_("jobs at the same time"))
    parser.add_argument("--parent", type=int, default=0, help=argparse.SUPPRESS)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Work; a second signal ends at once."""
    check_schema()
    wiring = import_string(settings.WIRING)
    if args.once:
        while loop.deliver(wiring, loop.now()) + call_out(loop.now()) + loop.work(loop.now()):
            pass
        return 0
    worker = loop.Worker(wiring, hands=max(1, args.hands))

    def stop(number: int, _frame: object) -> None:
        if worker.stopped.is_set():
            os._exit(128 + number)
        worker.stop()

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
    log.info("working", pid=os.getpid(), hands=args.hands)
    worker.start()
    while not worker.stopped.wait(1):
        if args.parent and os.getppid() != args.parent:
            worker.stop()  # the server beside which it was started is gone
    worker.join()
    log.info("stopped", pid=os.getpid())
    return 0
