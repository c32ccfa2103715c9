import django.db.models.deletion
import django.db.models.expressions
import ledgerhouse.foundation.fields
import ledgerhouse.foundation.nodes
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalog", "0001_catalog"),
        ("foundation", "0001_foundation"),
        ("partners", "0001_partners"),
        ("sites", "0001_sites"),
    ]

    operations = [
        migrations.CreateModel(
            name="Count",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="number")),
                ("state", models.CharField(default="counting", max_length=12, verbose_name="state")),
                ("counter", models.BigIntegerField(default=0)),
                ("approver", models.BigIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                ("posted_at", models.DateTimeField(null=True)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="foundation.company")),
                (
                    "warehouse",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="sites.warehouse", verbose_name="warehouse"
                    ),
                ),
            ],
            options={
                "verbose_name": "stocktake",
                "indexes": [models.Index(fields=["warehouse", "state"], name="count_state")],
                "constraints": [models.UniqueConstraint(fields=("company", "number"), name="count_once")],
            },
        ),
        migrations.CreateModel(
            name="CountLine",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.IntegerField(verbose_name="line")),
                ("lot", models.BigIntegerField(default=0)),
                ("unit", models.BigIntegerField(default=0)),
                ("stock_owner", models.BigIntegerField(default=0)),
                ("status", models.SmallIntegerField(default=1)),
                ("expected", ledgerhouse.foundation.fields.QuantityField(scale=6, verbose_name="expected")),
                ("counted", ledgerhouse.foundation.fields.QuantityField(default=0, scale=6, verbose_name="counted")),
                ("recorded", models.BooleanField(default=False)),
                ("counter", models.BigIntegerField(default=0)),
                ("price", ledgerhouse.foundation.fields.PriceField(default=0, scale=6, verbose_name="unit value")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="catalog.item", verbose_name="item"
                    ),
                ),
                (
                    "location",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="sites.location", verbose_name="location"
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="warehouse.count"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("paper", "position"), name="count_line_once"),
                    models.CheckConstraint(condition=models.Q(("expected__gte", 0)), name="count_line_sane"),
                ],
            },
        ),
        migrations.CreateModel(
            name="InboundOrder",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="number")),
                ("state", models.CharField(default="expected", max_length=12, verbose_name="state")),
                ("origin_kind", models.CharField(max_length=40)),
                ("origin", models.CharField(max_length=60, verbose_name="origin")),
                ("due_on", models.DateField(null=True, verbose_name="expected on")),
                ("created_at", models.DateTimeField()),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="foundation.company")),
                (
                    "partner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="partners.partner",
                        verbose_name="supplier",
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
                "verbose_name": "inbound order",
                "indexes": [
                    models.Index(fields=["warehouse", "state", "id"], name="inbound_order_state"),
                    models.Index(fields=["company", "origin"], name="inbound_order_origin"),
                ],
                "constraints": [models.UniqueConstraint(fields=("company", "number"), name="inbound_order_once")],
            },
        ),
        migrations.CreateModel(
            name="InboundLine",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.IntegerField(verbose_name="line")),
                ("expected", ledgerhouse.foundation.fields.QuantityField(scale=6, verbose_name="expected")),
                ("received", ledgerhouse.foundation.fields.QuantityField(default=0, scale=6, verbose_name="received")),
                ("price", ledgerhouse.foundation.fields.PriceField(default=0, scale=6, verbose_name="price")),
                ("origin_line", models.BigIntegerField(default=0)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="catalog.item", verbose_name="item"
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="warehouse.inboundorder"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("paper", "position"), name="inbound_line_once"),
                    models.CheckConstraint(
                        condition=models.Q(("expected__gt", 0), ("received__gte", 0)), name="inbound_line_sane"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expected__gte", models.F("received"))), name="inbound_not_over_received"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OutboundOrder",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="number")),
                ("state", models.CharField(default="waiting", max_length=12, verbose_name="state")),
                ("origin_kind", models.CharField(max_length=40)),
                ("origin", models.CharField(max_length=60, verbose_name="origin")),
                ("due_on", models.DateField(verbose_name="due on")),
                ("priority", models.SmallIntegerField(default=5, verbose_name="priority")),
                ("life_days", models.IntegerField(default=0, verbose_name="least days of life left")),
                ("created_at", models.DateTimeField()),
                ("shipped_at", models.DateTimeField(null=True)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="foundation.company")),
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
                    "warehouse",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="sites.warehouse", verbose_name="warehouse"
                    ),
                ),
            ],
            options={
                "verbose_name": "outbound order",
                "indexes": [
                    models.Index(fields=["warehouse", "state", "priority", "id"], name="outbound_order_state"),
                    models.Index(fields=["company", "origin"], name="outbound_order_origin"),
                ],
                "constraints": [models.UniqueConstraint(fields=("company", "number"), name="outbound_order_once")],
            },
        ),
        migrations.CreateModel(
            name="OutboundLine",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.IntegerField(verbose_name="line")),
                ("ordered", ledgerhouse.foundation.fields.QuantityField(scale=6, verbose_name="ordered")),
                (
                    "allocated",
                    ledgerhouse.foundation.fields.QuantityField(default=0, scale=6, verbose_name="allocated"),
                ),
                ("picked", ledgerhouse.foundation.fields.QuantityField(default=0, scale=6, verbose_name="picked")),
                ("shipped", ledgerhouse.foundation.fields.QuantityField(default=0, scale=6, verbose_name="shipped")),
                ("cut", ledgerhouse.foundation.fields.QuantityField(default=0, scale=6, verbose_name="cut")),
                ("origin_line", models.BigIntegerField(default=0)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="catalog.item", verbose_name="item"
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="warehouse.outboundorder"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("paper", "position"), name="outbound_line_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ordered__gt", 0),
                            ("allocated__gte", 0),
                            ("picked__gte", 0),
                            ("shipped__gte", 0),
                            ("cut__gte", 0),
                        ),
                        name="outbound_line_sane",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "ordered__gte",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("allocated"), "+", models.F("picked")
                                        ),
                                        "+",
                                        models.F("shipped"),
                                    ),
                                    "+",
                                    models.F("cut"),
                                ),
                            )
                        ),
                        name="outbound_not_overdrawn",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Parcel",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="number")),
                ("weight_g", models.BigIntegerField(default=0, verbose_name="weight (g)")),
                ("packed_by", models.BigIntegerField()),
                ("packed_at", models.DateTimeField()),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="foundation.company")),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parcels",
                        to="warehouse.outboundorder",
                        verbose_name="outbound order",
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
                "verbose_name": "parcel",
                "constraints": [models.UniqueConstraint(fields=("company", "number"), name="parcel_once")],
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="number")),
                ("received_on", models.DateField(verbose_name="received on")),
                ("receiver", models.BigIntegerField()),
                ("created_at", models.DateTimeField()),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="foundation.company")),
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
                "verbose_name": "receipt",
                "constraints": [models.UniqueConstraint(fields=("company", "number"), name="receipt_once")],
            },
        ),
        migrations.CreateModel(
            name="ReceiptLine",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.IntegerField(verbose_name="line")),
                ("lot", models.BigIntegerField(default=0)),
                ("quantity", ledgerhouse.foundation.fields.QuantityField(scale=6, verbose_name="quantity")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="catalog.item", verbose_name="item"
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="receipts", to="warehouse.inboundline"
                    ),
                ),
                (
                    "location",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="sites.location", verbose_name="location"
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="warehouse.receipt"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("paper", "position"), name="receipt_line_once")],
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=70, verbose_name="task")),
                ("kind", models.SmallIntegerField(verbose_name="kind")),
                ("state", models.CharField(default="open", max_length=12, verbose_name="state")),
                ("lot", models.BigIntegerField(default=0)),
                ("quantity", ledgerhouse.foundation.fields.QuantityField(scale=6, verbose_name="quantity")),
                ("done", ledgerhouse.foundation.fields.QuantityField(default=0, scale=6, verbose_name="done")),
                ("paper_kind", models.CharField(max_length=40)),
                ("paper", models.CharField(max_length=60, verbose_name="document")),
                ("line", models.BigIntegerField(default=0)),
                ("hold", models.BigIntegerField(default=0)),
                ("unit", models.BigIntegerField(default=0)),
                ("stock_owner", models.BigIntegerField(default=0)),
                ("status", models.SmallIntegerField(default=1)),
                ("sequence", models.IntegerField(default=0)),
                ("explanation", models.JSONField(default=dict)),
                ("claimed_by", models.BigIntegerField(default=0)),
                ("claimed_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="foundation.company")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="catalog.item", verbose_name="item"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sites.location",
                        verbose_name="from",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sites.location",
                        verbose_name="to",
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
                "verbose_name": "task",
                "indexes": [
                    models.Index(fields=["warehouse", "state", "kind", "sequence"], name="task_next"),
                    models.Index(fields=["paper", "company"], name="task_paper"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("company", "code"), name="task_once"),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gt", 0), ("done__gte", 0), ("quantity__gte", models.F("done"))),
                        name="task_sane",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Wave",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="number")),
                ("state", models.CharField(default="released", max_length=12, verbose_name="state")),
                ("created_at", models.DateTimeField()),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="foundation.company")),
                (
                    "warehouse",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="sites.warehouse", verbose_name="warehouse"
                    ),
                ),
            ],
            options={
                "verbose_name": "wave",
                "indexes": [models.Index(fields=["warehouse", "state"], name="wave_state")],
                "constraints": [models.UniqueConstraint(fields=("company", "number"), name="wave_once")],
            },
        ),
        migrations.AddField(
            model_name="outboundorder",
            name="wave",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="orders",
                to="warehouse.wave",
                verbose_name="wave",
            ),
        ),
    ]
