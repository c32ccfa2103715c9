"""Every operation of the house, found by looking: right, wrong and senseless requests never end as an internal error."""

import json
from collections.abc import Callable
from dataclasses import fields
from typing import Any

import pytest
from django.test import Client

from ledgerhouse.config.wiring import open_house
from ledgerhouse.foundation.listing import LISTINGS, Listing
from ledgerhouse.foundation.models import User
from ledgerhouse.foundation.paper import PAPERS
from ledgerhouse.foundation.verb import VERBS
from ledgerhouse.foundation.words import RIGHTS
from ledgerhouse.kernel.commands import reader

pytestmark = pytest.mark.django_db
open_house()
BAD_QUERIES: list[dict[str, str]] = [
    {"sort": "x" * 500},
    {"sort": "-"},
    {"cursor": "-1"},
    {"cursor": "１２"},  # full-width digits are digits to str.isdigit
    {"limit": "1e3"},
    {"search": "%_'\"\\;--" * 40},
    {"search": "🍎 \ud7ff"},
    {"no_such": "1"},
]
SENSELESS: list[Any] = [
    {},
    {"no_such_field": 1},
    {"lines": []},
    {"lines": [{}]},
    {"code": "", "name": None},
    {"code": ["a"], "number": {"a": 1}, "quantity": "NaN", "lines": "x"},
]


@pytest.fixture
def ada(employ: Callable[..., User]) -> User:
    """Ada may do everything."""
    return employ("ada", *RIGHTS)


@pytest.fixture
def browser(client: Client, ada: User) -> Client:
    client.force_login(ada)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.mark.parametrize("name", sorted(LISTINGS))
def test_a_list_answers_in_every_order_and_refuses_nonsense(name: str, browser: Client) -> None:
    listing: Listing = LISTINGS[name]
    url = f"/api/v1/lists/{name.replace('.', '/')}"
    plain = browser.get(url, {"count": "1", "totals": "1", "search": "a b"})
    assert plain.status_code == 200, plain.content
    for column in listing.columns:
        if column.sortable:
            for sort in (column.name, f"-{column.name}"):
                answer = browser.get(url, {"sort": sort, "limit": "1"})
                assert answer.status_code == 200, (sort, answer.content)
    for query in BAD_QUERIES:
        answer = browser.get(url, query)
        assert answer.status_code < 500, (query, answer.content)
    for limit in fields(listing.filters):
        for value in ("", "x", "-1", "99999999999999999999999", "true", "2026-11-22", "a" * 300):
            answer = browser.get(url, {limit.name: value})
            assert answer.status_code < 500, (limit.name, value, answer.content)


@pytest.mark.parametrize("kind", sorted(PAPERS))
def test_a_paper_that_is_not_there_is_not_found(kind: str, browser: Client) -> None:
    for number in ("none", "0", "a/b", "9" * 60, "☂", "%27", "x" * 400):
        answer = browser.get(f"/api/v1/papers/{kind}/{number}")
        assert answer.status_code in {404, 422}, (number, answer.content)


def filled(schema: dict[str, Any], defs: dict[str, Any], depth: int = 0) -> Any:  # noqa: PLR0911 - one answer for each kind
    """Something that has the right types and makes no sense."""
    if "$ref" in schema:
        return filled(defs[schema["$ref"].rpartition("/")[2]], defs, depth)
    if "enum" in schema or "const" in schema:
        return schema.get("const", (schema.get("enum") or [None])[0])
    if "anyOf" in schema:
        return filled(schema["anyOf"][0], defs, depth)
    if schema.get("type") == "object":
        if depth > 4:
            return {}
        return {name: filled(part, defs, depth + 1) for name, part in schema.get("properties", {}).items()}
    if schema.get("type") == "array":
        items = schema.get("items") or (schema.get("prefixItems") or [{}])[0]
        return [filled(items, defs, depth + 1)] * max(1, schema.get("minItems", 1))
    if schema.get("type") == "boolean":
        return True
    if schema.get("type") in {"integer", "number"}:
        return max(1, schema.get("minimum", 1))
    made = {"date": "2026-11-22", "date-time": "2026-11-22T01:00:00Z", "time": "08:00:00", "uuid": "0" * 32}
    return made.get(schema.get("format", ""), "NOSUCH"[: schema.get("maxLength", 6)])


@pytest.mark.parametrize("name", sorted(VERBS))
def test_a_verb_refuses_nonsense_by_name(name: str, browser: Client) -> None:
    url = f"/api/v1/{name.replace('.', '/')}"
    schema = reader(VERBS[name].command).json_schema()
    sensible = filled(schema, schema.get("$defs", {}))
    bodies = [*SENSELESS, sensible]
    for field in sensible:
        bodies += [{**sensible, field: odd} for odd in (None, -1, "9" * 30, {"a": 1}, [[]], "☂" * 3000)]
    for number, body in enumerate(bodies):
        answer = browser.post(
            url, json.dumps(body), content_type="application/json", headers={"Idempotency-Key": f"k-{number}"}
        )
        assert answer.status_code < 500, (body, answer.content)
        if answer.status_code != 200:
            assert answer["Content-Type"] == "application/problem+json"
            assert "{" not in answer.json()["detail"], "a fact is missing in the sentence"


@pytest.mark.parametrize("name", sorted(VERBS))
def test_a_verb_needs_its_right(name: str, client: Client, employ: Callable[..., User]) -> None:
    verb = VERBS[name]
    client.force_login(employ("eve", *(right for right in RIGHTS if right != verb.may)))
    answer = client.post(
        f"/api/v1/{name.replace('.', '/')}", "{}", content_type="application/json", headers={"Idempotency-Key": "k"}
    )
    if verb.may == "own account":
        assert answer.status_code != 403
    else:
        assert (answer.status_code, answer.json()["facts"]["right"]) == (403, verb.may)
