"""Room for the next version of a line; no index that another one begins with."""

import django.db.models.deletion
from django.db import migrations, models

from ledgerhouse.foundation.storage import ONCE, filled


class Migration(migrations.Migration):
    dependencies = [("sales", "0001_sales")]

    operations = [
        migrations.AlterField(
            model_name="salesorder",
            name="company",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, to="foundation.company"
            ),
        ),
        migrations.AlterField(
            model_name="salesline",
            name="order",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="lines",
                to="sales.salesorder",
            ),
        ),
        filled({"sales_salesline": ONCE, "sales_salesorder": ONCE}),
    ]
