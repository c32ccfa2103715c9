"""Three lines or three hundred: the same number of statements."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.floor import d, doctor, open_floor

from ledgerhouse.documents.purchasing.place_order import place_order
from ledgerhouse.documents.purchasing.place_orders import PlaceOrder
from ledgerhouse.documents.purchasing.pricing import NewLine
from ledgerhouse.flows.inbound.delivery import ReceiveLine
from ledgerhouse.flows.inbound.put_away import PutAway, PutAwayLine, put_away
from ledgerhouse.flows.inbound.receive import Receive, receive
from ledgerhouse.flows.inbound.release_purchases import ReleasePurchases, release_purchases
from ledgerhouse.masterdata.catalog.create_items import CreateItems, create_items
from ledgerhouse.masterdata.catalog.item_facts import NewItem
from ledgerhouse.masterdata.sites.add_locations import AddLocations, NewLocation, add_locations

EXPIRES = date(2027, 6, 1)


@pytest.fixture
def floor(ctx):
    open_floor(ctx)
    items = [NewItem(code=f"I{n}", name=f"I{n}", unit="pcs", tracking="lot", expires=True) for n in range(310)]
    create_items(CreateItems(tuple(items), active=True), ctx)
    shelves = [NewLocation(code=f"B-{n:03}", zone="A", pick_sequence=100 + n) for n in range(400)]
    add_locations(AddLocations(warehouse="SH1", lines=tuple(shelves)), ctx)


def job(ctx, first: int, count: int) -> list[int]:
    """Statements of each verb from the order to the shelf."""
    counts = []

    def run(verb, command):
        with CaptureQueriesContext(connection) as seen:
            answer = verb(command, ctx)
        counts.append(len(seen))
        return answer

    lines = tuple(NewLine(item=f"I{first + n}", quantity=d(5), price=d(2)) for n in range(count))
    number = run(place_order, PlaceOrder(supplier="FARM", warehouse="SH1", lines=lines)).number
    (inbound,) = run(release_purchases, ReleasePurchases(numbers=(number,))).inbound
    arrived = tuple(
        ReceiveLine(order=inbound, line=n, quantity=d(5), lot=f"L{n}", expires_on=EXPIRES) for n in range(1, count + 1)
    )
    received = run(receive, Receive(lines=arrived))
    assert len(received.tasks) == count
    run(put_away, PutAway(lines=tuple(PutAwayLine(task=task) for task in received.tasks)))
    return counts


def test_lines_do_not_cost_statements(ctx, floor):
    job(ctx, 300, 3)  # the first number of a day is two statements more
    assert job(ctx, 303, 3) == job(ctx, 0, 300)
    assert doctor(ctx) == []
