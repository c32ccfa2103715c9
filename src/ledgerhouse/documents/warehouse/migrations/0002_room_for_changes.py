"""Room for the next version of what outbound changes, also in the ledgers below; no index that another one begins with."""

import django.db.models.deletion
from django.db import migrations, models

from ledgerhouse.foundation.storage import NOW_AND_THEN, ONCE, filled


class Migration(migrations.Migration):
    dependencies = [
        ("warehouse", "0001_warehouse"),
        ("stock", "0002_append_only"),
        ("costing", "0002_append_only"),
    ]

    operations = [
        migrations.AlterField(
            model_name="outboundorder",
            name="company",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, to="foundation.company"
            ),
        ),
        migrations.AlterField(
            model_name="outboundorder",
            name="warehouse",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                to="sites.warehouse",
                verbose_name="warehouse",
            ),
        ),
        migrations.AlterField(
            model_name="outboundline",
            name="paper",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="lines",
                to="warehouse.outboundorder",
            ),
        ),
        migrations.AlterField(
            model_name="inboundline",
            name="paper",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="lines",
                to="warehouse.inboundorder",
            ),
        ),
        migrations.AlterField(
            model_name="receiptline",
            name="paper",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="lines",
                to="warehouse.receipt",
            ),
        ),
        migrations.AlterField(
            model_name="task",
            name="company",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, to="foundation.company"
            ),
        ),
        migrations.AlterField(
            model_name="task",
            name="warehouse",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                to="sites.warehouse",
                verbose_name="warehouse",
            ),
        ),
        filled(
            {
                "warehouse_outboundorder": ONCE,
                "warehouse_outboundline": ONCE,
                "warehouse_inboundline": ONCE,
                "warehouse_task": ONCE,
                "stock_hold": ONCE,
                "stock_promise": ONCE,
                "stock_balance": NOW_AND_THEN,
                "costing_costpool": NOW_AND_THEN,
                "costing_costlayer": NOW_AND_THEN,
            }
        ),
    ]
