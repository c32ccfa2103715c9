"""Ledger rows are never changed: triggers refuse it."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from ledgerhouse.foundation.append_only import protect, unprotect

TABLES = ("books_journalentry", "books_journalline")


def on(_: object, editor: BaseDatabaseSchemaEditor) -> None:
    protect(editor, TABLES)


def off(_: object, editor: BaseDatabaseSchemaEditor) -> None:
    unprotect(editor, TABLES)


class Migration(migrations.Migration):
    dependencies = [("books", "0001_books")]
    operations = [migrations.RunPython(on, off, atomic=False)]
