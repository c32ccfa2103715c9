"""Bringing the tables up to date, also where a killed update can not be taken back by the database (MariaDB).

PostgreSQL and SQLite take back a step that died in the middle. MariaDB commits each table by itself: a step killed half way leaves
tables behind which the next run would stumble over. So a mark is kept there while steps are applied. Who finds one knows that the last
update died: when the house was only being built and holds no company yet, its tables are taken away and made anew; otherwise the update is
refused, because only the backup is whole.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AlterModelTable, CreateModel, RenameModel

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.faults import OlderSchema, Unusable, check_schema, place
from ledgerhouse.kernel.errors import gettext_noop

MARK = "foundation_unfinished_update"
LOCK_SECONDS = 600


class HalfUpdated(Unusable):
    """An update of the tables died half way, in a database that holds a company's data."""

    code = "half-updated"
    template = gettext_noop(
        "An update of the tables at {place} was stopped half way, and this database can not take it back."
        " Restore the backup made before the update, then run: ledgerhouse migrate"
    )


def update() -> int:
    """Apply the missing steps; answers how many there were. Refuses a newer schema and, on MariaDB, half an update."""
    if connection.features.can_rollback_ddl:
        return _apply()
    with _alone():
        if MARK in _tables():
            _clear()
        return _apply(marked=True)


def _apply(*, marked: bool = False) -> int:
    try:
        check_schema()
    except OlderSchema as older:
        if marked:
            dialect.execute(f"create table {MARK} (began timestamp not null default current_timestamp)")
        call_command("migrate", verbosity=0, interactive=False)
        if marked:
            dialect.execute(f"drop table {MARK}")
        return int(str(older.facts["count"]))
    return 0


@contextmanager
def _alone() -> Iterator[None]:
    """Nobody else updates this database meanwhile. The lock ends with its connection, so that of a killed process is free."""
    name = f"{connection.settings_dict['NAME']}_update"[-64:]
    dialect.select("select get_lock(%s, %s)", [name, LOCK_SECONDS])
    try:
        yield
    finally:
        dialect.select("select release_lock(%s)", [name])


def _tables() -> set[str]:
    with connection.cursor() as cursor:
        return set(connection.introspection.table_names(cursor))


def _clear() -> None:
    """Take away what a killed update left of our own tables; other people's tables in the same database stay."""
    there = _tables()
    if "foundation_company" in there and dialect.select("select count(*) from foundation_company")[0][0]:
        raise HalfUpdated(place=place())
    ours = set(connection.introspection.django_table_names(include_views=False)) | _gone() | {"django_migrations", MARK}
    with connection.constraint_checks_disabled():
        for table in sorted(there & ours):
            dialect.execute(f"drop table {connection.ops.quote_name(table)}")


def _gone() -> set[str]:
    """Tables that some step makes and a later one takes away or calls otherwise: a run killed between them leaves them behind."""
    made: set[str] = set()
    for (room, _), step in MigrationLoader(None).disk_migrations.items():
        for operation in step.operations:
            if isinstance(operation, CreateModel):
                made.add(str(operation.options.get("db_table") or f"{room}_{operation.name_lower}"))
            elif isinstance(operation, RenameModel):
                made.add(f"{room}_{operation.new_name_lower}")
            elif isinstance(operation, AlterModelTable) and operation.table:
                made.add(operation.table)
    return made
