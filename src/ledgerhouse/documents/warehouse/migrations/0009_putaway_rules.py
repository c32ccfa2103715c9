"""Putaway rules and hazard rules; tasks remember why goods were put elsewhere."""

import django.db.models.deletion
import ledgerhouse.foundation.nodes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0001_catalog"),
        ("foundation", "0005_seals"),
        ("sites", "0003_book_in"),
        ("warehouse", "0008_write_offs"),
    ]

    operations = [
        migrations.AddField(
            model_name="task",
            name="overruled",
            field=models.CharField(blank=True, db_default="", max_length=200, verbose_name="put elsewhere because"),
        ),
        migrations.CreateModel(
            name="HazardRule",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("first", models.CharField(max_length=20, verbose_name="hazard class")),
                ("second", models.CharField(max_length=20, verbose_name="other hazard class")),
                ("within", models.CharField(max_length=10, verbose_name="not in one")),
                (
                    "company",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="foundation.company",
                    ),
                ),
            ],
            options={
                "verbose_name": "hazard rule",
                "constraints": [
                    models.UniqueConstraint(fields=("company", "first", "second"), name="hazard_rule_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="PutawayRule",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.IntegerField(verbose_name="line")),
                ("strategy", models.CharField(max_length=40, verbose_name="strategy")),
                ("abc", models.CharField(blank=True, max_length=1, verbose_name="ABC class")),
                (
                    "category",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.category",
                        verbose_name="category",
                    ),
                ),
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
                    "item",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.item",
                        verbose_name="item",
                    ),
                ),
                (
                    "location",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sites.location",
                        verbose_name="location",
                    ),
                ),
                (
                    "warehouse",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sites.warehouse",
                        verbose_name="warehouse",
                    ),
                ),
                (
                    "zone",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sites.zone",
                        verbose_name="zone",
                    ),
                ),
            ],
            options={
                "verbose_name": "putaway rule",
                "constraints": [models.UniqueConstraint(fields=("warehouse", "position"), name="putaway_rule_once")],
            },
        ),
    ]
