"""Inbound orders with prices in a foreign currency, and lines of which nothing is expected any more."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("warehouse", "0002_room_for_changes"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="inboundline",
            name="inbound_line_sane",
        ),
        migrations.AddField(
            model_name="inboundorder",
            name="currency",
            field=models.CharField(blank=True, max_length=3, verbose_name="currency"),
        ),
        migrations.AddConstraint(
            model_name="inboundline",
            constraint=models.CheckConstraint(
                condition=models.Q(("expected__gte", 0), ("received__gte", 0)), name="inbound_line_sane"
            ),
        ),
    ]
