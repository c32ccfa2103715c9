"""Goods go to another warehouse: inside one valuation area only their place changes; between two their cost goes with them (J25)."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.books import entries_of
from tests.floor import bring_in, d, doctor, open_floor, open_site, stock
from tests.stories.test_following_phones import arrive

from ledgerhouse.flows.inbound.put_away import PutAway, PutAwayLine, put_away
from ledgerhouse.flows.inventory.move import MoveLine, MoveStock, move
from ledgerhouse.flows.inventory.reverse import ReverseMovements, reverse
from ledgerhouse.flows.inventory.transfer import TransferLine, TransferStock, transfer
from ledgerhouse.foundation.models import Company
from ledgerhouse.kernel.context import Reach, Scope
from ledgerhouse.kernel.errors import Unreadable
from ledgerhouse.ledgers.costing.models import CostLayer, CostLine, CostPool
from ledgerhouse.ledgers.stock.models import Balance, Serial
from ledgerhouse.masterdata.catalog.create_items import CreateItems, create_items
from ledgerhouse.masterdata.catalog.item_facts import NewItem
from ledgerhouse.masterdata.sites.queries import warehouse

pytestmark = [pytest.mark.requirement("R044")]


def line(item, quantity, source="A-01", target="A-02", **more):
    return TransferLine(item=item, quantity=d(quantity), source=source, target=target, **more)


def send(ctx, *lines):
    return transfer(TransferStock(warehouse="SH1", to_warehouse="BJ1", lines=lines, reason="补货"), ctx).number


def pools(item):
    return sorted((p.quantity, p.value) for p in CostPool.objects.filter(item__code=item) if p.quantity)


def lying(warehouse):
    rows = Balance.objects.filter(warehouse__code=warehouse, on_hand__gt=0)
    return {
        (item, place): on_hand for item, place, on_hand in rows.values_list("item__code", "location__code", "on_hand")
    }


@pytest.fixture
def one_area(ctx):
    open_floor(ctx)
    open_site(ctx, "BJ1")


@pytest.fixture
def two_areas(ctx):
    Company.objects.filter(id=ctx.company).update(valuation="warehouse")
    open_floor(ctx)
    open_site(ctx, "BJ1")


def test_inside_one_valuation_area_no_money_moves(ctx, one_area):
    create_items(CreateItems((NewItem(code="LAMP", name="灯", unit="pcs", costing="fifo"),), active=True), ctx)
    bring_in(ctx, ("LAMP", 3, 10), ("LAMP", 3, 11))
    ((_, _, shelf),) = stock(ctx)
    lines, layers = CostLine.objects.count(), list(CostLayer.objects.order_by("id").values_list("quantity", "value"))
    number = send(ctx, line("LAMP", 4, source=shelf))
    assert (lying("SH1"), lying("BJ1")) == ({("LAMP", shelf): 2}, {("LAMP", "A-02"): 4})
    assert entries_of(number) == []
    assert CostLine.objects.count() == lines
    assert (
        list(CostLayer.objects.order_by("id").values_list("quantity", "value")) == layers
    )  # the oldest stay the oldest
    assert doctor(ctx) == []


def test_between_valuation_areas_the_cost_goes_along(ctx, two_areas):
    """3 at 10.00 and 4 at 11.00 are 74.00 for 7: four cost 42.29, and Beijing begins with exactly that."""
    bring_in(ctx, ("CUP", 3, 10), ("CUP", 4, 11))
    ((_, _, shelf),) = stock(ctx)
    number = send(ctx, line("CUP", 4, source=shelf))
    assert pools("CUP") == [(3, d("31.71")), (4, d("42.29"))]
    assert entries_of(number) == [
        [("debit", "1402.02", "42.29"), ("credit", "1405", "42.29")],
        [("debit", "1405", "42.29"), ("credit", "1402.02", "42.29")],
    ]
    assert doctor(ctx) == []


def test_layers_and_standard_costs_cross_too(ctx, two_areas):
    new = (
        NewItem(code="LAMP", name="灯", unit="pcs", costing="fifo"),
        NewItem(code="BULB", name="灯泡", unit="pcs", costing="standard", standard_cost=d(10)),
    )
    create_items(CreateItems(new, active=True), ctx)
    bring_in(ctx, ("LAMP", 3, 10), ("LAMP", 3, 11), ("BULB", 5, 12))
    there = {item: place for item, _, place in stock(ctx)}
    send(ctx, line("LAMP", 4, source=there["LAMP"]), line("BULB", 2, source=there["BULB"]))
    assert pools("LAMP") == [(2, d(22)), (4, d(41))]
    assert pools("BULB") == [(2, d(20)), (3, d(30))]
    assert doctor(ctx) == []


def test_what_stands_in_the_way_is_said_at_once(ctx, two_areas):
    create_items(CreateItems((NewItem(code="SALT", name="盐", unit="pcs", costing="month_average"),), active=True), ctx)
    bring_in(ctx, ("CUP", 3, 10), ("SALT", 3, 2))
    there = {item: place for item, _, place in stock(ctx)}
    before = stock(ctx)
    with pytest.raises(Unreadable) as refused:
        send(
            ctx,
            line("CUP", 4, source=there["CUP"]),
            line("SALT", 1, source=there["SALT"]),
            line("CUP", 1, source="NO", target="STAGE-1"),
            line("NO", 1),
        )
    assert {(p.where, p.template.format(**p.facts)) for p in refused.value.problems} == {
        ("lines.0.quantity", f"1 short: only 3 of CUP at {there['CUP']} are free"),
        ("lines.1.item", "what SALT costs is known at the month's end: it can not go to another valuation area before"),
        ("lines.2.source", "there is no location NO here"),
        ("lines.2.target", "goods at STAGE-1 belong to an order"),
        ("lines.3.item", "there is no item NO"),
    }
    assert stock(ctx) == before
    with pytest.raises(Unreadable, match="is where the goods are"):
        transfer(TransferStock(warehouse="SH1", to_warehouse="SH1", lines=(line("CUP", 1, source=there["CUP"]),)), ctx)


def test_phones_go_by_serial_number(ctx, two_areas):
    create_items(CreateItems((NewItem(code="PHONE", name="手机", unit="pcs", tracking="serial"),), active=True), ctx)
    put_away(PutAway(lines=(PutAwayLine(task=arrive(ctx, ("SN-1", "SN-2", "SN-3"))),)), ctx)
    ((_, _, shelf),) = stock(ctx)
    number = send(ctx, line("PHONE", 2, source=shelf, serials=("SN-1", "SN-3")))
    where = dict(Serial.objects.values_list("serial__code", "warehouse__code"))
    assert where == {"SN-1": "BJ1", "SN-2": "SH1", "SN-3": "BJ1"}
    assert doctor(ctx) == []
    reverse(ReverseMovements(numbers=(number,), reason="发错仓库"), ctx)
    assert set(Serial.objects.values_list("warehouse__code", flat=True)) == {"SH1"}
    assert doctor(ctx) == []


@pytest.mark.requirement("R057")
def test_a_transfer_is_taken_back_at_the_cost_it_went_with(ctx, two_areas):
    """The cups come home at 42.29 although Beijing has bought dearer ones since, and what is on the way is nothing again."""
    bring_in(ctx, ("CUP", 3, 10), ("CUP", 4, 11))
    ((_, _, shelf),) = stock(ctx)
    number = send(ctx, line("CUP", 4, source=shelf))
    other = send(ctx, line("CUP", 1, source=shelf))
    done = reverse(ReverseMovements(numbers=(number,), reason="发错仓库"), ctx)
    assert done.movements == 2
    there, here = done.numbers  # what came is given back before it is here again
    assert entries_of(there) == [[("debit", "1405", "-42.29"), ("credit", "1402.02", "-42.29")]]
    assert entries_of(here) == [[("debit", "1402.02", "-42.29"), ("credit", "1405", "-42.29")]]
    assert (lying("SH1"), lying("BJ1")) == ({("CUP", shelf): 6}, {("CUP", "A-02"): 1})
    assert pools("CUP") == [(1, d("10.57")), (6, d("63.43"))]
    move(MoveStock(warehouse="BJ1", lines=(MoveLine(item="CUP", quantity=d(1), source="A-02", target="A-01"),)), ctx)
    with pytest.raises(Unreadable, match=f"1 of CUP of {other} are no longer free at A-02"):
        reverse(ReverseMovements(numbers=(other,), reason="发错仓库"), ctx)
    with pytest.raises(Unreadable, match=f"{number} was reversed by"):
        reverse(ReverseMovements(numbers=(number,), reason="发错仓库"), ctx)
    assert doctor(ctx) == []


def test_a_transfer_inside_one_area_is_taken_back_without_money(ctx, one_area):
    bring_in(ctx, ("CUP", 3, 10))
    ((_, _, shelf),) = stock(ctx)
    done = reverse(ReverseMovements(numbers=(send(ctx, line("CUP", 2, source=shelf)),), reason="发错仓库"), ctx)
    assert (lying("SH1"), lying("BJ1")) == ({("CUP", shelf): 3}, {})
    assert [entries_of(number) for number in done.numbers] == [[], []]
    assert doctor(ctx) == []


def test_who_works_in_one_of_the_warehouses_does_not_take_half_a_transfer_back(ctx, two_areas):
    bring_in(ctx, ("CUP", 3, 10))
    ((_, _, shelf),) = stock(ctx)
    number = send(ctx, line("CUP", 2, source=shelf))
    only = Reach((Scope.of(warehouse={warehouse(ctx, "SH1").id}),))
    here = replace(ctx, rights={"see stock": only, "reverse movements": only})
    with pytest.raises(Unreadable, match=f"{number} has its other half in a warehouse that you do not work in"):
        reverse(ReverseMovements(numbers=(number,), reason="发错仓库"), here)
    assert lying("BJ1") == {("CUP", "A-02"): 2}


def test_more_lines_cost_no_more_statements(ctx, two_areas):
    codes = [f"X{n}" for n in range(12)]
    create_items(CreateItems(tuple(NewItem(code=c, name=c, unit="pcs") for c in codes), active=True), ctx)
    bring_in(ctx, *((code, 3, 10) for code in codes))
    there = {item: place for item, _, place in stock(ctx)}

    def cost(*items):
        with CaptureQueriesContext(connection) as queries:
            send(ctx, *(line(item, 1, source=there[item]) for item in items))
        return len(queries)

    cost(*codes[:1])
    assert cost(*codes[1:3]) == cost(*codes[3:])
    assert doctor(ctx) == []
