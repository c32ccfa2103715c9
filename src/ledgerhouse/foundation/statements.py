"""Statements on their way to the database: to the driver itself where Django has nothing to add, through Django's cursor where somebody listens."""

import re
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections


@cache
def vendor() -> str:
    """Which engine: postgresql, mysql (also MariaDB) or sqlite. The same for the whole life of the process."""
    return connection.vendor


def execute(sql: str, params: Sequence[Any] = ()) -> int:
    """Run one statement; answers how many rows it touched."""
    session: Any = connections[DEFAULT_DB_ALIAS]
    if _watched(session):
        with _cursor() as cursor:
            cursor.execute(sql, params)
            return int(cursor.rowcount)
    session.validate_no_broken_transaction()
    with session.wrap_database_errors:
        return int(_own_cursor(session).execute(_own_text(session, sql), params).rowcount)


def select(sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Run one query; answers its rows as tuples."""
    session: Any = connections[DEFAULT_DB_ALIAS]
    if _watched(session):
        with _cursor() as cursor:
            cursor.execute(sql, params)
            return list(cursor.fetchall())
    session.validate_no_broken_transaction()
    with session.wrap_database_errors:
        found: list[tuple[Any, ...]] = _own_cursor(session).execute(_own_text(session, sql), params).fetchall()
        return found


def execute_many(sql: str, data: Sequence[Any]) -> int:
    """Run one statement for each of these rows; answers how many rows it touched. SQLite only, with its own marks for parameters."""
    session: Any = connections[DEFAULT_DB_ALIAS]
    if _watched(session):
        with _cursor() as cursor:
            cursor.executemany(sql, data)
            return int(cursor.rowcount)
    session.validate_no_broken_transaction()
    with session.wrap_database_errors:
        return int(sqlite3.Cursor(session.connection).executemany(sql, data).rowcount)


def _watched(session: Any) -> bool:
    """Whether a statement must go through Django's cursor: outside a transaction, when somebody listens, and where we know no better.

    Otherwise the driver's own is used; what Django does round a small statement takes longer than the statement.
    """
    return (
        not session.in_atomic_block or bool(session.execute_wrappers) or session.queries_logged or vendor() == "mysql"
    )


def _own_cursor(session: Any) -> Any:
    """A cursor of the driver. PostgreSQL's, which sends parameters apart from the text, is kept with its connection."""
    server = session.connection
    if vendor() == "sqlite":
        return sqlite3.Cursor(server)
    _forget_old_plans(server)
    kept = getattr(server, "kept_cursor", None)
    if kept is None:
        kept = server.kept_cursor = _server_cursor(server)
    return kept


def _own_text(session: Any, sql: str) -> str:
    return _with_marks(sql) if vendor() == "sqlite" else sql


@lru_cache(maxsize=2000)
def _with_marks(sql: str) -> str:
    """A statement with SQLite's own marks for parameters."""
    return _FORMAT.sub("?", sql).replace("%%", "%")


_FORMAT = re.compile(r"(?<!%)%s")


@contextmanager
def _cursor() -> Iterator[Any]:
    """A cursor. On PostgreSQL one that sends parameters apart from the text: a text that comes again is then neither parsed nor planned again."""
    if vendor() != "postgresql":
        with connection.cursor() as cursor:
            yield cursor
        return
    session: Any = connection
    session.close_if_health_check_failed()
    session.ensure_connection()
    with session.wrap_database_errors:
        _forget_old_plans(session.connection)
    own = _server_cursor(session.connection)
    with session.wrap_database_errors, session._prepare_cursor(own) as cursor:  # noqa: SLF001 - as its own cursor()
        yield cursor


def _server_cursor(server: Any) -> Any:
    from django.db.backends.postgresql.base import ServerBindingCursor  # needs psycopg

    own: Any = ServerBindingCursor
    return own(server)


def _forget_old_plans(server: Any) -> None:
    """Let PostgreSQL plan again what it planned a minute ago: a plan made for an empty table reads all of it, however large it has become."""
    now = time.monotonic()
    if now > getattr(server, "plans_until", 0.0):
        server.execute("discard plans")
        server.plans_until = now + PLANS_S


PLANS_S = 60.0
