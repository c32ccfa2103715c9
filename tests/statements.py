"""Which statements were sent: as they were written, however long they are. The driver of PostgreSQL forgets the text of a long one."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def sent() -> Iterator[list[str]]:
    """The statements sent inside, one for each time."""
    statements: list[str] = []

    def keep(execute, sql, params, many, context):
        statements.append(str(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        yield statements
