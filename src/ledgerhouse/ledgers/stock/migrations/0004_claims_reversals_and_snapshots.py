"""Claims may end by themselves, a movement is reversed once, a lot lies only under its own item, past days have snapshots."""

import django.db.models.deletion
import ledgerhouse.foundation.fields
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from ledgerhouse.foundation.append_only import protect, unprotect
from ledgerhouse.ledgers.stock.lot_guard import any_lots, lots_of_their_items


REVERSALS = ("stock_reversal",)


def on(_: object, editor: BaseDatabaseSchemaEditor) -> None:
    protect(editor, REVERSALS)
    lots_of_their_items(editor)


def off(_: object, editor: BaseDatabaseSchemaEditor) -> None:
    unprotect(editor, REVERSALS)
    any_lots(editor)


class Migration(migrations.Migration):
    dependencies = [
        ("sites", "0002_outbound_steps"),
        ("stock", "0003_serials"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reversal",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "warehouse_id", "reversed", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reversed", models.BigIntegerField()),
                ("movement", models.BigIntegerField()),
                ("company", models.BigIntegerField()),
                (
                    "warehouse",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="sites.warehouse",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "warehouse_id", "day", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("day", models.DateField()),
                ("company", models.BigIntegerField()),
                ("upto", models.BigIntegerField()),
                ("since", models.BigIntegerField()),
                ("known_at", models.DateTimeField(null=True)),
                ("rows", models.IntegerField()),
                ("made_at", models.DateTimeField()),
                (
                    "warehouse",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="sites.warehouse",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SnapshotRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "warehouse_id",
                        "day",
                        "item",
                        "location",
                        "lot",
                        "unit",
                        "owner",
                        "status",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("day", models.DateField()),
                ("company", models.BigIntegerField()),
                ("item", models.BigIntegerField()),
                ("lot", models.BigIntegerField()),
                ("location", models.BigIntegerField()),
                ("unit", models.BigIntegerField()),
                ("owner", models.BigIntegerField()),
                ("status", models.SmallIntegerField()),
                ("on_hand", ledgerhouse.foundation.fields.QuantityField(scale=6)),
                (
                    "warehouse",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="sites.warehouse",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Expiry",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "warehouse_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("id", models.BigIntegerField()),
                ("company", models.BigIntegerField()),
                ("promise", models.BooleanField()),
                ("number", models.CharField(max_length=60)),
                ("expires_at", models.DateTimeField()),
                (
                    "warehouse",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="sites.warehouse",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["company", "expires_at"], name="stock_expiry_when"),
                    models.Index(fields=["company", "number"], name="stock_expiry_paper"),
                ],
            },
        ),
        migrations.RunPython(on, off, atomic=False),
    ]
