"""What every plug-in of carriage must keep to, whoever wrote it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerhouse.documents.logistics.check_digits import CHECK_DIGITS
from ledgerhouse.documents.logistics.choosing import RANKINGS, Load, Offer, offers_for, price_of, rate_for
from ledgerhouse.documents.logistics.words import RateRef, ServiceRef

EVERYWHERE = RateRef("", "", 3, 1000, 80_000, 1000, 20_000)
NEAR = RateRef("", "上海", 1, 1000, 60_000, 500, 10_000)


def service(number, **facts):
    plain = {"cutoff": "", "longest_mm": 0, "heaviest_g": 0, "cold": False, "rates": (EVERYWHERE, NEAR)}
    return ServiceRef(id=number, carrier=number, carrier_code=f"C{number}", code="S", name="S", **{**plain, **facts})


OFFERS = st.lists(st.tuples(st.integers(0, 10**9), st.integers(1, 28)), max_size=8).map(
    lambda rows: [Offer(service(n), price, date(2026, 11, day)) for n, (price, day) in enumerate(rows)]
)
LOADS = st.builds(
    Load,
    weight_g=st.integers(0, 10**6),
    longest_mm=st.integers(0, 5000),
    cold=st.booleans(),
    province=st.just(""),
    city=st.sampled_from(["上海", "杭州"]),
    promised_on=st.none() | st.just(date(2026, 11, 14)),
)


class RankingContract:
    """A rule of choice answers each offer once, whatever their order, and none that was not made."""

    name = ""

    def test_each_once_and_the_same_for_the_same_offers(self):
        @given(load=LOADS, offers=OFFERS)
        def holds(load, offers):
            ranked = list(RANKINGS[self.name](load, offers))
            assert sorted(o.label for o in ranked) == sorted(o.label for o in offers)
            assert ranked == list(RANKINGS[self.name](load, offers[::-1]))

        holds()


class TestCheapest(RankingContract):
    name = "cheapest"


class TestFastest(RankingContract):
    name = "fastest"


class CheckDigitContract:
    """A check digit is the same for the same digits and notices any single wrong digit, but for "none"."""

    name = ""
    sample = ("", "")

    def test_a_published_example(self):
        digits, check = self.sample
        assert CHECK_DIGITS[self.name](digits) == check

    def test_short_and_steady(self):
        eight = st.text("0123456789", min_size=8, max_size=8)

        @given(digits=eight, at=st.integers(0, 7), other=st.sampled_from("0123456789"))
        def holds(digits, at, other):
            check = CHECK_DIGITS[self.name](digits)
            assert len(check) <= 1
            assert CHECK_DIGITS[self.name](digits) == check
            wrong = digits[:at] + other + digits[at + 1 :]
            if self.name in ("mod10", "luhn") and wrong != digits:
                assert CHECK_DIGITS[self.name](wrong) != check

        holds()


class TestNone(CheckDigitContract):
    name, sample = "none", ("123", "")


class TestMod7(CheckDigitContract):
    name, sample = "mod7", ("100", "2")


class TestMod10(CheckDigitContract):
    name, sample = "mod10", ("629104150021", "3")


class TestLuhn(CheckDigitContract):
    name, sample = "luhn", ("7992739871", "3")


class TestS10(CheckDigitContract):
    name, sample = "s10", ("47312482", "9")


def test_every_plug_in_of_the_house_is_under_its_contract():
    assert {c.name for c in RankingContract.__subclasses__()} == set(RANKINGS)
    assert {c.name for c in CheckDigitContract.__subclasses__()} == set(CHECK_DIGITS)


@pytest.mark.parametrize(("weight", "price"), [(0, 60_000), (1000, 60_000), (1001, 70_000), (2000, 80_000)])
def test_a_begun_step_is_paid(weight, price):
    assert price_of(NEAR, weight) == price


def test_the_nearest_rate_counts_and_unfit_services_say_why():
    assert rate_for(service(1), "上海", "上海") == NEAR
    load = Load(5000, 1200, True, "浙江", "杭州", None)
    services = [
        service(1),
        service(2, cold=True, heaviest_g=4000),
        service(3, cold=True, longest_mm=1000),
        service(4, cold=True, rates=(NEAR,)),
        service(5, cold=True, cutoff="18:00"),
    ]
    offers, unfit = offers_for(load, services, date(2026, 11, 22), "18:01")
    assert [(o.label, o.price, o.arrives_on.day) for o in offers] == [("C5/S", 160_000, 26)]
    assert [(u.service.id, u.facts) for u in unfit] == [
        (1, {}),
        (2, {"weight": 5000, "most": 4000}),
        (3, {"length": 1200, "most": 1000}),
        (4, {"place": "浙江杭州"}),
    ]
