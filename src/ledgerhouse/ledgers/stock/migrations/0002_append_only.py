"""Ledger rows are never changed: triggers refuse it."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from ledgerhouse.foundation.append_only import protect, unprotect

TABLES = ("stock_movement", "stock_entry")


def on(_: object, editor: BaseDatabaseSchemaEditor) -> None:
    protect(editor, TABLES)


def off(_: object, editor: BaseDatabaseSchemaEditor) -> None:
    unprotect(editor, TABLES)


class Migration(migrations.Migration):
    dependencies = [("stock", "0001_stock")]
    operations = [migrations.RunPython(on, off, atomic=False)]
