"""What was received and not invoiced, receipt by receipt."""

import django.db.models.deletion
import ledgerhouse.foundation.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0001_catalog"),
        ("costing", "0006_method_changes"),
        ("partners", "0003_customer_groups"),
        ("sites", "0002_outbound_steps"),
    ]

    operations = [
        migrations.CreateModel(
            name="Estimate",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "warehouse_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("id", models.BigIntegerField()),
                ("company", models.BigIntegerField()),
                ("receipt", models.BigIntegerField()),
                ("movement", models.BigIntegerField()),
                ("event", models.CharField(max_length=40, verbose_name="event")),
                ("paper", models.CharField(max_length=40, verbose_name="document type")),
                ("number", models.CharField(max_length=60, verbose_name="document")),
                ("line", models.BigIntegerField(default=0)),
                ("quantity", ledgerhouse.foundation.fields.QuantityField(scale=6, verbose_name="quantity")),
                ("value", ledgerhouse.foundation.fields.AmountField(scale=4, verbose_name="value")),
                ("back", ledgerhouse.foundation.fields.QuantityField(default=0, scale=6, verbose_name="returned")),
                (
                    "back_value",
                    ledgerhouse.foundation.fields.AmountField(default=0, scale=4, verbose_name="value returned"),
                ),
                ("invoiced", ledgerhouse.foundation.fields.QuantityField(default=0, scale=6, verbose_name="invoiced")),
                (
                    "invoiced_value",
                    ledgerhouse.foundation.fields.AmountField(default=0, scale=4, verbose_name="value invoiced"),
                ),
                ("settled", models.BooleanField(default=False)),
                ("business_date", models.DateField(verbose_name="business date")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded")),
                (
                    "item",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="catalog.item",
                        verbose_name="item",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="partners.partner",
                        verbose_name="supplier",
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
                    models.Index(fields=["company", "settled", "id"], name="cost_estimate_open"),
                    models.Index(fields=["line", "warehouse"], name="cost_estimate_line"),
                ],
            },
        ),
    ]
