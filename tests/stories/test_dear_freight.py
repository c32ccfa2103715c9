"""Freight comes after the goods, an invoice is dearer, cups turn out chipped: values change while nothing moves, and both ledgers agree."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from tests.books import entries_of
from tests.floor import bring_in, d, doctor, open_floor, sell

from ledgerhouse.flows.finance.add_landed_costs import AddLandedCosts, add_landed_costs
from ledgerhouse.flows.finance.adjust_costs import AdjustCosts, AdjustmentLine, adjust_costs
from ledgerhouse.flows.finance.check_close import CheckClose, check_close
from ledgerhouse.flows.finance.reverse_landed_costs import ReverseLandedCosts, reverse_landed_costs
from ledgerhouse.flows.finance.run_month_average import RunMonthAverage, run_month_average
from ledgerhouse.flows.inbound.reverse_receipts import ReverseReceipts, reverse_receipts
from ledgerhouse.flows.inventory.taking_back import PaperLine
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.paper import find
from ledgerhouse.kernel.errors import Unreadable, WrongState
from ledgerhouse.ledgers.books.models import JournalLine
from ledgerhouse.ledgers.costing.listings_estimates import EstimateFilter
from ledgerhouse.ledgers.costing.models import CostPool
from ledgerhouse.ledgers.costing.words import Basis
from ledgerhouse.masterdata.catalog.change_items import ChangeItems, change_items
from ledgerhouse.masterdata.catalog.item_changes import ItemChange
from ledgerhouse.masterdata.partners.create_partners import CreatePartners, create_partners
from ledgerhouse.masterdata.partners.partner_facts import NewPartner
from ledgerhouse.masterdata.partners.queries import partners_by_code

pytestmark = [pytest.mark.requirement("R044")]


@pytest.fixture
def floor(ctx):
    open_floor(ctx)


def pool(item):
    found = CostPool.objects.get(item__code=item)
    return found.quantity, found.value


def test_freight_is_shared_by_weight_and_sold_goods_pay_their_part(ctx, floor):
    """J13: 100 cups of 350 g and 50 plates of 700 g come on one lorry for 140.00; half of the cups are sold already."""
    weights = (ItemChange(code="CUP", weight_g=350), ItemChange(code="PLATE", weight_g=700))
    change_items(ChangeItems(items=weights), ctx)
    receipt = bring_in(ctx, ("CUP", 100, 5), ("PLATE", 50, 8))
    sell(ctx, ("CUP", 50, 9))
    freight = AddLandedCosts(
        warehouse="SH1", receipts=(receipt,), amount=d(140), basis=Basis.WEIGHT, supplier="FARM", reason="lorry"
    )
    added = add_landed_costs(freight, ctx)
    assert [(s.item, s.in_stock, s.consumed) for s in added.shares] == [("CUP", 35, 35), ("PLATE", 70, 0)]
    assert pool("CUP") == (50, 285)
    assert entries_of(added.number) == [
        [
            ("debit", "1405", "105.00"),
            ("credit", "2202.02", "105.00"),
            ("debit", "6401", "35.00"),
            ("credit", "2202.02", "35.00"),
        ]
    ]
    page = find(ctx, "landed_cost", added.number)
    assert [len(table.rows) for table in page.tables] == [2]
    assert doctor(ctx) == []


def test_bills_come_after_half_is_sold_and_one_is_taken_back(ctx, floor):
    """J13: two deliveries, half of the cups sold. A carrier's bill of 90.00 and 8.10 tax is shared by volume over both; customs estimates 30.00.

    100 cups of 500 cm³ and 50 plates of 800 cm³ are 50 : 40, so 50.00 and 40.00; of the cups' share half is gone.
    """
    create_partners(CreatePartners(partners=(NewPartner(code="TRUCK", name="德邦物流", supplier=True),)), ctx)
    volumes = (ItemChange(code="CUP", volume_cm3=500), ItemChange(code="PLATE", volume_cm3=800))
    change_items(ChangeItems(items=volumes), ctx)
    cups, plates = bring_in(ctx, ("CUP", 100, 5)), bring_in(ctx, ("PLATE", 50, 8))
    sell(ctx, ("CUP", 50, 9))
    facts = {"warehouse": "SH1", "amount": d(90), "basis": Basis.VOLUME, "receipts": (cups, plates)}
    bill = add_landed_costs(AddLandedCosts(**facts, supplier="TRUCK", bill="FP-77", tax=d("8.10")), ctx)
    assert [(s.item, s.in_stock, s.consumed) for s in bill.shares] == [("CUP", 25, 25), ("PLATE", 40, 0)]
    billed = [
        ("credit", "2202.01", "25.00"),
        ("credit", "2202.01", "65.00"),
        ("credit", "2202.01", "8.10"),
        ("debit", "1405", "65.00"),
        ("debit", "2221.01.01", "8.10"),
        ("debit", "6401", "25.00"),
    ]
    assert sorted(entries_of(bill.number)[0]) == billed
    truck = partners_by_code(ctx, ["TRUCK"])["TRUCK"].id
    owed = JournalLine.objects.filter(account__code="2202.01")
    assert set(owed.values_list("partner", flat=True)) == {truck}
    duty = add_landed_costs(AddLandedCosts(**facts | {"amount": d(30), "basis": Basis.QUANTITY}), ctx)
    assert [(s.item, s.in_stock, s.consumed) for s in duty.shares] == [("CUP", 10, 10), ("PLATE", 10, 0)]
    assert (pool("CUP"), pool("PLATE")) == ((50, 285), (50, 450))
    assert doctor(ctx) == []

    with pytest.raises(Unreadable, match="carries amounts of"):
        reverse_receipts(ReverseReceipts(lines=(PaperLine(number=plates),), reason="x"), ctx)
    sell(ctx, ("CUP", 25, 9))
    reverse_landed_costs(ReverseLandedCosts(numbers=(bill.number, duty.number), reason="重复"), ctx)
    # by now three quarters of the cups are gone: what they took along comes back from cost of sales
    back = sorted(entries_of(bill.number)[1])
    assert back == [
        ("credit", "2202.01", "-37.50"),
        ("credit", "2202.01", "-52.50"),
        ("credit", "2202.01", "-8.10"),
        ("debit", "1405", "-52.50"),
        ("debit", "2221.01.01", "-8.10"),
        ("debit", "6401", "-37.50"),
    ]
    assert (pool("CUP"), pool("PLATE")) == ((25, 125), (50, 400))
    estimates = LISTINGS["costing.estimates"].every(ctx, EstimateFilter())
    assert duty.number not in {row.number for row in estimates}
    page = find(ctx, "landed_cost", bill.number)
    assert (page.state, [len(table.rows) for table in page.tables], page.actions) == ("reversed", [4], ())
    with pytest.raises(WrongState):
        reverse_landed_costs(ReverseLandedCosts(numbers=(bill.number,), reason="x"), ctx)
    assert [row.state for row in LISTINGS["purchasing.landed_costs"].every(ctx)] == ["reversed", "reversed"]
    assert doctor(ctx) == []


def test_a_bill_is_somebodys_and_tax_is_on_bills(ctx, floor):
    receipt = bring_in(ctx, ("CUP", 3, 5))
    freight = AddLandedCosts(warehouse="SH1", receipts=(receipt,), amount=d(9), tax=d(1))
    for wrong, where in (
        (freight, ["tax"]),
        (replace(freight, bill="FP-1"), ["supplier"]),
        (replace(freight, bill="FP-1", supplier="FARM", tax=d(-1)), ["tax"]),
        (replace(freight, bill="FP-1", supplier="FARM", tax=d("0.001")), ["tax"]),
    ):
        with pytest.raises(Unreadable) as refused:
            add_landed_costs(wrong, ctx)
        assert [p.where for p in refused.value.problems] == where


def test_a_cost_is_put_right_by_hand(ctx, floor):
    receipt = bring_in(ctx, ("CUP", 3, 5))
    line = AdjustmentLine(item="CUP", amount=Decimal("-1.01"), receipt=receipt)
    made = adjust_costs(AdjustCosts(warehouse="SH1", lines=(line,), reason="wrong price list"), ctx)
    assert made.shares[0].in_stock == Decimal("-1.01")
    whole = AdjustmentLine(item="CUP", amount=Decimal("0.02"))
    adjust_costs(AdjustCosts(warehouse="SH1", lines=(whole,), reason="rounding"), ctx)
    assert pool("CUP") == (3, Decimal("14.01"))
    assert doctor(ctx) == []


def test_every_line_that_is_wrong_is_named(ctx, floor):
    receipt = bring_in(ctx, ("CUP", 3, 5))
    lines = (
        AdjustmentLine(item="NOTHING", amount=d(1)),
        AdjustmentLine(item="CUP", amount=d(1), receipt="SHD-0"),
        AdjustmentLine(item="PLATE", amount=d(1), receipt=receipt),
        AdjustmentLine(item="CUP", amount=Decimal("0.001"), receipt=receipt),
        AdjustmentLine(item="APPLE", amount=d(1), lot="L9"),
    )
    with pytest.raises(Unreadable) as refused:
        adjust_costs(AdjustCosts(warehouse="SH1", lines=lines, reason="x"), ctx)
    assert [p.where for p in refused.value.problems] == [
        "lines.0.item",
        "lines.1.receipt",
        "lines.2.receipt",
        "lines.3.amount",
        "lines.4.lot",
    ]
    # what only the gate can know is said of the line, too
    lines = (AdjustmentLine(item="CUP", amount=d(-5)), AdjustmentLine(item="CUP", amount=d(-11)))
    with pytest.raises(Unreadable) as refused:
        adjust_costs(AdjustCosts(warehouse="SH1", lines=lines, reason="x", adjusted_on=date(2026, 11, 20)), ctx)
    assert [p.where for p in refused.value.problems] == ["lines.1.amount"]
    nothing = AddLandedCosts(warehouse="SH1", receipts=(receipt,), amount=d(1), basis=Basis.VOLUME)
    with pytest.raises(Unreadable, match="nothing to share by"):
        add_landed_costs(nothing, ctx)
    with pytest.raises(Unreadable, match="there is no receipt SHD-1"):
        add_landed_costs(replace(nothing, receipts=("SHD-1",), basis=Basis.VALUE), ctx)


def test_a_month_is_previewed_and_run_and_run_again(ctx, floor):
    """Plates are costed at month end: the shop gets them at once, the books learn in the run what they cost."""
    change_items(ChangeItems(items=(ItemChange(code="PLATE", costing="month_average"),)), ctx)
    bring_in(ctx, ("PLATE", 100, 8))
    sold = sell(ctx, ("PLATE", 30, 12))
    bring_in(ctx, ("PLATE", 100, 9))
    month = RunMonthAverage(month=202611)
    title = "Month-end costing has run"
    assert [(i.done, i.count) for i in check_close(CheckClose(month=202611), ctx).items if i.item == title] == [
        (False, 3)
    ]
    preview = run_month_average(month, replace(ctx, dry_run=True))
    assert (preview.changed, preview.booked) == (1, 255)
    assert pool("PLATE") == (170, 1700)
    assert run_month_average(month, ctx) == preview
    assert pool("PLATE") == (170, 1445)
    assert run_month_average(month, ctx).changed == 0
    page = find(ctx, "costing_month", "202611")
    assert page.tables[0].rows[0].went_value == 255
    assert [i.done for i in check_close(CheckClose(month=202611), ctx).items if i.item == title] == [True]
    assert doctor(ctx) == []
    assert sold
