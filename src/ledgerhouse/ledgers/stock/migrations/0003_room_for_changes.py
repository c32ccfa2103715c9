"""Room for the next version of a balance, a hold and a promise."""

from django.db import migrations

from ledgerhouse.foundation.storage import NOW_AND_THEN, ONCE, filled


class Migration(migrations.Migration):
    dependencies = [("stock", "0002_append_only")]

    operations = [filled({"stock_balance": NOW_AND_THEN, "stock_hold": ONCE, "stock_promise": ONCE})]
