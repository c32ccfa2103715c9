"""What kinds of wave a warehouse releases; waves know theirs."""

import django.db.models.deletion
import ledgerhouse.foundation.fields
import ledgerhouse.foundation.nodes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0005_seals"),
        ("partners", "0003_customer_groups"),
        ("sites", "0005_aisles_by_index"),
        ("warehouse", "0016_wrong_scans"),
    ]

    operations = [
        migrations.CreateModel(
            name="WaveTemplate",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=20, verbose_name="code")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("position", models.IntegerField(verbose_name="line")),
                ("kind", models.CharField(default="any", max_length=12, verbose_name="orders")),
                ("priority", models.SmallIntegerField(default=0, verbose_name="priority at least")),
                ("due_days", models.SmallIntegerField(null=True, verbose_name="due within days")),
                ("cut_off", models.CharField(blank=True, max_length=5, verbose_name="cut-off time")),
                ("orders_min", models.IntegerField(default=1, verbose_name="orders at least")),
                ("orders_max", models.IntegerField(default=300, verbose_name="orders at most")),
                ("lines_max", models.IntegerField(default=0, verbose_name="lines at most")),
                (
                    "quantity_max",
                    ledgerhouse.foundation.fields.QuantityField(default=0, scale=6, verbose_name="quantity at most"),
                ),
                ("volume_max_cm3", models.BigIntegerField(default=0, verbose_name="volume at most (cm³)")),
                ("waveless", models.BooleanField(default=False, verbose_name="waveless")),
                ("in_process", models.IntegerField(default=0, verbose_name="orders in process at most")),
                ("active", models.BooleanField(default=True, verbose_name="active")),
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
                    "group",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.customergroup",
                        verbose_name="channel",
                    ),
                ),
                (
                    "warehouse",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sites.warehouse",
                        verbose_name="warehouse",
                    ),
                ),
                (
                    "zone",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sites.zone",
                        verbose_name="zone",
                    ),
                ),
            ],
            options={
                "verbose_name": "wave template",
            },
        ),
        migrations.AddField(
            model_name="wave",
            name="template",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="warehouse.wavetemplate",
                verbose_name="wave template",
            ),
        ),
        migrations.AddConstraint(
            model_name="wavetemplate",
            constraint=models.UniqueConstraint(fields=("warehouse", "code"), name="wave_template_once"),
        ),
    ]
