"""What an online retailer's file needs before its first order: books, a warehouse, items, customers, one supplier.

Makes only what is missing.
"""

from dataclasses import replace
from math import isqrt
from typing import Final, cast

from ledgerhouse.kernel.context import Context
from ledgerhouse.ledgers.books.set_up import set_up_books
from ledgerhouse.masterdata.catalog.create_items import CreateItems, create_items
from ledgerhouse.masterdata.catalog.item_facts import NewItem
from ledgerhouse.masterdata.catalog.queries import items_by_code
from ledgerhouse.masterdata.catalog.set_units import SetUnits, UnitFacts, set_units
from ledgerhouse.masterdata.partners.create_partners import CreatePartners, create_partners
from ledgerhouse.masterdata.partners.partner_facts import NewPartner
from ledgerhouse.masterdata.partners.queries import partners_by_code
from ledgerhouse.masterdata.sites.add_locations import AddLocations, NewLocation, add_locations
from ledgerhouse.masterdata.sites.add_zone import AddZone, add_zone
from ledgerhouse.masterdata.sites.generate_locations import GenerateLocations, generate_locations
from ledgerhouse.masterdata.sites.open_warehouse import OpenWarehouse, open_warehouse
from ledgerhouse.masterdata.sites.queries import locations_of_kind, warehouses_by_code, zones_by_code
from ledgerhouse.masterdata.sites.words import Kind, RealKind
from ledgerhouse.tower.rollout.retail_plan import WALK_IN, Survey

COMPANY: Final = "RETAIL"
COMPANY_NAME: Final = "Online Retail"
CURRENCY: Final = "GBP"
TIMEZONE: Final = "Europe/London"
WAREHOUSE: Final = "UK1"
SUPPLIER: Final = "SUPPLIER"
UNIT: Final = "PCS"
CHUNK: Final = 2000
LEVELS: Final = 4
RACKS: Final = "RACKS"
GROUND: Final = {"DOCK": Kind.DOCK, "STAGE": Kind.STAGING, "PACK": Kind.PACKING, "BACK": Kind.RETURNS}
"""Single places beside the racks, each in a zone of its own name."""


def set_up(ctx: Context, survey: Survey) -> None:
    """Make what is missing. May be repeated; every call writes in one transaction, so a killed one leaves nothing half."""
    ctx = replace(ctx, key="")  # nothing here is written twice, because it is looked up first
    set_up_books(ctx)
    set_units(SetUnits(units=(UnitFacts(code=UNIT, name="pieces", places=0),)), ctx)
    _items(ctx, survey)
    _partners(ctx, survey)
    _warehouse(ctx, len(survey.items))


def _items(ctx: Context, survey: Survey) -> None:
    known = items_by_code(ctx, survey.items)
    new = [NewItem(code=code, name=name or code, unit=UNIT) for code, name in survey.items.items() if code not in known]
    for begin in range(0, len(new), CHUNK):
        create_items(CreateItems(items=tuple(new[begin : begin + CHUNK]), active=True), ctx)


def _partners(ctx: Context, survey: Survey) -> None:
    known = partners_by_code(ctx, [SUPPLIER, *survey.customers])
    new = [] if SUPPLIER in known else [NewPartner(code=SUPPLIER, name="Supplier of everything", supplier=True)]
    for code, country in survey.customers.items():
        if code not in known:
            name = "Walk-in customers" if code == WALK_IN else f"Customer {code} ({country})"
            new.append(NewPartner(code=code, name=name, customer=True))
    if new:
        create_partners(CreatePartners(partners=tuple(new)), ctx)


def _warehouse(ctx: Context, items: int) -> None:
    """Racks with a place for each item and a tenth more; beside them dock, staging, packing and returns."""
    if WAREHOUSE not in warehouses_by_code(ctx, [WAREHOUSE]):
        open_warehouse(OpenWarehouse(code=WAREHOUSE, name="Main warehouse", timezone=TIMEZONE), ctx)
    place = warehouses_by_code(ctx, [WAREHOUSE])[WAREHOUSE].id
    zones = zones_by_code(ctx, place, [RACKS, *GROUND])
    for zone, kind in {**GROUND, RACKS: Kind.STORAGE}.items():
        if zone not in zones:
            add_zone(AddZone(warehouse=WAREHOUSE, code=zone, name=zone.title(), kind=_name(kind)), ctx)
        if not locations_of_kind(ctx, place, kind):
            if zone == RACKS:
                _racks(ctx, items)
            else:
                one = NewLocation(code=f"{zone}-1", zone=zone, kind=_name(kind))
                add_locations(AddLocations(warehouse=WAREHOUSE, lines=(one,)), ctx)


def _racks(ctx: Context, items: int) -> None:
    bays = -(-(items + items // 10 + 10) // LEVELS)
    aisles = max(1, isqrt(bays) // 2)
    generate_locations(
        GenerateLocations(
            warehouse=WAREHOUSE,
            zone=RACKS,
            template="{aisle:02}-{rack:02}-{level}",
            aisles=aisles,
            racks=-(-bays // aisles),
            levels=LEVELS,
        ),
        ctx,
    )


def _name(kind: Kind) -> RealKind:
    return cast("RealKind", kind.name.lower())
