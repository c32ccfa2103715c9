"""The command `ledgerhouse`: finds its sub-commands, speaks the asker's language, and answers an exit status.

Exit status 0: done. 1: refused, with message and problems on standard error. 2: the surroundings (database, port,
disk, arguments) do not allow it.
A sub-command is a module of the packages named in the setting COMMANDS with a function `register(subparsers)`;
it sets the default `run`, a function from the parsed arguments to an exit status.
"""

import argparse
import gettext as plain_gettext
import os
import pkgutil
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from ledgerhouse.interfaces.cli import talk
from ledgerhouse.kernel.errors import Refused, gettext_noop

BROKEN_SETTINGS = gettext_noop("The settings are wrong: {error}")


ARGPARSE = (
    # the words of Python's own argument reader, so that they are translated with ours
    gettext_noop("usage: "),
    gettext_noop("options"),
    gettext_noop("positional arguments"),
    gettext_noop("show this help message and exit"),
    gettext_noop("the following arguments are required: %s"),
    gettext_noop("unrecognized arguments: %s"),
    gettext_noop("argument %(argument_name)s: %(message)s"),
    gettext_noop("expected one argument"),
    gettext_noop("not allowed with argument %s"),
    gettext_noop("invalid choice: %(value)r (choose from %(choices)s)"),
    gettext_noop("invalid %(type)s value: %(value)r"),
    gettext_noop("%(prog)s: error: %(message)s\n"),
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line; answers the exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ledgerhouse.config.settings")
    words = sys.argv[1:] if argv is None else argv
    os.environ.setdefault("LEDGERHOUSE_LOG", "info" if words and words[0] in {"serve", "work"} else "warning")
    language = wanted_language()
    try:
        import django

        django.setup()
    except (ValueError, OSError) as error:
        # Django's own translations need the settings that are wrong
        translate = plain_gettext.translation(
            "django", Path(__file__).parent / "locale", [translation.to_locale(language)], fallback=True
        )
        print(translate.gettext(BROKEN_SETTINGS).format(error=error), file=sys.stderr)
        return talk.SURROUNDINGS
    with translation.override(language):
        return carry_out(parsed(words))


def wanted_language() -> str:
    """The asker's language: LEDGERHOUSE_LANGUAGE, else LANG and its kin; Chinese is the house's first language."""
    for name in ("LEDGERHOUSE_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        wish = os.environ.get(name, "").lower()
        if wish.startswith("zh"):
            return "zh-hans"
        if wish.startswith(("en", "c.", "posix")) or wish == "c":
            return "en"
    return "zh-hans"


def parsed(words: Sequence[str]) -> argparse.Namespace:
    """The arguments of a command line; `field=value` words may stand before and behind options."""
    whole = parser()
    args, rest = whole.parse_known_args(words)
    if rest and not (hasattr(args, "words") and all("=" in word and word[0] != "-" for word in rest)):
        whole.error(_("unrecognized arguments: %s") % " ".join(rest))
    if rest:
        args.words = [*args.words, *rest]
    return args


def parser() -> argparse.ArgumentParser:
    """The whole command line, with every sub-command there is."""
    from django.conf import settings

    argparse._ = _word  # type: ignore[attr-defined]  # its own words ("usage:", "required") in the asker's language
    whole = argparse.ArgumentParser(
        prog="ledgerhouse", description=_("Warehouse and business on one ledger of goods and money.")
    )
    subparsers = whole.add_subparsers(title=_("commands"), metavar=_("COMMAND"), required=True)
    for package in settings.COMMANDS:
        for found in pkgutil.iter_modules(import_module(package).__path__, f"{package}."):
            register = None if found.name.endswith("__main__") else getattr(import_module(found.name), "register", None)
            if register is not None:
                register(subparsers)
    return whole


def _word(message: str | None) -> str | None:
    return _(message) if message else message


def carry_out(args: argparse.Namespace) -> int:
    """Run the chosen sub-command; refusals and broken surroundings become one clear sentence and a status."""
    from django.db import Error

    from ledgerhouse.foundation.faults import Unusable, fault_of

    as_json = bool(getattr(args, "json", False))
    try:
        return int(args.run(args))
    except Unusable as unusable:
        return talk.refuse(unusable, as_json=as_json, status=talk.SURROUNDINGS)
    except Refused as refused:
        return talk.refuse(refused, as_json=as_json)
    except (Error, OSError) as error:
        if isinstance(error, BrokenPipeError):  # the reader of a pipe has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return talk.DONE
        fault = fault_of(error)
        if fault is None and isinstance(error, OSError):
            fault = talk.CanNotUse(name=error.filename or "", error=error.strerror or error)
        if fault is None:
            raise
        return talk.refuse(fault, as_json=as_json, status=talk.SURROUNDINGS)
    except KeyboardInterrupt:
        return 130
