"""Signing in as people do: a passkey, an authenticator app, a badge on a handheld; every screen on a desk and in a hand."""

import re

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from pydantic import SecretStr
from tests.browser.conftest import HANDHELD
from tests.cast import PASSWORD

from ledgerhouse.foundation.people.give_badge import GiveBadge, give_badge

pytestmark = [pytest.mark.browser, pytest.mark.requirement("R077")]


def code_of(secret: str, again: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())) + again))


def with_fingerprint(window) -> None:
    """Put an authenticator with a fingerprint reader into the browser."""
    session = window.context.new_cdp_session(window.page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def confirm(page) -> None:
    """Prove again who one is."""
    page.fill("#password", PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize(("language", "screen"), [("zh-hans", None), ("en", HANDHELD)])
def test_a_passkey_is_made_and_opens_the_house_alone(visitor, language: str, screen) -> None:
    window = visitor(language, screen) if screen else visitor(language)
    mark = f"{language}-{'hand' if screen else 'desk'}"
    page = window.page
    with_fingerprint(window)
    window.go("/sign-in/")
    window.picture(f"{mark}-sign-in")
    window.sign_in("buyer")
    window.go("/account/")
    window.picture(f"{mark}-account")
    window.go("/account/keys/add/")
    window.picture(f"{mark}-confirm")
    confirm(page)
    window.picture(f"{mark}-passkey-add")
    with page.expect_navigation():
        page.click("form[data-passkey] button")
    window.picture(f"{mark}-recovery-codes")
    assert page.locator(".recovery-codes li").count() == 10
    window.go("/account/")
    window.picture(f"{mark}-account-with-key")
    window.context.clear_cookies(name="sessionid")
    window.go("/sign-in/")
    with page.expect_navigation(url=re.compile(r"/$")):
        page.click("form[data-passkey] button")
    page.wait_for_selector(".house-top")


def test_the_passkey_is_the_second_step_too(visitor) -> None:
    window = visitor("zh-hans")
    page = window.page
    with_fingerprint(window)
    window.sign_in("sales")
    window.go("/account/keys/add/")
    confirm(page)
    page.uncheck("[name='passwordless']")
    with page.expect_navigation():
        page.click("form[data-passkey] button")
    window.context.clear_cookies(name="sessionid")
    page.goto("/sign-in/")
    page.fill("#username", "sales")
    confirm(page)
    window.picture("zh-desk-second-step")
    with page.expect_navigation(url=re.compile(r"/$")):
        page.click("form[data-passkey] button")
    page.wait_for_selector(".house-top")


def test_an_authenticator_app(visitor) -> None:
    window = visitor("zh-hans", HANDHELD)
    page = window.page
    window.sign_in("cfo")
    window.go("/account/app/add/")
    confirm(page)
    window.picture("zh-hand-app-add")
    assert page.evaluate("document.querySelector('img.qr').naturalWidth") > 0, "the picture must not be blocked"
    secret = page.inner_text("code.secret")
    page.fill("#code", "123456")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_selector(".problem:not(:empty)")
    window.picture("zh-hand-app-wrong")
    page.fill("#code", code_of(page.inner_text("code.secret")))
    assert secret == page.inner_text("code.secret")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    window.context.clear_cookies(name="sessionid")
    page.goto("/sign-in/")
    page.fill("#username", "cfo")
    confirm(page)
    window.picture("zh-hand-second-step")
    page.fill("#code", code_of(secret, again=1))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_selector(".house-top")


def test_a_handheld_is_registered_and_opened_by_badge(visitor, cast) -> None:
    give_badge(
        GiveBadge(username="operator", badge=SecretStr("EMP-000417"), pin=SecretStr("407193")), cast.person("it")
    )
    window = visitor("zh-hans", HANDHELD)
    page = window.page
    window.go("/sign-in/badge/")
    window.picture("zh-hand-badge-unregistered")
    window.sign_in("supervisor")
    window.go("/handheld/register/")
    page.fill("#name", "PDA-07")
    window.picture("zh-hand-register")
    with page.expect_navigation():
        page.click(".form-foot button")
    window.context.clear_cookies(name="sessionid")
    window.go("/sign-in/badge/")
    window.picture("zh-hand-badge")
    page.fill("#badge", "EMP-000417")
    page.keyboard.press("Tab")
    page.keyboard.type("407193")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_selector(".house-top")
    window.picture("zh-hand-badge-home")


def test_who_touched_it_is_on_the_page(visitor) -> None:
    window = visitor("zh-hans")
    window.sign_in("auditor")
    window.go("/papers/item/CUP/")
    assert "谁动过" in window.text()
    window.picture("zh-desk-who-touched")
