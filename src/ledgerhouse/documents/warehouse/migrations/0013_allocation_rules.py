"""Rules of allocation; what lines of outbound orders lack, the lot they want, and how their stock was chosen."""

import django.db.models.deletion
from django.db import migrations, models

import ledgerhouse.foundation.fields
import ledgerhouse.foundation.nodes

PROTECT = django.db.models.deletion.PROTECT


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0001_catalog"),
        ("partners", "0001_partners"),
        ("sites", "0005_aisles_by_index"),
        ("warehouse", "0012_docks"),
    ]

    operations = [
        migrations.AddField(
            model_name="outboundline",
            name="missing",
            field=ledgerhouse.foundation.fields.QuantityField(db_default=0, verbose_name="missing"),
        ),
        migrations.AddField(
            model_name="outboundline",
            name="fixed_lot",
            field=models.BigIntegerField(db_default=0, verbose_name="fixed lot"),
        ),
        migrations.AddField(
            model_name="outboundline",
            name="chosen",
            field=models.CharField(blank=True, db_default="", max_length=120, verbose_name="how it was chosen"),
        ),
        migrations.CreateModel(
            name="AllocationRule",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.IntegerField(verbose_name="line")),
                ("strategy", models.CharField(max_length=40, verbose_name="strategy")),
                ("zones", models.CharField(blank=True, max_length=200, verbose_name="zones first")),
                ("whole", models.BooleanField(default=False, verbose_name="whole packs first")),
                (
                    "scarce",
                    models.CharField(default="priority", max_length=10, verbose_name="when stock is scarce"),
                ),
                (
                    "category",
                    models.ForeignKey(
                        null=True, on_delete=PROTECT, related_name="+", to="catalog.category", verbose_name="category"
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to="foundation.company"),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        null=True, on_delete=PROTECT, related_name="+", to="partners.partner", verbose_name="customer"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        null=True, on_delete=PROTECT, related_name="+", to="catalog.item", verbose_name="item"
                    ),
                ),
                (
                    "warehouse",
                    models.ForeignKey(
                        on_delete=PROTECT, related_name="+", to="sites.warehouse", verbose_name="warehouse"
                    ),
                ),
            ],
            options={
                "verbose_name": "allocation rule",
                "constraints": [models.UniqueConstraint(fields=("warehouse", "position"), name="allocation_rule_once")],
            },
        ),
    ]
