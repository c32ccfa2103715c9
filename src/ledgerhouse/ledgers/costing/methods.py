"""Costing methods: pure arithmetic on whole steps, no database, no clock.

A *holding* is what a method knows of an item in a valuation area: the pool of quantity and value, the layers where the method keeps them, the
standard cost where it has one. Every method takes goods in at a value and gives goods out at a cost, and neither makes nor loses a cent:

- moving average (移动加权平均): an issue takes value in proportion, c' = (Q*c + q*p) / (Q + q); the average itself is never stored;
- FIFO (先进先出): an issue takes the oldest layers, each in proportion to what is left of it;
- specific (个别计价): a moving average per lot, so a lot's goods leave at what that lot cost; of items tracked by serial number every piece is
  a layer of its own, so it leaves at exactly what it cost;
- standard (计划成本): goods come in at the standard cost, the difference to the price is a variance (材料成本差异); they leave at what the
  pool is worth;
- month-end average (全月一次加权平均): goods come in at their value and leave without one; the run at the end of the month gives it to them
  (`month_end.py`).

Values are rounded half up to the currency's minor unit; the last unit takes what is left, so quantity zero means value zero.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from ledgerhouse.kernel.exact import QUANTITY, extend, share

PIECE: Final = 10**QUANTITY
"""One piece in steps."""


class Pool(NamedTuple):
    """Quantity steps and value steps of one item in one valuation area.

    `pending` steps have left stock without their value yet: `value` is still that of `quantity + pending` (month-end average only).
    """

    quantity: int
    value: int
    pending: int = 0


class Layer(NamedTuple):
    """What is left of one receipt: its id, quantity steps and value steps."""

    id: int
    quantity: int
    value: int


class Use(NamedTuple):
    """So much of a layer that left."""

    layer: int
    quantity: int
    value: int


class Holding(NamedTuple):
    """All that a method knows; layers are oldest first. `standard` is a unit price in steps; `layered` says that layers are kept at all."""

    pool: Pool
    layers: tuple[Layer, ...] = ()
    standard: int = 0
    layered: bool = False


class Valued(NamedTuple):
    """The holding after goods moved, the value that moved (positive), the variance to the price of a receipt, and the layers used."""

    holding: Holding
    value: int
    variance: int = 0
    uses: tuple[Use, ...] = ()


def receive(pool: Pool, quantity: int, value: int) -> Pool:
    """The pool after goods came in at a value."""
    return Pool(pool.quantity + quantity, pool.value + value, pool.pending)


def issue(pool: Pool, quantity: int, places: int = 2) -> tuple[int, Pool]:
    """The cost of taking `quantity` at moving average, and the pool left. The pool must hold that much."""
    if not 0 < quantity <= pool.quantity:
        message = f"can not issue {quantity} of {pool.quantity} steps"
        raise ValueError(message)
    if quantity == pool.quantity:
        return pool.value, Pool(0, 0)
    cost = min(share(pool.value, quantity, pool.quantity, places), pool.value)  # a value below one cent rounds up to it
    return cost, Pool(pool.quantity - quantity, pool.value - cost)


def like_cost(pool: Pool, quantity: int, fallback: int, places: int = 2) -> int:
    """The value of goods found (盘盈): at the current average, or at `fallback` value steps when the pool is empty."""
    if pool.quantity == 0:
        return fallback
    return share(pool.value, quantity, pool.quantity, places)


def average_in(holding: Holding, quantity: int, value: int, layer: int, places: int) -> Valued:
    """Take goods in at their value."""
    del layer, places
    return Valued(holding._replace(pool=receive(holding.pool, quantity, value)), value)


def average_out(holding: Holding, quantity: int, places: int) -> Valued:
    """Give goods out at the average."""
    cost, pool = issue(holding.pool, quantity, places)
    return Valued(holding._replace(pool=pool), cost)


def fifo_in(holding: Holding, quantity: int, value: int, layer: int, places: int) -> Valued:
    """Take goods in as a new layer."""
    del places
    layers = (*holding.layers, Layer(layer, quantity, value))
    return Valued(holding._replace(pool=receive(holding.pool, quantity, value), layers=layers), value)


def fifo_out(holding: Holding, quantity: int, places: int) -> Valued:
    """Give goods out of the oldest layers. The layers must hold that much."""
    wanted, cost, left, uses = quantity, 0, [], []
    for layer in holding.layers:
        taken = min(wanted, layer.quantity)
        if taken == 0:
            left.append(layer)
            continue
        value, rest = issue(Pool(layer.quantity, layer.value), taken, places)
        wanted -= taken
        cost += value
        left.append(Layer(layer.id, rest.quantity, rest.value))
        uses.append(Use(layer.id, taken, value))
    if wanted:
        message = f"the layers are {wanted} steps short of {quantity}"
        raise ValueError(message)
    pool = Pool(holding.pool.quantity - quantity, holding.pool.value - cost)
    return Valued(holding._replace(pool=pool, layers=tuple(left)), cost, 0, tuple(uses))


def standard_in(holding: Holding, quantity: int, value: int, layer: int, places: int) -> Valued:
    """Take goods in at standard cost; what the price differs from it is a variance, positive when dearer."""
    del layer
    booked = extend(quantity, holding.standard, places)
    return Valued(holding._replace(pool=receive(holding.pool, quantity, booked)), booked, value - booked)


def pending_in(holding: Holding, quantity: int) -> Holding:
    """Take goods in whose value the month-end run will say (found, or returned before the run)."""
    pool = holding.pool
    return holding._replace(pool=Pool(pool.quantity + quantity, pool.value, pool.pending - quantity))


def pending_out(holding: Holding, quantity: int, places: int) -> Valued:
    """Give goods out without a value; the month-end run gives it to them. The pool must hold that much."""
    del places
    pool = holding.pool
    if not 0 < quantity <= pool.quantity:
        message = f"can not issue {quantity} of {pool.quantity} steps"
        raise ValueError(message)
    return Valued(holding._replace(pool=Pool(pool.quantity - quantity, pool.value, pool.pending + quantity)), 0)


def pieces_in(holding: Holding, pieces: Sequence[int], value: int, places: int) -> Valued:
    """Take pieces in, each as a layer under its own id; they share the value evenly, the last takes what rounding leaves."""
    ends = [share(value, n, len(pieces), places) for n in range(len(pieces))] + [value]
    new = tuple(Layer(piece, PIECE, to - upto) for piece, (upto, to) in zip(pieces, pairwise(ends), strict=True))
    kept = tuple(layer for layer in holding.layers if layer.id not in set(pieces))
    pool = receive(holding.pool, len(pieces) * PIECE, value)
    return Valued(holding._replace(pool=pool, layers=(*kept, *new)), value)


def pieces_out(holding: Holding, pieces: Sequence[int]) -> Valued:
    """Give these pieces out, each at what it cost. All must be there."""
    there = {layer.id: layer for layer in holding.layers if layer.quantity}
    uses = tuple(Use(piece, PIECE, there[piece].value) for piece in pieces)
    cost = sum(use.value for use in uses)
    layers = tuple(Layer(one.id, 0, 0) if one.id in set(pieces) else one for one in holding.layers)
    pool = Pool(holding.pool.quantity - len(pieces) * PIECE, holding.pool.value - cost, holding.pool.pending)
    return Valued(holding._replace(pool=pool, layers=layers), cost, 0, uses)


class Method(NamedTuple):
    """How one costing method takes in and gives out, and what it keeps.

    `by_lot`: a pool per lot; `layered`: layers; `by_piece`: one for every piece, taken in and given out by `pieces_in` and `pieces_out`;
    `standard`: a price set in advance; `at_month_end`: goods leave before their value is known.
    """

    take_in: Callable[[Holding, int, int, int, int], Valued]
    give_out: Callable[[Holding, int, int], Valued]
    by_lot: bool = False
    layered: bool = False
    standard: bool = False
    at_month_end: bool = False
    by_piece: bool = False


METHODS: Final[Mapping[str, Method]] = {
    "moving_average": Method(average_in, average_out),
    "fifo": Method(fifo_in, fifo_out, layered=True),
    "specific": Method(average_in, average_out, by_lot=True),
    "standard": Method(standard_in, average_out, standard=True),
    "month_average": Method(average_in, pending_out, at_month_end=True),
}
"""Methods by the name an item carries."""

PIECES: Final = Method(fifo_in, fifo_out, layered=True, by_piece=True)
"""Specific costing of items tracked by serial number."""


def method_of(costing: str, tracking: str) -> Method | None:
    """The method of an item by the name it carries and by how it is tracked; None for one that has no code here."""
    return PIECES if costing == "specific" and tracking == "serial" else METHODS.get(costing)
