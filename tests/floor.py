"""A small shop with one warehouse, set up with real verbs: what tests of papers and flows stand on.

Items: APPLE (kg, lots, expires after 14 days), MILK (box of 12 cartons, lots, expires), CUP (pieces, no lots), SCREW (grams).
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from ledgerhouse.documents.purchasing.place_order import place_order
from ledgerhouse.documents.purchasing.place_orders import PlaceOrder
from ledgerhouse.documents.purchasing.pricing import NewLine
from ledgerhouse.documents.sales.pricing import NewLine as SalesLine
from ledgerhouse.documents.sales.take_order import take_order
from ledgerhouse.documents.sales.take_orders import TakeOrder
from ledgerhouse.flows.finance.prove import Prove, prove
from ledgerhouse.flows.inbound.delivery import ReceiveLine
from ledgerhouse.flows.inbound.put_away import PutAway, PutAwayLine, put_away
from ledgerhouse.flows.inbound.receive import Receive, receive
from ledgerhouse.flows.inbound.release_purchases import ReleasePurchases, release_purchases
from ledgerhouse.flows.outbound.allocate import Allocate, allocate
from ledgerhouse.flows.outbound.confirm_orders import ConfirmOrders, confirm_orders
from ledgerhouse.flows.outbound.pack import Pack, pack
from ledgerhouse.flows.outbound.pick import PickWave, pick_wave
from ledgerhouse.flows.outbound.release_wave import ReleaseWave, release_wave
from ledgerhouse.flows.outbound.ship import Ship, ship
from ledgerhouse.foundation.approvals.set_route import SetRoute, StepFacts, set_route
from ledgerhouse.foundation.models import Company
from ledgerhouse.kernel.context import Context, house
from ledgerhouse.ledgers.books.set_up import set_up_books
from ledgerhouse.ledgers.stock.models import Balance
from ledgerhouse.masterdata.catalog.create_items import CreateItems, create_items
from ledgerhouse.masterdata.catalog.item_facts import NewItem
from ledgerhouse.masterdata.catalog.set_units import SetUnits, UnitFacts, set_units
from ledgerhouse.masterdata.partners.create_partners import CreatePartners, create_partners
from ledgerhouse.masterdata.partners.partner_facts import NewPartner
from ledgerhouse.masterdata.sites.add_locations import AddLocations, NewLocation, add_locations
from ledgerhouse.masterdata.sites.add_zone import AddZone, add_zone
from ledgerhouse.masterdata.sites.open_warehouse import OpenWarehouse, open_warehouse

SHELVES = ("A-01", "A-02", "A-03", "A-04", "A-05", "A-06")


def open_floor(ctx: Context, warehouse: str = "SH1") -> None:
    """Books, units, items, partners, and a warehouse with a dock, shelves, staging, packing and returns."""
    set_up_books(ctx)
    set_units(SetUnits((UnitFacts("pcs", "件"), UnitFacts("kg", "千克", 3), UnitFacts("box", "箱"))), ctx)
    items = (
        NewItem(code="APPLE", name="苹果", unit="kg", tracking="lot", expires=True, shelf_life_days=14),
        NewItem(code="MILK", name="纯牛奶", unit="pcs", tracking="lot", expires=True, shelf_life_days=180),
        NewItem(code="CUP", name="杯子", unit="pcs"),
        NewItem(code="PLATE", name="盘子", unit="pcs"),
    )
    create_items(CreateItems(items, active=True), ctx)
    partners = (
        NewPartner(code="FARM", name="青浦果品合作社", supplier=True),
        NewPartner(code="SHOP", name="华联超市", customer=True),
    )
    create_partners(CreatePartners(partners=partners), ctx)
    open_site(ctx, warehouse)


def open_site(ctx: Context, warehouse: str) -> None:
    """One warehouse with its places."""
    open_warehouse(OpenWarehouse(code=warehouse, name="上海仓", timezone="Asia/Shanghai"), ctx)
    for zone, kind in (
        ("A", "storage"),
        ("D", "dock"),
        ("S", "staging"),
        ("P", "packing"),
        ("R", "returns"),
    ):
        add_zone(AddZone(warehouse=warehouse, code=zone, name=zone, kind=kind), ctx)
    shelves = [NewLocation(code=code, zone="A", pick_sequence=n) for n, code in enumerate(SHELVES, 1)]
    others = [
        NewLocation(code="DOCK-1", zone="D", kind="dock"),
        NewLocation(code="STAGE-1", zone="S", kind="staging"),
        NewLocation(code="PACK-1", zone="P", kind="packing"),
        NewLocation(code="RETURN-1", zone="R", kind="returns"),
    ]
    add_locations(AddLocations(warehouse=warehouse, lines=(*shelves, *others)), ctx)


def as_user(ctx: Context, user: int) -> Context:
    """The same rights in the hands of another person."""
    return replace(ctx, user=user)


def new_company(code: str, ctx: Context) -> Context:
    """The house in another company."""
    return house(Company.objects.create(code=code, name=code).id, ctx.now)


def d(text: str | int) -> Decimal:
    """Shorthand for an exact number."""
    return Decimal(text)


def buy(ctx: Context, *lines: tuple[str, int | str, int | str], warehouse: str = "SH1") -> tuple[str, str]:
    """Order items as (code, quantity, price) from the farm and release the order: purchase and inbound order number."""
    new = tuple(NewLine(item=item, quantity=d(quantity), price=d(price)) for item, quantity, price in lines)
    number = place_order(PlaceOrder(supplier="FARM", warehouse=warehouse, lines=new), ctx).number
    (inbound,) = release_purchases(ReleasePurchases(numbers=(number,)), ctx).inbound
    return number, inbound


def stock(ctx: Context) -> dict[tuple[str, str, str], Decimal]:
    """What lies where: (item, lot or "", location) -> on hand."""
    rows = Balance.objects.filter(company=ctx.company, on_hand__gt=0)
    return {
        (item, lot or "", place): on_hand
        for item, lot, place, on_hand in rows.values_list("item__code", "lot__code", "location__code", "on_hand")
    }


def design(
    ctx: Context, subject: str, *steps: str | StepFacts, code: str = "route", above: Decimal = Decimal(0)
) -> None:
    """An approval route for a subject: an approver for each step, any amount above this."""
    facts = tuple(StepFacts(approvers=(s,)) if isinstance(s, str) else s for s in steps)
    set_route(SetRoute(code=code, name=code, subject=subject, above=above, steps=facts), ctx)


def doctor(ctx: Context) -> list[str]:
    """Everything that the proofs complain about."""
    return [f"{check.name}: {text}" for check in prove(Prove(), ctx).checks for text in check.problems]


def bring_in(
    ctx: Context, *lines: tuple[str, int | str, int | str], lot: str = "", expires_on: date | None = None
) -> str:
    """Buy, receive and put away where the tasks say; answers the receipt's number. One lot for all lines, or none."""
    _, inbound = buy(ctx, *lines)
    arrived = tuple(
        ReceiveLine(order=inbound, line=n, quantity=d(quantity), lot=lot, expires_on=expires_on)
        for n, (_, quantity, _) in enumerate(lines, 1)
    )
    received = receive(Receive(lines=arrived), ctx)
    put_away(PutAway(lines=tuple(PutAwayLine(task=task) for task in received.tasks)), ctx)
    return received.receipts[0]


def sell(ctx: Context, *lines: tuple[str, int | str, int | str]) -> str:
    """Take an order of items as (code, quantity, price) from the shop and carry it out up to the ramp; answers its number."""
    new = tuple(SalesLine(item=item, quantity=d(quantity), price=d(price)) for item, quantity, price in lines)
    number = take_order(TakeOrder(customer="SHOP", warehouse="SH1", lines=new), ctx).number
    outbound = confirm_orders(ConfirmOrders(numbers=(number,)), ctx).outbound
    allocate(Allocate(warehouse="SH1", numbers=outbound), ctx)
    wave = release_wave(ReleaseWave(warehouse="SH1", numbers=outbound), ctx).wave
    picked = pick_wave(PickWave(wave=wave), ctx).orders
    pack(Pack(numbers=picked), ctx)
    ship(Ship(numbers=picked), ctx)
    return number
