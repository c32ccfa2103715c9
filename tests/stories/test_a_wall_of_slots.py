"""An e-commerce wave: six small orders picked in two batches, each sorted into a put wall, packed and shipped; and the other ways to pick a wave."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.floor import as_user, bring_in, d, doctor, open_floor

from ledgerhouse.documents.sales.pricing import NewLine
from ledgerhouse.documents.sales.take_order import take_order
from ledgerhouse.documents.sales.take_orders import TakeOrder
from ledgerhouse.documents.warehouse.assign_pick_lists import AssignPickLists, assign_pick_lists
from ledgerhouse.documents.warehouse.batches import Cart, Load, batches
from ledgerhouse.documents.warehouse.build_pick_lists import BuildPickLists, NothingToPick, build_pick_lists
from ledgerhouse.documents.warehouse.claim_pick_list import ClaimPickList, NoListWaits, NotYet, claim_pick_list
from ledgerhouse.documents.warehouse.drop_pick_lists import DropPickLists, drop_pick_lists
from ledgerhouse.documents.warehouse.models import PickList, SlotLine, Task
from ledgerhouse.documents.warehouse.set_put_walls import SetPutWalls, WallFacts, set_put_walls
from ledgerhouse.documents.warehouse.sort_pieces import NotToBeSorted, SortPieces, WallInUse, sort_pieces
from ledgerhouse.flows.outbound.allocate import Allocate, allocate
from ledgerhouse.flows.outbound.confirm_orders import ConfirmOrders, confirm_orders
from ledgerhouse.flows.outbound.pack import Pack, pack
from ledgerhouse.flows.outbound.pick import PickLine, PickTasks, pick
from ledgerhouse.flows.outbound.release_wave import ReleaseWave, release_wave
from ledgerhouse.flows.outbound.ship import Ship, ship
from ledgerhouse.foundation import settings
from ledgerhouse.foundation.paper import find
from ledgerhouse.kernel.context import EVERYWHERE
from ledgerhouse.kernel.errors import NotFound, Unreadable, WrongState
from ledgerhouse.ledgers.books.models import JournalEntry, JournalLine

pytestmark = pytest.mark.requirement("R037")


def orders(ctx, *wanted):
    """Orders of the shop, allocated: their outbound orders. Each is (item, quantity) pairs."""
    found = []
    for lines in wanted:
        new = tuple(NewLine(item=item, quantity=d(quantity), price=Decimal(20)) for item, quantity in lines)
        number = take_order(TakeOrder(customer="SHOP", warehouse="SH1", lines=new), ctx).number
        found += confirm_orders(ConfirmOrders(numbers=(number,)), ctx).outbound
    allocate(Allocate(warehouse="SH1", numbers=tuple(found)), ctx)
    return found


def tasks_of(number):
    """The codes of a list's tasks in the order of the walk."""
    found = PickList.objects.get(number=number)
    return list(Task.objects.filter(pick_list=found.id).order_by("sequence").values_list("code", flat=True))


def walk(ctx, number, **more):
    """Pick a whole list."""
    return pick(PickTasks(lines=tuple(PickLine(task=code, **more) for code in tasks_of(number))), ctx)


@pytest.fixture
def floor(ctx):
    open_floor(ctx)
    bring_in(ctx, ("CUP", 60, 11), ("PLATE", 30, 5))
    set_put_walls(SetPutWalls(warehouse="SH1", walls=(WallFacts(code="WALL-1", slots=4),)), ctx)


@pytest.fixture
def wave(ctx, floor):
    outbound = orders(
        ctx,
        [("CUP", 2)],
        [("CUP", 1), ("PLATE", 2)],
        [("PLATE", 1)],
        [("CUP", 3)],
        [("CUP", 1)],
        [("PLATE", 4)],
    )
    return release_wave(ReleaseWave(warehouse="SH1", numbers=tuple(outbound)), ctx).wave, outbound


def booked(ctx, number):
    """What one paper booked: (account code, debit, credit)."""
    entries = JournalEntry.objects.filter(company_id=ctx.company, number=number).values_list("id", flat=True)
    lines = JournalLine.objects.filter(entry__in=list(entries)).order_by("id")
    return [(line.account.code, line.debit, line.credit) for line in lines.select_related("account")]


def test_a_batch_is_sorted_piece_by_piece_and_shipped(ctx, wave):
    number, outbound = wave
    lists = build_pick_lists(BuildPickLists(wave=number, mode="batch", wall="WALL-1"), ctx).lists
    assert [PickList.objects.get(number=n).orders for n in lists] == [4, 2]  # no more than the wall has slots
    first = claim_pick_list(ClaimPickList(warehouse="SH1"), as_user(ctx, 7))
    second = claim_pick_list(ClaimPickList(warehouse="SH1"), as_user(ctx, 8))
    assert [first.list, second.list] == list(lists)
    walk(as_user(ctx, 7), first.list)
    walk(as_user(ctx, 8), second.list)
    assert find(ctx, "pick_list", first.list).state == "picked"

    slots = SlotLine.objects.filter(paper__number=first.list).values_list("slot", "line__paper__number")
    slot_of = {order: slot for slot, order in slots}
    told = [sort_pieces(SortPieces(list=first.list, code="CUP"), ctx) for _ in range(3)]
    assert all(one.slots[0].quantity == "1" for one in told)
    with pytest.raises(WallInUse, match=first.list):
        sort_pieces(SortPieces(list=second.list, code="CUP"), ctx)
    rest = SlotLine.objects.filter(paper__number=first.list)
    left = {}
    for line in rest.select_related("line__item"):
        left[line.line.item.code] = left.get(line.line.item.code, 0) + line.line.picked - line.sorted
    with pytest.raises(Unreadable, match="still to be sorted"):
        sort_pieces(SortPieces(list=first.list, code="CUP", quantity=left["CUP"] + 1), ctx)
    for item, quantity in left.items():
        last = sort_pieces(SortPieces(list=first.list, code=item, quantity=quantity), ctx)
    assert last.done
    assert last.slots[-1].complete
    assert {slot.order: slot.slot for slot in last.slots}.items() <= slot_of.items()
    assert find(ctx, "pick_list", first.list).state == "sorted"

    # the wall is free for the next batch
    for item in ("CUP", "PLATE"):
        wanted = sum(s.line.picked for s in SlotLine.objects.filter(paper__number=second.list, line__item__code=item))
        if wanted:
            sort_pieces(SortPieces(list=second.list, code=item, quantity=wanted), ctx)
    assert find(ctx, "pick_list", second.list).state == "sorted"
    pack(Pack(numbers=tuple(outbound)), ctx)
    assert ship(Ship(numbers=tuple(outbound)), ctx).orders == 6
    assert booked(ctx, outbound[1]) == [("6401", Decimal(21), 0), ("1405", 0, Decimal(21))]  # 1 x 11.00 + 2 x 5.00
    assert doctor(ctx) == []


def test_order_by_order_a_list_each(ctx, wave):
    number, _ = wave
    lists = build_pick_lists(BuildPickLists(wave=number), ctx).lists
    assert len(lists) == 6
    assert not SlotLine.objects.exists()
    with pytest.raises(NothingToPick):
        build_pick_lists(BuildPickLists(wave=number), ctx)
    with pytest.raises(NotToBeSorted):
        sort_pieces(SortPieces(list=lists[0], code="CUP"), ctx)


def test_into_totes_as_many_as_the_cart_takes(ctx, wave):
    number, _ = wave
    lists = build_pick_lists(BuildPickLists(wave=number, mode="cluster", orders=3), ctx).lists
    slots = [sorted(set(SlotLine.objects.filter(paper__number=n).values_list("slot", flat=True))) for n in lists]
    assert slots == [[1, 2, 3], [1, 2, 3]]
    walk(ctx, lists[0])
    assert find(ctx, "pick_list", lists[0]).state == "picked"


def test_a_zone_hands_over_to_the_next(ctx, wave):
    number, _ = wave
    # the plates are moved to a zone of their own
    staging = Task.objects.filter(paper=number).first().target_id
    Task.objects.filter(paper=number, item__code="PLATE").update(source_id=staging)
    lists = build_pick_lists(BuildPickLists(wave=number, mode="zone", orders=0), ctx).lists
    first, second = (PickList.objects.get(number=n) for n in lists)
    assert (first.after, second.after) == (0, first.id)
    assert first.zone_id != second.zone_id
    with pytest.raises(NotYet, match=first.number):
        claim_pick_list(ClaimPickList(warehouse="SH1", list=second.number), ctx)
    assert claim_pick_list(ClaimPickList(warehouse="SH1"), as_user(ctx, 7)).list == first.number
    with pytest.raises(NoListWaits):
        claim_pick_list(ClaimPickList(warehouse="SH1"), as_user(ctx, 8))
    PickList.objects.filter(id=first.id).update(state="picked")
    assert claim_pick_list(ClaimPickList(warehouse="SH1"), as_user(ctx, 8)).list == second.number


def test_a_list_changes_hands(ctx, wave, django_user_model):
    lists = build_pick_lists(BuildPickLists(wave=wave[0], mode="cluster", orders=3), ctx).lists
    picker = _without(as_user(ctx, 7))
    assert claim_pick_list(ClaimPickList(warehouse="SH1"), picker).list == lists[0]
    assert claim_pick_list(ClaimPickList(warehouse="SH1"), picker).list == lists[0]  # not a second one
    other = _without(as_user(ctx, 8))
    with pytest.raises(Unreadable, match="somebody else"):
        drop_pick_lists(DropPickLists(lists=(lists[0],)), other)
    with pytest.raises(Unreadable, match="somebody else"):
        walk(other, lists[0])
    colleague = django_user_model.objects.create(username="li", name="李", company_id=ctx.company)
    assign_pick_lists(AssignPickLists(lists=lists, operator="li"), ctx)
    assert set(PickList.objects.values_list("operator", "state")) == {(colleague.id, "claimed")}
    assert set(Task.objects.filter(paper=wave[0]).values_list("claimed_by", flat=True)) == {colleague.id}
    drop_pick_lists(DropPickLists(lists=lists), as_user(ctx, colleague.id))
    assert set(Task.objects.filter(paper=wave[0]).values_list("claimed_by", "state")) == {(0, "open")}
    with pytest.raises(WrongState):
        drop_pick_lists(DropPickLists(lists=lists), ctx)
    with pytest.raises(NotFound):
        assign_pick_lists(AssignPickLists(lists=lists, operator="nobody"), ctx)


def _without(ctx):
    """The same asker who may do what pickers may."""
    return replace(ctx, rights=dict.fromkeys(("pick", "see warehouse work", "see items"), EVERYWHERE))


def test_a_wave_without_lists_is_drawn_up_by_who_comes_first(ctx, wave):
    settings.change(ctx, "picking.mode", "cluster")
    settings.change(ctx, "picking.cart_orders", 4)
    taken = claim_pick_list(ClaimPickList(warehouse="SH1"), as_user(ctx, 7))
    assert (taken.mode, taken.orders) == ("cluster", 4)
    assert claim_pick_list(ClaimPickList(warehouse="SH1"), as_user(ctx, 8)).orders == 2
    with pytest.raises(NoListWaits):
        claim_pick_list(ClaimPickList(warehouse="SH1"), as_user(ctx, 9))


def test_a_wall_must_be_there_and_be_wanted(ctx, wave):
    with pytest.raises(Unreadable, match="no put wall NOWHERE"):
        build_pick_lists(BuildPickLists(wave=wave[0], mode="batch", wall="NOWHERE"), ctx)
    with pytest.raises(Unreadable, match="only for batches"):
        build_pick_lists(BuildPickLists(wave=wave[0], mode="cluster", wall="WALL-1"), ctx)
    twice = (WallFacts(code="W", slots=1), WallFacts(code="W", slots=2))
    with pytest.raises(Unreadable, match="twice"):
        set_put_walls(SetPutWalls(warehouse="SH1", walls=twice), ctx)
    with pytest.raises(NotFound):
        build_pick_lists(BuildPickLists(wave="BC-0"), ctx)
    assert not PickList.objects.exists()


def test_any_number_of_orders_is_the_same_number_of_statements(ctx, floor):
    counts = []
    for many in (1, 2, 12):  # the first of a day begins a number series
        outbound = orders(ctx, *[[("CUP", 1), ("PLATE", 1)]] * many)
        wave = release_wave(ReleaseWave(warehouse="SH1", numbers=tuple(outbound)), ctx).wave
        with CaptureQueriesContext(connection) as seen:
            build_pick_lists(BuildPickLists(wave=wave, mode="cluster", orders=2), ctx)
        counts.append(len(seen))
    assert counts[1] == counts[2]


def test_a_cart_takes_what_begins_near_and_fits():
    loads = [Load(1, 5, 900, 0), Load(2, 1, 500, 10), Load(3, 2, 600, 10), Load(4, 3, 400, 10), Load(5, 4, 2000, 0)]
    found = batches(loads, Cart(orders=2, weight_g=1000))
    assert [[load.order for load in batch] for batch in found] == [[2, 4], [3], [5], [1]]
    assert [[load.order for load in batch] for batch in batches(loads, Cart())] == [[2, 3, 4, 5, 1]]
