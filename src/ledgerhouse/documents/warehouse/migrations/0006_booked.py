"""Inbound lines know what of the received goods is booked in; until now that was all of it."""

from django.db import migrations

import ledgerhouse.foundation.fields


class Migration(migrations.Migration):
    dependencies = [("warehouse", "0005_replaced_goods")]

    operations = [
        migrations.AddField(
            model_name="inboundline",
            name="booked",
            field=ledgerhouse.foundation.fields.QuantityField(default=0, verbose_name="booked in"),
        ),
        migrations.RunSQL("update warehouse_inboundline set booked = received", migrations.RunSQL.noop),
    ]
