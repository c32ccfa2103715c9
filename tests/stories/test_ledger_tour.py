"""The chapter on the ledger tells the truth: every table in it is what the database really holds at that moment of the story.

`LEDGERHOUSE_WRITE_TOUR=1` writes the tables into the chapter instead of comparing them; the prose between them is then to be read again.
"""

import json
import os
import re
from decimal import Decimal
from pathlib import Path

import pytest
from tests.floor import buy, d, open_floor

from ledgerhouse.documents.sales.pricing import NewLine
from ledgerhouse.documents.sales.take_order import take_order
from ledgerhouse.documents.sales.take_orders import TakeOrder
from ledgerhouse.documents.warehouse.models import Task
from ledgerhouse.flows.finance.prove import Prove, prove
from ledgerhouse.flows.inbound.delivery import ReceiveLine
from ledgerhouse.flows.inbound.put_away import PutAway, PutAwayLine, put_away
from ledgerhouse.flows.inbound.receive import Receive, receive
from ledgerhouse.flows.outbound.allocate import Allocate, allocate
from ledgerhouse.flows.outbound.confirm_orders import ConfirmOrders, confirm_orders
from ledgerhouse.flows.outbound.pack import Pack, pack
from ledgerhouse.flows.outbound.pick import PickWave, pick_wave
from ledgerhouse.flows.outbound.release_wave import ReleaseWave, release_wave
from ledgerhouse.flows.outbound.ship import Ship, ship
from ledgerhouse.foundation.models import OutboxRow
from ledgerhouse.ledgers.books.models import JournalEntry, JournalLine
from ledgerhouse.ledgers.costing.models import CostLine, CostPool
from ledgerhouse.ledgers.stock.models import Balance, Entry, Hold, Movement, Promise
from ledgerhouse.ledgers.stock.words import Reason

CHAPTER = Path(__file__).parents[2] / "docs" / "tour" / "02-the-ledger.md"
BLOCK = re.compile(r"(<!-- rows: (.+?) -->\n).*?(<!-- end -->)", re.DOTALL)


class Tour:
    """Collects the rows that are new since the last look, as tables of the chapter."""

    def __init__(self):
        self.tables = {}
        self._seen = set()

    def look(self, name, columns, rows):
        """Keep a table under a name."""
        lines = [columns, ["---"] * len(columns), *rows]
        self.tables[name] = "".join(f"| {' | '.join(_shown(cell) for cell in line)} |\n" for line in lines)

    def fresh(self, model):
        """The rows of a ledger that no earlier look has shown, oldest first."""
        rows = [row for row in model.objects.order_by("id") if (model, row.id) not in self._seen]
        self._seen |= {(model, row.id) for row in rows}
        return rows

    def stock(self, at):
        """Movements with their entries, and the balances after them."""
        reasons = {m.id: (Reason(m.reason).name.lower(), m.number) for m in Movement.objects.all()}
        entries = [
            (*reasons[e.movement], e.item.code, e.quantity, e.source_location.code, e.target_location.code)
            for e in self.fresh(Entry)
        ]
        self.look(f"entries {at}", ("reason", "document", "item", "quantity", "from", "to"), entries)
        self.balances(at)

    def balances(self, at):
        """On hand and held, place by place."""
        rows = [(b.item.code, b.location.code, b.on_hand, b.held) for b in Balance.objects.order_by("id")]
        self.look(f"balances {at}", ("item", "location", "on_hand", "held"), rows)

    def money(self, at):
        """Cost lines, the pool after them, and the journal."""
        lines = [(c.item.code, c.quantity, f"{c.value:.2f}") for c in self.fresh(CostLine)]
        self.look(f"cost lines {at}", ("item", "quantity", "value"), lines)
        pools = [(p.item.code, p.quantity, f"{p.value:.2f}") for p in CostPool.objects.all()]
        self.look(f"cost pool {at}", ("item", "quantity", "value"), pools)
        entries = {e.id: (e.event, e.number, e.month) for e in JournalEntry.objects.all()}
        journal = [
            (*entries[line.entry], str(line.account), f"{line.debit:.2f}", f"{line.credit:.2f}")
            for line in self.fresh(JournalLine)
        ]
        self.look(f"journal {at}", ("event", "document", "month", "account", "debit", "credit"), journal)

    def news(self, at):
        """What the outbox tells, ids left out."""
        rows = []
        for news in self.fresh(OutboxRow):
            body = {k: v for k, v in json.loads(news.body).items() if k not in {"movement", "journal_entry"}}
            rows.append((news.topic, f"`{json.dumps(body, ensure_ascii=False)}`"))
        self.look(f"outbox {at}", ("topic", "body"), rows)


def _shown(cell):
    return f"{cell.normalize():f}" if isinstance(cell, Decimal) else str(cell)


@pytest.fixture
def tour(ctx):
    """The story, told once: 100 cups come at 11.00, 40 of them go."""
    open_floor(ctx)
    tour = Tour()
    _, inbound = buy(ctx, ("CUP", 100, "11"))
    (receipt,) = receive(Receive(lines=(ReceiveLine(order=inbound, line=1, quantity=d(100)),)), ctx).receipts
    tour.stock("after the receipt")
    tour.money("after the receipt")
    tour.news("after the receipt")

    (task,) = Task.objects.filter(paper=receipt).values_list("code", flat=True)
    put_away(PutAway(lines=(PutAwayLine(task=task),)), ctx)
    tour.stock("after the putaway")

    line = NewLine(item="CUP", quantity=d(40), price=d(20))
    number = take_order(TakeOrder(customer="SHOP", warehouse="SH1", lines=(line,)), ctx).number
    (outbound,) = confirm_orders(ConfirmOrders(numbers=(number,)), ctx).outbound
    promises = [(p.number, p.item.code, p.quantity, p.fulfilled, p.released) for p in Promise.objects.all()]
    tour.look("promise", ("document", "item", "quantity", "fulfilled", "released"), promises)
    allocate(Allocate(warehouse="SH1"), ctx)
    tour.look("hold", ("document", "quantity", "settled", "released"), _holds())
    tour.balances("after the allocation")

    wave = release_wave(ReleaseWave(warehouse="SH1"), ctx).wave
    pick_wave(PickWave(wave=wave), ctx)
    tour.look("hold after the pick", ("document", "quantity", "settled", "released"), _holds())
    tour.stock("after the pick")
    tour.fresh(OutboxRow)

    pack(Pack(numbers=(outbound,)), ctx)
    ship(Ship(numbers=(outbound,)), ctx)
    tour.stock("after the shipment")
    tour.money("after the shipment")
    tour.news("after the shipment")
    assert prove(Prove(), ctx).clean
    return tour


def _holds():
    return [(h.number, h.quantity, h.settled, h.released) for h in Hold.objects.order_by("id")]


@pytest.mark.requirement("R012")
@pytest.mark.requirement("R020")
def test_every_table_of_the_chapter_is_what_the_database_holds(tour):
    text = CHAPTER.read_text(encoding="utf-8")
    if os.environ.get("LEDGERHOUSE_WRITE_TOUR"):
        text = BLOCK.sub(lambda m: m[1] + tour.tables[m[2]] + m[3], text)
        CHAPTER.write_text(text, encoding="utf-8")
    written = {m[2]: m[0][len(m[1]) : -len(m[3])] for m in BLOCK.finditer(text)}
    assert written == tour.tables
