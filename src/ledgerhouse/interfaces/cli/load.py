"""`ledgerhouse load KIND FILE`: master data from a spreadsheet; `--undo NUMBER` takes an import back."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from ledgerhouse.foundation import begin_import, import_files, run_import, undo_import
from ledgerhouse.foundation.importing import IMPORTERS
from ledgerhouse.foundation.paper import find
from ledgerhouse.interfaces.cli import asker, talk
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem


def register(subparsers: Any) -> None:
    """Add the sub-command."""
    parser = subparsers.add_parser(
        "load", help=_("bring in master data from CSV, XLSX or XLS; without a kind, the kinds there are")
    )
    parser.add_argument("kind", nargs="?", metavar=_("KIND"), help=_("what the rows are, e.g. catalog.item"))
    parser.add_argument("file", nargs="?", metavar=_("FILE"), help=_("the file"))
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar=_("HEADER=FIELD"),
        help=_("what a header means; HEADER= leaves the column out"),
    )
    parser.add_argument("--check", action="store_true", help=_("only say what would happen"))
    parser.add_argument("--skip-bad", action="store_true", help=_("take the good rows of a file that has bad ones"))
    parser.add_argument("--again", action="store_true", help=_("take a file that was imported before"))
    parser.add_argument("--undo", default="", metavar=_("NUMBER"), help=_("take an import back"))
    parser.add_argument("--json", action="store_true", help=_("one JSON object"))
    asker.options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Import one file, or take an import back."""
    if args.undo:
        ctx = asker.context(args)
        undo_import.undo_import(undo_import.UndoImport(args.undo, queue=False), ctx)
        batch = run_import.undo_import(ctx, args.undo, _progress(args))
    elif args.kind and args.file:
        ctx = asker.context(args)
        command = begin_import.BeginImport(
            kind=args.kind,
            name=Path(args.file).name,
            digest=import_files.keep_file(Path(args.file).read_bytes()),
            mapping=_mapping(args.map),
            check_only=args.check,
            skip_bad=args.skip_bad,
            again=args.again,
            queue=False,
        )
        number = begin_import.begin_import(command, ctx).number
        batch = run_import.run_import(ctx, number, _progress(args))
    else:
        talk.table(
            [_("kind"), _("title"), _("right")], [(k, _(IMPORTERS[k].title), _(IMPORTERS[k].may)) for k in IMPORTERS]
        )
        return talk.DONE
    return _told(args, ctx, batch.number)


def _mapping(words: list[str]) -> dict[str, str]:
    wrong = [problem("map", gettext_noop("must look like HEADER=FIELD")) for word in words if "=" not in word]
    if wrong:
        raise Unreadable(wrong)
    return dict(word.rsplit("=", 1) for word in words)


def _progress(args: argparse.Namespace) -> Any:
    quiet = args.json or not sys.stderr.isatty()

    def report(done: int, total: int, message: str = "") -> None:
        if not quiet:
            print(f"\r{_(message)} {done:,}{f' / {total:,}' if total else ''}  ", end="", file=sys.stderr)

    return report


def _told(args: argparse.Namespace, ctx: Context, number: str) -> int:
    page = find(ctx, "import_batch", number)
    if args.json:
        facts = {fact.title.lower().replace(" ", "_"): fact.value for fact in page.facts if fact.kind == "number"}
        print(json.dumps({"number": number, "state": page.state, **facts}, ensure_ascii=False))
    else:
        print(f"{number}  {_(page.state)}")
        for fact in page.facts:
            if fact.kind == "number":
                print(f"  {_(fact.title)}: {fact.value}")
        for table in page.tables:
            talk.table([_(c) for c in (table.title, "")], [tuple(vars(row).values()) for row in table.rows[:20]])
    if page.state != "refused":
        return talk.DONE
    print(_("All bad rows: {path}").format(path=import_files.error_file(ctx, number)), file=sys.stderr)
    return talk.REFUSED
