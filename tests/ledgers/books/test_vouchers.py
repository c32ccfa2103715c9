"""Vouchers: who may do what in which state, final when posted, taken back in red, numbered without gap."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.cast import NOW
from tests.floor import as_user, doctor, open_floor
from tests.ledgers.books.desk import CHECKER, MAKER, approve, book, line, pay, post, write

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.models import Company, SettingValue
from ledgerhouse.kernel.context import house
from ledgerhouse.kernel.errors import NotFound, Unreadable, WrongState
from ledgerhouse.ledgers.books.approve_vouchers import ApproveVouchers, MakerApproves, approve_vouchers
from ledgerhouse.ledgers.books.correct_voucher import CorrectVoucher, NotReversed, correct_voucher
from ledgerhouse.ledgers.books.models import Turnover, Voucher, VoucherEntry, VoucherLine
from ledgerhouse.ledgers.books.post_vouchers import PostVouchers, post_vouchers
from ledgerhouse.ledgers.books.rebuild_balances import RebuildBalances, rebuild_balances
from ledgerhouse.ledgers.books.reject_vouchers import RejectVouchers, reject_vouchers
from ledgerhouse.ledgers.books.reverse_voucher import AlreadyReversed, RedIsFinal, ReverseVoucher, reverse_voucher
from ledgerhouse.ledgers.books.rewrite_voucher import RewriteVoucher, rewrite_voucher
from ledgerhouse.ledgers.books.set_up import set_up_books
from ledgerhouse.ledgers.books.submit_vouchers import SubmitVouchers, submit_vouchers
from ledgerhouse.ledgers.books.void_vouchers import VoidVouchers, void_vouchers
from ledgerhouse.ledgers.books.vouchers import Unbalanced
from ledgerhouse.ledgers.books.withdraw_vouchers import WithdrawVouchers, withdraw_vouchers


@pytest.fixture
def desk(ctx):
    open_floor(ctx)
    return ctx


def test_a_voucher_goes_its_way_and_every_hand_is_written_down(desk):
    number = write(desk, attachments=2)
    with pytest.raises(WrongState):
        approve_vouchers(ApproveVouchers(numbers=(number,)), as_user(desk, CHECKER))
    submit_vouchers(SubmitVouchers(numbers=(number,)), as_user(desk, MAKER))
    with pytest.raises(MakerApproves, match=number):
        approve_vouchers(ApproveVouchers(numbers=(number,)), as_user(desk, MAKER))
    approve_vouchers(ApproveVouchers(numbers=(number,)), as_user(desk, CHECKER))
    assert post(desk, number) == [1]
    row = Voucher.objects.get()
    assert (row.state, row.word, row.serial, row.attachments) == ("posted", "记", 1, 2)
    assert (row.maker, row.checker, row.poster, row.posted_at) == (MAKER, CHECKER, CHECKER, desk.now)
    with pytest.raises(WrongState):
        post(desk, number)
    assert doctor(desk) == []


def test_back_and_forth_before_it_is_posted(desk):
    number = write(desk)
    submit_vouchers(SubmitVouchers(numbers=(number,)), desk)
    reject_vouchers(RejectVouchers(numbers=(number,), reason="wrong account"), desk)
    rewrite_voucher(RewriteVoucher(number=number, lines=pay(70)), as_user(desk, MAKER))
    approve(desk, number)
    withdraw_vouchers(WithdrawVouchers(numbers=(number,)), desk)
    assert Voucher.objects.get().checker is None
    reject_vouchers(RejectVouchers(numbers=(number,)), desk)
    void_vouchers(VoidVouchers(numbers=(number,)), desk)
    assert (Voucher.objects.get().state, Voucher.objects.get().total) == ("void", 70)
    with pytest.raises(WrongState):
        rewrite_voucher(RewriteVoucher(number=number, lines=pay(1)), desk)


def test_everything_wrong_with_a_voucher_is_told_at_once(desk):
    with pytest.raises(Unreadable) as refused:
        write(
            desk,
            line("9999", 1),
            line("2202", 0, 1),
            line("2202.01", 1, 1, cash_flow="111"),
            line("1001", "0.01", currency="USD", partner="NOBODY", cash_flow="999"),
        )
    assert {(p.where, p.sentence()) for p in refused.value.problems} == {
        ("lines.0.account", "there is no account 9999"),
        ("lines.1.account", "account 2202 is a heading; book on one below it"),
        ("lines.2.partner", "account 2202.01 wants it"),
        ("lines.2.cash_flow", "account 2202.01 is not cash or bank"),
        ("lines.2", "needs an amount on one side, debit or credit"),
        ("lines.3.currency", "account 1001 is not kept in foreign currencies"),
        ("lines.3.partner", "there is no NOBODY"),
        ("lines.3.cash_flow", "there is no cash-flow item 999"),
    }
    with pytest.raises(Unbalanced, match=r"debit 1\.00 is not credit 2\.00"):
        write(desk, line("1001", 1), line("1002", 0, 2))
    with pytest.raises(NotFound):
        post(desk, "PZ-NONE")
    assert Voucher.objects.count() == 0


def test_posted_vouchers_are_final_in_the_database_too(desk):
    book(desk)
    draft = Voucher.objects.get(number=write(desk))
    posted = Voucher.objects.get(state="posted")
    of = VoucherLine.objects.filter(voucher=posted)
    other = VoucherLine.objects.filter(voucher=draft).first()
    VoucherEntry.objects.bulk_create([VoucherEntry(company_id=desk.company, entry=1, voucher=draft)])
    facts = {"account_id": other.account_id, "debit": Decimal(1), "position": 9}
    tries = [
        lambda: Voucher.objects.filter(id=posted.id).update(explanation="other"),
        lambda: Voucher.objects.filter(id=posted.id).update(state="draft", serial=None),
        lambda: dialect.execute(f"delete from books_voucher where id = {posted.id}"),
        lambda: of.update(debit=1),
        lambda: dialect.execute(f"delete from books_voucherline where voucher_id = {posted.id}"),
        lambda: VoucherLine.objects.filter(id=other.id).update(voucher=posted, position=8),
        lambda: VoucherLine.objects.bulk_create([VoucherLine(voucher=posted, **facts)]),
        lambda: VoucherEntry.objects.update(voucher=posted),
        lambda: VoucherEntry.objects.all().delete(),
    ]
    for attempt in tries:
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            attempt()
    with pytest.raises(IntegrityError), transaction.atomic():  # no entry in two vouchers
        VoucherEntry.objects.bulk_create([VoucherEntry(company_id=desk.company, entry=1, voucher=posted)])
    assert Voucher.objects.filter(id=draft.id).update(explanation="still a draft") == 1


def test_red_takes_back_and_blue_says_it_right(desk):
    wrong = book(desk)
    with pytest.raises(NotReversed):
        correct_voucher(CorrectVoucher(number=wrong, lines=pay(90)), as_user(desk, MAKER))
    red = reverse_voucher(ReverseVoucher(number=wrong, reason="wrong amount"), as_user(desk, MAKER)).number
    with pytest.raises(AlreadyReversed, match=red):
        reverse_voucher(ReverseVoucher(number=wrong), as_user(desk, MAKER))
    post(desk, *approve(desk, red))
    rows = VoucherLine.objects.filter(voucher__number=red).order_by("position")
    assert [(row.debit, row.credit) for row in rows] == [(-100, 0), (0, -100)]
    assert Voucher.objects.get(number=red).explanation == "注销11月22日记1号凭证"
    with pytest.raises(RedIsFinal):
        reverse_voucher(ReverseVoucher(number=red), as_user(desk, MAKER))
    blue = correct_voucher(CorrectVoucher(number=wrong, lines=pay(90)), as_user(desk, MAKER)).number
    assert post(desk, *approve(desk, blue)) == [3]
    assert Voucher.objects.get(number=blue).explanation == "订正11月22日记1号凭证 提现"
    assert {(row.account.code, row.debit, row.credit) for row in Turnover.objects.select_related("account")} == {
        ("1001", 90, 0),
        ("1002", 0, 90),
    }
    assert doctor(desk) == []


def test_numbers_follow_the_dates_per_period_and_word(desk):
    SettingValue.objects.create(company=desk.company, name="books.voucher_words", value="three")
    late = write(desk, day=date(2026, 11, 20))
    early = write(desk, day=date(2026, 11, 3))
    taken = write(desk, line("1002", 5), line("4001", 0, 5), day=date(2026, 11, 5))
    moved = write(desk, line("5001.01", 5), line("1403", 0, 5), day=date(2026, 11, 6))
    before = write(desk, day=date(2026, 10, 31))
    post(desk, *approve(desk, late, early, taken, moved, before))
    assert {row.number: (row.month, row.word, row.serial) for row in Voucher.objects.all()} == {
        early: (202611, "付", 1),
        late: (202611, "付", 2),
        taken: (202611, "收", 1),
        moved: (202611, "转", 1),
        before: (202610, "付", 1),
    }


def test_a_refused_post_takes_no_number(desk):
    good, bad = write(desk), write(desk)
    approve(desk, good)
    with pytest.raises(WrongState):
        post(desk, good, bad)
    assert post(desk, good) == [1]
    assert doctor(desk) == []


def test_posting_many_costs_what_posting_one_costs(desk):
    def statements(count):
        numbers = approve(desk, *(write(desk) for _ in range(count)))
        with CaptureQueriesContext(connection) as captured:
            post_vouchers(PostVouchers(numbers=numbers), as_user(desk, CHECKER))
        return len(captured)

    statements(1)  # the series and the turnovers are there afterwards
    few, many = statements(2), statements(20)
    # SQLite updates row by row, as a prepared statement per row
    assert many == few or connection.vendor == "sqlite"
    assert many <= few + (18 if connection.vendor == "sqlite" else 0)


def test_the_snapshot_can_be_made_anew(desk):
    book(desk)
    book(desk, *pay(5))
    before = list(Turnover.objects.order_by("account_id").values("account_id", "debit", "credit"))
    Turnover.objects.update(debit=7)
    assert any("balances are what vouchers say" in problem for problem in doctor(desk))
    assert rebuild_balances(RebuildBalances(), desk).turnovers == 2
    assert list(Turnover.objects.order_by("account_id").values("account_id", "debit", "credit")) == before
    assert doctor(desk) == []


def test_the_doctor_finds_a_planted_gap(desk):
    first, second = write(desk), write(desk)
    approve(desk, first, second)
    for number, serial in ((first, 1), (second, 3)):
        Voucher.objects.filter(number=number).update(state="posted", serial=serial, poster=1, posted_at=desk.now)
    assert any("numbers 1 to 3" in problem for problem in doctor(desk))


class AnyVoucher(TestCase):
    """Whatever is written, posted and taken back adds up to nothing."""

    @settings(max_examples=10)
    @given(
        st.lists(
            st.tuples(st.sampled_from(["1001", "1403", "4001", "5001.01", "6001"]), st.integers(1, 10**9)),
            min_size=1,
            max_size=6,
        )
    )
    def test_red_reversal_undoes_to_zero(self, sides):
        company = Company.objects.create(code=f"P{Company.objects.count()}", name="any")
        ctx = house(company.id, NOW)
        set_up_books(ctx)
        lines = [line(account, Decimal(cents) / 100) for account, cents in sides]
        number = book(ctx, *lines, line("1002", 0, sum(one.debit for one in lines)))
        red = reverse_voucher(ReverseVoucher(number=number), as_user(ctx, MAKER)).number
        post(ctx, *approve(ctx, red))
        rows = Turnover.objects.filter(company=company)
        assert rows
        assert all(row.debit == row.credit == 0 for row in rows)
