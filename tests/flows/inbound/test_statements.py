"""From the requisition to the claim: one line or fifty, the same number of statements."""

from datetime import date, time

import pytest
from tests.floor import as_user, bring_in, buy, d, doctor, open_floor, stock
from tests.statements import sent

from ledgerhouse.documents.purchasing.agree import Agree, AgreedLine, agree
from ledgerhouse.documents.purchasing.agree_claims import AgreeClaims, AgreedClaim, agree_claims
from ledgerhouse.documents.purchasing.ask_quotes import AskedLine, AskQuotes, ask_quotes
from ledgerhouse.documents.purchasing.award import Award, award
from ledgerhouse.documents.purchasing.call_off import CallOff, CallOffLine, call_off
from ledgerhouse.documents.purchasing.enter_quotes import EnterQuotes, QuotedLine, enter_quotes
from ledgerhouse.documents.purchasing.judge_agreements import WhichAgreements, activate_agreements, close_agreements
from ledgerhouse.documents.purchasing.judge_requisitions import (
    WhichRequisitions,
    approve_requisitions,
    submit_requisitions,
)
from ledgerhouse.documents.purchasing.order_requisitions import OrderRequisitions, order_requisitions
from ledgerhouse.documents.purchasing.refuse_claims import RefuseClaims, refuse_claims
from ledgerhouse.documents.purchasing.request_goods import RequestGoods, WantedLine, request_goods
from ledgerhouse.documents.purchasing.settle_claims import SettleClaims, settle_claims
from ledgerhouse.documents.quality.models import Inspection
from ledgerhouse.documents.quality.record_findings import FindingLine, RecordFindings, record_findings
from ledgerhouse.documents.quality.set_plans import PlanFacts, SetPlans, set_plans
from ledgerhouse.documents.quality.words import Method
from ledgerhouse.documents.warehouse.models import Appointment
from ledgerhouse.documents.warehouse.set_dock_hours import HoursFacts, SetDockHours, set_dock_hours
from ledgerhouse.flows.inbound.book_dock import BookDock, book_dock
from ledgerhouse.flows.inbound.decide_inspections import DecideInspections, VerdictLine, decide_inspections
from ledgerhouse.flows.inbound.delivery import ReceiveLine
from ledgerhouse.flows.inbound.draft_supplier_returns import (
    DraftSupplierReturns,
    SupplierReturnLine,
    draft_supplier_returns,
)
from ledgerhouse.flows.inbound.raise_claims import ClaimLine, RaiseClaims, raise_claims
from ledgerhouse.flows.inbound.receive import Receive, receive
from ledgerhouse.flows.inbound.receive_scans import ReceiveScans, receive_scans
from ledgerhouse.flows.inbound.refuse_goods import RefusedLine, RefuseGoods, refuse_goods
from ledgerhouse.flows.inbound.scanning import ScanLine
from ledgerhouse.flows.inbound.send_supplier_returns import SendSupplierReturns, send_supplier_returns
from ledgerhouse.flows.inbound.step_appointments import StepAppointments, step_appointments
from ledgerhouse.masterdata.catalog.create_items import CreateItems, create_items
from ledgerhouse.masterdata.catalog.item_facts import NewItem
from ledgerhouse.masterdata.partners.create_partners import CreatePartners, create_partners
from ledgerhouse.masterdata.partners.partner_facts import NewPartner

FEW, MANY = 1, 50
ITEMS = [f"I{n}" for n in range(MANY)]
EXPIRES = date(2027, 6, 1)
pytestmark = pytest.mark.requirement("R011")


@pytest.fixture(autouse=True)
def floor(ctx):
    open_floor(ctx)
    items = [NewItem(code=code, name=code, unit="pcs") for code in ITEMS]
    create_items(CreateItems(tuple(items), active=True), ctx)
    create_partners(CreatePartners(partners=(NewPartner(code="KILN", name="景德镇窑", supplier=True),)), ctx)


class Counter:
    """Runs verbs and keeps how many statements each sent."""

    def __init__(self, ctx) -> None:
        self.ctx, self.counts = ctx, {}

    def __call__(self, verb, command, ctx=None):
        with sent() as statements:
            answer = verb(command, ctx or self.ctx)
        self.counts[f"{verb.__name__} {len(self.counts)}"] = len(statements)
        return answer


def the_same(ctx, job):
    """A job costs with many lines what it costs with few, once each item was bought before: what is new costs some statements more."""
    counted = []
    for count in (MANY, FEW, MANY):
        run = Counter(ctx)
        job(run, count)
        counted.append(run.counts)
    assert counted[2] == counted[1]
    assert doctor(ctx) == []


def test_asking_and_awarding(ctx):
    def job(run, count):
        asked = tuple(AskedLine(item=code, quantity=d(5)) for code in ITEMS[:count])
        rfq = run(ask_quotes, AskQuotes(suppliers=("FARM", "KILN"), warehouse="SH1", lines=asked)).number
        for supplier, price in (("FARM", 2), ("KILN", 3)):
            quoted = tuple(QuotedLine(line=n, price=d(price), least=d(2)) for n in range(1, count + 1))
            run(enter_quotes, EnterQuotes(rfq=rfq, supplier=supplier, lines=quoted))
        assert len(run(award, Award(rfq=rfq, keep_prices=True)).orders) == 1

    the_same(ctx, job)


def test_requesting_and_ordering(ctx):
    def job(run, count):
        wanted = tuple(WantedLine(item=code, quantity=d(5), supplier="FARM", price=d(2)) for code in ITEMS[:count])
        number = run(request_goods, RequestGoods(warehouse="SH1", lines=wanted)).number
        which = WhichRequisitions(numbers=(number,))
        run(submit_requisitions, which)
        run(approve_requisitions, which)
        assert len(run(order_requisitions, OrderRequisitions(numbers=(number,))).orders) == 1

    the_same(ctx, job)


def test_judging_and_ordering_many_requisitions(ctx):
    def job(run, count):
        lines = (WantedLine(item="CUP", quantity=d(5), supplier="FARM", price=d(2)),)
        numbers = tuple(request_goods(RequestGoods(warehouse="SH1", lines=lines), ctx).number for _ in range(count))
        run(submit_requisitions, WhichRequisitions(numbers=numbers))
        run(approve_requisitions, WhichRequisitions(numbers=numbers))
        run(order_requisitions, OrderRequisitions(numbers=numbers))

    the_same(ctx, job)


def test_agreeing_and_calling_off(ctx):
    def job(run, count):
        lines = tuple(AgreedLine(item=code, quantity=d(100), price=d(2)) for code in ITEMS[:count])
        facts = {"valid_from": date(2026, 1, 1), "valid_until": date(2026, 12, 31)}
        number = run(agree, Agree(supplier="FARM", lines=lines, **facts)).number
        run(activate_agreements, WhichAgreements(numbers=(number,)))
        called = tuple(CallOffLine(line=n, quantity=d(60)) for n in range(1, count + 1))
        run(call_off, CallOff(agreement=number, warehouse="SH1", lines=called))
        some = tuple(CallOffLine(line=n, quantity=d(40)) for n in range(1, count + 1))
        run(call_off, CallOff(agreement=number, warehouse="SH1", lines=some))
        run(close_agreements, WhichAgreements(numbers=(number,)))

    the_same(ctx, job)


def test_looking_and_deciding(ctx):
    plan = PlanFacts(code="FARM", supplier="FARM", method=Method.SAMPLING, level="II", aql="1.0")
    set_plans(SetPlans(plans=(plan,)), ctx)

    def job(run, count):
        _, inbound = buy(ctx, *((code, 20, 2) for code in ITEMS[:count]))
        lines = tuple(ReceiveLine(order=inbound, line=n, quantity=d(20)) for n in range(1, count + 1))
        (receipt,) = run(receive, Receive(lines=lines), as_user(ctx, 7)).receipts
        papers = list(Inspection.objects.filter(receipt=receipt).order_by("id").values_list("number", flat=True))
        assert len(papers) == count
        found = tuple(FindingLine(inspection=paper, characteristic="外观") for paper in papers)
        run(record_findings, RecordFindings(lines=found))
        verdicts = tuple(
            VerdictLine(inspection=paper, conceded=d(2), rejected=d(3), destroyed=d(1), reason="碰伤")
            for paper in papers
        )
        assert run(decide_inspections, DecideInspections(lines=verdicts)).inspections == count

    the_same(ctx, job)


def test_sending_back_and_claiming(ctx):
    def job(run, count):
        receipt = bring_in(ctx, *((code, 20, 2) for code in ITEMS[:count]))
        there = {item: place for item, _, place in stock(ctx)}
        lines = tuple(
            SupplierReturnLine(receipt=receipt, line=n, quantity=d(2), location=there[code])
            for n, code in enumerate(ITEMS[:count], 1)
        )
        drafted = DraftSupplierReturns(lines=lines, wants="replacement", reason="碰伤")
        numbers = run(draft_supplier_returns, drafted).returns
        run(send_supplier_returns, SendSupplierReturns(numbers=numbers))
        raised = tuple(ClaimLine(about=receipt, amount=d(5), reason="少件") for _ in range(2 * count))
        claims = run(raise_claims, RaiseClaims(lines=raised)).claims
        agreed, refused = claims[:count], claims[count:]
        run(agree_claims, AgreeClaims(lines=tuple(AgreedClaim(claim=claim) for claim in agreed)))
        run(settle_claims, SettleClaims(numbers=agreed, settled_by="HZ-1"))
        run(refuse_claims, RefuseClaims(numbers=refused, answer="签收时未注明"))

    the_same(ctx, job)


def test_sending_many_returns_at_once(ctx):
    def job(run, count):
        receipts = [bring_in(ctx, ("CUP", 5, 2)) for _ in range(count)]
        place = next(place for (item, _, place), _ in stock(ctx).items() if item == "CUP")
        lines = tuple(SupplierReturnLine(receipt=one, line=1, quantity=d(1), location=place) for one in receipts)
        run(draft_supplier_returns, DraftSupplierReturns(lines=lines, reason="碰伤"))
        some = [
            draft_supplier_returns(DraftSupplierReturns(lines=(one,), reason="碰伤"), ctx).returns[0] for one in lines
        ]
        run(send_supplier_returns, SendSupplierReturns(numbers=tuple(some)))

    the_same(ctx, job)


def test_vehicles_that_arrive(ctx):
    hours = HoursFacts(dock="DOCK-1", opens=time(8), closes=time(18), slot_minutes=60, capacity=10)
    set_dock_hours(SetDockHours(warehouse="SH1", lines=(hours,)), ctx)

    def job(run, count):
        _, inbound = buy(ctx, *((code, 1, 2) for code in ITEMS[:count]))
        run(book_dock, BookDock(order=inbound))
        orders = [buy(ctx, ("CUP", 1, 2))[1] for _ in range(count)]
        numbers = tuple(book_dock(BookDock(order=order), ctx).number for order in orders)
        assert Appointment.objects.filter(number__in=numbers, state="booked").count() == count
        run(step_appointments, StepAppointments(numbers=numbers, step="arrive"))
        run(step_appointments, StepAppointments(numbers=numbers, step="unload"))
        orders = [buy(ctx, ("CUP", 1, 2))[1] for _ in range(count)]
        numbers = tuple(book_dock(BookDock(order=order), ctx).number for order in orders)
        run(step_appointments, StepAppointments(numbers=numbers, step="cancel"))

    the_same(ctx, job)


def test_refusing_and_scanning(ctx):
    items = tuple(NewItem(code=f"L{n}", name=f"L{n}", unit="pcs", tracking="lot", expires=True) for n in range(MANY))
    create_items(CreateItems(items, active=True), ctx)

    def job(run, count):
        _, inbound = buy(ctx, *((code, 20, 2) for code in (*ITEMS[:count], *(f"L{n}" for n in range(count)))))
        refused = tuple(
            RefusedLine(order=inbound, line=n, quantity=d(1), reason="damaged") for n in range(1, 2 * count + 1)
        )
        run(refuse_goods, RefuseGoods(lines=refused))
        scans = [ScanLine(code=code, quantity=d(3)) for code in ITEMS[:count]]
        scans += [ScanLine(code=f"L{n}", quantity=d(2), lot=f"{inbound}-{n}", expires_on=EXPIRES) for n in range(count)]
        assert len(run(receive_scans, ReceiveScans(order=inbound, lines=tuple(scans))).receipts) == 1

    the_same(ctx, job)
