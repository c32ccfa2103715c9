"""Two docks, one hour each vehicle: a released order proposes a time, suppliers book, and the last place goes to one of them."""

from datetime import UTC, date, datetime, time

import pytest
from tests.floor import d, doctor, open_floor

from ledgerhouse.documents.purchasing.place_order import place_order
from ledgerhouse.documents.purchasing.place_orders import NewLine, PlaceOrder
from ledgerhouse.documents.warehouse import docks
from ledgerhouse.documents.warehouse.listings_docks import AppointmentFilter
from ledgerhouse.documents.warehouse.models import DockSlot
from ledgerhouse.documents.warehouse.set_dock_hours import HoursFacts, SetDockHours, set_dock_hours
from ledgerhouse.flows.inbound.book_dock import BookDock, SlotFull, book_dock
from ledgerhouse.flows.inbound.release_purchases import ReleasePurchases, release_purchases
from ledgerhouse.flows.inbound.step_appointments import StepAppointments, step_appointments
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.paper import find
from ledgerhouse.kernel.errors import Unreadable, WrongState
from ledgerhouse.masterdata.sites.queries import warehouse

pytestmark = pytest.mark.requirement("R011")

DAY = date(2026, 11, 25)


@pytest.fixture(autouse=True)
def floor(ctx):
    open_floor(ctx)
    hours = HoursFacts(dock="DOCK-1", opens=time(8), closes=time(10), slot_minutes=60)
    set_dock_hours(SetDockHours(warehouse="SH1", lines=(hours,)), ctx)


def order(ctx, due=DAY) -> str:
    new = (NewLine(item="CUP", quantity=d(10), price=d(2)),)
    number = place_order(PlaceOrder(supplier="FARM", warehouse="SH1", due_on=due, lines=new), ctx).number
    return release_purchases(ReleasePurchases(numbers=(number,)), ctx).inbound[0]


def calendar(ctx, **where):
    rows = LISTINGS["warehouse.dock_appointments"].every(ctx, AppointmentFilter(**where))
    return [(row.state, row.dock, row.starts_at, row.order) for row in rows]


def at(hour: int, day: int = 25) -> datetime:
    """An hour in Shanghai, eight hours ahead."""
    return datetime(2026, 11, day, hour - 8, tzinfo=UTC)


def test_a_released_order_is_on_the_calendar_by_itself(ctx):
    inbound = order(ctx)
    assert calendar(ctx, day=DAY) == [("proposed", "DOCK-1", at(8), inbound)]
    page = find(ctx, "inbound_order", inbound)
    assert [table.title for table in page.tables] == ["Lines", "Dock appointments"]
    assert DockSlot.objects.count() == 0, "a proposal takes no place"
    # Somebody agrees; the proposal is booked as it is.
    booked = book_dock(BookDock(order=inbound, vehicle="沪A 12345"), ctx)
    assert (booked.dock, booked.starts_at) == ("DOCK-1", at(8))
    assert calendar(ctx) == [("booked", "DOCK-1", at(8), inbound)]
    step_appointments(StepAppointments(numbers=(booked.number,), step="arrive"), ctx)
    step_appointments(StepAppointments(numbers=(booked.number,), step="unload"), ctx)
    page = find(ctx, "dock_appointment", booked.number)
    assert (page.state, [a.verb for a in page.actions]) == ("unloaded", [])
    with pytest.raises(WrongState):
        step_appointments(StepAppointments(numbers=(booked.number,), step="cancel"), ctx)
    assert doctor(ctx) == []


def test_a_full_slot_offers_the_next_free_ones(ctx):
    first, second, third = order(ctx), order(ctx), order(ctx)
    one = book_dock(BookDock(order=first, starts_at=at(8)), ctx)
    with pytest.raises(SlotFull) as refused:
        book_dock(BookDock(order=second, starts_at=at(8)), ctx)
    assert refused.value.sentence() == (
        "DOCK-1 is full at 2026-11-25 08:00. "
        "Free next: DOCK-1 2026-11-25 09:00, DOCK-1 2026-11-26 08:00, DOCK-1 2026-11-26 09:00."
    )
    book_dock(BookDock(order=second, starts_at=at(9)), ctx)
    # The first supplier comes a day later: the place is free for the third.
    moved = book_dock(BookDock(order=first, starts_at=at(8, 26)), ctx)
    assert (moved.number, moved.starts_at) == (one.number, at(8, 26))
    three = book_dock(BookDock(order=third, starts_at=at(8)), ctx)
    step_appointments(StepAppointments(numbers=(three.number,), step="cancel"), ctx)
    assert sorted(DockSlot.objects.values_list("starts_at", "booked")) == [(at(8), 0), (at(9), 1), (at(8, 26), 1)]
    with pytest.raises(Unreadable, match="no slot begins then; free next: DOCK-1 2026-11-25 08:00"):
        book_dock(BookDock(order=third, starts_at=at(8).replace(minute=30)), ctx)
    with pytest.raises(Unreadable, match="no dock DOCK-9 takes deliveries here"):
        book_dock(BookDock(order=third, dock="DOCK-9"), ctx)


def test_the_last_place_is_taken_once(ctx):
    """What two bookings at once come down to: the second take finds the slot full, however late it looks."""
    site = warehouse(ctx, "SH1")
    slot = docks.slots(ctx, site, DAY, 1)[0]
    assert docks.take(ctx, site, slot)
    assert not docks.take(ctx, site, slot)
    docks.give_back([(slot.dock, slot.starts_at)])
    assert docks.take(ctx, site, slot)


def test_hours_must_make_sense(ctx):
    wrong = SetDockHours(
        warehouse="SH1",
        lines=(
            HoursFacts(dock="A-01", opens=time(8), closes=time(12)),
            HoursFacts(dock="DOCK-1", opens=time(8), closes=time(8, 30)),
        ),
    )
    with pytest.raises(Unreadable) as refused:
        set_dock_hours(wrong, ctx)
    assert {(p.where, p.sentence()) for p in refused.value.problems} == {
        ("lines.0.dock", "there is no dock A-01 here"),
        ("lines.1.closes", "leaves no time for a slot"),
    }
