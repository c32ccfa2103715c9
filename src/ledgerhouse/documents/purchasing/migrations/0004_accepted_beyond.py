"""A purchase line takes more than was ordered where that was accepted, and knows what will not come."""

import django.db.models.expressions
import ledgerhouse.foundation.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0001_catalog"),
        ("purchasing", "0003_amendments"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="purchaseline",
            name="purchase_not_over_received",
        ),
        migrations.AddField(
            model_name="purchaseline",
            name="excess",
            field=ledgerhouse.foundation.fields.QuantityField(db_default=0, scale=6, verbose_name="accepted beyond"),
        ),
        migrations.AddField(
            model_name="purchaseline",
            name="short",
            field=ledgerhouse.foundation.fields.QuantityField(db_default=0, scale=6, verbose_name="will not come"),
        ),
        migrations.AddConstraint(
            model_name="purchaseline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "ordered__gte",
                        django.db.models.expressions.CombinedExpression(models.F("received"), "-", models.F("excess")),
                    )
                ),
                name="purchase_not_over_received",
            ),
        ),
    ]
