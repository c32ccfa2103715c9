"""Several processes on the same papers of the way in: a dock, an agreement, an order line and an advice are each given once.

Real processes carry out the real verbs on the test's database. SQLite has one writer at a time, so there the processes queue.
"""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from tests.crowd import Crowd
from tests.floor import buy, d, open_floor

from ledgerhouse.documents.purchasing.agree import Agree, AgreedLine, agree
from ledgerhouse.documents.purchasing.call_off import CallOff, CallOffLine, call_off
from ledgerhouse.documents.purchasing.judge_agreements import WhichAgreements, activate_agreements
from ledgerhouse.documents.purchasing.models import PurchaseLine
from ledgerhouse.documents.warehouse.models import Appointment, DespatchAdvice, DockSlot, InboundLine, RefusedGoods
from ledgerhouse.documents.warehouse.set_dock_hours import HoursFacts, SetDockHours, set_dock_hours
from ledgerhouse.documents.warehouse.set_receiving_rules import RuleFacts, SetReceivingRules, set_receiving_rules
from ledgerhouse.flows.finance.prove import Prove, prove
from ledgerhouse.flows.inbound import import_advices as _file
from ledgerhouse.flows.inbound.announce import Announce, announce
from ledgerhouse.flows.inbound.announced import AdviceFacts, AdviceLineFacts
from ledgerhouse.flows.inbound.book_dock import BookDock, SlotFull, book_dock
from ledgerhouse.flows.inbound.delivery import ReceiveLine
from ledgerhouse.flows.inbound.receive import Receive, receive
from ledgerhouse.flows.inbound.step_appointments import StepAppointments, step_appointments
from ledgerhouse.foundation.begin_import import BeginImport, SameFile, begin_import
from ledgerhouse.foundation.import_files import keep_file
from ledgerhouse.foundation.models import Company
from ledgerhouse.foundation.run_import import run_import
from ledgerhouse.kernel.context import Context, house
from ledgerhouse.kernel.errors import Changed, Unreadable
from ledgerhouse.ledgers.books.models import JournalLine
from ledgerhouse.ledgers.stock.models import Balance

assert _file
NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
HERE = "tests.flows.inbound.test_crowd"
pytestmark = [pytest.mark.requirement("R010"), pytest.mark.requirement("R011"), pytest.mark.slow]


def _ctx() -> Context:
    return house(Company.objects.get(code="QH").id, NOW)


def _floor() -> Context:
    Company.objects.create(code="QH", name="青禾贸易")
    open_floor(_ctx())
    return _ctx()


def _proved(ctx: Context) -> list[str]:
    return [text for check in prove(Prove(), ctx).checks for text in check.problems]


def _workers(many: int) -> int:
    return 2 if connection.vendor == "sqlite" else many


# -- docks ------------------------------------------------------------------------------------------------------------


def open_docks(arguments):
    """One dock, one vehicle a slot, four slots a day; and so many orders that are due."""
    ctx = _floor()
    hours = HoursFacts(dock="DOCK-1", opens=time(8), closes=time(12), slot_minutes=60, capacity=1)
    set_dock_hours(SetDockHours(warehouse="SH1", lines=(hours,)), ctx)
    return [buy(ctx, ("CUP", 1, 2))[1] for _ in range(arguments["orders"])]


def book_and_move(orders):
    """One clerk: books each order in the same first slots, moves it on when it is full, and calls every third off."""
    ctx, told = _ctx(), Counter()
    first = datetime(2026, 11, 23, 0, tzinfo=UTC)  # eight in the morning in Shanghai
    for n, order in enumerate(orders):
        for hour in range(100):
            day, slot = divmod(hour, 4)
            try:
                booked = book_dock(BookDock(order=order, starts_at=first + timedelta(days=day, hours=slot)), ctx)
            except SlotFull:
                told["full"] += 1
                continue
            if n % 3 == 0:
                book_dock(BookDock(order=order, starts_at=first + timedelta(days=10, hours=n % 4)), ctx) if n else None
                step_appointments(StepAppointments(numbers=(booked.number,), step="cancel"), ctx)
            break
    return dict(told)


def dock_state(arguments):
    """Slots and what is booked in them."""
    del arguments
    ctx = _ctx()
    in_slots = {(s.dock_id, s.starts_at): s.booked for s in DockSlot.objects.filter(booked__gt=0)}
    booked = Counter(Appointment.objects.filter(state="booked").values_list("dock_id", "starts_at"))
    return {
        "most": max(in_slots.values()),
        "same": in_slots == booked,
        "booked": booked.total(),
        "proofs": _proved(ctx),
    }


def test_a_dock_slot_takes_one_vehicle(crowd: Crowd):
    workers, each = _workers(3), 6
    orders = crowd.ask(f"{HERE}:open_docks", {"orders": workers * each})
    said = crowd.run([(f"{HERE}:book_and_move", orders[n::workers]) for n in range(workers)])
    # whoever takes the last place of the day to which he moves an order is told so, and goes on elsewhere
    assert [s.error for s in said if s.error and "SlotFull" not in s.error] == []
    assert sum(s.answer["full"] for s in said if not s.error) > 0, "they wanted the same slots"
    end = crowd.ask(f"{HERE}:dock_state")
    assert (end["most"], end["same"], end["proofs"]) == (1, True, [])
    assert end["booked"] > 0


# -- agreements -------------------------------------------------------------------------------------------------------


def open_agreement(arguments):
    """A hundred cups are agreed, and plates for at most 500."""
    ctx = _floor()
    lines = (AgreedLine(item="CUP", quantity=d(100), price=d(2)), AgreedLine(item="PLATE", price=d(5)))
    facts = {"valid_from": date(2026, 1, 1), "valid_until": date(2026, 12, 31), "amount": d(arguments["amount"])}
    number = agree(Agree(supplier="FARM", lines=lines, **facts), ctx).number
    activate_agreements(WhichAgreements(numbers=(number,)), ctx)
    return number


def call(arguments):
    """One buyer who calls off again and again until the agreement is used up."""
    ctx, orders = _ctx(), 0
    line = CallOffLine(line=arguments["line"], quantity=Decimal(arguments["quantity"]))
    for _ in range(arguments["times"]):
        try:
            call_off(CallOff(agreement=arguments["agreement"], warehouse="SH1", lines=(line,)), ctx)
            orders += 1
        except Unreadable as refused:
            if "would be more than" not in refused.problems[0].sentence():
                raise
    return orders


def called(arguments):
    """What was called off."""
    del arguments
    rows = PurchaseLine.objects.filter(agreement_line__isnull=False).values_list("ordered", flat=True)
    return {"quantity": str(sum(rows)), "proofs": _proved(_ctx())}


@pytest.mark.parametrize(
    ("line", "quantity", "amount", "orders"),
    [(1, 7, 0, 14), (2, 13, 500, 7)],  # 14 x 7 of 100 pieces; 7 x 13 x 5 of 500 yuan
    ids=["quantity", "amount"],
)
def test_an_agreement_is_not_called_off_beyond_what_it_says(crowd: Crowd, line, quantity, amount, orders):
    workers = _workers(3)
    agreement = crowd.ask(f"{HERE}:open_agreement", {"amount": amount})
    asked = {"agreement": agreement, "line": line, "quantity": quantity, "times": 18 // workers}
    said = crowd.run([(f"{HERE}:call", asked)] * workers)
    assert [s.error for s in said] == [""] * workers
    assert sum(s.answer for s in said) == orders
    end = crowd.ask(f"{HERE}:called")
    assert (Decimal(end["quantity"]), end["proofs"]) == (orders * quantity, [])


# -- receiving --------------------------------------------------------------------------------------------------------


def open_door(arguments):
    """A hundred cups at a price that no cent divides; ten of a hundred more may come."""
    ctx = _floor()
    set_receiving_rules(SetReceivingRules(lines=(RuleFacts(supplier="FARM", over_percent=d(arguments["over"])),)), ctx)
    return buy(ctx, ("CUP", 100, "3.333333"))[1]


def take_in(arguments):
    """One receiver who takes in parcels until nothing more may come; looks again where another was faster."""
    ctx, parcels, faster = _ctx(), 0, 0
    line = ReceiveLine(order=arguments["order"], line=1, quantity=Decimal(arguments["quantity"]))
    while faster < 500:
        try:
            receive(Receive(lines=(line,)), ctx)
            parcels += 1
        except Changed:
            faster += 1
        except Unreadable:
            return {"parcels": parcels, "faster": faster}
    raise AssertionError("never came to an end")


def door_state(arguments):
    """What came in, what the purchase line and the books say of it."""
    del arguments
    line = InboundLine.objects.get()
    value = sum(
        debit - credit
        for debit, credit in JournalLine.objects.filter(account__code="1405").values_list("debit", "credit")
    )
    return {
        "received": str(line.received),
        "booked": str(line.booked),
        "bought": str(PurchaseLine.objects.get().received),
        "on_hand": str(sum(Balance.objects.values_list("on_hand", flat=True))),
        "value": str(value),
        "refused": RefusedGoods.objects.count(),
        "proofs": _proved(_ctx()),
    }


@pytest.mark.parametrize(("quantity", "over", "parcels"), [(7, 10, 15), (30, 10, 3)])
def test_receivers_at_one_line_take_in_what_may_come_and_no_more(crowd: Crowd, quantity, over, parcels):
    workers = _workers(3)
    order = crowd.ask(f"{HERE}:open_door", {"over": over})
    said = crowd.run([(f"{HERE}:take_in", {"order": order, "quantity": quantity})] * workers)
    assert [s.error for s in said] == [""] * workers
    assert sum(s.answer["parcels"] for s in said) == parcels
    end = crowd.ask(f"{HERE}:door_state")
    came = Decimal(parcels * quantity)
    assert [Decimal(end[name]) for name in ("received", "booked", "bought", "on_hand")] == [came] * 4
    assert Decimal(end["value"]) == (came * Decimal("3.333333")).quantize(Decimal("0.01")), "to the cent of the whole"
    assert end["proofs"] == []


# -- advices ----------------------------------------------------------------------------------------------------------


def open_advices(arguments):
    """An order of a hundred cups."""
    del arguments
    return buy(_floor(), ("CUP", 100, 2))[0]


def say_it(order):
    """The supplier's despatch advice by the API."""
    line = AdviceLineFacts(order=order, item="CUP", quantity=Decimal(40))
    facts = AdviceFacts(supplier="FARM", reference="DN-1", warehouse="SH1", lines=(line,))
    try:
        return len(announce(Announce(advices=(facts,)), _ctx()).advices)
    except (Changed, Unreadable):
        return 0


def import_it(order):
    """The same advice as a file; how many lines of it were written."""
    text = f"供应商,发货单号,仓库,采购订单,物料编码,数量\nFARM,DN-1,SH1,{order},CUP,40\n"
    ctx = _ctx()
    try:
        begun = begin_import(BeginImport("inbound.advice", "asn.csv", keep_file(text.encode())), ctx)
        batch = run_import(ctx, begun.number)
    except (Changed, SameFile):
        return 0
    return batch.created if batch.state == "done" else 0


def advice_state(arguments):
    """Advices there are, and what is announced of the order."""
    del arguments
    line = InboundLine.objects.get()
    return {"advices": DespatchAdvice.objects.count(), "announced": str(line.announced), "proofs": _proved(_ctx())}


@pytest.mark.parametrize("way", ["say_it", "import_it"])
def test_the_same_advice_twice_at_once_is_one(crowd: Crowd, way):
    order = crowd.ask(f"{HERE}:open_advices")
    workers = _workers(3)
    said = crowd.run([(f"{HERE}:{way}", order)] * workers)
    assert [s.error for s in said] == [""] * workers
    assert sum(s.answer for s in said) == 1
    end = crowd.ask(f"{HERE}:advice_state")
    assert (end["advices"], Decimal(end["announced"]), end["proofs"]) == (1, 40, [])
