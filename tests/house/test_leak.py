"""The leak test: whoever works in one warehouse sees nothing of another, and nobody anything of another company.

It walks every list and every paper there is, found by introspection, so that a new one is covered by itself. What must not
be seen carries canaries: codes, document numbers and a quantity that nothing else has.
"""

from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from typing import Any

import pytest
from tests.cast import Cast
from tests.floor import buy, d

from ledgerhouse.config.wiring import open_house
from ledgerhouse.documents.sales.take_order import take_order
from ledgerhouse.documents.sales.take_orders import NewLine, TakeOrder
from ledgerhouse.flows.inbound.delivery import ReceiveLine
from ledgerhouse.flows.inbound.receive import Receive, receive
from ledgerhouse.flows.outbound.confirm_orders import ConfirmOrders, confirm_orders
from ledgerhouse.foundation import paper
from ledgerhouse.foundation.duties import READY
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.models import Company
from ledgerhouse.foundation.organisation.create_company import CreateCompany, create_company
from ledgerhouse.foundation.paper import PAPERS
from ledgerhouse.foundation.verb import VERBS
from ledgerhouse.kernel.commands import read
from ledgerhouse.kernel.context import Context, house
from ledgerhouse.kernel.errors import NotAllowed, NotFound, Refused

pytestmark = [pytest.mark.leak, pytest.mark.requirement("R106")]
ALIKE = frozenset({"people.roles"})
"""Lists that show the same to every company: roles are names for sets of rights."""


@dataclass(frozen=True)
class Trail:
    """What was done in one warehouse: the numbers of its papers by kind, and the quantity only it has."""

    warehouse: str
    papers: dict[str, str]
    quantity: Decimal

    def canaries(self) -> set[str]:
        return {self.warehouse, *self.papers.values()}


@dataclass(frozen=True)
class Two:
    cast: Cast
    shanghai: Trail
    beijing: Trail


@pytest.fixture
def two(cast) -> Two:
    """Goods bought, received and sold in both warehouses."""
    open_house()

    def trade(warehouse: str, quantity: int) -> Trail:
        ctx = cast.house
        purchase, inbound = buy(ctx, ("CUP", quantity, 3), warehouse=warehouse)
        (receipt,) = receive(Receive(lines=(ReceiveLine(order=inbound, line=1, quantity=d(quantity)),)), ctx).receipts
        lines = (NewLine(item="CUP", quantity=d(1), price=d(9)),)
        sold = take_order(TakeOrder(customer="SHOP", warehouse=warehouse, lines=lines), ctx).number
        (outbound,) = confirm_orders(ConfirmOrders(numbers=(sold,)), ctx).outbound
        papers = {
            "purchase_order": purchase,
            "inbound_order": inbound,
            "receipt": receipt,
            "sales_order": sold,
            "outbound_order": outbound,
            "warehouse": warehouse,
            "location": f"{warehouse}:DOCK-1",
        }
        return Trail(warehouse, papers, d(quantity))

    return Two(cast, trade("SH1", 311), trade("BJ1", 777))


def told(thing: Any) -> list[Any]:
    """Every plain value in a row or paper."""
    if is_dataclass(thing) and not isinstance(thing, type):
        return [v for f in fields(thing) for v in told(getattr(thing, f.name))]
    if isinstance(thing, dict):
        return [v for pair in thing.items() for part in pair for v in told(part)]
    if isinstance(thing, (list, tuple, set, frozenset)):
        return [v for part in thing for v in told(part)]
    return [thing]


def leaks(thing: Any, trail: Trail) -> list[Any]:
    values = told(thing)
    words = [v for v in values if isinstance(v, str) and any(canary in v for canary in trail.canaries())]
    return words + [v for v in values if isinstance(v, Decimal) and v == trail.quantity]


def seen(ctx: Context) -> dict[str, list[Any]]:
    """All rows of every list the asker may see."""
    return {name: list(one.every(ctx)) for name, one in LISTINGS.items() if ctx.may(one.see)}


@pytest.mark.parametrize("username", ["operator", "receiver", "picker", "supervisor", "beijing"])
def test_no_list_shows_the_other_warehouse(two, username):
    ctx = two.cast.person(username)
    own, other = (two.beijing, two.shanghai) if username == "beijing" else (two.shanghai, two.beijing)
    lists = seen(ctx)
    assert {name: found for name, rows in lists.items() if (found := leaks(rows, other))} == {}
    # the walk is worth nothing if it sees nothing: the own warehouse must be there
    assert leaks(lists["sites.warehouses"], own)
    assert leaks(lists["sites.locations"], own)


def test_the_canaries_sing(two):
    """The same walk with every right finds both trails, so a silence above means something."""
    lists = seen(two.cast.house)
    for trail in (two.shanghai, two.beijing):
        for kind, number in trail.papers.items():
            assert any(number in v for rows in lists.values() for v in told(rows) if isinstance(v, str)), kind
        assert any(v == trail.quantity for rows in lists.values() for v in told(rows) if isinstance(v, Decimal))


@pytest.mark.parametrize("username", ["operator", "receiver", "picker", "supervisor", "beijing"])
def test_no_paper_of_the_other_warehouse_opens(two, username):
    ctx = two.cast.person(username)
    own, other = (two.beijing, two.shanghai) if username == "beijing" else (two.shanghai, two.beijing)
    for kind in PAPERS:
        for number in other.papers.values():
            with pytest.raises((NotFound, NotAllowed)):
                paper.find(ctx, kind, number)
    opened = paper.find(ctx, "warehouse", own.warehouse)
    assert leaks(opened, other) == []
    assert "see items" in ctx.rights
    assert leaks(paper.find(ctx, "item", "CUP"), other) == [], "a shared paper shows the own part only"


def test_another_company_is_an_empty_house(two, now):
    create_company(CreateCompany(code="XX", name="别家"), house(0, now))
    other = house(next(r for r in _companies() if r != two.cast.company), now)
    rows = {name: found for name, found in seen(other).items() if found and name not in ALIKE}
    own = {"organisation.companies": 1, "operations.audit": 1, "people.duty_rules": len(READY)}
    assert {name: len(found) for name, found in rows.items()} == own
    for kind, number in {**two.shanghai.papers, "item": "CUP", "partner": "SHOP", "user": "picker"}.items():
        if kind in PAPERS:
            with pytest.raises(NotFound):
                paper.find(other, kind, number)


def _companies() -> list[int]:
    return list(Company.objects.values_list("id", flat=True))


@pytest.mark.parametrize("username", ["picker", "sales", "auditor"])
def test_no_verb_runs_without_its_right(two, username):
    """Also with nothing in the command: the right comes first."""
    ctx = two.cast.person(username)
    for verb in VERBS.values():
        if not ctx.may(verb.may):
            with pytest.raises(NotAllowed):
                verb.run(object(), ctx)


@pytest.mark.parametrize(("verb", "command"), [("sites.lock_locations", {"codes": ["DOCK-1"], "reason": "x"})])
def test_no_verb_touches_the_other_warehouse(two, verb, command):
    ctx = two.cast.person("supervisor")
    asked = read(VERBS[verb].command, {**command, "warehouse": "BJ1"})
    with pytest.raises(Refused):
        VERBS[verb].run(asked, ctx)
