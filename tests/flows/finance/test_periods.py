"""Periods: soft and hard close, every blocker by name, money that lands later, profit carried forward, and vouchers of the journal."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.floor import as_user, bring_in, doctor, open_floor, sell
from tests.ledgers.books.desk import MAKER, approve, book, line, post, write

from ledgerhouse.flows.finance.book_event import BookEvent, EventAmount, book_event
from ledgerhouse.flows.finance.check_close import CheckClose, check_close
from ledgerhouse.flows.finance.close_for_good import CloseForGood, close_for_good
from ledgerhouse.flows.finance.make_vouchers import MakeVouchers, make_vouchers
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.models import SettingValue
from ledgerhouse.foundation.paper import find
from ledgerhouse.kernel.errors import Unreadable, WrongState
from ledgerhouse.ledgers.books.carry_forward import CarryForward, NotAllPosted, NothingToCarry, carry_forward
from ledgerhouse.ledgers.books.close_period import ClosePeriod, close_period
from ledgerhouse.ledgers.books.models import JournalEntry, Period, Turnover, Voucher, VoucherEntry
from ledgerhouse.ledgers.books.periods import PeriodClosed, PeriodClosing
from ledgerhouse.ledgers.books.reopen_period import ReopenPeriod, reopen_period
from ledgerhouse.ledgers.books.rewrite_voucher import FromTheJournal
from ledgerhouse.ledgers.books.set_voucher_policy import SetVoucherPolicy, set_voucher_policy
from ledgerhouse.ledgers.books.void_vouchers import VoidVouchers, void_vouchers
from ledgerhouse.ledgers.books.voucher_words import Summary

pytestmark = [pytest.mark.requirement("R012"), pytest.mark.requirement("R018")]
MONTH = 202611


@pytest.fixture
def shop(ctx):
    open_floor(ctx)
    return ctx


def without(ctx, right):
    """The same asker without one right."""
    return replace(
        ctx, rights={r: ctx.rights[r] for r in ("write vouchers", "see books", "receive goods") if r != right}
    )


def everything_posted(ctx):
    numbers = make_vouchers(MakeVouchers(), as_user(ctx, MAKER)).numbers
    post(ctx, *approve(ctx, *numbers))


def test_a_closing_period_takes_only_those_with_the_right(shop):
    close_period(ClosePeriod(month=MONTH), shop)
    with pytest.raises(PeriodClosing, match="202611"):
        write(without(shop, ""))
    assert Voucher.objects.get(number=write(shop)).month == MONTH
    reopen_period(ReopenPeriod(month=MONTH, reason="a bill came late"), shop)
    write(without(shop, ""))
    with pytest.raises(WrongState):
        close_for_good(CloseForGood(month=MONTH), shop)


def test_every_blocker_of_the_close_is_named(shop):
    bring_in(shop, ("CUP", 10, 5))
    draft = write(shop, line("6603", 3), line("1002", 0, 3))
    close_period(ClosePeriod(month=MONTH), shop)
    with pytest.raises(Unreadable) as refused:
        close_for_good(CloseForGood(month=MONTH), shop)
    named = {p.where: p.facts["names"] for p in refused.value.problems}
    assert named.keys() == {"The journal is in vouchers", "All vouchers are posted"}
    assert "receipt" in named["The journal is in vouchers"]
    assert draft in named["All vouchers are posted"]
    post(shop, *approve(shop, draft))
    everything_posted(shop)
    assert [i.item for i in check_close(CheckClose(month=MONTH), shop).items if i.blocks and not i.done] == [
        "Income and expenses are carried forward"
    ]
    post(shop, *approve(shop, carry_forward(CarryForward(month=MONTH), as_user(shop, MAKER)).number))
    assert close_for_good(CloseForGood(month=MONTH), shop).state == "closed"
    assert doctor(shop) == []


def closed(ctx, month=MONTH):
    close_period(ClosePeriod(month=month), ctx)
    close_for_good(CloseForGood(month=month), ctx)


def test_into_a_closed_period_nobody_books_and_goods_keep_their_date(shop):
    closed(shop)
    with pytest.raises(PeriodClosed, match="202611"):
        write(shop)
    payment = BookEvent(event="payment", partner="FARM", amounts=(EventAmount(kind="gross", amount=Decimal(5)),))
    with pytest.raises(PeriodClosed, match="202611"):
        book_event(payment, shop)
    bring_in(shop, ("CUP", 10, 5))
    entry = JournalEntry.objects.get()
    assert (entry.business_date, entry.month) == (date(2026, 11, 22), 202612)
    everything_posted(shop)
    voucher = Voucher.objects.get()
    assert (voucher.month, voucher.day) == (202612, date(2026, 12, 1))
    for verb in (close_period, close_for_good):
        with pytest.raises(WrongState):
            verb({close_period: ClosePeriod, close_for_good: CloseForGood}[verb](month=MONTH), shop)
    with pytest.raises(WrongState):
        reopen_period(ReopenPeriod(month=MONTH, reason="no way"), shop)
    assert doctor(shop) == []


def test_an_entry_that_slipped_into_a_closed_month_lands_in_the_next(shop):
    """Somebody booked while the close committed: the journal keeps its month, the voucher takes the first open period."""
    bring_in(shop, ("CUP", 10, 5))
    Period.objects.update_or_create(company_id=shop.company, month=MONTH, defaults={"state": "closed"})
    everything_posted(shop)
    assert (JournalEntry.objects.get().month, Voucher.objects.get().month) == (MONTH, 202612)
    assert doctor(shop) == []


def test_profit_goes_forward_and_the_year_too(shop):
    with pytest.raises(NothingToCarry):
        carry_forward(CarryForward(month=MONTH), shop)
    draft = write(shop, line("1002", 100), line("6001", 0, 100))
    with pytest.raises(NotAllPosted, match=draft):
        carry_forward(CarryForward(month=MONTH), shop)
    post(shop, *approve(shop, draft))
    book(shop, line("6603", 30), line("1002", 0, 30))
    carried = carry_forward(CarryForward(month=202612, year_end=True), as_user(shop, MAKER)).number
    post(shop, *approve(shop, carried))
    nets = {
        code: debit - credit
        for code, debit, credit in Turnover.objects.filter(month=202612).values_list("account__code", "debit", "credit")
    }
    assert nets == {"6001": 100, "6603": -30, "4103": 0, "4104": -70}
    assert Voucher.objects.get(number=carried).day == date(2026, 12, 31)


def test_one_voucher_per_day_or_per_document(shop):
    bring_in(shop, ("CUP", 10, 5), ("PLATE", 4, 2))
    bring_in(shop, ("CUP", 5, 6))
    assert len(make_vouchers(MakeVouchers(), shop).numbers) == 2
    set_voucher_policy(SetVoucherPolicy(summary=Summary.DAY), shop)
    bring_in(shop, ("CUP", 1, 6))
    bring_in(shop, ("CUP", 2, 6))
    sell(shop, ("CUP", 3, 20))
    (receipts, shipments) = make_vouchers(MakeVouchers(), shop).numbers
    assert make_vouchers(MakeVouchers(), shop).numbers == ()
    daily = Voucher.objects.get(number=receipts)
    assert (daily.total, daily.attachments) == (18, 2)
    assert daily.explanation.endswith("等2单")
    line_of = daily.lines.get(account__code="1405")
    assert (line_of.item.code, line_of.quantity, line_of.price) == ("CUP", 3, 6)
    first = Voucher.objects.order_by("number").first()
    assert {row.item.code: row.quantity for row in first.lines.filter(account__code="1405")} == {"CUP": 10, "PLATE": 4}
    assert find(shop, "voucher", shipments).state == "draft"
    with pytest.raises(FromTheJournal):
        void_vouchers(VoidVouchers(numbers=(receipts,)), shop)
    waiting = LISTINGS["books.journal"]
    assert list(waiting.every(shop, replace(waiting.filters(), waiting=True))) == []
    assert doctor(shop) == []


def test_vouchers_of_many_entries_cost_constant_statements(shop):
    def statements(receipts):
        for _ in range(receipts):
            bring_in(shop, ("CUP", 1, 5), ("PLATE", 2, 3))
        with CaptureQueriesContext(connection) as captured:
            assert len(make_vouchers(MakeVouchers(), shop).numbers) == receipts
        return len(captured)

    statements(1)
    assert statements(2) == statements(6)


def test_the_company_may_let_rules_approve(shop):
    SettingValue.objects.create(company=shop.company, name="books.approve_by_rule", value=True)
    bring_in(shop, ("CUP", 10, 5))
    numbers = make_vouchers(MakeVouchers(), shop).numbers
    assert post(shop, *numbers) == [1]
    assert Voucher.objects.get().checker == 0
    assert VoucherEntry.objects.count() == 1
    facts = {fact.title: fact.value for fact in find(shop, "voucher", numbers[0]).facts}
    assert facts["Checked by"] == "by posting rules"


def test_a_period_and_its_checklist_have_a_page(shop):
    book(shop, line("6603", 30), line("1002", 0, 30))
    page = find(shop, "period", str(MONTH))
    open_ones = [row.item for row in page.tables[0].rows if not row.done]
    assert open_ones == ["Income and expenses are carried forward"]
    assert [action.verb for action in page.actions] == ["books.close_period", "books.carry_forward"]
    assert page.state == "open"
