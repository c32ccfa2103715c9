"""A warehouse says when goods are booked in."""

from django.db import migrations, models

import ledgerhouse.masterdata.sites.words


class Migration(migrations.Migration):
    dependencies = [("sites", "0002_outbound_steps")]

    operations = [
        migrations.AddField(
            model_name="warehouse",
            name="book_in",
            field=models.CharField(
                default=ledgerhouse.masterdata.sites.words.BookIn["RECEIVING"],
                max_length=10,
                verbose_name="goods are booked in",
            ),
        ),
    ]
