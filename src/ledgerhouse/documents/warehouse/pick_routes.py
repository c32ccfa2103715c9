"""Routes of pickers: in which order to visit places, and how far that is. Plug-ins get places and propose an order; none touches a table.

The floor is a block of parallel aisles between a cross aisle at the front and one at the back, which is how warehouses are generated and most are
built. Inside an aisle one walks along y; between aisles along the nearer of both cross aisles. The walk begins and ends at the front, where the
goods are brought. All lengths in millimetres; after Roodbergen and de Koster, “Routing methods for warehouses with multiple cross aisles” (2001).
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from ledgerhouse.kernel.registry import Registry


class Stop(NamedTuple):
    """A place to pick at: its id, its aisle, how far along the aisle it lies, and its number on the fixed path."""

    place: int
    aisle: str
    y: int
    sequence: int


class Ground(NamedTuple):
    """The block: the middle of each aisle along x, both ends of the aisles along y, and where along x the walk begins."""

    middle: Mapping[str, int]
    front: int
    back: int
    start: int

    def between(self, a: Stop, b: Stop) -> int:
        """The shortest way from one place to another."""
        if a.aisle == b.aisle:
            return abs(a.y - b.y)
        along = abs(self.middle[a.aisle] - self.middle[b.aisle])
        return along + min(a.y + b.y - 2 * self.front, 2 * self.back - a.y - b.y)

    def from_start(self, stop: Stop) -> int:
        """The shortest way between the start and a place."""
        return abs(self.middle[stop.aisle] - self.start) + stop.y - self.front

    def length(self, route: Sequence[Stop]) -> int:
        """The whole walk, there and back."""
        if not route:
            return 0
        inside = sum(self.between(a, b) for a, b in pairwise(route))
        return self.from_start(route[0]) + inside + self.from_start(route[-1])


Router = Callable[[Sequence[Stop], Ground], Sequence[Stop]]
"""A strategy: all of the stops, each once, in the order to visit them."""

ROUTERS: Registry[Router] = Registry("ledgerhouse.pick_routes")
