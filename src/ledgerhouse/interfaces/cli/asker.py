"""Who asks on the command line, in which company: the options that every command shares."""

import argparse
from dataclasses import replace
from datetime import UTC, datetime

from django.utils import translation
from django.utils.translation import gettext as _

from ledgerhouse.foundation import askers
from ledgerhouse.foundation.faults import check_schema
from ledgerhouse.kernel.context import Context


def options(parser: argparse.ArgumentParser) -> None:
    """Add --as and --company."""
    parser.add_argument("--as", dest="user", default="", metavar=_("USER"), help=_("act with this person's rights"))
    parser.add_argument("--company", default="", metavar=_("CODE"), help=_("the company; not needed when there is one"))


def context(args: argparse.Namespace, *, key: str = "") -> Context:
    """The asker's context; refuses when the database can not be used or the names are unknown."""
    check_schema()
    now = datetime.now(UTC)
    if args.user:
        ctx = askers.person(args.user, now, interface="cli", key=key, company=args.company)
    else:
        ctx = askers.the_house(now, company=args.company, interface="cli", key=key)
    return replace(ctx, language=translation.get_language() or ctx.language, dry_run=getattr(args, "dry_run", False))
