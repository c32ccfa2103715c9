"""Goods that left before control over them passed, and when it passes."""

import django.db.models.deletion
import ledgerhouse.foundation.fields
import ledgerhouse.foundation.nodes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0005_seals"),
        ("logistics", "0002_tracking_accounts"),
        ("partners", "0003_customer_groups"),
        ("sites", "0005_aisles_by_index"),
    ]

    operations = [
        migrations.CreateModel(
            name="ControlTerm",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("control", models.CharField(max_length=10, verbose_name="control passes")),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="foundation.company")),
                (
                    "partner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="partners.partner",
                        verbose_name="customer",
                    ),
                ),
            ],
            options={
                "verbose_name": "term of control",
                "constraints": [models.UniqueConstraint(fields=("company", "partner"), name="control_term_once")],
            },
        ),
        migrations.CreateModel(
            name="Dispatch",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("outbound", models.CharField(max_length=60, verbose_name="outbound order")),
                ("movement", models.BigIntegerField()),
                ("line", models.BigIntegerField()),
                ("category", models.CharField(blank=True, max_length=40, verbose_name="category")),
                ("value", ledgerhouse.foundation.fields.AmountField(scale=4, verbose_name="value")),
                ("state", models.CharField(default="dispatched", max_length=12, verbose_name="state")),
                ("left_on", models.DateField(verbose_name="left on")),
                ("delivered_on", models.DateField(null=True, verbose_name="delivered on")),
                ("reversal", models.CharField(blank=True, max_length=60, verbose_name="reversal")),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="foundation.company")),
                (
                    "partner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="partners.partner",
                        verbose_name="customer",
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
                "verbose_name": "dispatched goods",
                "indexes": [models.Index(fields=["company", "outbound"], name="dispatch_outbound")],
                "constraints": [models.UniqueConstraint(fields=("movement", "line", "category"), name="dispatch_once")],
            },
        ),
    ]
