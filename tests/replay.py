"""Rows that many tests begin with, written once through the real verbs and put back row by row from then on.

Setting up the cast takes some sixty verbs. Within one process the first test lets them work; later tests get the very same rows, ids included, in one
statement per table. Where setting up changed rows that were there already, nothing is kept and every test does the work itself.
"""

from collections.abc import Callable
from typing import Any

from django.db import connection

OWN_BUSINESS = frozenset({"foundation_node", "django_session"})
"""Tables that say something of this process or this moment, not of the cast."""

Rows = dict[str, tuple[str, list[tuple[Any, ...]]]]
_kept: dict[Callable[[], Any], tuple[Any, Rows]] = {}


def again(make: Callable[[], Any]) -> Any:
    """What `make` answers, with the rows that it wrote."""
    if make in _kept:
        answer, rows = _kept[make]
        _write(rows)
        return answer
    before = _everything()
    answer = make()
    after = _everything()
    changed = [t for t, (_, rows) in before.items() if t not in OWN_BUSINESS and not set(rows) <= set(after[t][1])]
    if not changed:
        fresh = {t: (names, [r for r in rows if r not in set(before[t][1])]) for t, (names, rows) in after.items()}
        _kept[make] = answer, {t: kept for t, kept in fresh.items() if kept[1] and t not in OWN_BUSINESS}
    return answer


def _everything() -> Rows:
    found: Rows = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True, include_views=False):
            cursor.execute(f"select * from {connection.ops.quote_name(table)}")
            names = ", ".join(connection.ops.quote_name(column[0]) for column in cursor.description)
            found[table] = names, [tuple(row) for row in cursor.fetchall()]
    return found


def _write(tables: Rows) -> None:
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        for table, (names, rows) in tables.items():
            marks = "(" + ", ".join(["%s"] * len(rows[0])) + ")"
            sql = f"insert into {connection.ops.quote_name(table)} ({names}) values {', '.join([marks] * len(rows))}"
            cursor.execute(sql, [value for row in rows for value in row])
