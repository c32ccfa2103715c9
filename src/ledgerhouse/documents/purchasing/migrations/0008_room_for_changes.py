"""Room for the next version of a line: what has arrived is written on it. No index that another one begins with."""

import django.db.models.deletion
from django.db import migrations, models

from ledgerhouse.foundation.storage import ONCE, filled


class Migration(migrations.Migration):
    dependencies = [("purchasing", "0007_requests_and_agreements")]

    operations = [
        migrations.AlterField(
            model_name="purchaseorder",
            name="company",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, to="foundation.company"
            ),
        ),
        migrations.AlterField(
            model_name="purchaseline",
            name="order",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="lines",
                to="purchasing.purchaseorder",
            ),
        ),
        filled({"purchasing_purchaseline": ONCE, "purchasing_purchaseorder": ONCE}),
    ]
