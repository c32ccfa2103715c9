"""Plates are costed at a standard; the standard changes, and with it what stands on the shelves."""

from decimal import Decimal

import pytest
from tests.books import entries_of
from tests.floor import bring_in, d, doctor, open_floor

from ledgerhouse.flows.finance.change_standard_costs import ChangeStandardCosts, StandardLine, change_standard_costs
from ledgerhouse.foundation.paper import find
from ledgerhouse.kernel.errors import Unreadable
from ledgerhouse.ledgers.costing.models import CostPool
from ledgerhouse.masterdata.catalog.change_items import ChangeItems, change_items
from ledgerhouse.masterdata.catalog.item_changes import ItemChange
from ledgerhouse.masterdata.catalog.models import Item

pytestmark = [pytest.mark.requirement("R044")]


def test_stock_is_revalued_at_the_new_standard(ctx):
    """J32: 100 plates at 8.00 are booked at the standard of 7.50; at 7.77 they are worth 27.00 more."""
    open_floor(ctx)
    standard = ItemChange(code="PLATE", costing="standard", standard_cost=Decimal("7.5"))
    change_items(ChangeItems(items=(standard,)), ctx)
    bring_in(ctx, ("PLATE", 100, 8))
    made = change_standard_costs(
        ChangeStandardCosts(lines=(StandardLine(item="PLATE", cost=Decimal("7.77")),), reason="new year"), ctx
    )
    assert (made.changed, made.shares[0].in_stock) == (1, 27)
    assert CostPool.objects.get(item__code="PLATE").value == 777
    assert Item.objects.get(code="PLATE").standard_cost == Decimal("7.77")
    assert entries_of(made.number) == [[("debit", "1405", "27.00"), ("credit", "1404", "27.00")]]
    assert find(ctx, "standard_change", made.number).tables[0].rows[0].item == "PLATE"
    assert doctor(ctx) == []


def test_a_standard_does_not_change_behind_the_back_of_stock(ctx):
    open_floor(ctx)
    change_items(ChangeItems(items=(ItemChange(code="PLATE", costing="standard", standard_cost=d(7)),)), ctx)
    bring_in(ctx, ("PLATE", 100, 8))
    with pytest.raises(Unreadable, match="revalued"):
        change_items(ChangeItems(items=(ItemChange(code="PLATE", standard_cost=d(9)),)), ctx)
    lines = (StandardLine(item="CUP", cost=d(1)), StandardLine(item="NONE", cost=d(1)))
    with pytest.raises(Unreadable) as refused:
        change_standard_costs(ChangeStandardCosts(lines=lines, reason="x"), ctx)
    assert sorted(p.where for p in refused.value.problems) == ["lines.0.item", "lines.1.code"]
