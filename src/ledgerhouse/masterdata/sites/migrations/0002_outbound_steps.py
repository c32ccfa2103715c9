"""A warehouse says in which steps its goods leave."""

from django.db import migrations, models

import ledgerhouse.masterdata.sites.words


class Migration(migrations.Migration):
    dependencies = [("sites", "0001_sites")]

    operations = [
        migrations.AddField(
            model_name="warehouse",
            name="outbound_steps",
            field=models.CharField(
                default=ledgerhouse.masterdata.sites.words.Outbound["PACK"],
                max_length=10,
                verbose_name="outbound steps",
            ),
        ),
    ]
