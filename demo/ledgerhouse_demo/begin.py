"""The demo's company before its first order: books, people, goods, partners, a warehouse.

Makes only what is missing, each piece in one transaction.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from math import isqrt
from typing import Final

from pydantic import SecretStr

from ledgerhouse.foundation import beginning
from ledgerhouse.foundation.askers import company_id
from ledgerhouse.foundation.organisation.create_department import CreateDepartment, create_department
from ledgerhouse.foundation.people.create_user import CreateUser, create_user
from ledgerhouse.foundation.people.grant_role import GrantRole, grant_role
from ledgerhouse.foundation.queries import departments, people
from ledgerhouse.kernel.context import Context, house
from ledgerhouse.ledgers.books.set_up import set_up_books
from ledgerhouse.masterdata.catalog.create_items import CreateItems, create_items
from ledgerhouse.masterdata.catalog.item_facts import NewItem
from ledgerhouse.masterdata.catalog.queries import items_by_code
from ledgerhouse.masterdata.catalog.set_categories import CategoryFacts, SetCategories, set_categories
from ledgerhouse.masterdata.catalog.set_units import SetUnits, UnitFacts, set_units
from ledgerhouse.masterdata.partners.create_partners import CreatePartners, create_partners
from ledgerhouse.masterdata.partners.partner_facts import NewPartner
from ledgerhouse.masterdata.partners.queries import partners_by_code
from ledgerhouse.masterdata.sites.add_locations import AddLocations, NewLocation, add_locations
from ledgerhouse.masterdata.sites.add_zone import AddZone, add_zone
from ledgerhouse.masterdata.sites.generate_locations import GenerateLocations, generate_locations
from ledgerhouse.masterdata.sites.open_warehouse import OpenWarehouse, open_warehouse
from ledgerhouse.masterdata.sites.queries import locations_by_code, warehouses_by_code, zones_by_code
from ledgerhouse.masterdata.sites.words import Condition, RealKind
from ledgerhouse_demo import cast, goods, partners
from ledgerhouse_demo.trade import Trade

CHUNK: Final = 2000
LEVELS: Final = 4
PLACES_AT_MOST: Final = 20_000
ZONES: Final[tuple[tuple[str, str, RealKind, Condition, str], ...]] = (
    ("A", "常温存储区", "storage", Condition.AMBIENT, "#2f7ed8"),
    ("B", "阴凉存储区", "storage", Condition.COOL, "#1aadce"),
    ("SH", "收货区", "dock", Condition.AMBIENT, "#8bbc21"),
    ("FH", "发货暂存区", "staging", Condition.AMBIENT, "#f28f43"),
    ("DB", "打包区", "packing", Condition.AMBIENT, "#a6c96a"),
    ("TH", "退货区", "returns", Condition.AMBIENT, "#c42525"),
)


def found(now: datetime) -> Context:
    """The company; answers the context of the house in it."""
    beginning.found(cast.COMPANY, cast.COMPANY_NAME, now)
    return house(company_id(cast.COMPANY), now, interface="demo")


def begin(ctx: Context, trade: Trade, say: Callable[[str], None]) -> None:
    """Make what is missing of the company."""
    say("books")
    set_up_books(ctx)
    _people(ctx)
    say("warehouse")
    _warehouse(ctx, trade.plan.items)
    say("items")
    _items(ctx, trade)
    say("partners")
    _partners(ctx, trade)


def _people(ctx: Context) -> None:
    known = {department.code for department in departments(ctx)}
    for code, name in cast.DEPARTMENTS.items():
        if code not in known:
            create_department(CreateDepartment(code=code, name=name), ctx)
    users = {user.username for user in people(ctx)}
    for person in cast.PEOPLE:
        if person.username not in users:
            secret = SecretStr(cast.PASSWORD)
            create_user(
                CreateUser(username=person.username, name=person.name, password=secret, department=person.department),
                ctx,
            )
        grant_role(
            GrantRole(username=person.username, role=person.role), replace(ctx, key=f"demo:grant:{person.username}")
        )


def _warehouse(ctx: Context, items: int) -> None:
    if cast.WAREHOUSE not in warehouses_by_code(ctx, [cast.WAREHOUSE]):
        open_warehouse(OpenWarehouse(code=cast.WAREHOUSE, name=cast.WAREHOUSE_NAME, address="上海市青浦区华新镇"), ctx)
    place = warehouses_by_code(ctx, [cast.WAREHOUSE])[cast.WAREHOUSE].id
    zones = zones_by_code(ctx, place, [zone for zone, *_ in ZONES])
    at = 0
    for code, name, kind, condition, colour in ZONES:
        if code not in zones:
            add_zone(
                AddZone(warehouse=cast.WAREHOUSE, code=code, name=name, condition=condition, kind=kind, colour=colour),
                ctx,
            )
        if kind == "storage":
            at = _racks(ctx, place, code, items, at)
        elif not locations_by_code(ctx, place, [f"{code}-01"]):
            spots = [NewLocation(code=f"{code}-{n:02}", zone=code, kind=kind, x_mm=3000 * n) for n in (1, 2, 3)]
            add_locations(AddLocations(warehouse=cast.WAREHOUSE, lines=tuple(spots)), ctx)


def _racks(ctx: Context, place: int, zone: str, items: int, x_mm: int) -> int:
    """Racks for three places to every four items in each of two zones. Answers where the next zone begins."""
    bays = -(-max(24, min(PLACES_AT_MOST, items * 3 // 4)) // LEVELS)
    aisles = max(1, isqrt(bays) // 3)
    command = GenerateLocations(
        warehouse=cast.WAREHOUSE,
        zone=zone,
        template=zone + "{aisle:02}-{rack:02}-{level}",
        aisles=aisles,
        racks=-(-bays // aisles),
        levels=LEVELS,
        x_mm=x_mm,
        y_mm=12_000,
    )
    if not locations_by_code(ctx, place, [f"{zone}01-01-1"]):
        generate_locations(command, ctx)
    return x_mm + aisles * command.aisle_pitch_mm + 4000


def _items(ctx: Context, trade: Trade) -> None:
    set_units(SetUnits(units=tuple(UnitFacts(code=code, name=name) for code, name in goods.UNITS.items())), ctx)
    set_categories(
        SetCategories(categories=tuple(CategoryFacts(code=code, name=name) for code, name in goods.CATEGORIES.items())),
        ctx,
    )
    for first in range(0, trade.plan.items, CHUNK):
        made = [goods.item(trade.plan.seed, n) for n in range(first, min(first + CHUNK, trade.plan.items))]
        known = items_by_code(ctx, [item.code for item in made])
        if len(known) < len(made):
            create_items(CreateItems(items=tuple(_facts(m) for m in made if m.code not in known), active=True), ctx)


def _facts(made: goods.Made) -> NewItem:
    return NewItem(
        code=made.code,
        name=made.name,
        unit=made.unit,
        spec=made.spec,
        category=made.category,
        tracking="lot" if made.shelf_days else "none",
        expires=bool(made.shelf_days),
        shelf_life_days=made.shelf_days,
        near_expiry_days=made.shelf_days // 6,
        storage=made.storage,
        tax_class=made.tax,
        weight_g=made.weight_g,
        volume_cm3=made.volume_cm3,
    )


def _partners(ctx: Context, trade: Trade) -> None:
    seed = trade.plan.seed
    made = [partners.supplier(seed, n) for n in range(trade.suppliers)]
    made += [partners.customer(seed, n) for n in range(trade.customers)]
    for part in _parts(made):
        known = partners_by_code(ctx, [partner.code for partner in part])
        new = [_partner(p) for p in part if p.code not in known]
        if new:
            create_partners(CreatePartners(partners=tuple(new)), ctx)


def _partner(p: partners.Partner) -> NewPartner:
    return NewPartner(
        code=p.code, name=p.name, supplier=p.supplier, customer=not p.supplier, payment_days=p.payment_days
    )


def _parts(made: Sequence[partners.Partner]) -> Iterable[Sequence[partners.Partner]]:
    return (made[begin : begin + CHUNK] for begin in range(0, len(made), CHUNK))
