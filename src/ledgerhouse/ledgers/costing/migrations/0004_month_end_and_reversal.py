"""What the month-end run works on and leaves, uses of layers, provisional issues, and changes of method."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import ledgerhouse.foundation.fields
from ledgerhouse.foundation.append_only import protect, unprotect

TABLES = ("costing_layeruse", "costing_methodchange")
KNOWN = ("costing_costline",)


def loosen(_: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    unprotect(editor, KNOWN)


def tighten(_: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    protect(editor, KNOWN)


def protect_new(_: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    protect(editor, TABLES)


def unprotect_new(_: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    unprotect(editor, TABLES)


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0001_catalog"),
        ("costing", "0003_value_changes"),
        ("sites", "0002_outbound_steps"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(loosen, tighten, atomic=False),
        migrations.AddField(
            model_name="costline",
            name="reverses",
            field=models.BigIntegerField(default=0),
        ),
        migrations.CreateModel(
            name="LayerUse",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "area", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("area", models.BigIntegerField()),
                ("id", models.BigIntegerField()),
                ("company", models.BigIntegerField()),
                ("layer", models.BigIntegerField()),
                ("entry", models.BigIntegerField()),
                ("quantity", ledgerhouse.foundation.fields.QuantityField(scale=6, verbose_name="quantity")),
                ("value", ledgerhouse.foundation.fields.AmountField(scale=4, verbose_name="value")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["entry", "area"], name="cost_use_entry"),
                    models.Index(fields=["layer", "area"], name="cost_use_layer"),
                ],
            },
        ),
        migrations.CreateModel(
            name="MethodChange",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "company", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("company", models.BigIntegerField()),
                ("id", models.BigIntegerField()),
                ("method_before", models.CharField(max_length=16, verbose_name="method before")),
                ("method_after", models.CharField(max_length=16, verbose_name="method after")),
                ("quantity", ledgerhouse.foundation.fields.QuantityField(scale=6, verbose_name="quantity")),
                ("value_before", ledgerhouse.foundation.fields.AmountField(scale=4, verbose_name="value before")),
                ("value_after", ledgerhouse.foundation.fields.AmountField(scale=4, verbose_name="value after")),
                ("business_date", models.DateField(verbose_name="business date")),
                ("why", models.CharField(blank=True, max_length=200, verbose_name="reason")),
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
                    "user",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MonthClosing",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "area", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("area", models.BigIntegerField()),
                ("id", models.BigIntegerField()),
                ("company", models.BigIntegerField()),
                ("month", models.IntegerField(verbose_name="period")),
                ("lot", models.BigIntegerField(default=0)),
                (
                    "opening_quantity",
                    ledgerhouse.foundation.fields.QuantityField(scale=6, verbose_name="opening quantity"),
                ),
                ("opening_value", ledgerhouse.foundation.fields.AmountField(scale=4, verbose_name="opening value")),
                (
                    "came_quantity",
                    ledgerhouse.foundation.fields.QuantityField(scale=6, verbose_name="quantity received"),
                ),
                ("came_value", ledgerhouse.foundation.fields.AmountField(scale=4, verbose_name="value received")),
                ("went_quantity", ledgerhouse.foundation.fields.QuantityField(scale=6, verbose_name="quantity issued")),
                ("went_value", ledgerhouse.foundation.fields.AmountField(scale=4, verbose_name="value issued")),
                ("quantity", ledgerhouse.foundation.fields.QuantityField(scale=6, verbose_name="closing quantity")),
                ("value", ledgerhouse.foundation.fields.AmountField(scale=4, verbose_name="closing value")),
                ("waiting", models.IntegerField(default=0, verbose_name="entries waiting")),
                ("run_at", models.DateTimeField(verbose_name="run")),
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
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("area", "month", "item", "lot"), name="cost_closing_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="MonthFlow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "area", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("area", models.BigIntegerField()),
                ("id", models.BigIntegerField()),
                ("company", models.BigIntegerField()),
                ("lot", models.BigIntegerField(default=0)),
                ("entry", models.BigIntegerField()),
                ("movement", models.BigIntegerField()),
                ("line", models.BigIntegerField()),
                ("event", models.CharField(max_length=40, verbose_name="event")),
                ("paper", models.CharField(max_length=40, verbose_name="document type")),
                ("number", models.CharField(max_length=60, verbose_name="document")),
                ("partner", models.BigIntegerField(default=0)),
                ("department", models.BigIntegerField(default=0)),
                ("quantity", ledgerhouse.foundation.fields.QuantityField(scale=6, verbose_name="quantity")),
                ("value", ledgerhouse.foundation.fields.AmountField(default=0, scale=4, verbose_name="value")),
                ("known", models.SmallIntegerField(default=1)),
                ("reverses", models.BigIntegerField(default=0)),
                ("month", models.IntegerField(verbose_name="period")),
                ("run", models.IntegerField(default=0, verbose_name="valued in")),
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
                "indexes": [
                    models.Index(fields=["month", "area"], name="cost_flow_month"),
                    models.Index(fields=["run", "area"], name="cost_flow_run"),
                    models.Index(fields=["entry", "area"], name="cost_flow_entry"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProvisionalIssue",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "area", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("area", models.BigIntegerField()),
                ("id", models.BigIntegerField()),
                ("company", models.BigIntegerField()),
                ("movement", models.BigIntegerField()),
                ("paper", models.CharField(max_length=40, verbose_name="document type")),
                ("number", models.CharField(max_length=60, verbose_name="document")),
                ("line", models.BigIntegerField(default=0)),
                ("basis", models.CharField(max_length=20, verbose_name="cost basis")),
                ("quantity", ledgerhouse.foundation.fields.QuantityField(scale=6, verbose_name="quantity")),
                ("value", ledgerhouse.foundation.fields.AmountField(scale=4, verbose_name="value")),
                (
                    "settled",
                    ledgerhouse.foundation.fields.QuantityField(default=0, scale=6, verbose_name="settled quantity"),
                ),
                (
                    "settled_value",
                    ledgerhouse.foundation.fields.AmountField(default=0, scale=4, verbose_name="settled value"),
                ),
                ("open", models.BooleanField(default=True)),
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
                "indexes": [models.Index(fields=["warehouse", "open", "item"], name="cost_provisional_open")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("settled__gte", 0), ("settled__lte", models.F("quantity"))),
                        name="cost_provisional_sane",
                    )
                ],
            },
        ),
        migrations.RunPython(tighten, loosen, atomic=False),
        migrations.RunPython(protect_new, unprotect_new, atomic=False),
    ]
