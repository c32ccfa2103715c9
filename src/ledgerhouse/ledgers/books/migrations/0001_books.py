import django.db.models.deletion
import ledgerhouse.foundation.fields
import ledgerhouse.foundation.nodes
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("foundation", "0001_foundation"),
        ("sites", "0001_sites"),
    ]

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=20, verbose_name="code")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("active", models.BooleanField(default=True, verbose_name="active")),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="foundation.company")),
            ],
            options={
                "verbose_name": "account",
                "constraints": [models.UniqueConstraint(fields=("company", "code"), name="account_code_once")],
            },
        ),
        migrations.CreateModel(
            name="AccountRole",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("role", models.CharField(max_length=40, verbose_name="role")),
                ("category", models.CharField(blank=True, max_length=60, verbose_name="category")),
                ("account", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="books.account")),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="foundation.company")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company", "role", "category"), name="account_role_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="JournalEntry",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "company_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("id", models.BigIntegerField()),
                ("movement", models.BigIntegerField()),
                ("event", models.CharField(max_length=40, verbose_name="event")),
                ("paper", models.CharField(max_length=40, verbose_name="document type")),
                ("number", models.CharField(max_length=60, verbose_name="document")),
                ("business_date", models.DateField(verbose_name="business date")),
                ("month", models.IntegerField(verbose_name="period")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded")),
                (
                    "company",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="foundation.company",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    models.Index(fields=["number", "company"], name="journal_paper"),
                    models.Index(fields=["movement", "company"], name="journal_movement"),
                ],
            },
        ),
        migrations.CreateModel(
            name="JournalLine",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "company_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("id", models.BigIntegerField()),
                ("entry", models.BigIntegerField()),
                ("debit", ledgerhouse.foundation.fields.AmountField(default=0, scale=4, verbose_name="debit")),
                ("credit", ledgerhouse.foundation.fields.AmountField(default=0, scale=4, verbose_name="credit")),
                ("partner", models.BigIntegerField(default=0)),
                ("department", models.BigIntegerField(default=0)),
                ("month", models.IntegerField(verbose_name="period")),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="books.account",
                        verbose_name="account",
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="foundation.company",
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
                    models.Index(fields=["entry", "company"], name="journal_line_entry"),
                    models.Index(fields=["company", "account", "month"], name="journal_line_account"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(models.Q(("debit", 0), _negated=True), ("credit", 0)),
                            models.Q(("debit", 0), models.Q(("credit", 0), _negated=True)),
                            _connector="OR",
                        ),
                        name="journal_line_one_sided",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Period",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("month", models.IntegerField(verbose_name="month")),
                ("closed", models.BooleanField(default=False, verbose_name="closed")),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="foundation.company")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("company", "month"), name="period_once")],
            },
        ),
        migrations.CreateModel(
            name="PostingRule",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("event", models.CharField(max_length=40, verbose_name="event")),
                ("sequence", models.SmallIntegerField(verbose_name="sequence")),
                ("debit", models.CharField(max_length=40, verbose_name="debit")),
                ("credit", models.CharField(max_length=40, verbose_name="credit")),
                ("amount", models.CharField(default="value", max_length=20, verbose_name="amount")),
                ("red", models.BooleanField(default=False, verbose_name="red entry")),
                ("active", models.BooleanField(default=True, verbose_name="active")),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="foundation.company")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company", "event", "sequence"), name="posting_rule_once")
                ],
            },
        ),
    ]
