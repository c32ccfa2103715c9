"""Stocktakes name the pieces that are missing or surplus."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("warehouse", "0009_putaway_rules"),
    ]

    operations = [
        migrations.AddField(
            model_name="countline",
            name="missing",
            field=models.TextField(null=True, verbose_name="missing"),
        ),
        migrations.AddField(
            model_name="countline",
            name="surplus",
            field=models.TextField(null=True, verbose_name="surplus"),
        ),
    ]
