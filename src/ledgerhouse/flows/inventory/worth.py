"""What stock is worth at its average cost, for approval routes to look at."""

from collections.abc import Iterable
from decimal import Decimal

from ledgerhouse.foundation.approvals.subjects import Facts
from ledgerhouse.foundation.queries import company
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context
from ledgerhouse.ledgers.costing.queries import pools_of
from ledgerhouse.masterdata.catalog.queries import categories_of
from ledgerhouse.masterdata.sites.words import WarehouseRef


def worth(ctx: Context, area: int, quantities: Iterable[tuple[int, int]]) -> Decimal:
    """The value of quantities (item, steps) in a valuation area; goods without a cost are worth nothing yet. Two statements."""
    wanted = list(quantities)
    pools = pools_of(ctx, area, {item for item, _ in wanted})
    places = company(ctx).currency_places
    total = 0
    for item, quantity in wanted:
        there, value = pools.get(item, (0, 0))
        total += exact.share(value, quantity, there, places) if there else 0
    return exact.number(total, exact.AMOUNT)


def facts_of(ctx: Context, warehouse: WarehouseRef, quantities: Iterable[tuple[int, int]]) -> Facts:
    """What routes look at in goods that are changed where they lie: their worth, the warehouse, the categories."""
    wanted = list(quantities)
    categories = categories_of(ctx, {item for item, _ in wanted})
    return Facts(
        number="",
        amount=worth(ctx, warehouse.area, wanted),
        warehouse=warehouse.id,
        categories=frozenset(c for some in categories.values() for c in some),
        content=repr(wanted),
    )
