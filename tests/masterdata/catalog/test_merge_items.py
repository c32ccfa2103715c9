from decimal import Decimal

import pytest

from ledgerhouse.foundation.models import AuditRow
from ledgerhouse.kernel.errors import NotFound, Unreadable
from ledgerhouse.masterdata.catalog.duplicates import Facts, likely_twins, twin_groups
from ledgerhouse.masterdata.catalog.item_facts import NewItem
from ledgerhouse.masterdata.catalog.map_external_ids import ExternalFacts, MapExternalIds, map_external_ids
from ledgerhouse.masterdata.catalog.mark_moved import mark_moved
from ledgerhouse.masterdata.catalog.merge_items import FORMER, MergeItems, merge_items
from ledgerhouse.masterdata.catalog.models import Item, Pack
from ledgerhouse.masterdata.catalog.queries import item_by_barcode, items_by_external
from ledgerhouse.masterdata.catalog.set_barcodes import BarcodeFacts, SetBarcodes, set_barcodes
from ledgerhouse.masterdata.catalog.set_packs import PackFacts, SetPacks, set_packs


@pytest.fixture
def twins(ctx, items):
    refs = items(
        NewItem(code="A", name="绿茶 250g", unit="pcs"),
        NewItem(code="B", name="绿茶250克", unit="pcs"),
        NewItem(code="C", name="绿茶 250g", unit="kg"),
        NewItem(code="D", name="绿茶", unit="pcs", tracking="lot"),
    )
    set_packs(
        SetPacks(
            (
                PackFacts("A", "case", Decimal(12)),
                PackFacts("B", "case", Decimal(12)),
                PackFacts("B", "pallet", Decimal(480)),
            )
        ),
        ctx,
    )
    codes = (BarcodeFacts("B", "6901"), BarcodeFacts("B", "6902", "case"), BarcodeFacts("B", "6903", "pallet"))
    set_barcodes(SetBarcodes(codes), ctx)
    map_external_ids(MapExternalIds((ExternalFacts("sap", "100", "A"), ExternalFacts("sap", "200", "B"))), ctx)
    return {ref.code: ref for ref in refs}


@pytest.mark.requirement("R048")
def test_a_merge_leads_every_name_to_the_survivor_and_keeps_the_history(ctx, twins) -> None:
    done = merge_items(MergeItems("A", ("B",), "same tea"), ctx)
    assert (done.merged, done.phasing_out) == (1, 0)
    assert {item_by_barcode(ctx, code)[0].code for code in ("6901", "6902", "6903")} == {"A"}
    assert item_by_barcode(ctx, "6902")[1] == 12_000_000
    assert Pack.objects.filter(item__code="A").count() == 2
    found = items_by_external(ctx, [("sap", "100"), ("sap", "200"), (FORMER, "B"), ("sap", "B")])
    assert {key: ref.code for key, ref in found.items()} == {
        ("sap", "100"): "A",
        ("sap", "200"): "A",
        (FORMER, "B"): "A",
    }
    gone = Item.objects.get(code="B")
    assert (gone.state, gone.merged_into.code) == ("merged", "A")
    assert AuditRow.objects.filter(row=gone.id, action="merge", reason="same tea").exists()
    assert AuditRow.objects.filter(row=gone.id, action="create").exists()


def test_what_has_moved_is_phased_out_and_keeps_its_labels(ctx, twins) -> None:
    mark_moved(ctx, [twins["B"].id])
    assert merge_items(MergeItems("A", ("B",), "same"), ctx).phasing_out == 1
    assert Item.objects.get(code="B").state == "phase_out"
    assert item_by_barcode(ctx, "6901")[0].code == "B"
    assert items_by_external(ctx, [("sap", "200")])["sap", "200"].code == "A"


def test_merged_into_a_merged_one_follows(ctx, twins, items) -> None:
    items(NewItem(code="E", name="e", unit="pcs"))
    merge_items(MergeItems("B", ("E",), "same"), ctx)
    merge_items(MergeItems("A", ("B",), "same"), ctx)
    assert Item.objects.get(code="E").merged_into.code == "A"


def test_poor_merges_are_refused_together(ctx, twins) -> None:
    mark_moved(ctx, [twins["D"].id])
    with pytest.raises(Unreadable) as refused:
        merge_items(MergeItems("A", ("A", "C", "D", "X"), "same"), ctx)
    assert [p.where for p in refused.value.problems] == ["items.0", "items.1", "items.2", "items.3"]
    assert "unit" in refused.value.problems[1].sentence()
    assert "tracking" in refused.value.problems[2].sentence()
    merge_items(MergeItems("A", ("B",), "same"), ctx)
    with pytest.raises(Unreadable):
        merge_items(MergeItems("A", ("B",), "again"), ctx)
    with pytest.raises(Unreadable):
        merge_items(MergeItems("B", ("A",), "back"), ctx)
    with pytest.raises(NotFound):
        merge_items(MergeItems("X", ("A",), "x"), ctx)


@pytest.mark.requirement("R048")
def test_probable_duplicates_have_a_score(ctx, items, django_assert_num_queries) -> None:
    items(
        NewItem(code="A", name="绿茶 250g", unit="pcs"),
        NewItem(code="B", name="绿茶  250G", unit="pcs"),
        NewItem(code="C", name="绿茶 500g", unit="pcs"),
        NewItem(code="D", name="龙茶 250g", unit="pcs"),
        NewItem(code="E", name="扳手", unit="pcs", spec="M10"),
        NewItem(code="F", name="扳手", unit="pcs", spec="M12"),
    )
    set_barcodes(SetBarcodes((BarcodeFacts("E", "6901"),)), ctx)
    things = [Facts("绿茶250g"), Facts("unbekannt", "", ("6901",)), Facts("扳手", "M10"), Facts("新品")]
    with django_assert_num_queries(2):
        found = likely_twins(ctx, things)
    assert [[(t.code, t.score) for t in twins] for twins in found[:2]] == [[("A", 100), ("B", 100)], [("E", 100)]]
    assert found[2][0].code == "E"
    assert found[3] == []
    groups = twin_groups(ctx)
    assert [twin.code for twin in groups[0]] == ["A", "B"]
