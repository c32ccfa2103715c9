"""What goods were worth at the end of past days; derived from cost lines."""

import django.db.models.deletion
import ledgerhouse.foundation.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("costing", "0004_month_end_and_reversal"),
        ("sites", "0002_outbound_steps"),
    ]

    operations = [
        migrations.CreateModel(
            name="ValueSnapshot",
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
            options={
                "db_table": "costing_valuation",
            },
        ),
        migrations.CreateModel(
            name="ValueSnapshotRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "warehouse_id", "day", "item", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("day", models.DateField()),
                ("company", models.BigIntegerField()),
                ("item", models.BigIntegerField()),
                ("quantity", ledgerhouse.foundation.fields.QuantityField(scale=6)),
                ("value", ledgerhouse.foundation.fields.AmountField(scale=4)),
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
                "db_table": "costing_valuationrow",
            },
        ),
    ]
