"""When the code is bypassed the database itself refuses what must never be: on all three engines, by plain SQL."""

import pytest
from django.db import DatabaseError, transaction
from tests.floor import bring_in, d, doctor, open_floor

from ledgerhouse.documents.sales.pricing import NewLine
from ledgerhouse.documents.sales.take_order import take_order
from ledgerhouse.documents.sales.take_orders import TakeOrder
from ledgerhouse.flows.inventory.move import MoveLine, MoveStock, move
from ledgerhouse.flows.outbound.allocate import Allocate, allocate
from ledgerhouse.flows.outbound.confirm_orders import ConfirmOrders, confirm_orders
from ledgerhouse.foundation import dialect
from ledgerhouse.kernel.errors import Unreadable
from ledgerhouse.ledgers.stock.append import NotEnough, TooMuch, WrongLot
from ledgerhouse.ledgers.stock.words import Entry, Movement, Place, Reason
from ledgerhouse.masterdata.catalog.keep_lots import keep_lots
from ledgerhouse.masterdata.catalog.queries import items_by_code
from ledgerhouse.masterdata.catalog.words import NewLot
from ledgerhouse.masterdata.sites.queries import locations_by_code, virtual, warehouse
from ledgerhouse.masterdata.sites.words import Kind
from ledgerhouse.posting import gate

pytestmark = pytest.mark.requirement("R057")
COPY = {
    "stock_entry": (
        "warehouse_id, id, company, movement, line, item_id, lot_id, quantity, source_location_id, source_unit, source_owner, "
        "source_status, target_location_id, target_unit, target_owner, target_status, business_date, recorded_at"
    ),
    "stock_hold": "warehouse_id, id, company, balance, quantity, settled, released, paper, number, line, raised_at",
    "stock_promise": "warehouse_id, id, company, item_id, owner, quantity, fulfilled, released, due, paper, number, line",
    "stock_balance": "warehouse_id, id, company, item_id, lot_id, location_id, unit, owner_id, status, on_hand, held",
}


@pytest.fixture
def floor(ctx):
    """One row of everything: cups on a shelf, some of them promised and held."""
    open_floor(ctx)
    bring_in(ctx, ("CUP", 10, 2))
    lines = (NewLine(item="CUP", quantity=d(4), price=d(9)),)
    number = take_order(TakeOrder(customer="SHOP", warehouse="SH1", lines=lines), ctx).number
    confirm_orders(ConfirmOrders(numbers=(number,)), ctx)
    allocate(Allocate(warehouse="SH1"), ctx)


def copied(table, **changed):
    """Insert a copy of a row under another id, with some columns changed."""
    columns = COPY[table].split(", ")
    values = ", ".join(str(changed.get(c, "id + 1000" if c == "id" else c)) for c in columns)
    dialect.execute(f"insert into {table} ({', '.join(columns)}) select {values} from {table} order by id desc limit 1")


@pytest.mark.parametrize(
    ("table", "changed"),
    [
        ("stock_entry", {"quantity": 0}),
        ("stock_entry", {"quantity": -1}),
        ("stock_entry", {"target_location_id": "source_location_id"}),
        ("stock_hold", {"quantity": 0}),
        ("stock_hold", {"settled": -1}),
        ("stock_hold", {"released": "quantity + 1"}),
        ("stock_promise", {"fulfilled": "quantity + 1"}),
        ("stock_promise", {"released": -1}),
        ("stock_balance", {"on_hand": -1, "held": 0, "unit": 9}),
        ("stock_balance", {"on_hand": 1, "held": 2, "unit": 9}),
        ("stock_balance", {"on_hand": 1, "held": -1, "unit": 9}),
        ("stock_balance", {}),  # the same key twice
        ("stock_balance", {"lot_id": 12345, "on_hand": 0, "held": 0, "unit": 9}),
    ],
)
def test_a_row_that_can_not_be_is_refused(ctx, floor, table, changed):
    with pytest.raises(DatabaseError), transaction.atomic():
        copied(table, **changed)
    assert doctor(ctx) == []


@pytest.mark.parametrize("sets", ["held = on_hand + 1", "on_hand = -1", "held = -1"])
def test_a_balance_can_not_be_changed_into_nonsense(ctx, floor, sets):
    with pytest.raises(DatabaseError), transaction.atomic():
        dialect.execute(f"update stock_balance set {sets}")


def test_an_entry_that_no_balance_knows_is_named_by_the_doctor(ctx, floor):
    copied("stock_entry", lot_id=12345)
    assert any("entries make balances" in problem for problem in doctor(ctx))


def test_the_gate_refuses_by_name_before_it_writes(ctx, floor):
    site = warehouse(ctx, "SH1")
    items = items_by_code(ctx, ["CUP", "APPLE", "MILK"])
    lot = keep_lots(ctx, [NewLot(items["MILK"].id, "M1")])[items["MILK"].id, "M1"].id
    shelf = Place(locations_by_code(ctx, site.id, ["A-03"])["A-03"].id)
    supplier = Place(virtual(ctx, site.id)[Kind.SUPPLIER])
    before = dialect.select("select count(*), sum(on_hand) from stock_balance")

    def post(item, quantity, **more):
        entry = Entry(items[item].id, quantity, supplier, shelf, value=1, **more)
        with transaction.atomic():
            gate.post(ctx, site, [Movement(Reason.RECEIPT, "t", "T", ctx.now.date(), (entry,))])

    for item, quantity, more, refusal in (
        ("CUP", 0, {}, gate.NoEntry),
        ("CUP", -1, {}, gate.NoEntry),
        ("APPLE", 10**6, {"lot": lot}, WrongLot),
        ("APPLE", 10**6, {"lot": 77}, WrongLot),
        ("CUP", 2**63, {}, TooMuch),
    ):
        with pytest.raises(refusal):
            post(item, quantity, **more)
    away = Entry(items["CUP"].id, 10**9, shelf, supplier)
    with pytest.raises(NotEnough), transaction.atomic():
        gate.post(ctx, site, [Movement(Reason.SUPPLIER_RETURN, "t", "T", ctx.now.date(), (away,))])
    unknown = MoveLine(item="NO", quantity=d("0.0000001"), source="X", target="Y", lot="L")
    with pytest.raises(Unreadable) as refused:
        move(MoveStock(warehouse="SH1", lines=(unknown,)), ctx)
    assert {p.where for p in refused.value.problems} == {"lines.0.item", "lines.0.source", "lines.0.target"}
    assert dialect.select("select count(*), sum(on_hand) from stock_balance") == before
    assert doctor(ctx) == []
