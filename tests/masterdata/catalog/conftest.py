"""A company, its house context, and the units everybody uses."""

from datetime import UTC, datetime

import pytest

from ledgerhouse.foundation.models import Company
from ledgerhouse.kernel.context import Context, house
from ledgerhouse.masterdata.catalog.create_items import CreateItems, create_items
from ledgerhouse.masterdata.catalog.item_facts import NewItem
from ledgerhouse.masterdata.catalog.queries import items_by_code
from ledgerhouse.masterdata.catalog.set_units import SetUnits, UnitFacts, set_units

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)


@pytest.fixture
def ctx(db: None) -> Context:
    company = Company.objects.create(code="HD", name="华东商贸")
    ctx = house(company.id, NOW)
    set_units(SetUnits((UnitFacts("pcs", "件"), UnitFacts("box", "箱"), UnitFacts("kg", "千克", 3))), ctx)
    return ctx


@pytest.fixture
def items(ctx: Context):
    """Makes active items and answers what other rooms see of them."""

    def make(*rows: NewItem):
        create_items(CreateItems(rows, active=True), ctx)
        found = items_by_code(ctx, [row.code for row in rows])
        return [found[row.code] for row in rows]

    return make
