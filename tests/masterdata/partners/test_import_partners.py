"""Partners from files: Chinese headers and role words, all problems at once, undone by batch unless in use."""

import pytest

from ledgerhouse.documents.sales.models import SalesOrder
from ledgerhouse.foundation import run_import as engine
from ledgerhouse.foundation.begin_import import BeginImport, begin_import
from ledgerhouse.foundation.import_files import keep_file
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.models import ImportBatch
from ledgerhouse.foundation.paper import find
from ledgerhouse.foundation.run_import import run_import
from ledgerhouse.foundation.undo_import import UndoImport, undo_import
from ledgerhouse.masterdata.partners import import_partners, papers, set_customer_groups  # noqa: F401 - registers papers
from ledgerhouse.masterdata.partners.listings import Partners
from ledgerhouse.masterdata.partners.models import Partner
from ledgerhouse.masterdata.partners.queries import partners_by_code
from ledgerhouse.masterdata.sites.open_warehouse import OpenWarehouse, open_warehouse
from ledgerhouse.masterdata.sites.queries import warehouse

HEAD = "客户编码,客户名称,往来类型,统一社会信用代码,授信额度\n"


@pytest.fixture
def imported(ctx, settings, tmp_path):
    settings.HOME = tmp_path

    def go(text: str, kind: str = import_partners.Partners.kind) -> ImportBatch:
        begun = begin_import(BeginImport(kind, "file.csv", keep_file(text.encode())), ctx)
        run_import(ctx, begun.number)
        return ImportBatch.objects.get(number=begun.number)

    return go


@pytest.mark.requirement("R134")
def test_a_file_makes_and_changes_partners(ctx, imported):
    batch = imported(HEAD + 'C1,华联超市,客户,91310000X,"120,000"\nS1,青浦果品,供应商/客户,,\n')
    assert (batch.state, batch.created) == ("done", 2)
    found = partners_by_code(ctx, ["C1", "S1"])
    assert found["S1"].roles == {"supplier", "customer"}
    assert str(Partner.objects.get(code="C1").credit_limit) == "120000.0000"
    again = imported("客户编码,客户名称\nC1,华联集团\n")
    assert (again.state, again.changed) == ("done", 1)
    row = Partner.objects.get(code="C1")
    assert (row.name, row.customer, row.tax_number) == ("华联集团", True, "91310000X"), "what a file leaves out stays"


@pytest.mark.requirement("R134")
def test_customer_groups_come_by_file_and_partners_name_them(ctx, imported):
    batch = imported(
        "客户组,名称,英文名称\nKA,大客户,Key accounts\nWEB,电商,\n", set_customer_groups.CustomerGroups.kind
    )
    assert (batch.state, batch.created) == ("done", 2)
    batch = imported("客户编码,客户名称,角色,客户组\nC1,华联,客户,KA\nC2,晨星,客户,NO\n")
    assert (batch.state, batch.bad) == ("refused", 1)
    assert imported("客户编码,客户名称,角色,客户组\nC1,华联,客户,KA\n").created == 1
    assert imported("客户编码,客户名称\nC1,华联集团\n").changed == 1
    assert Partner.objects.get(code="C1").group.english == "Key accounts", "what a file leaves out stays"
    assert [m.code for m in find(ctx, "customer_group", "KA").tables[0].rows] == ["C1"]
    assert [row.code for row in LISTINGS["partners.partners"].every(ctx, Partners(group="KA"))] == ["C1"]


def test_all_problems_of_a_file_at_once(ctx, imported):
    batch = imported(HEAD + "C1,x,皇帝,,\nC2,,客户,,\nC3,x,,,\nC4,x,客户,,-1\n")
    assert (batch.state, batch.bad) == ("refused", 4)
    assert not Partner.objects.exists()


def test_an_undo_leaves_partners_that_papers_name(ctx, imported):
    batch = imported(HEAD + "C1,甲,客户,,\nC2,乙,客户,,\n")
    open_warehouse(OpenWarehouse(code="SH1", name="上海仓"), ctx)
    SalesOrder.objects.create(
        company_id=ctx.company,
        number="X",
        customer=Partner.objects.get(code="C1"),
        warehouse_id=warehouse(ctx, "SH1").id,
        ordered_on=ctx.now.date(),
        maker=0,
        created_at=ctx.now,
    )
    undo_import(UndoImport(batch.number), ctx)
    engine.undo_import(ctx, batch.number)
    assert list(Partner.objects.values_list("code", flat=True)) == ["C1"]
