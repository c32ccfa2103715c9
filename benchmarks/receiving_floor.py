"""The floor of receiving: what PostgreSQL needs to write the very rows that the verbs wrote, by one `insert … select` for each table.

The rows of one call are copied with new ids and keys: same tables, constraints, indexes and triggers; nothing is decided, sent or updated. What a hand-written
import could reach at best, and a little beyond: it would have to send its rows and change balances and orders, too.
"""

import time
from collections.abc import Mapping

TABLES = (
    "catalog_lot", "warehouse_receipt", "warehouse_receiptline", "warehouse_task", "stock_balance", "stock_movement", "stock_entry", "costing_costline",
    "books_journalentry", "books_journalline", "foundation_link", "foundation_outboxrow", "foundation_command",
)  # fmt: skip
KEYS = {"number", "code", "key"}
SHIFT = 1 << 40
"""Far above the ids of one run, which all lie within minutes of each other."""


def marks() -> dict[str, int]:
    """The largest id of each table before a call."""
    from ledgerhouse.foundation import dialect

    return {table: dialect.select(f"select coalesce(max(id), 0) from {table}")[0][0] for table in TABLES}


def copy(before: Mapping[str, int]) -> tuple[float, int]:
    """Write the rows once more that have come since; answers seconds and rows. Nothing of it stays."""
    from django.db import connection, transaction

    rows, begun = 0, 0.0
    statements = [_statement(table, before[table]) for table in TABLES]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            begun = time.perf_counter()
            for statement in statements:
                cursor.execute(statement)
                rows += cursor.rowcount
            cursor.execute("set constraints all immediate")
            seconds = time.perf_counter() - begun
            raise _Enough
    except _Enough:
        return seconds, rows


class _Enough(Exception):
    """Takes the copies back."""


def _statement(table: str, after: int) -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        columns = [(c.name, cursor.description) for c in connection.introspection.get_table_description(cursor, table)]
    names = [connection.ops.quote_name(name) for name, _ in columns]
    picked = ", ".join(_picked(table, name) for name, _ in columns)
    return f"insert into {table} ({', '.join(names)}) select {picked} from {table} where id > {after}"


def _picked(table: str, name: str) -> str:
    quoted = f'"{name}"'
    if name == "id":
        return f"id + {SHIFT}"
    if name in KEYS:
        return f"'+' || {quoted}"
    changed: dict[tuple[str, str], str] = {
        ("warehouse_receiptline", "position"): "position + 10000",
        ("foundation_link", "to_number"): "'+' || to_number",
        ("stock_balance", "unit"): "unit + 1",
    }
    return changed.get((table, name), quoted)
