"""Price lists of customers: whose price an order takes, in which unit, with which discounts and taxes, exact to the cent."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.floor import d, open_floor
from tests.statements import sent

from ledgerhouse.documents.sales.amounts import Terms, settle, written
from ledgerhouse.documents.sales.listings_prices import SalesPrices
from ledgerhouse.documents.sales.models import SalesLine, SalesOrder
from ledgerhouse.documents.sales.pricing import NewLine
from ledgerhouse.documents.sales.set_prices import ListPrice, SetPrices, set_prices
from ledgerhouse.documents.sales.take_order import take_order
from ledgerhouse.documents.sales.take_orders import TakeOrder, TakeOrders, take_orders
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.paper import find
from ledgerhouse.kernel.errors import Unreadable
from ledgerhouse.masterdata.catalog.set_item_units import ItemUnitFacts, SetItemUnits, set_item_units
from ledgerhouse.masterdata.partners.change_partners import ChangePartners, change_partners
from ledgerhouse.masterdata.partners.models import CustomerGroup
from ledgerhouse.masterdata.partners.partner_facts import PartnerChange


@pytest.fixture
def floor(ctx):
    open_floor(ctx)
    set_item_units(SetItemUnits((ItemUnitFacts("CUP", "box", "24"),)), ctx)
    CustomerGroup.objects.create(company_id=ctx.company, code="KEY", name="重点客户")
    change_partners(ChangePartners(partners=(PartnerChange(code="SHOP", group="KEY"),)), ctx)


def listed(ctx, *prices, **common):
    facts = {"item": "CUP", "valid_from": date(2026, 1, 1), **common}
    return set_prices(SetPrices(prices=tuple(ListPrice(**{**facts, **one}) for one in prices)), ctx)


def sold(ctx, quantity, **facts):
    """The line of an order of cups by the shop."""
    line = NewLine(item="CUP", quantity=d(quantity), **facts.pop("line", {}))
    number = take_order(TakeOrder(customer="SHOP", warehouse="SH1", lines=(line,), **facts), ctx).number
    return SalesLine.objects.select_related("order").get(order__number=number)


@pytest.mark.requirement("R117")
def test_the_customers_own_price_goes_before_the_groups_and_that_before_everybodys(ctx, floor):
    listed(ctx, {"price": d(5)})
    assert sold(ctx, 1).list_price == d(5)
    listed(ctx, {"price": d(6), "group": "KEY"})
    assert sold(ctx, 1).list_price == d(6)
    listed(ctx, {"price": d(7), "customer": "SHOP"}, {"price": d("6.5"), "customer": "SHOP", "from_quantity": d(100)})
    assert [sold(ctx, n).list_price for n in (1, 99, 100)] == [d(7), d(7), d("6.5")]


def test_a_price_of_the_day_and_the_currency_counts(ctx, floor):
    listed(
        ctx,
        {"price": d(4), "valid_until": date(2026, 11, 21)},
        {"price": d(5), "valid_from": date(2026, 11, 22)},
        {"price": d(2), "currency": "USD"},
    )
    assert sold(ctx, 1).list_price == d(5)
    assert sold(ctx, 1, ordered_on=date(2026, 11, 21)).list_price == d(4)
    abroad = sold(ctx, 1, currency="USD")
    assert (abroad.list_price, abroad.order.currency, abroad.tax_rate, abroad.tax) == (d(2), "USD", 0, 0)


def test_a_box_is_sold_at_the_price_of_a_box_to_the_cent(ctx, floor):
    """24 pieces at 10.00: a price per piece, rounded to six places, would miss it by two cents over 2,400 boxes."""
    listed(ctx, {"price": d(10), "unit": "box"})
    line = sold(ctx, 2400, line={"unit": "box"})
    assert (line.ordered, line.quantity, line.unit.code, line.list_price) == (d(57_600), d(2400), "box", d(10))
    assert (line.amount, line.tax) == (d(24_000), d(3120))
    assert line.price == d("0.416667")
    assert sold(ctx, 48).amount == d(20)


def test_tax_is_taken_out_of_a_shop_price(ctx, floor):
    listed(ctx, {"price": d("9.90"), "taxed": True})
    line = sold(ctx, 3)
    assert (line.amount + line.tax, line.amount, line.tax, line.tax_rate) == (d("29.70"), d("26.28"), d("3.42"), d(13))


def test_discounts_of_line_and_order_and_a_deduction(ctx, floor):
    line = NewLine(item="CUP", quantity=d(3), price=d(10), discount=d(10), tax_rate=d(13))
    other = NewLine(item="PLATE", quantity=d(1), price=d(10), tax_rate=d(0))
    command = TakeOrder(customer="SHOP", warehouse="SH1", lines=(line, other), discount=d(5), deduction=d("0.15"))
    number = take_order(command, ctx).number
    rows = SalesLine.objects.filter(order__number=number).order_by("position")
    # 27.00 and 10.00, less 5 %: 25.65 and 9.50, 35.15; the deduction takes 0.11 and 0.04
    assert [(r.amount, r.tax) for r in rows] == [(d("25.54"), d("3.32")), (d("9.46"), d(0))]
    page = find(ctx, "sales_order", number)
    facts = {fact.title: fact.value for fact in page.facts}
    assert (facts["Total without tax"], facts["Tax"], facts["Total with tax"]) == (d(35), d("3.32"), d("38.32"))


@given(
    st.lists(
        st.builds(
            Terms,
            base=st.integers(1, 10**10),
            quantity=st.integers(1, 10**10),
            price=st.integers(0, 10**10),
            discount=st.integers(0, 10**6),
            tax_rate=st.integers(0, 20 * 10**4),
            taxed=st.booleans(),
        ),
        min_size=1,
        max_size=6,
    ),
    st.integers(0, 10**6),
    st.floats(0, 1),
    st.sampled_from([0, 2, 3]),
)
def test_no_cent_is_lost_between_the_total_and_the_lines(lines, discount, part, places):
    unit = 10 ** (4 - places)
    plain = written(lines, discount, places)
    deduction = int(sum(plain) // unit * part) * unit
    settled = settle(lines, discount, deduction, places)
    off = 0
    for line, before, after in zip(lines, plain, settled, strict=True):
        as_written = after.amount + after.tax if line.taxed else after.amount
        assert as_written % unit == 0
        assert as_written >= 0
        off += before - as_written
    assert off == deduction


def test_what_is_wrong_is_said_at_once(ctx, floor):
    listed(ctx, {"price": d(5)})
    change_partners(ChangePartners(partners=(PartnerChange(code="SHOP", group="KEY"),)), ctx)
    lines = (
        NewLine(item="CUP", quantity=d(1), unit="kg"),
        NewLine(item="NONE", quantity=d(1)),
        NewLine(item="PLATE", quantity=d(1)),
    )
    with pytest.raises(Unreadable) as refused:
        take_order(
            TakeOrder(
                customer="SHOP", warehouse="XX", lines=lines, ordered_on=date(2026, 11, 2), due_on=date(2026, 11, 1)
            ),
            ctx,
        )
    assert {p.where for p in refused.value.problems} == {
        "warehouse",
        "due_on",
        "lines.0.unit",
        "lines.1.item",
        "lines.2.price",
    }
    with pytest.raises(Unreadable) as refused:
        sold(ctx, 1, deduction=d(6))
    assert [p.where for p in refused.value.problems] == ["deduction"]
    with pytest.raises(Unreadable) as refused:
        sold(ctx, 1, deduction=Decimal("0.001"))
    assert [p.where for p in refused.value.problems] == ["deduction"]
    assert not SalesOrder.objects.exists()


def test_wrong_prices_are_refused_together(ctx, floor):
    with pytest.raises(Unreadable) as refused:
        listed(
            ctx,
            {"price": d(1), "customer": "FARM"},
            {"price": d(1), "group": "NONE"},
            {"price": d(1), "customer": "SHOP", "group": "KEY"},
            {"price": d(1), "item": "NONE"},
            {"price": d(1), "unit": "kg"},
            {"price": d(1), "valid_until": date(2025, 1, 1)},
        )
    assert [p.where for p in refused.value.problems] == [
        "prices.0.customer",
        "prices.1.group",
        "prices.2.group",
        "prices.3.item",
        "prices.4.unit",
        "prices.5.valid_until",
    ]


def test_a_price_said_again_replaces_the_known_one(ctx, floor):
    assert listed(ctx, {"price": d(5)}).created == 1
    assert listed(ctx, {"price": d(6), "taxed": True}).changed == 1
    (row,) = LISTINGS["sales.prices"].every(ctx, SalesPrices(on=date(2026, 11, 22)))
    assert (row.price, row.taxed, row.item) == (d(6), True, "CUP")


def test_statements_do_not_grow_with_lines(ctx, floor):
    listed(ctx, {"price": d(5)}, {"price": d(3), "item": "PLATE", "customer": "SHOP"})

    def many(orders, lines):
        one = TakeOrder(
            customer="SHOP",
            warehouse="SH1",
            lines=tuple(NewLine(item=("CUP", "PLATE")[n % 2], quantity=d(1)) for n in range(lines)),
        )
        with sent() as statements:
            take_orders(TakeOrders(orders=(one,) * orders), ctx)
        return len(statements)

    many(1, 2)
    assert many(30, 10) <= many(1, 2)
