"""`ledgerhouse token`: a key for a program, shown once."""

import argparse
from typing import Any

from django.utils.translation import gettext as _

from ledgerhouse.foundation.people.issue_token import IssueToken, issue_token
from ledgerhouse.foundation.people.revoke_token import RevokeToken, revoke_token
from ledgerhouse.interfaces.cli import asker, talk
from ledgerhouse.kernel.commands import read


def register(subparsers: Any) -> None:
    """Add the sub-command."""
    parser = subparsers.add_parser("token", help=_("make or revoke a key with which a program acts as a user"))
    parser.add_argument("username", metavar=_("USER"), help=_("the user as whom it acts"))
    parser.add_argument("name", metavar=_("NAME"), help=_("what the program is called"))
    parser.add_argument("--days", type=int, default=365, metavar="N", help=_("valid for so many days"))
    parser.add_argument("--right", action="append", default=[], metavar=_("RIGHT"), help=_("only this right, repeated"))
    parser.add_argument("--revoke", action="store_true", help=_("revoke the key of this name"))
    asker.options(parser)
    parser.set_defaults(run=run, json=False)


def run(args: argparse.Namespace) -> int:
    """Print the secret, alone on standard output."""
    ctx = asker.context(args)
    named = {"username": args.username, "name": args.name}
    if args.revoke:
        revoke_token(read(RevokeToken, named), ctx)
        print(_("Revoked {name}.").format(name=args.name))
        return talk.DONE
    command = read(IssueToken, {**named, "days": args.days, "rights": tuple(args.right)})
    print(issue_token(command, ctx).secret)
    return talk.DONE
