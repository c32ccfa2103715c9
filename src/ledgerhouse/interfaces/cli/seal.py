"""`ledgerhouse seal`: seal what is new now, and say with which digest the chain ends. The worker does the same by the clock."""

import argparse
from typing import Any

from django.utils.translation import gettext as _

from ledgerhouse.foundation.seals.apply import seal
from ledgerhouse.foundation.seals.check import RIGHT, check
from ledgerhouse.interfaces.cli import asker, talk


def register(subparsers: Any) -> None:
    """Add the sub-command."""
    parser = subparsers.add_parser("seal", help=_("seal new ledger and audit rows, and print the chain's digest"))
    parser.add_argument("--json", action="store_true", help=_("answer JSON"))
    asker.options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Seal, and print the digest to keep outside."""
    ctx = asker.context(args)
    ctx.require_any(RIGHT)
    done = seal(ctx)
    chain = check(ctx, rows=False)
    answer = {"rows": done.rows, "blocks": done.blocks, "chain": chain.blocks, "digest": chain.digest}
    if args.json:
        talk.tell({**answer, "broken": [str(one) for one in chain.broken]})
    else:
        print(_("{rows} rows sealed in {blocks} blocks; the chain has {chain} blocks and ends with").format(**answer))
        print(chain.digest)
        for one in chain.broken:
            print(f"✗ {one}")
    return talk.REFUSED if chain.broken else talk.DONE
