import django.db.models.deletion
import ledgerhouse.foundation.fields
import ledgerhouse.foundation.nodes
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("foundation", "0001_foundation"),
    ]

    operations = [
        migrations.CreateModel(
            name="Category",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=60, verbose_name="code")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("path", models.CharField(max_length=500)),
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
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="catalog.category",
                        verbose_name="parent",
                    ),
                ),
            ],
            options={
                "verbose_name": "category",
                "constraints": [models.UniqueConstraint(fields=("company", "code"), name="category_code_once")],
            },
        ),
        migrations.CreateModel(
            name="ChangeRequest",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=40, verbose_name="number")),
                ("state", models.CharField(default="requested", max_length=10, verbose_name="state")),
                ("effective_on", models.DateField(verbose_name="effective on")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                ("requested_by", models.BigIntegerField(verbose_name="requested by")),
                ("requested_at", models.DateTimeField(verbose_name="requested")),
                ("decided_by", models.BigIntegerField(default=0, verbose_name="decided by")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided")),
                ("applied_at", models.DateTimeField(null=True, verbose_name="applied")),
                ("note", models.CharField(blank=True, max_length=400, verbose_name="note")),
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
                "verbose_name": "change request",
                "indexes": [models.Index(fields=["company", "state", "effective_on"], name="change_request_due")],
                "constraints": [models.UniqueConstraint(fields=("company", "number"), name="change_request_once")],
            },
        ),
        migrations.CreateModel(
            name="CodeRule",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("category", models.CharField(blank=True, max_length=60, verbose_name="category")),
                ("pattern", models.CharField(max_length=60, verbose_name="pattern")),
                ("next", models.BigIntegerField(default=1, verbose_name="next number")),
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
                "verbose_name": "code rule",
                "constraints": [models.UniqueConstraint(fields=("company", "category"), name="code_rule_once")],
            },
        ),
        migrations.CreateModel(
            name="Item",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=60, verbose_name="code")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("spec", models.CharField(blank=True, max_length=200, verbose_name="specification")),
                ("mnemonic", models.CharField(blank=True, max_length=60, verbose_name="mnemonic")),
                ("attributes", models.JSONField(default=dict, verbose_name="attributes")),
                ("tracking", models.CharField(default="none", max_length=8, verbose_name="tracking")),
                ("expires", models.BooleanField(default=False, verbose_name="expires")),
                ("shelf_life_days", models.IntegerField(default=0, verbose_name="shelf life in days")),
                ("near_expiry_days", models.IntegerField(default=0, verbose_name="near expiry in days")),
                ("storage", models.CharField(default="ambient", max_length=8, verbose_name="storage condition")),
                ("hazard", models.CharField(blank=True, max_length=20, verbose_name="hazard class")),
                ("tax_class", models.CharField(default="standard", max_length=10, verbose_name="tax class")),
                ("costing", models.CharField(default="moving_average", max_length=16, verbose_name="costing method")),
                (
                    "standard_cost",
                    ledgerhouse.foundation.fields.PriceField(default=0, scale=6, verbose_name="standard cost"),
                ),
                ("weight_g", models.BigIntegerField(default=0, verbose_name="weight in grams")),
                ("volume_cm3", models.BigIntegerField(default=0, verbose_name="volume in cm³")),
                ("state", models.CharField(default="draft", max_length=10, verbose_name="state")),
                ("moved_at", models.DateTimeField(null=True, verbose_name="first moved")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")),
                ("changed_at", models.DateTimeField(verbose_name="changed")),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
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
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="catalog.item",
                        verbose_name="merged into",
                    ),
                ),
            ],
            options={
                "verbose_name": "item",
                "indexes": [
                    models.Index(fields=["company", "mnemonic"], name="item_mnemonic"),
                    models.Index(fields=["company", "name"], name="item_name"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("company", "code"), name="item_code_once"),
                    models.CheckConstraint(
                        condition=models.Q(("near_expiry_days__gte", 0), ("shelf_life_days__gte", 0)),
                        name="item_days_fit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("volume_cm3__gte", 0), ("weight_g__gte", 0)), name="item_measures_fit"
                    ),
                ],
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
                ("kind", models.CharField(default="item", max_length=20, verbose_name="kind")),
                ("code", models.CharField(max_length=80, verbose_name="external code")),
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="external_ids", to="catalog.item"
                    ),
                ),
            ],
            options={
                "verbose_name": "external code",
                "constraints": [
                    models.UniqueConstraint(fields=("company", "system", "kind", "code"), name="external_id_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ChangeLine",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("field", models.CharField(max_length=40, verbose_name="field")),
                ("old", models.JSONField(null=True, verbose_name="old value")),
                ("new", models.JSONField(null=True, verbose_name="new value")),
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
                    "request",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="catalog.changerequest",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="change_lines", to="catalog.item"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("request", "item", "field"), name="change_line_once")],
            },
        ),
        migrations.CreateModel(
            name="Lot",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=60, verbose_name="lot")),
                ("made_on", models.DateField(blank=True, null=True, verbose_name="made on")),
                ("expires_on", models.DateField(blank=True, null=True, verbose_name="expires on")),
                ("supplier_lot", models.CharField(blank=True, max_length=60, verbose_name="supplier lot")),
                ("created_at", models.DateTimeField(verbose_name="created")),
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
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lots",
                        to="catalog.item",
                    ),
                ),
            ],
            options={
                "verbose_name": "lot",
                "indexes": [
                    models.Index(fields=["company", "code"], name="lot_code"),
                    models.Index(fields=["company", "expires_on"], name="lot_expiry"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("item", "code"), name="lot_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("made_on", None),
                            ("expires_on", None),
                            ("expires_on__gte", models.F("made_on")),
                            _connector="OR",
                        ),
                        name="lot_dates_fit",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pack",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("level", models.CharField(default="each", max_length=8, verbose_name="level")),
                ("quantity", ledgerhouse.foundation.fields.QuantityField(default=1, scale=6, verbose_name="quantity")),
                ("length_mm", models.IntegerField(default=0, verbose_name="length in mm")),
                ("width_mm", models.IntegerField(default=0, verbose_name="width in mm")),
                ("height_mm", models.IntegerField(default=0, verbose_name="height in mm")),
                ("weight_g", models.BigIntegerField(default=0, verbose_name="weight in grams")),
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
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="packs",
                        to="catalog.item",
                    ),
                ),
            ],
            options={
                "verbose_name": "pack",
                "constraints": [
                    models.UniqueConstraint(fields=("item", "level", "quantity"), name="pack_once"),
                    models.CheckConstraint(condition=models.Q(("quantity__gt", 0)), name="pack_quantity_above_zero"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("height_mm__gte", 0), ("length_mm__gte", 0), ("weight_g__gte", 0), ("width_mm__gte", 0)
                        ),
                        name="pack_sizes_fit",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Barcode",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=60, verbose_name="barcode")),
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="barcodes", to="catalog.item"
                    ),
                ),
                (
                    "pack",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="barcodes",
                        to="catalog.pack",
                    ),
                ),
            ],
            options={
                "verbose_name": "barcode",
                "constraints": [models.UniqueConstraint(fields=("company", "code"), name="barcode_once")],
            },
        ),
        migrations.CreateModel(
            name="Serial",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=60, verbose_name="serial number")),
                ("created_at", models.DateTimeField(verbose_name="created")),
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
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="serials",
                        to="catalog.item",
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="serials",
                        to="catalog.lot",
                    ),
                ),
            ],
            options={
                "verbose_name": "serial number",
                "indexes": [models.Index(fields=["company", "code"], name="serial_code")],
                "constraints": [models.UniqueConstraint(fields=("item", "code"), name="serial_once")],
            },
        ),
        migrations.CreateModel(
            name="Style",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=60, verbose_name="code")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("attributes", models.JSONField(default=dict)),
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
                "verbose_name": "style",
                "constraints": [models.UniqueConstraint(fields=("company", "code"), name="style_code_once")],
            },
        ),
        migrations.AddField(
            model_name="item",
            name="style",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="catalog.style",
                verbose_name="style",
            ),
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=20, verbose_name="code")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("places", models.SmallIntegerField(default=0, verbose_name="places")),
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
                "verbose_name": "unit",
                "constraints": [
                    models.UniqueConstraint(fields=("company", "code"), name="unit_code_once"),
                    models.CheckConstraint(
                        condition=models.Q(("places__gte", 0), ("places__lte", 6)), name="unit_places_fit"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ItemUnit",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("numerator", models.BigIntegerField(verbose_name="numerator")),
                ("denominator", models.BigIntegerField(default=1, verbose_name="denominator")),
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
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="units",
                        to="catalog.item",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="catalog.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("item", "unit"), name="item_unit_once"),
                    models.CheckConstraint(
                        condition=models.Q(("denominator__gt", 0), ("numerator__gt", 0)), name="item_unit_above_zero"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="item",
            name="unit",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, to="catalog.unit", verbose_name="base unit"
            ),
        ),
    ]
