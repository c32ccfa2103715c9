"""Every list of the ledgers opens, sorts by each of its columns, totals and exports."""

import pytest
from tests.stories.test_sell_and_ship import floor, order  # noqa: F401 - the fixture

from ledgerhouse.foundation.listing import LISTINGS

NAMES = sorted(name for name in LISTINGS if name.split(".")[0] in {"stock", "books", "costing", "sales", "warehouse"})


@pytest.mark.parametrize("name", NAMES)
def test_a_list_opens_sorts_and_totals(name, ctx, floor):  # noqa: F811
    order(ctx, ("CUP", 3))
    shown = LISTINGS[name]
    for column in shown.columns:
        if column.sortable:
            page = shown.page(ctx, sort=f"-{column.name}", limit=3, count=True)
            assert page.count is not None
            assert len(page.rows) == min(page.count, 3)
    assert shown.totals(ctx).keys() == {column.name for column in shown.columns if column.total}
    assert len(list(shown.every(ctx))) == shown.page(ctx, count=True).count


def test_stock_says_where_everything_is(ctx, floor):  # noqa: F811
    rows = LISTINGS["stock.balances"].page(ctx, text="杯", sort="location").rows
    assert [(row.item, row.location, row.on_hand) for row in rows] == [("CUP", "A-01", 40), ("CUP", "A-02", 60)]
