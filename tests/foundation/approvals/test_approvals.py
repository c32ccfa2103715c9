"""Approvals: which route a paper takes, whose answer counts, what happens to time and to changed papers."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from tests.cast import NOW
from tests.floor import bring_in, d, design, doctor

from ledgerhouse.documents.purchasing.place_order import place_order
from ledgerhouse.documents.purchasing.place_orders import PlaceOrder
from ledgerhouse.documents.purchasing.pricing import NewLine
from ledgerhouse.flows.finance.add_landed_costs import AddLandedCosts, add_landed_costs
from ledgerhouse.flows.finance.adjust_costs import AdjustCosts, AdjustmentLine, adjust_costs
from ledgerhouse.flows.finance.change_standard_costs import ChangeStandardCosts, StandardLine, change_standard_costs
from ledgerhouse.flows.finance.make_vouchers import MakeVouchers, make_vouchers
from ledgerhouse.flows.inbound.release_purchases import ReleasePurchases, release_purchases
from ledgerhouse.flows.inventory.approve_count import ApproveCount, approve_count
from ledgerhouse.flows.inventory.change_status import ChangeStatus, StatusLine, change_status
from ledgerhouse.flows.inventory.convert import Convert, MadeLine, UsedLine, convert
from ledgerhouse.flows.inventory.move import MoveLine, MoveStock, move
from ledgerhouse.flows.inventory.record_count import CountedLine, RecordCount, record_count
from ledgerhouse.flows.inventory.start_count import StartCount, start_count
from ledgerhouse.foundation.approvals.ask import AlreadyAsked, AskApproval, NothingToApprove, ask
from ledgerhouse.foundation.approvals.authority import BeyondAuthority, authority
from ledgerhouse.foundation.approvals.decide import (
    ApprovePaper,
    NotYours,
    RefusePaper,
    approve,
    reject,
    send_back,
    withdraw,
)
from ledgerhouse.foundation.approvals.escalate import escalate
from ledgerhouse.foundation.approvals.need import ApprovalNeeded
from ledgerhouse.foundation.approvals.routes import Route, route_for
from ledgerhouse.foundation.approvals.set_route import SetRoute, StepFacts, set_route
from ledgerhouse.foundation.approvals.subjects import SUBJECTS, Facts
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.models import Approval, Job
from ledgerhouse.foundation.operations.change_setting import ChangeSetting, change_setting
from ledgerhouse.foundation.paper import find
from ledgerhouse.foundation.people.delegate import Delegate, delegate
from ledgerhouse.foundation.verb import VERBS
from ledgerhouse.kernel.errors import NotFound, Unreadable
from ledgerhouse.ledgers.books.approve_vouchers import ApproveVouchers, approve_vouchers
from ledgerhouse.ledgers.books.reject_vouchers import RejectVouchers, reject_vouchers
from ledgerhouse.ledgers.books.rewrite_voucher import RewriteVoucher, rewrite_voucher
from ledgerhouse.ledgers.books.submit_vouchers import SubmitVouchers, submit_vouchers
from ledgerhouse.ledgers.books.voucher_lines import NewVoucherLine
from ledgerhouse.ledgers.books.withdraw_vouchers import WithdrawVouchers, withdraw_vouchers
from ledgerhouse.ledgers.books.write_voucher import WriteVoucher, write_voucher
from ledgerhouse.ledgers.costing.models import CostAdjustment
from ledgerhouse.masterdata.catalog.change_approval import PriceNeedsRequest
from ledgerhouse.masterdata.catalog.change_items import ChangeItems, change_items
from ledgerhouse.masterdata.catalog.create_items import CreateItems, create_items
from ledgerhouse.masterdata.catalog.decide_change import DecideChange, approve_change
from ledgerhouse.masterdata.catalog.item_changes import ItemChange
from ledgerhouse.masterdata.catalog.item_facts import NewItem
from ledgerhouse.masterdata.catalog.request_change import RequestChange, request_change

pytestmark = pytest.mark.requirement("R077", "R106")
PO = "purchase_order"


def order(cast, amount=100, by="buyer"):
    lines = (NewLine(item="CUP", quantity=d(amount), price=d(1)),)
    return place_order(PlaceOrder(supplier="FARM", warehouse="SH1", lines=lines), cast.person(by)).number


def release(cast, number, by="buyer"):
    return release_purchases(ReleasePurchases(numbers=(number,)), cast.person(by)).inbound


def receive_to(cast, place, quantity):
    """Cups at 3.00 each, on one shelf."""
    bring_in(cast.house, ("CUP", quantity, 3))
    lines = [
        MoveLine(item="CUP", quantity=row.on_hand, source=row.location, target=place)
        for row in LISTINGS["stock.balances"].every(cast.house)
        if row.location != place
    ]
    if lines:
        move(MoveStock(warehouse="SH1", lines=tuple(lines)), cast.house)


def mine(cast, username):
    return [row.number for row in LISTINGS["approvals.mine"].every(cast.person(username))]


def yes(cast, number, by):
    return approve(ApprovePaper(kind=PO, number=number), cast.person(by)).state


def test_every_subject_waits_for_a_verb_that_exists():
    assert {name for name, s in SUBJECTS.items() if s.verb not in VERBS} == set()
    assert {"purchase order", "stock adjustment", "item change", "price change", "voucher"} <= set(SUBJECTS)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (Facts("x", Decimal(50)), None),
        (Facts("x", Decimal(100)), None),
        (Facts("x", Decimal("100.01")), "middle"),
        (Facts("x", Decimal(1000)), "middle"),
        (Facts("x", Decimal(1001)), "large"),
        (Facts("x", Decimal(1), categories=frozenset({"food", "fruit"})), "fruit"),
        (Facts("x", Decimal(1), warehouse=7, department=3), "there"),
        (Facts("x", Decimal(1), warehouse=7), None),
    ],
)
def test_the_first_route_whose_conditions_fit_is_taken(facts, expected):
    def route(code, above=0, up_to=0, category="", department=0, warehouse=0):
        return Route(1, code, Decimal(above), Decimal(up_to), category, department, warehouse, ())

    routes = [
        route("fruit", category="fruit"),
        route("there", department=3, warehouse=7),
        route("middle", 100, 1000),
        route("large", 1000),
    ]
    found = route_for(routes, facts)
    assert (found.code if found else None) == expected


def test_without_a_route_nothing_is_needed_and_nothing_can_be_asked(cast):
    number = order(cast)
    with pytest.raises(NothingToApprove):
        ask(AskApproval(kind=PO, number=number), cast.person("buyer"))
    assert release(cast, number)


def test_two_steps_one_after_the_other_then_the_paper_goes_on(cast):
    design(cast.house, "purchase order", "right:approve counts", "role:ceo", above=d(50))
    number = order(cast)
    with pytest.raises(ApprovalNeeded, match=number):
        release(cast, number)
    asked = ask(AskApproval(kind=PO, number=number, note="urgent"), cast.person("buyer"))
    assert asked.approvers == ("right:approve counts",)
    with pytest.raises(AlreadyAsked):
        ask(AskApproval(kind=PO, number=number), cast.person("buyer"))
    assert mine(cast, "supervisor") == [number]
    assert [mine(cast, name) for name in ("buyer", "ceo", "picker", "beijing")] == [[], [], [], []]
    for name in ("buyer", "ceo", "picker", "beijing"):
        with pytest.raises(NotYours):
            yes(cast, number, name)
    assert yes(cast, number, "supervisor") == "waiting"
    assert (mine(cast, "supervisor"), mine(cast, "ceo")) == ([], [number])
    with pytest.raises(ApprovalNeeded):
        release(cast, number)
    assert yes(cast, number, "ceo") == "approved"
    assert release(cast, number)
    answers = find(cast.person("buyer"), PO, number).tables[-1].rows
    assert [(a.step, a.decision, a.by) for a in answers] == [(1, "approve", "陈刚"), (2, "approve", "林青")]


def test_all_of_a_step_must_agree_and_nobody_answers_twice(cast):
    design(
        cast.house, "purchase order", StepFacts(approvers=("role:cfo", "user:ceo", "right:see costs"), needs_all=True)
    )
    number = order(cast)
    ask(AskApproval(kind=PO, number=number), cast.person("buyer"))
    assert yes(cast, number, "cfo") == "waiting"
    with pytest.raises(NotYours):
        yes(cast, number, "cfo")
    assert yes(cast, number, "ceo") == "waiting"
    assert mine(cast, "ceo") == []
    assert yes(cast, number, "auditor") == "approved"


def test_no_and_back_end_it_with_a_reason_and_it_can_be_asked_again(cast):
    design(cast.house, "purchase order", "role:cfo")
    number = order(cast)
    for answer, state in ((reject, "rejected"), (send_back, "returned")):
        ask(AskApproval(kind=PO, number=number), cast.person("buyer"))
        decided = answer(RefusePaper(kind=PO, number=number, reason="too dear"), cast.person("cfo"))
        assert decided.state == state
        with pytest.raises(ApprovalNeeded):
            release(cast, number)
    ask(AskApproval(kind=PO, number=number), cast.person("buyer"))
    with pytest.raises(NotYours):
        withdraw(ApprovePaper(kind=PO, number=number), cast.person("cfo"))
    assert withdraw(ApprovePaper(kind=PO, number=number), cast.person("buyer")).state == "withdrawn"
    with pytest.raises(NotFound):
        yes(cast, number, "cfo")
    assert sorted(Approval.objects.values_list("state", flat=True)) == ["rejected", "returned", "withdrawn"]


def test_doing_it_is_approving_it_for_a_single_approver_but_never_for_the_maker(cast):
    design(cast.house, "purchase order", "right:approve purchases")
    number = order(cast)
    with pytest.raises(ApprovalNeeded):
        release(cast, number, by="buyer")
    assert release(cast, number, by="cfo")
    row = Approval.objects.get()
    assert (row.state, row.seats.get().user) == ("approved", cast.person("cfo").user)


def test_whoever_stands_in_answers_and_is_named(cast):
    design(cast.house, "purchase order", "role:ceo", "role:cfo")
    days = {"valid_from": NOW.date(), "valid_until": NOW.date() + timedelta(days=3), "reason": "trip"}
    delegate(Delegate(taker="auditor", **days), cast.person("ceo"))
    number = order(cast)
    ask(AskApproval(kind=PO, number=number), cast.person("buyer"))
    assert mine(cast, "auditor") == [number]
    assert yes(cast, number, "auditor") == "waiting"
    (answer, *_) = find(cast.person("buyer"), PO, number).tables[-1].rows
    assert (answer.by, answer.behalf) == ("韩梅", "林青")


def test_nobody_stands_in_for_the_maker_at_their_own_paper(cast):
    design(cast.house, "purchase order", "role:buyer")
    days = {"valid_from": NOW.date(), "valid_until": NOW.date() + timedelta(days=3), "reason": "trip"}
    delegate(Delegate(taker="ceo", **days), cast.person("buyer"))
    number = order(cast)
    ask(AskApproval(kind=PO, number=number), cast.person("buyer"))
    with pytest.raises(NotYours):
        yes(cast, number, "ceo")
    assert mine(cast, "ceo") == []


def test_when_nobody_answers_it_is_escalated_once(cast):
    design(cast.house, "purchase order", StepFacts(approvers=("role:cfo",), hours=8, escalate_to="role:ceo"))
    number = order(cast)
    ask(AskApproval(kind=PO, number=number), cast.person("buyer"))
    assert Job.objects.get(kind="approvals.escalate").run_at == NOW + timedelta(hours=8)
    report = lambda *_: None  # noqa: E731
    assert escalate(replace(cast.house, now=NOW + timedelta(hours=7)), {}, report) == {"escalated": 0}
    assert mine(cast, "ceo") == []
    late = replace(cast.house, now=NOW + timedelta(hours=8))
    assert [escalate(late, {}, report), escalate(late, {}, report)] == [{"escalated": 1}, {"escalated": 0}]
    assert (mine(cast, "ceo"), mine(cast, "cfo")) == ([number], [number])
    assert yes(cast, number, "ceo") == "approved"


def test_a_count_above_a_value_needs_a_second_person_and_a_changed_one_a_new_answer(cast):
    bring_in(cast.house, ("CUP", 100, 3))
    design(cast.house, "stock adjustment", "role:cfo", "role:ceo", above=d(100))
    number = start_count(StartCount(warehouse="SH1", items=("CUP",)), cast.person("operator")).number

    def counted(quantity):
        lines = (CountedLine(line=1, quantity=d(quantity)),)
        record_count(RecordCount(number=number, lines=lines), cast.person("operator"))

    counted(40)
    with pytest.raises(ApprovalNeeded):
        approve_count(ApproveCount(number=number), cast.person("supervisor"))
    for _ in range(2):
        ask(AskApproval(kind="stock_count", number=number), cast.person("supervisor"))
        for name in ("cfo", "ceo"):
            approve(ApprovePaper(kind="stock_count", number=number), cast.person(name))
        if _ == 0:
            counted(30)
            with pytest.raises(ApprovalNeeded):
                approve_count(ApproveCount(number=number), cast.person("supervisor"))
    assert approve_count(ApproveCount(number=number), cast.person("supervisor")).losses == 1


def test_prices_go_by_request_once_there_is_a_route_for_them(cast):
    dearer = (ItemChange(code="CUP", standard_cost=Decimal(9)),)
    change_items(ChangeItems(items=(ItemChange(code="CUP", standard_cost=Decimal(2)),)), cast.person("it"))
    design(cast.house, "price change", "role:cfo", "role:ceo", above=d(5))
    with pytest.raises(PriceNeedsRequest):
        change_items(ChangeItems(items=dearer), cast.person("it"))
    number = request_change(RequestChange(items=dearer, reason="market"), cast.person("buyer")).number
    with pytest.raises(ApprovalNeeded):
        approve_change(DecideChange(number=number), cast.person("it"))
    ask(AskApproval(kind="change_request", number=number), cast.person("buyer"))
    for name in ("cfo", "ceo"):
        approve(ApprovePaper(kind="change_request", number=number), cast.person(name))
    assert approve_change(DecideChange(number=number), cast.person("it")).state == "applied"


def test_a_voucher_above_an_amount_needs_others_and_its_maker_is_never_one(cast):
    """Written by the accountant, approved by the route's two, released by the chief accountant; a changed one is asked about anew."""
    design(cast.house, "voucher", "role:cfo", "role:ceo", above=d(1000))

    def lines(amount):
        return NewVoucherLine(account="1001", debit=d(amount)), NewVoucherLine(account="1002", credit=d(amount))

    def written(amount):
        number = write_voucher(WriteVoucher(lines=lines(amount)), cast.person("accountant")).number
        submit_vouchers(SubmitVouchers(numbers=(number,)), cast.person("accountant"))
        return number

    small, large = written(1000), written("1000.01")
    assert approve_vouchers(ApproveVouchers(numbers=(small,)), cast.person("cfo")).vouchers == 1
    with pytest.raises(ApprovalNeeded, match=large):
        approve_vouchers(ApproveVouchers(numbers=(large,)), cast.person("cfo"))
    ask(AskApproval(kind="voucher", number=large), cast.person("accountant"))
    with pytest.raises(NotYours):
        approve(ApprovePaper(kind="voucher", number=large), cast.person("accountant"))
    for name in ("cfo", "ceo"):
        approve(ApprovePaper(kind="voucher", number=large), cast.person(name))
    assert approve_vouchers(ApproveVouchers(numbers=(large,)), cast.person("cfo")).vouchers == 1
    withdraw_vouchers(WithdrawVouchers(numbers=(large,)), cast.person("cfo"))
    reject_vouchers(RejectVouchers(numbers=(large,), reason="more"), cast.person("cfo"))
    rewrite_voucher(RewriteVoucher(number=large, lines=lines(2000)), cast.person("accountant"))
    submit_vouchers(SubmitVouchers(numbers=(large,)), cast.person("accountant"))
    with pytest.raises(ApprovalNeeded, match=large):
        approve_vouchers(ApproveVouchers(numbers=(large,)), cast.person("cfo"))
    assert doctor(cast.house) == []


def test_a_route_for_vouchers_ends_approval_by_rule(cast):
    change_setting(ChangeSetting(name="books.approve_by_rule", value="true"), cast.house)
    bring_in(cast.house, ("CUP", 1, 3))
    (first, *_) = make_vouchers(MakeVouchers(), cast.house).numbers
    assert find(cast.person("cfo"), "voucher", first).state == "approved"
    design(cast.house, "voucher", "role:cfo", "role:ceo")
    bring_in(cast.house, ("CUP", 1, 3))
    (second, *_) = make_vouchers(MakeVouchers(), cast.house).numbers
    assert find(cast.person("cfo"), "voucher", second).state == "draft"
    submit_vouchers(SubmitVouchers(numbers=(second,)), cast.person("accountant"))
    with pytest.raises(ApprovalNeeded, match=second):
        approve_vouchers(ApproveVouchers(numbers=(second,)), cast.person("cfo"))
    assert doctor(cast.house) == []


def adjusting(cast, amount, by):
    line = AdjustmentLine(item="CUP", amount=d(amount))
    return adjust_costs(AdjustCosts(warehouse="SH1", lines=(line,), reason="x"), cast.person(by))


def blocking(cast, quantity, by):
    line = StatusLine(item="CUP", location="A-01-1-01", quantity=d(quantity), target="on_hold")
    return change_status(ChangeStatus(warehouse="SH1", lines=(line,), reason="x"), by)


def test_costs_above_an_amount_are_adjusted_by_whom_the_route_names(cast):
    """Either way counts, all lines together; what was refused left nothing behind, and the paper says who stood for it."""
    bring_in(cast.house, ("CUP", 100, 3))
    design(cast.house, "cost adjustment", "role:cfo", above=d(50))
    assert adjusting(cast, 50, "accountant").number
    rows = CostAdjustment.objects.count()
    for amount in ("50.01", "-60"):
        with pytest.raises(BeyondAuthority):
            adjusting(cast, amount, "accountant")
    assert CostAdjustment.objects.count() == rows
    number = adjusting(cast, "-60", "cfo").number
    (answer,) = find(cast.person("cfo"), "cost_adjustment", number).tables[-1].rows
    assert (answer.decision, answer.by) == ("approve", "郑华")
    assert doctor(cast.house) == []


def test_landed_costs_are_no_way_round_a_limit_either(cast):
    receipt = bring_in(cast.house, ("CUP", 100, 3))
    design(cast.house, "landed cost", "role:cfo", above=d(50))

    def adding(amount, by):
        added = AddLandedCosts(warehouse="SH1", receipts=(receipt,), amount=d(amount))
        return add_landed_costs(added, cast.person(by)).number

    assert adding(50, "accountant")
    with pytest.raises(BeyondAuthority):
        adding("-50.01", "accountant")
    assert adding("50.01", "cfo")
    assert doctor(cast.house) == []


def test_whoever_stands_in_for_the_named_one_may_and_is_named_with_them(cast):
    bring_in(cast.house, ("CUP", 100, 3))
    design(cast.house, "cost adjustment", "role:ceo", above=d(50))
    days = {"valid_from": NOW.date(), "valid_until": NOW.date() + timedelta(days=3), "reason": "trip"}
    delegate(Delegate(taker="accountant", **days), cast.person("ceo"))
    number = adjusting(cast, 60, "accountant").number
    (answer,) = find(cast.person("cfo"), "cost_adjustment", number).tables[-1].rows
    assert (answer.by, answer.behalf) == ("吴静", "林青")


def test_where_several_must_agree_nobody_does_it_alone(cast):
    bring_in(cast.house, ("CUP", 100, 3))
    design(cast.house, "cost adjustment", "role:cfo", "role:ceo", above=d(50))
    for name in ("accountant", "cfo"):
        with pytest.raises(BeyondAuthority):
            adjusting(cast, 60, name)
    assert adjusting(cast, 40, "accountant").number


def test_stock_is_blocked_and_released_up_to_a_worth(cast):
    """100 cups at 3.00; the supervisor blocks up to 30.00 alone, more is left to the role named."""
    receive_to(cast, "A-01-1-01", 100)
    design(cast.house, "change of stock status", "role:cfo", above=d(30))
    supervisor = cast.person("supervisor")
    assert blocking(cast, 10, supervisor).balances == 1
    with pytest.raises(BeyondAuthority) as refused:
        blocking(cast, 11, supervisor)
    assert "33" not in str(refused.value), "what goods are worth is not told to whom it is hidden from"
    assert blocking(cast, 10, supervisor).balances == 1
    assert doctor(cast.house) == []


def test_goods_are_converted_up_to_a_worth(cast):
    receive_to(cast, "A-01-1-01", 100)
    design(cast.house, "conversion of stock", "role:cfo", above=d(30))

    def converting(quantity):
        used = (UsedLine(item="CUP", quantity=d(quantity), location="A-01-1-01"),)
        made = (MadeLine(item="CUP", quantity=d(quantity), location="A-01-1-02"),)
        return convert(Convert(warehouse="SH1", used=used, made=made, reason="repack"), cast.person("supervisor"))

    assert converting(10).value == d(30)
    with pytest.raises(BeyondAuthority):
        converting(11)
    assert doctor(cast.house) == []


def test_standard_costs_are_no_way_round_a_route_for_prices(cast):
    plate = NewItem(code="PLATE", name="盘", unit="pcs", costing="standard", standard_cost=Decimal(5))
    create_items(CreateItems(items=(plate,)), cast.house)
    design(cast.house, "price change", "role:cfo", above=d(2))

    def dearer(cost, by):
        lines = (StandardLine(item="PLATE", cost=d(cost)),)
        return change_standard_costs(ChangeStandardCosts(lines=lines, reason="x"), cast.person(by)).changed

    assert dearer(7, "accountant") == 1
    with pytest.raises(BeyondAuthority):
        dearer("9.01", "accountant")
    with pytest.raises(BeyondAuthority):
        dearer("4.5", "accountant")
    assert dearer("9.01", "cfo") == 1


def test_without_a_route_doing_it_alone_asks_one_statement_more(cast, django_assert_num_queries):
    accountant = cast.person("accountant")
    with django_assert_num_queries(1):
        assert authority(accountant, "cost adjustment", pytest.fail) is None


def test_a_paper_out_of_scope_can_not_even_be_asked_about(cast):
    design(cast.house, "purchase order", "role:cfo")
    number = order(cast)
    for name in ("beijing", "picker"):
        with pytest.raises(Exception, match=r"not-found|not-allowed"):
            ask(AskApproval(kind=PO, number=number), cast.person(name))


def test_a_route_names_everything_that_is_wrong_with_it(cast):
    steps = (StepFacts(approvers=("role:emperor", "user:nobody", "cfo"), hours=5),)
    with pytest.raises(Unreadable) as refused:
        set_route(
            SetRoute(
                code="x", name="x", subject="moon", above=d(9), up_to=d(5), department="NO", warehouse="NO", steps=steps
            ),
            cast.person("it"),
        )
    assert {p.where for p in refused.value.problems} == {
        "department", "warehouse", "subject", "up_to", "steps.0.hours",
        "steps.0.approvers.0", "steps.0.approvers.1", "steps.0.approvers.2",
    }  # fmt: skip


def test_a_route_can_be_read_back_changed_and_turned_off(cast):
    step = StepFacts(approvers=("user:cfo", "role:ceo"), needs_all=True, hours=4, escalate_to="right:see books")
    facts = {
        "code": "big",
        "name": "Big",
        "subject": "purchase order",
        "above": d(10),
        "warehouse": "SH1",
        "department": "PUR",
    }
    assert set_route(SetRoute(**facts, steps=(step,)), cast.person("it")).new
    page = find(cast.person("it"), "approval_route", "big")
    assert [line.approvers for line in page.tables[0].rows] == ["郑华、总经理"]
    known = page.actions[0].command
    assert (known["steps"][0]["approvers"], known["warehouse"], known["department"]) == (
        ["user:cfo", "role:ceo"],
        "SH1",
        "PUR",
    )
    assert not set_route(SetRoute(**{**facts, "active": False}, steps=(step,)), cast.person("it")).new
    assert release(cast, order(cast))
