import ledgerhouse.foundation.nodes
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="FollowMark",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("company", models.BigIntegerField(unique=True)),
                ("upto", models.BigIntegerField(default=0)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("company", models.BigIntegerField()),
                ("proof", models.CharField(max_length=60, verbose_name="check")),
                ("mark", models.CharField(max_length=64)),
                ("problem", models.TextField(verbose_name="problem")),
                ("first_seen", models.DateTimeField(verbose_name="first seen")),
                ("last_seen", models.DateTimeField(verbose_name="last seen")),
                ("settled_at", models.DateTimeField(null=True, verbose_name="settled at")),
            ],
            options={
                "indexes": [models.Index(fields=["company", "settled_at"], name="finding_open")],
                "constraints": [models.UniqueConstraint(fields=("company", "mark"), name="finding_once")],
            },
        ),
    ]
