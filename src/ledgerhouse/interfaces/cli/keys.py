"""`ledgerhouse keys`: the keys of encrypted fields — show, rotate, retire."""

import argparse
from typing import Any

from django.utils.translation import gettext as _

from ledgerhouse.foundation import keys
from ledgerhouse.foundation.rotate_keys import retire, rotate
from ledgerhouse.interfaces.cli import talk


def register(subparsers: Any) -> None:
    """Add the sub-command."""
    parser = subparsers.add_parser("keys", help=_("the keys of encrypted fields: show, rotate, retire old ones"))
    parser.add_argument("what", choices=("show", "rotate", "retire"), help=_("what to do"))
    parser.add_argument(
        "--method", choices=tuple(keys.LENGTHS), default="aes-gcm", help=_("how the fresh key encrypts (rotate)")
    )
    parser.set_defaults(run=run, json=False)


def run(args: argparse.Namespace) -> int:
    """Names and methods are printed, never a key."""
    if args.what == "rotate":
        done = rotate(args.method, told=lambda place, count: print(f"{place}: {count}"))
        print(_("{key} encrypts now; {count} values were encrypted anew.").format(key=done.key, count=done.values))
        print(_("Back up {file}. Old keys stay until “ledgerhouse keys retire”.").format(file=keys.ring_file()))
    elif args.what == "retire":
        gone = retire()
        print(_("Retired: {names}").format(names=", ".join(gone)) if gone else _("Every key is still needed."))
    else:
        ring = keys.ring()
        rows = [(key.name, key.method, "●" if key is ring.current else "") for key in ring.keys]
        talk.table([_("key"), _("method"), _("encrypts")], rows)
    return talk.DONE
