"""Requisitions, requests for quotation, and blanket agreements."""

import django.db.models.deletion
import ledgerhouse.foundation.fields
import ledgerhouse.foundation.nodes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0001_catalog"),
        ("foundation", "0005_seals"),
        ("partners", "0003_customer_groups"),
        ("purchasing", "0006_landed_costs"),
        ("sites", "0002_outbound_steps"),
    ]

    operations = [
        migrations.CreateModel(
            name="AgreementLine",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.IntegerField(verbose_name="line")),
                (
                    "quantity",
                    ledgerhouse.foundation.fields.QuantityField(default=0, scale=6, verbose_name="agreed quantity"),
                ),
                ("price", ledgerhouse.foundation.fields.PriceField(scale=6, verbose_name="price")),
                (
                    "tax_rate",
                    ledgerhouse.foundation.fields.PercentField(default=0, scale=4, verbose_name="tax rate (%)"),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="catalog.item", verbose_name="item"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="purchaseline",
            name="agreement_line",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="orders",
                to="purchasing.agreementline",
            ),
        ),
        migrations.CreateModel(
            name="BlanketAgreement",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="number")),
                ("state", models.CharField(default="draft", max_length=12, verbose_name="state")),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("valid_until", models.DateField(verbose_name="valid until")),
                ("amount", ledgerhouse.foundation.fields.AmountField(default=0, scale=4, verbose_name="amount agreed")),
                ("reference", models.CharField(blank=True, max_length=60, verbose_name="supplier's reference")),
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
            ],
            options={
                "verbose_name": "blanket agreement",
            },
        ),
        migrations.AddField(
            model_name="agreementline",
            name="agreement",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="lines",
                to="purchasing.blanketagreement",
            ),
        ),
        migrations.CreateModel(
            name="Requisition",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="number")),
                ("state", models.CharField(default="draft", max_length=12, verbose_name="state")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                ("maker", models.BigIntegerField()),
                ("created_at", models.DateTimeField(verbose_name="written")),
                ("judged_by", models.BigIntegerField(default=0)),
                ("judged_at", models.DateTimeField(null=True, verbose_name="decided")),
                ("answer", models.CharField(blank=True, max_length=200, verbose_name="answer")),
                (
                    "company",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="foundation.company"
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
                "verbose_name": "requisition",
            },
        ),
        migrations.CreateModel(
            name="RequisitionLine",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.IntegerField(verbose_name="line")),
                ("quantity", ledgerhouse.foundation.fields.QuantityField(scale=6, verbose_name="wanted")),
                ("ordered", ledgerhouse.foundation.fields.QuantityField(default=0, scale=6, verbose_name="ordered")),
                ("wanted_on", models.DateField(null=True, verbose_name="wanted on")),
                ("price", ledgerhouse.foundation.fields.PriceField(default=0, scale=6, verbose_name="estimated price")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="catalog.item", verbose_name="item"
                    ),
                ),
                (
                    "requisition",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="purchasing.requisition",
                    ),
                ),
                (
                    "supplier",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="partners.partner",
                        verbose_name="supplier",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Rfq",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="number")),
                ("state", models.CharField(default="open", max_length=12, verbose_name="state")),
                ("answer_by", models.DateField(null=True, verbose_name="answer by")),
                ("maker", models.BigIntegerField()),
                ("created_at", models.DateTimeField(verbose_name="written")),
                (
                    "company",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="foundation.company"
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
                "verbose_name": "request for quotation",
            },
        ),
        migrations.CreateModel(
            name="Quotation",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("state", models.CharField(default="asked", max_length=12, verbose_name="state")),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                ("valid_until", models.DateField(null=True, verbose_name="valid until")),
                ("reference", models.CharField(blank=True, max_length=60, verbose_name="supplier's reference")),
                ("entered_by", models.BigIntegerField(default=0)),
                ("entered_at", models.DateTimeField(null=True, verbose_name="entered")),
                (
                    "supplier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="partners.partner", verbose_name="supplier"
                    ),
                ),
                (
                    "rfq",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="quotations",
                        to="purchasing.rfq",
                    ),
                ),
            ],
            options={
                "verbose_name": "quotation",
            },
        ),
        migrations.CreateModel(
            name="RfqLine",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.IntegerField(verbose_name="line")),
                ("quantity", ledgerhouse.foundation.fields.QuantityField(scale=6, verbose_name="quantity")),
                ("wanted_on", models.DateField(null=True, verbose_name="wanted on")),
                ("request", models.BigIntegerField(default=0)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="catalog.item", verbose_name="item"
                    ),
                ),
                (
                    "rfq",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="purchasing.rfq",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="QuotationLine",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("price", ledgerhouse.foundation.fields.PriceField(scale=6, verbose_name="price")),
                (
                    "tax_rate",
                    ledgerhouse.foundation.fields.PercentField(null=True, scale=4, verbose_name="tax rate (%)"),
                ),
                (
                    "least",
                    ledgerhouse.foundation.fields.QuantityField(
                        default=0, scale=6, verbose_name="minimum order quantity"
                    ),
                ),
                ("lead_days", models.IntegerField(default=0, verbose_name="lead time in days")),
                (
                    "quotation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="purchasing.quotation",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="quotes",
                        to="purchasing.rfqline",
                        verbose_name="line",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="blanketagreement",
            constraint=models.UniqueConstraint(fields=("company", "number"), name="blanket_agreement_once"),
        ),
        migrations.AddConstraint(
            model_name="blanketagreement",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gte", 0), ("valid_until__gte", models.F("valid_from"))),
                name="blanket_agreement_sane",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementline",
            constraint=models.UniqueConstraint(fields=("agreement", "position"), name="agreement_line_once"),
        ),
        migrations.AddConstraint(
            model_name="agreementline",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gte", 0), ("price__gte", 0)), name="agreement_line_sane"
            ),
        ),
        migrations.AddIndex(
            model_name="requisition",
            index=models.Index(fields=["company", "state", "id"], name="requisition_state"),
        ),
        migrations.AddConstraint(
            model_name="requisition",
            constraint=models.UniqueConstraint(fields=("company", "number"), name="requisition_once"),
        ),
        migrations.AddConstraint(
            model_name="requisitionline",
            constraint=models.UniqueConstraint(fields=("requisition", "position"), name="requisition_line_once"),
        ),
        migrations.AddConstraint(
            model_name="requisitionline",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gt", 0), ("ordered__gte", 0), ("price__gte", 0)),
                name="requisition_line_sane",
            ),
        ),
        migrations.AddConstraint(
            model_name="rfq",
            constraint=models.UniqueConstraint(fields=("company", "number"), name="rfq_once"),
        ),
        migrations.AddConstraint(
            model_name="quotation",
            constraint=models.UniqueConstraint(fields=("rfq", "supplier"), name="quotation_once"),
        ),
        migrations.AddConstraint(
            model_name="rfqline",
            constraint=models.UniqueConstraint(fields=("rfq", "position"), name="rfq_line_once"),
        ),
        migrations.AddConstraint(
            model_name="rfqline",
            constraint=models.CheckConstraint(condition=models.Q(("quantity__gt", 0)), name="rfq_line_sane"),
        ),
        migrations.AddConstraint(
            model_name="quotationline",
            constraint=models.UniqueConstraint(fields=("quotation", "line"), name="quotation_line_once"),
        ),
        migrations.AddConstraint(
            model_name="quotationline",
            constraint=models.CheckConstraint(
                condition=models.Q(("price__gte", 0), ("least__gte", 0), ("lead_days__gte", 0)),
                name="quotation_line_sane",
            ),
        ),
    ]
