"""What may come more or less than expected, and goods refused at the door."""

import django.db.models.deletion
import django.db.models.expressions
import ledgerhouse.foundation.fields
import ledgerhouse.foundation.nodes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0001_catalog"),
        ("foundation", "0005_seals"),
        ("partners", "0003_customer_groups"),
        ("sites", "0002_outbound_steps"),
        ("warehouse", "0003_foreign_prices"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReceivingRule",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.CharField(max_length=50)),
                (
                    "over_percent",
                    ledgerhouse.foundation.fields.QuantityField(null=True, scale=6, verbose_name="over (%)"),
                ),
                (
                    "under_percent",
                    ledgerhouse.foundation.fields.QuantityField(null=True, scale=6, verbose_name="under (%)"),
                ),
                ("life_days", models.IntegerField(null=True, verbose_name="least days of life left")),
                (
                    "life_percent",
                    ledgerhouse.foundation.fields.QuantityField(null=True, scale=6, verbose_name="least life left (%)"),
                ),
            ],
            options={
                "verbose_name": "receiving rule",
            },
        ),
        migrations.CreateModel(
            name="RefusedGoods",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("receipt", models.CharField(blank=True, max_length=60, verbose_name="receipt")),
                ("quantity", ledgerhouse.foundation.fields.QuantityField(scale=6, verbose_name="quantity")),
                ("reason", models.CharField(max_length=12, verbose_name="reason")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                ("refused_on", models.DateField(verbose_name="refused on")),
                ("refused_by", models.BigIntegerField()),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "refused goods",
            },
        ),
        migrations.RemoveConstraint(
            model_name="inboundline",
            name="inbound_not_over_received",
        ),
        migrations.AddField(
            model_name="inboundline",
            name="excess",
            field=ledgerhouse.foundation.fields.QuantityField(db_default=0, scale=6, verbose_name="accepted beyond"),
        ),
        migrations.AddField(
            model_name="inboundline",
            name="short",
            field=ledgerhouse.foundation.fields.QuantityField(db_default=0, scale=6, verbose_name="will not come"),
        ),
        migrations.AddConstraint(
            model_name="inboundline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "expected__gte",
                        django.db.models.expressions.CombinedExpression(models.F("received"), "-", models.F("excess")),
                    )
                ),
                name="inbound_not_over_received",
            ),
        ),
        migrations.AddField(
            model_name="receivingrule",
            name="company",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="foundation.company"
            ),
        ),
        migrations.AddField(
            model_name="receivingrule",
            name="item",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, to="catalog.item", verbose_name="item"
            ),
        ),
        migrations.AddField(
            model_name="receivingrule",
            name="supplier",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, to="partners.partner", verbose_name="supplier"
            ),
        ),
        migrations.AddField(
            model_name="refusedgoods",
            name="company",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="foundation.company"
            ),
        ),
        migrations.AddField(
            model_name="refusedgoods",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="catalog.item", verbose_name="item"
            ),
        ),
        migrations.AddField(
            model_name="refusedgoods",
            name="line",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="refusals", to="warehouse.inboundline"
            ),
        ),
        migrations.AddField(
            model_name="refusedgoods",
            name="warehouse",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="sites.warehouse", verbose_name="warehouse"
            ),
        ),
        migrations.AddConstraint(
            model_name="receivingrule",
            constraint=models.UniqueConstraint(fields=("company", "key"), name="receiving_rule_once"),
        ),
        migrations.AddIndex(
            model_name="refusedgoods",
            index=models.Index(fields=["company", "refused_on"], name="refused_goods_day"),
        ),
        migrations.AddConstraint(
            model_name="refusedgoods",
            constraint=models.CheckConstraint(condition=models.Q(("quantity__gt", 0)), name="refused_above_zero"),
        ),
    ]
