import django.db.models.deletion
import ledgerhouse.foundation.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalog", "0001_catalog"),
        ("sites", "0001_sites"),
    ]

    operations = [
        migrations.CreateModel(
            name="CostLayer",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "area", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("area", models.BigIntegerField()),
                ("id", models.BigIntegerField()),
                ("company", models.BigIntegerField()),
                ("pool", models.BigIntegerField()),
                ("quantity", ledgerhouse.foundation.fields.QuantityField(scale=6, verbose_name="quantity")),
                ("value", ledgerhouse.foundation.fields.AmountField(scale=4, verbose_name="value")),
                ("used_up", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [models.Index(fields=["pool", "used_up", "id"], name="cost_layer_open")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gte", 0), ("value__gte", 0)), name="cost_layer_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gt", 0), ("value", 0), _connector="OR"),
                        name="cost_layer_no_residue",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CostLine",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "area", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("area", models.BigIntegerField()),
                ("id", models.BigIntegerField()),
                ("company", models.BigIntegerField()),
                ("movement", models.BigIntegerField()),
                ("entry", models.BigIntegerField()),
                ("line", models.BigIntegerField()),
                ("lot", models.BigIntegerField(default=0)),
                ("quantity", ledgerhouse.foundation.fields.QuantityField(scale=6, verbose_name="quantity")),
                ("value", ledgerhouse.foundation.fields.AmountField(scale=4, verbose_name="value")),
                ("variance", ledgerhouse.foundation.fields.AmountField(default=0, scale=4, verbose_name="variance")),
                ("business_date", models.DateField(verbose_name="business date")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded")),
                (
                    "item",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="catalog.item",
                        verbose_name="item",
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
                    models.Index(fields=["movement", "area"], name="cost_line_movement"),
                    models.Index(fields=["item", "area", "id"], name="cost_line_item"),
                    models.Index(fields=["line", "area"], name="cost_line_paper"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CostPool",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "area", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("area", models.BigIntegerField()),
                ("id", models.BigIntegerField()),
                ("company", models.BigIntegerField()),
                ("lot", models.BigIntegerField(default=0)),
                ("quantity", ledgerhouse.foundation.fields.QuantityField(default=0, scale=6, verbose_name="quantity")),
                ("value", ledgerhouse.foundation.fields.AmountField(default=0, scale=4, verbose_name="value")),
                (
                    "item",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="catalog.item",
                        verbose_name="item",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("area", "item", "lot"), name="cost_pool_once"),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gte", 0), ("value__gte", 0)), name="cost_pool_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gt", 0), ("value", 0), _connector="OR"),
                        name="cost_pool_no_residue",
                    ),
                ],
            },
        ),
    ]
