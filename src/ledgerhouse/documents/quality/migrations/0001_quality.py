"""Inspection plans, inspections with their findings, and how suppliers did."""

import django.db.models.deletion
import django.db.models.expressions
import ledgerhouse.documents.quality.words
import ledgerhouse.foundation.fields
import ledgerhouse.foundation.nodes
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalog", "0001_catalog"),
        ("foundation", "0005_seals"),
        ("partners", "0003_customer_groups"),
        ("sites", "0003_book_in"),
    ]

    operations = [
        migrations.CreateModel(
            name="Inspection",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="number")),
                ("state", models.CharField(default="open", max_length=12, verbose_name="state")),
                ("receipt", models.CharField(max_length=60, verbose_name="receipt")),
                ("position", models.IntegerField(verbose_name="line")),
                ("line", models.BigIntegerField()),
                ("lot", models.BigIntegerField(default=0)),
                ("unit", models.BigIntegerField(default=0)),
                ("stock_owner", models.BigIntegerField(default=0)),
                ("quantity", ledgerhouse.foundation.fields.QuantityField(scale=6, verbose_name="quantity")),
                ("plan", models.CharField(max_length=40, verbose_name="inspection plan")),
                ("method", models.CharField(max_length=10, verbose_name="method")),
                (
                    "severity",
                    models.CharField(
                        default=ledgerhouse.documents.quality.words.Severity["NORMAL"],
                        max_length=10,
                        verbose_name="severity",
                    ),
                ),
                ("letter", models.CharField(blank=True, max_length=1, verbose_name="code letter")),
                ("sample", models.IntegerField(default=0, verbose_name="sample")),
                ("accept", models.IntegerField(default=-1, verbose_name="acceptance number")),
                ("nonconforming", models.IntegerField(default=0, verbose_name="nonconforming")),
                ("accepted", ledgerhouse.foundation.fields.QuantityField(default=0, scale=6, verbose_name="accepted")),
                (
                    "conceded",
                    ledgerhouse.foundation.fields.QuantityField(
                        default=0, scale=6, verbose_name="accepted by concession"
                    ),
                ),
                ("rejected", ledgerhouse.foundation.fields.QuantityField(default=0, scale=6, verbose_name="rejected")),
                (
                    "destroyed",
                    ledgerhouse.foundation.fields.QuantityField(default=0, scale=6, verbose_name="destroyed"),
                ),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                ("inspector", models.BigIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("movements", models.JSONField(default=list)),
                ("reopened", models.SmallIntegerField(default=0)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="foundation.company")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="catalog.item", verbose_name="item"
                    ),
                ),
                (
                    "location",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="sites.location", verbose_name="location"
                    ),
                ),
                (
                    "supplier",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="partners.partner",
                        verbose_name="supplier",
                    ),
                ),
                (
                    "warehouse",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="sites.warehouse", verbose_name="warehouse"
                    ),
                ),
            ],
            options={
                "verbose_name": "inspection",
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.IntegerField(verbose_name="line")),
                ("characteristic", models.CharField(max_length=100, verbose_name="characteristic")),
                ("lower", ledgerhouse.foundation.fields.PriceField(null=True, scale=6, verbose_name="lower limit")),
                ("upper", ledgerhouse.foundation.fields.PriceField(null=True, scale=6, verbose_name="upper limit")),
                ("measured", ledgerhouse.foundation.fields.PriceField(null=True, scale=6, verbose_name="measured")),
                ("nonconforming", models.IntegerField(default=0, verbose_name="nonconforming")),
                ("defect", models.CharField(blank=True, max_length=200, verbose_name="defect")),
                ("recorded_by", models.BigIntegerField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="findings", to="quality.inspection"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=40, verbose_name="code")),
                ("operation", models.CharField(blank=True, max_length=20, verbose_name="operation")),
                (
                    "method",
                    models.CharField(
                        default=ledgerhouse.documents.quality.words.Method["ALL"], max_length=10, verbose_name="method"
                    ),
                ),
                ("percent", models.SmallIntegerField(default=0, verbose_name="percent")),
                ("level", models.CharField(blank=True, max_length=3, verbose_name="inspection level")),
                ("aql", models.CharField(blank=True, max_length=5, verbose_name="AQL")),
                ("reduced", models.BooleanField(default=False, verbose_name="reduced inspection allowed")),
                ("skip_after", models.IntegerField(default=0, verbose_name="skip after so many accepted lots")),
                ("skip_every", models.IntegerField(default=0, verbose_name="then inspect every")),
                ("active", models.BooleanField(default=True, verbose_name="active")),
                (
                    "category",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="catalog.category",
                        verbose_name="category",
                    ),
                ),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="foundation.company")),
                (
                    "item",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="catalog.item", verbose_name="item"
                    ),
                ),
                (
                    "supplier",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="partners.partner",
                        verbose_name="supplier",
                    ),
                ),
            ],
            options={
                "verbose_name": "inspection plan",
            },
        ),
        migrations.CreateModel(
            name="History",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "severity",
                    models.CharField(
                        default=ledgerhouse.documents.quality.words.Severity["NORMAL"],
                        max_length=10,
                        verbose_name="severity",
                    ),
                ),
                ("in_row", models.IntegerField(default=0, verbose_name="accepted in a row")),
                ("skipped", models.IntegerField(default=0, verbose_name="skipped")),
                ("score", models.IntegerField(default=0, verbose_name="switching score")),
                ("last", models.CharField(blank=True, max_length=5, verbose_name="last lots")),
                ("rejected", models.IntegerField(default=0, verbose_name="rejected")),
                ("stopped", models.BooleanField(default=False, verbose_name="stopped")),
                (
                    "company",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="foundation.company"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="catalog.item", verbose_name="item"
                    ),
                ),
                (
                    "supplier",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="partners.partner",
                        verbose_name="supplier",
                    ),
                ),
            ],
            options={
                "verbose_name": "quality history",
                "constraints": [models.UniqueConstraint(fields=("supplier", "item"), name="quality_history_once")],
            },
        ),
        migrations.AddIndex(
            model_name="inspection",
            index=models.Index(fields=["warehouse", "state", "id"], name="inspection_state"),
        ),
        migrations.AddIndex(
            model_name="inspection",
            index=models.Index(fields=["company", "receipt"], name="inspection_receipt"),
        ),
        migrations.AddConstraint(
            model_name="inspection",
            constraint=models.UniqueConstraint(fields=("company", "number"), name="inspection_once"),
        ),
        migrations.AddConstraint(
            model_name="inspection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "quantity__gte",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    models.F("accepted"), "+", models.F("conceded")
                                ),
                                "+",
                                models.F("rejected"),
                            ),
                            "+",
                            models.F("destroyed"),
                        ),
                    )
                ),
                name="inspection_not_overdrawn",
            ),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.UniqueConstraint(fields=("paper", "position"), name="quality_finding_once"),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.UniqueConstraint(fields=("company", "code"), name="quality_plan_once"),
        ),
    ]
