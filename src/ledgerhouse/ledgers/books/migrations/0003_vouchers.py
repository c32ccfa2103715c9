"""Vouchers, periods with a life, a chart that knows its accounts, rules with conditions, exchange rates and balances per period.

SQLite makes changed tables anew and loses their triggers: the journal is unguarded for the moment and guarded again at the end.
"""

import django.db.models.deletion
import ledgerhouse.foundation.fields
import ledgerhouse.foundation.nodes
import ledgerhouse.ledgers.books.voucher_words
import ledgerhouse.ledgers.books.words
from typing import Any

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from ledgerhouse.foundation.append_only import protect, unprotect
from ledgerhouse.ledgers.books.charts import CHARTS


JOURNAL = ("books_journalentry", "books_journalline")


def unguard(_: object, editor: BaseDatabaseSchemaEditor) -> None:
    unprotect(editor, JOURNAL)


def guard(_: object, editor: BaseDatabaseSchemaEditor) -> None:
    protect(editor, JOURNAL)


def know_accounts(apps: Any, _: object) -> None:
    """What accounts and periods of companies that are there already are: by the chart that ships, and by themselves in the tree."""
    account, tree = apps.get_model("books", "Account"), apps.get_model("books", "AccountTree")
    for row in account.objects.select_related("company"):
        line = next((line for line in CHARTS[row.company.standard] if line.code == row.code), None)
        if line is not None:
            row.kind, row.side, row.dimensions = line.kind, line.side, line.dimensions
            row.cash, row.currency, row.quantity = line.cash, line.currency, line.quantity
            row.save()
        tree.objects.create(company_id=row.company_id, above=row, account=row)
    apps.get_model("books", "Period").objects.filter(closed=True).update(state="closed")


class Migration(migrations.Migration):
    dependencies = [
        ("books", "0002_append_only"),
        ("catalog", "0001_catalog"),
        ("foundation", "0001_foundation"),
        ("partners", "0001_partners"),
        ("sites", "0001_sites"),
    ]

    operations = [
        migrations.RunPython(unguard, guard, atomic=False),
        migrations.AddField(
            model_name="account",
            name="cash",
            field=models.BooleanField(default=False, verbose_name="cash or bank"),
        ),
        migrations.AddField(
            model_name="account",
            name="currency",
            field=models.BooleanField(default=False, verbose_name="in foreign currencies"),
        ),
        migrations.AddField(
            model_name="account",
            name="dimensions",
            field=models.CharField(blank=True, max_length=60, verbose_name="auxiliary dimensions"),
        ),
        migrations.AddField(
            model_name="account",
            name="kind",
            field=models.CharField(
                default=ledgerhouse.ledgers.books.words.Kind["ASSET"], max_length=10, verbose_name="kind"
            ),
        ),
        migrations.AddField(
            model_name="account",
            name="leaf",
            field=models.BooleanField(default=True, verbose_name="may be booked"),
        ),
        migrations.AddField(
            model_name="account",
            name="parent",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, to="books.account", verbose_name="account above"
            ),
        ),
        migrations.AddField(
            model_name="account",
            name="quantity",
            field=models.BooleanField(default=False, verbose_name="with quantities"),
        ),
        migrations.AddField(
            model_name="account",
            name="side",
            field=models.CharField(
                default=ledgerhouse.ledgers.books.words.Side["DEBIT"], max_length=6, verbose_name="side"
            ),
        ),
        migrations.AddField(
            model_name="journalentry",
            name="currency",
            field=models.CharField(db_default="", max_length=3, verbose_name="currency"),
        ),
        migrations.AddField(
            model_name="journalentry",
            name="rate",
            field=ledgerhouse.foundation.fields.RateField(db_default=0, scale=8, verbose_name="exchange rate"),
        ),
        migrations.AddField(
            model_name="journalentry",
            name="why",
            field=models.CharField(db_default="", max_length=100, verbose_name="reason"),
        ),
        migrations.AddField(
            model_name="journalline",
            name="original",
            field=ledgerhouse.foundation.fields.AmountField(db_default=0, scale=4, verbose_name="original amount"),
        ),
        migrations.AddField(
            model_name="journalline",
            name="rule",
            field=models.BigIntegerField(db_default=0),
        ),
        migrations.AddField(
            model_name="period",
            name="state",
            field=models.CharField(default="open", max_length=12, verbose_name="state"),
        ),
        migrations.AddField(
            model_name="postingrule",
            name="condition",
            field=models.CharField(blank=True, max_length=200, verbose_name="condition"),
        ),
        migrations.AddField(
            model_name="postingrule",
            name="dimensions",
            field=models.CharField(
                blank=True, default="partner department", max_length=60, verbose_name="auxiliary dimensions"
            ),
        ),
        migrations.AddField(
            model_name="postingrule",
            name="explanation",
            field=models.CharField(blank=True, max_length=100, verbose_name="narration"),
        ),
        migrations.AddField(
            model_name="postingrule",
            name="style",
            field=models.CharField(
                default=ledgerhouse.ledgers.books.words.Style["PAIR"], max_length=6, verbose_name="sides"
            ),
        ),
        migrations.AlterField(
            model_name="journalentry",
            name="warehouse",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="sites.warehouse",
                verbose_name="warehouse",
            ),
        ),
        migrations.AlterField(
            model_name="journalline",
            name="warehouse",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="sites.warehouse",
                verbose_name="warehouse",
            ),
        ),
        migrations.CreateModel(
            name="Voucher",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="number")),
                ("month", models.IntegerField(verbose_name="period")),
                ("day", models.DateField(verbose_name="date")),
                (
                    "word",
                    models.CharField(
                        default=ledgerhouse.ledgers.books.voucher_words.Word["GENERAL"],
                        max_length=4,
                        verbose_name="voucher word",
                    ),
                ),
                ("serial", models.IntegerField(null=True, verbose_name="voucher number")),
                ("state", models.CharField(default="draft", max_length=12, verbose_name="state")),
                (
                    "origin",
                    models.CharField(
                        default=ledgerhouse.ledgers.books.voucher_words.Origin["MANUAL"],
                        max_length=8,
                        verbose_name="origin",
                    ),
                ),
                ("event", models.CharField(blank=True, max_length=40, verbose_name="event")),
                ("source_kind", models.CharField(blank=True, max_length=40, verbose_name="document type")),
                ("source", models.CharField(blank=True, max_length=60, verbose_name="document")),
                ("explanation", models.CharField(blank=True, max_length=200, verbose_name="narration")),
                ("total", ledgerhouse.foundation.fields.AmountField(default=0, scale=4, verbose_name="amount")),
                ("attachments", models.SmallIntegerField(default=0, verbose_name="attachments")),
                ("maker", models.BigIntegerField(verbose_name="maker")),
                ("checker", models.BigIntegerField(null=True, verbose_name="checker")),
                ("poster", models.BigIntegerField(null=True, verbose_name="poster")),
                ("made_at", models.DateTimeField(verbose_name="made")),
                ("approved_at", models.DateTimeField(null=True, verbose_name="approved")),
                ("posted_at", models.DateTimeField(null=True, verbose_name="posted")),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="foundation.company")),
                (
                    "corrects",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="books.voucher",
                        verbose_name="corrects",
                    ),
                ),
                (
                    "warehouse",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="sites.warehouse",
                        verbose_name="warehouse",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["company", "state", "month"], name="voucher_state")],
                "constraints": [
                    models.UniqueConstraint(fields=("company", "number"), name="voucher_once"),
                    models.UniqueConstraint(fields=("company", "month", "word", "serial"), name="voucher_serial_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("serial__isnull", False), ("state", "posted")),
                            models.Q(models.Q(("state", "posted"), _negated=True), ("serial__isnull", True)),
                            _connector="OR",
                        ),
                        name="voucher_serial_when_posted",
                    ),
                ],
                "verbose_name": "voucher",
            },
        ),
        migrations.CreateModel(
            name="VoucherEntry",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "company_id", "entry", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("entry", models.BigIntegerField()),
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
                    "voucher",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="entries",
                        to="books.voucher",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="VoucherLine",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.IntegerField(verbose_name="line")),
                ("explanation", models.CharField(blank=True, max_length=200, verbose_name="narration")),
                ("debit", ledgerhouse.foundation.fields.AmountField(default=0, scale=4, verbose_name="debit")),
                ("credit", ledgerhouse.foundation.fields.AmountField(default=0, scale=4, verbose_name="credit")),
                ("quantity", ledgerhouse.foundation.fields.QuantityField(default=0, scale=6, verbose_name="quantity")),
                ("price", ledgerhouse.foundation.fields.PriceField(default=0, scale=6, verbose_name="unit price")),
                ("currency", models.CharField(blank=True, max_length=3, verbose_name="currency")),
                (
                    "original",
                    ledgerhouse.foundation.fields.AmountField(default=0, scale=4, verbose_name="original amount"),
                ),
                ("rate", ledgerhouse.foundation.fields.RateField(default=0, scale=8, verbose_name="exchange rate")),
                ("cash_flow", models.CharField(blank=True, max_length=8, verbose_name="cash-flow item")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="books.account", verbose_name="account"
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="foundation.department",
                        verbose_name="department",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="catalog.item", verbose_name="item"
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="partners.partner",
                        verbose_name="partner",
                    ),
                ),
                (
                    "voucher",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="books.voucher"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["account", "voucher"], name="voucher_line_account")],
                "constraints": [
                    models.UniqueConstraint(fields=("voucher", "position"), name="voucher_line_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(models.Q(("debit", 0), _negated=True), ("credit", 0)),
                            models.Q(("debit", 0), models.Q(("credit", 0), _negated=True)),
                            _connector="OR",
                        ),
                        name="voucher_line_one_sided",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VoucherPolicy",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("event", models.CharField(blank=True, max_length=40, verbose_name="event")),
                (
                    "summary",
                    models.CharField(
                        default=ledgerhouse.ledgers.books.voucher_words.Summary["DOCUMENT"],
                        max_length=8,
                        verbose_name="summary",
                    ),
                ),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="foundation.company")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("company", "event"), name="voucher_policy_once")],
            },
        ),
        migrations.CreateModel(
            name="VoucherSeries",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("month", models.IntegerField(verbose_name="period")),
                ("word", models.CharField(max_length=4, verbose_name="voucher word")),
                ("last", models.IntegerField(default=0, verbose_name="last number")),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="foundation.company")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company", "month", "word"), name="voucher_series_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="AccountTree",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "above",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="below",
                        to="books.account",
                        verbose_name="account above",
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="path",
                        to="books.account",
                        verbose_name="account",
                    ),
                ),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="foundation.company")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("above", "account"), name="account_tree_once")],
            },
        ),
        migrations.CreateModel(
            name="ExchangeRate",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                ("day", models.DateField(verbose_name="from")),
                ("rate", ledgerhouse.foundation.fields.RateField(scale=8, verbose_name="exchange rate")),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="foundation.company")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company", "currency", "day"), name="exchange_rate_once"),
                    models.CheckConstraint(condition=models.Q(("rate__gt", 0)), name="exchange_rate_positive"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Turnover",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("month", models.IntegerField(verbose_name="period")),
                ("warehouse", models.BigIntegerField(default=0)),
                ("partner", models.BigIntegerField(default=0)),
                ("department", models.BigIntegerField(default=0)),
                ("item", models.BigIntegerField(default=0)),
                ("currency", models.CharField(blank=True, max_length=3, verbose_name="currency")),
                ("debit", ledgerhouse.foundation.fields.AmountField(default=0, scale=4, verbose_name="debit")),
                ("credit", ledgerhouse.foundation.fields.AmountField(default=0, scale=4, verbose_name="credit")),
                ("quantity", ledgerhouse.foundation.fields.QuantityField(default=0, scale=6, verbose_name="quantity")),
                (
                    "original",
                    ledgerhouse.foundation.fields.AmountField(default=0, scale=4, verbose_name="original amount"),
                ),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="books.account", verbose_name="account"
                    ),
                ),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="foundation.company")),
            ],
            options={
                "indexes": [models.Index(fields=["company", "month"], name="turnover_month")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=(
                            "account",
                            "month",
                            "company",
                            "warehouse",
                            "partner",
                            "department",
                            "item",
                            "currency",
                        ),
                        name="turnover_once",
                    )
                ],
            },
        ),
        migrations.RunPython(know_accounts, migrations.RunPython.noop),
        migrations.RemoveField(model_name="period", name="closed"),
        migrations.RunPython(guard, unguard, atomic=False),
    ]
