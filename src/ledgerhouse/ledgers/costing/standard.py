"""What production used against what its standard allows (标准成本差异): pure arithmetic for work orders, in whole steps.

    usage variance (用量差异) = (used - allowed) x standard price
    price variance (价格差异) = actual cost - used x standard price

Both together are the actual cost less what the standard allows, to the cent, because all three are made of the same two rounded products.
Above zero is dearer. Production will call `usage_variances` when it settles a work order (issue 3): until there are work orders, nobody does.
"""

from collections.abc import Iterable
from typing import NamedTuple

from ledgerhouse.kernel.exact import extend


class Usage(NamedTuple):
    """One material of a work order: steps that its standard allowed and that were used, the standard price, and value steps that the use cost."""

    item: int
    allowed: int
    used: int
    price: int
    cost: int


class Variances(NamedTuple):
    """Of one material: the cost the standard allows, and how usage and price differ from it, in value steps."""

    item: int
    standard: int
    usage: int
    price: int


def usage_variances(usages: Iterable[Usage], places: int = 2) -> list[Variances]:
    """The variances of each material, in order. Raises `ValueError` for a quantity or price below zero."""
    return [_of(usage, places) for usage in usages]


def _of(u: Usage, places: int) -> Variances:
    if min(u.allowed, u.used, u.price) < 0:
        message = f"a work order can not be allowed {u.allowed} and use {u.used} steps at {u.price}"
        raise ValueError(message)
    allowed, used = extend(u.allowed, u.price, places), extend(u.used, u.price, places)
    return Variances(u.item, allowed, used - allowed, u.cost - used)
