import django.db.models.deletion
import ledgerhouse.foundation.fields
import ledgerhouse.foundation.nodes
import ledgerhouse.masterdata.sites.words
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("foundation", "0001_foundation"),
    ]

    operations = [
        migrations.CreateModel(
            name="Location",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=40, verbose_name="code")),
                (
                    "kind",
                    models.SmallIntegerField(
                        default=ledgerhouse.masterdata.sites.words.Kind["STORAGE"], verbose_name="kind"
                    ),
                ),
                ("aisle", models.CharField(blank=True, max_length=10, verbose_name="aisle")),
                ("rack", models.CharField(blank=True, max_length=10, verbose_name="rack")),
                ("level", models.CharField(blank=True, max_length=10, verbose_name="level")),
                ("position", models.CharField(blank=True, max_length=10, verbose_name="position")),
                ("x_mm", models.IntegerField(default=0)),
                ("y_mm", models.IntegerField(default=0)),
                ("z_mm", models.IntegerField(default=0)),
                ("pick_sequence", models.IntegerField(default=0, verbose_name="pick sequence")),
                (
                    "quantity_max",
                    ledgerhouse.foundation.fields.QuantityField(default=0, scale=6, verbose_name="largest quantity"),
                ),
                ("weight_max_g", models.BigIntegerField(default=0, verbose_name="largest weight (g)")),
                ("volume_max_cm3", models.BigIntegerField(default=0, verbose_name="largest volume (cm³)")),
                ("units_max", models.IntegerField(default=0, verbose_name="most handling units")),
                ("height_mm", models.IntegerField(default=0, verbose_name="free height (mm)")),
                ("mix_items", models.BooleanField(default=True, verbose_name="items may be mixed")),
                ("mix_lots", models.BooleanField(default=True, verbose_name="lots may be mixed")),
                (
                    "abc",
                    models.CharField(
                        blank=True,
                        default=ledgerhouse.masterdata.sites.words.AbcClass["NONE"],
                        max_length=1,
                        verbose_name="ABC class",
                    ),
                ),
                ("locked_in", models.BooleanField(default=False, verbose_name="locked for putting in")),
                ("locked_out", models.BooleanField(default=False, verbose_name="locked for taking out")),
                ("lock_reason", models.CharField(blank=True, max_length=200, verbose_name="reason of the lock")),
                ("active", models.BooleanField(default=True, verbose_name="active")),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="foundation.company", verbose_name="company"
                    ),
                ),
            ],
            options={
                "verbose_name": "location",
            },
        ),
        migrations.CreateModel(
            name="VirtualPlace",
            fields=[],
            options={
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("sites.location",),
        ),
        migrations.CreateModel(
            name="Warehouse",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=20, verbose_name="code")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("timezone", models.CharField(max_length=40, verbose_name="time zone")),
                (
                    "operator",
                    models.CharField(
                        default=ledgerhouse.masterdata.sites.words.Operator["HERE"],
                        max_length=10,
                        verbose_name="operated by",
                    ),
                ),
                ("area", models.BigIntegerField(verbose_name="valuation area")),
                ("address", models.CharField(blank=True, max_length=300, verbose_name="address")),
                ("active", models.BooleanField(default=True, verbose_name="active")),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="foundation.company", verbose_name="company"
                    ),
                ),
            ],
            options={
                "verbose_name": "warehouse",
                "constraints": [models.UniqueConstraint(fields=("company", "code"), name="warehouse_code_once")],
            },
        ),
        migrations.AddField(
            model_name="location",
            name="warehouse",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="locations",
                to="sites.warehouse",
                verbose_name="warehouse",
            ),
        ),
        migrations.CreateModel(
            name="Zone",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=20, verbose_name="code")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                (
                    "condition",
                    models.CharField(
                        default=ledgerhouse.masterdata.sites.words.Condition["AMBIENT"],
                        max_length=10,
                        verbose_name="temperature",
                    ),
                ),
                ("colour", models.CharField(blank=True, max_length=7, verbose_name="colour")),
                (
                    "kind",
                    models.SmallIntegerField(
                        default=ledgerhouse.masterdata.sites.words.Kind["STORAGE"], verbose_name="kind"
                    ),
                ),
                ("active", models.BooleanField(default=True, verbose_name="active")),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="foundation.company", verbose_name="company"
                    ),
                ),
                (
                    "warehouse",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="zones",
                        to="sites.warehouse",
                        verbose_name="warehouse",
                    ),
                ),
            ],
            options={
                "verbose_name": "zone",
                "constraints": [models.UniqueConstraint(fields=("warehouse", "code"), name="zone_code_once")],
            },
        ),
        migrations.AddField(
            model_name="location",
            name="zone",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="locations",
                to="sites.zone",
                verbose_name="zone",
            ),
        ),
        migrations.AddIndex(
            model_name="location",
            index=models.Index(fields=["warehouse", "kind", "pick_sequence"], name="location_route"),
        ),
        migrations.AddConstraint(
            model_name="location",
            constraint=models.UniqueConstraint(fields=("warehouse", "code"), name="location_code_once"),
        ),
    ]
