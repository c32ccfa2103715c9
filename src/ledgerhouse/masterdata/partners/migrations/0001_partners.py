import django.db.models.deletion
import ledgerhouse.foundation.fields
import ledgerhouse.foundation.nodes
import ledgerhouse.masterdata.partners.words
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("foundation", "0001_foundation"),
    ]

    operations = [
        migrations.CreateModel(
            name="Partner",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=40, verbose_name="code")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("mnemonic", models.CharField(blank=True, max_length=60, verbose_name="mnemonic")),
                ("tax_number", models.CharField(blank=True, max_length=40, verbose_name="tax number")),
                ("supplier", models.BooleanField(default=False, verbose_name="supplier")),
                ("customer", models.BooleanField(default=False, verbose_name="customer")),
                ("carrier", models.BooleanField(default=False, verbose_name="carrier")),
                ("owner", models.BooleanField(default=False, verbose_name="owner of goods")),
                ("payment_days", models.SmallIntegerField(default=30, verbose_name="payment days")),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                (
                    "credit_limit",
                    ledgerhouse.foundation.fields.AmountField(default=0, scale=4, verbose_name="credit limit"),
                ),
                ("life_percent", models.SmallIntegerField(default=0, verbose_name="minimum remaining shelf life (%)")),
                ("blocked", models.BooleanField(default=False, verbose_name="blocked")),
                ("block_reason", models.CharField(blank=True, max_length=200, verbose_name="reason of the block")),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="foundation.company", verbose_name="company"
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
                    "merged_into",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="partners.partner",
                        verbose_name="merged into",
                    ),
                ),
            ],
            options={
                "verbose_name": "partner",
                "indexes": [
                    models.Index(fields=["company", "name"], name="partner_name"),
                    models.Index(fields=["company", "mnemonic"], name="partner_mnemonic"),
                    models.Index(fields=["company", "tax_number"], name="partner_tax"),
                ],
                "constraints": [models.UniqueConstraint(fields=("company", "code"), name="partner_code_once")],
            },
        ),
        migrations.CreateModel(
            name="Licence",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=40, verbose_name="kind")),
                ("number", models.CharField(max_length=60, verbose_name="number")),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("expires_on", models.DateField(null=True, verbose_name="expires on")),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="foundation.company", verbose_name="company"
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="licences",
                        to="partners.partner",
                        verbose_name="partner",
                    ),
                ),
            ],
            options={
                "verbose_name": "licence",
                "indexes": [models.Index(fields=["company", "expires_on"], name="licence_expiry")],
                "constraints": [models.UniqueConstraint(fields=("partner", "kind", "number"), name="licence_once")],
            },
        ),
        migrations.CreateModel(
            name="ExternalId",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("system", models.CharField(max_length=40, verbose_name="system")),
                ("code", models.CharField(max_length=80, verbose_name="foreign code")),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="foundation.company", verbose_name="company"
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="external_ids",
                        to="partners.partner",
                        verbose_name="partner",
                    ),
                ),
            ],
            options={
                "verbose_name": "foreign code",
                "constraints": [
                    models.UniqueConstraint(fields=("company", "system", "code"), name="partner_external_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Address",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        default=ledgerhouse.masterdata.partners.words.AddressKind["OFFICE"],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("country", models.CharField(default="CN", max_length=2, verbose_name="country")),
                ("province", models.CharField(blank=True, max_length=60, verbose_name="province")),
                ("city", models.CharField(blank=True, max_length=60, verbose_name="city")),
                ("district", models.CharField(blank=True, max_length=60, verbose_name="district")),
                ("line", models.CharField(max_length=300, verbose_name="street and number")),
                ("postcode", models.CharField(blank=True, max_length=12, verbose_name="postcode")),
                ("contact", models.CharField(blank=True, max_length=100, verbose_name="contact")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="phone")),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="foundation.company", verbose_name="company"
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="addresses",
                        to="partners.partner",
                        verbose_name="partner",
                    ),
                ),
            ],
            options={
                "verbose_name": "address",
            },
        ),
    ]
