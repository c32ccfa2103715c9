"""Wrong scans of pickers, kept for counting."""

import django.db.models.deletion
import ledgerhouse.foundation.nodes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0005_seals"),
        ("sites", "0005_aisles_by_index"),
        ("warehouse", "0015_shipped_at_is_found"),
    ]

    operations = [
        migrations.CreateModel(
            name="WrongScan",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("task", models.CharField(max_length=70, verbose_name="task")),
                ("operator", models.BigIntegerField()),
                ("day", models.DateField(verbose_name="day")),
                ("what", models.CharField(max_length=12, verbose_name="what was scanned")),
                ("expected", models.CharField(max_length=80, verbose_name="expected")),
                ("given", models.CharField(max_length=80, verbose_name="given")),
                ("scanned_at", models.DateTimeField(verbose_name="scanned")),
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
            ],
            options={
                "verbose_name": "wrong scan",
                "indexes": [models.Index(fields=["warehouse", "day", "operator"], name="wrong_scan_day")],
            },
        ),
    ]
