"""What a supplier sees coming back, and what it costs: the pages of returns, claims, freight and estimates at a desk and on a handheld."""

from decimal import Decimal

import pytest
from tests.browser.conftest import HANDHELD

from ledgerhouse.documents.purchasing.place_order import place_order
from ledgerhouse.documents.purchasing.place_orders import NewLine, PlaceOrder
from ledgerhouse.flows.finance.add_landed_costs import AddLandedCosts, add_landed_costs
from ledgerhouse.flows.inbound.delivery import ReceiveLine
from ledgerhouse.flows.inbound.draft_supplier_returns import (
    DraftSupplierReturns,
    SupplierReturnLine,
    draft_supplier_returns,
)
from ledgerhouse.flows.inbound.raise_claims import ClaimLine, RaiseClaims, raise_claims
from ledgerhouse.flows.inbound.receive import Receive, receive
from ledgerhouse.flows.inbound.release_purchases import ReleasePurchases, release_purchases

pytestmark = [pytest.mark.browser, pytest.mark.requirement("R033")]


@pytest.fixture
def papers(cast):
    """Ten cups came, two are to go back: the receipt, the return, a claim about it, and freight."""
    ctx = cast.house
    lines = (NewLine(item="CUP", quantity=Decimal(10), price=Decimal("12.50")),)
    order = place_order(PlaceOrder(supplier="TECH", warehouse="SH1", lines=lines), ctx).number
    (inbound,) = release_purchases(ReleasePurchases(numbers=(order,)), ctx).inbound
    came = ReceiveLine(order=inbound, line=1, quantity=Decimal(10), location="A-01-1-01")
    (receipt,) = receive(Receive(lines=(came,)), ctx).receipts
    line = SupplierReturnLine(receipt=receipt, line=1, quantity=Decimal(2), location="A-01-1-01")
    (number,) = draft_supplier_returns(DraftSupplierReturns(lines=(line,), reason="磕碰"), ctx).returns
    (claim,) = raise_claims(RaiseClaims(lines=(ClaimLine(about=number, amount=Decimal(8), reason="运费"),)), ctx).claims
    freight = AddLandedCosts(
        warehouse="SH1", receipts=(receipt,), amount=Decimal(30), supplier="FARM", bill="FP-9", tax=Decimal("2.70")
    )
    return receipt, number, claim, add_landed_costs(freight, ctx).number


@pytest.mark.parametrize("screen", ["desk", "handheld"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_returns_claims_freight_and_estimates_are_readable(visitor, papers, language, screen):
    receipt, number, claim, freight = papers
    someone = visitor(language, HANDHELD) if screen == "handheld" else visitor(language)
    someone.sign_in("accountant")
    for name, path in (
        ("estimates", "/lists/costing.estimates/"),
        ("returns", "/lists/purchasing.returns/"),
        ("claims", "/lists/purchasing.claims/"),
        ("freight-list", "/lists/purchasing.landed_costs/"),
        ("return", f"/papers/supplier_return/{number}/"),
        ("claim", f"/papers/supplier_claim/{claim}/"),
        ("freight", f"/papers/landed_cost/{freight}/"),
        ("receipt", f"/papers/receipt/{receipt}/"),
    ):
        someone.go(path)
        someone.picture(f"{name}-{language}-{screen}")
    someone.sign_in("supervisor")
    someone.go(f"/papers/supplier_return/{number}/")
    someone.press("退出" if language == "zh-hans" else "Send")
    someone.picture(f"send-{language}-{screen}")
