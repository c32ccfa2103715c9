"""Reversed lines are found by the movement that reversed them: in its order they are sealed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sites", "0002_outbound_steps"),
        ("stock", "0005_lines_reversed"),
    ]
    operations = [
        migrations.AddIndex(
            model_name="reversedline",
            index=models.Index(fields=["warehouse", "movement"], name="stock_reversedline_by"),
        ),
    ]
