"""Share one amount out over several lines, exact to the smallest unit of the currency. Pure.

Largest remainder: every line gets its exact share rounded down to whole minor units, and the units that are left go to the lines whose shares
lost most by that, the earlier line first where they lost the same. So the parts add up to the amount, and no part is a unit or more off its
exact share.
"""

from collections.abc import Sequence
from typing import NamedTuple

from ledgerhouse.kernel.exact import AMOUNT
from ledgerhouse.ledgers.costing.words import Basis


class Received(NamedTuple):
    """What one received line weighs in the sharing: value steps, quantity steps, and grams and cubic centimetres of a base unit."""

    value: int
    quantity: int
    weight_g: int = 0
    volume_cm3: int = 0


def apportion(amount: int, weights: Sequence[int], places: int = 2) -> list[int]:
    """The amount in steps shared by weights of zero or more. Raises `ValueError` without any weight, and for an amount finer than the currency."""
    unit = int(10 ** (AMOUNT - places))
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        message = f"can not share by the weights {list(weights)[:10]}"
        raise ValueError(message)
    if amount % unit:
        message = f"{amount} steps are finer than {places} places"
        raise ValueError(message)
    units = abs(amount) // unit
    parts = [units * weight // whole for weight in weights]
    lost = sorted(range(len(weights)), key=lambda i: (-(units * weights[i] % whole), i))
    for i in lost[: units - sum(parts)]:
        parts[i] += 1
    return [part * unit if amount >= 0 else -part * unit for part in parts]


def landed(amount: int, basis: Basis, lines: Sequence[Received], places: int = 2) -> list[int]:
    """One amount (freight, duty) shared out over received lines (费用分摊). Raises `ValueError` where the basis weighs nothing."""
    return apportion(amount, [_weight(line, basis) for line in lines], places)


def _weight(line: Received, basis: Basis) -> int:
    if basis is Basis.VALUE:
        return line.value
    if basis is Basis.QUANTITY:
        return line.quantity
    return line.quantity * (line.weight_g if basis is Basis.WEIGHT else line.volume_cm3)
