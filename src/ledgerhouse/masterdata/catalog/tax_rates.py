"""The rate of value-added tax of each tax class, and so of each item (税率). Rates are decided per company, the classes are fixed."""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from ledgerhouse.foundation import settings
from ledgerhouse.foundation.dialect import one_of
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.masterdata.catalog.models import Item
from ledgerhouse.masterdata.catalog.words import TaxClass

USUAL: Final[Mapping[str, str]] = {
    TaxClass.STANDARD.value: "13",
    TaxClass.REDUCED.value: "9",
    TaxClass.LOW.value: "6",
    TaxClass.ZERO.value: "0",
    TaxClass.EXEMPT.value: "0",
}


def _sane(said: Any) -> bool:
    try:
        return set(said) == set(USUAL) and all(
            0 <= exact.steps(Decimal(str(rate)), exact.PERCENT) <= 100 * 10**exact.PERCENT for rate in said.values()
        )
    except (InvalidOperation, exact.TooFine, exact.TooLarge):
        return False


RATES: Final = settings.declare(
    "catalog.tax_rates",
    dict(USUAL),
    gettext_noop("the percentage of value-added tax of each tax class: standard, reduced, low, zero and exempt"),
    _sane,
)


def tax_rates(ctx: Context, items: Iterable[int]) -> dict[int, int]:
    """The rate of each of these items today, in percent steps. Two statements."""
    rates = {name: exact.steps(Decimal(str(rate)), exact.PERCENT) for name, rate in settings.value(ctx, RATES).items()}
    rows = scoped(ctx, Item).filter(id__in=one_of(set(items))).values_list("id", "tax_class")
    return {item: rates[name] for item, name in rows}
