"""Returns to suppliers, and claims on them."""

import django.db.models.deletion
import ledgerhouse.foundation.fields
import ledgerhouse.foundation.nodes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0001_catalog"),
        ("foundation", "0005_seals"),
        ("partners", "0003_customer_groups"),
        ("purchasing", "0004_accepted_beyond"),
        ("sites", "0002_outbound_steps"),
    ]

    operations = [
        migrations.CreateModel(
            name="SupplierReturn",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="number")),
                ("state", models.CharField(default="draft", max_length=12, verbose_name="state")),
                ("wants", models.CharField(max_length=12, verbose_name="wanted")),
                ("reason", models.CharField(max_length=100, verbose_name="reason")),
                ("reference", models.CharField(blank=True, max_length=60, verbose_name="supplier's reference")),
                ("maker", models.BigIntegerField()),
                ("created_at", models.DateTimeField()),
                ("sent_on", models.DateField(null=True, verbose_name="sent on")),
                (
                    "company",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="foundation.company"
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
                "verbose_name": "return to supplier",
            },
        ),
        migrations.CreateModel(
            name="SupplierReturnLine",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.IntegerField(verbose_name="line")),
                ("receipt", models.CharField(max_length=60, verbose_name="receipt")),
                ("receipt_line", models.IntegerField(verbose_name="receipt line")),
                ("lot", models.BigIntegerField(default=0)),
                ("quantity", ledgerhouse.foundation.fields.QuantityField(scale=6, verbose_name="quantity")),
                ("status", models.SmallIntegerField(default=1, verbose_name="stock status")),
                ("serials", models.JSONField(default=list)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="catalog.item", verbose_name="item"
                    ),
                ),
                (
                    "location",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="sites.location", verbose_name="location"
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="purchasing.supplierreturn",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SupplierClaim",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="number")),
                ("state", models.CharField(default="raised", max_length=12, verbose_name="state")),
                ("about_kind", models.CharField(max_length=40)),
                ("about", models.CharField(max_length=60, verbose_name="about")),
                ("amount", ledgerhouse.foundation.fields.AmountField(scale=4, verbose_name="amount")),
                ("agreed", ledgerhouse.foundation.fields.AmountField(default=0, scale=4, verbose_name="agreed amount")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                ("answer", models.CharField(blank=True, max_length=200, verbose_name="supplier's answer")),
                ("settled_by", models.CharField(blank=True, max_length=60, verbose_name="settled by")),
                ("raised_on", models.DateField(verbose_name="raised on")),
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
                "verbose_name": "supplier claim",
                "indexes": [models.Index(fields=["company", "state", "id"], name="supplier_claim_state")],
                "constraints": [
                    models.UniqueConstraint(fields=("company", "number"), name="supplier_claim_once"),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0), ("agreed__gte", 0)), name="supplier_claim_sane"
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="supplierreturn",
            index=models.Index(fields=["company", "state", "id"], name="supplier_return_state"),
        ),
        migrations.AddConstraint(
            model_name="supplierreturn",
            constraint=models.UniqueConstraint(fields=("company", "number"), name="supplier_return_once"),
        ),
        migrations.AddIndex(
            model_name="supplierreturnline",
            index=models.Index(fields=["receipt"], name="supplier_return_receipt"),
        ),
        migrations.AddConstraint(
            model_name="supplierreturnline",
            constraint=models.UniqueConstraint(fields=("paper", "position"), name="supplier_return_line_once"),
        ),
        migrations.AddConstraint(
            model_name="supplierreturnline",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gt", 0)), name="supplier_return_line_sane"
            ),
        ),
    ]
