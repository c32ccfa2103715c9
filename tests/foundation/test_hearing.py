"""Who hears which news: whoever sees the paper that it is about, without what is hidden from them."""

import json
from dataclasses import dataclass
from dataclasses import replace as changed

import pytest
from tests.cast import Cast
from tests.floor import buy, d
from tests.statements import sent

from ledgerhouse.flows.inbound.delivery import ReceiveLine
from ledgerhouse.flows.inbound.receive import Receive, receive
from ledgerhouse.foundation import hearing
from ledgerhouse.foundation.models import OutboxRow
from ledgerhouse.foundation.outbox import tell

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R077")]


@dataclass(frozen=True)
class Priced:
    """News with a cost in it."""

    number: str
    price: str


@pytest.fixture
def goods(cast: Cast) -> dict[str, str]:
    """Goods came to Shanghai and to Beijing: purchase order and receipt of each."""
    made = {}
    for site in ("SH1", "BJ1"):
        purchase, inbound = buy(cast.house, ("CUP", 5, "3"), warehouse=site)
        (made[site],) = receive(
            Receive(lines=(ReceiveLine(order=inbound, line=1, quantity=d(5)),)), cast.house
        ).receipts
        made[f"{site} purchase"] = purchase
    return made


def test_a_person_hears_of_the_papers_they_see(cast: Cast, goods: dict[str, str]) -> None:
    told = {one.paper.number for one in hearing.feed(cast.person("beijing"), 0).news if one.paper}
    assert goods["BJ1"] in told
    assert goods["SH1"] not in told
    assert {goods["SH1"], goods["BJ1"]} <= {one.paper.number for one in hearing.feed(cast.house, 0).news if one.paper}


def test_what_was_not_for_the_asker_is_passed_over(cast: Cast, goods: dict[str, str]) -> None:
    last = OutboxRow.objects.order_by("-id").values_list("id", flat=True).first()
    feed = hearing.feed(cast.person("beijing"), 0)
    assert feed.last == last, "the next question goes on after what was not told"
    assert hearing.feed(cast.person("beijing"), feed.last) == hearing.Feed((), last)
    assert {one.topic for one in hearing.feed(cast.house, 0, topics=["GoodsReceived"]).news} == {"GoodsReceived"}


def test_news_about_no_paper_is_for_those_who_see_all_messages(cast: Cast) -> None:
    tell(cast.house, [("seals", Priced("x", "1")), ("", Priced("y", "1"))])
    assert len(hearing.feed(cast.house, 0).news) == 2
    assert len(hearing.feed(cast.person("it"), 0).news) == 2
    assert hearing.feed(cast.person("picker"), 0).news == ()


def test_hidden_values_are_left_out(cast: Cast, goods: dict[str, str]) -> None:
    number = goods["BJ1 purchase"]
    tell(cast.house, [(f"purchase_order:{number}", Priced(number, "913.37"))])
    buyer = cast.person("buyer")
    (open_handed,) = hearing.feed(buyer, 0, topics=["Priced"]).news
    assert open_handed.body == {"number": number, "price": "913.37"}
    (told,) = hearing.feed(changed(buyer, hidden=frozenset({"price"})), 0, topics=["Priced"]).news
    assert told.body == {"number": number}
    assert "913.37" not in json.dumps(told.body)


def test_statements_do_not_grow_with_the_news(cast: Cast, goods: dict[str, str]) -> None:
    ctx = cast.person("beijing")
    with sent() as few:
        hearing.feed(ctx, 0)
    for _ in range(10):
        receipt = OutboxRow.objects.filter(ordering=f"receipt:{goods['BJ1']}").first()
        receipt.pk = None
        tell(cast.house, [(receipt.ordering, Priced("x", "1"))])
    with sent() as many:
        assert len(hearing.feed(ctx, 0).news) > 10
    assert len(many) == len(few)
