"""What a movement did for one line of its paper can be taken back by itself."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from ledgerhouse.foundation.append_only import protect, unprotect


TABLES = ("stock_reversedline",)


def carry_over(_: object, editor: BaseDatabaseSchemaEditor) -> None:
    editor.execute(
        "insert into stock_reversedline (warehouse_id, reversed, line, movement, company) "
        "select distinct r.warehouse_id, r.reversed, e.line, r.movement, r.company from stock_reversal r "
        "join stock_entry e on e.warehouse_id = r.warehouse_id and e.movement = r.reversed"
    )
    protect(editor, TABLES)
    unprotect(editor, ("stock_reversal",))


def carry_back(_: object, editor: BaseDatabaseSchemaEditor) -> None:
    editor.execute(
        "insert into stock_reversal (warehouse_id, reversed, movement, company) "
        "select warehouse_id, reversed, max(movement), company from stock_reversedline group by warehouse_id, reversed, company"
    )
    protect(editor, ("stock_reversal",))
    unprotect(editor, TABLES)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("sites", "0002_outbound_steps"), ("stock", "0004_claims_reversals_and_snapshots")]

    operations = [
        migrations.CreateModel(
            name="ReversedLine",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "warehouse_id",
                        "reversed",
                        "line",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("reversed", models.BigIntegerField()),
                ("line", models.BigIntegerField()),
                ("movement", models.BigIntegerField()),
                ("company", models.BigIntegerField()),
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
        ),
        migrations.RunPython(carry_over, carry_back, atomic=False),
        migrations.DeleteModel(name="Reversal"),
    ]
