"""`ledgerhouse run VERB field=value …`: any verb, with no code of its own."""

import argparse
import json
import re
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from ledgerhouse.foundation.verb import VERBS
from ledgerhouse.interfaces.cli import asker, talk
from ledgerhouse.kernel.commands import raw, read
from ledgerhouse.kernel.errors import NotFound, Unreadable, gettext_noop, problem

WORD = re.compile(r"(?P<where>[A-Za-z_][\w.]*)(?P<kind>:?=)(?P<value>.*)", re.DOTALL)


def register(subparsers: Any) -> None:
    """Add the sub-command."""
    parser = subparsers.add_parser(
        "run",
        help=_("do something: any verb"),
        epilog=_('Example: ledgerhouse run VERB item=APPLE lines.0.quantity=3 \'codes:=["A", "B"]\''),
    )
    parser.add_argument("verb", metavar=_("VERB"), help=_("a name from “ledgerhouse verbs”"))
    parser.add_argument(
        "words", nargs="*", metavar=_("FIELD=VALUE"), help=_("fields, dotted inside lists; := for a JSON value")
    )
    parser.add_argument("--json", metavar=_("FILE"), help=_("read the command from a JSON file, - for standard input"))
    parser.add_argument("--key", default="", metavar=_("KEY"), help=_("idempotency key: the same again does nothing"))
    parser.add_argument("--dry-run", action="store_true", help=_("show the answer, write nothing"))
    asker.options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Read one command and carry it out; the answer is printed as JSON."""
    verb = VERBS.get(args.verb)
    if verb is None:
        raise NotFound(kind=gettext_noop("verb"), name=args.verb)
    given = from_words(args.words, from_file(args.json) if args.json else {})
    ctx = asker.context(args, key=args.key)
    talk.tell(raw(verb.run(read(verb.command, given), ctx)))
    return talk.DONE


def from_file(name: str) -> dict[str, Any]:
    """The JSON object of a file; numbers stay exact."""
    text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    try:
        body = json.loads(text, parse_float=Decimal)
    except ValueError as error:
        raise Unreadable([problem("json", gettext_noop("is not valid: {error}"), error=error)]) from error
    if not isinstance(body, dict):
        raise Unreadable([problem("json", gettext_noop("must be an object"))])
    return body


def from_words(words: list[str], start: dict[str, Any]) -> dict[str, Any]:
    """Words like `lines.0.item=APPLE` as a nested object; `:=` takes JSON. Refuses all bad words at once."""
    problems = []
    for word in words:
        found = WORD.fullmatch(word)
        if found is None:
            problems.append(problem(word, gettext_noop("must look like field=value")))
            continue
        value: Any = found["value"]
        try:
            if found["kind"] == ":=":
                value = json.loads(value, parse_float=Decimal)
            _put(start, found["where"].split("."), value)
        except (ValueError, TypeError, IndexError) as error:
            problems.append(problem(found["where"], gettext_noop("is not valid: {error}"), error=error))
    if problems:
        raise Unreadable(problems)
    return start


def _put(into: Any, path: list[str], value: Any) -> None:
    for step, following in zip(path, [*path[1:], ""], strict=True):
        fresh: Any = value if following == "" else [] if following.isdigit() else {}
        if isinstance(into, list):
            index = int(step)
            if index == len(into):
                into.append(fresh)
            elif following == "":
                into[index] = value
            into = into[index]
        else:
            if following == "" or step not in into:
                into[step] = fresh
            into = into[step]
