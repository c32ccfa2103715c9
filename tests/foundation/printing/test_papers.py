"""Papers as PDF: every kind, both languages, rights and masks, and text that stays text."""

from dataclasses import dataclass, replace
from decimal import Decimal

import pytest
from django.utils import translation
from tests import printed
from tests.cast import Cast
from tests.floor import buy

from ledgerhouse.foundation.listing import column
from ledgerhouse.foundation.paper import PAPERS, Fact, Paper, PaperKind, Table
from ledgerhouse.foundation.printing.sheets import print_papers
from ledgerhouse.foundation.printing.words import MOST_SHEETS, SIZES, NothingChosen, TooManyPrints
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotAllowed, NotFound, Unreadable

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R132")]
NASTY = (
    "#set page(width: 1cm) *a* _b_ $x$ [c] @d <e> \"quoted\" 's' \\n `f` // g /* h */ ~ -- ...",
    "{{ x }} 100% &amp; <b>",
)


@dataclass(frozen=True)
class Line:
    """A line of a made-up paper."""

    name: str = column("Name")
    quantity: Decimal = column("Quantity", kind="quantity", total=True)
    cost: Decimal = column("Cost", kind="price", masked="see costs")


def made_up(monkeypatch: pytest.MonkeyPatch, *names: str, number: str = "N-1") -> None:
    """Register a kind of paper with these names on its lines."""

    def find(ctx: Context, wanted: str) -> Paper:
        rows = [Line(name, Decimal("1234.5"), Decimal("8642.1357")) for name in names]
        facts = [Fact("Customer", names[0]), Fact("Number", wanted, "code")]
        return Paper("made_up", wanted, wanted, facts=facts, tables=[Table("Lines", Line, rows)])

    monkeypatch.setitem(PAPERS, "made_up", PaperKind("made_up", "Receipt", "see items", find))


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        ("zh-hans", ("采购订单", "供应商", "青浦果品合作社", "马克杯", "第 1 页，共 1 页", "审核")),
        ("en", ("Purchase order", "Supplier", "青浦果品合作社", "马克杯", "Page 1 of 1")),
    ],
)
def test_a_purchase_order_in_both_languages(cast: Cast, language: str, wanted: tuple[str, ...]) -> None:
    number, _inbound = buy(cast.house, ("CUP", 12, "3.25"), ("APPLE", "7.5", 2))
    with translation.override(language):
        pdf = print_papers(cast.house, "purchase_order", [number])
    text = printed.words(pdf)
    assert [word for word in (*wanted, number, "3.25", "39.00") if word not in text] == []
    assert ("QRCode", number) in [(kind.replace(" ", ""), said) for kind, said in printed.codes(pdf)]


def test_costs_are_on_the_paper_of_those_only_who_may_see_them(cast: Cast) -> None:
    number, _inbound = buy(cast.house, ("CUP", 12, "3.25"))
    assert "3.25" in printed.words(print_papers(cast.person("buyer"), "purchase_order", [number]))
    blind = replace(cast.house, user=0, rights={"see purchases": cast.house.rights["see purchases"]})
    text = printed.words(print_papers(blind, "purchase_order", [number]))
    assert "3.25" not in text
    assert "39.00" not in text
    with pytest.raises(NotAllowed):
        print_papers(cast.person("picker"), "voucher", ["1"])


@pytest.mark.parametrize("size", sorted(SIZES))
def test_text_is_data(cast: Cast, monkeypatch: pytest.MonkeyPatch, size: str) -> None:
    made_up(monkeypatch, *NASTY)
    text = printed.words(print_papers(cast.house, "made_up", ["N-1"], size=size)).replace("\n", "").replace(" ", "")
    for name in NASTY:
        assert name.replace(" ", "") in text
    assert "1,234.5" in text
    assert "2,469" in text, "columns that add up have a sum"


def test_odd_characters_print_without_an_error(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    made_up(monkeypatch, "龘靐 🎉 ½ Ω é\u200b\u0301", "two\nlines\ttab", "x" * 400, "\x00\x1b")
    text = printed.words(print_papers(cast.house, "made_up", ["马克杯/1 #2"]))
    assert "龘" in text
    assert "two" in text


def test_pages_count_by_paper_and_heads_come_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    made_up(monkeypatch, *(f"row {n}" for n in range(90)))
    with translation.override("en"):
        found = printed.pages(print_papers(cast.house, "made_up", ["N-1", "N-2"]))
    assert len(found) % 2 == 0
    half = len(found) // 2
    assert half > 1
    assert [f"Page {n % half + 1} of {half}" in page for n, page in enumerate(found)] == [True] * len(found)
    assert all("Quantity" in page for page in (found[0], found[half]))
    assert "N-1" in found[0]
    assert "N-2" in found[half]


def test_what_can_not_be_printed_is_refused(cast: Cast) -> None:
    number, _inbound = buy(cast.house, ("CUP", 1, 1))
    with pytest.raises(Unreadable):
        print_papers(cast.house, "purchase_order", [number], size="a0")
    with pytest.raises(NotFound):
        print_papers(cast.house, "purchase_order", [number], form="napkin")
    with pytest.raises(NotFound):
        print_papers(cast.house, "napkin", [number])
    with pytest.raises(NothingChosen):
        print_papers(cast.house, "purchase_order", [])
    with pytest.raises(TooManyPrints):
        print_papers(cast.house, "purchase_order", [str(n) for n in range(MOST_SHEETS + 1)])


def test_the_same_paper_at_the_same_moment_is_the_same_file(cast: Cast) -> None:
    number, _inbound = buy(cast.house, ("CUP", 1, 1))
    assert print_papers(cast.house, "purchase_order", [number]) == print_papers(cast.house, "purchase_order", [number])
