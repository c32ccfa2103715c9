"""Parcels with contents, expected weight and SSCC."""

import django.db.models.deletion
import ledgerhouse.foundation.fields
import ledgerhouse.foundation.nodes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("warehouse", "0018_life_left_per_line"),
    ]

    operations = [
        migrations.AddField(
            model_name="parcel",
            name="expected_g",
            field=models.BigIntegerField(db_default=0, verbose_name="expected weight (g)"),
        ),
        migrations.AddField(
            model_name="parcel",
            name="overruled",
            field=models.CharField(blank=True, db_default="", max_length=200, verbose_name="weight accepted because"),
        ),
        migrations.AddField(
            model_name="parcel",
            name="sscc",
            field=models.CharField(blank=True, db_default="", max_length=18, verbose_name="SSCC"),
        ),
        migrations.CreateModel(
            name="ParcelLine",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("quantity", ledgerhouse.foundation.fields.QuantityField(scale=6, verbose_name="quantity")),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="warehouse.outboundline"
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="warehouse.parcel"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("paper", "line"), name="parcel_line_once"),
                    models.CheckConstraint(condition=models.Q(("quantity__gt", 0)), name="parcel_line_sane"),
                ],
            },
        ),
    ]
