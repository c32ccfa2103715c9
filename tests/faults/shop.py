"""A shop for the traders: `python -m tests.faults.shop open` makes the tables in an empty database and brings in goods; `state` says how it stands."""

import json
import sys
from datetime import UTC, datetime

import django


def main() -> None:
    """Do what the first word says."""
    django.setup()
    {"open": open_shop, "state": state}[sys.argv[1]]()


def open_shop() -> None:
    """Migrate, open the floor, bring in goods."""
    from django.core.management import call_command
    from tests.floor import bring_in, open_floor

    from ledgerhouse.foundation.models import Company
    from ledgerhouse.kernel.context import house

    call_command("migrate", verbosity=0)
    ctx = house(Company.objects.create(code="QH", name="青禾贸易").id, datetime.now(UTC))
    open_floor(ctx)
    bring_in(ctx, ("CUP", 50_000, 3), ("PLATE", 50_000, 2))


def state() -> None:
    """Print what the doctor finds, how many orders there are by state, and how many pieces have left and are missing, seals included."""
    from collections import Counter
    from datetime import timedelta

    from tests.floor import doctor

    from ledgerhouse.documents.sales.models import SalesOrder
    from ledgerhouse.documents.warehouse.models import OutboundLine
    from ledgerhouse.foundation.models import Company
    from ledgerhouse.foundation.seals.apply import seal
    from ledgerhouse.foundation.seals.check import check
    from ledgerhouse.kernel.context import house
    from ledgerhouse.ledgers.stock.models import Balance

    ctx = house(Company.objects.get(code="QH").id, datetime.now(UTC))
    seal(ctx, lag=timedelta(0))
    said = {
        "problems": doctor(ctx) + [str(one) for one in check(ctx).broken],
        "orders": Counter(SalesOrder.objects.values_list("state", flat=True)),
        "shipped": int(sum(OutboundLine.objects.values_list("shipped", flat=True))),
        "on_hand": int(sum(Balance.objects.values_list("on_hand", flat=True))),
    }
    print(json.dumps(said))


if __name__ == "__main__":
    main()
