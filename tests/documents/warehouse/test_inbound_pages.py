"""Lists and pages of buying, receiving and counting: what they show, and what they offer to do next."""

from dataclasses import replace
from datetime import date

import pytest
from tests.floor import bring_in, buy, d, open_floor

from ledgerhouse.documents.purchasing import listings, papers
from ledgerhouse.documents.warehouse import listings_inbound, papers_inbound
from ledgerhouse.flows.inbound.delivery import ReceiveLine
from ledgerhouse.flows.inbound.put_away import PutAway, put_away
from ledgerhouse.flows.inbound.receive import Receive, receive
from ledgerhouse.flows.inventory.record_count import RecordCount, record_count
from ledgerhouse.flows.inventory.start_count import StartCount, start_count
from ledgerhouse.foundation.drawing import drawn
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.paper import find
from ledgerhouse.foundation.verb import VERBS
from ledgerhouse.kernel.commands import read
from ledgerhouse.kernel.context import EVERYWHERE
from ledgerhouse.kernel.errors import NotAllowed, NotFound

assert listings
assert papers
assert listings_inbound
assert papers_inbound


@pytest.fixture(autouse=True)
def floor(ctx):
    open_floor(ctx)


def rows(ctx, name, **where):
    listing = LISTINGS[name]
    return listing.page(ctx, listing.filters(**where), count=True).rows


def act(ctx, kind, number):
    """What the first button of a page would send, read as its command."""
    action = find(ctx, kind, number).actions[0]
    return read(VERBS[action.verb].command, dict(action.command))


def test_the_whole_way_by_the_buttons(ctx):
    from ledgerhouse.documents.purchasing.place_order import place_order
    from ledgerhouse.documents.purchasing.place_orders import PlaceOrder
    from ledgerhouse.documents.purchasing.pricing import NewLine
    from ledgerhouse.flows.inbound.release_purchases import release_purchases

    lines = (NewLine(item="CUP", quantity=d(5), price=d(2)), NewLine(item="PLATE", quantity=d(3), price=d("1.5")))
    number = place_order(PlaceOrder(supplier="FARM", warehouse="SH1", lines=lines), ctx).number
    (inbound,) = release_purchases(act(ctx, "purchase_order", number), ctx).inbound
    assert act(ctx, "purchase_order", number) == act(ctx, "inbound_order", inbound)
    (receipt,) = receive(act(ctx, "inbound_order", inbound), ctx).receipts
    assert find(ctx, "inbound_order", inbound).actions == ()
    page = drawn(ctx, find(ctx, "receipt", receipt), str)
    assert [len(table["rows"]) for table in page["tables"]] == [2, 2]
    put_away(act(ctx, "receipt", receipt), ctx)
    assert [a.verb for a in find(ctx, "receipt", receipt).actions] == [
        "inbound.reverse_receipts",
        "inbound.draft_supplier_returns",
    ]
    assert [(r.number, r.state) for r in rows(ctx, "warehouse.inbound_orders")] == [(inbound, "received")]
    assert [(r.number, r.state) for r in rows(ctx, "purchasing.orders", supplier="FARM")] == [(number, "completed")]
    found = find(ctx, "purchase_order", number).tables[0].rows
    assert [(line.item, line.received, line.amount) for line in found] == [
        ("CUP", d(5), d(10)),
        ("PLATE", d(3), d("4.5")),
    ]


def test_a_task_says_why_and_a_receipt_which_lot(ctx):
    _, inbound = buy(ctx, ("MILK", 5, 4), ("CUP", 5, 2))
    lines = (
        ReceiveLine(order=inbound, line=1, quantity=d(5), lot="M1", expires_on=date(2027, 3, 1)),
        ReceiveLine(order=inbound, line=2, quantity=d(2)),
    )
    received = receive(Receive(lines=lines), ctx)
    facts = {str(f.title): f.value for f in find(ctx, "task", received.tasks[0]).facts}
    assert (facts["Lot"], facts["Why there"], facts["Second choice"]) == ("M1", "nearest empty place", "A-02")
    put_away(read(PutAway, {"lines": [{"task": received.tasks[0]}]}), ctx)
    assert find(ctx, "task", received.tasks[0]).actions == ()
    assert [(r.lot, r.expires_on) for r in rows(ctx, "warehouse.receipt_lines", receipt=received.receipts[0])][
        ::-1
    ] == [
        ("M1", date(2027, 3, 1)),
        ("", None),
    ]
    assert [r.code for r in rows(ctx, "warehouse.tasks", open=True, kind="putaway")] == [received.tasks[1]]
    assert [(r.position, r.received) for r in rows(ctx, "warehouse.inbound_lines", open=True)] == [(2, d(2))]
    assert [r.line for r in rows(ctx, "purchasing.lines", open=True)] == [2]
    assert [r.line for r in rows(ctx, "purchasing.lines", open=False)] == [1]
    assert [r.number for r in rows(ctx, "warehouse.receipts", order=inbound)] == list(received.receipts)


@pytest.mark.leak
def test_who_counts_does_not_see_what_the_ledger_expects(ctx):
    bring_in(ctx, ("CUP", 48, 2))
    number = start_count(StartCount(warehouse="SH1"), ctx).number
    counter = replace(ctx, rights={"see warehouse work": EVERYWHERE, "count stock": EVERYWHERE})
    (table,) = drawn(counter, find(counter, "stock_count", number), str)["tables"]
    assert "expected" not in table["rows"][0]
    assert rows(counter, "warehouse.count_lines")[0].expected is None
    with pytest.raises(NotAllowed):
        rows(counter, "warehouse.count_lines", different=True)
    record_count(read(RecordCount, {"number": number, "lines": [{"line": 1, "quantity": "40"}]}), ctx)
    assert [r.expected for r in rows(ctx, "warehouse.count_lines", different=True)] == [d(48)]
    assert [a.verb for a in find(ctx, "stock_count", number).actions] == [
        "inventory.record_count",
        "inventory.approve_count",
    ]
    assert rows(ctx, "warehouse.counts", state="counted")[0].number == number


@pytest.mark.parametrize("kind", ["purchase_order", "inbound_order", "receipt", "task", "stock_count"])
def test_what_is_not_there_is_not_found(ctx, kind):
    with pytest.raises(NotFound):
        find(ctx, kind, "NO")
