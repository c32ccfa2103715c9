"""No request, however odd, ends as an internal error, breaks the promises of the document, or reaches what is not the asker's."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import hypothesis
import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test.utils import override_settings
from hypothesis import HealthCheck, Phase
from schemathesis.core.failures import FailureGroup
from tests.cast import assemble
from tests.house import fuzz, leaks

from ledgerhouse.config.wiring import open_house
from ledgerhouse.foundation.approvals.ask import ApprovalAsked
from ledgerhouse.foundation.approvals.decide import Decided
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.paper import PAPERS
from ledgerhouse.foundation.printing.labels import LABELS
from ledgerhouse.foundation.verb import VERBS
from ledgerhouse.interfaces.api.api import build
from ledgerhouse.kernel.context import Context
from ledgerhouse.masterdata.sites.models import Warehouse

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.leak,
    pytest.mark.requirement("R077", "R103", "R106"),
    pytest.mark.filterwarnings("ignore:Generating overly large repr"),
]
open_house()
NAMES = sorted(o["operationId"] for path in build().get_openapi_schema()["paths"].values() for o in path.values())


@pytest.fixture(scope="module")
def target(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[fuzz.Target]:
    files = override_settings(HOME=tmp_path_factory.mktemp("home"))
    with files, django_db_blocker.unblock(), kept_open(), transaction.atomic():
        yield fuzz.target(leaks.world(assemble()))
        transaction.set_rollback(True)


@contextmanager
def kept_open() -> Iterator[None]:
    """Requests do not close the connection whose transaction is taken back at the end; servers would take that for its loss."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("name", NAMES)
def test_every_operation_answers_odd_requests_properly(target: fuzz.Target, name: str) -> None:
    answers_properly(target, name)


def answers_properly(target: fuzz.Target, name: str, edges: int = fuzz.EDGES, rounds: int = fuzz.RANDOM) -> None:
    """Send an operation its edge cases and random requests as everybody. Raises for the first answer that is wrong."""
    operation = target.operations[name]
    for case in fuzz.edges(operation, edges):
        for username in target.secrets:
            fuzz.judge(target, case, username)

    @hypothesis.settings(
        max_examples=rounds,
        derandomize=True,  # the same requests at every run; `make nightly` sends more of them
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @hypothesis.given(fuzz.requests(target, operation))
    def goes_well(case: object) -> None:
        for username in target.secrets:
            fuzz.judge(target, case, username)

    goes_well()


def test_the_document_names_every_operation(target: fuzz.Target) -> None:
    """Nothing is left out: what the house serves is what is fuzzed, and every verb, list and paper is in it."""
    assert sorted(target.operations) == NAMES
    known = {
        *VERBS,
        *(f"list.{name}" for name in LISTINGS),
        *(f"{what}.{kind}" for kind in PAPERS for what in ("paper", "print")),
        *(f"label.{name}" for name in LABELS),
        "events",
    }
    assert set(NAMES) == known
    assert len(target.offers) > 20, "no buttons were found"


def found(target: fuzz.Target, name: str) -> str:
    """What is found wrong with one operation in some requests."""
    with pytest.raises((fuzz.Wrong, FailureGroup)) as wrong:
        answers_properly(target, name, 20, 20)
    return str(wrong.value)


def test_a_query_that_breaks_and_one_that_forgets_the_scope_are_found(
    target: fuzz.Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The test of the test: a bug behind a condition that only some requests meet, and a list without its limits."""
    users, warehouses = LISTINGS["people.users"], LISTINGS["sites.warehouses"]
    well = users.query

    def careless(ctx: Context, where: Any) -> Any:
        if where.active:
            raise ZeroDivisionError
        return well(ctx, where)

    monkeypatch.setitem(vars(users), "query", careless)
    assert "500 for boss" in found(target, "list.people.users")
    limited = warehouses.query
    monkeypatch.setitem(vars(warehouses), "query", lambda _, where: limited(target.world.cast.house, where))
    assert "an answer tells of" in found(target, "list.sites.warehouses")


def test_a_verb_that_breaks_reaches_too_far_or_answers_otherwise_is_found(
    target: fuzz.Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    verb = vars(VERBS["approvals.withdraw"])
    answer = Decided(number="x", state="withdrawn", step=1)

    def far(_command: object, ctx: Context) -> Decided:
        Warehouse.objects.filter(code="BJ1", company_id=ctx.company).update(name="?")
        return answer

    monkeypatch.setitem(verb, "run", lambda *_: 1 / 0)
    assert "500 for boss" in found(target, "approvals.withdraw")
    monkeypatch.setitem(verb, "run", far)
    assert "foreign rows were changed" in found(target, "approvals.withdraw")
    monkeypatch.setitem(verb, "run", lambda *_: ApprovalAsked(number="x", route="y", approvers=()))
    assert "is a required property" in found(target, "approvals.withdraw")
