"""Amounts put on receipts for freight, duty or insurance, as papers."""

import django.db.models.deletion
import ledgerhouse.foundation.fields
import ledgerhouse.foundation.nodes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0005_seals"),
        ("partners", "0003_customer_groups"),
        ("purchasing", "0005_returns_and_claims"),
        ("sites", "0002_outbound_steps"),
    ]

    operations = [
        migrations.CreateModel(
            name="LandedCost",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="number")),
                ("state", models.CharField(default="added", max_length=12, verbose_name="state")),
                ("bill", models.CharField(blank=True, max_length=60, verbose_name="bill")),
                ("basis", models.CharField(max_length=12, verbose_name="shared by")),
                ("amount", ledgerhouse.foundation.fields.AmountField(scale=4, verbose_name="amount")),
                ("tax", ledgerhouse.foundation.fields.AmountField(default=0, scale=4, verbose_name="tax")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                ("added_on", models.DateField(verbose_name="added on")),
                ("maker", models.BigIntegerField()),
                ("created_at", models.DateTimeField()),
                (
                    "company",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="foundation.company"
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
                "verbose_name": "landed cost",
                "indexes": [models.Index(fields=["company", "bill"], name="landed_cost_bill")],
                "constraints": [
                    models.UniqueConstraint(fields=("company", "number"), name="landed_cost_once"),
                    models.CheckConstraint(condition=models.Q(("amount", 0), _negated=True), name="landed_cost_sane"),
                ],
            },
        ),
    ]
