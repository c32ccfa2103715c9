"""Price lists and terms of suppliers: which price an order takes, what quantity can be ordered, when it is due, and what tax it bears."""

from datetime import date
from decimal import Decimal

import pytest
from tests.floor import d, open_floor
from tests.statements import sent

from ledgerhouse.documents.purchasing.models import PurchaseLine, PurchaseOrder, SupplierItem, SupplierPrice
from ledgerhouse.documents.purchasing.place_order import place_order
from ledgerhouse.documents.purchasing.place_orders import PlaceOrder, PlaceOrders, place_orders
from ledgerhouse.documents.purchasing.pricing import NewLine
from ledgerhouse.documents.purchasing.set_prices import ListPrice, SetPrices, set_prices
from ledgerhouse.documents.purchasing.set_terms import SetTerms, SupplierTerms, set_terms
from ledgerhouse.documents.purchasing.terms import Terms, items_by_supplier_code
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.models import AuditRow
from ledgerhouse.foundation.operations.change_setting import ChangeSetting, change_setting
from ledgerhouse.foundation.paper import find
from ledgerhouse.kernel.errors import Unreadable
from ledgerhouse.masterdata.catalog.change_items import ChangeItems, change_items
from ledgerhouse.masterdata.catalog.item_changes import ItemChange
from ledgerhouse.masterdata.catalog.models import Item
from ledgerhouse.masterdata.catalog.price_lists import Offer, best
from ledgerhouse.masterdata.catalog.set_item_units import ItemUnitFacts, SetItemUnits, set_item_units
from ledgerhouse.masterdata.partners.create_partners import CreatePartners, create_partners
from ledgerhouse.masterdata.partners.models import Partner
from ledgerhouse.masterdata.partners.partner_facts import NewPartner

TODAY = date(2026, 11, 22)


@pytest.fixture
def floor(ctx):
    open_floor(ctx)
    set_item_units(SetItemUnits((ItemUnitFacts("CUP", "box", "24"),)), ctx)


def listed(ctx, *prices, **common):
    facts = {"supplier": "FARM", "item": "CUP", "valid_from": date(2026, 1, 1), **common}
    return set_prices(SetPrices(prices=tuple(ListPrice(**{**facts, **one}) for one in prices)), ctx)


def ordered(ctx, quantity, **facts):
    """The line of an order of cups from the farm."""
    line = NewLine(item="CUP", quantity=d(quantity), **facts.pop("line", {}))
    number = place_order(PlaceOrder(supplier="FARM", warehouse="SH1", lines=(line,), **facts), ctx).number
    return PurchaseLine.objects.select_related("order").get(order__number=number)


def test_a_line_without_price_takes_the_break_that_its_quantity_reaches(ctx, floor):
    assert listed(ctx, {"price": d(3)}, {"price": d("2.5"), "from_quantity": d(100)}).created == 2
    assert [ordered(ctx, n).price for n in (99, 100, 500)] == [d(3), d("2.5"), d("2.5")]


def test_prices_in_boxes_are_prices_of_pieces(ctx, floor):
    listed(ctx, {"price": d(50), "unit": "box"}, {"price": d(48), "unit": "box", "from_quantity": d(10)})
    assert ordered(ctx, 239).price == d("2.083333")
    assert ordered(ctx, 240).price == d(2)
    assert ordered(ctx, 10, line={"unit": "box"}).ordered == d(240)


def test_only_a_price_of_the_day_and_the_currency_counts(ctx, floor):
    listed(
        ctx,
        {"price": d(4), "valid_until": date(2026, 11, 21)},
        {"price": d(5), "valid_from": date(2026, 11, 22), "valid_until": date(2026, 11, 22)},
        {"price": d(1), "valid_from": date(2026, 11, 23)},
        {"price": d(2), "currency": "USD", "valid_from": date(2026, 2, 1)},
    )
    assert ordered(ctx, 1).price == d(5)
    assert ordered(ctx, 1, ordered_on=date(2026, 11, 21)).price == d(4)
    dollars = ordered(ctx, 1, currency="USD")
    assert (dollars.price, dollars.order.currency, dollars.tax_rate) == (d(2), "USD", 0)


def test_of_prices_that_hold_at_once_the_lowest_is_taken(ctx, floor):
    listed(ctx, {"price": d(4)}, {"price": d("3.9"), "valid_from": date(2026, 11, 1)}, {"price": d(95), "unit": "box"})
    assert ordered(ctx, 24).price == d("3.9")
    assert ordered(ctx, 24, line={"price": d(7)}).price == d(7)


def test_a_price_is_ended_by_its_last_day_and_the_trail_knows(ctx, floor):
    listed(ctx, {"price": d(4)})
    done = listed(ctx, {"price": d(4), "valid_until": date(2026, 11, 20)})
    assert (done.created, done.changed) == (0, 1)
    with pytest.raises(Unreadable) as refused:
        ordered(ctx, 10)
    (problem,) = refused.value.problems
    assert problem.where == "lines.0.price"
    assert problem.sentence() == "is needed: the supplier has no price in CNY for 10 pcs on 2026-11-22"
    trail = AuditRow.objects.filter(kind="purchasing.supplier_price").order_by("id")
    assert [row.action for row in trail] == ["create", "change"]


def test_less_than_can_be_ordered_is_refused_or_rounded_up_when_asked(ctx, floor):
    set_terms(SetTerms(lines=(SupplierTerms(supplier="FARM", item="CUP", unit="box", least=d(2), multiple=d(1)),)), ctx)
    listed(ctx, {"price": d(3)}, {"price": d(2), "from_quantity": d(72)})
    wrong = (
        NewLine(item="CUP", quantity=d(30)),
        NewLine(item="CUP", quantity=d(50)),
        NewLine(item="CUP", quantity=d(48)),
    )
    with pytest.raises(Unreadable) as refused:
        place_order(PlaceOrder(supplier="FARM", warehouse="SH1", lines=wrong), ctx)
    assert [(p.where, p.sentence()) for p in refused.value.problems] == [
        ("lines.0.quantity", "30 pcs is less than the 48 that can be ordered; 48 would do"),
        ("lines.1.quantity", "50 pcs is no multiple of 24; 72 would do"),
    ]
    assert PurchaseOrder.objects.count() == 0
    line = ordered(ctx, 50, round_up=True)
    assert (line.ordered, line.price) == (d(72), d(2))  # and the larger quantity reaches the lower price


def test_the_longest_lead_time_says_when_an_order_is_due(ctx, floor):
    lines = (
        SupplierTerms(supplier="FARM", item="CUP", lead_days=7, supplier_code="TASSE-1"),
        SupplierTerms(supplier="FARM", item="PLATE", lead_days=10),
    )
    set_terms(SetTerms(lines=lines), ctx)
    both = (NewLine(item="CUP", quantity=d(1), price=d(1)), NewLine(item="PLATE", quantity=d(1), price=d(1)))
    order = PlaceOrder(supplier="FARM", warehouse="SH1", lines=both)
    assert PurchaseOrder.objects.get(number=place_order(order, ctx).number).due_on == date(2026, 12, 2)
    assert ordered(ctx, 1, line={"price": d(1)}).order.due_on == date(2026, 11, 29)
    assert ordered(ctx, 1, line={"price": d(1)}, due_on=date(2026, 11, 25)).order.due_on == date(2026, 11, 25)
    farm, cup = Partner.objects.get(code="FARM").id, Item.objects.get(code="CUP").id
    assert items_by_supplier_code(ctx, farm, ["TASSE-1", "MUG", ""]) == {"TASSE-1": cup}


def test_tax_is_that_of_the_line_the_list_or_the_item(ctx, floor):
    change_items(ChangeItems(items=(ItemChange(code="PLATE", tax_class="reduced"),)), ctx)
    listed(ctx, {"price": d(3), "tax_rate": d(3)})
    lines = (
        NewLine(item="CUP", quantity=d(3)),
        NewLine(item="CUP", quantity=d(3), price=d("0.35"), tax_rate=d(6)),
        NewLine(item="PLATE", quantity=d(7), price=d("1.11")),
        NewLine(item="APPLE", quantity=d("2.5"), price=d(8)),
    )
    number = place_order(PlaceOrder(supplier="FARM", warehouse="SH1", lines=lines), ctx).number
    page = find(ctx, "purchase_order", number)
    shown = [(line.tax_rate, line.amount, line.tax, line.gross) for line in page.tables[0].rows]
    assert shown == [
        (d(3), d(9), d("0.27"), d("9.27")),
        (d(6), d("1.05"), d("0.06"), d("1.11")),  # 0.063
        (d(9), d("7.77"), d("0.70"), d("8.47")),  # 0.6993
        (d(13), d(20), d("2.60"), d("22.60")),
    ]
    facts = {fact.title: fact.value for fact in page.facts}
    wanted = {"Total without tax": d("37.82"), "Tax": d("3.63"), "Total with tax": d("41.45"), "Currency": "CNY"}
    assert {title: facts[title] for title in wanted} == wanted


def test_a_company_decides_its_rates_of_tax(ctx, floor):
    rates = {"standard": "12.5", "reduced": "9", "low": "6", "zero": "0", "exempt": "0"}
    change_setting(ChangeSetting(name="catalog.tax_rates", value=rates), ctx)
    assert ordered(ctx, 1, line={"price": d(1)}).tax_rate == d("12.5")
    for wrong in ({"standard": "13"}, {**rates, "low": "much"}, {**rates, "low": "101"}):
        with pytest.raises(Unreadable):
            change_setting(ChangeSetting(name="catalog.tax_rates", value=wrong), ctx)


def test_a_supplier_abroad_is_ordered_from_in_his_currency(ctx, floor):
    create_partners(CreatePartners(partners=(NewPartner(code="JP", name="東京", supplier=True, currency="JPY"),)), ctx)
    order = PlaceOrder(
        supplier="JP", warehouse="SH1", lines=(NewLine(item="CUP", quantity=d(3), price=d("100.5"), tax_rate=d(10)),)
    )
    page = find(ctx, "purchase_order", place_order(order, ctx).number)
    (line,) = page.tables[0].rows
    assert (line.amount, line.tax, line.gross) == (d(302), d(30), d(332))  # whole yen


def test_everything_that_is_wrong_with_a_list_is_said_at_once(ctx, floor):
    lines = (
        ListPrice(supplier="SHOP", item="CUP", price=d(1), valid_from=TODAY),
        ListPrice(supplier="FARM", item="MUG", price=d(1), valid_from=TODAY),
        ListPrice(supplier="FARM", item="CUP", price=d(1), unit="kg", valid_from=TODAY),
        ListPrice(supplier="FARM", item="CUP", price=d(1), valid_from=TODAY, valid_until=date(2026, 11, 21)),
        ListPrice(supplier="FARM", item="PLATE", price=d(1), valid_from=TODAY),
    )
    with pytest.raises(Unreadable) as refused:
        set_prices(SetPrices(prices=lines), ctx)
    assert [(p.where, p.sentence()) for p in refused.value.problems] == [
        ("prices.0.supplier", "there is no supplier SHOP"),
        ("prices.1.item", "there is no item MUG"),
        ("prices.2.unit", "item CUP is not measured in kg"),
        ("prices.3.valid_until", "is before the first day"),
    ]
    assert SupplierPrice.objects.count() == 0
    with pytest.raises(Unreadable, match="finer than 0 places of pcs"):
        set_terms(SetTerms(lines=(SupplierTerms(supplier="FARM", item="CUP", least=d("1.5")),)), ctx)
    assert SupplierItem.objects.count() == 0


def test_three_lines_or_three_hundred_cost_the_same(ctx, floor):
    def prices(first, count):
        lines = tuple(
            ListPrice(supplier="FARM", item="CUP", price=d(3), from_quantity=d(first + n), valid_from=TODAY)
            for n in range(count)
        )
        with sent() as statements:
            set_prices(SetPrices(prices=lines), ctx)
        return len(statements)

    def orders(count):
        lines = (NewLine(item="CUP", quantity=d(1)),) * count
        one = PlaceOrder(supplier="FARM", warehouse="SH1", lines=lines, round_up=True)
        with sent() as statements:
            place_orders(PlaceOrders(orders=(one,) * 3), ctx)
        return len(statements)

    assert prices(0, 3) == prices(3, 80)  # more would go in several statements on SQLite
    orders(1)  # the first number of a day
    assert orders(3) == orders(100)


def test_the_lists_show_what_holds_on_a_day_and_hide_prices(ctx, floor):
    listed(ctx, {"price": d(4), "valid_until": date(2026, 6, 30)}, {"price": d(5), "valid_from": date(2026, 7, 1)})
    one = LISTINGS["purchasing.supplier_prices"]
    assert [row.price for row in one.page(ctx, one.filters(item="CUP", on=TODAY)).rows] == [d(5)]
    assert {c.name for c in one.columns if c.masked} == {"price"}
    set_terms(SetTerms(lines=(SupplierTerms(supplier="FARM", item="CUP", lead_days=3),)), ctx)
    other = LISTINGS["purchasing.supplier_items"]
    assert [row.lead_days for row in other.page(ctx, other.filters(supplier="FARM")).rows] == [3]


def offer(price, least=0, since=TODAY, until=None, currency="CNY"):
    return Offer(currency, least, since, until, price, None)


def test_the_best_offer_in_plain_python():
    old, new = offer(5, since=date(2026, 1, 1)), offer(5)
    assert best([old, new], "CNY", TODAY, 1) is new
    assert best([offer(5), offer(4, least=10)], "CNY", TODAY, 9).price == 5
    assert best([offer(5, until=TODAY)], "CNY", date(2026, 11, 23), 9) is None
    assert best([], "CNY", TODAY, 9) is None
    terms = Terms(least=50, multiple=24)
    assert [terms.enough(n) for n in (1, 50, 72, 73)] == [72, 72, 72, 96]
    assert [terms.fits(n) for n in (48, 50, 72)] == [False, False, True]
    assert Decimal(terms.enough(1)) == 72
