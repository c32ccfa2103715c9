"""Amendments of released purchase orders."""

import django.db.models.deletion
import ledgerhouse.foundation.fields
import ledgerhouse.foundation.nodes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0001_catalog"),
        ("foundation", "0005_seals"),
        ("purchasing", "0002_prices_and_taxes"),
    ]

    operations = [
        migrations.CreateModel(
            name="PurchaseAmendment",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="number")),
                ("state", models.CharField(default="draft", max_length=12, verbose_name="state")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                ("based_on", models.IntegerField()),
                ("version", models.IntegerField(default=0, verbose_name="version")),
                ("due_before", models.DateField(null=True, verbose_name="due before")),
                ("due_after", models.DateField(null=True, verbose_name="due now")),
                ("maker", models.BigIntegerField()),
                ("created_at", models.DateTimeField(verbose_name="written")),
                ("applied_by", models.BigIntegerField(default=0)),
                ("applied_at", models.DateTimeField(null=True, verbose_name="applied")),
                (
                    "company",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="foundation.company"
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="purchasing.purchaseorder",
                        verbose_name="order",
                    ),
                ),
            ],
            options={
                "verbose_name": "purchase amendment",
            },
        ),
        migrations.CreateModel(
            name="AmendmentLine",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.IntegerField(verbose_name="line")),
                ("line", models.BigIntegerField()),
                ("ordered_before", ledgerhouse.foundation.fields.QuantityField(scale=6, verbose_name="ordered before")),
                ("ordered", ledgerhouse.foundation.fields.QuantityField(scale=6, verbose_name="ordered")),
                ("price_before", ledgerhouse.foundation.fields.PriceField(scale=6, verbose_name="price before")),
                ("price", ledgerhouse.foundation.fields.PriceField(scale=6, verbose_name="price")),
                ("tax_before", ledgerhouse.foundation.fields.PercentField(scale=4, verbose_name="tax before")),
                ("tax_rate", ledgerhouse.foundation.fields.PercentField(scale=4, verbose_name="tax rate (%)")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="catalog.item", verbose_name="item"
                    ),
                ),
                (
                    "amendment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="purchasing.purchaseamendment",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="purchaseamendment",
            constraint=models.UniqueConstraint(fields=("company", "number"), name="purchase_amendment_once"),
        ),
        migrations.AddConstraint(
            model_name="amendmentline",
            constraint=models.UniqueConstraint(fields=("amendment", "position"), name="amendment_line_once"),
        ),
        migrations.AddConstraint(
            model_name="amendmentline",
            constraint=models.CheckConstraint(
                condition=models.Q(("ordered__gte", 0), ("ordered_before__gte", 0), ("price__gte", 0)),
                name="amendment_line_sane",
            ),
        ),
    ]
