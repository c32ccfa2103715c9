"""Kits are made and taken apart, goods are blocked, and what was booked wrong is taken back: value to the cent, each thing once."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from tests.books import entries_of
from tests.floor import bring_in, d, doctor, open_floor, stock

from ledgerhouse.flows.inventory.change_status import ChangeStatus, StatusLine, change_status
from ledgerhouse.flows.inventory.convert import Convert, MadeLine, UsedLine, convert
from ledgerhouse.flows.inventory.move import MoveLine, MoveStock, move
from ledgerhouse.flows.inventory.reverse import ReverseMovements, reverse
from ledgerhouse.foundation import dialect
from ledgerhouse.kernel.errors import Unreadable
from ledgerhouse.ledgers.costing.models import CostPool
from ledgerhouse.ledgers.stock.models import Balance
from ledgerhouse.masterdata.catalog.create_items import CreateItems, create_items
from ledgerhouse.masterdata.catalog.item_facts import NewItem
from ledgerhouse.posting.carrying import split


@pytest.fixture
def floor(ctx):
    open_floor(ctx)
    items = (NewItem(code="SET", name="餐具套装", unit="pcs"), NewItem(code="SAUCER", name="碟子", unit="pcs"))
    create_items(CreateItems(items, active=True), ctx)
    bring_in(ctx, ("CUP", 3, "3.33"), ("PLATE", 3, "1.11"))


def pools():
    return {item: (q, v) for item, q, v in CostPool.objects.values_list("item__code", "quantity", "value") if q}


def made(item, quantity, location="A-06", **more):
    return MadeLine(item=item, quantity=d(quantity), location=location, **more)


def kit(ctx, *out):
    there = {item: place for item, _, place in stock(ctx)}
    used = tuple(UsedLine(item=item, quantity=d(3), location=there[item]) for item in ("CUP", "PLATE"))
    return convert(Convert(warehouse="SH1", used=used, made=out, reason="kitting"), ctx)


@pytest.mark.requirement("R044")
def test_a_kit_is_worth_its_parts_and_its_parts_what_the_kit_was(ctx, floor):
    done = kit(ctx, made("SET", 3))
    assert done.value == d("13.32")
    assert pools() == {"SET": (3, d("13.32"))}
    assert entries_of(done.number) == [
        [("debit", "5001.01", "13.32"), ("credit", "1405", "13.32")],
        [("debit", "1405", "13.32"), ("credit", "5001.01", "13.32")],
    ]
    # one third of the value goes to the saucers, two thirds to the cups; the cents add up
    apart = Convert(
        warehouse="SH1",
        used=(UsedLine(item="SET", quantity=d(1), location="A-06"),),
        made=(made("CUP", 1, share=d(2)), made("SAUCER", 1, share=d(1))),
    )
    assert convert(apart, ctx).value == d("4.44")
    assert pools() == {"SET": (2, d("8.88")), "CUP": (1, d("2.96")), "SAUCER": (1, d("1.48"))}
    assert doctor(ctx) == []


@pytest.mark.parametrize("total", [1, 2, 99, 100, 13_320_000, 333_333_300])
@pytest.mark.parametrize("shares", [[1], [1, 1, 1], [7, 11, 13], [10**12, 1]])
def test_a_split_loses_no_cent(total, shares):
    parts = split(total * 100, shares, 2)
    assert sum(parts) == total * 100
    assert all(part >= 0 and part % 100 == 0 for part in parts)


def test_a_conversion_names_everything_that_is_wrong(ctx, floor):
    wrong = Convert(
        warehouse="SH1",
        used=(
            UsedLine(item="CUP", quantity=d(4), location="A-01"),
            UsedLine(item="NO", quantity=d(1), location="A-99"),
        ),
        made=(
            made("SET", 1, share=d(1)),
            made("APPLE", 1, lot="L9"),
            made("MILK", 1),
            made("CUP", 1, "PACK-1", lot="X"),
        ),
    )
    with pytest.raises(Unreadable) as refused:
        convert(wrong, ctx)
    assert {p.where for p in refused.value.problems} == {
        "used.0.quantity",
        "used.1.item",
        "used.1.location",
        "made.1.expires_on",
        "made.1.share",
        "made.2.lot",
        "made.2.share",
        "made.3.location",
        "made.3.lot",
        "made.3.share",
    }
    assert pools() == {"CUP": (3, d("9.99")), "PLATE": (3, d("3.33"))}


@pytest.mark.requirement("R057")
def test_a_conversion_is_taken_back_once_and_only_while_its_goods_are_there(ctx, floor):
    before, value = stock(ctx), pools()
    number = kit(ctx, made("SET", 3)).number
    away = move(
        MoveStock(warehouse="SH1", lines=(MoveLine(item="SET", quantity=d(1), source="A-06", target="A-05"),)), ctx
    ).number
    with pytest.raises(Unreadable, match=f"1 of SET of {number} are no longer free at A-06; used since by {away}"):
        reverse(ReverseMovements(numbers=(number,), reason="wrong kit"), ctx)
    done = reverse(
        ReverseMovements(numbers=(number, away), reason="wrong kit"), ctx
    )  # both together: the goods are there again
    assert done.movements == 3
    assert (stock(ctx), pools()) == (before, value)
    with pytest.raises(Unreadable, match=f"{number} was reversed by {done.numbers[0]}"):
        reverse(ReverseMovements(numbers=(number,), reason="again"), ctx)
    with pytest.raises(Unreadable, match="is a reversal itself"):
        reverse(ReverseMovements(numbers=done.numbers, reason="again"), ctx)
    with pytest.raises(DatabaseError), transaction.atomic():
        dialect.execute(
            "insert into stock_reversedline (warehouse_id, reversed, line, movement, company) "
            "select warehouse_id, reversed, line, movement, company from stock_reversedline"
        )
    assert doctor(ctx) == []


def test_a_receipt_is_not_taken_back_behind_its_order(ctx, floor):
    number = bring_in(ctx, ("CUP", 1, 3))
    with pytest.raises(Unreadable, match=r"its own lines and .* count on it"):
        reverse(ReverseMovements(numbers=(number, "NO-1"), reason="x"), ctx)


@pytest.mark.requirement("R034")
def test_a_lot_is_blocked_everywhere_and_released_again(ctx, floor):
    bring_in(ctx, ("APPLE", 30, "8.40"), lot="L1", expires_on=date(2026, 12, 5))
    ((_, _, shelf),) = [key for key in stock(ctx) if key[0] == "APPLE"]
    to = "A-05" if shelf != "A-05" else "A-06"
    move(
        MoveStock(warehouse="SH1", lines=(MoveLine(item="APPLE", quantity=d(10), lot="L1", source=shelf, target=to),)),
        ctx,
    )

    def change(source, target, **more):
        line = StatusLine(item="APPLE", lot="L1", source=source, target=target, **more)
        return change_status(ChangeStatus(warehouse="SH1", lines=(line,), reason="complaint"), ctx)

    blocked = change("good", "on_hold")
    assert (blocked.balances, blocked.reserved) == (2, 0)
    assert set(Balance.objects.filter(item__code="APPLE", on_hand__gt=0).values_list("status", flat=True)) == {4}
    with pytest.raises(Unreadable, match="11 short: only 10 of APPLE"):
        change("on_hold", "defective", location=to, quantity=d(21))
    assert change("on_hold", "good", location=to, quantity=d(4)).balances == 1
    assert change("recalled", "good").number == ""
    assert doctor(ctx) == []


@pytest.mark.requirement("R057")
def test_the_database_refuses_a_lot_of_another_item(ctx, floor):
    bring_in(ctx, ("APPLE", 30, "8.40"), lot="L1", expires_on=date(2026, 12, 5))
    columns = "warehouse_id, id, company, item_id, lot_id, location_id, unit, owner_id, status, on_hand, held"
    apple = "(select max(lot_id) from stock_balance)"
    sql = (
        f"insert into stock_balance ({columns}) select warehouse_id, id + 1001, company, item_id, {{lot}}, location_id, {{unit}}, owner_id, "
        "status, 0, 0 from (select * from stock_balance order by lot_id limit 1) b"
    )
    dialect.execute(sql.format(lot=0, unit=77))
    with pytest.raises(DatabaseError, match="a lot of its own item"), transaction.atomic():
        dialect.execute(sql.format(lot=apple, unit=78).replace("id + 1001", "id + 2002"))
