"""Pallets, cartons and totes with numbers of their own."""

import django.db.models.deletion
import ledgerhouse.foundation.nodes
import ledgerhouse.masterdata.sites.words
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0005_seals"),
        ("sites", "0003_book_in"),
    ]

    operations = [
        migrations.CreateModel(
            name="HandlingUnit",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=60, verbose_name="handling unit")),
                (
                    "kind",
                    models.CharField(
                        default=ledgerhouse.masterdata.sites.words.UnitKind["PALLET"],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "company",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="foundation.company",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="sites.handlingunit",
                        verbose_name="stands in",
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
                "verbose_name": "handling unit",
                "constraints": [models.UniqueConstraint(fields=("company", "code"), name="handling_unit_once")],
            },
        ),
    ]
