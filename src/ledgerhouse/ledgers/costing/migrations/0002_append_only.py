"""Ledger rows are never changed: triggers refuse it."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from ledgerhouse.foundation.append_only import protect, unprotect

TABLES = ("costing_costline",)


def on(_: object, editor: BaseDatabaseSchemaEditor) -> None:
    protect(editor, TABLES)


def off(_: object, editor: BaseDatabaseSchemaEditor) -> None:
    unprotect(editor, TABLES)


class Migration(migrations.Migration):
    dependencies = [("costing", "0001_costing")]
    operations = [migrations.RunPython(on, off, atomic=False)]
