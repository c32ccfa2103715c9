"""The ends of a warehouse and of an aisle are found without reading all locations."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sites", "0004_handling_units")]

    operations = [
        migrations.AddIndex(
            model_name="location",
            index=models.Index(fields=["warehouse", "kind", "y_mm"], name="location_depth"),
        ),
        migrations.AddIndex(
            model_name="location",
            index=models.Index(fields=["warehouse", "kind", "aisle", "x_mm"], name="location_aisle"),
        ),
    ]
