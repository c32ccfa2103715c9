"""What came, went back to its supplier and is expected once more."""

import ledgerhouse.foundation.fields
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("warehouse", "0004_receiving"),
    ]

    operations = [
        migrations.AddField(
            model_name="inboundline",
            name="replaced",
            field=ledgerhouse.foundation.fields.QuantityField(db_default=0, scale=6, verbose_name="to be replaced"),
        ),
    ]
