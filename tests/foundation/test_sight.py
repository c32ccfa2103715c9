"""Which list says whether a paper is in sight."""

import pytest

from ledgerhouse.foundation.sight import list_of
from ledgerhouse.kernel.context import Context


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("outbound_order", "warehouse.outbound_orders"),
        ("sales_order", "sales.orders"),
        ("user", "people.users"),
        ("account", "books.accounts"),
        ("item", "catalog.items"),
        ("parcel", "warehouse.parcels"),
    ],
)
def test_a_paper_is_in_sight_by_the_list_of_its_kind_not_by_one_that_only_begins_with_it(
    ctx: Context, kind: str, name: str
) -> None:
    found = list_of(ctx, kind)
    assert found is not None
    assert found.name == name
