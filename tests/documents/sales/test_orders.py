"""Counting what happened to sales lines: never more than there is room for, whoever is faster."""

import pytest
from tests.stories.test_sell_and_ship import floor, order  # noqa: F401 - the fixture

from ledgerhouse.documents.sales import orders
from ledgerhouse.documents.sales.models import SalesLine
from ledgerhouse.kernel.errors import Changed


@pytest.mark.parametrize(("column", "steps"), [("shipped", 41), ("cut", 41), ("returned", 1)])
def test_too_much_is_refused_and_changes_nothing(column, steps, ctx, floor):  # noqa: F811
    order(ctx, ("CUP", 40))
    line = SalesLine.objects.get()
    with pytest.raises(Changed):
        orders.count(column, {line.id: steps * 10**6})
    line.refresh_from_db()
    assert (line.shipped, line.cut, line.returned) == (0, 0, 0)
