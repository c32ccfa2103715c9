"""Foreign money: rates by day, refused by name when there is none, exact to the cent with one rule for what rounding leaves."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.floor import doctor, open_floor
from tests.ledgers.books.desk import book, line

from ledgerhouse.flows.finance.book_event import BookEvent, EventAmount, book_event
from ledgerhouse.kernel.errors import Unreadable
from ledgerhouse.kernel.exact import convert
from ledgerhouse.ledgers.books.models import ExchangeRate, JournalLine, VoucherLine
from ledgerhouse.ledgers.books.rates import NoRate, settle_residual
from ledgerhouse.ledgers.books.set_rates import NewRate, SetRates, set_rates
from ledgerhouse.ledgers.books.voucher_words import Line

FIRST, LATER = date(2026, 11, 1), date(2026, 11, 15)


@pytest.fixture
def desk(ctx):
    open_floor(ctx)
    rates = (
        NewRate(currency="USD", day=FIRST, rate=Decimal("7.1")),
        NewRate(currency="USD", day=LATER, rate=Decimal("7.23456789")),
    )
    set_rates(SetRates(rates=rates), ctx)
    return ctx


def test_the_rate_of_the_day_converts_and_is_kept_on_the_line(desk):
    lines = line("1122.01", "100.01", currency="USD", partner="SHOP"), line("6001", 0, "723.53")
    number = book(desk, *lines)
    row = VoucherLine.objects.get(voucher__number=number, account__code="1122.01")
    assert (row.debit, row.original, row.rate, row.currency) == (
        Decimal("723.53"), Decimal("100.01"), Decimal("7.23456789"), "USD",
    )  # fmt: skip
    early = book(desk, line("1002", 10, currency="USD"), line("4001", 0, 71), day=date(2026, 11, 14))
    assert VoucherLine.objects.get(voucher__number=early, account__code="1002").rate == Decimal("7.1")
    assert doctor(desk) == []


def test_a_currency_without_rate_is_refused_by_name(desk):
    with pytest.raises(NoRate, match="EUR on 2026-11-22"):
        book(desk, line("1002", 10, currency="EUR"), line("4001", 0, 71))
    with pytest.raises(NoRate, match="USD on 2026-10-31"):
        book(desk, line("1002", 10, currency="USD"), line("4001", 0, 71), day=date(2026, 10, 31))
    with pytest.raises(Unreadable, match="own currency"):
        set_rates(SetRates(rates=(NewRate(currency="CNY", day=FIRST, rate=Decimal(1)),)), desk)


def test_a_rate_set_again_counts_from_now_on(desk):
    set_rates(SetRates(rates=(NewRate(currency="USD", day=FIRST, rate=Decimal("7.2")),)), desk)
    assert [row.rate for row in ExchangeRate.objects.order_by("day")] == [Decimal("7.2"), Decimal("7.23456789")]


def test_an_event_in_foreign_money_balances_in_ours(desk):
    amounts = EventAmount(kind="net", amount=Decimal("33.33")), EventAmount(kind="tax", amount=Decimal("4.33"))
    entry = book_event(BookEvent(event="sales_invoice", partner="SHOP", currency="USD", amounts=amounts), desk).entry
    lines = JournalLine.objects.filter(entry=entry)
    assert sum(row.debit for row in lines) == sum(row.credit for row in lines) == Decimal("272.46")
    assert sorted(row.original for row in lines) == [Decimal("4.33")] * 2 + [Decimal("33.33")] * 2
    assert doctor(desk) == []


@given(st.lists(st.integers(1, 10**10), min_size=1, max_size=8), st.integers(1, 10**10))
def test_what_rounding_leaves_is_settled_whatever_the_rate(cents, rate):
    """Many foreign lines against one: each is rounded by itself, and the voucher still balances to the cent."""
    originals = [100 * n for n in cents]
    lines = [Line(1, convert(n, rate), 0, currency="USD", original=n, rate=rate) for n in originals]
    assume(all(one.debit for one in lines))  # what converts to nothing is refused before
    whole = sum(originals)
    lines.append(Line(2, 0, convert(whole, rate), currency="USD", original=whole, rate=rate))
    settled = settle_residual(lines, 2)
    assert sum(one.debit for one in settled) == sum(one.credit for one in settled)
    moved = sum(abs(a.debit - b.debit) + abs(a.credit - b.credit) for a, b in zip(lines, settled, strict=True))
    assert moved <= 50 * len(lines)


def test_what_is_not_rounding_is_left_alone():
    lines = [Line(1, 7100, 0, currency="USD", original=1000, rate=710_000_000), Line(2, 0, 7000)]
    assert settle_residual(lines, 2) == lines
