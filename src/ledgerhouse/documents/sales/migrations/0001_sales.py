import django.db.models.deletion
import django.db.models.expressions
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
            name="SalesOrder",
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
                ("due_on", models.DateField(null=True, verbose_name="promised date")),
                ("reference", models.CharField(blank=True, max_length=60, verbose_name="customer's reference")),
                ("maker", models.BigIntegerField()),
                ("created_at", models.DateTimeField()),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="foundation.company")),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="partners.partner", verbose_name="customer"
                    ),
                ),
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
                    "warehouse",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="sites.warehouse", verbose_name="warehouse"
                    ),
                ),
            ],
            options={
                "verbose_name": "sales order",
                "indexes": [
                    models.Index(fields=["company", "state", "id"], name="sales_order_state"),
                    models.Index(fields=["company", "reference"], name="sales_order_reference"),
                ],
                "constraints": [models.UniqueConstraint(fields=("company", "number"), name="sales_order_once")],
            },
        ),
        migrations.CreateModel(
            name="SalesLine",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.IntegerField(verbose_name="line")),
                ("ordered", ledgerhouse.foundation.fields.QuantityField(scale=6, verbose_name="ordered")),
                ("shipped", ledgerhouse.foundation.fields.QuantityField(default=0, scale=6, verbose_name="shipped")),
                ("cut", ledgerhouse.foundation.fields.QuantityField(default=0, scale=6, verbose_name="cut")),
                ("returned", ledgerhouse.foundation.fields.QuantityField(default=0, scale=6, verbose_name="returned")),
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="sales.salesorder"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("order", "position"), name="sales_line_once"),
                    models.CheckConstraint(
                        condition=models.Q(("ordered__gt", 0), ("shipped__gte", 0), ("cut__gte", 0)),
                        name="sales_line_sane",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "ordered__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("shipped"), "+", models.F("cut")
                                ),
                            )
                        ),
                        name="sales_not_over_shipped",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("returned__gte", 0), ("shipped__gte", models.F("returned"))),
                        name="sales_not_over_returned",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomerReturn",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="number")),
                ("state", models.CharField(default="received", max_length=12, verbose_name="state")),
                ("returned_on", models.DateField(verbose_name="returned on")),
                ("reason", models.CharField(blank=True, max_length=100, verbose_name="reason")),
                ("reference", models.CharField(blank=True, max_length=60, verbose_name="customer's reference")),
                ("created_at", models.DateTimeField()),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="foundation.company")),
                (
                    "warehouse",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="sites.warehouse", verbose_name="warehouse"
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="sales.salesorder", verbose_name="sales order"
                    ),
                ),
            ],
            options={
                "verbose_name": "customer return",
                "constraints": [models.UniqueConstraint(fields=("company", "number"), name="customer_return_once")],
            },
        ),
        migrations.CreateModel(
            name="ReturnLine",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.IntegerField(verbose_name="line")),
                ("quantity", ledgerhouse.foundation.fields.QuantityField(scale=6, verbose_name="quantity")),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="sales.customerreturn"
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="returns", to="sales.salesline"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("paper", "position"), name="return_line_once"),
                    models.CheckConstraint(condition=models.Q(("quantity__gt", 0)), name="return_line_sane"),
                ],
            },
        ),
    ]
