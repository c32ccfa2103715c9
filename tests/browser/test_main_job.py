"""The main job by mouse and keyboard, in Chinese: buy, receive, put away, sell, pick, pack, ship, look into the books."""

import re
from datetime import UTC, datetime

import pytest
from tests.browser.conftest import HANDHELD

from ledgerhouse.flows.inventory.start_count import StartCount, start_count
from ledgerhouse.foundation.askers import company_id
from ledgerhouse.kernel.context import house

pytestmark = [pytest.mark.browser, pytest.mark.requirement("R001")]


def fill(page, **values: str) -> None:
    for name, value in values.items():
        page.fill(f"[name='{name}']", value)


def line(page, row: int, **values: str) -> None:
    fill(page, **{f"lines-{row}-{name}": value for name, value in values.items()})


def number_of(page) -> str:
    return page.inner_text("h1 .number")


def open_first(page, path: str) -> None:
    """The page of the first row of a list."""
    page.goto(path)
    with page.expect_navigation():
        page.locator("tbody a").first.click()


def buy(window) -> str:
    """The buyer types an order, is told of an unknown item, mends it, and releases."""
    page = window.page
    window.sign_in("buyer")
    window.picture("zh-01-home-buyer")
    window.go("/do/purchasing.place_order/")
    fill(page, supplier="FARM", warehouse="SH1")
    line(page, 0, item="CUP", quantity="48", price="11")
    page.focus("[name='lines-0-item']")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "lines-1-item"
    line(page, 1, item="PLATE?", quantity="1", price="1")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".problem:not(:empty)")
    window.picture("zh-02-purchase-problem")
    page.locator("[data-row-remove]").nth(1).click()
    window.press("新建采购订单")
    order = number_of(page)
    assert "草稿" in window.text()
    window.press("下达")
    assert "已下达" in window.text()
    window.picture("zh-03-purchase-order")
    return order


def receive(window, order: str) -> None:
    """Nobody types the order again: the receiver's list has it, the form knows its lines, the receipt its tasks."""
    page = window.page
    window.sign_in("receiver")
    open_first(page, f"/lists/warehouse.inbound_orders/?q={order}")
    window.press("收货")
    assert page.input_value("[name='lines-0-quantity']") == "48"
    window.picture("zh-04-receive")
    window.press("收货")
    assert "已收货" in window.text()
    open_first(page, "/lists/warehouse.receipts/")
    window.press("上架")
    window.picture("zh-05-put-away")
    window.press("上架")
    window.picture("zh-06-receipt")


def sell(window) -> str:
    page = window.page
    window.sign_in("sales")
    window.go("/do/sales.take_order/")
    fill(page, customer="SHOP", warehouse="SH1")
    line(page, 0, item="CUP", quantity="10", price="25")
    window.press("录入销售订单")
    sale = number_of(page)
    window.press("确认")
    assert "已确认" in window.text()
    window.picture("zh-07-sales-order")
    return sale


def ship(window, sale: str) -> str:
    """One click a stage, from allocation to the lorry."""
    page = window.page
    window.sign_in("supervisor")
    window.picture("zh-08-home-supervisor")
    window.go("/board/")
    window.picture("zh-09-board")
    open_first(page, f"/lists/warehouse.outbound_orders/?q={sale}")
    outbound = number_of(page)
    window.press("分配")
    window.press("下达波次")
    assert "拣货中" in window.text()
    with page.expect_navigation():
        page.locator(".facts div", has_text="波次").locator("a").click()
    window.press("拣选整个波次")
    page.goto(f"/papers/outbound_order/{outbound}/")
    window.press("打包")
    window.press("发运")
    assert "已发运" in window.text()
    window.picture("zh-10-shipped")
    window.go("/stock/?q=CUP")
    assert page.locator(".figures dd").first.inner_text() == "38"
    window.picture("zh-11-stock")
    return outbound


def test_from_purchase_to_parcel(visitor) -> None:
    window = visitor()
    receive(window, buy(window))
    outbound = ship(window, sell(window))
    window.sign_in("accountant")
    window.go(f"/ledger/?number={outbound}")
    assert "业财一致" in window.text()
    assert "110.00" in window.text()
    window.picture("zh-12-ledger")


PAGES = {
    "home": "/",
    "board": "/board/",
    "stock": "/stock/",
    "list": "/lists/catalog.items/",
    "paper": "/papers/item/MILK/",
    "form": "/do/outbound.allocate/",
    "actions": "/do/",
    "error": "/papers/item/NOTHING/",
}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_fit_a_handheld_and_a_desk(visitor, language: str) -> None:
    for size, screen in (("desk", None), ("hand", HANDHELD)):
        window = visitor(language, screen) if screen else visitor(language)
        window.sign_in("supervisor")
        for name, path in PAGES.items():
            window.go(path)
            window.picture(f"{language}-{size}-{name}")


def test_the_shell_by_keyboard(visitor) -> None:
    window = visitor("en")
    page = window.page
    window.sign_in("supervisor")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("MILK")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/papers/item/MILK/")
    page.locator("h1").click()
    page.keyboard.press("?")
    assert page.locator("#help").get_attribute("open") is not None
    page.keyboard.press("Escape")
    with page.expect_navigation():
        page.keyboard.type("gh")
    assert page.locator("#tabs .tab").count() == 2


def test_dark_mode_and_columns_are_remembered(visitor) -> None:
    window = visitor("en")
    page = window.page
    window.sign_in("supervisor")
    window.go("/lists/sites.locations/")
    page.click("[data-theme-turn]")
    page.click("[aria-label='Columns']")
    page.locator("#columns label", has_text="Pick sequence").click()
    assert not page.locator("th[data-column='pick_sequence']").is_visible()
    page.reload()
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
    assert not page.locator("th[data-column='pick_sequence']").is_visible()
    window.picture("en-dark-list")


def test_rows_are_pasted_from_a_spreadsheet(visitor) -> None:
    window = visitor("en")
    page = window.page
    window.sign_in("sales")
    window.go("/do/sales.take_order/")
    page.evaluate(
        """() => {
            const box = document.querySelector("[name='lines-0-item']");
            const data = new DataTransfer();
            data.setData("text/plain", "CUP\\t1\\t\\t20\\nMILK\\t2\\tbox\\t60\\nAPPLE\\t3\\t\\t9\\nCUP\\t4\\t\\t20\\n");
            box.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }"""
    )
    assert page.input_value("[name='lines-3-quantity']") == "4"
    assert page.input_value("[name='lines-1-unit']") == "box"


def test_the_board_refreshes_without_a_reload(visitor) -> None:
    window = visitor("en")
    page = window.page
    window.sign_in("supervisor")
    window.go("/board/")
    page.evaluate("window.kept = 'since the page was opened'")
    with page.expect_response(re.compile("/board/"), timeout=8000):
        start_count(StartCount(warehouse="SH1"), house(company_id("QH"), datetime.now(UTC)))
    page.wait_for_function("[...document.querySelectorAll('.stage-count')].at(-1).textContent === '1'")
    assert page.evaluate("window.kept") == "since the page was opened"
