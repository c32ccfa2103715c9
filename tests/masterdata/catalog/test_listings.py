from dataclasses import replace
from decimal import Decimal

import pytest

from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.paper import find
from ledgerhouse.foundation.verb import VERBS
from ledgerhouse.kernel.context import EVERYWHERE
from ledgerhouse.kernel.errors import NotFound
from ledgerhouse.masterdata.catalog import listings, papers  # noqa: F401 - registers lists and pages
from ledgerhouse.masterdata.catalog.item_facts import NewItem
from ledgerhouse.masterdata.catalog.keep_lots import keep_lots
from ledgerhouse.masterdata.catalog.merge_items import MergeItems, merge_items
from ledgerhouse.masterdata.catalog.set_barcodes import BarcodeFacts, SetBarcodes, set_barcodes
from ledgerhouse.masterdata.catalog.set_categories import CategoryFacts, SetCategories, set_categories
from ledgerhouse.masterdata.catalog.set_item_units import ItemUnitFacts, SetItemUnits, set_item_units
from ledgerhouse.masterdata.catalog.set_packs import PackFacts, SetPacks, set_packs
from ledgerhouse.masterdata.catalog.words import NewLot


@pytest.fixture
def stocked(ctx, items):
    set_categories(
        SetCategories((CategoryFacts("food"), CategoryFacts("tea", "茶", "food"), CategoryFacts("tool"))), ctx
    )
    refs = items(
        NewItem(code="A1", name="绿茶", unit="pcs", category="tea", tracking="lot", standard_cost=Decimal("12.5")),
        NewItem(code="A2", name="红茶", unit="pcs", category="tea"),
        NewItem(code="W1", name="扳手", unit="pcs", category="tool"),
    )
    set_packs(SetPacks((PackFacts("A1", "case", Decimal(12), 300, 200, 100, 4000),)), ctx)
    set_barcodes(SetBarcodes((BarcodeFacts("A1", "6901234"), BarcodeFacts("A1", "6901299", "case"))), ctx)
    set_item_units(SetItemUnits((ItemUnitFacts("A1", "box", "12"),)), ctx)
    keep_lots(ctx, [NewLot(refs[0].id, "L1")])
    return refs


def codes(ctx, name, where=None, **more) -> list[str]:
    page = LISTINGS[name].page(ctx, where, **more)
    return [getattr(row, LISTINGS[name].columns[0].name) for row in page.rows]


@pytest.mark.parametrize(
    ("text", "found"),
    [("茶", ["A1", "A2"]), ("LC", ["A1"]), ("6901", ["A1"]), ("w1", ["W1"]), ("茶 A2", ["A2"]), ("none", [])],
)
def test_items_are_found_by_code_name_mnemonic_and_barcode(ctx, stocked, text, found) -> None:
    assert codes(ctx, "catalog.items", text=text) == found
    assert LISTINGS["catalog.items"].page(ctx, text=text, count=True).count == len(found)


def test_a_category_stands_for_all_below(ctx, stocked) -> None:
    assert codes(ctx, "catalog.items", listings.Items(category="food")) == ["A1", "A2"]
    assert codes(ctx, "catalog.items", listings.Items(category="none")) == []
    assert codes(ctx, "catalog.items", listings.Items(tracking="lot", moved=False)) == ["A1"]
    assert codes(ctx, "catalog.categories") == ["food", "tea", "tool"]


def test_every_list_of_the_catalog_can_be_drawn(ctx, stocked) -> None:
    for name, listing in LISTINGS.items():
        if name.startswith("catalog."):
            listing.page(ctx, text="x", count=True)
            list(listing.every(ctx))
    assert codes(ctx, "catalog.lots", listings.Lots(item="A1")) == ["L1"]
    assert codes(ctx, "catalog.barcodes", listings.OfItem("A1")) == ["6901234", "6901299"]


def test_the_page_of_an_item_shows_all_there_is(ctx, stocked, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(20):
        page = find(ctx, "item", "A1")
    assert [table.title for table in page.tables] == ["Units", "Packs", "Barcodes", "Lots", "History"]
    facts = {fact.title: fact.value for fact in page.facts}
    assert (facts["Category"], str(facts["Standard cost"]), facts["Completeness in %"]) == ("tea", "12.500000", 50)
    assert {action.verb for action in page.actions} - set(VERBS) == {"catalog.request_change"} - set(VERBS)
    assert find(ctx, "category", "food").facts[-1].value == 2
    with pytest.raises(NotFound):
        find(ctx, "item", "none")


def test_the_page_shows_what_may_be_the_same(ctx, stocked, items) -> None:
    items(NewItem(code="A9", name="绿 茶", unit="pcs"))
    (twins,) = (table for table in find(ctx, "item", "A1").tables if table.title == "Possibly the same")
    assert [(row.item, row.score) for row in twins.rows] == [("A9", 100)]


def test_costs_and_history_are_for_those_who_may_see_them(ctx, stocked) -> None:
    picker = replace(ctx, rights={"see items": EVERYWHERE})
    page = find(picker, "item", "A1")
    assert "Standard cost" not in {fact.title for fact in page.facts}
    assert "History" not in {table.title for table in page.tables}
    assert next(LISTINGS["catalog.items"].every(picker)).standard_cost is None


def test_a_merged_item_has_left_the_list_but_has_its_page(ctx, stocked) -> None:
    merge_items(MergeItems("A2", ("W1",), "twin"), ctx)
    assert codes(ctx, "catalog.items") == ["A1", "A2"]
    assert find(ctx, "item", "W1").actions == ()
