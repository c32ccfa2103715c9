import django.db.models.deletion
import ledgerhouse.foundation.fields
import ledgerhouse.foundation.nodes
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0001_foundation"),
    ]

    operations = [
        migrations.CreateModel(
            name="ApprovalRoute",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=40, verbose_name="code")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("subject", models.CharField(max_length=60, verbose_name="subject")),
                ("sequence", models.IntegerField(default=100, verbose_name="order")),
                ("above", ledgerhouse.foundation.fields.AmountField(default=0, scale=4, verbose_name="above")),
                ("up_to", ledgerhouse.foundation.fields.AmountField(default=0, scale=4, verbose_name="up to")),
                ("category", models.CharField(blank=True, max_length=60, verbose_name="category")),
                ("warehouse", models.BigIntegerField(default=0, verbose_name="warehouse")),
                ("active", models.BooleanField(default=True, verbose_name="active")),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="foundation.company")),
                (
                    "department",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="foundation.department",
                        verbose_name="department",
                    ),
                ),
            ],
            options={
                "verbose_name": "approval route",
                "constraints": [models.UniqueConstraint(fields=("company", "code"), name="approval_route_once")],
            },
        ),
        migrations.CreateModel(
            name="Approval",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("subject", models.CharField(max_length=60, verbose_name="subject")),
                ("kind", models.CharField(max_length=40, verbose_name="document type")),
                ("number", models.CharField(max_length=60, verbose_name="document")),
                ("plan", models.JSONField(default=list)),
                ("content", models.CharField(max_length=64)),
                ("amount", ledgerhouse.foundation.fields.AmountField(default=0, scale=4, verbose_name="amount")),
                ("warehouse", models.BigIntegerField(null=True)),
                ("state", models.CharField(max_length=12, verbose_name="state")),
                ("step", models.SmallIntegerField(default=1, verbose_name="step")),
                ("maker", models.BigIntegerField()),
                ("note", models.CharField(blank=True, max_length=400, verbose_name="note")),
                ("asked_at", models.DateTimeField(verbose_name="asked")),
                ("due_at", models.DateTimeField(null=True, verbose_name="due")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended")),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="foundation.company")),
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
                    "route",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="foundation.approvalroute",
                        verbose_name="approval route",
                    ),
                ),
            ],
            options={
                "verbose_name": "approval",
                "indexes": [
                    models.Index(fields=["company", "kind", "number"], name="approval_of_paper"),
                    models.Index(fields=["company", "state", "due_at"], name="approval_waiting"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ApprovalSeat",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("step", models.SmallIntegerField()),
                ("approver", models.CharField(max_length=80, verbose_name="approver")),
                ("escalated", models.BooleanField(default=False)),
                ("decision", models.CharField(blank=True, max_length=12, verbose_name="decision")),
                ("user", models.BigIntegerField(default=0)),
                ("behalf", models.BigIntegerField(default=0)),
                ("reason", models.CharField(blank=True, max_length=400, verbose_name="reason")),
                ("at", models.DateTimeField(null=True)),
                (
                    "approval",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="seats", to="foundation.approval"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("approval", "step", "approver"), name="approval_seat_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ApprovalStep",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.SmallIntegerField(verbose_name="step")),
                ("approvers", models.JSONField(default=list, verbose_name="approvers")),
                ("needs_all", models.BooleanField(default=False, verbose_name="all must agree")),
                ("hours", models.SmallIntegerField(default=0, verbose_name="hours")),
                ("escalate_to", models.CharField(blank=True, max_length=80, verbose_name="escalate to")),
                (
                    "route",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="foundation.approvalroute"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("route", "position"), name="approval_step_once")],
            },
        ),
        migrations.CreateModel(
            name="Deed",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("company", models.BigIntegerField()),
                ("kind", models.CharField(max_length=40)),
                ("number", models.CharField(max_length=60)),
                ("right", models.CharField(max_length=60)),
                ("user", models.BigIntegerField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company", "kind", "number", "right", "user"), name="deed_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Delegation",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("valid_until", models.DateField(verbose_name="valid until")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                ("made_by", models.BigIntegerField()),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="foundation.company")),
                (
                    "giver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lends",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="from",
                    ),
                ),
                (
                    "role",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="foundation.role",
                        verbose_name="role",
                    ),
                ),
                (
                    "taker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="borrows",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="to",
                    ),
                ),
            ],
            options={
                "verbose_name": "delegation",
                "indexes": [models.Index(fields=["taker", "valid_until"], name="delegation_taker")],
            },
        ),
        migrations.CreateModel(
            name="DutyRule",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=40, verbose_name="code")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("first", models.CharField(max_length=60, verbose_name="first right")),
                ("second", models.CharField(max_length=60, verbose_name="second right")),
                ("together", models.BooleanField(default=False, verbose_name="not in one hand")),
                ("same_paper", models.BooleanField(default=True, verbose_name="not on the same paper")),
                ("active", models.BooleanField(default=True, verbose_name="active")),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="foundation.company")),
            ],
            options={
                "verbose_name": "duty rule",
                "constraints": [models.UniqueConstraint(fields=("company", "code"), name="duty_rule_once")],
            },
        ),
        migrations.CreateModel(
            name="DutyException",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                ("until", models.DateField(verbose_name="until")),
                ("made_by", models.BigIntegerField()),
                ("made_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="exceptions", to="foundation.dutyrule"
                    ),
                ),
            ],
            options={
                "verbose_name": "exception",
                "constraints": [models.UniqueConstraint(fields=("rule", "user"), name="duty_exception_once")],
            },
        ),
        migrations.CreateModel(
            name="RoleField",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("field", models.CharField(max_length=100, verbose_name="field")),
                (
                    "role",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="hidden", to="foundation.role"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("role", "field"), name="role_field_once")],
            },
        ),
        migrations.DeleteModel(
            name="ApprovalRule",
        ),
    ]
