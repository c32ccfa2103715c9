"""`ledgerhouse list LISTING`: any list, on the screen, as CSV, JSON or a spreadsheet, with the asker's scope."""

import argparse
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from ledgerhouse.foundation.exporting import csv_lines, json_lines, write_xlsx
from ledgerhouse.foundation.listing import LISTINGS, Listing
from ledgerhouse.interfaces.cli import asker, talk
from ledgerhouse.interfaces.cli.run import from_words
from ledgerhouse.kernel.commands import read
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, Unreadable, gettext_noop, problem

NUMBERS = frozenset({"quantity", "price", "amount", "number"})


def register(subparsers: Any) -> None:
    """Add the sub-command."""
    parser = subparsers.add_parser("list", help=_("show a list; without a name, the lists there are"))
    parser.add_argument("listing", nargs="?", metavar=_("LIST"), help=_("a name from “ledgerhouse list”"))
    parser.add_argument("words", nargs="*", metavar=_("FILTER=VALUE"), help=_("limits"))
    parser.add_argument("--search", default="", metavar=_("TEXT"), help=_("words to look for"))
    parser.add_argument(
        "--sort", default="", metavar=_("COLUMN"), help=_("a column, with - in front for falling order")
    )
    parser.add_argument("--limit", type=int, default=50, help=_("rows on the screen (files get all)"))
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--csv", action="store_true", help=_("all rows as CSV on standard output"))
    kind.add_argument("--json", action="store_true", help=_("all rows as JSON, one object a line"))
    kind.add_argument("--xlsx", metavar=_("FILE"), help=_("all rows as a spreadsheet file"))
    asker.options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Show one list."""
    if not args.listing:
        talk.table(
            [_("list"), _("title"), _("right")], [(n, _(x.title), _(x.see)) for n, x in sorted(LISTINGS.items())]
        )
        return talk.DONE
    listing = LISTINGS.get(args.listing)
    if listing is None:
        raise NotFound(kind=gettext_noop("list"), name=args.listing)
    where = _where(listing, args.words)
    ctx = asker.context(args)
    columns = listing.visible(ctx)
    if args.csv or args.json or args.xlsx:
        _export(args, listing, ctx, where)
        return talk.DONE
    page = listing.page(ctx, where, text=args.search, sort=args.sort, limit=args.limit, count=True)
    numbers = frozenset(i for i, c in enumerate(columns) if c.kind in NUMBERS)
    talk.table([_(c.title) for c in columns], ([getattr(r, c.name) for c in columns] for r in page.rows), right=numbers)
    print(_("{shown} of {count}").format(shown=len(page.rows), count=page.count))
    return talk.DONE


def _where(listing: Listing, words: list[str]) -> Any:
    given = from_words(words, {})
    known = {f.name for f in fields(listing.filters)}
    strange = [problem(name, gettext_noop("is not a known field")) for name in given if name not in known]
    if strange:
        raise Unreadable(strange)
    return read(listing.filters, given)


def _export(args: argparse.Namespace, listing: Listing, ctx: Context, where: Any) -> None:
    asked = {"where": where, "text": args.search, "sort": args.sort}
    if args.json:
        for line in json_lines(ctx, listing, **asked):
            print(line, end="")
    elif args.csv:
        for line in csv_lines(ctx, listing, **asked):
            sys.stdout.buffer.write(line.encode())
        sys.stdout.buffer.flush()
    else:
        with Path(args.xlsx).open("wb") as file:
            write_xlsx(ctx, listing, file, **asked)
