"""At the period's end foreign money, receivables and payables stand at the closing rate; the difference is in the result, the currencies untouched."""

from datetime import date
from decimal import Decimal

import pytest
from django.db.models import Sum
from hypothesis import given
from hypothesis import strategies as st
from tests.floor import as_user, d, doctor, open_floor
from tests.ledgers.books.desk import MAKER, approve, book, line, post, write

from ledgerhouse.kernel.errors import Unreadable
from ledgerhouse.kernel.exact import convert
from ledgerhouse.ledgers.books.carry_forward import NotAllPosted
from ledgerhouse.ledgers.books.models import Turnover, Voucher, VoucherLine
from ledgerhouse.ledgers.books.revalue_currencies import (
    NothingToRevalue,
    Open,
    RevalueCurrencies,
    revaluation,
    revalue_currencies,
)
from ledgerhouse.ledgers.books.set_rates import NewRate, SetRates, set_rates

MONTH = 202611
DAY = date(2026, 11, 10)


@pytest.fixture
def desk(ctx):
    """100.00 dollars in the bank, 50.00 to get from the shop, 80.00 to pay to the farm, 10.00 paid in advance: all at 7.10."""
    open_floor(ctx)
    rate(ctx, "7.10", day=date(2026, 11, 1))
    book(ctx, line("1002", 100, currency="USD"), line("4001", 0, 710), day=DAY)
    book(ctx, line("1122.01", 50, currency="USD", partner="SHOP"), line("6001", 0, 355), day=DAY)
    book(ctx, line("1403", 568), line("2202.01", 0, 80, currency="USD", partner="FARM"), day=DAY)
    book(ctx, line("1123", 10, currency="USD", partner="FARM"), line("1002", 0, 10, currency="USD"), day=DAY)
    return ctx


def rate(ctx, value, currency="USD", day=date(2026, 11, 30)):
    set_rates(SetRates(rates=(NewRate(currency=currency, day=day, rate=Decimal(value)),)), ctx)


def run(ctx, month=MONTH):
    return revalue_currencies(RevalueCurrencies(month=month), as_user(ctx, MAKER))


def balance(code, **which):
    sums = Turnover.objects.filter(account__code=code, **which).aggregate(
        d=Sum("debit"), c=Sum("credit"), o=Sum("original")
    )
    return (sums["d"] or 0) - (sums["c"] or 0), sums["o"] or 0


def test_open_dollars_stand_at_the_closing_rate(desk):
    """At 7.30: 90.00 in the bank +18.00, 50.00 to get +10.00, 80.00 to pay +16.00; gain 12.00. What was paid in advance stays."""
    rate(desk, "7.30")
    done = run(desk)
    assert (done.gain, [(a.account, a.currency, a.original, a.before, a.after) for a in done.accounts]) == (
        12,
        [
            ("1002", "USD", d(90), d(639), d(657)),
            ("1122.01", "USD", d(50), d(355), d(365)),
            ("2202.01", "USD", d(-80), d(-568), d(-584)),
        ],
    )
    rows = VoucherLine.objects.filter(voucher__number=done.number).order_by("position")
    assert [
        (r.account.code, r.debit, r.credit, r.currency, r.original, r.partner and r.partner.code) for r in rows
    ] == [
        ("1002", 18, 0, "USD", 0, None),
        ("1122.01", 10, 0, "USD", 0, "SHOP"),
        ("2202.01", 0, 16, "USD", 0, "FARM"),
        ("6603", 0, 12, "", 0, None),
    ]
    assert Voucher.objects.get(number=done.number).day == date(2026, 11, 30)
    with pytest.raises(NotAllPosted):
        run(desk)
    post(desk, *approve(desk, done.number))
    assert (balance("1002"), balance("2202.01"), balance("1123")) == ((657, 90), (-584, -80), (71, 10))
    with pytest.raises(NothingToRevalue):
        run(desk)
    assert doctor(desk) == []


def test_a_falling_rate_is_a_loss_and_the_next_month_begins_where_this_one_ended(desk):
    rate(desk, "7.00")
    done = run(desk)
    assert done.gain == -6  # 60.00 net at 0.10 less
    post(desk, *approve(desk, done.number))
    assert balance("6603") == (6, 0)
    with pytest.raises(Unreadable, match="no exchange rate of USD in 202612"):
        run(desk, 202612)
    rate(desk, "7.05", day=date(2026, 12, 31))
    assert run(desk, 202612).gain == 3
    assert doctor(desk) == []


def test_every_currency_without_a_closing_rate_is_named(desk):
    rate(desk, "8", currency="EUR", day=date(2026, 10, 31))
    rate(desk, "0.05", currency="JPY", day=date(2026, 10, 31))
    for currency in ("EUR", "JPY"):
        book(desk, line("1002", 100, currency=currency), line("4001", 0, 800 if currency == "EUR" else 5), day=DAY)
    with pytest.raises(Unreadable) as refused:
        run(desk)
    assert [p.facts["currency"] for p in refused.value.problems] == [
        "EUR",
        "JPY",
    ]  # the dollar has one of the first of the month
    write(desk)
    with pytest.raises(NotAllPosted):
        run(desk)


def test_a_settled_debt_keeps_no_difference(desk):
    """The shop pays its 50.00 at 7.20: 5.00 stay on its account although nothing is owed, and are exchange gain."""
    rate(desk, "7.20", day=date(2026, 11, 20))
    book(
        desk,
        line("1002", 50, currency="USD"),
        line("1122.01", 0, 50, currency="USD", partner="SHOP"),
        day=date(2026, 11, 20),
    )
    assert balance("1122.01") == (-5, 0)
    done = run(desk)
    post(desk, *approve(desk, done.number))
    assert balance("1122.01") == (0, 0)
    assert doctor(desk) == []


STEPS = st.integers(-(10**12), 10**12).map(lambda cents: cents * 100)


@given(st.lists(st.tuples(st.sampled_from(("USD", "EUR", "JPY")), STEPS, STEPS), max_size=8), st.integers(1, 10**10))
def test_vouchers_balance_and_bring_every_account_to_its_rate(some, at):
    rates = {"USD": at, "EUR": at + 1, "JPY": 2 * at}
    balances = [Open(n, 0, 0, 0, currency, original, booked) for n, (currency, original, booked) in enumerate(some)]
    lines = revaluation(balances, rates, 99, 2)
    assert sum(x.debit for x in lines) == sum(x.credit for x in lines)
    assert all(x.debit >= 0 and x.credit >= 0 and bool(x.debit) != bool(x.credit) and not x.original for x in lines)
    moved = {x.account: x.debit - x.credit for x in lines}
    for b in balances:
        assert b.booked + moved.get(b.account, 0) == convert(b.original, rates[b.currency], 2)
