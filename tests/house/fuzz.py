"""Requests that nobody would think of, for every operation of the interface for programs, made from its own description by schemathesis.

Operations, their fields and what they may answer come from the OpenAPI document that the house serves; words in the requests are often those of real
papers, people and places, own and foreign, and commands begin with what the buttons of real papers offer. Where a command succeeds, its paper is opened and
the buttons there are pressed in turn. Two people send every request: one who may do everything, and one who holds all the ready-made roles, for one warehouse
only. Every request is taken back after it was judged, so that each begins in the same world.
"""

import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, Final, NamedTuple
from urllib.parse import unquote_plus
from zlib import crc32

import hypothesis.strategies as st
import jsonschema_rs
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.drivers import CoverageGenerator
from schemathesis.generation.feedback import NO_FEEDBACK
from schemathesis.generation.overrides import Override
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)
from tests.house.leaks import World, betrayed, readable, snapshot, told

from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.models import ApiToken, Grant, GrantLimit, Role, RoleRight, User
from ledgerhouse.foundation.paper import find
from ledgerhouse.foundation.problems import plain
from ledgerhouse.foundation.ready_roles import ROLES
from ledgerhouse.foundation.words import RIGHTS
from ledgerhouse.kernel.ids import command_id
from ledgerhouse.masterdata.sites.models import Warehouse

DOCUMENT: Final = "/api/v1/openapi.json"
ROUNDS: Final = int(os.environ.get("LEDGERHOUSE_FUZZ", "0"))
"""How many random requests and edge cases for each operation in a long run; 0 for the few of an ordinary one."""
RANDOM: Final = ROUNDS or 3
MOST: Final = 6
UNFILLED: Final = re.compile(r"\{[a-z_]+\}")
"""A place of a sentence that no fact has filled."""
EDGES: Final = ROUNDS or 3
POSITIVE, NEGATIVE = schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE
CONFORMS: Final = [
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


class Offer(NamedTuple):
    """A button of a paper: the kind of paper, and the fields of the command that it fills in."""

    kind: str
    command: dict[str, Any]


@dataclass(frozen=True)
class Target:
    """The house behind its door for programs, the world in it, and who knocks."""

    operations: Mapping[str, Any]
    world: World
    secrets: Mapping[str, str]
    """Of the tokens: `boss` may do everything, `limited` only in Shanghai."""
    words: Mapping[str, tuple[str, ...]]
    """Real values by the name of the column that shows them."""
    offers: Mapping[str, tuple[Offer, ...]]
    """What papers offer to do, by verb."""
    foreign: list[Any]
    """All rows that are not the limited person's, as they were in the beginning."""


def target(world: World) -> Target:
    """Hire the two, read the document through the door, and learn words."""
    everything = Role.objects.create(code="everything", name="everything")
    RoleRight.objects.bulk_create(RoleRight(role=everything, right=right) for right in RIGHTS)
    secrets = {
        "boss": _hired(world, "boss", ["everything"], None),
        "limited": _hired(world, "limited", sorted(ROLES), Warehouse.objects.get(code="SH1").id),
    }
    return Target(operations(), world, secrets, _words(world), _offers(world), snapshot(world))


def operations() -> dict[str, Any]:
    """Every operation of the document that the house serves, by its id."""
    schema = schemathesis.openapi.from_wsgi(DOCUMENT, WSGIHandler())
    found = [one.ok() for one in schema.get_all_operations()]
    return {name_of(one): one for one in found}


def _hired(world: World, username: str, roles: list[str], warehouse: int | None) -> str:
    company, username = world.cast.company, f"fuzz-{username}"
    user = User.objects.create_user(username, None, name=username, company_id=company, language="en")
    for role in roles:
        grant = Grant.objects.create(user=user, role=Role.objects.get(code=role), company_id=company)
        if warehouse:
            GrantLimit.objects.create(grant=grant, dimension="warehouse", value=warehouse)
    secret = f"{username}-secret"
    digest = hashlib.sha256(secret.encode()).hexdigest()
    end = datetime.now(UTC) + timedelta(days=1)
    ApiToken.objects.create(user=user, name="fuzz", digest=digest, expires_at=end)
    return secret


def _words(world: World) -> dict[str, tuple[str, ...]]:
    """What the columns of all lists show, and the numbers of the papers of both warehouses and of the other company."""
    numbers = [number for trail in (world.shanghai, world.beijing) for number in trail.papers.values()]
    found: dict[str, dict[str, None]] = {"number": dict.fromkeys([*numbers, "ZQX-ITEM", "ZQX-WH"])}
    for name in sorted(LISTINGS):
        listing = LISTINGS[name]
        for row in listing.every(world.cast.house):
            for column in listing.columns:
                value = getattr(row, column.name)
                if isinstance(value, str) and value:
                    of = found.setdefault(column.name, {})
                    if len(of) < 12:
                        of[value] = None
    return {name: tuple(values) for name, values in sorted(found.items())}


def _offers(world: World) -> dict[str, tuple[Offer, ...]]:
    """The buttons of all papers of the world, its items, partners and people."""
    named = [pair for trail in (world.shanghai, world.beijing) for pair in trail.papers.items()]
    named += [("item", "CUP"), ("item", "PHONE"), ("partner", "SHOP"), ("user", "picker"), ("role", "picker")]
    found: dict[str, list[Offer]] = {}
    for kind, number in named:
        for action in find(world.cast.house, kind, number).actions:
            found.setdefault(action.verb, []).append(Offer(kind, plain(action.command)))
    return {verb: tuple(offers) for verb, offers in sorted(found.items())}


@st.composite
def requests(draw: st.DrawFn, target: Target, operation: Any) -> Any:
    """A request that is right or wrong by the document, with real words in many places of a right one."""
    mode = draw(st.sampled_from((POSITIVE, NEGATIVE)))
    case = draw(operation.as_strategy(generation_mode=mode))
    if mode is POSITIVE:
        case.path_parameters = _real(draw, target, case.path_parameters or {})
        case.query = _real(draw, target, case.query or {})
        offers = target.offers.get(name_of(operation))
        if isinstance(case.body, dict):
            case.body = _real(draw, target, case.body)
            if offers and draw(st.booleans()):
                case.body = {**case.body, **draw(st.sampled_from(offers)).command}
    return case


def name_of(operation: Any) -> str:
    """The id of an operation."""
    return str(operation.definition.raw["operationId"])


def _real(draw: st.DrawFn, target: Target, given: Any, name: str = "") -> Any:
    """The same thing with real words in place of most of the made ones."""
    if isinstance(given, Mapping):
        return {key: _real(draw, target, value, key) for key, value in given.items()}
    if isinstance(given, list):
        return [_real(draw, target, value, name) for value in given]
    known = target.words.get(name) or target.words.get(name.removesuffix("s"))
    if not isinstance(given, str) or not known:
        return given
    return draw(st.one_of(st.sampled_from(known), st.sampled_from(known), st.just(given)))


def edges(operation: Any, most: int) -> list[Any]:
    """Requests at the limits of every field, right and wrong ones; so many of them, picked by their content."""
    config = operation.schema.config.generation_for(operation=operation, phase="coverage")
    made = CoverageGenerator(
        operation=operation,
        generation_modes=[POSITIVE, NEGATIVE],
        generation_config=config,
        auth_storage=None,
        override=Override(),
        feedback=NO_FEEDBACK,
    )
    return sorted(made, key=_turn)[:most]


def _turn(case: Any) -> tuple[bool, int]:
    """Wrong methods last, as they are alike everywhere; the others in an order that is always the same and has no system."""
    told = repr((case.query, case.body, case.path_parameters, dict(case.headers or {})))
    return case.method.lower() != case.operation.method, crc32(told.encode("utf-8", "replace"))


class Wrong(AssertionError):
    """What was wrong with an answer."""


def wrong_in(case: Any, place: ParameterLocation) -> bool:
    """Whether the point of a request is what is wrong in its headers, or in its body."""
    part = case.meta and case.meta.components.get(place)
    return bool(part and part.mode is NEGATIVE)


def _promises(case: Any) -> list[Any]:
    """What an answer must keep. A body that is wrong in the type of single values only may be read all the same."""
    lenient = wrong_in(case, ParameterLocation.BODY) and read_as_text(case)
    return CONFORMS if lenient else [*CONFORMS, negative_data_rejection]


def read_as_text(case: Any) -> bool:
    """Whether all that is wrong in a body is a number sent as text and the like: forms and files send them so. Missing and unknown fields are not."""
    document = case.operation.schema.raw_schema
    content = document["paths"][case.operation.path][case.operation.method]["requestBody"]["content"]
    schema = content["application/json"]["schema"]
    validator = jsonschema_rs.validator_for({**schema, "components": document["components"]})
    try:
        errors = validator.iter_errors(case.body)
        return all(e.kind.name in {"type", "anyOf"} and isinstance(e.instance, str | int | float) for e in errors)
    except ValueError:  # not JSON at all
        return False


def judge(target: Target, case: Any, username: str) -> Any:
    """Send a request as somebody, judge the answer, and take everything back. Raises when it is wrong; the status otherwise."""
    with transaction.atomic():
        try:
            answer = send(target, case, username)
            if case.method == "POST" and answer.status_code == 200:
                _follow(target, case, answer, username)
            return answer
        finally:
            transaction.set_rollback(True)


def _follow(target: Target, case: Any, answer: Any, username: str) -> None:
    """Open the papers that a command was about and press their buttons, one after the other."""
    kinds = dict.fromkeys(offer.kind for offer in target.offers.get(name_of(case.operation), ()))
    numbers = dict.fromkeys(v for v in (*told(case.body), *told(answer.json())) if isinstance(v, str) and v)
    for kind in kinds:
        for number in islice(numbers, MOST):
            opened = send(target, target.operations[f"paper.{kind}"].Case(path_parameters={"number": number}), username)
            for button in opened.json().get("actions", ())[:MOST] if opened.status_code == 200 else ():
                verb = target.operations[button["verb"]]
                with transaction.atomic():
                    send(target, verb.Case(body=button["command"], media_type="application/json"), username)


def send(target: Target, case: Any, username: str) -> Any:
    """Send a request as somebody and judge the answer."""
    headers = {"Authorization": f"Bearer {target.secrets[username]}", "Accept-Language": "en"}
    if case.method == "POST" and not wrong_in(case, ParameterLocation.HEADER):
        headers["Idempotency-Key"] = command_id()
    answer = case.call(headers=headers, cookies={})
    asked = f"{unquote_plus(answer.request.url)} {answer.request.body!r} {json.dumps(case.body, default=str, ensure_ascii=False)}"
    text = readable(answer.content)
    if answer.status_code >= 500:
        raise Wrong(f"{answer.status_code} for {username}: {asked}\n{text[:500]}")
    case.validate_response(answer, checks=_promises(case))
    if answer.status_code >= 400:
        if answer.headers["content-type"] != ["application/problem+json"]:
            raise Wrong(f"{answer.status_code} is not a problem: {asked}")
        problem = answer.json()
        if not problem["detail"].strip() or UNFILLED.search(problem["detail"]):
            raise Wrong(f"a refusal without a sentence: {problem} for {asked}")
    if username == "limited":
        found = betrayed(text, target.world.beijing, target.world.strangers, asked=asked)
        if found:
            raise Wrong(f"an answer tells of {sorted(found)[:5]}: {asked}\n{text[:500]}")
        if case.method != "GET" and answer.status_code == 200 and snapshot(target.world) != target.foreign:
            raise Wrong(f"foreign rows were changed: {asked}")
    return answer
