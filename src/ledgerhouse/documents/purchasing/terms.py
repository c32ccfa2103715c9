"""What was agreed with suppliers about items: read in bulk, decided in plain Python."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final, NamedTuple

from ledgerhouse.documents.purchasing.models import SupplierItem, SupplierPrice
from ledgerhouse.foundation.dialect import one_of
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context
from ledgerhouse.masterdata.catalog.price_lists import Offer, from_base, listed
from ledgerhouse.masterdata.catalog.queries import units_of

Pair = tuple[int, int]
"""A supplier and an item, by id."""


class Terms(NamedTuple):
    """How a supplier delivers an item; quantities in steps of the base unit, 0 for any."""

    least: int = 0
    multiple: int = 0
    lead_days: int = 0
    supplier_code: str = ""

    def fits(self, quantity: int) -> bool:
        """Whether so much can be ordered."""
        return quantity >= self.least and not (self.multiple and quantity % self.multiple)

    def enough(self, quantity: int) -> int:
        """The smallest quantity that can be ordered and is not less than this."""
        wanted = max(quantity, self.least)
        return wanted if not self.multiple else -(-wanted // self.multiple) * self.multiple


NO_TERMS: Final = Terms()


def terms_of(ctx: Context, pairs: Iterable[Pair]) -> dict[Pair, Terms]:
    """How these suppliers deliver these items; nothing where nothing was agreed. One statement."""
    wanted = set(pairs)
    rows = scoped(ctx, SupplierItem).filter(
        supplier_id__in=one_of({s for s, _ in wanted}), item_id__in=one_of({i for _, i in wanted})
    )
    found = rows.values_list("supplier_id", "item_id", "least", "multiple", "lead_days", "supplier_code")
    return {
        (supplier, item): Terms(_steps(least), _steps(multiple), days, code)
        for supplier, item, least, multiple, days, code in found
        if (supplier, item) in wanted
    }


def offers_of(ctx: Context, pairs: Iterable[Pair]) -> dict[Pair, list[Offer]]:
    """The prices agreed with these suppliers for these items, of all times. At most three statements."""
    wanted = set(pairs)
    rows = scoped(ctx, SupplierPrice).filter(
        supplier_id__in=one_of({s for s, _ in wanted}), item_id__in=one_of({i for _, i in wanted})
    )
    known = list(
        rows.values_list(
            "supplier_id", "item_id", "unit__code", "currency", "from_quantity", "valid_from", "valid_until", "price",
            "tax_rate",
        )
    )  # fmt: skip
    factors = units_of(ctx, {row[1] for row in known}) if known else {}
    offers: dict[Pair, list[Offer]] = {}
    for supplier, item, unit, currency, least, since, until, price, rate in known:
        factor = factors.get((item, unit))
        if (supplier, item) in wanted and factor is not None:  # a unit may have been taken from the item since
            offer = Offer(
                currency=currency,
                from_quantity=from_base(least, factor),
                valid_from=since,
                valid_until=until,
                price=listed(price, factor),
                tax_rate=None if rate is None else exact.steps(rate, exact.PERCENT),
            )
            offers.setdefault((supplier, item), []).append(offer)
    return offers


def items_by_supplier_code(ctx: Context, supplier: int, codes: Iterable[str]) -> Mapping[str, int]:
    """The item that a supplier means by each of these codes, by id; what they have no code for is absent. One statement."""
    rows = scoped(ctx, SupplierItem).filter(supplier_id=supplier, supplier_code__in=set(codes) - {""})
    return dict(rows.order_by("-id").values_list("supplier_code", "item_id"))


def _steps(quantity: Decimal) -> int:
    return exact.steps(quantity, exact.QUANTITY)
