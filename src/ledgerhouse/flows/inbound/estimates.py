"""What goods are worth that come without an agreed price: as said, or as the last of them, or their standard."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, gettext_noop, problem
from ledgerhouse.ledgers.costing.queries import last_receipts
from ledgerhouse.masterdata.catalog.queries import standard_costs
from ledgerhouse.masterdata.catalog.words import ItemRef


class Unpriced(NamedTuple):
    """Goods of an item; `where` is the path of the price in the command, `price` what was said."""

    where: str
    item: ItemRef
    price: Decimal | None


def estimates(ctx: Context, area: int, goods: Sequence[Unpriced]) -> tuple[list[int], list[Problem]]:
    """The price steps of each, and a problem for each that nobody knows. Two statements."""
    unsaid = {one.item.id for one in goods if one.price is None}
    last, standard = last_receipts(ctx, area, unsaid), standard_costs(ctx, unsaid)
    scale = 10 ** (exact.QUANTITY + exact.PRICE - exact.AMOUNT)
    prices, problems = [], []
    for one in goods:
        quantity, value = last.get(one.item.id, (0, 0))
        if one.price is not None:
            prices.append(exact.steps(one.price, exact.PRICE))
        elif quantity > 0:
            prices.append(exact.divide(value * scale, quantity))
        else:
            prices.append(standard.get(one.item.id, 0))
            if not prices[-1]:
                template = gettext_noop("is needed: nobody knows yet what {item} costs")
                problems.append(problem(one.where, template, item=one.item.code))
    return prices, problems
