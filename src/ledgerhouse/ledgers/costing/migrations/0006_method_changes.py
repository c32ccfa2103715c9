"""A change of costing method says in which valuation area and on which paper."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from ledgerhouse.foundation.append_only import protect, unprotect

CHANGED = ("costing_methodchange",)


def loosen(_: object, editor: BaseDatabaseSchemaEditor) -> None:
    unprotect(editor, CHANGED)


def tighten(_: object, editor: BaseDatabaseSchemaEditor) -> None:
    protect(editor, CHANGED)


class Migration(migrations.Migration):
    dependencies = [("costing", "0005_value_snapshots")]

    operations = [
        migrations.RunPython(loosen, tighten, atomic=False),
        migrations.AddField("methodchange", "area", models.BigIntegerField(default=0)),
        migrations.AddField(
            "methodchange", "number", models.CharField(default="", max_length=60, verbose_name="document")
        ),
        migrations.RunPython(tighten, loosen, atomic=False),
    ]
