"""Sales price lists; currency, discounts and taxes of orders, with the amounts of the lines that are there."""

from typing import Any

import django.db.models.deletion
import ledgerhouse.foundation.fields
import ledgerhouse.foundation.nodes
from django.db import migrations, models

from ledgerhouse.kernel import exact

OWN_CURRENCY = "update sales_salesorder set currency = (select c.currency from foundation_company c where c.id = sales_salesorder.company_id)"
AS_WRITTEN = "update sales_salesline set quantity = ordered, list_price = price"
LINES = (
    "select l.id, l.ordered, l.price, c.currency_places from sales_salesline l join sales_salesorder o on o.id = l.order_id "
    "join foundation_company c on c.id = o.company_id"
)


def amounts(apps: Any, editor: Any) -> None:
    """What the lines come to, rounded as the house rounds."""
    del apps
    with editor.connection.cursor() as cursor:
        cursor.execute(LINES)
        known = cursor.fetchall()
        data = [(exact.extend(ordered, price, places), line) for line, ordered, price, places in known]
        if data:
            cursor.executemany("update sales_salesline set amount = %s where id = %s", data)


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0001_catalog"),
        ("foundation", "0005_seals"),
        ("partners", "0003_customer_groups"),
        ("sales", "0003_red_returns"),
    ]

    operations = [
        migrations.AddField(
            model_name="salesline",
            name="amount",
            field=ledgerhouse.foundation.fields.AmountField(default=0, scale=4, verbose_name="amount"),
        ),
        migrations.AddField(
            model_name="salesline",
            name="discount",
            field=ledgerhouse.foundation.fields.PercentField(default=0, scale=4, verbose_name="discount (%)"),
        ),
        migrations.AddField(
            model_name="salesline",
            name="list_price",
            field=ledgerhouse.foundation.fields.PriceField(default=0, scale=6, verbose_name="list price"),
        ),
        migrations.AddField(
            model_name="salesline",
            name="quantity",
            field=ledgerhouse.foundation.fields.QuantityField(default=0, scale=6, verbose_name="quantity"),
        ),
        migrations.AddField(
            model_name="salesline",
            name="tax",
            field=ledgerhouse.foundation.fields.AmountField(default=0, scale=4, verbose_name="tax"),
        ),
        migrations.AddField(
            model_name="salesline",
            name="tax_rate",
            field=ledgerhouse.foundation.fields.PercentField(default=0, scale=4, verbose_name="tax rate (%)"),
        ),
        migrations.AddField(
            model_name="salesline",
            name="taxed",
            field=models.SmallIntegerField(default=0, verbose_name="price with tax"),
        ),
        migrations.AddField(
            model_name="salesline",
            name="unit",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="catalog.unit",
                verbose_name="unit",
            ),
        ),
        migrations.AddField(
            model_name="salesorder",
            name="currency",
            field=models.CharField(default="", max_length=3, verbose_name="currency"),
        ),
        migrations.AddField(
            model_name="salesorder",
            name="deduction",
            field=ledgerhouse.foundation.fields.AmountField(default=0, scale=4, verbose_name="deduction"),
        ),
        migrations.AddField(
            model_name="salesorder",
            name="discount",
            field=ledgerhouse.foundation.fields.PercentField(default=0, scale=4, verbose_name="discount (%)"),
        ),
        migrations.CreateModel(
            name="SalesPrice",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("whom", models.BigIntegerField(default=0)),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                (
                    "from_quantity",
                    ledgerhouse.foundation.fields.QuantityField(default=0, scale=6, verbose_name="from quantity"),
                ),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("valid_until", models.DateField(null=True, verbose_name="valid until")),
                ("price", ledgerhouse.foundation.fields.PriceField(scale=6, verbose_name="price")),
                ("taxed", models.BooleanField(default=False, verbose_name="price with tax")),
                (
                    "tax_rate",
                    ledgerhouse.foundation.fields.PercentField(null=True, scale=4, verbose_name="tax rate (%)"),
                ),
                (
                    "company",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="foundation.company"
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="partners.partner",
                        verbose_name="customer",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="partners.customergroup",
                        verbose_name="customer group",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="catalog.item", verbose_name="item"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="catalog.unit", verbose_name="unit"
                    ),
                ),
            ],
            options={
                "verbose_name": "sales price",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("company", "whom", "item", "currency", "unit", "valid_from", "from_quantity"),
                        name="sales_price_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("from_quantity__gte", 0), ("price__gte", 0)), name="sales_price_sane"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until", None), ("valid_until__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="sales_price_days_fit",
                    ),
                ],
            },
        ),
        migrations.RunSQL(OWN_CURRENCY, migrations.RunSQL.noop),
        migrations.RunSQL(AS_WRITTEN, migrations.RunSQL.noop),
        migrations.RunPython(amounts, migrations.RunPython.noop),
    ]
