"""`ledgerhouse show KIND NUMBER`: any document or master-data page."""

import argparse
from typing import Any

from django.utils.translation import gettext as _

from ledgerhouse.foundation import listing
from ledgerhouse.foundation.drawing import drawn
from ledgerhouse.foundation.paper import PAPERS, find
from ledgerhouse.interfaces.cli import asker, talk
from ledgerhouse.interfaces.cli.lists import NUMBERS


def register(subparsers: Any) -> None:
    """Add the sub-command."""
    parser = subparsers.add_parser("show", help=_("show one document; without a kind, the kinds there are"))
    parser.add_argument("kind", nargs="?", metavar=_("KIND"), help=_("a name from “ledgerhouse show”"))
    parser.add_argument("number", nargs="?", default="", metavar=_("NUMBER"), help=_("its number or code"))
    parser.add_argument("--json", action="store_true", help=_("answer JSON"))
    asker.options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Show one paper with its facts, lines, what can be done and what it is linked to."""
    if not args.kind:
        rows = [(kind, _(paper.title), _(paper.see)) for kind, paper in sorted(PAPERS.items())]
        talk.table([_("kind"), _("title"), _("right")], rows)
        return talk.DONE
    ctx = asker.context(args)
    paper = find(ctx, args.kind, args.number)
    answer = drawn(ctx, paper, _)
    if args.json:
        talk.tell(answer)
        return talk.DONE
    print(f"{answer['title']}  {answer['state_title']}".rstrip())
    talk.table([_("field"), _("value")], [(f["title"], f["value"]) for f in answer["facts"]])
    for lines in paper.tables:
        columns = listing.shown(ctx, lines.row, paper.kind)
        numbers = frozenset(i for i, c in enumerate(columns) if c.kind in NUMBERS)
        print(f"\n{_(lines.title)}")
        talk.table(
            [_(c.title) for c in columns], [[getattr(r, c.name) for c in columns] for r in lines.rows], right=numbers
        )
    for action in answer["actions"]:
        print(f"→ ledgerhouse run {action['verb']}  ({action['title']})")
    for link in answer["links"]:
        print(f"· {link['kind']} {link['number']}")
    return talk.DONE
