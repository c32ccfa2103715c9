import django.db.models.deletion
import ledgerhouse.foundation.fields
import ledgerhouse.foundation.nodes
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalog", "0001_catalog"),
        ("foundation", "0001_foundation"),
        ("partners", "0001_partners"),
        ("sites", "0001_sites"),
    ]

    operations = [
        migrations.CreateModel(
            name="PurchaseOrder",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="number")),
                ("state", models.CharField(default="draft", max_length=12, verbose_name="state")),
                ("ordered_on", models.DateField(verbose_name="order date")),
                ("due_on", models.DateField(null=True, verbose_name="due date")),
                ("reference", models.CharField(blank=True, max_length=60, verbose_name="supplier's reference")),
                ("maker", models.BigIntegerField()),
                ("created_at", models.DateTimeField()),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="foundation.company")),
                (
                    "department",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="foundation.department",
                        verbose_name="department",
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
                "verbose_name": "purchase order",
                "indexes": [models.Index(fields=["company", "state", "id"], name="purchase_order_state")],
                "constraints": [models.UniqueConstraint(fields=("company", "number"), name="purchase_order_once")],
            },
        ),
        migrations.CreateModel(
            name="PurchaseLine",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.IntegerField(verbose_name="line")),
                ("ordered", ledgerhouse.foundation.fields.QuantityField(scale=6, verbose_name="ordered")),
                ("received", ledgerhouse.foundation.fields.QuantityField(default=0, scale=6, verbose_name="received")),
                ("price", ledgerhouse.foundation.fields.PriceField(scale=6, verbose_name="price")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="catalog.item", verbose_name="item"
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="purchasing.purchaseorder"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("order", "position"), name="purchase_line_once"),
                    models.CheckConstraint(
                        condition=models.Q(("ordered__gt", 0), ("received__gte", 0), ("price__gte", 0)),
                        name="purchase_line_sane",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ordered__gte", models.F("received"))), name="purchase_not_over_received"
                    ),
                ],
            },
        ),
    ]
