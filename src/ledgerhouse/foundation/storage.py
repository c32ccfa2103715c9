"""How tables lie on the disk where the engine lets us say so. Used by migrations.

PostgreSQL writes a changed row as a new version. With room on its page, and no index on what changed, the indexes need not hear of it (HOT);
without room every index of the table gets one more entry, which costs several times the change itself.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ONCE: Final = 50
"""Percent to fill pages with rows that are all changed soon after they were written: every row finds room for its next version."""

NOW_AND_THEN: Final = 80
"""Percent to fill pages with rows of which some are changed at a time."""


def fill(editor: BaseDatabaseSchemaEditor, tables: Mapping[str, int]) -> None:
    """Fill pages of these tables to so many percent from now on."""
    if editor.connection.vendor == "postgresql":
        for table, percent in tables.items():
            editor.execute(f"alter table {editor.quote_name(table)} set (fillfactor = {int(percent)})")


def filled(tables: Mapping[str, int]) -> migrations.RunPython:
    """The migration operation that does it, and back."""

    def forwards(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        del apps
        fill(editor, tables)

    def backwards(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        del apps
        fill(editor, dict.fromkeys(tables, 100))

    return migrations.RunPython(forwards, backwards)
