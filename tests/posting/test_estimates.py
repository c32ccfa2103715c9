"""What was received and not invoiced is known receipt by receipt: it grows with goods and freight, shrinks with returns and invoices."""

from datetime import date

import pytest
from django.db import transaction
from tests.books import entries_of
from tests.floor import bring_in, buy, d, doctor, open_floor, stock

from ledgerhouse.flows.finance.add_landed_costs import AddLandedCosts, add_landed_costs
from ledgerhouse.flows.inbound.delivery import ReceiveLine
from ledgerhouse.flows.inbound.receive import Receive, receive
from ledgerhouse.flows.inbound.reverse_receipts import ReverseReceipts, reverse_receipts
from ledgerhouse.flows.inventory.change_owner import ChangeOwner, OwnerLine, change_owner
from ledgerhouse.flows.inventory.reverse import ReverseMovements, reverse
from ledgerhouse.flows.inventory.taking_back import PaperLine
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.kernel.errors import Changed
from ledgerhouse.ledgers.costing.listings_estimates import EstimateFilter
from ledgerhouse.ledgers.costing.models import Estimate
from ledgerhouse.ledgers.stock.past import past
from ledgerhouse.ledgers.stock.words import Entry, Movement, Place, Reason
from ledgerhouse.masterdata.catalog.create_items import CreateItems, create_items
from ledgerhouse.masterdata.catalog.item_facts import NewItem
from ledgerhouse.masterdata.catalog.queries import items_by_code
from ledgerhouse.masterdata.sites.queries import locations_by_code, virtual, warehouse
from ledgerhouse.masterdata.sites.words import Kind
from ledgerhouse.posting import gate
from ledgerhouse.posting.estimates import Invoiced, OverInvoiced, invoice
from ledgerhouse.posting.reverse import Back
from ledgerhouse.posting.reverse import reverse as take_back

pytestmark = [pytest.mark.requirement("R011"), pytest.mark.requirement("R012")]


@pytest.fixture(autouse=True)
def floor(ctx):
    open_floor(ctx)


def estimates(ctx, **where):
    rows = LISTINGS["costing.estimates"].every(ctx, EstimateFilter(**where))
    return {(row.number, row.item): (row.quantity, row.back, row.invoiced, row.value, row.open_value) for row in rows}


def test_a_receipt_is_owed_until_it_is_invoiced(ctx):
    number = bring_in(ctx, ("CUP", 10, "3.33"), ("PLATE", 2, 5))
    assert estimates(ctx) == {
        (number, "CUP"): (10, 0, 0, d("33.30"), d("33.30")),
        (number, "PLATE"): (2, 0, 0, 10, 10),
    }
    site, entry = warehouse(ctx, "SH1").id, Estimate.objects.get(item__code="CUP").id
    with transaction.atomic():
        invoice(site, [Invoiced(entry, 4 * 10**6, 133200), Invoiced(entry, 10**6, 33300)])
    assert estimates(ctx)[number, "CUP"] == (10, 0, 5, d("33.30"), d("16.65"))
    for much in ((6 * 10**6, 1), (1, 166501), (-6 * 10**6, 0)):
        with pytest.raises(OverInvoiced, match=r"Only 5 worth 16\.65"), transaction.atomic():
            invoice(site, [Invoiced(entry, *much)])
    with pytest.raises(Changed), transaction.atomic():
        invoice(site, [Invoiced(7, 1, 1)])
    with transaction.atomic():
        invoice(site, [Invoiced(entry, 5 * 10**6, 166500)])
    assert estimates(ctx) == {(number, "PLATE"): (2, 0, 0, 10, 10)}
    assert estimates(ctx, item="CUP", settled=True) == {(number, "CUP"): (10, 0, 10, d("33.30"), 0)}
    with transaction.atomic():
        invoice(site, [Invoiced(entry, -(10**6), -33300)])  # a red invoice over one
    assert estimates(ctx)[number, "CUP"] == (10, 0, 9, d("33.30"), d("3.33"))
    assert doctor(ctx) == []


def test_a_receipt_taken_back_is_owed_no_more(ctx):
    _, inbound = buy(ctx, ("CUP", 10, 3), ("PLATE", 2, 5))
    lines = tuple(ReceiveLine(order=inbound, line=n, quantity=d(2)) for n in (1, 2))
    (number,) = receive(Receive(lines=lines), ctx).receipts
    reverse_receipts(ReverseReceipts(lines=(PaperLine(number=number, line=1),), reason="twice"), ctx)
    assert estimates(ctx) == {(number, "PLATE"): (2, 0, 0, 10, 10)}
    assert estimates(ctx, item="CUP", settled=True) == {(number, "CUP"): (2, 2, 0, 6, 0)}
    assert doctor(ctx) == []


def test_freight_and_goods_taken_over_are_owed_too(ctx):
    receipt = bring_in(ctx, ("CUP", 10, 3))
    freight = add_landed_costs(
        AddLandedCosts(warehouse="SH1", receipts=(receipt,), amount=d("7.50"), supplier="FARM"), ctx
    )
    assert estimates(ctx)[freight.number, None] == (0, 0, 0, d("7.50"), d("7.50"))
    ((_, _, place),) = stock(ctx)

    def change(**more):
        line = OwnerLine(item="CUP", quantity=d(2), location=place, **more)
        return change_owner(ChangeOwner(warehouse="SH1", lines=(line,), reason="寄售"), ctx).number

    given = change(to_owner="FARM")
    taken = change(owner="FARM", price=d(4))
    assert estimates(ctx)[given, "CUP"] == (-2, 0, 0, d("-7.50"), d("-7.50"))
    assert estimates(ctx)[taken, "CUP"] == (2, 0, 0, 8, 8)
    reverse(ReverseMovements(numbers=(taken,), reason="登记有误"), ctx)
    assert (taken, "CUP") not in estimates(ctx)
    assert doctor(ctx) == []


def returns(ctx, item, quantity, value):
    """Goods of the last receipt of an item go back to their supplier at this value."""
    site = warehouse(ctx, "SH1")
    receipt = Estimate.objects.filter(item__code=item).latest("id").id
    ((_, _, place),) = [key for key in stock(ctx) if key[0] == item]
    shelf = Place(locations_by_code(ctx, site.id, [place])[place].id)
    there = Place(virtual(ctx, site.id)[Kind.SUPPLIER])
    goods = items_by_code(ctx, [item])[item].id
    entry = Entry(goods, quantity * 10**6, shelf, there, value=int(d(value) * 10**4), origin=receipt)
    with transaction.atomic():
        gate.post(ctx, site, [Movement(Reason.SUPPLIER_RETURN, "supplier_return", "R-1", date(2026, 11, 22), (entry,))])


@pytest.mark.parametrize(
    ("costing", "booked"),
    [
        # an average of 11.00: the receipt's 12.00 each go, the pool can give them
        ("moving_average", [("debit", "1405", "-24.00"), ("credit", "2202.02", "-24.00")]),
        # the receipt's own layer carries 2.00 of freight: each piece leaves at 13.00
        (
            "fifo",
            [
                ("debit", "1405", "-26.00"),
                ("debit", "6401", "2.00"),
                ("credit", "2202.02", "-26.00"),
                ("credit", "2202.02", "2.00"),
            ],
        ),
        # a standard of 10.00: what the receipt was dearer goes back as well
        (
            "standard",
            [
                ("debit", "1405", "-20.00"),
                ("debit", "1404", "-4.00"),
                ("credit", "2202.02", "-20.00"),
                ("credit", "2202.02", "-4.00"),
            ],
        ),
    ],
)
def test_goods_go_back_at_the_value_they_came_in_at(ctx, costing, booked):
    item = NewItem(code="LAMP", name="灯", unit="pcs", costing=costing, standard_cost=d(10))
    create_items(CreateItems((item,), active=True), ctx)
    bring_in(ctx, ("LAMP", 2, 10))
    receipt = bring_in(ctx, ("LAMP", 2, 12))
    if costing == "fifo":
        add_landed_costs(AddLandedCosts(warehouse="SH1", receipts=(receipt,), amount=d(2)), ctx)
    returns(ctx, "LAMP", 2, 24)
    (entry,) = entries_of("R-1")
    assert sorted(entry) == sorted(booked)
    assert estimates(ctx, settled=True)[receipt, "LAMP"] == (2, 2, 0, 24, 0)
    assert doctor(ctx) == []
    reverse_back(ctx)
    (red, blue) = entries_of("R-1")
    assert sorted((side, account, d(amount)) for side, account, amount in blue) == sorted(
        (side, account, -d(amount)) for side, account, amount in red
    )
    assert estimates(ctx)[receipt, "LAMP"] == (2, 0, 0, 24, 24)
    assert doctor(ctx) == []


def reverse_back(ctx):
    with transaction.atomic():
        take_back(
            ctx,
            warehouse(ctx, "SH1"),
            [Back(tuple(past(ctx, ["R-1"])), "supplier_return", "R-1")],
            date(2026, 11, 22),
            "x",
        )


def test_an_estimate_that_is_not_what_the_books_owe_is_named(ctx):
    number = bring_in(ctx, ("CUP", 10, 3))
    Estimate.objects.update(value=d("30.01"))
    assert f"estimates are booked: {number}: estimates 30.0100, account 30.0000" in doctor(ctx)
    Estimate.objects.update(value=d(30), back_value=d(1))
    assert any("29.0000 is left, 0.0000 went back" in text for text in doctor(ctx))
