"""What every page owes: strict headers, safe cookies, tokens in forms, limits."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings
from tests.cast import PASSWORD, Cast

from ledgerhouse.interfaces.web.middleware import CSP

pytestmark = pytest.mark.requirement("R077")
WEB = Path(__file__).parents[3] / "src/ledgerhouse/interfaces"
TEMPLATES = sorted(WEB.rglob("*.html"))


def test_every_page_carries_a_strict_policy(cast: Cast) -> None:
    client = Client()
    client.post("/sign-in/", {"username": "supervisor", "password": PASSWORD})
    for path in (
        "/",
        "/sign-in/",
        "/account/",
        "/do/",
        "/papers/item/NOTHING/",
        "/api/v1/lists/catalog/items",
        "/health/live",
    ):
        answer = client.get(path)
        policy = answer["Content-Security-Policy"]
        assert "unsafe" not in policy, path
        for part in (
            "default-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action",
            "frame-ancestors 'none'",
        ):
            assert part in policy, path
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "no-store" in client.get("/account/")["Cache-Control"]
    assert "unsafe" not in CSP


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_needs_a_weaker_policy(path: Path) -> None:
    """An inline script, handler or style would not run; better that a test says so than a page that does nothing."""
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*(?:\bsrc=|type=\"application/json\"))", text)
    assert not re.search(r"\son\w+\s*=\s*[\"']", text)
    assert not re.search(r"<style|\sstyle\s*=\s*[\"']", text)
    assert not re.search(r"(?:src|href)=[\"']https?://", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_form_that_writes_carries_the_token(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for form in re.findall(r"<form\b[^>]*>(?:(?!</form>).)*", text, re.DOTALL):
        if re.search(r"method=[\"']post", form, re.IGNORECASE):
            assert "{% csrf_token %}" in form, form[:120]


def test_a_write_from_a_foreign_page_is_refused(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    for path in ("/sign-in/", "/sign-out/", "/sign-in/badge/", "/sign-in/second/", "/language/", "/sign-in/passkey/"):
        assert client.post(path, {}).status_code == 403, path
    known = Client(enforce_csrf_checks=True)
    known.force_login(_user("buyer"))
    for path in (
        "/do/people.change_password/",
        "/api/v1/people/change_password",
        "/account/sessions/1/end/",
        "/handheld/register/",
    ):
        assert known.post(path, {}, content_type="application/json").status_code == 403, path


def _user(username: str):
    from ledgerhouse.foundation.models import User

    return User.objects.get(username=username)


def test_cookies_can_not_be_read_by_scripts(cast: Cast) -> None:
    client = Client()
    client.get("/sign-in/")
    client.post("/sign-in/", {"username": "buyer", "password": PASSWORD})
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
        assert client.cookies[name]["httponly"], name
        assert client.cookies[name]["samesite"] == "Lax", name


def test_behind_https_cookies_and_names_are_bound_to_the_host() -> None:
    import os
    import subprocess
    import sys

    code = (
        "from ledgerhouse.config import settings as s;"
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 0, s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME)"
    )
    env = {**os.environ, "LEDGERHOUSE_HTTPS": "1", "PYTHONPATH": str(WEB.parents[1])}
    said = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True).stdout
    assert said.split() == ["True", "True", "True", "__Host-sessionid", "__Host-csrftoken"]


@override_settings(PAGE_RATE="5/min")
def test_a_person_is_limited_and_told_how_long(cast: Cast) -> None:
    from django.core.cache import cache

    cache.clear()
    client = Client()
    client.force_login(_user("buyer"))
    answers = [client.get("/account/") for _ in range(6)]
    assert [a.status_code for a in answers] == [200] * 5 + [429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 60
    other = Client()
    other.force_login(_user("sales"))
    assert other.get("/account/").status_code == 200
    cache.clear()


@override_settings(STRANGER_RATE="3/min")
def test_a_stranger_is_limited_by_address(db) -> None:
    from django.core.cache import cache

    cache.clear()
    seen = [Client().get("/api/v1/lists/catalog/items", REMOTE_ADDR="203.0.113.5").status_code for _ in range(4)]
    assert seen == [401, 401, 401, 429]
    assert Client().get("/api/v1/lists/catalog/items", REMOTE_ADDR="203.0.113.6").status_code == 401
    assert Client().get("/health/live", REMOTE_ADDR="203.0.113.5").status_code == 200
    cache.clear()


@pytest.mark.parametrize(
    ("proxies", "header", "found"),
    [
        (0, "1.2.3.4", "127.0.0.1"),
        (1, "1.2.3.4, 5.6.7.8", "5.6.7.8"),
        (2, "1.2.3.4, 5.6.7.8", "1.2.3.4"),
        (1, "", "127.0.0.1"),
        (1, "rubbish", ""),
    ],
)
def test_a_claimed_address_is_believed_only_from_our_proxies(proxies: int, header: str, found: str) -> None:
    from ledgerhouse.foundation.addresses import client_address

    with override_settings(PROXIES=proxies):
        assert client_address({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": header}) == found
