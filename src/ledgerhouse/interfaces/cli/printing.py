"""`ledgerhouse print KIND NUMBER… -o FILE`: documents as PDF."""

import argparse
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from ledgerhouse.foundation.paper import PAPERS
from ledgerhouse.foundation.printing.forms import forms_of
from ledgerhouse.foundation.printing.sheets import print_papers
from ledgerhouse.foundation.printing.words import SIZES
from ledgerhouse.interfaces.cli import asker, talk


def register(subparsers: Any) -> None:
    """Add the sub-command."""
    parser = subparsers.add_parser("print", help=_("print documents as PDF; without a kind, the forms there are"))
    parser.add_argument("kind", nargs="?", metavar=_("KIND"), help=_("a name from “ledgerhouse show”"))
    parser.add_argument("numbers", nargs="*", metavar=_("NUMBER"), help=_("numbers or codes"))
    parser.add_argument("--form", default="", metavar=_("FORM"), help=_("a name from “ledgerhouse print”"))
    parser.add_argument("--size", default="", choices=("", *SIZES), help=_("size of the paper"))
    parser.add_argument("-o", "--output", metavar=_("FILE"), help=_("the file to write"))
    asker.options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print some papers of one kind into one file."""
    if not args.kind:
        rows = [(kind, one.name, _(one.title)) for kind in sorted(PAPERS) for one in forms_of(kind)]
        talk.table([_("kind"), _("form"), _("title")], rows)
        return talk.DONE
    ctx = asker.context(args)
    content = print_papers(ctx, args.kind, args.numbers, form=args.form, size=args.size)
    path = Path(args.output or f"{args.kind}.pdf")
    path.write_bytes(content)
    print(_("{path}: {size} bytes").format(path=path, size=len(content)))
    return talk.DONE
