"""The empty test database on SQLite, made by the migrations once and copied from then on.

Applying all steps costs every test process some seconds of processor time; a copy costs none. The kept file is named after the content of
every migration and of the code that they call, so a changed step is applied anew. Servers are not touched: there the steps always run.
"""

import hashlib
import os
import sqlite3
from pathlib import Path
from typing import Any

import django
from django.db.backends.sqlite3.creation import DatabaseCreation

ROOT = Path(__file__).parents[1]
KEPT = ROOT / ".pytest_cache" / "database"


def install() -> None:
    """Let Django make its SQLite test database by copying, when the migrations are those of the last time."""
    make = DatabaseCreation.create_test_db

    def create_test_db(self: Any, verbosity: int = 1, autoclobber: bool = False, **more: Any) -> str:
        kept = KEPT / f"{_content()}.sqlite3"
        if not kept.exists():
            name = make(self, verbosity, autoclobber, **more)
            _keep(self.connection, kept)
            return name
        name = self._get_test_db_name()
        self._create_test_db(verbosity, autoclobber)
        self.connection.close()
        self.connection.settings_dict["NAME"] = name
        self.connection.ensure_connection()
        with sqlite3.connect(kept) as source:
            source.backup(self.connection.connection)
        source.close()
        return name

    DatabaseCreation.create_test_db = create_test_db


def _content() -> str:
    digest = hashlib.sha256(f"{django.__version__} {sqlite3.sqlite_version}".encode())
    for file in [*sorted(ROOT.glob("src/**/migrations/*.py")), ROOT / "src/ledgerhouse/foundation/append_only.py"]:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:24]


def _keep(connection: Any, kept: Path) -> None:
    KEPT.mkdir(parents=True, exist_ok=True)
    half = kept.with_suffix(f".{os.getpid()}")
    with sqlite3.connect(half) as target:
        connection.connection.backup(target)
    target.close()
    half.replace(kept)
