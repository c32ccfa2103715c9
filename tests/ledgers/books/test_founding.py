"""Every company has books: those founded by a verb or by `init` from the start, older ones after the next update; what a customer changed stays."""

import pytest

from ledgerhouse.foundation import beginning
from ledgerhouse.foundation.models import Company
from ledgerhouse.foundation.organisation.create_company import CreateCompany, create_company
from ledgerhouse.foundation.organisation.founding import found_every_company
from ledgerhouse.ledgers.books.models import Account, AccountRole, PostingRule

pytestmark = [pytest.mark.requirement("R028")]


def held(code):
    company = Company.objects.get(code=code)
    return [model.objects.filter(company=company).count() for model in (Account, AccountRole, PostingRule)]


def test_a_founded_company_has_books(ctx):
    create_company(CreateCompany(code="NEW", name="新公司"), ctx)
    create_company(CreateCompany(code="SMALL", name="小公司", standard="sbe"), ctx)
    beginning.found("INIT", "初始公司", ctx.now)
    assert all(all(held(code)) for code in ("NEW", "SMALL", "INIT"))
    assert held("INIT") == held("NEW") != held("SMALL")


def test_an_update_gives_old_companies_what_they_lack_and_leaves_alone_what_they_changed(ctx):
    create_company(CreateCompany(code="NEW", name="新公司"), ctx)
    whole = held("NEW")
    old = Company.objects.create(code="OLD", name="老公司")
    new = Company.objects.get(code="NEW")
    Account.objects.filter(company=new, code="1405").update(name="商品")
    PostingRule.objects.filter(company=new, event="receipt").update(active=False)
    PostingRule.objects.filter(
        company=new, event="landed_cost"
    ).delete()  # as a program would have that did not know it yet
    assert found_every_company(ctx.now) == Company.objects.count()
    assert (held("NEW"), held("OLD")) == (whole, whole)
    found_every_company(ctx.now)
    assert (held("NEW"), held("OLD")) == (whole, whole)
    assert Account.objects.get(company=new, code="1405").name == "商品"
    assert set(PostingRule.objects.filter(company=new, event="receipt").values_list("active", flat=True)) == {False}
    assert PostingRule.objects.filter(company=new, event="landed_cost", active=True).count() == 3
    assert Account.objects.filter(company=old, code="1405").exists()
