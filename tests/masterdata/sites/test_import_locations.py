"""Locations from files, in warehouses and zones that exist; undone unless goods lie there."""

import dataclasses

import pytest

from ledgerhouse.foundation import run_import as engine
from ledgerhouse.foundation.begin_import import BeginImport, begin_import
from ledgerhouse.foundation.import_files import keep_file
from ledgerhouse.foundation.importing import IMPORTERS
from ledgerhouse.foundation.models import ImportBatch
from ledgerhouse.foundation.run_import import run_import
from ledgerhouse.foundation.undo_import import UndoImport, undo_import
from ledgerhouse.kernel.context import Reach, Scope
from ledgerhouse.ledgers.stock.models import Balance
from ledgerhouse.masterdata.catalog.create_items import CreateItems, create_items
from ledgerhouse.masterdata.catalog.item_facts import NewItem
from ledgerhouse.masterdata.catalog.queries import items_by_code
from ledgerhouse.masterdata.catalog.set_units import SetUnits, UnitFacts, set_units
from ledgerhouse.masterdata.sites import import_locations
from ledgerhouse.masterdata.sites.add_zone import AddZone, add_zone
from ledgerhouse.masterdata.sites.models import Location
from ledgerhouse.masterdata.sites.open_warehouse import OpenWarehouse, open_warehouse
from ledgerhouse.masterdata.sites.queries import locations_by_code, warehouse
from ledgerhouse.masterdata.sites.words import Kind

HEAD = "仓库,库位,库区,库位类型,巷道,承重,混批\n"


@pytest.fixture
def imported(ctx, settings, tmp_path):
    settings.HOME = tmp_path
    for code in ("SH1", "BJ1"):
        open_warehouse(OpenWarehouse(code=code, name=code), ctx)
        add_zone(AddZone(warehouse=code, code="A", name="常温区"), ctx)

    def go(text: str, asker=ctx) -> ImportBatch:
        kind = import_locations.Locations.kind
        begun = begin_import(BeginImport(kind, "places.csv", keep_file(text.encode())), asker)
        run_import(asker, begun.number)
        return ImportBatch.objects.get(number=begun.number)

    return go


@pytest.mark.requirement("R134")
def test_a_file_makes_locations_and_changes_them(ctx, imported):
    batch = imported(HEAD + "SH1,A-1,A,,01,500000,否\nSH1,D-1,A,月台,,,\nBJ1,A-1,A,存储,,,\n")
    assert (batch.state, batch.created) == ("done", 3)
    places = locations_by_code(ctx, warehouse(ctx, "SH1").id, ["A-1", "D-1"])
    assert places["D-1"].kind is Kind.DOCK
    row = Location.objects.get(id=places["A-1"].id)
    assert (row.weight_max_g, row.mix_lots, row.aisle) == (500_000, False, "01")
    again = imported("仓库,库位,库区,承重\nSH1,A-1,A,600000\n")
    assert (again.changed, Location.objects.get(id=row.id).mix_lots) == (1, False)


def test_unknown_warehouses_and_zones_are_told_by_line(imported):
    batch = imported(HEAD + "XX,A-1,A,,,,\nSH1,A-1,Z,,,,\nSH1,@LOSS,A,,,,\n")
    assert (batch.state, batch.bad) == ("refused", 3)


@pytest.mark.requirement("R106")
def test_a_file_reaches_no_further_than_its_sender(ctx, imported):
    only = Reach((Scope.of(warehouse={warehouse(ctx, "SH1").id}),))
    wang = dataclasses.replace(ctx, rights={"import data": only, "change sites": only})
    assert imported(HEAD + "BJ1,A-9,A,,,,\n", wang).state == "refused"
    assert imported(HEAD + "SH1,A-9,A,,,,\n", wang).state == "done"


def test_an_undo_leaves_places_where_goods_lie(ctx, imported):
    batch = imported(HEAD + "SH1,A-1,A,,,,\nSH1,A-2,A,,,,\n")
    set_units(SetUnits((UnitFacts("pcs"),)), ctx)
    create_items(CreateItems((NewItem(code="CUP", name="杯", unit="pcs"),), active=True), ctx)
    site = warehouse(ctx, "SH1")
    place = locations_by_code(ctx, site.id, ["A-1"])["A-1"]
    Balance.objects.create(
        warehouse_id=site.id,
        id=1,
        company=ctx.company,
        item_id=items_by_code(ctx, ["CUP"])["CUP"].id,
        lot_id=0,
        location_id=place.id,
        owner_id=0,
        status=1,
        on_hand=1,
    )
    undo_import(UndoImport(batch.number), ctx)
    engine.undo_import(ctx, batch.number)
    assert set(locations_by_code(ctx, site.id, ["A-1", "A-2"])) == {"A-1"}
    assert "sites.location" in IMPORTERS
