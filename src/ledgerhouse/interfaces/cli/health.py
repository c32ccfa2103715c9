"""`ledgerhouse health`: whether this machine can work now, for people and for watch dogs."""

import argparse
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from ledgerhouse.foundation import faults
from ledgerhouse.interfaces.cli import talk


def register(subparsers: Any) -> None:
    """Add the sub-command."""
    parser = subparsers.add_parser("health", help=_("check the database and its version"))
    parser.add_argument("--json", action="store_true", help=_("answer JSON"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Refuse with a clear sentence unless work is possible."""
    faults.check_schema()
    if args.json:
        talk.tell({"healthy": True, "database": faults.place(), "at": datetime.now(UTC).isoformat()})
    else:
        print(_("{place} is ready.").format(place=faults.place()))
    return talk.DONE
