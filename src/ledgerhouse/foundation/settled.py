"""Up to which id everything that will ever be there is there already.

Ids rise with time, but a row is seen only when its transaction ends, so rows with smaller ids may appear after rows with larger ones. What follows
new rows, or sums up old ones, must therefore stop before the oldest transaction that still runs. The databases know when that began; an id made
in it is not older. A margin covers clocks of servers that disagree.
"""

import time
from typing import Final

from django.db import DatabaseError, connection

from ledgerhouse.foundation import dialect
from ledgerhouse.kernel.ids import first_id

MARGIN_MS: Final = 60_000
"""How far clocks of application servers may be apart."""
BLIND_MS: Final = 3_600_000
"""How old a running transaction is taken to be where the database does not tell (MariaDB without the PROCESS privilege)."""

_AGE: Final = {
    "postgresql": (
        "select coalesce(extract(epoch from clock_timestamp() - min(began)), 0) * 1000 from ("
        "select xact_start as began from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() "
        "union all select prepared from pg_prepared_xacts where database = current_database()) t"
    ),
    "mysql": (
        "select coalesce(timestampdiff(microsecond, min(trx_started), now(6)) div 1000, 0) from information_schema.innodb_trx "
        "where trx_mysql_thread_id <> connection_id()"
    ),
}


def settled_before(margin_ms: int = MARGIN_MS) -> int:
    """Every row with an id below this is there, or will never be. Ask before reading, in the same transaction or an earlier one.

    On SQLite the asker must hold the write lock, as every verb does: then nobody else is writing and there is nothing to wait for.
    """
    now_ms = int(time.time() * 1000)
    if connection.vendor == "sqlite":
        return first_id(now_ms)
    return first_id(now_ms - _oldest_ms() - margin_ms)


def _oldest_ms() -> int:
    try:
        return max(0, int(dialect.select(_AGE[connection.vendor])[0][0] or 0))
    except DatabaseError:
        return BLIND_MS
