"""Taking a movement back at what it was worth then, not at what the goods are worth now. Pure.

- Goods that left come back at exactly the value they left with; where layers are kept, into the layers they came from.
- Goods that came in leave at exactly the value they came in at, from their own layer first and, for what has been used up of it, from the oldest
  others. What the pool can not give up without falling below zero, and what would be left of an empty pool, is a difference to cost of sales.
"""

from collections.abc import Sequence
from typing import NamedTuple

from ledgerhouse.ledgers.costing.methods import Holding, Layer, Pool, Use, fifo_out, issue, pieces_out


class Reversed(NamedTuple):
    """The holding after a reversal, the value that the pool took or gave (positive), and what of the original value it could not."""

    holding: Holding
    value: int
    uses: tuple[Use, ...] = ()
    difference: int = 0


def take_back(holding: Holding, quantity: int, value: int, uses: tuple[Use, ...], layer: int) -> Reversed:
    """Goods that left come back. `uses` are the layers they were taken from; without any, layered goods become a layer of this id."""
    pool = holding.pool
    held = holding._replace(pool=Pool(pool.quantity + quantity, pool.value + value, pool.pending))
    if not holding.layered:
        return Reversed(held, value)
    if sum(use.quantity for use in uses) != quantity:
        return Reversed(held._replace(layers=(*holding.layers, Layer(layer, quantity, value))), value)
    layers = {one.id: one for one in holding.layers}
    for use in uses:
        one = layers.get(use.layer, Layer(use.layer, 0, 0))
        layers[use.layer] = Layer(use.layer, one.quantity + use.quantity, one.value + use.value)
    back = tuple(Use(use.layer, -use.quantity, -use.value) for use in uses)
    return Reversed(held._replace(layers=tuple(layers[i] for i in sorted(layers))), value, back)


def give_back(holding: Holding, quantity: int, value: int, layer: int, places: int = 2) -> Reversed:
    """Goods that came in leave at the value they came in at. The pool must hold that much; `layer` is the one they made."""
    if holding.layered:
        return _out_of_layers(holding, quantity, value, layer, places)
    pool = holding.pool
    emptied = pool.quantity == quantity and not pool.pending
    taken = pool.value if emptied else min(value, pool.value)
    left = Pool(pool.quantity - quantity, pool.value - taken, pool.pending)
    return Reversed(holding._replace(pool=left), taken, (), value - taken)


def give_pieces_back(holding: Holding, pieces: Sequence[int], value: int) -> Reversed:
    """Pieces that came in at a value leave at what they cost now; what was put on or taken off since is the difference. All must be there."""
    out = pieces_out(holding, pieces)
    return Reversed(out.holding, out.value, out.uses, value - out.value)


def _out_of_layers(holding: Holding, quantity: int, value: int, layer: int, places: int) -> Reversed:
    own = next((one for one in holding.layers if one.id == layer), Layer(layer, 0, 0))
    here = min(own.quantity, quantity)
    taken, uses, layers = 0, [], holding.layers
    if here:
        whole = here == own.quantity
        taken = own.value if whole else issue(Pool(own.quantity, own.value), here, places)[0]
        uses.append(Use(own.id, here, taken))
        rest = Layer(own.id, own.quantity - here, own.value - taken)
        layers = tuple(rest if one.id == own.id else one for one in layers)
    pool = Pool(holding.pool.quantity - here, holding.pool.value - taken, holding.pool.pending)
    after = holding._replace(pool=pool, layers=layers)
    if quantity > here:
        others = fifo_out(after, quantity - here, places)
        after, taken, uses = others.holding, taken + others.value, [*uses, *others.uses]
    return Reversed(after, taken, tuple(uses), value - taken)
