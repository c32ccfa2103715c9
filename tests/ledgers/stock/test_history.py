"""Stock as of any day by either date: the same with every snapshot and with none, also when facts come late or commit late."""

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest
from django.db import transaction
from tests.floor import doctor, open_floor

from ledgerhouse.flows.inventory.keep_history import KeepHistory, keep_history
from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.settled import settled_before
from ledgerhouse.kernel.errors import Unreadable
from ledgerhouse.kernel.ids import first_id, moment_ms
from ledgerhouse.ledgers.costing import history as worth
from ledgerhouse.ledgers.costing.listings_history import AsOfFilter, BalanceSheetFilter
from ledgerhouse.ledgers.costing.models import CostLine
from ledgerhouse.ledgers.stock import keep_snapshots
from ledgerhouse.ledgers.stock.history import AsOf, as_of
from ledgerhouse.ledgers.stock.models import Entry, Snapshot
from ledgerhouse.ledgers.stock.words import Entry as Fact
from ledgerhouse.ledgers.stock.words import Movement, Place, Reason
from ledgerhouse.masterdata.catalog.queries import items_by_code
from ledgerhouse.masterdata.sites.queries import locations_by_code, virtual, warehouse
from ledgerhouse.masterdata.sites.words import Kind
from ledgerhouse.posting import gate

pytestmark = [pytest.mark.requirement("R096"), pytest.mark.requirement("R110")]
FIRST = date(2026, 11, 1)
DAYS = [FIRST + timedelta(days=n) for n in range(0, 21, 4)]


class Past:
    """A shop with three weeks behind it: receipts, moves and shipments, many of them recorded days after they happened."""

    def __init__(self, ctx):
        open_floor(ctx)
        self.ctx, self.site = ctx, warehouse(ctx, "SH1")
        self.items = [items_by_code(ctx, [code])[code].id for code in ("CUP", "PLATE")]
        self.shelves = [p.id for p in locations_by_code(ctx, self.site.id, ["A-01", "A-02"]).values()]
        self.outside = virtual(ctx, self.site.id)
        for item, shelf in product(self.items, self.shelves):
            self.post(Reason.RECEIPT, item, 1000, Kind.SUPPLIER, shelf, FIRST, 0, value=10**7)

    def post(self, reason, item, pieces, source, target, day, late, *, value=None):
        sides = [Place(self.outside[side] if isinstance(side, Kind) else side) for side in (source, target)]
        at = self.ctx.now - timedelta(days=(self.ctx.now.date() - day).days - late)
        entry = Fact(item, pieces * 10**6, *sides, value=value)
        with transaction.atomic():
            gate.post(replace(self.ctx, now=at), self.site, [Movement(reason, "t", "T", day, (entry,))])

    def live(self, dice, steps):
        for _ in range(steps):
            item, day, late = dice.choice(self.items), dice.choice(DAYS), dice.choice([0, 0, 0, 1, 6])
            shelf, other = dice.sample(self.shelves, 2)
            kind = dice.choice(["in", "out", "move"])
            if kind == "in":
                self.post(Reason.RECEIPT, item, dice.randint(1, 9), Kind.SUPPLIER, shelf, day, late, value=12_300)
            elif kind == "out":
                self.post(Reason.SHIPMENT, item, dice.randint(1, 9), shelf, Kind.CUSTOMER, day, late)
            else:
                self.post(Reason.MOVE, item, dice.randint(1, 9), shelf, other, day, late)

    def answers(self):
        """Everything anybody may ask, by both dates."""
        moments = [None, *(self.ctx.now - timedelta(days=n, minutes=-1) for n in range(0, 22, 4))]
        whens = [AsOf(day, moment) for day, moment in product(DAYS, moments)]
        stock = {when: set(as_of(self.ctx, when, [self.site.id])) for when in whens}
        values = {when: worth.values_as_of(self.ctx, when, [self.site.id]) for when in whens}
        sums = {when: worth.turnover(self.ctx, DAYS[2], when, [self.site.id]) for when in whens if when.day >= DAYS[2]}
        return stock, values, sums

    def truth(self, when):
        """On hand per item and shelf, added up one by one; and value per item."""
        stock, value = {}, {}
        for e in Entry.objects.all():
            if e.business_date <= when.day and (when.known_at is None or e.recorded_at <= when.known_at):
                for place, sign in ((e.target_location_id, 1), (e.source_location_id, -1)):
                    if place in self.shelves:
                        stock[e.item_id, place] = stock.get((e.item_id, place), 0) + sign * e.quantity
        for c in CostLine.objects.all():
            if c.business_date <= when.day and (when.known_at is None or c.recorded_at <= when.known_at):
                value[c.item_id] = value.get(c.item_id, 0) + c.value
        return {k: v for k, v in stock.items() if v}, {k: v for k, v in value.items() if v}


@pytest.fixture
def past(ctx):
    return Past(ctx)


def settled_now(monkeypatch, upto=None):
    """In a test everything is in one transaction that the database rightly takes for a running one."""
    for module in (keep_snapshots, worth):
        monkeypatch.setattr(module, "settled_before", lambda: upto or _last_id() + 1)


def _last_id():
    ids = [*Entry.objects.values_list("id", flat=True), *CostLine.objects.values_list("id", flat=True)]
    return max(ids)


def test_answers_are_the_truth_with_snapshots_and_without(past, ctx, monkeypatch):
    dice = random.Random(7)
    past.live(dice, 60)
    stock, values, sums = past.answers()
    for when in stock:
        on_hand, value = past.truth(when)
        assert {(w.item, w.location): Decimal(w.on_hand) / 10**6 for w in stock[when]} == on_hand
        assert {item: Decimal(w.value) / 10**4 for (_, item), w in values[when].items()} == value
    settled_now(monkeypatch)
    for day in (DAYS[1], DAYS[3], DAYS[2]):  # also one behind another
        keep_history(KeepHistory(on=day), ctx)
    assert past.answers() == (stock, values, sums)
    past.live(dice, 40)  # more facts, many of them of days that have a snapshot
    later = past.answers()
    assert later != (stock, values, sums)
    assert doctor(ctx) == []
    keep_history(KeepHistory(on=DAYS[3], anew=True), ctx)
    assert past.answers() == later
    Snapshot.objects.all().delete()
    worth.ValueSnapshot.objects.all().delete()
    assert past.answers() == later


def test_a_row_that_commits_late_is_counted(past, ctx, monkeypatch):
    """Its id is older than the snapshot; the snapshot stops before the oldest transaction that still runs, so it is not lost."""
    began = first_id(moment_ms(max(Entry.objects.values_list("id", flat=True))))
    past.live(random.Random(3), 10)
    settled_now(monkeypatch, upto=began)
    keep_history(KeepHistory(on=DAYS[-1]), ctx)
    past.live(random.Random(4), 10)
    when = AsOf(DAYS[-1])
    assert {(w.item, w.location): Decimal(w.on_hand) / 10**6 for w in as_of(ctx, when, [past.site.id])} == past.truth(
        when
    )[0]
    assert doctor(ctx) == []


def test_settled_lies_before_now(db):
    assert 0 < moment_ms(settled_before()) <= moment_ms(first_id(2**41))


def test_doctor_sees_a_wrong_snapshot(past, ctx, monkeypatch):
    settled_now(monkeypatch)
    keep_history(KeepHistory(on=DAYS[-1]), ctx)
    assert doctor(ctx) == []
    dialect.execute("update stock_snapshotrow set on_hand = on_hand + 1")
    dialect.execute("update costing_valuationrow set value = value + 1")
    problems = doctor(ctx)
    assert any("the snapshot is off by -1e-06" in p for p in problems)
    assert any("the value snapshot is off by 0 and -0.0001" in p for p in problems)
    keep_history(KeepHistory(on=DAYS[-1], anew=True), ctx)
    assert doctor(ctx) == []


def test_the_lists_show_both_dates(past, ctx):
    cup = past.items[0]
    past.post(
        Reason.SHIPMENT, cup, 100, past.shelves[0], Kind.CUSTOMER, DAYS[2], 6
    )  # happened on the 9th, known on the 15th
    at = LISTINGS["stock.as_of"]

    def cups(**asked):
        rows = list(at.every(ctx, AsOfFilter(item="CUP", **asked)))
        return [(r.on_hand, r.value) for r in rows]

    assert cups(on=DAYS[1]) == [(2000, 2000)]
    assert cups(on=DAYS[2]) == [(1900, 1900)]
    assert cups(on=DAYS[2], known_on=DAYS[3]) == [(2000, 2000)]
    assert at.totals(ctx, AsOfFilter(on=DAYS[2])) == {"on_hand": 3900, "value": 3900}
    detail = at.page(ctx, AsOfFilter(on=DAYS[2], detail=True), sort="-location", limit=1, count=True)
    assert (detail.count, detail.rows[0].location, detail.next) == (4, "A-02", "1")
    sheet = list(LISTINGS["costing.in_out_balance"].every(ctx, BalanceSheetFilter(since=DAYS[1], item="CUP")))
    (row,) = sheet
    assert (row.opening, row.came, row.went, row.closing) == (2000, 0, 100, 1900)
    assert (row.opening_value, row.went_value, row.adjusted, row.closing_value) == (2000, 100, 0, 1900)
    assert list(at.every(ctx, AsOfFilter(item="NO"))) == []
    with pytest.raises(Unreadable, match="is not over yet"):
        keep_history(KeepHistory(on=ctx.now.date() + timedelta(days=1)), ctx)
