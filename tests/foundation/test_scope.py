"""Rights become rows the same way in the ORM, in SQL and in Python, for any reach over real rows."""

from dataclasses import replace

import pytest
from django.db import models
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.models import Company, Department, User
from ledgerhouse.foundation.scope import scope_sql, scoped
from ledgerhouse.kernel.context import Reach, Scope
from ledgerhouse.kernel.errors import NotAllowed
from ledgerhouse.ledgers.stock.models import Balance

pytestmark = pytest.mark.requirement("R077")


@pytest.fixture
def people(ctx):
    """Two companies; people in three departments, and some in none."""
    other = Company.objects.create(code="ZZ", name="别家")
    departments = [Department.objects.create(company_id=ctx.company, code=f"D{n}", name="D") for n in range(3)]
    users = [
        User(username=f"{company}-{n}", name="N", company_id=company, department=department)
        for company in (ctx.company, other.id)
        for n, department in enumerate([*departments, None, None])
    ]
    User.objects.bulk_create(users)
    return users, [ctx.company, other.id], [d.id for d in departments]


def limits(ids):
    return st.frozensets(st.sampled_from(ids), max_size=2)


def scopes(companies, departments):
    """Limits of any sort, among them a dimension that people do not have, and sets of nothing."""
    kinds = {"company": limits(companies), "department": limits([*departments, 7]), "owner": limits([1, 2])}
    return st.fixed_dictionaries({}, optional=kinds).map(lambda chosen: Scope.of(**chosen))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_the_same_rows_are_found_by_every_way(ctx, people, data):
    users, companies, departments = people
    some = scopes(companies, departments)
    allow, deny = data.draw(st.lists(some, max_size=3)), data.draw(st.lists(some, max_size=2))
    reach = Reach(tuple(allow), tuple(deny))
    asker = replace(ctx, rights={"see people": reach})
    by_orm = set(scoped(asker, User).values_list("id", flat=True))
    by_sql = {row[0] for row in dialect.select(f"select id from foundation_user u where {scope_sql(asker, User, 'u')}")}
    expected = {u.id for u in users if u.company_id == ctx.company and _covered(reach, u)}
    assert by_orm == by_sql == expected


def _covered(reach, user):
    """The slow, obvious way. A column without a value is in no set: a grant limited to some does not reach it, nor does a denial."""
    facts = {"company": user.company_id, "department": user.department_id or 0}
    return reach.covers(facts)


@pytest.mark.parametrize("read", [lambda ctx: scoped(ctx, User), lambda ctx: scope_sql(ctx, User, "u")])
def test_without_the_right_nothing_may_be_asked(ctx, read):
    with pytest.raises(NotAllowed):
        read(replace(ctx, rights={"ship": Reach((Scope(),))}))


def test_a_verb_reads_under_its_own_right(ctx, people):
    _, _, departments = people
    rights = {"see people": Reach((Scope(),)), "change people": Reach((Scope.of(department={departments[0]}),))}
    asker = replace(ctx, rights=rights)
    assert scoped(asker, User).count() == 5
    assert scoped(asker.under("change people"), User).count() == 1


def test_a_model_without_a_rule_can_not_be_read(ctx):
    class Bare(models.Model):
        class Meta:
            app_label = "foundation"
            managed = False

    for read in (scoped, lambda c, m: scope_sql(c, m, "b")):
        with pytest.raises(TypeError, match="no access rule"):
            read(ctx, Bare)


def test_a_limit_on_another_table_is_asked_for_there(ctx):
    asker = replace(ctx, rights={"see stock": Reach((Scope.of(zone={1}),))})
    assert "b.location_id in (select id from sites_location where zone_id in (1))" in scope_sql(asker, Balance, "b")
    assert "p.zone_id in (1)" in scope_sql(asker, Balance, "b", zone="p.zone_id")
