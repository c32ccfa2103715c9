"""Accounts at tracking services."""

import django.db.models.deletion
import ledgerhouse.foundation.encryption
import ledgerhouse.foundation.nodes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0005_seals"),
        ("logistics", "0001_logistics"),
    ]

    operations = [
        migrations.CreateModel(
            name="TrackingAccount",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=40, verbose_name="code")),
                ("kind", models.CharField(max_length=20, verbose_name="tracking service")),
                ("customer", models.CharField(blank=True, max_length=80, verbose_name="customer number there")),
                ("key", ledgerhouse.foundation.encryption.EncryptedField()),
                ("salt", ledgerhouse.foundation.encryption.EncryptedField()),
                ("subscribe_url", models.CharField(max_length=300, verbose_name="address for subscriptions")),
                ("query_url", models.CharField(max_length=300, verbose_name="address for queries")),
                ("site", models.CharField(blank=True, max_length=200, verbose_name="our own address")),
                ("hook", models.CharField(max_length=64, unique=True)),
                ("user", models.BigIntegerField()),
                ("active", models.BooleanField(default=True, verbose_name="active")),
                ("heard_at", models.DateTimeField(null=True, verbose_name="last heard")),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="foundation.company")),
            ],
            options={
                "verbose_name": "tracking account",
                "constraints": [models.UniqueConstraint(fields=("company", "code"), name="tracking_account_once")],
            },
        ),
    ]
