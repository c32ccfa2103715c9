"""A headless Chromium before a real server on the fixed cast. Screenshots go to artefacts/browser, which git ignores.

Without a Chromium, or without the browser's assets, the journeys are skipped; in CI (CI=true) they fail instead.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.cast import PASSWORD

ROOT = Path(__file__).parents[2]
VENDOR = ROOT / "src/ledgerhouse/interfaces/web/static/vendor/tabler/tabler.min.css"
PICTURES = ROOT / "artefacts/browser"
DESKTOP = {"width": 1440, "height": 900}
HANDHELD = {"width": 390, "height": 844}

# playwright's own loop runs in this thread; the tests still speak to the database one after the other
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def missing(what: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser of this machine, started once."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        missing("there is no chromium on the PATH")
    if not VENDOR.exists():
        missing("the browser's assets are not set up: make setup")
    sync_api = pytest.importorskip("playwright.sync_api")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=flags)
        yield browser
        browser.close()


class Visitor:
    """Somebody at a screen: signs in, goes to addresses, keeps pictures; every error of a script fails the test."""

    def __init__(self, browser: Any, server: str, language: str, screen: dict[str, int]) -> None:
        self.server = server
        self.context = browser.new_context(viewport=screen, locale="zh-CN", base_url=server)
        self.context.add_cookies([{"name": "django_language", "value": language, "url": server}])
        self.page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.wrong: list[str] = []
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", self._heard)
        self.page.on("dialog", lambda dialog: dialog.accept())

    def _heard(self, message: Any) -> None:
        # an answer of 4xx is the page's business, a blocked script or style is ours
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.wrong.append(message.text)

    def sign_in(self, username: str) -> None:
        self.context.clear_cookies(name="sessionid")
        self.page.goto("/sign-in/")
        self.page.fill("#username", username)
        self.page.fill("#password", PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_selector(".house-top")

    def go(self, path: str) -> None:
        self.page.goto(path)
        self.page.wait_for_load_state("networkidle")

    def picture(self, name: str) -> None:
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{name}.png")
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
            f"{name} is wider than the screen"
        )

    def press(self, name: str) -> None:
        """A button of the page's tools by what it says, and wait for what comes."""
        with self.page.expect_navigation():
            self.page.locator(".tools, .form-foot").get_by_text(name, exact=True).first.click()

    def text(self) -> str:
        return str(self.page.inner_text("main"))


@pytest.fixture
def visitor(chromium: Any, live_server: Any, cast: Any) -> Iterator[Callable[..., Visitor]]:
    """`visitor("zh-hans", HANDHELD)`: a new browser window; nothing may have gone wrong in it at the end."""
    windows: list[Visitor] = []

    def open_window(language: str = "zh-hans", screen: dict[str, int] = DESKTOP) -> Visitor:
        windows.append(Visitor(chromium, live_server.url, language, screen))
        return windows[-1]

    yield open_window
    wrong = [error for window in windows for error in window.wrong]
    for window in windows:
        window.context.close()
    assert wrong == []
