"""The cast stands where the others expect it."""

import pytest
from tests.cast import ITEMS, PEOPLE

from ledgerhouse.config.wiring import open_house
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.ready_roles import ROLES
from ledgerhouse.foundation.verb import VERBS
from ledgerhouse.kernel.context import Reach
from ledgerhouse.masterdata.catalog.queries import item_by_barcode, items_by_code
from ledgerhouse.masterdata.partners.queries import licence_problem, partners_by_code
from ledgerhouse.masterdata.sites.queries import locations_by_code, locations_of_kind, warehouses
from ledgerhouse.masterdata.sites.words import Kind


def test_everybody_and_everything_is_there(cast):
    ctx = cast.house
    assert [w.code for w in warehouses(ctx)] == ["BJ1", "SH1"]
    sh1 = warehouses(ctx)[1]
    shelves = locations_of_kind(ctx, sh1.id, Kind.STORAGE)
    assert len(shelves) == 24
    assert [shelves[0].code, shelves[-1].code] == ["A-01-1-01", "C-02-2-02"]
    assert len(locations_by_code(ctx, sh1.id, ["DOCK-1", "STAGE-1", "PACK-1", "RETURN-1", "HOLD-1"])) == 5
    assert {i.tracking for i in items_by_code(ctx, ITEMS).values()} == {"none", "lot", "serial"}
    assert item_by_barcode(ctx, "16901234567899")[1] == 12 * 10**6
    partners = partners_by_code(ctx, ["FARM", "TECH", "SHOP", "NET"])
    lacking = licence_problem(ctx, [partners["FARM"].id, partners["TECH"].id], ["food"], ctx.now.date())
    assert list(lacking) == [partners["TECH"].id]


@pytest.mark.requirement("R106")
def test_every_ready_made_role_is_somebody_who_sees_the_own_warehouse_only(cast):
    assert {role for _, _, _, role, _ in PEOPLE} == set(ROLES)
    seen = {name: [w.code for w in warehouses(cast.person(name))] for name, *_, place in PEOPLE if place}
    assert seen == {name: [place] for name, *_, place in PEOPLE if place}


@pytest.mark.requirement("R106")
@pytest.mark.parametrize("username", [name for name, *_ in PEOPLE])
def test_rights_of_a_person_are_those_of_the_role(cast, username):
    open_house()
    ctx = cast.person(username)
    role = next(role for name, _, _, role, _ in PEOPLE if name == username)
    assert set(ctx.rights) == {*ROLES[role][1], "own account"}
    for verb in VERBS.values():
        assert ctx.may(verb.may) == (verb.may in ctx.rights)
    for one in LISTINGS.values():
        if ctx.may(one.see):
            one.page(ctx)
    assert all(isinstance(reach, Reach) for reach in ctx.rights.values())
