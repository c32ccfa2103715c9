"""Pick lists, their slots, and put walls."""

import django.db.models.deletion
import ledgerhouse.foundation.fields
import ledgerhouse.foundation.nodes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0005_seals"),
        ("sites", "0005_aisles_by_index"),
        ("warehouse", "0013_allocation_rules"),
    ]

    operations = [
        migrations.AddField(
            model_name="task",
            name="pick_list",
            field=models.BigIntegerField(db_default=0),
        ),
        migrations.CreateModel(
            name="PutWall",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=40, verbose_name="put wall")),
                ("slots", models.SmallIntegerField(verbose_name="slots")),
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
                    "warehouse",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="sites.warehouse", verbose_name="warehouse"
                    ),
                ),
            ],
            options={
                "verbose_name": "put wall",
            },
        ),
        migrations.CreateModel(
            name="PickList",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="number")),
                ("state", models.CharField(default="open", max_length=12, verbose_name="state")),
                ("mode", models.CharField(max_length=12, verbose_name="picking mode")),
                ("after", models.BigIntegerField(default=0)),
                ("tasks", models.IntegerField(verbose_name="tasks")),
                ("orders", models.IntegerField(verbose_name="orders")),
                ("weight_g", models.BigIntegerField(verbose_name="weight (g)")),
                ("volume_cm3", models.BigIntegerField(verbose_name="volume (cm³)")),
                ("operator", models.BigIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                ("claimed_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended")),
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
                    "warehouse",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="sites.warehouse",
                        verbose_name="warehouse",
                    ),
                ),
                (
                    "wave",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lists",
                        to="warehouse.wave",
                        verbose_name="wave",
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
                (
                    "wall",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lists",
                        to="warehouse.putwall",
                        verbose_name="put wall",
                    ),
                ),
            ],
            options={
                "verbose_name": "pick list",
            },
        ),
        migrations.CreateModel(
            name="SlotLine",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("slot", models.SmallIntegerField(verbose_name="slot")),
                ("sorted", ledgerhouse.foundation.fields.QuantityField(default=0, scale=6, verbose_name="sorted")),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="warehouse.outboundline"
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="slots", to="warehouse.picklist"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="putwall",
            constraint=models.UniqueConstraint(fields=("warehouse", "code"), name="put_wall_once"),
        ),
        migrations.AddConstraint(
            model_name="putwall",
            constraint=models.CheckConstraint(condition=models.Q(("slots__gt", 0)), name="put_wall_sane"),
        ),
        migrations.AddIndex(
            model_name="picklist",
            index=models.Index(fields=["warehouse", "state", "operator"], name="pick_list_next"),
        ),
        migrations.AddConstraint(
            model_name="picklist",
            constraint=models.UniqueConstraint(fields=("company", "number"), name="pick_list_once"),
        ),
        migrations.AddConstraint(
            model_name="slotline",
            constraint=models.UniqueConstraint(fields=("paper", "line"), name="slot_line_once"),
        ),
        migrations.AddConstraint(
            model_name="slotline",
            constraint=models.CheckConstraint(
                condition=models.Q(("slot__gt", 0), ("sorted__gte", 0)), name="slot_line_sane"
            ),
        ),
    ]
