import django.core.serializers.json
import django.db.models.deletion
import ledgerhouse.foundation.fields
import ledgerhouse.foundation.nodes
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("id", ledgerhouse.foundation.fields.LateIdField(editable=False, primary_key=True, serialize=False)),
                ("username", models.CharField(max_length=60, unique=True, verbose_name="user name")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("language", models.CharField(default="zh-hans", max_length=10, verbose_name="language")),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
            ],
            options={
                "verbose_name": "user",
            },
        ),
        migrations.CreateModel(
            name="Company",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=20, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("tax_number", models.CharField(blank=True, max_length=40, verbose_name="tax number")),
                ("currency", models.CharField(default="CNY", max_length=3, verbose_name="currency")),
                ("currency_places", models.SmallIntegerField(default=2, verbose_name="places of the currency")),
                ("timezone", models.CharField(default="Asia/Shanghai", max_length=40, verbose_name="time zone")),
                (
                    "standard",
                    models.CharField(
                        choices=[
                            ("asbe", "Accounting Standards for Business Enterprises"),
                            ("sbe", "Accounting Standards for Small Businesses"),
                        ],
                        default="asbe",
                        max_length=8,
                        verbose_name="accounting standard",
                    ),
                ),
                (
                    "valuation",
                    models.CharField(
                        choices=[("company", "one cost per company"), ("warehouse", "one cost per warehouse")],
                        default="company",
                        max_length=10,
                        verbose_name="valuation",
                    ),
                ),
            ],
            options={
                "verbose_name": "company",
            },
        ),
        migrations.CreateModel(
            name="NodeLease",
            fields=[
                ("node", models.IntegerField(primary_key=True, serialize=False)),
                ("until_ms", models.BigIntegerField(default=0)),
            ],
            options={
                "db_table": "foundation_node",
            },
        ),
        migrations.CreateModel(
            name="Role",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=40, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
            ],
            options={
                "verbose_name": "role",
            },
        ),
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("rights", models.JSONField(default=list)),
                ("expires_at", models.DateTimeField(verbose_name="expires")),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tokens", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "token",
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("company", models.BigIntegerField()),
                ("kind", models.CharField(max_length=60)),
                ("about", models.CharField(max_length=60)),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("media_type", models.CharField(max_length=100)),
                ("size", models.BigIntegerField(verbose_name="size")),
                ("digest", models.CharField(max_length=64)),
                ("user", models.BigIntegerField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "attachment",
                "indexes": [models.Index(fields=["company", "kind", "about"], name="attachment_about")],
            },
        ),
        migrations.CreateModel(
            name="AuditRow",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("company", models.BigIntegerField()),
                ("kind", models.CharField(max_length=60)),
                ("row", models.BigIntegerField()),
                ("name", models.CharField(max_length=120)),
                ("action", models.CharField(max_length=20)),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("user", models.BigIntegerField()),
                ("interface", models.CharField(max_length=20)),
                ("device", models.CharField(blank=True, max_length=60)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["company", "kind", "row"], name="audit_of_row"),
                    models.Index(fields=["company", "at"], name="audit_at"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Command",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("company", models.BigIntegerField()),
                ("key", models.CharField(max_length=80)),
                ("verb", models.CharField(max_length=60)),
                ("content", models.CharField(max_length=64)),
                ("answer", models.TextField()),
                ("user", models.BigIntegerField()),
                ("interface", models.CharField(max_length=20)),
                ("device", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["company", "at"], name="command_at")],
                "constraints": [models.UniqueConstraint(fields=("company", "key"), name="command_once")],
            },
        ),
        migrations.AddField(
            model_name="user",
            name="company",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="foundation.company", verbose_name="company"
            ),
        ),
        migrations.CreateModel(
            name="Department",
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
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="foundation.company", verbose_name="company"
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="foundation.department",
                        verbose_name="parent",
                    ),
                ),
            ],
            options={
                "verbose_name": "department",
                "constraints": [models.UniqueConstraint(fields=("company", "code"), name="department_code_once")],
            },
        ),
        migrations.AddField(
            model_name="user",
            name="department",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="foundation.department",
                verbose_name="department",
            ),
        ),
        migrations.CreateModel(
            name="Grant",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("denied", models.BooleanField(default=False)),
                ("valid_from", models.DateField(blank=True, null=True)),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="foundation.company")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="grants", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("role", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="foundation.role")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="GrantLimit",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("dimension", models.CharField(max_length=20)),
                ("value", models.BigIntegerField()),
                (
                    "grant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="limits", to="foundation.grant"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("grant", "dimension", "value"), name="grant_limit_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportBatch",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("company", models.BigIntegerField()),
                ("number", models.CharField(max_length=40, verbose_name="number")),
                ("kind", models.CharField(max_length=60, verbose_name="kind")),
                ("name", models.CharField(max_length=200, verbose_name="file")),
                ("digest", models.CharField(max_length=64)),
                ("twin", models.CharField(blank=True, max_length=40)),
                ("mapping", models.JSONField(default=dict)),
                ("check_only", models.BooleanField(default=False, verbose_name="only check")),
                ("skip_bad", models.BooleanField(default=False, verbose_name="leave out bad rows")),
                ("state", models.CharField(default="queued", max_length=12, verbose_name="state")),
                ("rows", models.IntegerField(default=0, verbose_name="rows")),
                ("created", models.IntegerField(default=0, verbose_name="created")),
                ("changed", models.IntegerField(default=0, verbose_name="changed")),
                ("same", models.IntegerField(default=0, verbose_name="unchanged")),
                ("bad", models.IntegerField(default=0, verbose_name="bad rows")),
                ("problems", models.JSONField(default=list)),
                ("ignored", models.JSONField(default=list)),
                ("reached", models.IntegerField(default=0)),
                ("kept", models.JSONField(default=list)),
                ("user", models.BigIntegerField()),
                ("at", models.DateTimeField(verbose_name="begun")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended")),
            ],
            options={
                "verbose_name": "import",
                "constraints": [
                    models.UniqueConstraint(fields=("company", "number"), name="import_number_once"),
                    models.UniqueConstraint(fields=("company", "kind", "digest", "twin"), name="import_file_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("company", models.BigIntegerField()),
                ("line", models.IntegerField()),
                ("row", models.BigIntegerField()),
                ("name", models.CharField(max_length=120)),
                ("action", models.CharField(max_length=8)),
                ("before", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, null=True)),
                ("after", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, null=True)),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="foundation.importbatch",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("batch", "line"), name="import_row_once")],
            },
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("company", models.BigIntegerField()),
                ("kind", models.CharField(max_length=60, verbose_name="kind")),
                ("args", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "queued"),
                            ("running", "running"),
                            ("done", "done"),
                            ("failed", "failed"),
                            ("cancelled", "cancelled"),
                        ],
                        default="queued",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("run_at", models.DateTimeField(verbose_name="run at")),
                ("lease_until", models.DateTimeField(null=True)),
                ("attempts", models.IntegerField(default=0, verbose_name="attempts")),
                ("done", models.BigIntegerField(default=0, verbose_name="done")),
                ("total", models.BigIntegerField(default=0, verbose_name="of")),
                ("message", models.CharField(blank=True, max_length=500, verbose_name="message")),
                ("result", models.JSONField(default=dict)),
                ("cancel_wanted", models.BooleanField(default=False)),
                ("user", models.BigIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "job",
                "indexes": [models.Index(fields=["state", "run_at"], name="job_next")],
            },
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("company", models.BigIntegerField()),
                ("from_kind", models.CharField(max_length=40)),
                ("from_number", models.CharField(max_length=60)),
                ("to_kind", models.CharField(max_length=40)),
                ("to_number", models.CharField(max_length=60)),
            ],
            options={
                "indexes": [models.Index(fields=["company", "to_kind", "to_number"], name="link_to")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("company", "from_kind", "from_number", "to_kind", "to_number"), name="link_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="NumberSeries",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("company", models.BigIntegerField()),
                ("series", models.CharField(max_length=40)),
                ("period", models.CharField(max_length=10)),
                ("next", models.BigIntegerField(default=1)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company", "series", "period"), name="number_series_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="OutboxRow",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("company", models.BigIntegerField()),
                ("topic", models.CharField(max_length=60)),
                ("ordering", models.CharField(blank=True, max_length=80)),
                ("body", models.TextField()),
                ("recorded_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["sent_at", "id"], name="outbox_unsent")],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("company", models.BigIntegerField()),
                ("listener", models.CharField(max_length=100)),
                ("attempts", models.IntegerField(default=1)),
                ("error", models.TextField()),
                ("next_at", models.DateTimeField(null=True)),
                ("dead", models.BooleanField(default=False)),
                ("news", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="foundation.outboxrow")),
            ],
            options={
                "indexes": [models.Index(fields=["dead", "next_at"], name="delivery_next")],
                "constraints": [models.UniqueConstraint(fields=("news", "listener"), name="delivery_once")],
            },
        ),
        migrations.CreateModel(
            name="RoleRight",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("right", models.CharField(max_length=60, verbose_name="right")),
                (
                    "role",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rights", to="foundation.role"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("role", "right"), name="role_right_once")],
            },
        ),
        migrations.CreateModel(
            name="Schedule",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("company", models.BigIntegerField()),
                ("kind", models.CharField(max_length=60, verbose_name="kind")),
                ("args", models.JSONField(default=dict)),
                ("cron", models.CharField(max_length=60)),
                ("active", models.BooleanField(default=True, verbose_name="active")),
                ("next_at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("company", "kind"), name="schedule_once")],
            },
        ),
        migrations.CreateModel(
            name="SettingValue",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("company", models.BigIntegerField()),
                ("name", models.CharField(max_length=60)),
                ("value", models.JSONField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("company", "name"), name="setting_once")],
            },
        ),
        migrations.CreateModel(
            name="ApprovalRule",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=ledgerhouse.foundation.nodes.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("subject", models.CharField(max_length=60, verbose_name="subject")),
                ("above", ledgerhouse.foundation.fields.AmountField(default=0, scale=4, verbose_name="above")),
                ("right", models.CharField(max_length=60, verbose_name="right")),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="foundation.company")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company", "subject", "above"), name="approval_rule_once")
                ],
            },
        ),
    ]
