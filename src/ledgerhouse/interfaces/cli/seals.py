"""`ledgerhouse doctor --seals`: whether ledger and audit rows are still what was sealed."""

import argparse
from datetime import date

from django.utils.translation import gettext as _

from ledgerhouse.foundation.seals.check import check
from ledgerhouse.interfaces.cli import talk
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem

NAME = gettext_noop("sealed rows are unchanged")


def run(ctx: Context, args: argparse.Namespace) -> int:
    """Check and say, in the shape in which the doctor answers; status 1 when a row or block does not fit."""
    found = check(ctx, since=args.since, until=args.until, expected=_expected(args.expect))
    problems = [str(one) for one in found.broken]
    if args.json:
        checks = [{"name": NAME, "rows_checked": found.rows, "problems": problems}]
        talk.tell({"clean": not problems, "checks": checks, "blocks": found.blocks, "digest": found.digest})
        return talk.REFUSED if problems else talk.DONE
    talk.table(
        [_("check"), _("rows checked"), _("problems")], [(_(NAME), found.rows, len(problems))], right=frozenset({1, 2})
    )
    for one in problems:
        print(f"✗ {one}")
    print(_("The chain has {blocks} blocks and ends with {digest}.").format(blocks=found.blocks, digest=found.digest))
    return talk.REFUSED if problems else talk.DONE


def _expected(given: list[str]) -> dict[date, str]:
    expected = {}
    for one in given:
        day, dots, digest = one.partition("=")
        try:
            expected[date.fromisoformat(day)] = digest
        except ValueError:
            dots = ""
        if not dots:
            raise Unreadable([problem("--expect", gettext_noop("is not a day and a digest, as in 2026-11-24=5f2c…"))])
    return expected
