"""One URL in, one Django database entry out. Everything engine-specific about connecting is here."""

import os
from typing import Any
from urllib.parse import unquote, urlsplit

# recursive_triggers: without it REPLACE deletes a row past its DELETE trigger, and so would rewrite a ledger
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON; "
    "PRAGMA cache_size=-65536;"
)


def database_from_url(url: str) -> dict[str, Any]:
    """The `DATABASES` entry for a sqlite, postgresql or mariadb/mysql URL. Raises ValueError on any other scheme."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path[1:] if parts.path.startswith("//") else parts.path) or ":memory:",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": int(os.environ.get("LEDGERHOUSE_BUSY", "30")),
                "init_command": SQLITE_PRAGMAS,
                "cached_statements": 500,  # compiled; one order from the shelf alone takes some sixty
            },
        }
    common = {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "127.0.0.1",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }
    if parts.scheme in {"postgresql", "postgres"}:
        # a statement that comes a third time on a connection is kept there with its plan; 0 for poolers that can not
        seen = int(os.environ.get("LEDGERHOUSE_PREPARE", "2"))
        return {
            "ENGINE": "django.db.backends.postgresql",
            **common,
            "OPTIONS": {"prepare_threshold": seen or None},
        }
    if parts.scheme in {"mariadb", "mysql"}:
        import pymysql  # only where it is the chosen engine

        pymysql.version_info = (2, 2, 7, "final", 0)  # PyMySQL speaks for mysqlclient, whose version Django checks
        pymysql.install_as_MySQLdb()
        return {
            "ENGINE": "django.db.backends.mysql",
            **common,
            "OPTIONS": {"isolation_level": "read committed", "charset": "utf8mb4"},
            "TEST": {"CHARSET": "utf8mb4", "COLLATION": "utf8mb4_bin"},
        }
    message = f"LEDGERHOUSE_DATABASE must begin with sqlite, postgresql or mariadb, not {parts.scheme!r}"
    raise ValueError(message)
