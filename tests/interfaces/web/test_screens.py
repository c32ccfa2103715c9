"""The pages made specially: home by role, board, stock, ledger, search, on goods that have really moved."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.test import Client
from django.utils import translation
from tests.cast import NOW, PASSWORD

from ledgerhouse.documents.sales.models import SalesOrder
from ledgerhouse.documents.warehouse.stages import stages
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.verb import VERBS
from ledgerhouse.foundation.words import RIGHTS
from ledgerhouse.interfaces.web import lists
from ledgerhouse.interfaces.web.board import GOES_TO, age
from ledgerhouse.interfaces.web.home import WAITING
from ledgerhouse.kernel.commands import read
from ledgerhouse.ledgers.stock.words import Entry, Movement, Place, Reason
from ledgerhouse.masterdata.catalog.queries import items_by_code
from ledgerhouse.masterdata.sites.queries import locations_by_code, virtual, warehouse
from ledgerhouse.masterdata.sites.words import Kind
from ledgerhouse.posting import gate

BUDGET = 30
TODAY = date(2026, 11, 22)


@pytest.fixture
def goods(cast):
    """100 cups at 11.00; one order shipped in full, one waiting for allocation, one a draft."""
    ctx = cast.house
    site = warehouse(ctx, "SH1")
    cup = items_by_code(ctx, ["CUP"])["CUP"].id
    shelf = Place(locations_by_code(ctx, site.id, ["A-01-1-01"])["A-01-1-01"].id)
    supplier = Place(virtual(ctx, site.id)[Kind.SUPPLIER])
    entry = Entry(cup, 100 * 10**6, supplier, shelf, value=1100 * 10**4)
    with transaction.atomic():
        gate.post(ctx, site, [Movement(Reason.RECEIPT, "receipt", "SHD-1", TODAY, (entry,))])

    def run(verb, /, **raw):
        return VERBS[verb].run(read(VERBS[verb].command, raw), ctx)

    def order(quantity):
        lines = [{"item": "CUP", "quantity": quantity, "price": "20"}]
        return run("sales.take_order", customer="SHOP", warehouse="SH1", lines=lines).number

    first, second, draft = order(10), order(5), order(3)
    (outbound, waiting) = run("outbound.confirm_orders", numbers=[first, second]).outbound
    run("outbound.allocate", warehouse="SH1", numbers=[outbound])
    run("outbound.pick_wave", wave=run("outbound.release_wave", warehouse="SH1", numbers=[outbound]).wave)
    run("outbound.pack", numbers=[outbound])
    run("outbound.ship", numbers=[outbound])
    return {"shipped": outbound, "waiting": waiting, "draft": draft}


def browser(username: str) -> Client:
    client = Client()
    assert client.post("/sign-in/", {"username": username, "password": PASSWORD}).status_code == 302
    client.cookies["django_language"] = "en"
    return client


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_stages_count_what_waits(cast, goods) -> None:
    found = {stage.name: stage for stage in stages(cast.house, TODAY)}
    assert found["allocate"].count == 1
    assert found["ship"].count == found["pick"].count == 0
    assert found["allocate"].oldest == NOW
    assert {stage.name: stage.late for stage in stages(cast.house, TODAY + timedelta(days=400))}["allocate"] == 1


def test_stages_of_another_warehouse_are_not_seen(cast, goods) -> None:
    """冯磊 works in Beijing only."""
    assert not any(stage.count for stage in stages(cast.person("beijing"), TODAY))


def test_stages_take_four_statements(cast, goods, django_assert_num_queries) -> None:
    with django_assert_num_queries(4):
        stages(cast.house, TODAY)


@pytest.mark.parametrize(
    ("username", "sees", "not_this"),
    [
        ("picker", ["To pick", "To check"], ["To ship", "Stock value", "Sales orders to confirm"]),
        ("supervisor", ["To allocate", "To ship"], ["Stock value"]),
        ("sales", ["Sales orders to confirm"], ["Stock value", "Failed jobs"]),
        ("accountant", ["Stock value", "stock and books agree"], ["Sales orders to confirm"]),
        ("ceo", ["Stock value", "To ship"], []),
        ("it", ["Failed jobs"], ["Stock value", "To ship"]),
    ],
)
def test_home_shows_each_role_its_own_work(
    goods, username: str, sees: list[str], not_this: list[str], django_assert_max_num_queries
) -> None:
    client = browser(username)
    with django_assert_max_num_queries(BUDGET):
        page = text(client.get("/"))
    for words in sees:
        assert words in page, words
    for words in not_this:
        assert words not in page, words


def test_the_board_counts_and_refreshes_itself(goods, django_assert_max_num_queries) -> None:
    client = browser("supervisor")
    with django_assert_max_num_queries(BUDGET):
        page = text(client.get("/board/"))
    assert 'hx-trigger="news, every 30s" data-live' in page
    assert goods["waiting"] in page
    assert goods["shipped"] not in page
    assert text(client.get("/board/?warehouse=SH1"))


def test_the_board_needs_its_right(cast) -> None:
    assert browser("it").get("/board/").status_code == 403


def test_an_age_is_said_in_its_coarsest_unit() -> None:
    with translation.override("en"):
        assert age(NOW, NOW - timedelta(minutes=1)) == "1 minute"
        assert age(NOW, NOW - timedelta(hours=30)) == "30 hours"
        assert age(NOW, NOW - timedelta(days=3)) == "3 days"
        assert age(NOW, None) == ""


@pytest.mark.parametrize("words", ["CUP", "cup", "6909999000018"])
def test_stock_of_an_item_by_code_or_barcode(goods, words: str, django_assert_max_num_queries) -> None:
    client = browser("supervisor")
    with django_assert_max_num_queries(BUDGET):
        page = client.get("/stock/", {"q": words})
    whole = page.context["whole"]
    assert (whole.on_hand, whole.held, whole.promised, whole.to_promise) == tuple(map(Decimal, (90, 0, 5, 85)))
    assert "A-01-1-01" in text(page)
    assert "Available to promise" in text(page)


def test_stock_by_words_and_by_nothing(goods) -> None:
    client = browser("supervisor")
    assert "A-01-1-01" in text(client.get("/stock/", {"q": "马克"}))
    assert "No stock fits these words." in text(client.get("/stock/", {"q": "no such thing"}))
    assert "A-01-1-01" in text(client.get("/stock/"))


def test_totals_of_many_rows_wait_until_they_are_asked_for(goods, monkeypatch) -> None:
    client = browser("cfo")
    address = "/lists/books.lines/"
    total = re.search(r"<tfoot>.*?</tfoot>", text(client.get(address)), re.DOTALL)
    assert total
    monkeypatch.setattr(lists, "MOST_COUNTED", 1)
    first = text(client.get(address))
    assert "<tfoot>" not in first
    asked = re.search(r'href="([^"]+)">Add up', first)
    assert asked
    assert total[0] in text(client.get(address + asked[1].replace("&amp;", "&")))


def test_stock_of_another_warehouse_is_not_seen(goods) -> None:
    assert "There is none of it anywhere." in text(browser("beijing").get("/stock/", {"q": "CUP"}))


def test_the_ledger_shows_entries_with_lines_and_the_light(goods, django_assert_max_num_queries) -> None:
    client = browser("accountant")
    with django_assert_max_num_queries(BUDGET):
        page = client.get("/ledger/")
    light = page.context["light"]
    assert light.agree
    assert light.booked == light.stock == "990.00"
    assert "库存商品" in text(page)
    assert "1,100.00" in text(page)
    assert "110.00" in text(client.get("/ledger/", {"number": goods["shipped"]}))
    assert "No journal entry fits." in text(client.get("/ledger/", {"number": "NOTHING"}))


def test_the_ledger_needs_its_right(goods) -> None:
    assert browser("picker").get("/ledger/").status_code == 403


def test_search_looks_everywhere_and_opens_a_single_exact_hit(goods, django_assert_max_num_queries) -> None:
    client = browser("ceo")
    number = SalesOrder.objects.earliest("id").number
    with django_assert_max_num_queries(BUDGET):
        assert client.get("/search/", {"q": number})["Location"] == f"/papers/sales_order/{number}/"
    assert "华联超市" in text(client.get("/search/", {"q": "华联"}))
    assert "Nothing is called so" in text(client.get("/search/", {"q": "zzzzzz"}))


def test_search_finds_nothing_outside_the_rights(goods) -> None:
    page = text(browser("picker").get("/search/", {"q": "华联"}))
    assert goods["shipped"] in page  # the picker sees work of the warehouse, and whose it is
    assert "/papers/partner/" not in page
    assert "/papers/sales_order/" not in page


def test_a_complete_action_is_one_click_and_returns_to_its_paper(goods) -> None:
    client = browser("sales")
    page = text(client.get(f"/papers/sales_order/{goods['draft']}/"))
    assert 'name="as-offered"' in page
    form = {"key": "one-click", "from": f"sales_order/{goods['draft']}", "action": "0", "as-offered": "1"}
    answer = client.post("/do/outbound.confirm_orders/", form)
    assert answer["Location"] == f"/papers/sales_order/{goods['draft']}/"
    assert SalesOrder.objects.get(number=goods["draft"]).state == "confirmed"


def test_what_is_possible_no_more_is_said_on_the_paper(goods) -> None:
    client = browser("sales")
    form = {"from": f"sales_order/{goods['draft']}", "action": "0", "as-offered": "1"}
    client.post("/do/outbound.confirm_orders/", {**form, "key": "first"})
    page = client.post("/do/outbound.confirm_orders/", {**form, "key": "second"}, follow=True)
    assert page.status_code in {200, 422, 409}
    assert SalesOrder.objects.get(number=goods["draft"]).state == "confirmed"


@pytest.mark.parametrize(
    ("kind", "key"), [("outbound_order", "shipped"), ("outbound_order", "waiting"), ("sales_order", "draft")]
)
def test_papers_that_live_stay_inside_the_budget(goods, kind: str, key: str, django_assert_max_num_queries) -> None:
    client = browser("supervisor")
    with django_assert_max_num_queries(BUDGET):
        assert 'aria-current="step"' in text(client.get(f"/papers/{kind}/{goods[key]}/"))


@pytest.mark.parametrize("stage", sorted(GOES_TO))
def test_every_stage_leads_to_a_list_that_understands_its_filter(goods, stage: str) -> None:
    name, where = GOES_TO[stage]
    page = browser("supervisor").get(f"/lists/{name}/", {**where, "warehouse": "SH1"})
    assert page.status_code == 200
    assert not any(box.problems for box in page.context["boxes"])
    assert {box.spec.name for box in page.context["boxes"] if box.text} == {*where, "warehouse"}


@pytest.mark.parametrize("card", WAITING, ids=lambda card: card.title)
def test_every_card_of_the_home_page_leads_to_a_list(card) -> None:
    assert card.listing in LISTINGS
    assert set(card.acts) <= set(RIGHTS)
