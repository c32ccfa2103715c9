from dataclasses import replace

import pytest

from ledgerhouse.kernel.context import Reach, Scope
from ledgerhouse.kernel.errors import NotAllowed
from ledgerhouse.kernel.units import Factor
from ledgerhouse.masterdata.catalog.item_facts import NewItem
from ledgerhouse.masterdata.catalog.mark_moved import mark_moved
from ledgerhouse.masterdata.catalog.models import Barcode, Item, ItemUnit, Pack, Unit
from ledgerhouse.masterdata.catalog.queries import item_by_barcode, items_by_code, items_by_id, units_of

TEA = NewItem(code="TEA", name="绿茶", unit="kg", tracking="lot")


def test_other_rooms_see_an_item_by_code_and_by_id(ctx, items) -> None:
    (tea,) = items(TEA)
    assert (tea.unit, tea.places, tea.tracking, tea.expires, tea.category, tea.state) == (
        "kg",
        3,
        "lot",
        False,
        "",
        "active",
    )
    assert items_by_id(ctx, [tea.id, 1]) == {tea.id: tea}
    assert items_by_code(ctx, ["TEA", "none"]) == {"TEA": tea}


def test_units_include_the_base_unit(ctx, items) -> None:
    (tea,) = items(TEA)
    box = Unit.objects.get(code="box")
    ItemUnit.objects.create(company_id=ctx.company, item_id=tea.id, unit=box, numerator=25, denominator=2)
    assert units_of(ctx, [tea.id]) == {(tea.id, "kg"): Factor(1), (tea.id, "box"): Factor(25, 2)}


def test_a_barcode_says_item_and_quantity(ctx, items) -> None:
    (tea,) = items(TEA)
    case = Pack.objects.create(company_id=ctx.company, item_id=tea.id, level="case", quantity="12.5")
    Barcode.objects.create(company_id=ctx.company, item_id=tea.id, pack=case, code="6901234567892")
    Barcode.objects.create(company_id=ctx.company, item_id=tea.id, code="6901234567885")
    assert item_by_barcode(ctx, "6901234567892") == (tea, 12_500_000)
    assert item_by_barcode(ctx, "6901234567885") == (tea, 1_000_000)
    assert item_by_barcode(ctx, "TEA") == (tea, 1_000_000)
    assert item_by_barcode(ctx, "4000") is None


def test_goods_move_for_the_first_time_once(ctx, items, django_assert_num_queries) -> None:
    (tea,) = items(TEA)
    assert mark_moved(ctx, [tea.id, tea.id]) == 1
    with django_assert_num_queries(1):
        assert mark_moved(ctx, [tea.id]) == 0
    assert Item.objects.get().moved_at == ctx.now


def test_another_company_sees_nothing(ctx, items) -> None:
    (tea,) = items(TEA)
    stranger = replace(ctx, company=ctx.company + 1)
    assert items_by_id(stranger, [tea.id]) == {}
    assert item_by_barcode(stranger, "TEA") is None
    nobody = replace(ctx, rights={"see stock": Reach((Scope(),))})
    with pytest.raises(NotAllowed):
        items_by_id(nobody, [tea.id])
