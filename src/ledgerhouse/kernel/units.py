"""Units of measure and exact conversion between them: factors are fractions of whole numbers, never floats."""

from typing import NamedTuple

from ledgerhouse.kernel.errors import Refused, gettext_noop
from ledgerhouse.kernel.exact import QUANTITY, shown


class NotWhole(Refused):
    """A conversion or quantity is finer than the base unit allows."""

    code = "too-fine-for-unit"
    template = gettext_noop("{quantity} {unit} is not a whole multiple of the smallest step of {base}.")
    status = 422


class Factor(NamedTuple):
    """One of this unit is `numerator / denominator` base units."""

    numerator: int
    denominator: int = 1


def to_base(quantity_steps: int, factor: Factor, *, places: int, unit: str = "", base: str = "") -> int:
    """Quantity steps in a unit as quantity steps in the base unit, whose own precision is `places` decimals.

    Refuses with `NotWhole` instead of rounding: a conversion must never make or lose goods.
    """
    whole, rest = divmod(quantity_steps * factor.numerator, factor.denominator)
    if rest or whole % 10 ** (QUANTITY - places):
        raise NotWhole(quantity=shown(quantity_steps), unit=unit, base=base)
    return whole
