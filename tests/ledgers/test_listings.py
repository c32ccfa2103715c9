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


def test_a_linked_code_sorts_both_ways_along_an_index(ctx, floor, django_assert_num_queries):  # noqa: F811
    """Within the company, whose codes have an index: 500,000 rows need not be sorted to show fifty."""
    shown = LISTINGS["stock.balances"]
    codes = [row.item for row in shown.page(ctx, sort="item").rows]
    assert codes == sorted(codes)
    assert len(set(codes)) > 1
    assert [row.item for row in shown.page(ctx, sort="-item").rows] == sorted(codes, reverse=True)
    with django_assert_num_queries(1) as asked:
        shown.page(ctx, sort="item")
    order = asked.captured_queries[0]["sql"].partition("ORDER BY")[2]
    assert "company_id" in order.split(",")[0]


@pytest.mark.parametrize(("most", "count", "more"), [(0, 4, False), (5, 4, False), (4, 4, False), (3, 3, True)])
def test_rows_are_counted_up_to_some(ctx, floor, most, count, more):  # noqa: F811
    page = LISTINGS["stock.balances"].page(ctx, count=True, most=most)
    assert (page.count, page.more) == (count, more)
    assert len(page.rows) == 4
    assert LISTINGS["stock.balances"].page(ctx, most=most).count is None
