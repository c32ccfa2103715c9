"""周杰 looks after key accounts. Whom the online shop's colleagues sell to, and what, he neither sees nor changes, on any way in."""

import pytest
from django.test import Client
from tests.cast import NOW
from tests.floor import bring_in, d, doctor
from tests.house.leaks import text_of, told

from ledgerhouse.config.wiring import open_house
from ledgerhouse.documents.sales.pricing import NewLine
from ledgerhouse.documents.sales.take_order import take_order
from ledgerhouse.documents.sales.take_orders import TakeOrder
from ledgerhouse.flows.inbound.take_returns import ReturnedLine, TakeReturns, take_returns
from ledgerhouse.flows.outbound.allocate import Allocate, allocate
from ledgerhouse.flows.outbound.confirm_orders import ConfirmOrders, confirm_orders
from ledgerhouse.flows.outbound.pack import Pack, pack
from ledgerhouse.flows.outbound.pick import PickWave, pick_wave
from ledgerhouse.flows.outbound.release_wave import ReleaseWave, release_wave
from ledgerhouse.flows.outbound.ship import Ship, ship
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.models import User
from ledgerhouse.foundation.paper import PAPERS, find
from ledgerhouse.foundation.people.deny_role import DenyRole, deny_role
from ledgerhouse.foundation.people.grant_role import GrantRole, Limit, grant_role
from ledgerhouse.foundation.rights import context_of
from ledgerhouse.kernel.errors import NotFound, Refused, Unreadable
from ledgerhouse.masterdata.partners.change_partners import ChangePartners, change_partners
from ledgerhouse.masterdata.partners.create_partners import CreatePartners, create_partners
from ledgerhouse.masterdata.partners.models import Partner
from ledgerhouse.masterdata.partners.partner_facts import NewPartner, PartnerChange
from ledgerhouse.masterdata.partners.set_customer_groups import (
    CustomerGroupFacts,
    SetCustomerGroups,
    set_customer_groups,
)

pytestmark = [pytest.mark.requirement("R077"), pytest.mark.leak]
MINE, THEIRS = "SHOP", "NET"
STOCK = {"stock.movements", "warehouse.tasks", "warehouse.waves"}
"""Lists of goods and errands, which belong to a warehouse and no customer; they name papers by number."""


def limited(cast, username, *roles, group="KA"):
    """Somebody new who has roles for the customers of one group only."""
    User.objects.create_user(username, None, name=username, company_id=cast.company, language="en")
    for role in roles:
        limits = (Limit(dimension="customer_group", codes=(group,)),)
        grant_role(GrantRole(username=username, role=role, limits=limits), cast.house)
    return asker(username)


def asker(username):
    return context_of(User.objects.get(username=username), NOW, interface="test")


@pytest.fixture
def trade(cast):
    """An order of each customer shipped, one of it sent back, and another waiting; papers by customer."""
    open_house()
    ctx = cast.house
    facts = (CustomerGroupFacts("KA", "大客户", "Key accounts"), CustomerGroupFacts("WEB", "电商", "Online shops"))
    set_customer_groups(SetCustomerGroups(groups=facts), ctx)
    changes = (PartnerChange(code=MINE, group="KA"), PartnerChange(code=THEIRS, group="WEB"))
    change_partners(ChangePartners(partners=changes), ctx)
    bring_in(ctx, ("CUP", 100, 3))
    made = {}
    for customer in (MINE, THEIRS):
        orders = [
            take_order(
                TakeOrder(customer=customer, warehouse="SH1", lines=(NewLine(item="CUP", quantity=d(n), price=d(9)),)),
                ctx,
            ).number
            for n in (5, 2, 1)
        ]
        shipped, waiting = confirm_orders(ConfirmOrders(numbers=tuple(orders[:2])), ctx).outbound
        allocate(Allocate(warehouse="SH1", numbers=(shipped,)), ctx)
        wave = release_wave(ReleaseWave(warehouse="SH1", numbers=(shipped,)), ctx).wave
        pick_wave(PickWave(wave=wave), ctx)
        parcels = pack(Pack(numbers=(shipped,)), ctx).parcels
        ship(Ship(numbers=(shipped,)), ctx)
        back = (ReturnedLine(order=orders[0], line=1, quantity=d(1)),)
        returns = take_returns(TakeReturns(lines=back), ctx).returns
        made[customer] = {"orders": orders, "outbound": [shipped, waiting], "parcels": parcels, "returns": returns}
    return made


def numbers(papers):
    return {number for some in papers.values() for number in some}


def test_no_list_and_no_paper_tells_of_customers_of_another_group(cast, trade):
    mine, theirs = numbers(trade[MINE]), numbers(trade[THEIRS])
    secret = {THEIRS, Partner.objects.get(code=THEIRS).name, "WEB", "电商"}
    limited(cast, "keys", "sales", "store", "supervisor")
    ctx = asker("keys")
    seen = {name: set(map(str, told(list(one.every(ctx))))) for name, one in LISTINGS.items() if ctx.may(one.see)}
    assert {name: found for name, words in seen.items() if (found := words & secret)} == {}
    assert {name for name, words in seen.items() if words & theirs} <= STOCK
    assert mine <= set().union(*seen.values()), "the walk sees what is there"
    everything = set().union(*(set(map(str, told(list(one.every(cast.house))))) for one in LISTINGS.values()))
    assert theirs | secret <= everything, "the canaries sing"
    for kind in PAPERS:
        for number in theirs | {THEIRS, "WEB"}:
            with pytest.raises(Refused):
                find(ctx, kind, number)
    client = Client()
    client.force_login(User.objects.get(username="keys"))
    for name in ("sales.orders", "sales.lines", "warehouse.outbound_orders", "partners.partners"):
        for address in (f"/lists/{name}/", f"/lists/{name}/export.csv", f"/lists/{name}/?q={THEIRS}"):
            body = text_of(client.get(address)).replace(f"q={THEIRS}", "").replace(f'value="{THEIRS}"', "")
            assert not [word for word in theirs | {"晨星网店"} if word in body], address


def test_no_verb_sells_to_or_ships_for_customers_of_another_group(cast, trade):
    ctx = limited(cast, "keys", "sales", "supervisor")
    before = {number: find(cast.house, "sales_order", number).state for number in trade[THEIRS]["orders"]}
    lines = (NewLine(item="CUP", quantity=d(1), price=d(9)),)
    assert take_order(TakeOrder(customer=MINE, warehouse="SH1", lines=lines), ctx).number
    with pytest.raises((NotFound, Unreadable)):
        take_order(TakeOrder(customer=THEIRS, warehouse="SH1", lines=lines), ctx)
    assert confirm_orders(ConfirmOrders(numbers=(trade[MINE]["orders"][2],)), ctx).outbound
    for attack in (
        lambda: confirm_orders(ConfirmOrders(numbers=(trade[THEIRS]["orders"][2],)), ctx),
        lambda: allocate(Allocate(warehouse="SH1", numbers=(trade[THEIRS]["outbound"][1],)), ctx),
    ):
        with pytest.raises(Refused):
            attack()
    assert {number: find(cast.house, "sales_order", number).state for number in before} == before
    assert doctor(cast.house) == []


def test_a_denial_of_a_group_wins_and_others_stay(cast, trade):
    deny_role(
        DenyRole(username="sales", role="sales", limits=(Limit(dimension="customer_group", codes=("WEB",)),)),
        cast.house,
    )
    codes = {row.code for row in LISTINGS["partners.partners"].every(cast.person("sales"))}
    assert MINE in codes
    assert "FARM" in codes, "who is in no group is not denied"
    assert THEIRS not in codes


def test_whoever_is_limited_to_a_group_puts_customers_into_it_only(cast, trade):
    ctx = limited(cast, "keys", "accountant")
    for group in ("", "WEB"):
        new = NewPartner(code="N1", name="新", customer=True, group=group)
        with pytest.raises(Unreadable):
            create_partners(CreatePartners(partners=(new,)), ctx)
    create_partners(CreatePartners(partners=(NewPartner(code="N1", name="新", customer=True, group="KA"),)), ctx)
    with pytest.raises(Unreadable):
        change_partners(ChangePartners(partners=(PartnerChange(code="N1", group="WEB"),)), ctx)
    with pytest.raises(Unreadable):
        set_customer_groups(SetCustomerGroups(groups=(CustomerGroupFacts("NEW", "新组"),)), ctx)
    assert Partner.objects.get(code="N1").group.code == "KA"
