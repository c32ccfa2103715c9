"""What the clock does for every company: from its founding, and after an update for those that were there before."""

from datetime import timedelta

import pytest

from ledgerhouse.foundation.jobs import USUAL
from ledgerhouse.foundation.models import Company, Schedule
from ledgerhouse.foundation.organisation.create_company import CreateCompany, create_company
from ledgerhouse.foundation.organisation.founding import found_every_company

pytestmark = pytest.mark.django_db


def kinds(code: str) -> dict[str, str]:
    company = Company.objects.get(code=code).id
    return dict(Schedule.objects.filter(company=company).values_list("kind", "cron"))


def test_an_update_starts_what_is_new_and_leaves_what_a_company_has_changed(ctx) -> None:
    create_company(CreateCompany(code="NEW", name="新公司"), ctx)
    assert kinds("NEW") == USUAL
    company = Company.objects.get(code="NEW").id
    Schedule.objects.filter(company=company, kind="analytics.send_mails").delete()  # as before that job existed
    later = ctx.now + timedelta(days=3)
    Schedule.objects.filter(company=company, kind="house.seal").update(cron="0 4 * * *", active=False, next_at=later)
    found_every_company(ctx.now)
    assert kinds("NEW") == {**USUAL, "house.seal": "0 4 * * *"}
    kept = Schedule.objects.get(company=company, kind="house.seal")
    assert (kept.active, kept.next_at) == (False, later)
