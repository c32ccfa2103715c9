"""Carriers with services, rates and numbers; waybills, tracking events and manifests."""

import django.db.models.deletion
import django.db.models.expressions
import ledgerhouse.foundation.fields
import ledgerhouse.foundation.nodes
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("foundation", "0005_seals"),
        ("partners", "0003_customer_groups"),
        ("sites", "0005_aisles_by_index"),
    ]

    operations = [
        migrations.CreateModel(
            name="Carrier",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=40, verbose_name="code")),
                (
                    "tracked_as",
                    models.CharField(blank=True, max_length=40, verbose_name="code at the tracking service"),
                ),
                ("tracking_url", models.CharField(blank=True, max_length=300, verbose_name="tracking address")),
                ("active", models.BooleanField(default=True, verbose_name="active")),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="foundation.company")),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.partner",
                        verbose_name="partner",
                    ),
                ),
            ],
            options={
                "verbose_name": "carrier",
            },
        ),
        migrations.CreateModel(
            name="Manifest",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="number")),
                ("state", models.CharField(default="open", max_length=12, verbose_name="state")),
                ("dock", models.CharField(blank=True, max_length=40, verbose_name="dock")),
                ("vehicle", models.CharField(blank=True, max_length=40, verbose_name="vehicle")),
                ("driver", models.CharField(blank=True, max_length=60, verbose_name="driver")),
                ("created_at", models.DateTimeField()),
                ("handed_at", models.DateTimeField(null=True)),
                ("handed_by", models.BigIntegerField(default=0)),
                (
                    "carrier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="logistics.carrier", verbose_name="carrier"
                    ),
                ),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="foundation.company")),
                (
                    "warehouse",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="sites.warehouse", verbose_name="warehouse"
                    ),
                ),
            ],
            options={
                "verbose_name": "manifest",
            },
        ),
        migrations.CreateModel(
            name="NumberRange",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("prefix", models.CharField(blank=True, max_length=40, verbose_name="prefix")),
                ("suffix", models.CharField(blank=True, max_length=10, verbose_name="suffix")),
                ("digits", models.SmallIntegerField(default=0, verbose_name="digits")),
                ("check_method", models.CharField(blank=True, max_length=20, verbose_name="check digit")),
                ("first", models.BigIntegerField(verbose_name="first")),
                ("next", models.BigIntegerField(verbose_name="next")),
                ("last", models.BigIntegerField(verbose_name="last")),
                ("added_at", models.DateTimeField(verbose_name="added")),
                (
                    "carrier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ranges",
                        to="logistics.carrier",
                        verbose_name="carrier",
                    ),
                ),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="foundation.company")),
            ],
            options={
                "verbose_name": "range of waybill numbers",
            },
        ),
        migrations.CreateModel(
            name="Service",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=40, verbose_name="code")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("cutoff", models.CharField(blank=True, max_length=5, verbose_name="cut-off time")),
                ("longest_mm", models.IntegerField(default=0, verbose_name="longest side (mm)")),
                ("heaviest_g", models.IntegerField(default=0, verbose_name="heaviest (g)")),
                ("cold", models.BooleanField(default=False, verbose_name="cold chain")),
                ("active", models.BooleanField(default=True, verbose_name="active")),
                (
                    "carrier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="services",
                        to="logistics.carrier",
                        verbose_name="carrier",
                    ),
                ),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="foundation.company")),
            ],
            options={
                "verbose_name": "carrier service",
            },
        ),
        migrations.CreateModel(
            name="Rate",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("province", models.CharField(blank=True, max_length=60, verbose_name="province")),
                ("city", models.CharField(blank=True, max_length=60, verbose_name="city")),
                ("days", models.SmallIntegerField(default=1, verbose_name="days")),
                ("first_g", models.IntegerField(default=1000, verbose_name="first weight (g)")),
                (
                    "first_price",
                    ledgerhouse.foundation.fields.AmountField(scale=4, verbose_name="price of the first weight"),
                ),
                ("step_g", models.IntegerField(default=1000, verbose_name="further weight (g)")),
                (
                    "step_price",
                    ledgerhouse.foundation.fields.AmountField(
                        default=0, scale=4, verbose_name="price of each further weight"
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rates",
                        to="logistics.service",
                        verbose_name="service",
                    ),
                ),
            ],
            options={
                "verbose_name": "carriage rate",
            },
        ),
        migrations.CreateModel(
            name="Waybill",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="waybill")),
                ("state", models.CharField(default="made", max_length=12, verbose_name="state")),
                ("outbound", models.CharField(max_length=60, verbose_name="outbound order")),
                ("parcel", models.CharField(max_length=60, verbose_name="parcel")),
                ("holds", models.CharField(max_length=60)),
                ("weight_g", models.BigIntegerField(default=0, verbose_name="weight (g)")),
                ("freight", ledgerhouse.foundation.fields.AmountField(default=0, scale=4, verbose_name="freight")),
                ("province", models.CharField(blank=True, max_length=60, verbose_name="province")),
                ("city", models.CharField(blank=True, max_length=60, verbose_name="city")),
                ("expected_on", models.DateField(null=True, verbose_name="expected on")),
                ("promised_on", models.DateField(null=True, verbose_name="promised on")),
                ("why", models.JSONField(default=list)),
                ("made_at", models.DateTimeField()),
                ("handed_at", models.DateTimeField(null=True)),
                ("delivered_at", models.DateTimeField(null=True)),
                ("signed_by", models.CharField(blank=True, max_length=100, verbose_name="signed by")),
                (
                    "carrier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="logistics.carrier", verbose_name="carrier"
                    ),
                ),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="foundation.company")),
                (
                    "manifest",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="logistics.manifest",
                        verbose_name="manifest",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="partners.partner",
                        verbose_name="customer",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="logistics.service", verbose_name="service"
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
                "verbose_name": "waybill",
            },
        ),
        migrations.CreateModel(
            name="TrackingEvent",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                ("said", models.CharField(max_length=12, verbose_name="event")),
                ("text", models.CharField(blank=True, max_length=400, verbose_name="text")),
                ("place", models.CharField(blank=True, max_length=100, verbose_name="place")),
                ("source", models.CharField(blank=True, max_length=20, verbose_name="source")),
                ("digest", models.CharField(max_length=64)),
                ("told_at", models.DateTimeField()),
                (
                    "waybill",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="logistics.waybill",
                        verbose_name="waybill",
                    ),
                ),
            ],
            options={
                "verbose_name": "tracking event",
            },
        ),
        migrations.AddConstraint(
            model_name="carrier",
            constraint=models.UniqueConstraint(fields=("company", "code"), name="carrier_code_once"),
        ),
        migrations.AddIndex(
            model_name="manifest",
            index=models.Index(fields=["warehouse", "state", "id"], name="manifest_state"),
        ),
        migrations.AddConstraint(
            model_name="manifest",
            constraint=models.UniqueConstraint(fields=("company", "number"), name="manifest_once"),
        ),
        migrations.AddIndex(
            model_name="numberrange",
            index=models.Index(fields=["carrier", "id"], name="number_range_carrier"),
        ),
        migrations.AddConstraint(
            model_name="numberrange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "next__lte",
                        django.db.models.expressions.CombinedExpression(models.F("last"), "+", models.Value(1)),
                    )
                ),
                name="number_range_not_overdrawn",
            ),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.UniqueConstraint(fields=("carrier", "code"), name="carrier_service_once"),
        ),
        migrations.AddConstraint(
            model_name="rate",
            constraint=models.UniqueConstraint(fields=("service", "province", "city"), name="carriage_rate_once"),
        ),
        migrations.AddIndex(
            model_name="waybill",
            index=models.Index(fields=["warehouse", "state", "id"], name="waybill_state"),
        ),
        migrations.AddIndex(
            model_name="waybill",
            index=models.Index(fields=["company", "number"], name="waybill_number"),
        ),
        migrations.AddIndex(
            model_name="waybill",
            index=models.Index(fields=["company", "outbound"], name="waybill_order"),
        ),
        migrations.AddConstraint(
            model_name="waybill",
            constraint=models.UniqueConstraint(fields=("carrier", "number"), name="waybill_once"),
        ),
        migrations.AddConstraint(
            model_name="waybill",
            constraint=models.UniqueConstraint(fields=("company", "holds"), name="waybill_per_parcel"),
        ),
        migrations.AddConstraint(
            model_name="trackingevent",
            constraint=models.UniqueConstraint(fields=("waybill", "digest"), name="tracking_event_once"),
        ),
    ]
