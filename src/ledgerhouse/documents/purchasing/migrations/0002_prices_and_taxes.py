"""Price lists and terms of suppliers; currency and tax of orders."""

import django.db.models.deletion
import ledgerhouse.foundation.fields
import ledgerhouse.foundation.nodes
from django.db import migrations, models

OWN_CURRENCY = (
    "update purchasing_purchaseorder set currency = "
    "(select c.currency from foundation_company c where c.id = purchasing_purchaseorder.company_id)"
)


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0001_catalog"),
        ("foundation", "0005_seals"),
        ("partners", "0003_customer_groups"),
        ("purchasing", "0001_purchasing"),
    ]

    operations = [
        migrations.CreateModel(
            name="SupplierItem",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("supplier_code", models.CharField(blank=True, max_length=60, verbose_name="supplier's item code")),
                (
                    "least",
                    ledgerhouse.foundation.fields.QuantityField(
                        default=0, scale=6, verbose_name="minimum order quantity"
                    ),
                ),
                (
                    "multiple",
                    ledgerhouse.foundation.fields.QuantityField(default=0, scale=6, verbose_name="order multiple"),
                ),
                ("lead_days", models.IntegerField(default=0, verbose_name="lead time in days")),
            ],
            options={
                "verbose_name": "supplier item",
            },
        ),
        migrations.CreateModel(
            name="SupplierPrice",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                (
                    "from_quantity",
                    ledgerhouse.foundation.fields.QuantityField(default=0, scale=6, verbose_name="from quantity"),
                ),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("valid_until", models.DateField(null=True, verbose_name="valid until")),
                ("price", ledgerhouse.foundation.fields.PriceField(scale=6, verbose_name="price")),
                (
                    "tax_rate",
                    ledgerhouse.foundation.fields.PercentField(null=True, scale=4, verbose_name="tax rate (%)"),
                ),
            ],
            options={
                "verbose_name": "supplier price",
            },
        ),
        migrations.RemoveConstraint(
            model_name="purchaseline",
            name="purchase_line_sane",
        ),
        migrations.AddField(
            model_name="purchaseline",
            name="tax_rate",
            field=ledgerhouse.foundation.fields.PercentField(default=0, scale=4, verbose_name="tax rate (%)"),
        ),
        migrations.AddField(
            model_name="purchaseorder",
            name="currency",
            field=models.CharField(default="", max_length=3, verbose_name="currency"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="purchaseorder",
            name="version",
            field=models.IntegerField(default=1, verbose_name="version"),
        ),
        migrations.AddConstraint(
            model_name="purchaseline",
            constraint=models.CheckConstraint(
                condition=models.Q(("ordered__gte", 0), ("received__gte", 0), ("price__gte", 0)),
                name="purchase_line_sane",
            ),
        ),
        migrations.AddField(
            model_name="supplieritem",
            name="company",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, to="foundation.company"
            ),
        ),
        migrations.AddField(
            model_name="supplieritem",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="catalog.item", verbose_name="item"
            ),
        ),
        migrations.AddField(
            model_name="supplieritem",
            name="supplier",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                to="partners.partner",
                verbose_name="supplier",
            ),
        ),
        migrations.AddField(
            model_name="supplierprice",
            name="company",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, to="foundation.company"
            ),
        ),
        migrations.AddField(
            model_name="supplierprice",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="catalog.item", verbose_name="item"
            ),
        ),
        migrations.AddField(
            model_name="supplierprice",
            name="supplier",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                to="partners.partner",
                verbose_name="supplier",
            ),
        ),
        migrations.AddField(
            model_name="supplierprice",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="catalog.unit", verbose_name="unit"
            ),
        ),
        migrations.AddIndex(
            model_name="supplieritem",
            index=models.Index(fields=["company", "supplier_code"], name="supplier_item_code"),
        ),
        migrations.AddConstraint(
            model_name="supplieritem",
            constraint=models.UniqueConstraint(fields=("supplier", "item"), name="supplier_item_once"),
        ),
        migrations.AddConstraint(
            model_name="supplieritem",
            constraint=models.CheckConstraint(
                condition=models.Q(("lead_days__gte", 0), ("least__gte", 0), ("multiple__gte", 0)),
                name="supplier_item_sane",
            ),
        ),
        migrations.AddConstraint(
            model_name="supplierprice",
            constraint=models.UniqueConstraint(
                fields=("supplier", "item", "currency", "unit", "valid_from", "from_quantity"),
                name="supplier_price_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="supplierprice",
            constraint=models.CheckConstraint(
                condition=models.Q(("from_quantity__gte", 0), ("price__gte", 0)), name="supplier_price_sane"
            ),
        ),
        migrations.AddConstraint(
            model_name="supplierprice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_until", None), ("valid_until__gte", models.F("valid_from")), _connector="OR"
                ),
                name="supplier_price_days_fit",
            ),
        ),
        migrations.RunSQL(OWN_CURRENCY, migrations.RunSQL.noop),
    ]
