"""`ledgerhouse print KIND NUMBER… -o FILE`: documents as PDF. `ledgerhouse label LABEL NUMBER…`: labels as PDF or ZPL."""

import argparse
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from ledgerhouse.foundation.paper import PAPERS
from ledgerhouse.foundation.printing.forms import forms_of
from ledgerhouse.foundation.printing.labels import LABELS, as_pdf, as_zpl, drawn
from ledgerhouse.foundation.printing.sheets import print_papers
from ledgerhouse.foundation.printing.words import SIZES
from ledgerhouse.foundation.printing.zpl import DOTS
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
    _register_labels(subparsers)


def _register_labels(subparsers: Any) -> None:
    parser = subparsers.add_parser("label", help=_("print labels as PDF or ZPL; without a name, the labels there are"))
    parser.add_argument("label", nargs="?", metavar=_("LABEL"), help=_("a name from “ledgerhouse label”"))
    parser.add_argument("numbers", nargs="*", metavar=_("NUMBER"), help=_("numbers or codes"))
    parser.add_argument("--zpl", action="store_true", help=_("for a label printer that speaks ZPL II"))
    parser.add_argument("--dpi", type=int, default=min(DOTS), choices=tuple(DOTS), help=_("its dots an inch"))
    parser.add_argument("--copies", type=int, default=1, metavar=_("COUNT"), help=_("labels of each"))
    parser.add_argument("-o", "--output", metavar=_("FILE"), help=_("the file to write"))
    asker.options(parser)
    parser.set_defaults(run=run_labels)


def run(args: argparse.Namespace) -> int:
    """Print some papers of one kind into one file."""
    if not args.kind:
        rows = [(kind, one.name, _(one.title)) for kind in sorted(PAPERS) for one in forms_of(kind)]
        talk.table([_("kind"), _("form"), _("title")], rows)
        return talk.DONE
    ctx = asker.context(args)
    content = print_papers(ctx, args.kind, args.numbers, form=args.form, size=args.size)
    return _written(Path(args.output or f"{args.kind}.pdf"), content)


def run_labels(args: argparse.Namespace) -> int:
    """Write some labels of one kind into one file."""
    if not args.label:
        rows = [(one.name, _(one.title), one.listing) for one in LABELS.values()]
        talk.table([_("label"), _("title"), _("list")], rows)
        return talk.DONE
    ctx = asker.context(args)
    made = drawn(ctx, args.label, args.numbers, copies=args.copies)
    content = as_zpl(made, args.dpi) if args.zpl else as_pdf(ctx, made)
    return _written(Path(args.output or f"{args.label}.{'zpl' if args.zpl else 'pdf'}"), content)


def _written(path: Path, content: bytes) -> int:
    path.write_bytes(content)
    print(_("{path}: {size} bytes").format(path=path, size=len(content)))
    return talk.DONE
