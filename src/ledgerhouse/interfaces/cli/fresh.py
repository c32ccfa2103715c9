"""A database of its own beside the configured one, for work that must begin with nothing; taken away afterwards."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from ledgerhouse.foundation import beginning


@contextmanager
def fresh_database() -> Iterator[None]:
    """An empty database: for SQLite a file in a new folder of the home folder, on a server a database named after the configured one.

    The user of a server needs the right to create databases.
    """
    configured = connection.settings_dict["NAME"]
    connection.close()
    if connection.vendor == "sqlite":
        home = Path(settings.HOME)
        home.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix="fresh-", dir=home))
        connection.settings_dict["NAME"] = str(folder / "ledgerhouse.sqlite3")
        try:
            yield
        finally:
            connection.close()
            shutil.rmtree(folder, ignore_errors=True)
        return
    connection.settings_dict["NAME"] = f"{configured}_fresh_{os.getpid()}_{int(time.time()) % 10**6}"
    beginning.make_database()
    try:
        yield
    finally:
        connection.close()
        with connection._nodb_cursor() as cursor:  # noqa: SLF001 - Django's own way to a server without a database
            cursor.execute(f"DROP DATABASE {connection.ops.quote_name(connection.settings_dict['NAME'])}")
