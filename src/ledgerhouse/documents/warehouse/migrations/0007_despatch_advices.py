"""What suppliers announce, unit by unit."""

import django.db.models.deletion
import ledgerhouse.foundation.fields
import ledgerhouse.foundation.nodes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0005_seals"),
        ("partners", "0003_customer_groups"),
        ("sites", "0004_handling_units"),
        ("warehouse", "0006_booked"),
    ]

    operations = [
        migrations.AddField(
            model_name="inboundline",
            name="announced",
            field=ledgerhouse.foundation.fields.QuantityField(db_default=0, scale=6, verbose_name="announced"),
        ),
        migrations.CreateModel(
            name="DespatchAdvice",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="number")),
                ("state", models.CharField(default="announced", max_length=12, verbose_name="state")),
                ("reference", models.CharField(max_length=60, verbose_name="supplier's reference")),
                ("due_on", models.DateField(null=True, verbose_name="expected on")),
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
                    "supplier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="partners.partner", verbose_name="supplier"
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
                "verbose_name": "despatch advice",
            },
        ),
        migrations.CreateModel(
            name="AdviceUnit",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(db_index=True, max_length=60, verbose_name="handling unit")),
                ("parent", models.CharField(blank=True, max_length=60, verbose_name="stands in")),
                ("kind", models.CharField(max_length=10, verbose_name="kind")),
                ("receipt", models.CharField(db_default="", max_length=60, verbose_name="receipt")),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="units", to="warehouse.despatchadvice"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AdviceLine",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.IntegerField(verbose_name="line")),
                ("unit", models.CharField(blank=True, max_length=60, verbose_name="handling unit")),
                ("quantity", ledgerhouse.foundation.fields.QuantityField(scale=6, verbose_name="quantity")),
                ("lot", models.CharField(blank=True, max_length=60, verbose_name="lot")),
                ("made_on", models.DateField(null=True, verbose_name="made on")),
                ("expires_on", models.DateField(null=True, verbose_name="expires on")),
                ("serials", models.JSONField(default=list, verbose_name="serial numbers")),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="advices", to="warehouse.inboundline"
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="warehouse.despatchadvice"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="despatchadvice",
            index=models.Index(fields=["warehouse", "state"], name="despatch_advice_state"),
        ),
        migrations.AddConstraint(
            model_name="despatchadvice",
            constraint=models.UniqueConstraint(fields=("company", "number"), name="despatch_advice_once"),
        ),
        migrations.AddConstraint(
            model_name="despatchadvice",
            constraint=models.UniqueConstraint(
                fields=("company", "supplier", "reference"), name="despatch_advice_reference"
            ),
        ),
        migrations.AddConstraint(
            model_name="adviceunit",
            constraint=models.UniqueConstraint(fields=("paper", "code"), name="advice_unit_once"),
        ),
        migrations.AddConstraint(
            model_name="adviceline",
            constraint=models.UniqueConstraint(fields=("paper", "position"), name="advice_line_once"),
        ),
        migrations.AddConstraint(
            model_name="adviceline",
            constraint=models.CheckConstraint(condition=models.Q(("quantity__gt", 0)), name="advice_line_above_zero"),
        ),
    ]
