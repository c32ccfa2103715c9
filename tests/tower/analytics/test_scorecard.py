"""Scorecards of suppliers against a slow, obvious reference that keeps its own diary of what happened."""

import math
import random
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from tests.floor import as_user, d, doctor, open_floor
from tests.statements import sent

from ledgerhouse.documents.purchasing.place_order import place_order
from ledgerhouse.documents.purchasing.place_orders import PlaceOrder
from ledgerhouse.documents.purchasing.pricing import NewLine
from ledgerhouse.documents.purchasing.set_prices import ListPrice, SetPrices, set_prices
from ledgerhouse.documents.quality.models import Inspection
from ledgerhouse.documents.quality.set_plans import PlanFacts, SetPlans, set_plans
from ledgerhouse.documents.quality.words import Method
from ledgerhouse.documents.warehouse.models import Task
from ledgerhouse.flows.inbound.decide_inspections import DecideInspections, VerdictLine, decide_inspections
from ledgerhouse.flows.inbound.delivery import ReceiveLine
from ledgerhouse.flows.inbound.draft_supplier_returns import (
    DraftSupplierReturns,
    SupplierReturnLine,
    draft_supplier_returns,
)
from ledgerhouse.flows.inbound.put_away import PutAway, PutAwayLine, put_away
from ledgerhouse.flows.inbound.receive import Receive, receive
from ledgerhouse.flows.inbound.refuse_goods import RefusedLine, RefuseGoods, refuse_goods
from ledgerhouse.flows.inbound.release_purchases import ReleasePurchases, release_purchases
from ledgerhouse.flows.inbound.send_supplier_returns import SendSupplierReturns, send_supplier_returns
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.paper import find
from ledgerhouse.masterdata.partners.create_partners import CreatePartners, create_partners
from ledgerhouse.masterdata.partners.partner_facts import NewPartner
from ledgerhouse.tower.analytics import listings_suppliers

assert listings_suppliers
SINCE, UNTIL = date(2026, 10, 1), date(2026, 11, 20)
LISTED = {"CUP": Decimal(2), "PLATE": Decimal(3)}


@pytest.fixture
def floor(ctx):
    open_floor(ctx)
    create_partners(CreatePartners(partners=(NewPartner(code="KILN", name="景德镇窑", supplier=True),)), ctx)
    prices = [
        ListPrice(supplier=s, item=i, price=p, valid_from=date(2026, 1, 1))
        for s in ("FARM", "KILN")
        for i, p in LISTED.items()
    ]
    set_prices(SetPrices(prices=tuple(prices)), ctx)


class Diary:
    """What happened, as somebody would write it down: (supplier, item, ordered on, due on, quantity, price, [(day, quantity)], refused, returned)."""

    def __init__(self):
        self.lines = []

    def job(self, ctx, chance):
        """An order of one line, delivered in some parts on some days, with something refused or returned."""
        supplier, item = chance.choice(["FARM", "KILN"]), chance.choice(["CUP", "PLATE"])
        ordered = SINCE + timedelta(days=chance.randrange(-20, 40))
        due = ordered + timedelta(days=chance.randrange(1, 12))
        quantity, price = chance.randrange(5, 50), LISTED[item] + Decimal(chance.randrange(-20, 30)) / 100
        line = NewLine(item=item, quantity=d(quantity), price=price)
        order = PlaceOrder(supplier=supplier, warehouse="SH1", ordered_on=ordered, due_on=due, lines=(line,))
        number = place_order(order, ctx).number
        (inbound,) = release_purchases(ReleasePurchases(numbers=(number,)), ctx).inbound
        came, left, back = [], quantity, []
        while left and chance.random() < 0.8:
            day = min(ordered + timedelta(days=chance.randrange(0, 14)), date(2026, 11, 22))
            part = chance.randint(1, left)
            arrived = ReceiveLine(order=inbound, line=1, quantity=d(part), location="A-01")
            (receipt,) = receive(Receive(lines=(arrived,), received_on=day, complete=False), ctx).receipts
            came.append((day, part))
            left -= part
            if chance.random() < 0.2:
                gone = SupplierReturnLine(receipt=receipt, line=1, quantity=d(1), location="A-01")
                returned = draft_supplier_returns(
                    DraftSupplierReturns(lines=(gone,), reason="x", cause="quality"), ctx
                ).returns
                send_supplier_returns(SendSupplierReturns(numbers=returned), ctx)
                back.append((day, 1))
        refused = []
        if left and chance.random() < 0.3:
            day = min(due, date(2026, 11, 22))
            gone = RefusedLine(order=inbound, line=1, quantity=d(1), reason="damaged")
            refuse_goods(RefuseGoods(lines=(gone,), refused_on=day), ctx)
            refused.append((day, 1))
        self.lines.append((supplier, item, ordered, due, quantity, price, came, refused, back))

    def card(self, supplier, item=""):
        """The figures, one after the other, by looking at everything again for each."""
        mine = [x for x in self.lines if x[0] == supplier and item in ("", x[1])]

        def inside(day):
            return SINCE <= day <= UNTIL

        due = [x for x in mine if inside(x[3])]
        kept = [x for x in due if sum(q for day, q in x[6] if day <= x[3]) >= x[4]]
        days = sorted((day - x[2]).days for x in mine for day in {day for day, _ in x[6]} if inside(day))
        received = sum(q for x in mine for day, q in x[6] if inside(day))
        refused = sum(q for x in mine for day, q in x[7] if inside(day))
        returned = sum(q for x in mine for day, q in x[8] if inside(day))
        paid = sum(x[4] * x[5] for x in mine if inside(x[2]))
        usual = sum(x[4] * LISTED[x[1]] for x in mine if inside(x[2]))
        mean = sum(days) / len(days) if days else None
        return {
            "due": len(due),
            "on_time_in_full": share(len(kept), len(due)),
            "deliveries": len(days),
            "lead_mean": two(mean),
            "lead_deviation": two(math.sqrt(sum((x - mean) ** 2 for x in days) / len(days))) if days else None,
            "lead_p90": next(x for x in days if sum(y <= x for y in days) >= 0.9 * len(days)) if days else None,
            "reject_rate": share(refused + returned, received + refused),
            "price_variance": share(paid - usual, usual),
        }


def two(value):
    return None if value is None else Decimal(value).quantize(Decimal("0.01"), ROUND_HALF_UP)


def share(part, whole):
    return two(Decimal(100) * Decimal(part) / Decimal(whole)) if whole else None


def shown(ctx, **where):
    rows = LISTINGS["analytics.supplier_scorecards"]
    facts = rows.filters(since=SINCE, until=UNTIL, **where)
    return {(row.supplier, row.item): row for row in rows.every(ctx, facts)}


@pytest.mark.parametrize("seed", [1, 2])
def test_the_cards_say_what_the_diary_says(ctx, floor, seed):
    diary, chance = Diary(), random.Random(seed)
    for _ in range(25):
        diary.job(ctx, chance)
    by_supplier, by_item = shown(ctx), shown(ctx, by_item=True)
    assert set(by_supplier) == {("FARM", ""), ("KILN", "")}
    for (supplier, item), row in (by_supplier | by_item).items():
        wanted = diary.card(supplier, item)
        assert {name: getattr(row, name) for name in wanted} == wanted, (supplier, item)
    assert doctor(ctx) == []


def test_a_supplier_who_keeps_his_word_and_one_who_does_not(ctx, floor):
    def deliver(supplier, days, quantity=10):
        ordered = date(2026, 11, 1)
        line = NewLine(item="CUP", quantity=d(10), price=d("2.2"))
        order = PlaceOrder(
            supplier=supplier, warehouse="SH1", ordered_on=ordered, due_on=date(2026, 11, 8), lines=(line,)
        )
        (inbound,) = release_purchases(ReleasePurchases(numbers=(place_order(order, ctx).number,)), ctx).inbound
        arrived = ReceiveLine(order=inbound, line=1, quantity=d(quantity), location="A-01")
        receive(Receive(lines=(arrived,), received_on=ordered + timedelta(days=days)), ctx)

    for days in (5, 6, 7, 8):
        deliver("FARM", days)
    deliver("KILN", 7, quantity=9)
    cards = shown(ctx)
    farm, kiln = cards["FARM", ""], cards["KILN", ""]
    assert (farm.due, farm.on_time_in_full) == (4, d(75))
    assert (farm.lead_mean, farm.lead_deviation, farm.lead_p90) == (d("6.5"), d("1.12"), 8)
    assert (kiln.due, kiln.on_time_in_full, kiln.reject_rate) == (1, 0, 0), "on time, but not in full"
    assert farm.price_variance == d(10)
    assert [c.name for c in LISTINGS["analytics.supplier_scorecards"].columns if c.masked] == ["price_variance"]
    assert set(shown(ctx, supplier="KILN")) == {("KILN", "")}
    assert set(shown(ctx, item="CUP")) == {("FARM", "CUP"), ("KILN", "CUP")}
    assert shown(ctx, item="PLATE") == {}


def test_what_the_supplier_is_to_blame_for_counts_once(ctx, floor):
    """Of 100 cups 5 are refused at the door and 95 come in, of which an inspector rejects 20; then some go back.

    Refused: 4 damaged, 1 because the dock was full. Back: the 20 rejected ones, 5 that broke on the shelf by the supplier's fault, and 3 that
    were too many for us. He is to blame for 4 + 20 + 5 = 29 of the 100 that stood at the door.
    """
    set_plans(SetPlans(plans=(PlanFacts(code="CUPS", item="CUP", method=Method.ALL),)), ctx)
    line = NewLine(item="CUP", quantity=d(100), price=d(2))
    order = PlaceOrder(supplier="FARM", warehouse="SH1", ordered_on=date(2026, 11, 1), lines=(line,))
    (inbound,) = release_purchases(ReleasePurchases(numbers=(place_order(order, ctx).number,)), ctx).inbound
    day = date(2026, 11, 10)
    refused = (
        RefusedLine(order=inbound, line=1, quantity=d(4), reason="damaged"),
        RefusedLine(order=inbound, line=1, quantity=d(1), reason="other"),
    )
    refuse_goods(RefuseGoods(lines=refused, refused_on=day), ctx)
    came = ReceiveLine(order=inbound, line=1, quantity=d(95))
    (receipt,) = receive(Receive(lines=(came,), received_on=day), ctx).receipts
    assert shown(ctx)["FARM", ""].reject_rate == d(4)
    verdict = VerdictLine(inspection=Inspection.objects.get().number, rejected=d(20), reason="chipped")
    decide_inspections(DecideInspections(lines=(verdict,)), as_user(ctx, 7))
    assert shown(ctx)["FARM", ""].reject_rate == d(24)

    (task,) = Task.objects.values_list("code", flat=True)
    put_away(PutAway(lines=(PutAwayLine(task=task, location="A-01"),)), ctx)

    def back(quantity, cause, status="good"):
        place = "A-01" if status == "good" else "DOCK-1"
        gone = SupplierReturnLine(receipt=receipt, line=1, quantity=d(quantity), location=place, status=status)
        command = DraftSupplierReturns(lines=(gone,), reason="as said", cause=cause)
        returned = draft_supplier_returns(command, ctx).returns
        send_supplier_returns(SendSupplierReturns(numbers=returned), ctx)
        return returned[0]

    back(12, "quality", "defective")
    back(8, "damaged", "defective")
    assert shown(ctx)["FARM", ""].reject_rate == d(24), "what inspection rejected is the same goods"
    back(3, "overstock")
    assert shown(ctx)["FARM", ""].reject_rate == d(24), "we had too much of it ourselves"
    last = back(5, "damaged")
    assert shown(ctx)["FARM", ""].reject_rate == d(29)
    assert [fact.value for fact in find(ctx, "supplier_return", last).facts if fact.title == "Cause"] == ["damaged"]
    rows = LISTINGS["purchasing.returns"].every(ctx, LISTINGS["purchasing.returns"].filters())
    assert sorted(row.cause for row in rows) == ["damaged", "damaged", "poor quality", "we have too much"]
    assert doctor(ctx) == []


def test_cards_cost_the_same_for_many_orders(ctx, floor):
    diary, chance = Diary(), random.Random(7)

    def cost(jobs):
        for _ in range(jobs):
            diary.job(ctx, chance)
        with sent() as statements:
            shown(ctx)
        return len(statements)

    assert cost(6) == cost(12)
