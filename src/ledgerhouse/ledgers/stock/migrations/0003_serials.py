"""Where each piece is, and the entries it went with; the latter are never changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from ledgerhouse.foundation.append_only import protect, unprotect

TABLES = ("stock_serialentry",)


def on(_: object, editor: BaseDatabaseSchemaEditor) -> None:
    protect(editor, TABLES)


def off(_: object, editor: BaseDatabaseSchemaEditor) -> None:
    unprotect(editor, TABLES)


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0001_catalog"),
        ("sites", "0001_sites"),
        ("stock", "0002_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Serial",
            fields=[
                (
                    "serial",
                    models.OneToOneField(
                        db_column="id",
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="catalog.serial",
                    ),
                ),
                ("company", models.BigIntegerField()),
                ("unit", models.BigIntegerField(verbose_name="handling unit")),
                ("owner", models.BigIntegerField(verbose_name="owner")),
                ("status", models.SmallIntegerField(verbose_name="stock status")),
                ("entry", models.BigIntegerField()),
                ("line", models.BigIntegerField()),
                ("since", models.DateTimeField(verbose_name="since")),
                (
                    "item",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="catalog.item",
                        verbose_name="item",
                    ),
                ),
                (
                    "location",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="sites.location",
                        verbose_name="location",
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="catalog.lot",
                        verbose_name="lot",
                    ),
                ),
                (
                    "warehouse",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="sites.warehouse",
                        verbose_name="warehouse",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["warehouse", "item", "location"], name="stock_serial_place")],
            },
        ),
        migrations.CreateModel(
            name="SerialEntry",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "warehouse_id",
                        "entry",
                        "serial_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("entry", models.BigIntegerField()),
                ("company", models.BigIntegerField()),
                ("target_status", models.SmallIntegerField(verbose_name="stock status")),
                ("reason", models.SmallIntegerField(verbose_name="reason")),
                ("paper", models.CharField(max_length=40, verbose_name="document type")),
                ("number", models.CharField(max_length=60, verbose_name="document")),
                ("business_date", models.DateField(verbose_name="business date")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded")),
                (
                    "item",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="catalog.item",
                        verbose_name="item",
                    ),
                ),
                (
                    "serial",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="catalog.serial",
                        verbose_name="serial number",
                    ),
                ),
                (
                    "source_location",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="sites.location",
                        verbose_name="from",
                    ),
                ),
                (
                    "target_location",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="sites.location",
                        verbose_name="to",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
                (
                    "warehouse",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="sites.warehouse",
                        verbose_name="warehouse",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["serial", "recorded_at"], name="stock_serialentry_piece")],
            },
        ),
        migrations.RunPython(on, off, atomic=False),
    ]
