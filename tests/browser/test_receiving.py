"""The buyer releases an order at the desk; the receiver's handheld shows it, and a scan and a tap take a line in."""

import pytest
from tests.browser.conftest import HANDHELD
from tests.browser.test_main_job import fill, line, number_of

from ledgerhouse.documents.warehouse.models import InboundOrder, Receipt, RefusedGoods
from ledgerhouse.foundation.models import Attachment
from ledgerhouse.foundation.paper import find
from ledgerhouse.kernel.codes import check_digit

JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")
pytestmark = [pytest.mark.browser, pytest.mark.requirement("R033"), pytest.mark.requirement("R037")]


def released(window) -> str:
    """The buyer orders milk and cups and releases the order."""
    page = window.page
    window.sign_in("buyer")
    window.go("/do/purchasing.place_order/")
    fill(page, supplier="FARM", warehouse="SH1")
    line(page, 0, item="MILK", quantity="24", price="4")
    page.focus("[name='lines-0-item']")
    page.keyboard.press("Enter")
    line(page, 1, item="CUP", quantity="48", price="11")
    window.press("新建采购订单")
    order = number_of(page)
    window.press("下达")
    return order


def scan(page, text: str) -> None:
    """A wedge scanner types the code into the box that has the focus, and Enter."""
    assert page.evaluate("document.activeElement.id") == "scan"
    with page.expect_navigation():
        page.keyboard.insert_text(text)
        page.keyboard.press("Enter")


def take_in(page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_from_the_buyers_desk_to_the_receivers_hand(visitor, cast, language: str) -> None:
    gtin = "0690123456789"
    gtin += check_digit(gtin)
    assert gtin == "06901234567892"
    order = released(visitor())
    window = visitor(language, HANDHELD)
    page = window.page
    window.sign_in("receiver")
    window.go("/receive/")
    window.picture(f"receive-{language}-1-expected")
    assert order in window.text()
    with page.expect_navigation():
        page.locator(".hand-card", has_text=order).click()

    # One scan says item, lot, expiry; what is open is offered; Enter takes it in. One scan a line.
    scan(page, f"]d201{gtin}1727060110M-77")
    assert page.input_value("#quantity") == "24"
    assert page.input_value("#lot") == "M-77"
    assert page.input_value("#expires_on") == "2027-06-01"
    window.picture(f"receive-{language}-2-scanned")
    take_in(page)
    window.picture(f"receive-{language}-3-taken-in")
    assert "SHD" in page.inner_text(".house-main")

    # A misread code is refused with the digit it should end in, and nothing is booked.
    scan(page, f"(01){gtin[:-1]}3(10)M-77")
    assert page.locator(".note-error").count() == 1
    assert gtin[-1] in page.inner_text(".note-error")
    window.picture(f"receive-{language}-4-misread")
    page.fill("#scan", "")

    # Two of the cups are broken: a photo, then two taps. They are expected still.
    scan(page, "6909999000018")
    page.fill("#quantity", "2")
    page.set_input_files("#photo", {"name": "broken.jpg", "mimeType": "image/jpeg", "buffer": JPEG})
    page.locator(".hand-refuse summary").click()
    window.picture(f"receive-{language}-5-refuse")
    with page.expect_navigation():
        page.locator(".hand-refuse button[value='damaged']").click()
    assert "CUP" in page.inner_text(".note-success, .house-main")
    ((line_no, quantity, reason),) = RefusedGoods.objects.values_list("line__position", "quantity", "reason")
    assert (line_no, quantity, reason) == (2, 2, "damaged")
    assert Attachment.objects.get().kind == "inbound_order"

    scan(page, "6909999000018")
    take_in(page)
    ctx = cast.person("supervisor")
    inbound = InboundOrder.objects.get(origin=order)
    assert find(ctx, "inbound_order", inbound.number).state == "received"
    assert [row.received for row in find(ctx, "purchase_order", order).tables[0].rows] == [24, 48]
    assert Receipt.objects.count() == 2
