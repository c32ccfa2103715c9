"""Who touched it: every command names the papers it touched, and the paper's page tells."""

import json
from dataclasses import dataclass, replace

import pytest
from django.test import Client
from tests.cast import PASSWORD, Cast
from tests.floor import buy, d

from ledgerhouse.flows.inbound.delivery import ReceiveLine
from ledgerhouse.flows.inbound.receive import Receive, receive
from ledgerhouse.foundation import history
from ledgerhouse.foundation.exporting import json_lines
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.models import Command, Touch
from ledgerhouse.foundation.people.change_user import ChangeUser, change_user
from ledgerhouse.foundation.touches import names_in
from ledgerhouse.interfaces.cli import main

pytestmark = pytest.mark.requirement("R095", "R057")


@pytest.fixture
def received(cast: Cast) -> tuple[str, str, str]:
    """A purchase order of the house, received by 王芳 on a handheld. The numbers of order, inbound order and receipt."""
    purchase, inbound = buy(cast.house, ("CUP", 10, 3))
    ctx = replace(cast.person("receiver", interface="scan"), device="PDA-07")
    (receipt,) = receive(Receive(lines=(ReceiveLine(order=inbound, line=1, quantity=d(10)),)), ctx).receipts
    return purchase, inbound, receipt


def test_the_inbound_order_tells_who_received_on_which_device(cast: Cast, received: tuple[str, str, str]) -> None:
    events = history.of_paper(cast.person("auditor"), "inbound_order", received[1])
    (event,) = [e for e in events if e.verb == "inbound.receive"]
    assert (event.by, event.interface, event.device) == ("王芳", "scan", "PDA-07")
    assert history.of_paper(cast.person("auditor"), "receipt", received[2])[0].verb == "inbound.receive"
    assert "purchasing.place_order" in {e.verb for e in history.of_paper(cast.house, "purchase_order", received[0])}


def test_changes_of_master_data_tell_who_and_why(cast: Cast) -> None:
    change_user(ChangeUser(username="buyer", name="孙小丽"), cast.person("it"))
    event = history.of_paper(cast.person("auditor"), "user", "buyer")[0]
    assert (event.what, event.by) == ("change", "沈涛")


def test_the_page_and_the_list_say_it(cast: Cast, received: tuple[str, str, str]) -> None:
    client = Client()
    client.post("/sign-in/", {"username": "auditor", "password": PASSWORD})
    page = client.get(f"/papers/inbound_order/{received[1]}/").content.decode()
    assert "王芳 · scan · PDA-07" in page
    rows = list(LISTINGS["operations.touches"].every(cast.person("auditor"), None, text=received[1]))
    assert ("inbound.receive", "王芳", "PDA-07") in {(r.verb, r.user, r.device) for r in rows}


def test_who_may_not_see_the_trail_sees_none_of_it(cast: Cast, received: tuple[str, str, str]) -> None:
    client = Client()
    client.post("/sign-in/", {"username": "receiver", "password": PASSWORD})
    page = client.get(f"/papers/inbound_order/{received[1]}/").content.decode()
    assert "PDA-07" not in page


def test_every_command_of_a_paper_is_one_statement_of_touches(cast: Cast, django_assert_max_num_queries) -> None:
    """A touch costs one statement however many papers there are, and none where there is none."""
    before = Touch.objects.count()
    buy(cast.house, *[("CUP", 1, 3)] * 30)
    assert 0 < Touch.objects.count() - before < 10, "a paper is named once by a command, not once a line"


def test_the_log_goes_out_as_json_lines(cast: Cast, received: tuple[str, str, str], capsys) -> None:
    lines = [json.loads(line) for line in json_lines(cast.house, LISTINGS["operations.commands"])]
    assert len(lines) == Command.objects.filter(company=cast.company).count()
    assert {"at", "verb", "user", "interface", "device", "key"} == lines[0].keys()
    assert main.main(["list", "operations.audit", "kind=user", "--json"]) == 0
    first = json.loads(capsys.readouterr().out.splitlines()[0])
    assert first["kind"] == "user"


def test_names_are_found_wherever_they_stand() -> None:
    @dataclass(frozen=True)
    class Line:
        order: str
        quantity: int

    @dataclass(frozen=True)
    class Told:
        number: str
        receipts: tuple[str, ...]
        note: str
        count: int

    assert set(names_in(Told("PO-1", ("RC-1", "RC-2"), "not PO-9", 3))) == {"PO-1", "RC-1", "RC-2"}
