"""Lines of a red return are below zero."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sales", "0002_room_for_changes")]

    operations = [
        migrations.RemoveConstraint("returnline", "return_line_sane"),
        migrations.AddConstraint(
            "returnline",
            models.CheckConstraint(condition=models.Q(("quantity", 0), _negated=True), name="return_line_sane"),
        ),
    ]
