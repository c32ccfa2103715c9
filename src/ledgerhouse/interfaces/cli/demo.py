"""`ledgerhouse demo`: a made-up company does its main job through the real verbs, and is served with a sign-in for each role.

With --headless the same job runs in a fresh database that is taken away afterwards, and its figures are printed.
"""

import argparse
import socket
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from ledgerhouse.foundation import beginning
from ledgerhouse.foundation.faults import Unusable
from ledgerhouse.interfaces.cli import talk
from ledgerhouse.interfaces.cli.fresh import fresh_database
from ledgerhouse.interfaces.cli.memory import peak_mb
from ledgerhouse.interfaces.cli.migrate import update_tables
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Refused, gettext_noop

ORDERS: Final = 400
ITEMS: Final = 600
SEED: Final = 2026
HEADLESS_DAY: Final = date(2026, 6, 30)
"""The last day of business of a headless run: always the same, so that the same numbers come out."""
PORT: Final = 8000
NEARBY: Final = 20


class PortInUse(Unusable):
    """Something else listens there."""

    code = "port-in-use"
    template = gettext_noop("Something else listens at {host}:{port}. Say another one with --port.")


class DemoMissing(Unusable):
    """The generator of the demo is not installed."""

    code = "demo-missing"
    template = gettext_noop("The package ledgerhouse_demo is not installed.")


class NotTheDemo(Refused):
    """The database holds real work."""

    code = "not-the-demo"
    template = gettext_noop(
        "This database holds other companies. The demo wants one of its own: set LEDGERHOUSE_HOME or LEDGERHOUSE_DATABASE."
    )


class AnotherDemo(Refused):
    """The database holds a demo made by another plan."""

    code = "another-demo"
    template = gettext_noop(
        "The demo in this database was made with --orders {orders} --items {items} --seed {seed}. "
        "Say the same, or nothing, or take another database."
    )


PLAN_HELP: Final = gettext_noop("How the demo in this database was made up.")
DONE_HELP: Final = gettext_noop("Whether the demo in this database is finished.")


class Result(NamedTuple):
    """What a run did: seconds of the main job alone, tables and master data not counted."""

    seconds: float
    clean: bool


def register(subparsers: Any) -> None:
    """Add the sub-command."""
    parser = subparsers.add_parser("demo", help=_("a made-up company at work, served with a sign-in for each role"))
    parser.add_argument("--orders", type=_positive, metavar="N", help=_("so many sales orders (400)"))
    parser.add_argument("--items", type=_positive, metavar="N", help=_("so many items (600)"))
    parser.add_argument("--seed", type=int, metavar="N", help=_("another seed makes another company (2026)"))
    parser.add_argument("--headless", action="store_true", help=_("run the job in a fresh database, do not serve"))
    parser.add_argument("--in-place", action="store_true", help=_("with --headless: in the configured database"))
    parser.add_argument("--json", action="store_true", help=_("with --headless: answer JSON"))
    parser.add_argument("--host", default="127.0.0.1", help=_("serve at this address"))
    parser.add_argument("--port", type=int, help=_("serve at this port (8000, or the next free one)"))
    parser.set_defaults(run=run)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def run(args: argparse.Namespace) -> int:
    """Make the demo or go on with it; then serve it, or print its figures. Status 1 when the ledgers are not proved right."""
    try:
        import ledgerhouse_demo  # noqa: F401 - asked for early: the answer must be a sentence
    except ImportError as error:
        raise DemoMissing from error
    if args.headless:
        with nullcontext() if args.in_place else fresh_database():
            return _headless(args)
    port = free_port(args.host, args.port)
    result, ctx = make(
        args, _progress(quiet=False), last_day=datetime.now(ZoneInfo("Asia/Shanghai")).date() - timedelta(1)
    )
    if not result.clean:
        print(_("The books or the shelves are wrong; run: ledgerhouse doctor"), file=sys.stderr)
        return talk.REFUSED
    _show_sign_ins(ctx, args.host, port)
    serve(args.host, port)
    return talk.DONE


def _headless(args: argparse.Namespace) -> int:
    from ledgerhouse.tower.rollout.queries import sales_totals

    result, ctx = make(args, _progress(quiet=args.json), last_day=HEADLESS_DAY)
    totals = sales_totals(ctx)
    answer = {
        "orders": totals.orders,
        "lines": totals.lines,
        "shipped_lines": totals.full,
        "short_lines": totals.lines - totals.full,
        "returns": totals.returned.lines,
        "seconds": round(result.seconds, 2),
        "lines_per_s": round(totals.lines / result.seconds, 1),
        "peak_mb": peak_mb(),
        "doctor_clean": result.clean,
    }
    if args.json:
        talk.tell(answer)
    else:
        talk.table([_("fact"), _("value")], list(answer.items()), right=frozenset({1}))
    return talk.DONE if result.clean else talk.REFUSED


def make(args: argparse.Namespace, say: Callable[[str], None], *, last_day: date) -> tuple[Result, Context]:
    """Make what is missing of the demo in the database at hand."""
    from ledgerhouse_demo import begin, kept
    from ledgerhouse_demo.job import Job
    from ledgerhouse_demo.today import leave_work
    from ledgerhouse_demo.trade import Plan, Trade

    say(_("Tables …"))
    beginning.make_database()
    update_tables()
    known = kept.remembered()
    plan = known[1] if known else Plan(args.seed or SEED, args.orders or ORDERS, args.items or ITEMS, last_day)
    asked = plan._replace(
        seed=args.seed or plan.seed, orders=args.orders or plan.orders, items=args.items or plan.items
    )
    if asked != plan:
        raise AnotherDemo(orders=plan.orders, items=plan.items, seed=plan.seed)
    ctx = known[0] if known else kept.remember(plan)
    if not args.headless and kept.is_done(ctx):
        return Result(0.0, clean=True), ctx
    trade = Trade(plan)
    begin.begin(ctx, trade, lambda what: say(_("Company: {what} …").format(what=_(what))))
    began = time.monotonic()
    job = Job(trade, lambda day, days: say(_("Day of business {day} of {days}").format(day=day, days=days)))
    clean = job.carry_out()
    seconds = time.monotonic() - began
    if not args.headless:
        leave_work(job, trade)
    kept.mark_done(ctx)
    return Result(seconds, clean=clean), ctx


STEPS: Final = (gettext_noop("books"), gettext_noop("warehouse"), gettext_noop("items"), gettext_noop("partners"))
"""What the making of the company says; message ids."""


def _progress(*, quiet: bool) -> Callable[[str], None]:
    if quiet:
        return lambda _text: None
    live = sys.stderr.isatty()

    def say(text: str) -> None:
        print(f"\r\033[K  {text}" if live else f"  {text}", end="" if live else "\n", file=sys.stderr, flush=True)

    return say


def free_port(host: str, wanted: int | None) -> int:
    """The wanted port, or the first free one from 8000 on. Refuses with `PortInUse`."""
    candidates = [wanted] if wanted is not None else list(range(PORT, PORT + NEARBY))
    for port in candidates:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise PortInUse(host=host, port=candidates[0])


def _show_sign_ins(ctx: Context, host: str, port: int) -> None:
    from ledgerhouse.foundation.ready_roles import ROLES
    from ledgerhouse_demo.cast import PASSWORD, PEOPLE

    print()
    rows = [(person.username, PASSWORD, _(ROLES[person.role][0]), person.name) for person in PEOPLE]
    talk.table([_("user name"), _("password"), _("role"), _("name")], rows)
    print()
    print(
        _("Ledgerhouse is served at {address} — stop it with Ctrl-C.").format(address=f"http://{host}:{port}/"),
        flush=True,
    )


def serve(host: str, port: int) -> None:
    """Serve the web pages and the API until interrupted."""
    from django.db import connections
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    connections.close_all()
    Server(
        "ledgerhouse.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=4,
        log_level=LogLevels.warning,
    ).serve()
