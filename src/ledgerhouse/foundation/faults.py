"""What can be wrong with the database itself, told from the engines' own errors: each one clear sentence.

Everything engine-specific about failing is here. `fault_of` answers None for an error that is a bug of the program.
"""

import errno
from collections.abc import Iterator, Mapping
from typing import Final

from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader

from ledgerhouse.kernel.errors import Refused, gettext_noop


class Unusable(Refused):
    """The surroundings do not allow any work now."""

    status = 503


class DatabaseDown(Unusable):
    """Nobody answers."""

    code = "database-down"
    template = gettext_noop(
        "The database at {place} does not answer. Is it running, and is LEDGERHOUSE_DATABASE right?"
    )


class WrongPassword(Unusable):
    """The database does not let us in."""

    code = "database-refuses-user"
    template = gettext_noop("The database at {place} refuses the user “{user}” or the password.")


class NoDatabase(Unusable):
    """The server runs, but has no such database."""

    code = "no-database"
    template = gettext_noop("There is no database at {place}. Create it with: ledgerhouse init")


class DatabaseLocked(Unusable):
    """Somebody holds the lock for too long."""

    code = "database-locked"
    template = gettext_noop("The database at {place} is locked by another program. Try again when that has ended.")


class DatabaseReadOnly(Unusable):
    """It can be read but not written."""

    code = "database-read-only"
    template = gettext_noop("The database at {place} can only be read. Give this program the right to write it.")


class DiskFull(Unusable):
    """No room left where the database lives."""

    code = "disk-full"
    template = gettext_noop("The disk under {place} is full. Nothing was written; make room and repeat.")


class NotADatabase(Unusable):
    """A file that is something else, or damaged."""

    code = "not-a-database"
    template = gettext_noop("The file at {place} is not a database or is damaged. Restore it from a backup.")


class NewerSchema(Unusable):
    """A newer program has used this database."""

    code = "newer-schema"
    template = gettext_noop(
        "The database at {place} belongs to a newer version: it has steps this program does not know ({steps})."
        " Install that version or a newer one."
    )


class OlderSchema(Unusable):
    """The tables are those of an older program, or there are none yet."""

    code = "older-schema"
    template = gettext_noop(
        "The tables at {place} are not up to date ({count} steps missing). Run: ledgerhouse migrate"
    )


STATES: Final[Mapping[str, type[Unusable]]] = {
    # the SQLSTATE of PostgreSQL
    "28P01": WrongPassword,
    "28000": WrongPassword,
    "3D000": NoDatabase,
    "25006": DatabaseReadOnly,
    "53100": DiskFull,
    "55P03": DatabaseLocked,
    "57P03": DatabaseDown,
    "57P01": DatabaseDown,
    # the error number of MariaDB
    "1044": WrongPassword,
    "1045": WrongPassword,
    "1698": WrongPassword,
    "1049": NoDatabase,
    "1290": DatabaseReadOnly,
    "1792": DatabaseReadOnly,
    "1021": DiskFull,
    "1114": DiskFull,
    "1205": DatabaseLocked,
    "2002": DatabaseDown,
    "2003": DatabaseDown,
    "2006": DatabaseDown,
    "2013": DatabaseDown,
}
PHRASES: Final[tuple[tuple[str, type[Unusable]], ...]] = (
    # SQLite has only words, and libpq has no SQLSTATE while it is connecting
    ("password authentication failed", WrongPassword),
    ("no password supplied", WrongPassword),
    ('fatal:  role "', WrongPassword),
    ("no pg_hba.conf entry", WrongPassword),
    ("does not exist", NoDatabase),
    ("connection refused", DatabaseDown),
    ("connection failed", DatabaseDown),
    ("connection timeout", DatabaseDown),
    ("could not connect", DatabaseDown),
    ("failed to resolve host", DatabaseDown),
    ("server closed the connection", DatabaseDown),
    ("the connection is closed", DatabaseDown),
    ("readonly database", DatabaseReadOnly),
    ("disk is full", DiskFull),
    ("no space left", DiskFull),
    ("is locked", DatabaseLocked),
    ("file is not a database", NotADatabase),
    ("malformed", NotADatabase),
    ("unable to open database file", NoDatabase),
)


def place() -> str:
    """The database for people: engine, host and name, never the password."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return str(settings["NAME"])
    port = f":{settings['PORT']}" if settings["PORT"] else ""
    return f"{connection.vendor}://{settings['HOST']}{port}/{settings['NAME']}"


def fault_of(error: BaseException) -> Unusable | None:
    """What an engine's or the operating system's error means; None when it is not the surroundings' fault."""
    if isinstance(error, OSError) and not isinstance(error, Error):
        return DiskFull(place=error.filename or place()) if error.errno in {errno.ENOSPC, errno.EDQUOT} else None
    if not isinstance(error, Error):
        return None
    kind = next((STATES[state] for state in _states(error) if state in STATES), None)
    if kind is None:
        words = " ".join(str(e).lower() for e in _chain(error))
        kind = next((meaning for phrase, meaning in PHRASES if phrase in words), None)
        if kind is NoDatabase and "database" not in words:
            kind = None  # a missing table or column is a bug or an old schema, not a missing database
    return kind(place=place(), user=connection.settings_dict.get("USER", "")) if kind else None


def check_schema() -> None:
    """Refuse unless the database answers and its tables are exactly those this program knows."""
    try:
        loader = MigrationLoader(connection)
    except Error as error:
        raise fault_of(error) or error from error
    known = set(loader.disk_migrations) | {key for m in loader.disk_migrations.values() for key in m.replaces}
    unknown = sorted(".".join(key) for key in set(loader.applied_migrations) - known)
    if unknown:
        raise NewerSchema(place=place(), steps=", ".join(unknown[:5]) + (" …" if len(unknown) > 5 else ""))
    missing = [key for key in loader.graph.nodes if key not in loader.applied_migrations]
    if missing:
        raise OlderSchema(place=place(), count=len(missing))


def _chain(error: BaseException) -> Iterator[BaseException]:
    found: BaseException | None = error
    while found is not None:
        yield found
        found = found.__cause__


def _states(error: BaseException) -> Iterator[str]:
    for link in _chain(error):
        yield str(getattr(link, "sqlstate", "") or "")
        yield str(link.args[0]) if link.args and isinstance(link.args[0], int) else ""
