"""Goods change hands where they lie: we give cups over to the farm as consigned goods, and take them over again at a price."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.books import entries_of
from tests.floor import bring_in, d, doctor, open_floor, stock
from tests.stories.test_following_phones import arrive

from ledgerhouse.flows.inbound.put_away import PutAway, PutAwayLine, put_away
from ledgerhouse.flows.inventory.change_owner import ChangeOwner, OwnerLine, change_owner
from ledgerhouse.flows.inventory.reverse import ReverseMovements, reverse
from ledgerhouse.kernel.errors import Unreadable
from ledgerhouse.ledgers.books.models import JournalLine
from ledgerhouse.ledgers.costing.models import CostPool
from ledgerhouse.ledgers.stock.models import Balance, Serial
from ledgerhouse.masterdata.catalog.create_items import CreateItems, create_items
from ledgerhouse.masterdata.catalog.item_facts import NewItem
from ledgerhouse.masterdata.partners.create_partners import CreatePartners, create_partners
from ledgerhouse.masterdata.partners.partner_facts import NewPartner
from ledgerhouse.masterdata.partners.queries import partners_by_code

pytestmark = [pytest.mark.requirement("R044")]


@pytest.fixture(autouse=True)
def floor(ctx):
    open_floor(ctx)
    create_partners(CreatePartners(partners=(NewPartner(code="POTTER", name="陶坊", supplier=True, owner=True),)), ctx)


def line(item, quantity, place, owner="", to_owner="", price=None, **more):
    cost = None if price is None else d(price)
    return OwnerLine(
        item=item, quantity=d(quantity), location=place, owner=owner, to_owner=to_owner, price=cost, **more
    )


def change(ctx, *lines):
    return change_owner(ChangeOwner(warehouse="SH1", lines=lines, reason="寄售结算"), ctx).number


def shelf(ctx, item="CUP"):
    return next(place for code, _, place in stock(ctx) if code == item)


def owned(item="CUP"):
    rows = Balance.objects.filter(item__code=item, on_hand__gt=0)
    return {owner or "": on_hand for owner, on_hand in rows.values_list("owner__code", "on_hand")}


def pool(item="CUP"):
    found = CostPool.objects.get(item__code=item)
    return found.quantity, found.value


def test_goods_are_given_over_at_cost_and_taken_over_at_a_price(ctx):
    """3 at 10.00 and 4 at 11.00: four leave at 42.29, in red on the supplier's estimate (J9); three come back at 12.00 each (J3)."""
    bring_in(ctx, ("CUP", 3, 10), ("CUP", 4, 11))
    place = shelf(ctx)

    out = change(ctx, line("CUP", 4, place, to_owner="FARM"))
    assert entries_of(out) == [[("debit", "1405", "-42.29"), ("credit", "2202.02", "-42.29")]]
    assert (owned(), pool()) == ({"": 3, "FARM": 4}, (3, d("31.71")))

    # between two owners nothing of ours moves
    assert entries_of(change(ctx, line("CUP", 1, place, owner="FARM", to_owner="POTTER"))) == []
    assert owned() == {"": 3, "FARM": 3, "POTTER": 1}

    back = change(ctx, line("CUP", 2, place, owner="FARM", price=12), line("CUP", 1, place, owner="POTTER", price=12))
    assert entries_of(back) == [
        [("debit", "1405", "24.00"), ("credit", "2202.02", "24.00")],
        [("debit", "1405", "12.00"), ("credit", "2202.02", "12.00")],
    ]
    owed = JournalLine.objects.filter(account__code="2202.02", credit__in=(24, 12)).order_by("id")
    codes = {partner.id: code for code, partner in partners_by_code(ctx, ["FARM", "POTTER"]).items()}
    assert [codes[row.partner] for row in owed] == ["FARM", "POTTER"]
    assert (owned(), pool()) == ({"": 6, "FARM": 1}, (6, d("67.71")))
    assert doctor(ctx) == []


@pytest.mark.requirement("R057")
def test_a_change_of_owner_is_taken_back_at_the_value_of_then(ctx):
    """What was given over at 42.29 is ours again at 42.29; what was taken over at 12.00 goes back to the farm at 12.00, in its name."""
    bring_in(ctx, ("CUP", 3, 10), ("CUP", 4, 11))
    place = shelf(ctx)
    out = change(ctx, line("CUP", 4, place, to_owner="FARM"))
    back = change(ctx, line("CUP", 1, place, owner="FARM", price=12))
    moved = change(ctx, line("CUP", 1, place, owner="FARM", to_owner="POTTER"))
    assert (owned(), pool()) == ({"": 4, "FARM": 2, "POTTER": 1}, (4, d("43.71")))
    (second,) = reverse(ReverseMovements(numbers=(back, moved), reason="登记有误"), ctx).numbers
    assert entries_of(second) == [[("debit", "1405", "-12.00"), ("credit", "2202.02", "-12.00")]]
    (first,) = reverse(ReverseMovements(numbers=(out,), reason="登记有误"), ctx).numbers
    assert entries_of(first) == [[("debit", "1405", "42.29"), ("credit", "2202.02", "42.29")]]
    farm = partners_by_code(ctx, ["FARM"])["FARM"].id
    rows = JournalLine.objects.filter(account__code="2202.02", credit__in=(d("-12"), d("42.29")))
    assert set(rows.values_list("partner", flat=True)) == {farm}
    assert (owned(), pool()) == ({"": 7}, (7, d("74.00")))
    assert doctor(ctx) == []


def test_a_standard_cost_keeps_its_variance(ctx):
    lamp = NewItem(code="LAMP", name="灯", unit="pcs", costing="standard", standard_cost=d(10))
    create_items(CreateItems((lamp,), active=True), ctx)
    bring_in(ctx, ("LAMP", 3, 10))
    place = shelf(ctx, "LAMP")
    change(ctx, line("LAMP", 2, place, to_owner="FARM"))
    number = change(ctx, line("LAMP", 2, place, owner="FARM", price="10.50"))
    assert entries_of(number) == [
        [
            ("debit", "1405", "20.00"),
            ("credit", "2202.02", "20.00"),
            ("debit", "1404", "1.00"),
            ("credit", "2202.02", "1.00"),
        ]
    ]
    assert doctor(ctx) == []


def test_what_is_wrong_is_said_at_once_and_nothing_is_written(ctx):
    bring_in(ctx, ("CUP", 3, 10))
    place, before = shelf(ctx), owned()
    with pytest.raises(Unreadable) as refused:
        change(
            ctx,
            line("CUP", 4, place, to_owner="FARM"),
            line("CUP", 1, place, owner="FARM"),
            line("CUP", 1, place, to_owner="FARM", price=3),
            line("CUP", 1, place),
            line("CUP", 1, "PACK-1", to_owner="NOBODY"),
        )
    assert {(p.where, p.template.format(**p.facts)) for p in refused.value.problems} == {
        ("lines.0.quantity", f"1 short: only 3 of CUP at {place} are free"),
        ("lines.1.price", "is needed for goods that are taken over"),
        ("lines.2.price", "is only for goods that are taken over"),
        ("lines.3.to_owner", "is the owner the goods have"),
        ("lines.4.location", "goods at PACK-1 belong to an order"),
        ("lines.4.to_owner", "there is no partner NOBODY"),
    }
    assert owned() == before
    with pytest.raises(Unreadable, match="only 0 of CUP"):
        change(ctx, line("CUP", 1, place, owner="FARM", price=3))


def test_phones_change_hands_by_serial_number(ctx):
    create_items(CreateItems((NewItem(code="PHONE", name="手机", unit="pcs", tracking="serial"),), active=True), ctx)
    put_away(PutAway(lines=(PutAwayLine(task=arrive(ctx, ("SN-1", "SN-2"))),)), ctx)
    change(ctx, line("PHONE", 1, shelf(ctx, "PHONE"), to_owner="FARM", serials=("SN-2",)))
    farm = partners_by_code(ctx, ["FARM"])["FARM"].id
    assert dict(Serial.objects.values_list("serial__code", "owner")) == {"SN-1": 0, "SN-2": farm}
    assert doctor(ctx) == []


def test_more_lines_cost_no_more_statements(ctx):
    codes = [f"X{n}" for n in range(12)]
    create_items(CreateItems(tuple(NewItem(code=c, name=c, unit="pcs") for c in codes), active=True), ctx)
    bring_in(ctx, *((code, 3, 10) for code in codes))
    there = {item: place for item, _, place in stock(ctx)}

    def cost(*items):
        with CaptureQueriesContext(connection) as queries:
            change(ctx, *(line(item, 1, there[item], to_owner="FARM") for item in items))
        return len(queries)

    cost(*codes[:1])
    assert cost(*codes[1:3]) == cost(*codes[3:])
    assert doctor(ctx) == []
