"""`ledgerhouse serve`: web pages and REST by granian, with a worker beside them when asked."""

import argparse
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from ledgerhouse.foundation.faults import Unusable, check_schema
from ledgerhouse.interfaces.cli import talk
from ledgerhouse.kernel.errors import gettext_noop

TRIES = 50


class PortInUse(Unusable):
    """Somebody else listens there."""

    code = "port-in-use"
    template = gettext_noop(
        "Port {port} of {address} is in use. Choose another: ledgerhouse serve --port {free} (0 takes any free one)."
    )


class NoSuchPort(Unusable):
    """The address is not of this machine, or the port needs more rights."""

    code = "port-not-usable"
    template = gettext_noop("Port {port} of {address} can not be used: {error}")


def register(subparsers: Any) -> None:
    """Add the sub-command."""
    parser = subparsers.add_parser("serve", help=_("serve web pages and the REST interface"))
    parser.add_argument("--address", default="127.0.0.1", metavar=_("ADDRESS"), help=_("where to listen"))
    parser.add_argument("--port", type=int, default=8000, metavar=_("PORT"), help=_("0 takes any free one"))
    parser.add_argument("--workers", type=int, default=1, metavar="N", help=_("server processes"))
    parser.add_argument("--threads", type=int, default=8, metavar="N", help=_("requests at the same time, per process"))
    parser.add_argument("--with-jobs", action="store_true", help=_("run a worker beside the server"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Serve until stopped."""
    check_schema()
    return serve(args.address, args.port, workers=args.workers, threads=args.threads, with_jobs=args.with_jobs)


def serve(address: str, port: int, *, workers: int = 1, threads: int = 8, with_jobs: bool = False) -> int:
    """Serve on an address until SIGTERM or Ctrl-C; prints where. Refuses with `PortInUse` before anything starts."""
    port = usable_port(address, port)
    if workers > 1:
        share_metrics()
    worker = start_worker() if with_jobs else None
    try:
        print(_("Serving at http://{address}:{port}/").format(address=address, port=port), flush=True)
        _granian(address, port, workers, threads)
    finally:
        if worker is not None:
            worker.terminate()
            worker.wait()
    return talk.DONE


def usable_port(address: str, port: int) -> int:
    """The port itself, or a free one for 0. Refuses when somebody listens there, naming a free one near by."""
    try:
        return _bound(address, port)
    except OSError as error:
        for near in range(port + 1, min(port + TRIES, 65536)):
            try:
                free = _bound(address, near)
            except OSError:
                continue
            if _somebody_listens(address, port):
                raise PortInUse(address=address, port=port, free=free) from error
            break
        raise NoSuchPort(address=address, port=port, error=error.strerror or error) from error
    except OverflowError as error:
        raise NoSuchPort(address=address, port=port, error=error) from error


def start_worker() -> subprocess.Popen[bytes]:
    """A worker process that ends with this one, even when this one is killed."""
    command = [sys.executable, "-m", "ledgerhouse.interfaces.cli", "work", "--parent", str(os.getpid())]
    return subprocess.Popen(command)  # noqa: S603 - our own program


def share_metrics() -> None:
    """Let several server processes count together; the folder is made anew."""
    folder = Path(settings.HOME) / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def _granian(address: str, port: int, workers: int, threads: int) -> None:
    from granian.constants import Interfaces
    from granian.server import Server

    server = Server(
        "ledgerhouse.config.wsgi:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads + settings.STREAMS,
        log_access=False,
        log_enabled=False,
        respawn_failed_workers=True,
    )
    server.serve()


def _bound(address: str, port: int) -> int:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((address, port))
        found: int = probe.getsockname()[1]
        return found


def _somebody_listens(address: str, port: int) -> bool:
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)  # noqa: S104 - compared, not bound
    try:
        with socket.create_connection((target, port), timeout=2):
            return True
    except OSError:
        return False
