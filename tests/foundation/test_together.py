"""Many single commands at once: carried out together, answered one by one; a bad one is refused alone."""

import threading
from dataclasses import replace

import pytest
from django.db import connection, transaction
from tests.floor import d, doctor, open_floor, stock

from ledgerhouse.documents.sales.pricing import NewLine
from ledgerhouse.documents.sales.take_orders import TakeOrder, TakeOrders, take_orders
from ledgerhouse.flows.outbound.allocate import Allocate
from ledgerhouse.flows.outbound.confirm_orders import ConfirmOrders, confirm_orders
from ledgerhouse.flows.outbound.ship import Ship
from ledgerhouse.foundation.models import Command
from ledgerhouse.foundation.together import SIZE, Gatherer, _Queue, _Waiting, carry_out
from ledgerhouse.foundation.verb import VERBS, Asked
from ledgerhouse.kernel.errors import KeyReused, NotAllowed, NotFound, WrongState
from ledgerhouse.ledgers.stock.words import Entry, Movement, Place, Reason
from ledgerhouse.masterdata.catalog.queries import items_by_code
from ledgerhouse.masterdata.sites.change_warehouse import ChangeWarehouse, change_warehouse
from ledgerhouse.masterdata.sites.queries import locations_by_code, virtual, warehouse
from ledgerhouse.masterdata.sites.words import Kind, Outbound
from ledgerhouse.posting import gate

CONFIRM, ALLOCATE, SHIP = "outbound.confirm_orders", "outbound.allocate", "outbound.ship"


def open_shop(ctx, cups=100):
    """The shop, shipping from the shelf, with so many cups on A-01."""
    open_floor(ctx)
    change_warehouse(ChangeWarehouse(warehouse="SH1", outbound_steps=Outbound.SHIP), ctx)
    site = warehouse(ctx, "SH1")
    cup = items_by_code(ctx, ["CUP"])["CUP"].id
    shelf = locations_by_code(ctx, site.id, ["A-01"])["A-01"].id
    supplier = Place(virtual(ctx, site.id)[Kind.SUPPLIER])
    entry = Entry(cup, cups * 10**6, supplier, Place(shelf), value=cups * 11 * 10**4)
    with transaction.atomic():
        gate.post(ctx, site, [Movement(Reason.RECEIPT, "receipt", "R-1", ctx.now.date(), (entry,))])


def sold(ctx, count, cups=1):
    """So many draft orders of cups."""
    line = NewLine(item="CUP", quantity=d(cups), price=d(20))
    orders = tuple(TakeOrder(customer="SHOP", warehouse="SH1", lines=(line,)) for _ in range(count))
    return take_orders(TakeOrders(orders=orders), ctx).numbers


def outbound(ctx, count, cups=1):
    return confirm_orders(ConfirmOrders(numbers=sold(ctx, count, cups)), ctx).outbound


def asked(ctx, commands, *, keys="k"):
    return [Asked(command, replace(ctx, key=f"{keys}-{n}" if keys else "")) for n, command in enumerate(commands)]


@pytest.fixture
def shop(ctx):
    open_shop(ctx)
    return ctx


def test_each_command_gets_its_own_answer_and_is_kept_under_its_own_key(shop):
    numbers = sold(shop, 3)
    confirmed = carry_out(VERBS[CONFIRM], asked(shop, [ConfirmOrders(numbers=(n,)) for n in numbers], keys="c"))
    orders = [answer.outbound[0] for answer in confirmed]
    assert len(set(orders)) == 3
    held = carry_out(VERBS[ALLOCATE], asked(shop, [Allocate(warehouse="SH1", numbers=(n,)) for n in orders], keys="a"))
    assert [(a.orders, a.lines, a.short) for a in held] == [(1, 1, ())] * 3
    gone = carry_out(VERBS[SHIP], asked(shop, [Ship(numbers=tuple(orders[:2])), Ship(numbers=(orders[2],))], keys="s"))
    assert [(a.orders, a.lines) for a in gone] == [(2, 2), (1, 1)]
    assert stock(shop) == {("CUP", "", "A-01"): d(97)}
    kept = Command.objects.filter(company=shop.company, verb=SHIP).order_by("key")
    assert list(kept.values_list("key", "answer")) == [
        ("s-0", '{"orders":2,"lines":2}'),
        ("s-1", '{"orders":1,"lines":1}'),
    ]
    assert doctor(shop) == []


def test_what_is_short_is_said_to_the_one_who_came_last(shop):
    orders = outbound(shop, 3, cups=40)
    answers = carry_out(VERBS[ALLOCATE], asked(shop, [Allocate(warehouse="SH1", numbers=(n,)) for n in orders]))
    assert [[s.quantity for s in a.short] for a in answers] == [[], [], [d(20)]]


def test_a_bad_command_does_not_spoil_its_neighbours(shop):
    orders = outbound(shop, 4)
    carry_out(VERBS[ALLOCATE], asked(shop, [Allocate(warehouse="SH1", numbers=orders[:3])], keys="a"))
    wanted = [Ship(numbers=(n,)) for n in (orders[0], "CKTZ-NO", orders[3], orders[1], orders[2])]
    answers = carry_out(VERBS[SHIP], asked(shop, wanted))
    assert [type(a).__name__ for a in answers] == ["Shipped", "NotFound", "WrongState", "Shipped", "Shipped"]
    assert isinstance(answers[1], NotFound)
    assert isinstance(answers[2], WrongState)
    assert stock(shop) == {("CUP", "", "A-01"): d(97)}
    assert doctor(shop) == []


def test_a_repeated_key_gets_the_first_answer_and_a_reused_one_is_refused(shop):
    orders = outbound(shop, 4)
    carry_out(VERBS[ALLOCATE], asked(shop, [Allocate(warehouse="SH1", numbers=orders)], keys="a"))
    first = carry_out(VERBS[SHIP], asked(shop, [Ship(numbers=(n,)) for n in orders[:2]]))
    again = [Ship(numbers=(orders[0],)), Ship(numbers=(orders[3],)), Ship(numbers=(orders[2],))]
    repeated, reused, fresh = carry_out(VERBS[SHIP], asked(shop, again))
    assert repeated == first[0]
    assert isinstance(reused, KeyReused)
    assert fresh.orders == 1
    assert stock(shop) == {("CUP", "", "A-01"): d(97)}


def test_without_the_right_nobody_gets_an_answer(shop):
    orders = outbound(shop, 2)
    stranger = replace(shop, rights={})
    answers = carry_out(VERBS[SHIP], asked(stranger, [Ship(numbers=(n,)) for n in orders]))
    assert all(isinstance(a, NotAllowed) for a in answers)


def test_the_number_of_statements_does_not_grow_with_the_commands(shop, django_assert_max_num_queries):
    orders = outbound(shop, 12)
    carry_out(VERBS[ALLOCATE], asked(shop, [Allocate(warehouse="SH1", numbers=orders)], keys="a"))
    carry_out(VERBS[SHIP], asked(shop, [Ship(numbers=(n,)) for n in orders[:2]], keys="x"))
    with django_assert_max_num_queries(45):
        carry_out(VERBS[SHIP], asked(shop, [Ship(numbers=(n,)) for n in orders[2:]], keys="y"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.requirement("R010")
def test_threads_share_transactions(ctx):
    """Twenty threads ship one order each, one of them an unknown one; they share a few transactions, and each gets its own answer."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("threads can not share a database in memory; on the servers they do")
    open_shop(ctx)
    orders = outbound(ctx, 20)
    carry_out(VERBS[ALLOCATE], asked(ctx, [Allocate(warehouse="SH1", numbers=orders)], keys="a"))
    gatherer = Gatherer(20)
    outcomes: dict[str, object] = {}

    def one(number):
        try:
            outcomes[number] = gatherer.run(VERBS[SHIP], Ship(numbers=(number,)), replace(ctx, key=f"t-{number}"))
        except NotFound as refused:
            outcomes[number] = refused
        finally:
            connection.close()

    before = batches()
    threads = [threading.Thread(target=one, args=(n,)) for n in (*orders[:19], "CKTZ-NO")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    gatherer.close()
    assert isinstance(outcomes.pop("CKTZ-NO"), NotFound)
    assert all(answer.orders == 1 for answer in outcomes.values())
    assert stock(ctx) == {("CUP", "", "A-01"): d(81)}
    assert Command.objects.filter(company=ctx.company, verb=SHIP).count() == 19
    assert batches() > before
    assert doctor(ctx) == []


def batches():
    return sum(s.value for m in SIZE.collect() for s in m.samples if s.name.endswith("_count"))


def test_what_works_on_the_same_paper_or_asks_with_other_rights_does_not_go_together(shop):
    gatherer = Gatherer(5)

    def waiting(paper, key, **other):
        return _Waiting(Asked(paper, replace(shop, key=key, **other)), frozenset({paper}))

    queue = _Queue(
        [
            waiting("A", "1"),
            waiting("A", "2"),
            waiting("B", "3", rights={}),
            waiting("C", "1"),
            waiting("D", "4"),
            waiting("E", "5", hidden=frozenset({"price"})),
        ]
    )
    assert [one.asked.command for one in gatherer._take(queue)] == ["A", "D"]
    assert [one.asked.ctx.key for one in queue.waiting] == ["2", "3", "1", "5"]
