"""Why goods go back to a supplier as a word that says who is to blame. Returns from before say nothing about it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("purchasing", "0008_room_for_changes")]

    operations = [
        migrations.AddField(
            model_name="supplierreturn",
            name="cause",
            field=models.CharField(db_default="other", default="other", max_length=12, verbose_name="cause"),
        ),
    ]
