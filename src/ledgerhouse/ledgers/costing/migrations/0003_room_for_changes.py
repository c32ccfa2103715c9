"""Room for the next version of a pool and a layer."""

from django.db import migrations

from ledgerhouse.foundation.storage import NOW_AND_THEN, filled


class Migration(migrations.Migration):
    dependencies = [("costing", "0002_append_only")]

    operations = [filled({"costing_costpool": NOW_AND_THEN, "costing_costlayer": NOW_AND_THEN})]
