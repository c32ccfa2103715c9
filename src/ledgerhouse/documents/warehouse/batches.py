"""Which orders one picker takes along on one walk: pure, from what each needs to batches that fit a cart."""

from collections.abc import Iterable
from typing import NamedTuple


class Load(NamedTuple):
    """What one order puts on a cart, and where on the walk it begins."""

    order: int
    first: int
    weight_g: int
    volume_cm3: int


class Cart(NamedTuple):
    """How much a cart takes; 0 is no limit."""

    orders: int = 0
    weight_g: int = 0
    volume_cm3: int = 0

    def takes(self, loads: Iterable[Load]) -> bool:
        """Whether these orders go onto it together."""
        loads = list(loads)
        needs = (len(loads), sum(load.weight_g for load in loads), sum(load.volume_cm3 for load in loads))
        return all(not limit or need <= limit for need, limit in zip(needs, self, strict=True))


def batches(loads: Iterable[Load], cart: Cart) -> list[list[Load]]:
    """Orders in the order in which the walk comes to them, each onto the first cart that still takes it.

    Orders that begin near each other go together. One that is too much for any cart gets a cart of its own, and nothing goes with it.
    """
    found: list[list[Load]] = []
    for load in sorted(loads, key=lambda one: (one.first, one.order)):
        for batch in found:
            if cart.takes([*batch, load]):
                batch.append(load)
                break
        else:
            found.append([load])
    return found
