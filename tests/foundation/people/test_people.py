"""People: created, granted roles within limits and dates, denied, revoked; tokens whose secret is never kept."""

import dataclasses
from datetime import date, timedelta

import pytest
from pydantic import SecretStr

from ledgerhouse.documents.purchasing.models import PurchaseOrder
from ledgerhouse.documents.sales.models import SalesOrder
from ledgerhouse.foundation.askers import company_id
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.models import ApiToken, AuditRow, Command, User
from ledgerhouse.foundation.organisation.create_company import CreateCompany, create_company
from ledgerhouse.foundation.organisation.listings import companies
from ledgerhouse.foundation.paper import find
from ledgerhouse.foundation.people import listings, papers
from ledgerhouse.foundation.people.activate_user import ActivateUser, activate_user
from ledgerhouse.foundation.people.change_password import ChangePassword, change_password
from ledgerhouse.foundation.people.change_role_rights import ChangeRoleRights, OwnRole, change_role_rights
from ledgerhouse.foundation.people.change_user import ChangeUser, change_user
from ledgerhouse.foundation.people.create_role import CreateRole, create_role
from ledgerhouse.foundation.people.create_user import CreateUser, create_user
from ledgerhouse.foundation.people.deactivate_user import DeactivateUser, OwnAccount, deactivate_user
from ledgerhouse.foundation.people.deny_role import DenyRole, deny_role
from ledgerhouse.foundation.people.grant_role import BeyondReach, GrantRole, Limit, grant_role
from ledgerhouse.foundation.people.issue_token import IssueToken, issue_token
from ledgerhouse.foundation.people.reset_password import ResetPassword, reset_password
from ledgerhouse.foundation.people.revoke_role import RevokeRole, revoke_role
from ledgerhouse.foundation.people.revoke_token import RevokeToken, revoke_token
from ledgerhouse.foundation.ready_roles import install_roles
from ledgerhouse.foundation.rights import companies_of, company_named, context_of, context_of_token
from ledgerhouse.foundation.scope import scope_sql, scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotAllowed, NotFound, Unreadable
from ledgerhouse.masterdata.sites import dimensions
from ledgerhouse.masterdata.sites.add_zone import AddZone, add_zone
from ledgerhouse.masterdata.sites.open_warehouse import OpenWarehouse, open_warehouse
from ledgerhouse.masterdata.sites.queries import warehouses

assert companies
assert dimensions
assert listings
assert papers
PASSWORD = SecretStr("qing-he-2026")


@pytest.fixture
def lin(ctx: Context) -> str:
    install_roles()
    create_user(CreateUser(username="lin", name="林芳", password=PASSWORD), ctx)
    return "lin"


def context(username: str, ctx: Context, **later: int) -> Context:
    return context_of(User.objects.get(username=username), ctx.now + timedelta(**later), interface="test")


def test_a_user_signs_in_with_a_hash_and_has_no_right_but_the_own_account(ctx, lin):
    user = User.objects.get(username=lin)
    assert user.check_password("qing-he-2026")
    assert "qing-he" not in user.password
    assert set(context(lin, ctx).rights) == {"own account"}


@pytest.mark.requirement("R077")
def test_a_weak_password_and_a_taken_name_are_refused_together(ctx, lin):
    with pytest.raises(Unreadable) as refused:
        create_user(CreateUser(username="lin", name="x", password=SecretStr("12345")), ctx)
    assert {p.where for p in refused.value.problems} == {"password", "username"}


@pytest.mark.requirement("R077")
def test_passwords_leave_no_trace(ctx, lin):
    asker = dataclasses.replace(context(lin, ctx), key="k1")
    change_password(ChangePassword(old=PASSWORD, new=SecretStr("another-good-1")), asker)
    with pytest.raises(Unreadable):
        change_password(ChangePassword(old=PASSWORD, new=SecretStr("another-good-2")), context(lin, ctx))
    reset_password(ResetPassword(username=lin, new=SecretStr("third-good-one")), ctx)
    assert User.objects.get(username=lin).check_password("third-good-one")
    kept = str(list(Command.objects.values())) + str(list(AuditRow.objects.values()))
    assert "good" not in kept


@pytest.mark.requirement("R106")
def test_a_grant_holds_inside_its_limits_and_dates(ctx, lin):
    open_warehouse(OpenWarehouse(code="SH1", name="上海仓"), ctx)
    open_warehouse(OpenWarehouse(code="BJ1", name="北京仓"), ctx)
    today = ctx.now.date()
    grant_role(
        GrantRole(
            username=lin,
            role="picker",
            limits=(Limit(dimension="warehouse", codes=("SH1",)),),
            valid_from=today,
            valid_until=today + timedelta(days=7),
        ),
        ctx,
    )
    assert [w.code for w in warehouses(context(lin, ctx))] == ["SH1"]
    assert not context(lin, ctx, days=8).may("pick")
    assert not context(lin, ctx, days=-1).may("pick")
    shown = find(ctx, "user", lin)
    assert shown.tables[0].rows[0].limits.endswith(": SH1")


@pytest.mark.requirement("R106")
def test_a_denial_wins(ctx, lin):
    grant_role(GrantRole(username=lin, role="supervisor"), ctx)
    deny_role(DenyRole(username=lin, role="picker"), ctx)
    rights = context(lin, ctx).rights
    assert "pick" not in rights
    assert rights["receive goods"].covers({"company": ctx.company})
    revoke_role(RevokeRole(username=lin, role="picker", denied=True), ctx)
    assert context(lin, ctx).rights["pick"].covers({"company": ctx.company})
    assert revoke_role(RevokeRole(username=lin, role="supervisor"), ctx).count == 1
    assert not context(lin, ctx).may("pick")
    with pytest.raises(NotFound):
        revoke_role(RevokeRole(username=lin, role="supervisor"), ctx)


def test_a_grant_with_wrong_facts_names_each(ctx, lin):
    limits = (Limit(dimension="moon", codes=("x",)), Limit(dimension="warehouse", codes=("NO",)))
    with pytest.raises(Unreadable) as refused:
        grant_role(
            GrantRole(
                username=lin,
                role="picker",
                limits=limits,
                valid_from=date(2026, 2, 1),
                valid_until=date(2026, 1, 1),
            ),
            ctx,
        )
    assert [p.where for p in refused.value.problems] == ["valid_until", "limits.0.dimension", "limits.1.codes.0"]
    with pytest.raises(NotFound):
        grant_role(GrantRole(username=lin, role="emperor"), ctx)


@pytest.mark.requirement("R106")
def test_nobody_gives_rights_to_themself_or_beyond_their_own(ctx, lin):
    open_warehouse(OpenWarehouse(code="SH1", name="上海仓"), ctx)
    create_user(CreateUser(username="wang", name="王强", password=PASSWORD), ctx)
    sh1 = (Limit(dimension="warehouse", codes=("SH1",)),)
    grant_role(GrantRole(username=lin, role="it", limits=sh1), ctx)
    asker = context(lin, ctx)
    with pytest.raises(OwnAccount):
        grant_role(GrantRole(username=lin, role="cfo"), asker)
    with pytest.raises(BeyondReach):
        grant_role(GrantRole(username="wang", role="picker"), asker)
    assert grant_role(GrantRole(username="wang", role="picker", limits=sh1), asker).role == "picker"
    with pytest.raises(OwnRole):
        change_role_rights(ChangeRoleRights(role="it", rights=("see costs",)), asker)
    with pytest.raises(OwnAccount):
        deactivate_user(DeactivateUser(username=lin), asker)


def test_roles_are_data_made_of_known_rights(ctx, lin):
    with pytest.raises(Unreadable):
        create_role(CreateRole(code="night", name="夜班", rights=("pick", "fly")), ctx)
    create_role(CreateRole(code="night", name="夜班", rights=("pick", "pack")), ctx)
    grant_role(GrantRole(username=lin, role="night"), ctx)
    changed = change_role_rights(ChangeRoleRights(role="night", rights=("pick", "ship")), ctx)
    assert (changed.added, changed.removed) == (1, 1)
    assert set(context(lin, ctx).rights) == {"pick", "ship", "own account"}
    assert [h.username for h in find(ctx, "role", "night").tables[2].rows] == ["lin"]


@pytest.mark.requirement("R077")
def test_a_token_is_shown_once_kept_as_hash_and_narrower_than_its_user(ctx, lin):
    grant_role(GrantRole(username=lin, role="picker"), ctx)
    asker = dataclasses.replace(ctx, key="token-1")
    command = IssueToken(username=lin, name="手持机", days=30, rights=("pick", "see costs"))
    issued = issue_token(command, asker)
    assert issued.secret.startswith("lh_")
    assert issue_token(command, asker).secret == "", "repeated, it is not shown again"
    assert issued.secret not in str(list(Command.objects.values())) + str(list(ApiToken.objects.values()))
    assert set(context_of_token(issued.secret, ctx.now).rights) == {"pick"}, "not what the user may not, either"
    with pytest.raises(NotAllowed):
        context_of_token(issued.secret, ctx.now + timedelta(days=31))
    revoke_token(RevokeToken(username=lin, name="手持机"), ctx)
    with pytest.raises(NotAllowed):
        context_of_token(issued.secret, ctx.now)


@pytest.mark.requirement("R077")
def test_nobody_lends_themself_the_rights_of_another_by_a_token(ctx, lin):
    create_user(CreateUser(username="cfo", name="周总", password=PASSWORD), ctx)
    grant_role(GrantRole(username=lin, role="it"), ctx)
    asker = context(lin, ctx)
    with pytest.raises(Unreadable):
        issue_token(IssueToken(username="cfo", name="x"), asker)
    with pytest.raises(Unreadable):
        issue_token(IssueToken(username="cfo", name="x", rights=("see books",)), asker)
    assert issue_token(IssueToken(username="cfo", name="x", rights=("see items",)), asker).secret


def test_who_is_deactivated_loses_tokens_and_may_come_back(ctx, lin):
    issued = issue_token(IssueToken(username=lin, name="x"), ctx)
    deactivate_user(DeactivateUser(username=lin, reason="离职"), ctx)
    with pytest.raises(NotAllowed):
        context_of_token(issued.secret, ctx.now)
    activate_user(ActivateUser(username=lin), ctx)
    assert User.objects.get(username=lin).is_active
    change_user(ChangeUser(username=lin, name="林芳芳"), ctx)
    assert find(ctx, "user", lin).title == "林芳芳"


def test_people_of_another_company_are_not_found(ctx, lin):
    other = dataclasses.replace(ctx, company=ctx.company + 1)
    with pytest.raises(NotFound):
        deactivate_user(DeactivateUser(username=lin), other)


@pytest.mark.requirement("R106")
def test_rights_in_another_company_hold_there_only(ctx, lin):
    create_company(CreateCompany(code="ZZ", name="别家"), ctx)
    there = company_id("ZZ")
    with pytest.raises(NotFound):
        company_named(User.objects.get(username=lin), "ZZ", ctx.now)
    grant_role(GrantRole(username=lin, role="auditor", company="ZZ"), ctx)
    user = User.objects.get(username=lin)
    assert list(companies_of(user, ctx.now)) == [ctx.company, there]
    assert company_named(user, "ZZ", ctx.now) == there
    other = context_of(user, ctx.now, interface="test", company=there)
    assert other.may("see books")
    assert not context_of(user, ctx.now, interface="test").may("see books")
    assert [row.code for row in LISTINGS["organisation.companies"].every(other)] == ["ZZ"]


@pytest.mark.requirement("R106")
def test_whoever_gives_rights_elsewhere_must_be_allowed_to_there(ctx, lin):
    create_company(CreateCompany(code="ZZ", name="别家"), ctx)
    create_user(CreateUser(username="wang", name="王强", password=PASSWORD), ctx)
    grant_role(GrantRole(username=lin, role="it"), ctx)
    with pytest.raises(NotFound):
        grant_role(GrantRole(username="wang", role="picker", company="ZZ"), context(lin, ctx))
    grant_role(GrantRole(username=lin, role="it", company="ZZ"), ctx)
    grant_role(GrantRole(username="wang", role="picker", company="ZZ"), context(lin, ctx))


@pytest.mark.requirement("R106")
def test_a_limit_to_a_zone_is_one_to_its_warehouse_too(ctx, lin):
    for code in ("SH1", "BJ1"):
        open_warehouse(OpenWarehouse(code=code, name=code), ctx)
        add_zone(AddZone(warehouse=code, code="A", name="A"), ctx)
    grant_role(GrantRole(username=lin, role="picker", limits=(Limit(dimension="zone", codes=("SH1:A",)),)), ctx)
    assert [w.code for w in warehouses(context(lin, ctx))] == ["SH1"]


@pytest.mark.requirement("R106")
def test_a_limit_to_a_kind_of_document_shows_no_other(ctx, lin):
    grant_role(
        GrantRole(username=lin, role="ceo", limits=(Limit(dimension="document_type", codes=("sales_order",)),)), ctx
    )
    asker = context(lin, ctx)
    assert not scoped(asker, PurchaseOrder).exists()
    assert scope_sql(asker, PurchaseOrder, "o").endswith("(1 = 0)")
    assert "1 = 0" not in scope_sql(asker, SalesOrder, "o")
    with pytest.raises(Unreadable):
        grant_role(
            GrantRole(username=lin, role="ceo", limits=(Limit(dimension="document_type", codes=("letter",)),)), ctx
        )
