"""`ledgerhouse doctor`: proves the ledgers (the verb finance.prove) and says which rows are wrong."""

import argparse
from typing import Any

from django.utils.translation import gettext as _

from ledgerhouse.foundation.verb import VERBS
from ledgerhouse.interfaces.cli import asker, talk
from ledgerhouse.kernel.commands import raw, read
from ledgerhouse.kernel.errors import NotFound, gettext_noop

VERB = "finance.prove"


def register(subparsers: Any) -> None:
    """Add the sub-command."""
    parser = subparsers.add_parser("doctor", help=_("prove that stock, cost and books are right"))
    parser.add_argument("--json", action="store_true", help=_("answer JSON"))
    asker.options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run every check; status 1 when one found a problem."""
    verb = VERBS.get(VERB)
    if verb is None:
        raise NotFound(kind=gettext_noop("verb"), name=VERB)
    answer = raw(verb.run(read(verb.command, {}), asker.context(args)))
    if args.json:
        talk.tell(answer)
    else:
        rows = [(_(c["name"]), c["rows_checked"], len(c["problems"])) for c in answer["checks"]]
        talk.table([_("check"), _("rows checked"), _("problems")], rows, right=frozenset({1, 2}))
        for check in answer["checks"]:
            for found in check["problems"]:
                print(f"✗ {_(check['name'])}: {found}")
        print(_("Everything is right.") if answer["clean"] else _("The books or the shelves are wrong; see above."))
    return talk.DONE if answer["clean"] else talk.REFUSED
