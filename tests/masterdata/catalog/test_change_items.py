import pytest

from ledgerhouse.foundation import settings as house_settings
from ledgerhouse.foundation.models import AuditRow
from ledgerhouse.kernel.errors import Unreadable
from ledgerhouse.masterdata.catalog.activate_items import activate_items
from ledgerhouse.masterdata.catalog.block_items import block_items
from ledgerhouse.masterdata.catalog.change_items import ChangeItems, change_items
from ledgerhouse.masterdata.catalog.completeness import scores
from ledgerhouse.masterdata.catalog.create_items import CreateItems, create_items
from ledgerhouse.masterdata.catalog.item_changes import ItemChange
from ledgerhouse.masterdata.catalog.item_facts import NewItem
from ledgerhouse.masterdata.catalog.item_life import MoveItems
from ledgerhouse.masterdata.catalog.mark_moved import mark_moved
from ledgerhouse.masterdata.catalog.models import Item
from ledgerhouse.masterdata.catalog.phase_out_items import phase_out_items
from ledgerhouse.masterdata.catalog.set_categories import CategoryFacts, SetCategories, set_categories
from ledgerhouse.masterdata.catalog.words import ITEM_LIFE, State

VERBS = {"activate": activate_items, "phase_out": phase_out_items, "block": block_items}


@pytest.fixture
def two(ctx, items):
    return items(NewItem(code="A", name="甲", unit="pcs"), NewItem(code="B", name="乙", unit="pcs", tracking="lot"))


def test_only_what_is_said_changes_and_is_audited(ctx, two) -> None:
    set_categories(SetCategories((CategoryFacts("c"),)), ctx)
    changes = (ItemChange(code="A", spec="M10", category="c"), ItemChange(code="B", name="乙"))
    assert change_items(ChangeItems(changes, "new drawing"), ctx).changed == 1
    row = AuditRow.objects.get(kind="catalog.item", action="change")
    assert (row.before, row.after, row.reason) == (
        {"spec": "", "category": ""},
        {"spec": "M10", "category": "c"},
        "new drawing",
    )
    change_items(ChangeItems((ItemChange(code="A", category=""),)), ctx)
    assert Item.objects.get(code="A").category_id is None


def test_all_problems_at_once_and_nothing_written(ctx, two) -> None:
    bad = (
        ItemChange(code="A", spec="x"),
        ItemChange(code="A", spec="y"),
        ItemChange(code="X"),
        ItemChange(code="B", unit="barrel", expires=True, tracking="none"),
    )
    with pytest.raises(Unreadable) as refused:
        change_items(ChangeItems(bad), ctx)
    assert [p.where for p in refused.value.problems] == ["items.1.code", "items.2.code", "items.3.unit"]
    assert Item.objects.get(code="A").spec == ""


@pytest.mark.requirement("R048")
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"unit": "kg"}, "unit"),
        ({"tracking": "none"}, "tracking"),
        ({"expires": True}, "expires"),
        ({"costing": "fifo"}, "costing"),
    ],
)
def test_what_the_ledgers_rest_on_is_fixed_once_goods_have_moved(ctx, two, change, field) -> None:
    mark_moved(ctx, [two[0].id])
    mark_moved(ctx, [two[1].id])
    with pytest.raises(Unreadable) as refused:
        change_items(ChangeItems((ItemChange(code="B", **change),)), ctx)
    assert [p.where for p in refused.value.problems] == [f"items.0.{field}"]
    assert change_items(ChangeItems((ItemChange(code="B", name="new", tracking="lot"),)), ctx).changed == 1


def test_before_that_it_may_change(ctx, two) -> None:
    change_items(ChangeItems((ItemChange(code="B", unit="kg", expires=True, costing="fifo"),)), ctx)
    assert Item.objects.get(code="B").unit.code == "kg"


@pytest.mark.parametrize("state", [s for s in State if s != State.MERGED])
@pytest.mark.parametrize("step", VERBS)
def test_every_step_of_an_items_life(ctx, two, state, step) -> None:
    Item.objects.filter(code="A").update(state=state.value)
    target = ITEM_LIFE.target(step)
    if state == target or state in ITEM_LIFE.sources(step):
        assert VERBS[step](MoveItems(("A",)), ctx).moved == (state != target)
        assert Item.objects.get(code="A").state == target
    else:
        with pytest.raises(Unreadable):
            VERBS[step](MoveItems(("A",)), ctx)
        assert Item.objects.get(code="A").state == state


@pytest.mark.requirement("R083")
def test_a_state_may_demand_facts(ctx) -> None:
    house_settings.change(ctx, "catalog.demanded", {"active": ["category", "weight_g", "barcodes"]})
    create_items(CreateItems((NewItem(code="D", name="丁", unit="pcs", weight_g=5, costing="standard"),)), ctx)
    with pytest.raises(Unreadable) as refused:
        activate_items(MoveItems(("D", "X")), ctx)
    sentences = [p.sentence() for p in refused.value.problems]
    assert "category, barcodes, standard_cost" in sentences[0]
    assert [p.where for p in refused.value.problems] == ["codes.0", "codes.1"]


@pytest.mark.requirement("R083")
def test_completeness_is_a_score_with_what_is_missing(ctx, two) -> None:
    change_items(ChangeItems((ItemChange(code="A", spec="M10", weight_g=5, volume_cm3=1),)), ctx)
    found = scores(ctx, list(Item.objects.order_by("code")))
    a, b = (found[ref.id] for ref in two)
    assert (a.percent, a.missing) == (50, ("category", "packs", "barcodes"))
    assert b.percent == 0
