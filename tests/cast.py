"""The cast: one small company that everybody knows, set up through the real verbs. A test names only what differs.

青禾贸易 Qinghe Trading buys fruit, milk, cups and phones, keeps them in Shanghai (SH1) and a little in Beijing (BJ1), and
sells them to two customers. Every ready-made role is somebody; whoever works on the floor works in SH1 only, except 冯磊 in BJ1.

    FARM  青浦果品合作社, supplier, food licence until mid-2027     SHOP  华联超市, customer, wants half of the shelf life
    TECH  深圳数码, supplier without a licence                       NET   晨星网店, customer
    APPLE 苹果, kg, lot and expiry · MILK 鲜牛奶, box of 12, lot and expiry, cold · CUP 马克杯, no tracking · PHONE 手机, serial

Places of SH1: A-01-1-01 … C-02-2-02 (24 shelves; C is cold), DOCK-1, DOCK-2, STAGE-1, STAGE-2, PACK-1, RETURN-1, HOLD-1.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final

from pydantic import SecretStr

from ledgerhouse.foundation.askers import company_id
from ledgerhouse.foundation.models import User
from ledgerhouse.foundation.organisation.create_company import CreateCompany, create_company
from ledgerhouse.foundation.organisation.create_department import CreateDepartment, create_department
from ledgerhouse.foundation.people.create_user import CreateUser, create_user
from ledgerhouse.foundation.people.grant_role import GrantRole, Limit, grant_role
from ledgerhouse.foundation.ready_roles import install_roles
from ledgerhouse.foundation.rights import context_of
from ledgerhouse.kernel.context import Context, house
from ledgerhouse.ledgers.books.set_up import set_up_books
from ledgerhouse.masterdata.catalog.create_items import CreateItems, create_items
from ledgerhouse.masterdata.catalog.item_facts import NewItem
from ledgerhouse.masterdata.catalog.set_barcodes import BarcodeFacts, SetBarcodes, set_barcodes
from ledgerhouse.masterdata.catalog.set_item_units import ItemUnitFacts, SetItemUnits, set_item_units
from ledgerhouse.masterdata.catalog.set_packs import PackFacts, SetPacks, set_packs
from ledgerhouse.masterdata.catalog.set_units import SetUnits, UnitFacts, set_units
from ledgerhouse.masterdata.partners.add_address import AddAddress, add_address
from ledgerhouse.masterdata.partners.add_licence import AddLicence, add_licence
from ledgerhouse.masterdata.partners.create_partners import CreatePartners, create_partners
from ledgerhouse.masterdata.partners.partner_facts import NewPartner
from ledgerhouse.masterdata.partners.words import AddressKind
from ledgerhouse.masterdata.sites import dimensions as _site_dimensions
from ledgerhouse.masterdata.sites.add_locations import AddLocations, NewLocation, add_locations
from ledgerhouse.masterdata.sites.add_zone import AddZone, add_zone
from ledgerhouse.masterdata.sites.generate_locations import GenerateLocations, generate_locations
from ledgerhouse.masterdata.sites.open_warehouse import OpenWarehouse, open_warehouse
from ledgerhouse.masterdata.sites.words import Condition

assert _site_dimensions

NOW: Final = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)  # nine in the morning in Shanghai
PASSWORD: Final = "qing-he-2026"

PEOPLE: Final = (
    # user name, name, department, role, warehouse it is limited to
    ("operator", "刘洋", "WH", "operator", "SH1"),
    ("receiver", "王芳", "WH", "receiver", "SH1"),
    ("inspector", "何静", "WH", "inspector", "SH1"),
    ("picker", "赵敏", "WH", "picker", "SH1"),
    ("supervisor", "陈刚", "WH", "supervisor", "SH1"),
    ("beijing", "冯磊", "WH", "supervisor", "BJ1"),
    ("buyer", "孙丽", "PUR", "buyer", ""),
    ("planner", "高远", "PUR", "planner", ""),
    ("sales", "周杰", "SAL", "sales", ""),
    ("store", "唐小雨", "SAL", "store", "SH1"),
    ("accountant", "吴静", "FIN", "accountant", ""),
    ("cfo", "郑华", "FIN", "cfo", ""),
    ("ceo", "林青", "", "ceo", ""),
    ("it", "沈涛", "", "it", ""),
    ("auditor", "韩梅", "", "auditor", ""),
)
ITEMS: Final = ("APPLE", "MILK", "CUP", "PHONE")


@dataclass(frozen=True)
class Cast:
    """The company, and the house in it with every right."""

    company: int
    house: Context

    def person(self, username: str, *, key: str = "", interface: str = "test") -> Context:
        """Somebody of the cast, with the rights of the role, at the moment of the tests."""
        user = User.objects.select_related("company").get(username=username)
        return replace(context_of(user, NOW, interface=interface, key=key), language="zh-hans")


def assemble() -> Cast:
    """Set the whole cast up in an empty database."""
    create_company(CreateCompany(code="QH", name="青禾贸易", tax_number="91310000MA1QH00001"), house(0, NOW))
    ctx = house(company_id("QH"), NOW)
    set_up_books(ctx)
    _sites(ctx)
    _people(ctx)
    _partners(ctx)
    _items(ctx)
    return Cast(ctx.company, ctx)


def _people(ctx: Context) -> None:
    install_roles()
    for code, name in (("PUR", "采购部"), ("SAL", "销售部"), ("WH", "仓储部"), ("FIN", "财务部")):
        create_department(CreateDepartment(code=code, name=name), ctx)
    for username, name, department, role, warehouse in PEOPLE:
        secret = SecretStr(PASSWORD)
        create_user(CreateUser(username=username, name=name, password=secret, department=department), ctx)
        limits = (Limit(dimension="warehouse", codes=(warehouse,)),) if warehouse else ()
        grant_role(GrantRole(username=username, role=role, limits=limits), ctx)


def _sites(ctx: Context) -> None:
    open_warehouse(OpenWarehouse(code="SH1", name="上海仓", address="上海市青浦区华新镇 1 号"), ctx)
    for code, name, condition, kind in (
        ("A", "常温区", Condition.AMBIENT, "storage"),
        ("C", "冷藏区", Condition.COLD, "storage"),
        ("D", "月台", Condition.AMBIENT, "dock"),
        ("S", "集货区", Condition.AMBIENT, "staging"),
        ("P", "打包区", Condition.AMBIENT, "packing"),
        ("R", "退货区", Condition.AMBIENT, "returns"),
        ("Q", "待处理区", Condition.AMBIENT, "quarantine"),
    ):
        add_zone(AddZone(warehouse="SH1", code=code, name=name, condition=condition, kind=kind), ctx)
    shelves = GenerateLocations(warehouse="SH1", zone="A", aisles=2, racks=2, levels=2, positions=2, x_mm=6000)
    generate_locations(shelves, ctx)
    cold = replace(shelves, zone="C", aisles=1, first_aisle=3, x_mm=17_000, mix_lots=False)
    generate_locations(cold, ctx)
    places = [
        NewLocation(code=code, zone=zone, kind=kind, y_mm=10_000, x_mm=2000 * n)
        for n, (code, zone, kind) in enumerate(
            (
                ("DOCK-1", "D", "dock"),
                ("DOCK-2", "D", "dock"),
                ("STAGE-1", "S", "staging"),
                ("STAGE-2", "S", "staging"),
                ("PACK-1", "P", "packing"),
                ("RETURN-1", "R", "returns"),
                ("HOLD-1", "Q", "quarantine"),
            )
        )
    ]
    add_locations(AddLocations(warehouse="SH1", lines=tuple(places)), ctx)
    open_warehouse(OpenWarehouse(code="BJ1", name="北京仓"), ctx)
    for code, name, kind in (("A", "存储区", "storage"), ("D", "月台", "dock"), ("P", "发货区", "packing")):
        add_zone(AddZone(warehouse="BJ1", code=code, name=name, kind=kind), ctx)
    generate_locations(GenerateLocations(warehouse="BJ1", zone="A", racks=4), ctx)
    bj1 = (NewLocation(code="DOCK-1", zone="D", kind="dock"), NewLocation(code="PACK-1", zone="P", kind="packing"))
    add_locations(AddLocations(warehouse="BJ1", lines=bj1), ctx)


def _partners(ctx: Context) -> None:
    lines = (
        NewPartner(code="FARM", name="青浦果品合作社", supplier=True, payment_days=15),
        NewPartner(code="TECH", name="深圳数码", supplier=True, payment_days=60),
        NewPartner(code="SHOP", name="华联超市", customer=True, credit_limit=Decimal(100_000), life_percent=50),
        NewPartner(code="NET", name="晨星网店", customer=True, payment_days=0),
    )
    create_partners(CreatePartners(partners=lines), ctx)
    for partner, city, line, contact, phone in (
        ("SHOP", "上海", "南京东路 1 号", "李四", "021-55550001"),
        ("NET", "杭州", "文三路 99 号", "张三", "13900000000"),
    ):
        delivery = AddAddress(
            partner=partner, kind=AddressKind.DELIVERY, city=city, line=line, contact=contact, phone=phone
        )
        add_address(delivery, ctx)
    until = date(2027, 6, 30)
    licence = AddLicence(
        partner="FARM", kind="food", number="JY13100000001", valid_from=date(2024, 7, 1), expires_on=until
    )
    add_licence(licence, ctx)


def _items(ctx: Context) -> None:
    set_units(SetUnits((UnitFacts("pcs", "件"), UnitFacts("kg", "千克", 3), UnitFacts("box", "箱"))), ctx)
    items = (
        NewItem(code="APPLE", name="苹果", unit="kg", tracking="lot", expires=True, shelf_life_days=30, weight_g=1000),
        NewItem(
            code="MILK",
            name="鲜牛奶 950ml",
            unit="pcs",
            tracking="lot",
            expires=True,
            shelf_life_days=21,
            near_expiry_days=7,
            storage="cold",
            weight_g=1000,
            volume_cm3=1000,
        ),
        NewItem(code="CUP", name="马克杯", unit="pcs", weight_g=350, volume_cm3=900),
        NewItem(code="PHONE", name="手机 X1", unit="pcs", tracking="serial", weight_g=400, volume_cm3=800),
    )
    create_items(CreateItems(items, active=True), ctx)
    units = (ItemUnitFacts("MILK", "box", "12"), ItemUnitFacts("CUP", "box", "24"))
    set_item_units(SetItemUnits(units), ctx)
    packs = (
        PackFacts("MILK", "each", Decimal(1), weight_g=1000),
        PackFacts("MILK", "case", Decimal(12), 400, 300, 250, 12_500),
        PackFacts("CUP", "each", Decimal(1), weight_g=350),
        PackFacts("CUP", "case", Decimal(24), 500, 400, 300, 8800),
    )
    set_packs(SetPacks(packs), ctx)
    codes = (
        BarcodeFacts("MILK", "6901234567892", "each", Decimal(1)),
        BarcodeFacts("MILK", "16901234567899", "case", Decimal(12)),
        BarcodeFacts("CUP", "6909999000018", "each", Decimal(1)),
        BarcodeFacts("PHONE", "6907777000012"),
    )
    set_barcodes(SetBarcodes(codes), ctx)
