"""Every verb, list and paper can be reached by every program interface, and says what it is, needs and answers."""

import dataclasses
import json
from typing import Any

import pytest
from django.test import Client

from ledgerhouse.config.wiring import open_house
from ledgerhouse.foundation.listing import LISTINGS, Listing
from ledgerhouse.foundation.paper import PAPERS
from ledgerhouse.foundation.printing.labels import LABELS
from ledgerhouse.foundation.verb import VERBS, Verb
from ledgerhouse.foundation.words import RIGHTS
from ledgerhouse.interfaces.cli import main
from ledgerhouse.kernel.commands import reader

open_house()
ALL_VERBS = [VERBS[name] for name in sorted(VERBS)]
ALL_LISTS = [LISTINGS[name] for name in sorted(LISTINGS)]
BASE = "/api/v1"


@pytest.fixture(scope="module")
def described() -> Any:
    answer = Client().get(f"{BASE}/openapi.json", headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    return answer.json()


def by_name(thing: Any) -> str:
    return thing.name


@pytest.mark.parametrize("verb", ALL_VERBS, ids=by_name)
def test_a_verb_has_frozen_command_and_answer(verb: Verb) -> None:
    for kind in (verb.command, verb.answer):
        assert dataclasses.is_dataclass(kind), kind
        assert kind.__dataclass_params__.frozen, kind
    assert verb.may in RIGHTS
    assert str(verb.title).strip()
    assert verb.description.endswith("."), "a sentence"


def classes_in(schema: Any) -> list[Any]:
    return [schema, *schema.get("$defs", {}).values()]


@pytest.mark.parametrize("verb", ALL_VERBS, ids=by_name)
def test_a_command_refuses_fields_it_does_not_know(verb: Verb) -> None:
    """A misspelt optional field must never be passed over in silence, in the command and in its lines."""
    loose = [
        part.get("title")
        for part in classes_in(reader(verb.command).json_schema())
        if part.get("type") == "object" and "properties" in part and part.get("additionalProperties") is not False
    ]
    assert loose == [], "give it __pydantic_config__ = STRICT"


@pytest.mark.parametrize("verb", ALL_VERBS, ids=by_name)
def test_an_answer_has_a_schema_and_shows_no_row_ids(verb: Verb) -> None:
    names = [
        n
        for part in classes_in(reader(verb.answer).json_schema(mode="serialization"))
        for n in part.get("properties", {})
    ]
    assert [n for n in names if n == "id" or n.endswith("_id")] == [], "JSON names things by code or number"


def test_every_verb_list_and_paper_is_an_operation(described: Any) -> None:
    paths = described["paths"]
    verbs = {f"{BASE}/{verb.name.replace('.', '/')}" for verb in ALL_VERBS}
    lists = {f"{BASE}/lists/{one.name.replace('.', '/')}" for one in ALL_LISTS}
    papers = {f"{BASE}/papers/{kind}/{{number}}" for kind in PAPERS}
    prints = {f"{path}/print" for path in papers}
    labels = {f"{BASE}/labels/{name}" for name in LABELS}
    assert verbs | lists | papers | prints | labels | {f"{BASE}/events"} == set(paths)
    assert all("post" in paths[path] for path in verbs)
    assert all("get" in paths[path] for path in lists | papers | prints | labels | {f"{BASE}/events"})


def test_every_operation_says_its_right_and_needs_somebody(described: Any) -> None:
    for path, operations in described["paths"].items():
        for operation in operations.values():
            assert operation["x-right"] in RIGHTS, path
            assert operation["security"], path
            assert operation["summary"], path
            assert {"200", "401", "403", "422"} <= operation["responses"].keys()


def test_every_reference_of_the_description_leads_somewhere(described: Any) -> None:
    parts = json.dumps(described).split('"#/components/schemas/')[1:]
    wanted = {part.partition('"')[0] for part in parts}
    assert wanted <= described["components"]["schemas"].keys()


def test_operation_names_are_unique(described: Any) -> None:
    names = [
        operation["operationId"] for operations in described["paths"].values() for operation in operations.values()
    ]
    assert len(names) == len(set(names))


def test_the_command_line_reaches_every_verb_list_and_paper(capsys: pytest.CaptureFixture[str]) -> None:
    for words, wanted in (["verbs"], VERBS), (["list"], LISTINGS), (["show"], PAPERS):
        assert main.carry_out(main.parsed(words)) == 0
        shown = {line.split()[0] for line in capsys.readouterr().out.splitlines() if line.strip()}
        assert wanted.keys() <= shown


@pytest.mark.parametrize("listing", ALL_LISTS, ids=by_name)
def test_a_list_is_whole(listing: Listing) -> None:
    assert listing.see in RIGHTS
    assert dataclasses.is_dataclass(listing.row)
    assert all(
        f.default is not dataclasses.MISSING or f.default_factory is not dataclasses.MISSING
        for f in dataclasses.fields(listing.filters)
    )
    assert listing.order.removeprefix("-") in {c.name for c in listing.columns if c.sortable}
    assert {c.masked for c in listing.columns if c.masked} <= RIGHTS.keys()
    names = {f"@{c.name}" for c in listing.columns}  # a link may be the kind that another column names
    assert {c.link for c in listing.columns if c.link} <= PAPERS.keys() | LISTINGS.keys() | names


@pytest.mark.parametrize("kind", sorted(PAPERS))
def test_a_paper_names_its_right(kind: str) -> None:
    assert PAPERS[kind].see in RIGHTS
    assert str(PAPERS[kind].title).strip()
