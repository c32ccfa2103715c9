"""What vouchers were when they were posted, written once: triggers refuse change."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from ledgerhouse.foundation.append_only import protect, unprotect

TABLES = ("books_postedcontent",)


def on(_: object, editor: BaseDatabaseSchemaEditor) -> None:
    protect(editor, TABLES)


def off(_: object, editor: BaseDatabaseSchemaEditor) -> None:
    unprotect(editor, TABLES)


class Migration(migrations.Migration):
    dependencies = [
        ("books", "0004_posted_is_final"),
        ("foundation", "0005_seals"),
    ]
    operations = [
        migrations.CreateModel(
            name="PostedContent",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "company_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("id", models.BigIntegerField()),
                ("voucher", models.BigIntegerField()),
                ("content", models.JSONField()),
                (
                    "company",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="foundation.company",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("voucher",), name="voucher_content_once")],
            },
        ),
        migrations.RunPython(on, off, atomic=False),
    ]
