"""Partners: made, changed, blocked, merged with history; licences that run out; personal data behind its right."""

import dataclasses
from datetime import date, timedelta

import pytest

from ledgerhouse.foundation.drawing import drawn
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.models import AuditRow, Company, Department
from ledgerhouse.foundation.paper import find
from ledgerhouse.kernel.context import EVERYWHERE, Context, Reach, Scope, house
from ledgerhouse.kernel.errors import NotFound, Unreadable
from ledgerhouse.masterdata.partners import listings, papers, queries
from ledgerhouse.masterdata.partners.add_address import AddAddress, add_address
from ledgerhouse.masterdata.partners.add_licence import AddLicence, add_licence
from ledgerhouse.masterdata.partners.block_partner import BlockPartner, block_partner
from ledgerhouse.masterdata.partners.change_partners import ChangePartners, change_partners
from ledgerhouse.masterdata.partners.create_partners import CreatePartners, create_partners
from ledgerhouse.masterdata.partners.map_external_ids import ForeignCode, MapExternalIds, map_external_ids
from ledgerhouse.masterdata.partners.merge_partners import MergePartners, merge_partners
from ledgerhouse.masterdata.partners.partner_facts import NewPartner, PartnerChange
from ledgerhouse.masterdata.partners.unblock_partner import UnblockPartner, unblock_partner

assert listings
assert papers
TODAY = date(2026, 11, 22)


@pytest.fixture
def two(ctx: Context) -> dict[str, queries.PartnerRef]:
    lines = (
        NewPartner(code="S1", name="青浦果品合作社", supplier=True),
        NewPartner(code="C1", name="华联超市 24h", customer=True, life_percent=50),
    )
    create_partners(CreatePartners(partners=lines), ctx)
    return queries.partners_by_code(ctx, ["S1", "C1"])


def test_partners_know_their_roles_mnemonic_and_currency(ctx, two):
    assert two["S1"].roles == {"supplier"}
    found = LISTINGS["partners.partners"].page(ctx, text="qpgp").rows
    assert [(row.code, row.mnemonic, row.currency) for row in found] == [("S1", "QPGPHZS", "CNY")]
    assert queries.terms_of(ctx, [two["C1"].id])[two["C1"].id].life_percent == 50


def test_all_problems_are_told_at_once_and_nothing_is_written(ctx, two):
    lines = (
        NewPartner(code="S1", name="x", supplier=True),
        NewPartner(code="S2", name="x"),
        NewPartner(code="S3", name="x", supplier=True, department="NO"),
        NewPartner(code="S4", name="x", supplier=True),
        NewPartner(code="S4", name="x", supplier=True),
    )
    with pytest.raises(Unreadable) as refused:
        create_partners(CreatePartners(partners=lines), ctx)
    wheres = [p.where for p in refused.value.problems]
    assert wheres == ["partners.0.code", "partners.1", "partners.2.department", "partners.3.code", "partners.4.code"]
    assert set(queries.partners_by_code(ctx, ["S2", "S3", "S4"])) == set()


def test_a_change_keeps_what_it_does_not_name_and_is_audited(ctx, two):
    change = PartnerChange(code="C1", carrier=True, name="华联超市")
    change_partners(ChangePartners(partners=(change,), reason="兼作承运"), ctx)
    ref = queries.partners_by_code(ctx, ["C1"])["C1"]
    assert ref.roles == {"customer", "carrier"}
    row = AuditRow.objects.get(action="change")
    assert row.after == {"name": "华联超市", "mnemonic": "HLCS", "carrier": True}
    assert row.reason == "兼作承运"
    with pytest.raises(Unreadable):
        change_partners(ChangePartners(partners=(PartnerChange(code="S1", supplier=False),)), ctx)


def test_a_block_says_why_and_can_be_lifted(ctx, two):
    block_partner(BlockPartner(partner="C1", reason="超期未付"), ctx)
    assert queries.partners_by_id(ctx, [two["C1"].id])[two["C1"].id].blocked
    shown = find(ctx, "partner", "C1")
    assert shown.state == "blocked"
    assert "partners.unblock_partner" in [a.verb for a in shown.actions]
    unblock_partner(UnblockPartner(partner="C1", reason="已付"), ctx)
    assert not queries.partners_by_code(ctx, ["C1"])["C1"].blocked


def test_a_licence_is_good_up_to_and_including_its_last_day(ctx, two):
    s1 = two["S1"].id
    add_licence(AddLicence(partner="S1", kind="food", number="JY1", valid_from=TODAY, expires_on=TODAY), ctx)

    def problem(on: date):
        return queries.licence_problem(ctx, [s1], ["food"], on).get(s1)

    assert problem(TODAY) is None
    (late,) = problem(TODAY + timedelta(days=1))
    assert (late.number, late.expired_on) == ("JY1", TODAY)
    (early,) = problem(TODAY - timedelta(days=1))
    assert (early.number, early.expired_on) == ("", None)
    later = TODAY + timedelta(days=365)
    add_licence(AddLicence(partner="S1", kind="food", number="JY1", valid_from=TODAY, expires_on=later), ctx)
    assert problem(later) is None
    assert queries.licence_problem(ctx, [s1], ["food", "drug"], TODAY)[s1][0].kind == "drug"


def test_merged_partners_answer_to_both_codes_and_keep_their_history(ctx, two):
    create_partners(
        CreatePartners(
            partners=(
                NewPartner(code="C2", name="华联", customer=True),
                NewPartner(code="C3", name="华联三", owner=True),
            )
        ),
        ctx,
    )
    old = queries.partners_by_code(ctx, ["C2"])["C2"]
    map_external_ids(MapExternalIds(system="taobao", lines=(ForeignCode(partner="C2", code="hl"),)), ctx)
    merge_partners(MergePartners(into="C2", partners=("C3",), reason="重复"), ctx)
    merge_partners(MergePartners(into="C1", partners=("C2",), reason="重复"), ctx)
    found = queries.partners_by_code(ctx, ["C1", "C2", "C3"])
    assert {ref.code for ref in found.values()} == {"C1"}, "also through a chain"
    assert found["C3"].roles == {"customer", "owner"}
    assert queries.partners_by_external(ctx, "taobao", ["hl"])["hl"].code == "C1"
    assert queries.partners_by_id(ctx, [old.id])[old.id].name == "华联", "old papers keep their name"
    assert [row.code for row in LISTINGS["partners.partners"].page(ctx).rows] == ["C1", "S1"]
    assert {(r.name, r.action) for r in AuditRow.objects.filter(reason="重复")} == {
        ("C3", "merge"), ("C2", "take in"), ("C2", "merge"), ("C1", "take in"),
    }  # fmt: skip
    with pytest.raises(Unreadable):
        merge_partners(MergePartners(into="C1", partners=("C1", "C2"), reason="x"), ctx)


def test_a_partner_shows_who_may_be_the_same(ctx, two):
    create_partners(
        CreatePartners(
            partners=(
                NewPartner(code="D1", name="华联超市 24H", customer=True),
                NewPartner(code="D2", name="华联超市有限公司", customer=True),
                NewPartner(code="D3", name="华润万家", customer=True),
                NewPartner(code="D4", name="甲", customer=True, tax_number="91A"),
                NewPartner(code="D5", name="乙", customer=True, tax_number="91A"),
            )
        ),
        ctx,
    )

    def twins(code: str) -> dict[str, int]:
        tables = find(ctx, "partner", code).tables
        return {line.code: line.score for table in tables if table.title == "Possibly the same" for line in table.rows}

    assert twins("C1")["D1"] == 100, "width and case of letters do not make another partner"
    assert "D2" in twins("C1")
    assert "D3" not in twins("C1")
    assert twins("D4") == {"D5": 100}
    assert twins("D3") == {}


def test_a_foreign_code_means_one_partner(ctx, two):
    lines = (ForeignCode(partner="S1", code="77"),)
    assert map_external_ids(MapExternalIds(system="sap", lines=lines), ctx).count == 1
    assert map_external_ids(MapExternalIds(system="sap", lines=lines), ctx).count == 0
    with pytest.raises(Unreadable) as refused:
        map_external_ids(MapExternalIds(system="sap", lines=(ForeignCode(partner="C1", code="77"),)), ctx)
    assert "S1" in str(refused.value)


@pytest.mark.requirement("R077")
def test_personal_data_needs_its_own_right(ctx, two):
    add_address(AddAddress(partner="C1", line="南京东路 1 号", city="上海", contact="李四", phone="13800000000"), ctx)
    chen = dataclasses.replace(ctx, rights={"see partners": EVERYWHERE})
    seen = str(drawn(chen, find(chen, "partner", "C1"), str))
    assert "南京东路" in seen
    assert "李四" not in seen
    assert "13800000000" not in seen
    assert "李四" in str(drawn(ctx, find(ctx, "partner", "C1"), str))
    assert "李四" not in str(list(AuditRow.objects.values_list("after", flat=True)))


@pytest.mark.requirement("R106")
def test_a_department_sees_its_own_partners_and_no_other_company_does(ctx, two, company):
    east = Department.objects.create(company=company, code="E", name="华东")
    create_partners(
        CreatePartners(partners=(NewPartner(code="E1", name="x", customer=True, department="E"),)),
        ctx,
    )
    only = Reach((Scope.of(department={east.id}),))
    zhao = dataclasses.replace(ctx, rights={"see partners": only, "change partners": only, "block partners": only})
    assert [row.code for row in LISTINGS["partners.partners"].page(zhao).rows] == ["E1"]
    with pytest.raises(NotFound):
        block_partner(BlockPartner(partner="C1", reason="x"), zhao)
    with pytest.raises(Unreadable):
        create_partners(CreatePartners(partners=(NewPartner(code="E2", name="x", customer=True),)), zhao)
    Department.objects.create(company=company, code="W", name="华西")
    with pytest.raises(Unreadable, match="outside what you may change"):
        change_partners(ChangePartners(partners=(PartnerChange(code="E1", department="W"),)), zhao)
    change_partners(ChangePartners(partners=(PartnerChange(code="E1", department="E", name="y"),)), zhao)
    other = house(Company.objects.create(code="XX", name="别家").id, ctx.now)
    assert queries.partners_by_code(other, ["E1", "C1"]) == {}
