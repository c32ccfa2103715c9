"""The pages of purchasing are drawn, with what stands on them, in both languages."""

import pytest
from django.test import Client
from tests.floor import buy, d, open_floor

from ledgerhouse.documents.purchasing.amend_order import amend_order
from ledgerhouse.documents.purchasing.amend_orders import AmendLine, AmendOrder
from ledgerhouse.documents.purchasing.ask_quotes import AskedLine, AskQuotes, ask_quotes
from ledgerhouse.documents.purchasing.enter_quotes import EnterQuotes, QuotedLine, enter_quotes
from ledgerhouse.documents.purchasing.request_goods import RequestGoods, WantedLine, request_goods
from ledgerhouse.foundation.models import User


@pytest.fixture
def pages(ctx):
    """A page of each kind, and a word that stands on it in Chinese."""
    open_floor(ctx)
    number, _ = buy(ctx, ("CUP", 10, 2))
    amendment = amend_order(AmendOrder(order=number, reason="more", lines=(AmendLine(line=1, quantity=d(12)),)), ctx)
    wanted = RequestGoods(warehouse="SH1", lines=(WantedLine(item="CUP", quantity=d(3)),))
    asked = AskQuotes(suppliers=("FARM",), warehouse="SH1", lines=(AskedLine(item="CUP", quantity=d(3)),))
    rfq = ask_quotes(asked, ctx).number
    enter_quotes(EnterQuotes(rfq=rfq, supplier="FARM", lines=(QuotedLine(line=1, price=d("1.25")),)), ctx)
    return {
        f"/papers/purchase_order/{number}/": "价税合计",
        f"/papers/purchase_amendment/{amendment.number}/": "原订数量",
        f"/papers/requisition/{request_goods(wanted, ctx).number}/": "提交",
        f"/papers/rfq/{rfq}/": "比价",
        "/papers/item/CUP/": "在途供应",
        "/lists/purchasing.supplier_prices/": "供应商价目表",
        "/lists/purchasing.agreements/": "框架协议",
        "/lists/purchasing.quotations/": "比价表",
        "/lists/inventory.open_supply/": "在途供应",
        "/lists/analytics.supplier_scorecards/": "供应商记分卡",
        "/do/purchasing.amend_order/": "变更",
        "/do/purchasing.award/": "定标",
    }


def test_every_page_is_drawn_in_both_languages(boss: Client, pages: dict[str, str]) -> None:
    for language in ("zh-hans", "en"):
        User.objects.update(language=language)
        for address, word in pages.items():
            page = boss.get(address)
            assert page.status_code == 200, address
            assert (word in page.content.decode()) == (language == "zh-hans"), address
