"""`ledgerhouse verbs`: everything the house can do, with the right each needs."""

import argparse
from typing import Any

from django.utils.translation import gettext as _

from ledgerhouse.foundation.verb import VERBS
from ledgerhouse.interfaces.cli import talk
from ledgerhouse.kernel.commands import reader
from ledgerhouse.kernel.errors import NotFound, gettext_noop


def register(subparsers: Any) -> None:
    """Add the sub-command."""
    parser = subparsers.add_parser("verbs", help=_("what can be done, and what one verb needs"))
    parser.add_argument("verb", nargs="?", metavar=_("VERB"), help=_("show the fields of this verb's command"))
    parser.add_argument("--json", action="store_true", help=_("answer JSON"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """List the verbs, or describe one by the JSON schema of its command."""
    if args.verb:
        verb = VERBS.get(args.verb)
        if verb is None:
            raise NotFound(kind=gettext_noop("verb"), name=args.verb)
        talk.tell(
            {
                "verb": verb.name,
                "title": _(verb.title),
                "right": verb.may,
                "description": verb.description,
                "command": reader(verb.command).json_schema(),
                "answer": reader(verb.answer).json_schema(mode="serialization"),
            }
        )
        return talk.DONE
    known = [VERBS[name] for name in sorted(VERBS)]
    if args.json:
        talk.tell([{"verb": v.name, "title": _(v.title), "right": v.may, "description": v.description} for v in known])
    else:
        talk.table([_("verb"), _("title"), _("right")], [(v.name, _(v.title), _(v.may)) for v in known])
    return talk.DONE
