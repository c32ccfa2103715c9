"""Units, categories, styles, packs and barcodes: one rule set for the verb and for the file."""

from decimal import Decimal

import pytest

from ledgerhouse.foundation.models import AuditRow
from ledgerhouse.kernel.errors import Unreadable
from ledgerhouse.kernel.units import Factor, NotWhole, to_base
from ledgerhouse.masterdata.catalog.create_items import CreateItems, create_items
from ledgerhouse.masterdata.catalog.item_facts import NewItem
from ledgerhouse.masterdata.catalog.mark_moved import mark_moved
from ledgerhouse.masterdata.catalog.models import Category, Item, Pack, Unit
from ledgerhouse.masterdata.catalog.queries import item_by_barcode, units_of
from ledgerhouse.masterdata.catalog.remove_barcodes import RemoveBarcodes, remove_barcodes
from ledgerhouse.masterdata.catalog.set_barcodes import BarcodeFacts, SetBarcodes, set_barcodes
from ledgerhouse.masterdata.catalog.set_categories import CategoryFacts, SetCategories, set_categories
from ledgerhouse.masterdata.catalog.set_item_units import ItemUnitFacts, SetItemUnits, set_item_units
from ledgerhouse.masterdata.catalog.set_packs import PackFacts, SetPacks, set_packs
from ledgerhouse.masterdata.catalog.set_styles import SetStyles, StyleFacts, set_styles
from ledgerhouse.masterdata.catalog.set_units import SetUnits, UnitFacts, set_units


def wheres(refused) -> list[str]:
    return [p.where for p in refused.value.problems]


@pytest.fixture
def tea(items):
    (ref,) = items(NewItem(code="TEA", name="绿茶", unit="kg"))
    return ref


def test_units_are_made_and_changed(ctx) -> None:
    assert set_units(SetUnits((UnitFacts("m", "米", 2), UnitFacts("pcs", "个"))), ctx).created == 1
    assert Unit.objects.get(code="pcs").name == "个"
    assert AuditRow.objects.filter(kind="catalog.unit", action="change").get().before == {"name": "件"}


def test_a_unit_keeps_its_places_once_goods_have_moved(ctx, tea) -> None:
    assert set_units(SetUnits((UnitFacts("kg", "公斤", 2),)), ctx).changed == 1
    mark_moved(ctx, [tea.id])
    with pytest.raises(Unreadable) as refused:
        set_units(SetUnits((UnitFacts("kg", "公斤", 0), UnitFacts("pcs"), UnitFacts("box"))), ctx)
    assert wheres(refused) == ["units.0.places"]
    with pytest.raises(Unreadable):
        set_units(SetUnits((UnitFacts("t"), UnitFacts("t"))), ctx)


def test_categories_make_a_tree_and_move_with_all_below(ctx) -> None:
    tree = (CategoryFacts("green", "绿茶", "tea"), CategoryFacts("tea", "茶", "food"), CategoryFacts("food", "食品"))
    assert set_categories(SetCategories(tree), ctx).created == 3
    assert Category.objects.get(code="green").path == "food/tea/green/"
    set_categories(SetCategories((CategoryFacts("drinks"), CategoryFacts("tea", "茶", "drinks"))), ctx)
    assert Category.objects.get(code="green").path == "drinks/tea/green/"
    with pytest.raises(Unreadable) as refused:
        set_categories(SetCategories((CategoryFacts("drinks", "", "green"), CategoryFacts("x", "", "none"))), ctx)
    assert set(wheres(refused)) == {"categories.0.parent", "categories.1.parent"}


@pytest.mark.requirement("R048")
def test_variants_are_items_of_a_style(ctx) -> None:
    set_styles(SetStyles((StyleFacts("SHIRT", "衬衫", {"颜色": ("白", "蓝"), "尺码": ("M", "L")}),)), ctx)
    rows = tuple(
        NewItem(code=f"SHIRT-{c}-{s}", name="衬衫", unit="pcs", style="SHIRT", attributes={"颜色": c, "尺码": s})
        for c in ("白", "蓝")
        for s in ("M", "L")
    )
    create_items(CreateItems(rows), ctx)
    assert Item.objects.filter(style__code="SHIRT").count() == 4


@pytest.mark.parametrize(
    ("text", "factor"), [("12", Factor(12)), ("0.5", Factor(1, 2)), ("1/3", Factor(1, 3)), ("2.5/2", Factor(5, 4))]
)
def test_conversions_are_exact_fractions(ctx, tea, text, factor) -> None:
    set_item_units(SetItemUnits((ItemUnitFacts("TEA", "box", text),)), ctx)
    assert units_of(ctx, [tea.id])[tea.id, "box"] == factor


def test_a_conversion_never_rounds(ctx, tea) -> None:
    set_item_units(SetItemUnits((ItemUnitFacts("TEA", "box", "1/3"),)), ctx)
    factor = units_of(ctx, [tea.id])[tea.id, "box"]
    assert to_base(3_000_000, factor, places=3) == 1_000_000
    with pytest.raises(NotWhole):
        to_base(1_000_000, factor, places=3)


def test_poor_conversions_are_refused_together(ctx, tea) -> None:
    rows = (
        ItemUnitFacts("TEA", "kg", "1"),
        ItemUnitFacts("TEA", "box", "0"),
        ItemUnitFacts("TEA", "barrel", "1"),
        ItemUnitFacts("NONE", "box", "1/0"),
    )
    with pytest.raises(Unreadable) as refused:
        set_item_units(SetItemUnits(rows), ctx)
    assert wheres(refused) == ["units.0.unit", "units.1.factor", "units.2.unit", "units.3.item", "units.3.factor"]


def test_packs_and_their_barcodes(ctx, tea) -> None:
    packs = (
        PackFacts("TEA", "inner", Decimal("0.25")),
        PackFacts("TEA", "case", Decimal(5), 400, 300, 250, 5600),
        PackFacts("TEA", "case", Decimal(10)),
    )
    assert set_packs(SetPacks(packs), ctx).created == 3
    assert set_packs(SetPacks((PackFacts("TEA", "case", Decimal(5), 410, 300, 250, 5600),)), ctx).changed == 1
    assert Pack.objects.get(level="case", quantity=5).length_mm == 410
    codes = (
        BarcodeFacts("TEA", "6901"),
        BarcodeFacts("TEA", "6902", "inner"),
        BarcodeFacts("TEA", "6903", "case", Decimal(10)),
        BarcodeFacts("TEA", "6904", "case", Decimal(10)),
    )
    set_barcodes(SetBarcodes(codes), ctx)
    found = {code: item_by_barcode(ctx, code)[1] for code in ("6901", "6902", "6903", "6904")}
    assert found == {"6901": 1_000_000, "6902": 250_000, "6903": 10_000_000, "6904": 10_000_000}
    assert remove_barcodes(RemoveBarcodes(("6904",)), ctx).removed == 1
    assert item_by_barcode(ctx, "6904") is None


def test_poor_packs_and_barcodes_are_refused(ctx, tea, items) -> None:
    items(NewItem(code="CUP", name="杯", unit="pcs"))
    with pytest.raises(Unreadable) as refused:
        set_packs(SetPacks((PackFacts("CUP", "case", Decimal("1.5")), PackFacts("X", "case", Decimal(1)))), ctx)
    assert wheres(refused) == ["packs.0.quantity", "packs.1.item"]
    set_packs(SetPacks((PackFacts("TEA", "case", Decimal(5)), PackFacts("TEA", "case", Decimal(10)))), ctx)
    set_barcodes(SetBarcodes((BarcodeFacts("TEA", "6901"),)), ctx)
    rows = (BarcodeFacts("CUP", "6901"), BarcodeFacts("TEA", "6902", "case"), BarcodeFacts("X", "6903"))
    with pytest.raises(Unreadable) as refused:
        set_barcodes(SetBarcodes(rows), ctx)
    assert sorted(wheres(refused)) == ["barcodes.0.barcode", "barcodes.1.level", "barcodes.2.item"]
    with pytest.raises(Unreadable):
        remove_barcodes(RemoveBarcodes(("6999",)), ctx)
