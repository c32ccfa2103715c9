from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledgerhouse.kernel.errors import Unreadable
from ledgerhouse.masterdata.catalog.item_facts import NewItem
from ledgerhouse.masterdata.catalog.keep_lots import keep_lots
from ledgerhouse.masterdata.catalog.models import Lot
from ledgerhouse.masterdata.catalog.queries import lots_by_code, lots_by_id
from ledgerhouse.masterdata.catalog.words import NewLot

SPRING, SUMMER = date(2027, 4, 1), date(2027, 7, 1)


@pytest.fixture
def milk(items):
    (ref,) = items(NewItem(code="MILK", name="牛奶", unit="pcs", tracking="lot", expires=True))
    return ref


def test_a_lot_is_made_once_and_found_after(ctx, milk) -> None:
    lot = NewLot(milk.id, "L1", date(2026, 10, 1), SPRING, "S-77")
    first = keep_lots(ctx, [lot, lot])
    assert keep_lots(ctx, [lot]) == first
    ref = first[milk.id, "L1"]
    assert lots_by_id(ctx, [ref.id]) == {ref.id: ref}
    assert lots_by_code(ctx, [(milk.id, "L1"), (milk.id, "L2")]) == first
    assert Lot.objects.get().supplier_lot == "S-77"


def test_a_lot_has_one_expiry(ctx, milk) -> None:
    keep_lots(ctx, [NewLot(milk.id, "L1", None, SPRING), NewLot(milk.id, "L0")])
    with pytest.raises(Unreadable) as refused:
        keep_lots(
            ctx,
            [
                NewLot(milk.id, "L1", None, SUMMER),
                NewLot(milk.id, "L2", None, SPRING),
                NewLot(milk.id, "L2", None, SUMMER),
                NewLot(milk.id, "L3", SUMMER, SPRING),
                NewLot(milk.id, "L0", None, SPRING),
            ],
        )
    assert [p.where for p in refused.value.problems] == [
        "lots.0.expires_on",
        "lots.2.expires_on",
        "lots.3.expires_on",
        "lots.4.expires_on",
    ]
    assert "2027-04-01" in refused.value.problems[0].sentence()
    assert Lot.objects.count() == 2


def test_hundreds_of_lots_cost_two_statements(ctx, milk) -> None:
    with CaptureQueriesContext(connection) as seen:
        keep_lots(ctx, [NewLot(milk.id, f"L{i}", None, SPRING) for i in range(300)])
    assert len([q for q in seen if q["sql"].startswith(("SELECT", "INSERT"))]) <= 5
