"""Scope over warehouse, zone and location: Python, the ORM and SQL find the same places, also those in no zone."""

import dataclasses

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.dimensions import DIMENSIONS
from ledgerhouse.foundation.models import Company
from ledgerhouse.foundation.scope import scope_sql, scoped
from ledgerhouse.kernel.context import Context, Reach, Scope, house, merged
from ledgerhouse.masterdata.partners.models import Partner
from ledgerhouse.masterdata.sites import dimensions as _dimensions
from ledgerhouse.masterdata.sites.models import Location, Warehouse, Zone

assert _dimensions

MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@dataclasses.dataclass
class Ground:
    """Two companies with two warehouses each, two zones in each, two places in each zone and one in no zone."""

    ctx: Context
    rows: list[Location]
    ids: dict[str, list[int]]


@pytest.fixture
def ground(company, now) -> Ground:
    rows: list[Location] = []
    for owner in (company, Company.objects.create(code="XX", name="别家")):
        for w in ("W1", "W2"):
            house_ = Warehouse.objects.create(company=owner, code=w, name=w, timezone="UTC", area=owner.id)
            zones = [Zone.objects.create(company=owner, warehouse=house_, code=z, name=z) for z in ("A", "B")]
            for zone in (*zones, None):
                for n in (1, 2) if zone else (0,):
                    code = f"{zone.code if zone else '-'}{n}"
                    rows.append(Location.objects.create(company=owner, warehouse=house_, zone=zone, code=code))
    ids = {
        "company": sorted({r.company_id for r in rows}),
        "warehouse": sorted({r.warehouse_id for r in rows}),
        "zone": sorted({r.zone_id for r in rows if r.zone_id}),
        "location": sorted(r.id for r in rows),
        "owner": [7, 8],
    }
    return Ground(house(company.id, now), rows, ids)


def scopes(ground: Ground) -> st.SearchStrategy[Scope]:
    limits = {name: st.frozensets(st.sampled_from(ids), max_size=3) for name, ids in ground.ids.items()}
    some = st.sets(st.sampled_from(sorted(limits)), max_size=3)
    return some.flatmap(lambda names: st.fixed_dictionaries({n: limits[n] for n in names})).map(lambda d: Scope.of(**d))


def facts(row: Location) -> dict[str, int]:
    return {
        "company": row.company_id,
        "warehouse": row.warehouse_id,
        "zone": row.zone_id or 0,
        "location": row.id,
    }


@pytest.mark.requirement("R106")
@MANY
@given(data=st.data())
def test_python_orm_and_sql_agree_on_every_row(ground, data):
    reach = Reach(
        tuple(data.draw(st.lists(scopes(ground), max_size=3))), tuple(data.draw(st.lists(scopes(ground), max_size=2)))
    )
    ctx = dataclasses.replace(ground.ctx, rights={"see sites": reach})
    expected = {
        r.code + str(r.warehouse_id) for r in ground.rows if r.company_id == ctx.company and reach.covers(facts(r))
    }
    by_orm = {r.code + str(r.warehouse_id) for r in scoped(ctx, Location)}
    where = scope_sql(ctx, Location, "t")
    found = dialect.select(f"select t.code, t.warehouse_id from sites_location t where {where}")
    by_sql = {code + str(warehouse) for code, warehouse in found}
    assert by_orm == expected
    assert by_sql == expected


@pytest.mark.requirement("R106")
@MANY
@given(data=st.data())
def test_grants_of_many_places_show_the_same_rows_put_together(ground, data):
    """Reaches with every scope by itself, and as a context has them: both as filter and in SQL."""
    one = st.sampled_from(ground.rows).map(facts).map(lambda at: {name: frozenset({n}) for name, n in at.items()})
    some = st.tuples(one, st.sampled_from([{"zone"}, {"location"}, {"location", "zone"}, set()]))
    places = some.map(lambda pair: Scope.of(**{name: ids for name, ids in pair[0].items() if name not in pair[1]}))
    scopes_ = st.lists(st.one_of(places, scopes(ground)), min_size=1, max_size=6).map(tuple)
    allow, deny = data.draw(scopes_), tuple(s for s in data.draw(scopes_) if s.limits)
    around = {name: DIMENSIONS[name].around(ground.ctx, ground.ids[name]) for name in ("zone", "location")}

    def seen(reach: Reach) -> list[set[int]]:
        ctx = dataclasses.replace(ground.ctx, rights={"see sites": reach})
        found = []
        for model in (Location, Zone, Warehouse):
            found.append(set(scoped(ctx, model).values_list("id", flat=True)))
            where = f"select t.id from {model._meta.db_table} t where {scope_sql(ctx, model, 't')}"
            assert {row[0] for row in dialect.select(where)} == found[-1]
        return found

    assert seen(Reach(merged(allow, around))) == seen(Reach(allow))
    assert seen(Reach((Scope(),), merged(deny, around))) == seen(Reach((Scope(),), deny))


@pytest.mark.requirement("R106")
@MANY
@given(data=st.data())
def test_more_grants_never_show_less_and_more_denials_never_show_more(ground, data):
    first, second = data.draw(scopes(ground)), data.draw(scopes(ground))

    def seen(reach: Reach) -> set[int]:
        ctx = dataclasses.replace(ground.ctx, rights={"see sites": reach})
        return set(scoped(ctx, Location).values_list("id", flat=True))

    assert seen(Reach((first,))) <= seen(Reach((first, second)))
    assert seen(Reach((first,), (second,))) <= seen(Reach((first,)))


@pytest.mark.requirement("R106")
def test_another_company_is_never_seen_whatever_the_reach(ground):
    everything = Scope.of(company=frozenset(ground.ids["company"]))
    ctx = dataclasses.replace(ground.ctx, rights={"see sites": Reach((everything, Scope()))})
    assert {r.company_id for r in scoped(ctx, Location)} == {ctx.company}


def test_a_denial_of_one_department_does_not_hide_what_belongs_to_none(ground):
    Partner.objects.create(company_id=ground.ctx.company, code="P", name="P", currency="CNY")
    reach = Reach((Scope(),), (Scope.of(department={5}),))
    ctx = dataclasses.replace(ground.ctx, rights={"see partners": reach})
    where = scope_sql(ctx, Partner, "t")
    assert [p.code for p in scoped(ctx, Partner)] == ["P"]
    assert dialect.select(f"select t.code from partners_partner t where {where}") == [("P",)]
