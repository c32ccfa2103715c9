"""`ledgerhouse migrate` and `ledgerhouse init`: make or update the tables; found the first company."""

import argparse
import getpass
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from ledgerhouse.foundation import beginning, faults, table_steps
from ledgerhouse.interfaces.cli import talk
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem


def register(subparsers: Any) -> None:
    """Add both sub-commands."""
    update = subparsers.add_parser("migrate", help=_("make or update the tables"))
    update.set_defaults(run=migrate)
    begin = subparsers.add_parser(
        "init", help=_("make the database, the tables, the ready-made roles; a company, a user")
    )
    begin.add_argument("--company", default="", metavar=_("CODE"), help=_("found this company if it does not exist"))
    begin.add_argument("--name", default="", metavar=_("NAME"), help=_("the company's full name"))
    begin.add_argument("--admin", default="", metavar=_("USER"), help=_("make this user with the role IT"))
    begin.add_argument("--password-file", metavar=_("FILE"), help=_("read the password there, - for standard input"))
    begin.set_defaults(run=init)


def migrate(args: argparse.Namespace) -> int:
    """Bring the tables to this program's version; a newer database is refused."""
    count = update_tables()
    print(_("{place}: {count} step(s) applied.").format(place=faults.place(), count=count))
    return talk.DONE


def init(args: argparse.Namespace) -> int:
    """Everything a new site needs before anybody can sign in. May be repeated."""
    if args.admin and not args.company:
        raise Unreadable([problem("company", gettext_noop("is missing"))])
    beginning.make_database()
    update_tables()
    if args.company:
        now = datetime.now(UTC)
        made = beginning.found(args.company, args.name or args.company, now)
        print((_("Founded {code}.") if made else _("{code} exists already.")).format(code=args.company))
        if args.admin:
            made = beginning.first_user(args.company, args.admin, _password(args.password_file))
            print((_("Made user {name}.") if made else _("{name} exists already.")).format(name=args.admin))
    print(_("{place} is ready.").format(place=faults.place()))
    return talk.DONE


def update_tables() -> int:
    """Apply what is missing, write the ready-made roles and what every company gets; answers how many steps were applied."""
    missing = table_steps.update()
    beginning.install_roles()
    beginning.install_duties()
    beginning.found_every_company(datetime.now(UTC))
    return missing


def _password(file: str | None) -> str:
    if file == "-":
        return sys.stdin.readline().rstrip("\n")
    if file:
        return Path(file).read_text(encoding="utf-8").strip()
    return getpass.getpass(_("Password: "))
