"""`ledgerhouse doctor`: proves the ledgers and says which rows are wrong. Reads only, in several processes, and can be taken up again.

What was looked at is kept in the home folder until the end, so that `--continue` after an interruption looks only at the rest.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from datetime import date
from multiprocessing import get_context
from typing import Any

from django.utils.translation import gettext as _

from ledgerhouse.flows.finance import examine
from ledgerhouse.flows.finance.examine import Unit
from ledgerhouse.flows.finance.propose_repairs import ProposeRepairs, propose_repairs
from ledgerhouse.flows.finance.prove import Proved, proved
from ledgerhouse.interfaces.cli import asker, seals, talk
from ledgerhouse.interfaces.cli.looked import Looked
from ledgerhouse.kernel.commands import raw
from ledgerhouse.kernel.context import Context
from ledgerhouse.ledgers.proof import Check


def register(subparsers: Any) -> None:
    """Add the sub-command."""
    parser = subparsers.add_parser("doctor", help=_("prove that stock, cost and books are right"))
    parser.add_argument("--json", action="store_true", help=_("answer JSON"))
    parser.add_argument("--warehouse", default="", metavar=_("CODE"), help=_("only this warehouse"))
    parser.add_argument(
        "--items", default="", metavar=_("FROM..TO"), help=_("only items with codes from here to there")
    )
    parser.add_argument("--since", type=date.fromisoformat, metavar=_("DAY"), help=_("only what was recorded since"))
    parser.add_argument("--until", type=date.fromisoformat, metavar=_("DAY"), help=_("only what was recorded until"))
    parser.add_argument("--check", action="append", default=[], metavar=_("NAME"), help=_("only this check"))
    parser.add_argument("--processes", type=int, default=0, metavar="N", help=_("how many processes look at once"))
    parser.add_argument(
        "--continue", dest="again", action="store_true", help=_("go on where an interrupted doctor stopped")
    )
    parser.add_argument("--repair", action="store_true", help=_("propose how to mend what is derived; changes nothing"))
    parser.add_argument("--seals", action="store_true", help=_("check the seals of ledger and audit rows instead"))
    parser.add_argument(
        "--expect", action="append", default=[], metavar=_("DAY=DIGEST"), help=_("a digest that was kept outside")
    )
    asker.options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run every check; status 1 when one found a problem."""
    ctx = asker.context(args)
    if args.seals:
        return seals.run(ctx, args)
    if args.repair:
        return _propose(ctx, as_json=args.json)
    first, _dots, last = args.items.partition("..")
    part = examine.part_of(ctx, warehouse=args.warehouse, items=(first, last), since=args.since, until=args.until)
    planned = examine.plan(ctx, part, names=args.check, piece=examine.PIECE)
    looked = Looked(ctx.company, planned.units, again=args.again)
    processes = args.processes or min(4, os.cpu_count() or 1)
    for unit, check in _looks(ctx, looked.missing(), processes):
        looked.keep(unit, check)
        if sys.stderr.isatty():
            print(f"\r{looked.done}/{len(planned.units)} ", end="", file=sys.stderr, flush=True)
    answer = proved(looked.checks(), planned.left_out)
    looked.forget()
    _say(answer, as_json=args.json)
    return talk.DONE if answer.clean else talk.REFUSED


def _propose(ctx: Context, *, as_json: bool) -> int:
    proposed = propose_repairs(ProposeRepairs(), ctx)
    if as_json:
        talk.tell(raw(proposed))
    elif not proposed.lines:
        print(_("There is nothing to repair."))
    else:
        rows = [(one.what, one.row, one.item, one.now, one.should, one.possible) for one in proposed.lines]
        talk.table([_("what"), _("row"), _("item"), _("now"), _("should be"), _("possible")], rows)
        print(
            _("To confirm exactly this: {command}").format(
                command=f"ledgerhouse run finance.repair proposal={proposed.proposal} reason=…"
            )
        )
    return talk.DONE


def _looks(ctx: Context, units: Sequence[Unit], processes: int) -> Iterator[tuple[Unit, Check]]:
    """Each look with what it found, as they come. In this process alone when it is not worth starting others."""
    if processes == 1 or len({unit.part for unit in units}) <= 1 or _in_memory():
        yield from ((unit, examine.look(ctx, unit)) for unit in units)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_begin) as pool:
        asked = {pool.submit(examine.look, ctx, unit): unit for unit in units}
        for one in as_completed(asked):
            yield asked[one], one.result()


def _begin() -> None:
    import django

    django.setup()


def _in_memory() -> bool:
    from django.db import connection

    return connection.vendor == "sqlite" and "memory" in str(connection.settings_dict["NAME"])


def _say(answer: Proved, *, as_json: bool) -> None:
    if as_json:
        talk.tell(raw(answer))
        return
    rows = [(_(c.name), c.rows_checked, len(c.problems)) for c in answer.checks]
    talk.table([_("check"), _("rows checked"), _("problems")], rows, right=frozenset({1, 2}))
    for check in answer.checks:
        for found in check.problems:
            print(f"✗ {_(check.name)}: {found}")
    if answer.left_out:
        print(
            _("Not asked, because they can not be asked about a part alone: {names}.").format(
                names=", ".join(_(name) for name in answer.left_out)
            )
        )
    print(_("Everything is right.") if answer.clean else _("The books or the shelves are wrong; see above."))
