"""REST: every verb a POST, every list a GET, idempotent, refusing with problem details in two languages."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory

from ledgerhouse.foundation.models import ApiToken, Command, Company, Department, User
from ledgerhouse.foundation.rights import context_of_token

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.interfaces.api.probe_urls")]
OPEN = "/api/v1/test/open_department"


@pytest.fixture
def send(client: Client, token: str) -> Any:
    def post(body: Any, key: str = "k-1", url: str = OPEN, **headers: str) -> Any:
        text = body if isinstance(body, str | bytes) else json.dumps(body)
        sent = {"Authorization": f"Bearer {token}", "Accept-Language": "en", "Idempotency-Key": key, **headers}
        return client.post(url, text, content_type="application/json", headers={k: v for k, v in sent.items() if v})

    return post


@pytest.fixture
def get(client: Client, token: str) -> Any:
    return lambda url, **facts: client.get(
        url, facts, headers={"Authorization": f"Bearer {token}", "Accept-Language": "en"}
    )


@pytest.mark.requirement("R103")
def test_a_verb_answers_exact_numbers_as_text(send: Any, company: Company) -> None:
    answer = send('{"code": "D1", "name": "Sales", "budget": 0.100001}')
    assert (answer.status_code, answer.json()) == (200, {"code": "D1", "budget": "0.100001", "lines": 0})
    assert Department.objects.get(company=company).code == "D1"


@pytest.mark.requirement("R103")
def test_the_same_key_twice_does_it_once(send: Any) -> None:
    first = send({"code": "D1", "name": "Sales"})
    again = send({"code": "D1", "name": "Sales"}, **{"Idempotency-Key": '"k-1"'})
    assert first.json() == again.json()
    assert Department.objects.count() == 1
    assert Command.objects.filter(key="k-1").count() == 1


def test_the_same_key_with_other_content_is_refused(send: Any) -> None:
    send({"code": "D1", "name": "Sales"})
    other = send({"code": "D2", "name": "Sales"})
    assert (other.status_code, other.json()["code"]) == (422, "key-reused")
    assert Department.objects.count() == 1


@pytest.mark.parametrize("key", ["", "x" * 81, "tab\there", "schlüssel"])
def test_a_write_without_a_usable_key_is_refused(send: Any, key: str) -> None:
    answer = send({"code": "D1", "name": "Sales"}, key=key)
    assert (answer.status_code, answer.json()["code"]) == (400, "key-missing")
    assert not Department.objects.exists()


def test_a_dry_run_needs_no_key_and_writes_nothing(send: Any) -> None:
    answer = send({"code": "D1", "name": "Sales"}, key="", **{"Dry-Run": "true"})
    assert answer.json()["code"] == "D1"
    assert not Department.objects.exists()
    assert not Command.objects.exists()


@pytest.mark.parametrize(
    ("language", "title", "detail"),
    [("en", "Not valid", "2 problem(s) in the input."), ("zh-Hans", "输入有误", "输入中有 2 个问题。")],
)
def test_all_problems_come_at_once_in_the_askers_language(send: Any, language: str, title: str, detail: str) -> None:
    answer = send({"code": "D1", "nam": "Sales"}, **{"Accept-Language": language})
    body = answer.json()
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Content-Language"] == ("en" if language == "en" else "zh-hans")
    assert (body["title"], body["detail"], body["code"]) == (title, detail, "unreadable")
    assert body["type"] == "urn:ledgerhouse:problem:unreadable"
    assert {p["where"] for p in body["problems"]} == {"nam", "name"}


def test_a_deep_problem_names_its_place(send: Any) -> None:
    answer = send({"code": "D1", "name": "x", "lines": [{"item": "A", "quantity": "1"}, {"item": "A", "quantity": 0}]})
    (found,) = answer.json()["problems"]
    assert (found["where"], found["detail"]) == ("lines.1.quantity", "must be above 0")


def test_a_refusal_carries_facts_and_translates_words_inside(send: Any) -> None:
    send({"code": "D1", "name": "Sales"})
    english = send({"code": "D1", "name": "Again", "budget": "2.5"}, key="k-2").json()
    chinese = send({"code": "D1", "name": "Again"}, key="k-3", **{"Accept-Language": "zh-Hans"}).json()
    assert english["facts"] == {"kind": "company", "name": "D1", "budget": "2.5"}
    assert english["detail"] == "There is no company D1 here."
    assert "公司" in chinese["detail"]


@pytest.mark.parametrize(
    "body", [b"[1]", b"{", b"\xff", b'{"code": NaN}', b'{"code": "a\\u0000b"}', b"[" * 100_000, b'"x"']
)
def test_what_is_no_json_object_is_refused(send: Any, body: bytes) -> None:
    answer = send(body)
    assert (answer.status_code, answer.json()["code"]) == (400, "not-json")


def test_without_a_token_nothing_is_told(client: Client, lin: User) -> None:
    answer = client.post(OPEN, "{}", content_type="application/json", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.json()["code"]) == (401, "not-signed-in")
    assert answer["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "change", [{"revoked_at": datetime.now(UTC)}, {"expires_at": datetime(2020, 1, 1, tzinfo=UTC)}]
)
def test_a_dead_token_is_no_token(send: Any, change: dict[str, Any]) -> None:
    ApiToken.objects.update(**change)
    assert send({"code": "D1", "name": "x"}).status_code == 401


def test_a_token_with_fewer_rights_has_fewer(send: Any, get: Any) -> None:
    ApiToken.objects.update(rights=["see companies"])
    answer = send({"code": "D1", "name": "x"})
    assert (answer.status_code, answer.json()["facts"]) == (403, {"right": "change people"})
    assert get("/api/v1/lists/test/departments").status_code == 200


@pytest.mark.requirement("R057")
def test_a_session_writes_only_with_the_csrf_token(lin: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(lin)
    headers = {"Idempotency-Key": "k", "Accept-Language": "en"}
    body = {"code": "D1", "name": "x"}
    without = browser.post(OPEN, body, content_type="application/json", headers=headers)
    assert (without.status_code, without.json()["code"]) == (403, "csrf")
    browser.cookies["csrftoken"] = "a" * 32
    with_it = browser.post(OPEN, body, content_type="application/json", headers={**headers, "X-CSRFToken": "a" * 32})
    assert with_it.status_code == 200
    assert Command.objects.get().user == lin.pk


def test_a_list_pages_filters_searches_and_masks(get: Any, company: Company) -> None:
    Department.objects.bulk_create(
        Department(company=company, code=f"D{i}", name=f"n{i}", active=i != 3) for i in range(5)
    )
    first = get("/api/v1/lists/test/departments", limit=2, count="true", active="true")
    assert first["Cache-Control"] == "private, no-store"
    body = first.json()
    assert [row["code"] for row in body["rows"]] == ["D0", "D1"]
    assert body["count"] == 4
    assert "name" not in body["rows"][0], "masked without the right"
    assert isinstance(body["rows"][0]["number"], str), "a 64-bit id never travels as a JSON number"
    assert first["Link"].endswith('rel="next"')
    second = get("/api/v1/lists/test/departments", limit=2, active="true", cursor=body["next"]).json()
    assert [row["code"] for row in second["rows"]] == ["D2", "D4"]
    assert second["next"] == ""
    several = get("/api/v1/lists/test/departments", code=["D3", "D4"], sort="-code").json()
    assert [row["code"] for row in several["rows"]] == ["D4", "D3"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("limit", "0"), ("limit", "9" * 40), ("limit", "x"), ("cursor", "9" * 40), ("sort", "secret"), ("colour", "red"), ("active", "maybe"), ("code", "a\x00b")],
)  # fmt: skip
def test_a_bad_parameter_is_named(get: Any, name: str, value: str) -> None:
    answer = get("/api/v1/lists/test/departments", **{name: value})
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["where"].partition(".")[0] == name


def test_a_paper_shows_titles_tables_actions(get: Any, company: Company) -> None:
    Department.objects.create(company=company, code="A/7", name="Sales")
    body = get("/api/v1/papers/test_department/A/7").json()
    assert (body["number"], body["title"], body["state"]) == ("A/7", "Sales", "draft")
    assert body["facts"][1] == {"name": "limit", "title": "limit", "value": "1.5", "kind": "quantity", "link": ""}
    assert [c["name"] for c in body["tables"][0]["columns"]] == ["code", "number", "active"]
    assert body["actions"][0]["verb"] == "test.open_department"
    missing = get("/api/v1/papers/test_department/nowhere")
    assert (missing.status_code, missing.json()["code"]) == (404, "not-found")


def test_another_companys_rows_do_not_exist(get: Any) -> None:
    other = Company.objects.create(code="X", name="X")
    Department.objects.create(company=other, code="D1", name="theirs")
    assert get("/api/v1/lists/test/departments").json()["rows"] == []
    assert get("/api/v1/papers/test_department/D1").status_code == 404


def test_a_bug_is_an_internal_error_without_details(send: Any) -> None:
    answer = send({"code": "D1", "name": "bug"}, **{"X-Request-ID": "req-7"})
    assert (answer.status_code, answer.json()["code"]) == (500, "internal-error")
    assert answer.json()["facts"] == {"request": "req-7"}
    assert answer["X-Request-ID"] == "req-7"
    assert b"ZeroDivision" not in answer.content


def test_a_broken_database_is_not_available(send: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object, **_facts: object) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(Department.objects, "filter", full)
    answer = send({"code": "D1", "name": "x"})
    assert (answer.status_code, answer.json()["code"]) == (503, "disk-full")


def test_unknown_addresses_are_problems_too(client: Client) -> None:
    answer = client.get("/api/v1/lists/no/such", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.json()["code"]) == (404, "no-such-address")
    assert answer["Content-Type"] == "application/problem+json"


def test_the_description_is_whole(client: Client) -> None:
    schema = client.get("/api/v1/openapi.json", headers={"Accept-Language": "en"}).json()
    assert schema["openapi"] == "3.1.0"
    operation = schema["paths"][OPEN]["post"]
    body = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    assert set(schema["components"]["schemas"][body]["properties"]) == {"code", "name", "budget", "lines", "since"}
    assert schema["components"]["schemas"][body]["additionalProperties"] is False
    text = json.dumps(schema)
    for name in {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}:
        assert name in schema["components"]["schemas"]
    assert "x-shape" not in text


def test_the_page_needs_no_foreign_host(client: Client) -> None:
    page = client.get("/api/v1/docs", headers={"Accept-Language": "en"})
    assert page.status_code == 200
    assert b"/api/v1/test/open_department" in page.content
    assert (
        re.findall(rb"""(?:src|href|action)=["']?\s*(?:https?:)?//|url\(\s*["']?https?:|@import""", page.content) == []
    )
    assert b"<script" not in page.content


def test_metrics_are_for_this_machine(client: Client, settings: Any) -> None:
    assert b"ledgerhouse_verb_seconds" in client.get("/metrics").content
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9").status_code == 403
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 403
    settings.METRICS_TOKEN = "open-sesame"
    assert client.get("/metrics").status_code == 403
    assert client.get("/metrics", headers={"Authorization": "Bearer open-sesame"}).status_code == 200


def test_the_rate_limit_answers_when_to_come_back(client: Client, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from ledgerhouse.interfaces.api.rate import PerAsker

    limit = PerAsker("2/min")
    allowed = []
    for _ in range(3):
        request = RequestFactory().get("/")
        request.auth = replace(context_of_token(token, datetime.now(UTC)), now=datetime.now(UTC))
        allowed.append(limit.allow_request(request))
    assert allowed == [True, True, False]
    assert 0 < (limit.wait() or 0) <= 60


def test_yes_or_no_is_nothing_else(get: Any, company: Company) -> None:
    url = "/api/v1/lists/test/departments"
    assert get(url, count="0").json()["count"] is None
    answer = get(url, count="0.5", totals="maybe", limit="0", cursor="x")
    assert answer.status_code == 422
    assert [p["where"] for p in answer.json()["problems"]] == ["cursor", "limit", "count", "totals"]


def test_a_wrong_method_is_refused_like_everything_else(client: Client, send: Any) -> None:
    answer = client.put(OPEN, "{}", content_type="application/json", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer["Content-Type"], answer["Allow"]) == (405, "application/problem+json", "POST")
    assert answer.json()["detail"] == "This address answers POST only."
    assert send({"code": "D1", "name": "Sales"}).status_code == 200, (
        "the view behind it still takes tokens without CSRF"
    )


def test_what_may_be_meant_as_a_dry_run_is_never_carried_out(send: Any) -> None:
    for said in ("yes", "maybe", ""):
        answer = send({"code": "D1", "name": "Sales"}, **{"Dry-Run": said or " "})
        assert (answer.status_code, answer.json()["code"]) == (400, "dry-run-unclear")
    assert send({"code": "D1", "name": "Sales"}, **{"Dry-Run": "True"}).status_code == 200
    assert Department.objects.count() == 0
    assert send({"code": "D1", "name": "Sales"}, **{"Dry-Run": "0"}).status_code == 200
    assert Department.objects.count() == 1
