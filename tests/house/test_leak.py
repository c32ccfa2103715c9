"""The leak test: whoever works in one warehouse sees and changes nothing of another, and nobody anything of another company.

People of every ready-made role, each for one warehouse, walk every address, operation, list, export, paper, verb and
sub-command there is, found by introspection, so that a new one is covered by itself. The long walks (marked `walk`) are left out of
plain test runs; `pytest -m leak` goes them all.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import override_settings
from django.urls import clear_url_caches, path, set_urlconf
from django.utils import translation
from tests.cast import assemble
from tests.house import leaks as walk
from tests.house.leaks import World, betrayed, browser, leaks, told

from ledgerhouse.config import urls
from ledgerhouse.foundation import paper
from ledgerhouse.foundation.duties import READY
from ledgerhouse.foundation.hearing import heard
from ledgerhouse.foundation.listing import LISTINGS, Listing, column
from ledgerhouse.foundation.models import Company, OutboxRow, User
from ledgerhouse.foundation.paper import PAPERS
from ledgerhouse.foundation.printing.forms import forms_of
from ledgerhouse.foundation.printing.sheets import print_papers
from ledgerhouse.foundation.ready_roles import ROLES
from ledgerhouse.foundation.sight import list_of
from ledgerhouse.foundation.verb import VERBS
from ledgerhouse.interfaces.cli import asker, main
from ledgerhouse.kernel.commands import reader
from ledgerhouse.kernel.context import Context, house
from ledgerhouse.kernel.errors import NotAllowed, NotFound
from ledgerhouse.masterdata.sites.models import Warehouse
from ledgerhouse.tower.analytics.models import MailedList, Recipient
from ledgerhouse.tower.analytics.send_mails import send_mails
from ledgerhouse.tower.integration.webhooks import envelope

pytestmark = [pytest.mark.django_db, pytest.mark.leak, pytest.mark.requirement("R077", "R106")]
ALIKE = frozenset({"people.roles"})
"""Lists that show the same to every company: roles are names for sets of rights."""
PUBLIC = frozenset(
    {
        *("/sign-in/", "/sign-out/", "/language/", "/health/live", "/health/ready", "/metrics"),
        *("/api/v1/openapi.json", "/api/v1/docs", "/sign-in/cancelled/", "/sign-in/badge/", "/sign-in/passkey/"),
    }
)
"""Addresses that strangers may ask; they tell nothing about the company."""
MACHINE = frozenset(
    {"demo", "doctor", "init", "keys", "health", "migrate", "import", "serve", "token", "verbs", "work", "load"}
)
"""Sub-commands for whoever owns the machine and its database; the others take --as and are walked."""
BEIJING = ("only-picker", "beijing")


@pytest.fixture(scope="module")
def two(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """The world, made once for all walks and taken back at the end; what a walk changes is taken back after it."""
    files = override_settings(HOME=tmp_path_factory.mktemp("home"))
    with files, django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        yield walk.world(assemble())
        transaction.set_rollback(True)


def seen(ctx: Context) -> dict[str, list[object]]:
    """All rows of every list the asker may see."""
    return {name: list(one.every(ctx)) for name, one in LISTINGS.items() if ctx.may(one.see)}


@pytest.mark.parametrize("role", sorted(ROLES))
def test_no_list_shows_the_other_warehouse_or_company(two: World, role: str) -> None:
    ctx = two.cast.person(f"only-{role}")
    lists = seen(ctx)
    assert {
        name: found for name, rows in lists.items() if (found := leaks(rows, two.beijing) + leaks(rows, two.strangers))
    } == {}
    # the walk is worth nothing if it sees nothing: the own warehouse must be there
    if ctx.may("see sites"):
        assert leaks(lists["sites.warehouses"], two.shanghai)


def test_the_canaries_sing(two: World) -> None:
    """The same walk with every right finds all trails, so a silence above means something."""
    lists = seen(two.cast.house)
    for trail in (two.shanghai, two.beijing):
        for kind, number in trail.papers.items():
            assert any(number in v for rows in lists.values() for v in told(rows) if isinstance(v, str)), kind
        assert any(v in trail.quantities for rows in lists.values() for v in told(rows))
    assert leaks(seen(house(two.company, two.cast.house.now)), two.strangers)
    page = browser("ceo").get("/lists/purchasing.lines/")
    assert betrayed(walk.text_of(page), two.beijing, costs=False) >= {
        two.beijing.papers["purchase_order"],
        "777",
        "913.37",
    }


@pytest.mark.walk
@pytest.mark.parametrize("role", sorted(ROLES))
def test_no_address_tells_of_the_other_warehouse_or_company(two: World, role: str) -> None:
    """Every list and paper by the interface for programs; pages, forms and exports, which are drawn from the same, by three roles each."""
    client, ctx = browser(f"only-{role}"), two.cast.person(f"only-{role}")
    costs = ctx.may("see costs") or ctx.may("see books")
    turn = sorted(ROLES).index(role)
    wrong, answered = {}, 0
    for route, _pattern in walk.addresses():
        addresses = walk.filled(route, two, ctx) if "(" not in route and "\\" not in route else []
        by_turn = "<" in route and not route.startswith("/api/") and "<int:" not in route
        for address in addresses:
            if by_turn and (crc32(address.encode()) + turn) % 5:
                continue
            response = client.get(address)
            assert response.status_code < 500, address
            answered += response.status_code == 200
            found = betrayed(walk.text_of(response), two.beijing, two.strangers, costs=costs, asked=address)
            if found:
                wrong[address] = sorted(found)[:5]
    assert not wrong, list(wrong.items())[:5]
    assert answered > 20, "the walk came nowhere"


@pytest.mark.walk
def test_no_verb_changes_anything_of_the_other_warehouse_or_company(two: World) -> None:
    """Each verb is asked by the first limited role that may, for every foreign paper, through the interface for programs."""
    before = walk.snapshot(two)
    wrong, asked = {}, 0
    for role in sorted(ROLES):
        client, ctx = browser(f"only-{role}"), two.cast.person(f"only-{role}")
        for name, verb in sorted(VERBS.items()):
            address = f"/api/v1/{name.replace('.', '/')}"
            if not ctx.may(verb.may):
                answer = client.post(address, "{}", content_type="application/json", headers={"Idempotency-Key": "k"})
                assert answer.status_code == 403, (role, name)
                continue
            first = (
                next(r for r, (_, rights) in sorted(ROLES.items()) if verb.may in rights)
                if verb.may != "own account"
                else "picker"
            )
            if role != first:
                continue
            for n, command in enumerate(walk.attacks(reader(verb.command).json_schema(), two.beijing)):
                body = json.dumps(command)
                answer = client.post(
                    address, body, content_type="application/json", headers={"Idempotency-Key": f"{name}-{n}"}
                )
                assert answer.status_code < 500, (name, command, answer.content)
                asked += 1
                found = betrayed(answer.content.decode(), two.beijing, two.strangers, asked=body)
                if found:
                    wrong[name] = found
    assert not wrong, list(wrong.items())[:5]
    assert asked > 300, "the walk came nowhere"
    assert walk.snapshot(two) == before


@pytest.mark.parametrize("username", ["only-picker", "only-supervisor", "only-buyer", "beijing"])
def test_no_paper_of_the_other_warehouse_opens(two: World, username: str) -> None:
    ctx = two.cast.person(username)
    own, other = (two.beijing, two.shanghai) if username == "beijing" else (two.shanghai, two.beijing)
    for kind in PAPERS:
        for number in other.papers.values():
            with pytest.raises((NotFound, NotAllowed)):
                paper.find(ctx, kind, number)
    opened = paper.find(ctx, "warehouse", own.papers["warehouse"])
    assert leaks(opened, other) == []
    assert leaks(paper.find(ctx, "item", "CUP"), other) == [], "a shared paper shows the own part only"


def test_another_company_is_an_empty_house(two: World) -> None:
    other = house(two.company, two.cast.house.now)
    for kind, number in {**two.shanghai.papers, "item": "CUP", "partner": "SHOP", "user": "picker"}.items():
        with pytest.raises(NotFound):
            paper.find(other, kind, number)
    Company.objects.filter(id=two.company).update(code="Q")
    assert {name: found for name, rows in seen(other).items() if (found := leaks(rows, two.shanghai))} == {}
    assert len(seen(other)["people.duty_rules"]) == len(READY)


@pytest.mark.parametrize("role", sorted(ROLES))
def test_no_news_tells_of_the_other_warehouse_or_company(two: World, role: str) -> None:
    """The event stream of pages, the feed of programs, and what a webhook with this person's rights would send."""
    client, ctx = browser(f"only-{role}"), two.cast.person(f"only-{role}")
    stream = walk.text_of(client.get("/stream/?after=1"))
    feed = client.get("/api/v1/events?after=1&limit=500").content.decode()
    sent = [envelope(one, ctx.company) for one in heard(ctx, OutboxRow.objects.all())]
    for said in (stream, feed, json.dumps(sent, ensure_ascii=False)):
        assert betrayed(said, two.beijing, two.strangers) == set()
    if ctx.may("see warehouse work"):
        assert two.shanghai.papers["receipt"] in stream
        assert two.shanghai.papers["receipt"] in feed
        assert any(two.shanghai.papers["receipt"] in str(event) for event in sent)


def test_the_news_sings(two: World) -> None:
    said = walk.text_of(browser("ceo").get("/stream/?after=1"))
    assert {two.shanghai.papers["receipt"], two.beijing.papers["receipt"]} <= betrayed(said, two.shanghai, two.beijing)


@pytest.mark.walk
def test_no_mail_tells_of_the_other_warehouse_or_company(two: World, settings: Any, mailoutbox: list[Any]) -> None:
    """Every list goes by mail to everybody who is limited; those who may not see it get none."""
    settings.MAIL_FROM = "house@example.com"
    people = [User.objects.get(username=f"only-{role}") for role in sorted(ROLES)]
    for person in people:
        person.email = f"{person.username}@example.com"
        person.save()
    ctx = two.cast.house
    for number, name in enumerate(sorted(LISTINGS)):
        row = MailedList.objects.create(
            company=ctx.company, code=f"m{number}", listing=name, form="csv", cron="0 8 * * *", user=0, next_at=ctx.now
        )
        Recipient.objects.bulk_create(Recipient(mailed=row, user=person) for person in people)
    result = send_mails(ctx, {}, lambda *_: None)
    assert result["sent"] == len(mailoutbox) > 200, "the walk came nowhere"
    wrong = {}
    for mail in mailoutbox:
        person = two.cast.person(mail.to[0].partition("@")[0])
        costs = person.may("see costs") or person.may("see books")
        found = betrayed(mail.attachments[0][1], two.beijing, two.strangers, costs=costs)
        if found:
            wrong[mail.to[0], mail.subject] = sorted(found)[:5]
    assert not wrong, list(wrong.items())[:5]


@pytest.mark.walk
@pytest.mark.parametrize("username", ["only-picker", "only-buyer", "only-it"])
def test_the_command_line_tells_no_more(
    two: World, username: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(asker, "check_schema", lambda: None)
    words = [["list", name, "--json", "--as", username] for name in LISTINGS]
    words += [
        ["show", kind, number, "--json", "--as", username] for kind in PAPERS for number in two.beijing.papers.values()
    ]
    file = tmp_path / "printed.pdf"
    words += [["print", kind, n, "-o", str(file), "--as", username] for kind, n in two.beijing.papers.items()]
    wrong = {}
    for argv in words:
        main.main(argv)
        said = capsys.readouterr()
        printed = walk.text_of(HttpResponse(file.read_bytes())) if file.exists() else ""
        file.unlink(missing_ok=True)
        found = betrayed(said.out + said.err + printed, two.beijing, two.strangers, asked=" ".join(argv))
        if found:
            wrong[" ".join(argv)] = found
    assert not wrong, list(wrong.items())[:5]


def test_every_sub_command_asks_who_or_is_for_the_machine() -> None:
    known = {}
    for action in main.parser()._actions:
        for name, command in (getattr(action, "choices", None) or {}).items():
            known[name] = any("--as" in one.option_strings for one in command._actions)
    assert {"list", "show", "run"} <= set(known)
    assert {name for name, asks in known.items() if not asks} - MACHINE == set()


@pytest.mark.walk
def test_strangers_are_sent_away_everywhere(two: World) -> None:
    assert strangers_get(two) == {}


def strangers_get(two: World) -> dict[str, int]:
    """Addresses that answer strangers and are not known as public."""
    client = Client()
    open_doors = {}
    for route, _pattern in walk.addresses():
        for address in walk.filled(route, two)[:3] if "(" not in route and "\\" not in route else ():
            response = client.get(address)
            away = response.status_code in {401, 403, 404, 405} or "/sign-in/" in response.headers.get("Location", "")
            if not away and address not in PUBLIC:
                open_doors[address] = response.status_code
    return open_doors


def test_a_new_address_without_a_right_is_found(two: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test of the test: a page somebody forgot to guard, and one that guards but does not limit."""

    def careless(request: HttpRequest) -> HttpResponse:
        del request
        return HttpResponse("\n".join(Warehouse.objects.values_list("code", flat=True)))

    monkeypatch.setattr(urls, "urlpatterns", [path("careless/", careless), *urls.urlpatterns])
    clear_url_caches()
    set_urlconf(None)
    try:
        assert strangers_get(two) == {"/careless/": 200}
        text = walk.text_of(browser("only-picker").get("/careless/"))
        assert betrayed(text, two.beijing, two.strangers) == {"BJ1", "ZQX-WH"}
        monkeypatch.setattr(urls, "urlpatterns", [path("new/<str:thing>/", careless)])
        clear_url_caches()
        with pytest.raises(AssertionError, match="teach it"):
            strangers_get(two)
    finally:
        monkeypatch.undo()
        clear_url_caches()


@dataclass(frozen=True)
class Nothing:
    """No filters."""


@dataclass(frozen=True)
class CodeRow:
    """A row."""

    code: str = column("Code")


def test_a_new_list_that_forgets_the_scope_is_found(two: World, monkeypatch: pytest.MonkeyPatch) -> None:
    careless = Listing(
        "sites.careless", "x", "see sites", CodeRow, Nothing, (), "code", (), lambda *_: Warehouse.objects.all()
    )
    monkeypatch.setitem(LISTINGS, "sites.careless", careless)
    assert leaks(seen(two.cast.person("only-picker"))["sites.careless"], two.beijing)


@pytest.mark.parametrize("username", ["picker", "sales", "auditor"])
def test_no_verb_runs_without_its_right(two: World, username: str) -> None:
    """Also with nothing in the command: the right comes first."""
    ctx = two.cast.person(username)
    for verb in VERBS.values():
        if not ctx.may(verb.may):
            with pytest.raises(NotAllowed):
                verb.run(object(), ctx)


@pytest.mark.parametrize("kind", sorted(PAPERS))
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_paper_there_is_prints(two: World, kind: str, language: str) -> None:
    """The first of each kind that a list shows; kinds of which the world has none are printed by the tests of their rooms."""
    ctx, listing = two.cast.house, list_of(two.cast.house, kind)
    rows = listing.page(ctx, limit=1).rows if listing else []
    with translation.override(language):
        for row in rows:
            number = str(getattr(row, listing.columns[0].name))
            for form in forms_of(kind):
                text = walk.text_of(HttpResponse(print_papers(ctx, kind, [number], form=form.name)))
                assert number.replace("-", "") in re.sub(r"[\s-]", "", text)


def test_most_kinds_of_paper_are_there_to_print(two: World) -> None:
    lists = {kind: list_of(two.cast.house, kind) for kind in PAPERS}
    assert sum(1 for one in lists.values() if one and one.page(two.cast.house, limit=1).rows) > 15


@pytest.mark.parametrize("username", ["only-picker", "beijing"])
def test_no_label_of_the_other_warehouse_is_printed(two: World, username: str) -> None:
    client = browser(username)
    own, other = (two.beijing, two.shanghai) if username == "beijing" else (two.shanghai, two.beijing)
    for trail, status in ((own, 200), (other, 404)):
        number = trail.papers["location"]
        for address in (
            f"/lists/sites.locations/labels.pdf?number={number}",
            f"/lists/sites.locations/labels.zpl?number={number}",
            f"/api/v1/labels/place?number={number}",
        ):
            answer = client.get(address)
            assert answer.status_code == status, address
            assert not betrayed(walk.text_of(answer), other, two.strangers, asked=address)
