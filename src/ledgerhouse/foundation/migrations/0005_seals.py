"""Seals of ledger and audit rows; commands, audit rows and seals refuse change; the clock seals in every company there is."""

from datetime import UTC, datetime

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import ledgerhouse.foundation.nodes
from ledgerhouse.foundation.append_only import protect, unprotect

TABLES = ("foundation_command", "foundation_auditrow", "foundation_sealblock", "foundation_sealedday")


def on(_: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    protect(editor, TABLES)


def off(_: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    unprotect(editor, TABLES)


def start_clock(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    companies = apps.get_model("foundation", "Company").objects.values_list("id", flat=True)
    schedules = apps.get_model("foundation", "Schedule").objects
    for company in companies:
        facts = {"cron": "*/10 * * * *", "args": {}, "next_at": datetime.now(UTC), "active": True}
        schedules.get_or_create(company=company, kind="house.seal", defaults=facts)


def stop_clock(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("foundation", "Schedule").objects.filter(kind="house.seal").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0004_touches_and_retention"),
    ]

    operations = [
        migrations.CreateModel(
            name="SealBlock",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("company", models.BigIntegerField()),
                ("number", models.BigIntegerField(verbose_name="number")),
                ("day", models.DateField(verbose_name="day")),
                ("kind", models.CharField(max_length=60, verbose_name="kind")),
                ("key", models.BigIntegerField()),
                ("late", models.BooleanField(default=False, verbose_name="late")),
                ("after", models.BigIntegerField()),
                ("upto", models.BigIntegerField()),
                ("rows", models.IntegerField(verbose_name="rows")),
                ("columns", models.CharField(max_length=1000)),
                ("marks", models.BinaryField()),
                ("body", models.CharField(max_length=64)),
                ("previous", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64, verbose_name="digest")),
                ("sealed_at", models.DateTimeField(verbose_name="sealed at")),
            ],
            options={
                "indexes": [models.Index(fields=["company", "kind", "key", "upto"], name="seal_block_upto")],
                "constraints": [models.UniqueConstraint(fields=("company", "number"), name="seal_block_once")],
            },
        ),
        migrations.CreateModel(
            name="SealedDay",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("company", models.BigIntegerField()),
                ("day", models.DateField(verbose_name="day")),
                ("block", models.BigIntegerField(verbose_name="block")),
                ("rows", models.BigIntegerField(verbose_name="rows")),
                ("digest", models.CharField(max_length=64, verbose_name="digest")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("company", "day"), name="sealed_day_once")],
            },
        ),
        migrations.RunPython(start_clock, stop_clock),
        migrations.RunPython(on, off, atomic=False),
    ]
