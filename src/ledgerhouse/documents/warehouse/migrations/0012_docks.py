"""Hours and slots of docks, and who comes when."""

import django.db.models.deletion
import ledgerhouse.foundation.nodes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0005_seals"),
        ("sites", "0004_handling_units"),
        ("warehouse", "0011_pick_routes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Appointment",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="number")),
                ("state", models.CharField(default="proposed", max_length=12, verbose_name="state")),
                ("starts_at", models.DateTimeField(verbose_name="begins")),
                ("ends_at", models.DateTimeField(verbose_name="ends")),
                ("vehicle", models.CharField(blank=True, max_length=60, verbose_name="vehicle")),
                ("arrived_at", models.DateTimeField(null=True, verbose_name="arrived")),
                ("unloaded_at", models.DateTimeField(null=True, verbose_name="unloaded")),
                ("created_at", models.DateTimeField()),
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
                    "dock",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sites.location",
                        verbose_name="dock",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="warehouse.inboundorder",
                        verbose_name="inbound order",
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
                "verbose_name": "dock appointment",
                "indexes": [models.Index(fields=["warehouse", "starts_at"], name="dock_appointment_day")],
                "constraints": [models.UniqueConstraint(fields=("company", "number"), name="dock_appointment_once")],
            },
        ),
        migrations.CreateModel(
            name="DockHours",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("opens", models.SmallIntegerField(verbose_name="opens")),
                ("closes", models.SmallIntegerField(verbose_name="closes")),
                ("slot_minutes", models.SmallIntegerField(verbose_name="minutes of a slot")),
                ("capacity", models.SmallIntegerField(verbose_name="vehicles at once")),
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
                    "dock",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sites.location",
                        verbose_name="dock",
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
                "verbose_name": "dock hours",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("capacity__gt", 0),
                            ("closes__gt", models.F("opens")),
                            ("closes__lte", 1440),
                            ("opens__gte", 0),
                            ("slot_minutes__gt", 0),
                        ),
                        name="dock_hours_sane",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DockSlot",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("booked", models.SmallIntegerField(default=0)),
                ("capacity", models.SmallIntegerField()),
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
                    "dock",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sites.location",
                    ),
                ),
                (
                    "warehouse",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="sites.warehouse"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("dock", "starts_at"), name="dock_slot_once"),
                    models.CheckConstraint(
                        condition=models.Q(("booked__gte", 0), ("booked__lte", models.F("capacity"))),
                        name="dock_slot_fits",
                    ),
                ],
            },
        ),
    ]
