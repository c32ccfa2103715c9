"""Values change without goods: kinds and periods of cost lines, pending quantities of pools, adjustments.

SQLite makes a table anew to give it a column, without its triggers; so they are taken off first and put back on at the end.
"""

import django.db.models.deletion
import django.db.models.expressions
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models.functions import ExtractMonth, ExtractYear

import ledgerhouse.foundation.fields
from ledgerhouse.foundation.append_only import protect, unprotect

TABLES = ("costing_costadjustment",)
KNOWN = ("costing_costline",)


def loosen(_: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    unprotect(editor, KNOWN)


def tighten(_: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    protect(editor, KNOWN)


def name_months(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    month = ExtractYear("business_date") * 100 + ExtractMonth("business_date")
    apps.get_model("costing", "CostLine").objects.filter(month=0).update(month=month)


def nothing(_: Apps, __: BaseDatabaseSchemaEditor) -> None:
    pass


def protect_new(_: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    protect(editor, TABLES)


def unprotect_new(_: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    unprotect(editor, TABLES)


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0001_catalog"),
        ("costing", "0002_append_only"),
        ("sites", "0001_sites"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(loosen, tighten, atomic=False),
        migrations.CreateModel(
            name="CostAdjustment",
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
                ("batch", models.BigIntegerField()),
                ("cause", models.CharField(max_length=20, verbose_name="cause")),
                ("paper", models.CharField(max_length=40, verbose_name="document type")),
                ("number", models.CharField(max_length=60, verbose_name="document")),
                ("lot", models.BigIntegerField(default=0)),
                ("entry", models.BigIntegerField(default=0)),
                ("quantity", ledgerhouse.foundation.fields.QuantityField(default=0, scale=6, verbose_name="quantity")),
                ("amount", ledgerhouse.foundation.fields.AmountField(scale=4, verbose_name="amount")),
                ("in_stock", ledgerhouse.foundation.fields.AmountField(scale=4, verbose_name="in stock")),
                ("consumed", ledgerhouse.foundation.fields.AmountField(scale=4, verbose_name="consumed")),
                ("variance", ledgerhouse.foundation.fields.AmountField(scale=4, verbose_name="variance")),
                ("business_date", models.DateField(verbose_name="business date")),
                ("month", models.IntegerField(verbose_name="period")),
                ("why", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded")),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="costpool",
            name="cost_pool_no_residue",
        ),
        migrations.AddField(
            model_name="costline",
            name="kind",
            field=models.SmallIntegerField(default=1, verbose_name="kind"),
        ),
        migrations.AddField(
            model_name="costline",
            name="month",
            field=models.IntegerField(default=0, verbose_name="period"),
        ),
        migrations.AddField(
            model_name="costpool",
            name="pending",
            field=ledgerhouse.foundation.fields.QuantityField(default=0, scale=6, verbose_name="value pending"),
        ),
        migrations.AddConstraint(
            model_name="costpool",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("quantity__gt", 0), ("value", 0), models.Q(("pending", 0), _negated=True), _connector="OR"
                ),
                name="cost_pool_no_residue",
            ),
        ),
        migrations.AddField(
            model_name="costadjustment",
            name="item",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="catalog.item",
                verbose_name="item",
            ),
        ),
        migrations.AddField(
            model_name="costadjustment",
            name="user",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="costadjustment",
            name="warehouse",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="sites.warehouse",
                verbose_name="warehouse",
            ),
        ),
        migrations.AddIndex(
            model_name="costadjustment",
            index=models.Index(fields=["entry", "area"], name="cost_adjustment_entry"),
        ),
        migrations.AddIndex(
            model_name="costadjustment",
            index=models.Index(fields=["number", "company"], name="cost_adjustment_paper"),
        ),
        migrations.AddConstraint(
            model_name="costadjustment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "amount",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("in_stock"), "+", models.F("consumed")
                            ),
                            "+",
                            models.F("variance"),
                        ),
                    )
                ),
                name="cost_adjustment_adds_up",
            ),
        ),
        migrations.RunPython(name_months, nothing, atomic=False),
        migrations.RunPython(tighten, loosen, atomic=False),
        migrations.RunPython(protect_new, unprotect_new, atomic=False),
    ]
