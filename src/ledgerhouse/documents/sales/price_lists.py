"""The prices at which customers buy items: read in bulk, decided in plain Python."""

from collections.abc import Iterable, Mapping

from ledgerhouse.documents.sales.models import SalesPrice
from ledgerhouse.foundation.dialect import one_of
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context
from ledgerhouse.masterdata.catalog.price_lists import Offer, exactly, from_base, listed
from ledgerhouse.masterdata.catalog.queries import units_of

Pair = tuple[int, int]
"""A customer and an item, by id."""


def offers_of(ctx: Context, pairs: Iterable[Pair], groups: Mapping[int, int]) -> dict[Pair, list[Offer]]:
    """The prices of these items for these customers, of all times: the customer's own before the group's before everybody's.

    `groups` says of which customer group each customer is, 0 for none. At most three statements.
    """
    wanted = set(pairs)
    customers = {customer for customer, _ in wanted}
    whom = {0, *customers, *(groups.get(customer, 0) for customer in customers)}
    rows = scoped(ctx, SalesPrice).filter(whom__in=one_of(whom), item_id__in=one_of({item for _, item in wanted}))
    known = list(
        rows.values_list(
            "whom", "item_id", "unit__code", "currency", "from_quantity", "valid_from", "valid_until", "price",
            "tax_rate", "taxed",
        )
    )  # fmt: skip
    factors = units_of(ctx, {row[1] for row in known}) if known else {}
    found: dict[Pair, list[Offer]] = {}
    for of, item, unit, currency, least, since, until, price, rate, taxed in known:
        factor = factors.get((item, unit))
        if factor is not None:  # a unit may have been taken from the item since
            tax = None if rate is None else exact.steps(rate, exact.PERCENT)
            found.setdefault((of, item), []).append(
                Offer(
                    currency, from_base(least, factor), since, until, listed(price, factor), tax, taxed,
                    exactly=exactly(price, factor),
                )
            )  # fmt: skip
    return {
        (customer, item): [
            offer._replace(rank=rank)
            for rank, of in enumerate(dict.fromkeys((0, groups.get(customer, 0), customer)))
            for offer in found.get((of, item), ())
        ]
        for customer, item in wanted
    }
