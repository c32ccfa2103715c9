"""Changing a value without moving goods: what stays in stock, and what belongs to goods that are gone. Pure.

A receipt that turns out dearer or cheaper (freight, invoice) changes the value of what is still there of it; the rest goes to cost of sales:

- where layers are kept, exactly what is left of the receipt's layer is still there; where each piece is one, its pieces that are there;
- at an average, goods of one receipt can not be told from others, so stock covers the receipt as far as it reaches: the share
  min(stock, received) / received stays;
- at a month-end average, the whole amount joins the month while its run can be repeated, for the run gives the goods that are gone their share;
- at standard cost nothing stays: the whole amount is a variance.

A share is rounded half up to the minor unit; what stock can not bear without falling below zero goes with the share of the goods that are gone,
so the two always add up to the amount.
"""

from collections.abc import Sequence
from typing import NamedTuple

from ledgerhouse.kernel.exact import share
from ledgerhouse.ledgers.costing.apportion import apportion
from ledgerhouse.ledgers.costing.methods import Holding, Layer, Method, Pool
from ledgerhouse.ledgers.costing.words import Spread


class Adjusted(NamedTuple):
    """The holding after the adjustment, and where the amount went."""

    holding: Holding
    spread: Spread


def adjust_receipt(
    holding: Holding,
    method: Method,
    receipt: int,
    received: int,
    amount: int,
    places: int = 2,
    *,
    rerun: bool = False,
    pieces: Sequence[int] = (),
) -> Adjusted:
    """Spread an amount on the receipt that made the layer of this id, of which `received` steps came in.

    `rerun`: the month of the receipt can still be run again. `pieces` are what it brought where each piece is a layer.
    """
    if method.by_piece:
        return _on_pieces(holding, pieces, amount, places)
    if method.standard:
        return Adjusted(holding, Spread(0, 0, amount))
    if method.layered:
        return _on_layer(holding, receipt, received, amount, places)
    pool = holding.pool
    covered = min(pool.quantity + pool.pending, received)
    if method.at_month_end and rerun and (pool.quantity or pool.pending):
        covered = received
    stays = _bearable(share(amount, covered, received, places), pool.value)
    changed = holding._replace(pool=pool._replace(value=pool.value + stays))
    return Adjusted(changed, Spread(stays, amount - stays))


def adjust_pool(holding: Holding, amount: int, places: int = 2) -> Adjusted:
    """Put an amount on a whole pool, and on its layers by their value. Raises `ValueError` for an empty pool or a value below zero."""
    pool = holding.pool
    if not pool.quantity + pool.pending or pool.value + amount < 0:
        message = f"can not put {amount} on a pool of {pool.quantity} steps worth {pool.value}"
        raise ValueError(message)
    layers = tuple(layer for layer in holding.layers if layer.quantity)
    if layers:
        weights = [layer.value for layer in layers] if pool.value else [layer.quantity for layer in layers]
        parts = apportion(amount, weights, places)
        layers = tuple(layer._replace(value=layer.value + part) for layer, part in zip(layers, parts, strict=True))
    changed = holding._replace(pool=pool._replace(value=pool.value + amount), layers=layers)
    return Adjusted(changed, Spread(amount, 0))


def _on_layer(holding: Holding, receipt: int, received: int, amount: int, places: int) -> Adjusted:
    layer = next((one for one in holding.layers if one.id == receipt and one.quantity), None)
    if layer is None:
        return Adjusted(holding, Spread(0, amount))
    stays = _bearable(share(amount, min(layer.quantity, received), received, places), layer.value)
    changed = Layer(layer.id, layer.quantity, layer.value + stays)
    pool = Pool(holding.pool.quantity, holding.pool.value + stays, holding.pool.pending)
    layers = tuple(changed if one.id == layer.id else one for one in holding.layers)
    return Adjusted(holding._replace(pool=pool, layers=layers), Spread(stays, amount - stays))


def _on_pieces(holding: Holding, pieces: Sequence[int], amount: int, places: int) -> Adjusted:
    """Every piece of the receipt bears the same; what belongs to pieces that are gone does not stay."""
    parts = dict(zip(pieces, apportion(amount, [1] * len(pieces), places), strict=True))
    stays = {one.id: _bearable(parts[one.id], one.value) for one in holding.layers if one.quantity and one.id in parts}
    layers = tuple(one._replace(value=one.value + stays.get(one.id, 0)) for one in holding.layers)
    pool = holding.pool._replace(value=holding.pool.value + sum(stays.values()))
    return Adjusted(
        holding._replace(pool=pool, layers=layers), Spread(sum(stays.values()), amount - sum(stays.values()))
    )


def _bearable(stays: int, value: int) -> int:
    """As much of a share as leaves the value at zero or more."""
    return max(stays, -value)
