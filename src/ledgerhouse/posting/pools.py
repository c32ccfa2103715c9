"""The cost pools of a batch under lock: each entry changes them as its item's costing method says. Writes nothing but missing empty pools."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ledgerhouse.foundation.queries import currency_places
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Refused, gettext_noop
from ledgerhouse.kernel.exact import LARGEST, shown
from ledgerhouse.ledgers.costing import append as costing
from ledgerhouse.ledgers.costing import methods, reversing
from ledgerhouse.ledgers.costing.append import PoolKey
from ledgerhouse.ledgers.costing.methods import PIECE, Holding, Method, Use, method_of
from ledgerhouse.ledgers.costing.queries import Original, originals_of, uses_of
from ledgerhouse.ledgers.costing.words import Kind
from ledgerhouse.ledgers.stock.append import TooMuch
from ledgerhouse.ledgers.stock.words import Entry
from ledgerhouse.masterdata.catalog.queries import standard_costs
from ledgerhouse.masterdata.catalog.words import ItemRef


class NoCost(Refused):
    """Goods without a price were found and nothing like them has a cost."""

    code = "no-cost"
    template = gettext_noop("Item {item} has no cost yet; give its value.")


class CostShort(Refused):
    """Stock is there but its cost pool holds less: the ledgers disagree, which `doctor` explains."""

    code = "cost-pool-short"
    template = gettext_noop("The cost pool of item {item} holds {pool}, but {wanted} leave stock.")


class MethodMissing(Refused):
    """An item is to be costed by a method that has no code here yet."""

    code = "costing-method-missing"
    template = gettext_noop(
        "Item {item} is costed by {method}, which is not available yet; choose another method before goods move."
    )


class NothingToReverse(Refused):
    """A reversing entry has no counterpart of the same item, line and quantity in the movement that it reverses."""

    code = "nothing-to-reverse"
    template = gettext_noop(
        "The movement to reverse has no entry of {quantity} of item {item} that was not reversed yet."
    )


class OtherMethod(Refused):
    """What is to be taken back was valued by a month-end run, and the item has another costing method since."""

    code = "costing-method-changed"
    template = gettext_noop(
        "Goods of item {item} moved while it was costed at month end; its method changed since, so their value can not be taken back."
    )


class Crossing(NamedTuple):
    """An entry that enters (+1) or leaves (-1) what we own and value, with its signed value and the variance to its price.

    A reversing one also says which entry it takes back, and what of that entry's value its pool could not give up.
    """

    sign: int
    value: int = 0
    variance: int = 0
    lot: int = 0
    kind: Kind = Kind.MOVED
    uses: tuple[Use, ...] = ()
    reverses: int = 0
    difference: int = 0


def method_for(item: ItemRef) -> Method:
    """The costing method of an item. Refuses one without code."""
    method = method_of(item.costing, item.tracking)
    if method is None:
        raise MethodMissing(item=item.code, method=item.costing)
    return method


class Pools:
    """The holdings of a batch under lock, changing entry by entry."""

    def __init__(self, ctx: Context, area: int, items: Mapping[int, ItemRef], crossing: Sequence[Entry]) -> None:
        self._ctx, self._area = ctx, area
        self._items = items
        self._places = currency_places(ctx)
        standards = standard_costs(ctx, {i for i, item in items.items() if item.costing == "standard"})
        locked = costing.find_and_lock(ctx, area, {self._key(e) for e in crossing})
        layered = {i for key, (i, _) in locked.items() if self.method(key[0]).layered}
        by_piece = {i for key, (i, _) in locked.items() if self.method(key[0]).by_piece}
        layers = costing.open_layers(area, layered - by_piece)
        layers |= costing.open_layers(area, by_piece, {piece for e in crossing for piece in e.serials})
        self._ids = {key: i for key, (i, _) in locked.items()}
        self._holdings = {
            key: Holding(pool, layers.get(i, ()), standards.get(key[0], 0), i in layered)
            for key, (i, pool) in locked.items()
        }
        self._before = {key: frozenset(holding.layers) for key, holding in self._holdings.items()}
        self._originals: dict[tuple[int, int, int, int], list[Original]] = defaultdict(list)
        self._uses: dict[int, tuple[Use, ...]] = {}

    def will_reverse(self, movements: Iterable[int]) -> None:
        """Read what these movements did, to take it back. At most two statements."""
        for original in originals_of(self._ctx, self._area, movements):
            if original.item not in self._items:  # of a line that is not taken back
                continue
            self._originals[original.movement, original.item, original.line, original.quantity].append(original)
        layered = [o.entry for some in self._originals.values() for o in some if self.method(o.item).layered]
        self._uses = uses_of(self._ctx, self._area, layered)

    def enter(self, e: Entry, entry: int) -> Crossing:
        """Goods come in: at the value the paper knows, or like what is there already, which at a month-end average its run will say."""
        key = self._key(e)
        holding, method = self._holdings[key], self.method(e.item)
        value = e.value
        if value is None:
            pool = holding.pool
            if pool.quantity + pool.pending <= 0:
                raise NoCost(item=self._items[e.item].code)
            if method.at_month_end:
                self._keep(key, methods.pending_in(holding, e.quantity))
                return Crossing(1, 0, 0, key[1], Kind.PENDING)
            value = methods.like_cost(pool, e.quantity, 0, self._places)
        valued = (
            methods.pieces_in(holding, e.serials, value, self._places)
            if method.by_piece
            else method.take_in(holding, e.quantity, value, entry, self._places)
        )
        self._keep(key, valued.holding)
        return Crossing(1, valued.value, valued.variance, key[1])

    def leave(self, e: Entry) -> Crossing:
        """Goods go out at what the method says they cost; at a month-end average without a value yet."""
        key = self._key(e)
        holding, method = self._holdings[key], self.method(e.item)
        self._must_hold(e, holding)
        valued = (
            methods.pieces_out(holding, e.serials)
            if method.by_piece
            else method.give_out(holding, e.quantity, self._places)
        )
        self._holdings[key] = valued.holding
        if method.at_month_end:
            return Crossing(-1, 0, 0, key[1], Kind.PENDING)
        return Crossing(-1, -valued.value, 0, key[1], Kind.MOVED, valued.uses)

    def return_out(self, e: Entry) -> Crossing:
        """Goods go back to their supplier at the value they came in at; what the pool gives up more or less is a variance."""
        key, value = self._key(e), e.value or 0
        holding, method = self._holdings[key], self.method(e.item)
        self._must_hold(e, holding)
        if method.standard:
            valued = method.give_out(holding, e.quantity, self._places)
            given, left, uses = valued.value, valued.holding, valued.uses
        else:
            made = (
                reversing.give_pieces_back(holding, e.serials, value)
                if method.by_piece
                else reversing.give_back(holding, e.quantity, value, e.origin, self._places)
            )
            given, left, uses = made.value, made.holding, made.uses
        self._holdings[key] = left
        return Crossing(-1, -given, given - value, key[1], Kind.MOVED, uses)

    def undo(self, movement: int, e: Entry, entry: int, sign: int) -> Crossing:
        """An entry of a reversing movement takes back what its counterpart did, at the value of then."""
        key = self._key(e)
        holding, original = self._holdings[key], self._original(movement, e, -sign, key[1])
        if sign < 0:
            self._must_hold(e, holding)
        if original.kind == Kind.PENDING:
            if not self.method(e.item).at_month_end:
                raise OtherMethod(item=self._items[e.item].code)
            pool = holding.pool
            turned = pool._replace(quantity=pool.quantity + sign * e.quantity, pending=pool.pending - sign * e.quantity)
            self._keep(key, holding._replace(pool=turned))
            return Crossing(sign, 0, 0, key[1], Kind.PENDING, (), original.entry)
        if sign > 0:
            uses = self._uses.get(original.entry, ())
            made = reversing.take_back(holding, e.quantity, -original.value, uses, entry)
        elif self.method(e.item).by_piece:
            made = reversing.give_pieces_back(holding, e.serials, original.value)
        else:
            made = reversing.give_back(holding, e.quantity, original.value, original.entry, self._places)
        self._keep(key, made.holding)
        value, variance = sign * made.value, -original.variance
        return Crossing(sign, value, variance, key[1], Kind.MOVED, made.uses, original.entry, made.difference)

    def by_id(self) -> dict[int, Holding]:
        """The holdings as they are now, by pool id, each with the layers that changed."""
        return {
            self._ids[key]: holding._replace(
                layers=tuple(layer for layer in holding.layers if layer not in self._before[key])
            )
            for key, holding in self._holdings.items()
        }

    def method(self, item: int) -> Method:
        """The costing method of an item. Refuses one without code."""
        return method_for(self._items[item])

    def _keep(self, key: PoolKey, holding: Holding) -> None:
        if max(holding.pool.quantity, holding.pool.value) > LARGEST:
            raise TooMuch(item=self._items[key[0]].code)
        self._holdings[key] = holding

    def _must_hold(self, e: Entry, holding: Holding) -> None:
        if e.quantity > holding.pool.quantity:
            facts = {"pool": shown(holding.pool.quantity), "wanted": shown(e.quantity)}
            raise CostShort(item=self._items[e.item].code, **facts)
        if self.method(e.item).by_piece:
            there = {layer.id for layer in holding.layers if layer.quantity}
            if short := set(e.serials) - there:
                facts = {"pool": shown(e.quantity - len(short) * PIECE), "wanted": shown(e.quantity)}
                raise CostShort(item=self._items[e.item].code, **facts)

    def _original(self, movement: int, e: Entry, sign: int, lot: int) -> Original:
        found = self._originals[movement, e.item, e.line, sign * e.quantity]
        for i in reversed(range(len(found))):  # the last first, as a reversal goes back
            if found[i].lot == lot:
                return found.pop(i)
        raise NothingToReverse(item=self._items[e.item].code, quantity=shown(e.quantity))

    def _key(self, e: Entry) -> PoolKey:
        return (e.item, e.lot if self.method(e.item).by_lot else 0)
