import django.db.models.deletion
import django.db.models.expressions
import ledgerhouse.foundation.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("catalog", "0001_catalog"),
        ("partners", "0001_partners"),
        ("sites", "0001_sites"),
    ]

    operations = [
        migrations.CreateModel(
            name="Balance",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "warehouse_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("id", models.BigIntegerField()),
                ("company", models.BigIntegerField()),
                ("unit", models.BigIntegerField(default=0, verbose_name="handling unit")),
                ("status", models.SmallIntegerField(verbose_name="stock status")),
                ("on_hand", ledgerhouse.foundation.fields.QuantityField(default=0, scale=6, verbose_name="on hand")),
                ("held", ledgerhouse.foundation.fields.QuantityField(default=0, scale=6, verbose_name="held")),
                (
                    "item",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="catalog.item",
                        verbose_name="item",
                    ),
                ),
                (
                    "location",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="sites.location",
                        verbose_name="location",
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="catalog.lot",
                        verbose_name="lot",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="partners.partner",
                        verbose_name="owner",
                    ),
                ),
                (
                    "warehouse",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="sites.warehouse",
                        verbose_name="warehouse",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["item", "warehouse"], name="stock_balance_item"),
                    models.Index(fields=["warehouse", "location"], name="stock_balance_place"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("warehouse", "item", "location", "lot", "unit", "owner", "status"),
                        name="stock_balance_once",
                    ),
                    models.CheckConstraint(condition=models.Q(("held__gte", 0)), name="held_not_negative"),
                    models.CheckConstraint(
                        condition=models.Q(("on_hand__gte", models.F("held"))), name="held_within_on_hand"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "warehouse_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("id", models.BigIntegerField()),
                ("company", models.BigIntegerField()),
                ("movement", models.BigIntegerField()),
                ("line", models.BigIntegerField()),
                ("quantity", ledgerhouse.foundation.fields.QuantityField(scale=6, verbose_name="quantity")),
                ("source_unit", models.BigIntegerField()),
                ("source_owner", models.BigIntegerField()),
                ("source_status", models.SmallIntegerField()),
                ("target_unit", models.BigIntegerField()),
                ("target_owner", models.BigIntegerField()),
                ("target_status", models.SmallIntegerField()),
                ("business_date", models.DateField(verbose_name="business date")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded")),
                (
                    "item",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="catalog.item",
                        verbose_name="item",
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="catalog.lot",
                        verbose_name="lot",
                    ),
                ),
                (
                    "source_location",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="sites.location",
                        verbose_name="from",
                    ),
                ),
                (
                    "target_location",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="sites.location",
                        verbose_name="to",
                    ),
                ),
                (
                    "warehouse",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="sites.warehouse",
                        verbose_name="warehouse",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["movement", "warehouse"], name="stock_entry_movement"),
                    models.Index(fields=["item", "warehouse", "id"], name="stock_entry_item"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("quantity__gt", 0)), name="entry_moves_something"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("source_location", models.F("target_location")),
                            ("source_owner", models.F("target_owner")),
                            ("source_status", models.F("target_status")),
                            ("source_unit", models.F("target_unit")),
                            _negated=True,
                        ),
                        name="entry_goes_somewhere",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "warehouse_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("id", models.BigIntegerField()),
                ("company", models.BigIntegerField()),
                ("balance", models.BigIntegerField()),
                ("quantity", ledgerhouse.foundation.fields.QuantityField(scale=6)),
                ("settled", ledgerhouse.foundation.fields.QuantityField(default=0, scale=6)),
                ("released", ledgerhouse.foundation.fields.QuantityField(default=0, scale=6)),
                ("paper", models.CharField(max_length=40)),
                ("number", models.CharField(max_length=60)),
                ("line", models.BigIntegerField()),
                ("raised_at", models.DateTimeField()),
                (
                    "warehouse",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="sites.warehouse",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["line", "warehouse"], name="stock_hold_line"),
                    models.Index(fields=["balance", "warehouse"], name="stock_hold_balance"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("quantity__gt", 0)), name="hold_holds_something"),
                    models.CheckConstraint(
                        condition=models.Q(("settled__gte", 0), ("released__gte", 0)), name="hold_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "quantity__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("settled"), "+", models.F("released")
                                ),
                            )
                        ),
                        name="hold_not_overdrawn",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Movement",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "warehouse_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("id", models.BigIntegerField()),
                ("company", models.BigIntegerField()),
                ("reason", models.SmallIntegerField(verbose_name="reason")),
                ("paper", models.CharField(max_length=40, verbose_name="document type")),
                ("number", models.CharField(max_length=60, verbose_name="document")),
                ("business_date", models.DateField(verbose_name="business date")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded")),
                ("device", models.CharField(max_length=60)),
                ("why", models.CharField(max_length=100, verbose_name="reason code")),
                ("reverses", models.BigIntegerField(default=0)),
                (
                    "user",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
                (
                    "warehouse",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="sites.warehouse",
                        verbose_name="warehouse",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["number", "company"], name="stock_movement_paper")],
            },
        ),
        migrations.CreateModel(
            name="Promise",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "warehouse_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("id", models.BigIntegerField()),
                ("company", models.BigIntegerField()),
                ("owner", models.BigIntegerField(default=0)),
                ("quantity", ledgerhouse.foundation.fields.QuantityField(scale=6)),
                ("fulfilled", ledgerhouse.foundation.fields.QuantityField(default=0, scale=6)),
                ("released", ledgerhouse.foundation.fields.QuantityField(default=0, scale=6)),
                ("due", models.DateField()),
                ("paper", models.CharField(max_length=40)),
                ("number", models.CharField(max_length=60)),
                ("line", models.BigIntegerField()),
                (
                    "item",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="catalog.item",
                    ),
                ),
                (
                    "warehouse",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="sites.warehouse",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["item", "warehouse"], name="stock_promise_item"),
                    models.Index(fields=["line", "warehouse"], name="stock_promise_line"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("fulfilled__gte", 0), ("released__gte", 0)), name="promise_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "quantity__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("fulfilled"), "+", models.F("released")
                                ),
                            )
                        ),
                        name="promise_not_overdrawn",
                    ),
                ],
            },
        ),
    ]
