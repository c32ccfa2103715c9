"""Milk comes in cold, is sampled by ISO 2859-1, and becomes ours when it is accepted, or earlier, or later: the end is the same."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.books import entries_of
from tests.floor import d, doctor

from ledgerhouse.documents.purchasing.place_order import place_order
from ledgerhouse.documents.purchasing.place_orders import PlaceOrder
from ledgerhouse.documents.purchasing.pricing import NewLine
from ledgerhouse.documents.quality import papers as quality_papers
from ledgerhouse.documents.quality.models import History, Inspection
from ledgerhouse.documents.quality.record_findings import FindingLine, RecordFindings, record_findings
from ledgerhouse.documents.quality.set_plans import PlanFacts, SetPlans, set_plans
from ledgerhouse.documents.quality.words import Method
from ledgerhouse.documents.warehouse.models import InboundLine, Task
from ledgerhouse.flows.inbound.decide_inspections import DecideInspections, VerdictLine, decide_inspections
from ledgerhouse.flows.inbound.delivery import ReceiveLine
from ledgerhouse.flows.inbound.draft_supplier_returns import (
    DraftSupplierReturns,
    SupplierReturnLine,
    draft_supplier_returns,
)
from ledgerhouse.flows.inbound.put_away import PutAway, PutAwayLine, put_away
from ledgerhouse.flows.inbound.receive import Receive, receive
from ledgerhouse.flows.inbound.release_purchases import ReleasePurchases, release_purchases
from ledgerhouse.flows.inbound.reopen_inspections import ReopenInspections, reopen_inspections
from ledgerhouse.flows.inbound.reverse_receipts import ReverseReceipts, reverse_receipts
from ledgerhouse.flows.inbound.send_supplier_returns import SendSupplierReturns, send_supplier_returns
from ledgerhouse.flows.inventory.change_status import ChangeStatus, StatusLine, change_status
from ledgerhouse.flows.inventory.taking_back import PaperLine
from ledgerhouse.foundation.duties import SameHands, install
from ledgerhouse.foundation.paper import find
from ledgerhouse.kernel.errors import NotAllowed, Unreadable
from ledgerhouse.ledgers.books.models import JournalEntry, JournalLine
from ledgerhouse.ledgers.costing.models import CostPool
from ledgerhouse.ledgers.stock.models import Balance
from ledgerhouse.masterdata.sites.change_warehouse import ChangeWarehouse, change_warehouse
from ledgerhouse.masterdata.sites.words import BookIn

assert quality_papers
EXPIRES = date(2026, 12, 12)
POLICIES = ("receiving", "acceptance", "putaway")


def lying():
    """Where goods are, whose and in which status: (item, location, ours?, status) -> quantity."""
    rows = Balance.objects.filter(on_hand__gt=0).values_list(
        "item__code", "location__code", "owner_id", "status", "on_hand"
    )
    return {(item, place, not owner, status): steps for item, place, owner, status, steps in rows}


def value():
    return sum((pool.value for pool in CostPool.objects.all()), d(0))


def bought(ctx, quantity, price="4.5", item="MILK"):
    """An order that is released; answers its inbound order."""
    lines = (NewLine(item=item, quantity=d(quantity), price=d(price)),)
    number = place_order(PlaceOrder(supplier="FARM", warehouse="SH1", lines=lines), ctx).number
    return release_purchases(ReleasePurchases(numbers=(number,)), ctx).inbound[0]


def received(ctx, inbound, quantity, lot="M1", **facts):
    line = ReceiveLine(order=inbound, line=1, quantity=d(quantity), lot=lot, **{"expires_on": EXPIRES, **facts})
    return receive(Receive(lines=(line,)), ctx)


@pytest.fixture
def sampled(cast):
    plan = PlanFacts(code="MILK", item="MILK", method=Method.SAMPLING, level="II", aql="1.0")
    set_plans(SetPlans(plans=(plan,)), cast.person("supervisor"))


def policy(cast, word):
    change_warehouse(ChangeWarehouse(warehouse="SH1", book_in=BookIn(word)), cast.house)


@pytest.mark.requirement("R041")
@pytest.mark.requirement("R098")
@pytest.mark.requirement("R104")
def test_cold_milk_is_sampled_and_booked_in_at_acceptance(cast, sampled):
    house, receiver, inspector = cast.house, cast.person("receiver"), cast.person("inspector")
    policy(cast, "acceptance")
    # 1,000 cartons at 4.50 come in, under a plan: AQL 1.0, level II, letter J, 80 of them are looked at.
    got = received(receiver, bought(house, 1000), 1000)
    (receipt,) = got.receipts
    assert got.tasks == ()
    # They are the farm's still, and nobody may use them; nothing is booked.
    assert lying() == {("MILK", "DOCK-1", False, 2): d(1000)}
    assert entries_of(receipt) == []
    line = InboundLine.objects.get()
    assert (line.received, line.booked) == (d(1000), d(0))
    assert doctor(house) == []

    paper = Inspection.objects.get()
    assert (paper.letter, paper.sample, paper.accept, paper.state) == ("J", 80, 2, "open")
    # The receiver does not inspect; the inspector measures the temperature and finds two bad cartons.
    with pytest.raises(NotAllowed):
        decide_inspections(DecideInspections(lines=(VerdictLine(inspection=paper.number),)), receiver)
    findings = (
        FindingLine(inspection=paper.number, characteristic="温度 °C", lower=d(2), upper=d(8), measured=d("5.5")),
        FindingLine(inspection=paper.number, characteristic="外观", nonconforming=2, defect="漏包"),
    )
    assert record_findings(RecordFindings(lines=findings), inspector).beyond == ()
    page = find(inspector, "inspection", paper.number)
    assert (page.state, len(page.tables[0].rows)) == ("inspecting", 2)
    assert [a.verb for a in page.actions] == ["quality.record_findings", "inbound.decide_inspections"]

    # 20 cartons are rejected, 2 were opened, the rest is accepted: now it is ours, and has a place in the cold.
    verdict = VerdictLine(inspection=paper.number, rejected=d(20), destroyed=d(2), reason="漏包", location="HOLD-1")
    done = decide_inspections(DecideInspections(lines=(verdict,)), inspector)
    assert (done.tasks, done.without_room) == ((paper.number,), ())
    assert lying() == {("MILK", "DOCK-1", True, 1): d(978), ("MILK", "HOLD-1", False, 3): d(20)}
    # J3 for what was accepted and what was used up; what was opened is written off; what was rejected was never booked (J8).
    assert entries_of(receipt) == [
        [("debit", "1405", "4401.00"), ("credit", "2202.02", "4401.00")],
        [("debit", "1405", "9.00"), ("credit", "2202.02", "9.00")],
    ]
    scrapped = entries_of(paper.number)
    assert [sorted({(side, amount) for side, _, amount in entry}) for entry in scrapped] == [
        [("credit", "9.00"), ("debit", "9.00")]
    ]
    task = Task.objects.get()
    assert task.target.code.startswith("C-"), "the cold zone"
    put_away(PutAway(lines=(PutAwayLine(task=task.code),)), receiver)
    line.refresh_from_db()
    assert (line.received, line.booked) == (d(1000), d(980))
    assert value() == d("4401")
    assert doctor(house) == []


@pytest.mark.requirement("R104")
def test_three_policies_end_the_same_and_book_on_different_days(cast, sampled):
    house = cast.house
    ends, days, values = {}, {}, {}
    for n, word in enumerate(POLICIES):
        policy(cast, word)
        first = replace(house, now=house.now + timedelta(days=10 * n))
        second, third = (replace(first, now=first.now + timedelta(days=more)) for more in (1, 2))
        before, worth = lying(), value()
        (receipt,) = received(first, bought(first, 100), 100, lot="SAME", expires_on=date(2027, 6, 1)).receipts
        paper = Inspection.objects.get(receipt=receipt)
        verdict = VerdictLine(inspection=paper.number, rejected=d(10), reason="胀包", location="HOLD-1")
        if word == "receiving":
            assert entries_of(receipt) == [[("debit", "1405", "450.00"), ("credit", "2202.02", "450.00")]]
        (task,) = decide_inspections(DecideInspections(lines=(verdict,)), second).tasks
        put_away(PutAway(lines=(PutAwayLine(task=task, location="C-01-1-01", reason="近"),)), third)
        now = lying()
        ends[word] = {key: now[key] - before.get(key, 0) for key in now if now[key] != before.get(key, 0)}
        values[word] = value() - worth
        entry = JournalEntry.objects.filter(number=receipt).latest("id")
        days[word] = (entry.business_date - first.today("Asia/Shanghai")).days
    good = {("MILK", "C-01-1-01", True, 1): d(90)}
    assert ends == {
        "receiving": good | {("MILK", "HOLD-1", True, 3): d(10)},
        "acceptance": good | {("MILK", "HOLD-1", False, 3): d(10)},
        "putaway": good | {("MILK", "HOLD-1", False, 3): d(10)},
    }
    # what is rejected was booked at receiving only: it goes back with a red entry (J9), the others without one (J8)
    assert values == {"receiving": d(450), "acceptance": d(405), "putaway": d(405)}
    assert days == {"receiving": 0, "acceptance": 1, "putaway": 2}
    assert doctor(house) == []


@pytest.mark.requirement("R104")
def test_accepted_goods_have_the_same_stock_value_and_accounts(cast):
    house = cast.house
    seen = {}
    for word in POLICIES:
        policy(cast, word)
        before, worth = lying(), value()
        inbound = bought(house, "30.5", "3.333333", item="APPLE")
        got = receive(
            Receive(
                lines=(ReceiveLine(order=inbound, line=1, quantity=d("10.5"), lot="A", made_on=date(2026, 11, 20)),)
            ),
            house,
        )
        more = receive(Receive(lines=(ReceiveLine(order=inbound, line=1, quantity=d(20), lot="A"),)), house)
        for task in (*got.tasks, *more.tasks):
            put_away(PutAway(lines=(PutAwayLine(task=task, location="A-01-1-01", reason="近"),)), house)
        now = lying()
        booked = JournalLine.objects.filter(
            entry__in=list(
                JournalEntry.objects.filter(number__in=[*got.receipts, *more.receipts]).values_list("id", flat=True)
            )
        )
        seen[word] = (
            {key: now[key] - before.get(key, 0) for key in now if now[key] != before.get(key, 0)},
            value() - worth,
            sorted(booked.values_list("account__code", "debit", "credit")),
        )
    assert seen["receiving"] == seen["acceptance"] == seen["putaway"]
    assert seen["putaway"][1] == d("101.67")
    assert doctor(house) == []


@pytest.mark.parametrize("word", POLICIES)
def test_receipts_are_taken_back_whatever_the_policy(cast, word):
    house = cast.house
    policy(cast, word)
    got = receive(
        Receive(
            lines=(
                ReceiveLine(
                    order=bought(house, 12, "8", item="APPLE"),
                    line=1,
                    quantity=d(12),
                    lot="A",
                    made_on=date(2026, 11, 20),
                ),
            )
        ),
        house,
    )
    put_away(PutAway(lines=(PutAwayLine(task=got.tasks[0]),)), house)
    line = InboundLine.objects.get()
    assert (line.received, line.booked) == (d(12), d(12))
    reverse_receipts(ReverseReceipts(lines=(PaperLine(number=got.receipts[0]),), reason="重复"), house)
    line.refresh_from_db()
    assert (line.received, line.booked, lying(), value()) == (d(0), d(0), {}, d(0))
    assert doctor(house) == []


@pytest.mark.parametrize("word", POLICIES)
def test_a_decided_inspection_keeps_its_receipt_until_it_is_reopened(cast, sampled, word):
    house, supervisor, inspector = cast.house, cast.person("supervisor"), cast.person("inspector")
    policy(cast, word)
    (receipt,) = received(house, bought(house, 50), 50).receipts
    paper = Inspection.objects.get()
    verdict = VerdictLine(inspection=paper.number, conceded=d(50), reason="包装色差,可用")
    (task,) = decide_inspections(DecideInspections(lines=(verdict,)), inspector).tasks
    back = ReverseReceipts(lines=(PaperLine(number=receipt),), reason="重复")
    with pytest.raises(Unreadable) as refused:
        reverse_receipts(back, supervisor)
    assert refused.value.problems[0].facts["inspection"] == paper.number
    with pytest.raises(NotAllowed):
        reopen_inspections(ReopenInspections(numbers=(paper.number,), reason="复检"), inspector)
    opened = reopen_inspections(ReopenInspections(numbers=(paper.number,), reason="复检"), supervisor)
    assert opened.tasks == (task,)
    assert lying() == {("MILK", "DOCK-1", word == "receiving", 2): d(50)}
    assert doctor(house) == []
    # Again, and put away this time: then the verdict can not be taken back, the goods have moved on.
    (task,) = decide_inspections(DecideInspections(lines=(verdict,)), inspector).tasks
    put_away(PutAway(lines=(PutAwayLine(task=task),)), supervisor)
    with pytest.raises(Unreadable):
        reopen_inspections(ReopenInspections(numbers=(paper.number,), reason="复检"), supervisor)
    assert doctor(house) == []


def test_an_open_inspection_goes_with_its_receipt(cast, sampled):
    house = cast.house
    (receipt,) = received(house, bought(house, 50), 50).receipts
    reverse_receipts(ReverseReceipts(lines=(PaperLine(number=receipt),), reason="重复"), house)
    assert Inspection.objects.get().state == "withdrawn"
    assert lying() == {}
    assert doctor(house) == []


def test_who_received_does_not_inspect_even_with_both_rights(cast, sampled):
    install([cast.company])
    both = cast.person("receiver")
    both = replace(both, rights={**both.rights, "inspect goods": both.rights["receive goods"]})
    received(both, bought(cast.house, 50), 50)
    number = Inspection.objects.get().number
    findings = RecordFindings(lines=(FindingLine(inspection=number, characteristic="外观"),))
    with pytest.raises(SameHands):
        record_findings(findings, both)
    with pytest.raises(SameHands):
        decide_inspections(DecideInspections(lines=(VerdictLine(inspection=number),)), both)
    assert record_findings(findings, cast.person("inspector")).findings == 1


def test_bad_verdicts_are_refused_all_at_once(cast, sampled):
    house, inspector = cast.house, cast.person("inspector")
    received(house, bought(house, 1000), 1000)
    number = Inspection.objects.get().number
    bad = FindingLine(inspection=number, characteristic="外观", nonconforming=3)
    assert record_findings(RecordFindings(lines=(bad,)), inspector).beyond == (number,)
    lines = (
        VerdictLine(inspection=number, rejected=d(10), location="NOWHERE"),
        VerdictLine(inspection=number, rejected=d(1001), reason="x"),
    )
    with pytest.raises(Unreadable) as refused:
        decide_inspections(DecideInspections(lines=lines), inspector)
    assert {p.where for p in refused.value.problems} == {
        "lines.0.reason",
        "lines.0.inspection",
        "lines.0.location",
        "lines.1.inspection",
        "lines.1.rejected",
    }
    assert lying() == {("MILK", "DOCK-1", True, 2): d(1000)}
    # three of eighty are too many: only by concession or not at all
    all_conceded = VerdictLine(inspection=number, conceded=d(1000), reason="让步")
    decide_inspections(DecideInspections(lines=(all_conceded,)), inspector)
    assert lying() == {("MILK", "DOCK-1", True, 1): d(1000)}
    with pytest.raises(Unreadable):
        decide_inspections(DecideInspections(lines=(all_conceded,)), inspector)
    assert doctor(house) == []


def test_the_status_verb_leaves_goods_to_their_inspection(cast, sampled):
    house = cast.house
    received(house, bought(house, 50), 50)
    line = StatusLine(item="MILK", lot="M1", source="qc_pending", target="good")
    assert change_status(ChangeStatus(warehouse="SH1", lines=(line,), reason="x"), house).balances == 0


def test_a_supplier_who_does_well_is_skipped_and_one_who_does_not_is_tightened(cast):
    house, inspector = cast.house, cast.person("inspector")
    facts = {"item": "MILK", "method": Method.SAMPLING, "aql": "1.0", "skip_after": 2, "skip_every": 3}
    set_plans(SetPlans(plans=(PlanFacts(code="MILK", **facts),)), house)
    seen = []
    for n in range(6):
        (receipt,) = received(house, bought(house, 200), 200, lot=f"L{n}").receipts
        paper = Inspection.objects.filter(receipt=receipt).first()
        seen.append(paper is not None)
        if paper:
            decide_inspections(DecideInspections(lines=(VerdictLine(inspection=paper.number),)), inspector)
    assert seen == [True, True, False, False, True, False]
    change = set_plans(SetPlans(plans=(PlanFacts(code="MILK", item="MILK", method=Method.SAMPLING, aql="1.0"),)), house)
    assert (change.created, change.changed) == (0, 1)
    for n in range(3):
        (receipt,) = received(house, bought(house, 200), 200, lot=f"B{n}").receipts
        paper = Inspection.objects.get(receipt=receipt)
        verdict = VerdictLine(inspection=paper.number, rejected=d(200), reason="酸包")
        decide_inspections(DecideInspections(lines=(verdict,)), inspector)
    assert [p.severity for p in Inspection.objects.order_by("id")] == ["normal"] * 5 + ["tightened"]
    assert History.objects.get().severity == "tightened"
    assert doctor(house) == []


@pytest.mark.parametrize("word", POLICIES)
def test_what_was_rejected_goes_back_to_the_farm(cast, sampled, word):
    house, inspector = cast.house, cast.person("inspector")
    policy(cast, word)
    (receipt,) = received(house, bought(house, 50), 50).receipts
    number = Inspection.objects.get().number
    verdict = VerdictLine(inspection=number, rejected=d(50), reason="胀包", location="HOLD-1")
    decide_inspections(DecideInspections(lines=(verdict,)), inspector)
    line = SupplierReturnLine(receipt=receipt, line=1, quantity=d(50), location="HOLD-1", status="defective")
    (paper,) = draft_supplier_returns(DraftSupplierReturns(lines=(line,), wants="refund", reason="胀包"), house).returns
    send_supplier_returns(SendSupplierReturns(numbers=(paper,)), house)
    assert (lying(), value()) == ({}, d(0))
    # J9 in red where it had been booked; J8, nothing at all, where it had not
    red = [[("debit", "1405", "-225.00"), ("credit", "2202.02", "-225.00")]]
    assert entries_of(paper) == (red if word == "receiving" else [])
    assert doctor(house) == []
