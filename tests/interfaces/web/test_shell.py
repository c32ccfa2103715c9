"""Signing in, languages, strict headers, errors, health."""

from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.test import Client

from ledgerhouse.foundation.models import Company, OutboxRow, User


@pytest.fixture
def ada(company: Company) -> User:
    return User.objects.create_user("ada", "a-long-password", name="Ada", company=company)


def test_a_stranger_signs_in_and_comes_back(ada: User) -> None:
    client = Client()
    assert client.get("/do/")["Location"] == "/sign-in/?next=/do/"
    answer = client.post("/sign-in/", {"username": "ada", "password": "a-long-password", "next": "/do/"})
    assert answer["Location"] == "/do/"
    assert client.get("/do/").status_code == 200
    client.post("/sign-out/")
    assert client.get("/do/").status_code == 302


def test_a_wrong_password_is_said_and_another_site_is_not_followed(ada: User) -> None:
    client = Client()
    assert client.post("/sign-in/", {"username": "ada", "password": "no"}).status_code == 422
    good = {"username": "ada", "password": "a-long-password", "next": "https://evil.example/"}
    assert client.post("/sign-in/", good)["Location"] == "/"


def test_someone_inactive_can_not_sign_in(ada: User) -> None:
    User.objects.filter(id=ada.id).update(is_active=False)
    assert Client().post("/sign-in/", {"username": "ada", "password": "a-long-password"}).status_code == 422


def test_chinese_first_and_english_by_choice(ada: User) -> None:
    client = Client()
    client.force_login(ada)
    assert "退出登录" in client.get("/").content.decode()
    client.post("/language/", {"language": "en", "next": "/"})
    assert "Sign out" in client.get("/").content.decode()


def test_pages_run_only_the_houses_own_scripts(ada: User) -> None:
    client = Client()
    client.force_login(ada)
    for path in ("/", "/do/", "/sign-in/", "/no-such-page/"):
        answer = client.get(path)
        assert "default-src 'self'" in answer["Content-Security-Policy"], path
        body = answer.content.decode()
        assert "<style" not in body, path
        assert " style=" not in body, path
        assert " onclick=" not in body, path
        assert body.count("<script") == body.count("<script src=") + body.count('<script type="module" src='), path


def test_a_form_without_its_secret_is_refused_with_a_sentence(ada: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    answer = client.post("/language/", {"language": "en"})
    assert answer.status_code == 403
    assert "页面打开时间过长" in answer.content.decode()


def test_an_unknown_address_keeps_the_shell(ada: User) -> None:
    client = Client()
    client.force_login(ada)
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert "退出登录" in answer.content.decode()


def test_a_database_that_is_down_is_called_by_its_name(ada: User) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(ada)
    down = OperationalError("connection refused")
    with patch("ledgerhouse.foundation.sign_in.sessions.context_of", side_effect=down):
        answer = client.get("/")
    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert "LEDGERHOUSE_DATABASE" in answer.content.decode()


def test_a_fault_shows_a_number_and_no_secrets(ada: User) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(ada)
    with patch("ledgerhouse.interfaces.web.home.shortcuts", side_effect=RuntimeError("secret detail")):
        answer = client.get("/")
    assert answer.status_code == 500
    assert "secret detail" not in answer.content.decode()


@pytest.mark.django_db
def test_health(company: Company) -> None:
    client = Client()
    assert client.get("/health/live").json() == {"status": "ok"}
    assert client.get("/health/ready").json() == {"status": "ok", "outbox_lag_s": 0.0}
    old = datetime.now(UTC) - timedelta(hours=1)
    OutboxRow.objects.create(company=company.id, topic="T", ordering="", body="{}", recorded_at=old)
    assert client.get("/health/ready").json()["status"] == "late"


@pytest.mark.django_db
def test_not_ready_while_the_database_is_down() -> None:
    with patch("ledgerhouse.interfaces.web.health.check_schema", side_effect=OperationalError("down")):
        answer = Client().get("/health/ready")
    assert answer.status_code == 503
