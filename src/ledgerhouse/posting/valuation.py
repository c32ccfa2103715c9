"""What the entries of a batch are worth: locks the cost pools, lets each item's costing method decide, writes pools, layers and cost lines."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from ledgerhouse.foundation.queries import company
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Refused, gettext_noop
from ledgerhouse.kernel.exact import LARGEST, shown
from ledgerhouse.ledgers.books.words import Worth
from ledgerhouse.ledgers.costing import append as costing
from ledgerhouse.ledgers.costing import methods
from ledgerhouse.ledgers.costing.append import PoolKey
from ledgerhouse.ledgers.costing.methods import METHODS, Holding, Method
from ledgerhouse.ledgers.costing.words import Kind
from ledgerhouse.ledgers.stock.append import TooMuch
from ledgerhouse.ledgers.stock.words import CROSSES, OWN, REASONS, Entry, Movement
from ledgerhouse.masterdata.catalog.queries import items_by_id, standard_costs
from ledgerhouse.masterdata.catalog.words import ItemRef
from ledgerhouse.masterdata.sites.words import WarehouseRef


class NoCost(Refused):
    """Goods without a price were found and nothing like them has a cost."""

    code = "no-cost"
    template = gettext_noop("Item {item} has no cost yet; give its value.")


class CostShort(Refused):
    """Stock is there but its cost pool holds less: the ledgers disagree, which `doctor` explains."""

    code = "cost-pool-short"
    template = gettext_noop("The cost pool of item {item} holds {pool}, but {wanted} leave stock.")


class WrongReason(Refused):
    """Goods cross the border of our stock the other way round than the reason says, so the books would book nonsense."""

    code = "wrong-reason"
    template = gettext_noop("Goods of item {item} can not move for the reason “{kind}” in this direction.")
    status = 422


class MethodMissing(Refused):
    """An item is to be costed by a method that has no code here yet."""

    code = "costing-method-missing"
    template = gettext_noop(
        "Item {item} is costed by {method}, which is not available yet; choose another method before goods move."
    )


class Crossing(NamedTuple):
    """An entry that enters (+1) or leaves (-1) what we own and value, with its signed value and the variance to its price."""

    sign: int
    value: int = 0
    variance: int = 0
    lot: int = 0
    kind: Kind = Kind.MOVED


class Values(NamedTuple):
    """Per entry how it crosses, per movement what it is worth to the books, and holdings by pool id after the batch."""

    crossings: list[Crossing]
    worth: list[tuple[Worth, ...]]
    holdings: dict[int, Holding]

    @property
    def per_entry(self) -> list[int]:
        """Signed value steps per entry."""
        return [c.value for c in self.crossings]


def decide(
    ctx: Context,
    warehouse: WarehouseRef,
    movements: Sequence[Movement],
    outside: frozenset[int],
    entry_ids: Sequence[int],
) -> Values:
    """Value every entry that crosses the border of our valued stock, in order. Locks the pools; writes nothing but missing empty pools."""
    signs = [_sign(m, e, outside) for m in movements for e in m.entries]
    if not any(signs):
        return Values([Crossing(0)] * len(signs), [()] * len(movements), {})
    items = items_by_id(ctx, {e.item for e, sign in zip(_entries(movements), signs, strict=True) if sign})
    known = _Pools(ctx, warehouse.area, items, (e for e, sign in zip(_entries(movements), signs, strict=True) if sign))
    crossings: list[Crossing] = []
    worth: list[tuple[Worth, ...]] = []
    facts = iter(zip(signs, entry_ids, strict=True))
    for m in movements:
        sums: dict[tuple[str, str], int] = defaultdict(int)
        for e in m.entries:
            sign, identifier = next(facts)
            crossing = known.value(e, identifier) if sign > 0 else known.cost(e) if sign < 0 else Crossing(0)
            crossings.append(crossing)
            category = items[e.item].category if sign else ""
            sums[category, "value"] += abs(crossing.value)
            sums[category, "variance"] += crossing.variance
        worth.append(tuple(Worth(category, kind, steps) for (category, kind), steps in sums.items() if steps))
    return Values(crossings, worth, known.by_id())


def write(
    ctx: Context,
    warehouse: WarehouseRef,
    movements: Sequence[Movement],
    movement_ids: Sequence[int],
    entry_ids: Sequence[int],
    values: Values,
    month: Callable[[date], int],
) -> None:
    """Store pools and layers and append a cost line per valued entry, in the period where its money lands. Constant statements."""
    if not values.holdings:
        return
    costing.store(ctx, warehouse.area, values.holdings)
    facts = iter(zip(entry_ids, values.crossings, strict=True))
    lines = []
    for movement, m in zip(movement_ids, movements, strict=True):
        day, period = m.business_date.isoformat(), month(m.business_date)
        for e in m.entries:
            entry, crossing = next(facts)
            if crossing.sign:
                quantity = crossing.sign * e.quantity
                worth = (quantity, crossing.value, crossing.variance)
                lines.append(
                    costing.Line(entry, movement, e.line, e.item, crossing.lot, *worth, day, period, int(crossing.kind))
                )
    costing.append(ctx, warehouse.area, warehouse.id, lines)


class _Pools:
    """The holdings of a batch under lock, changing entry by entry."""

    def __init__(self, ctx: Context, area: int, items: Mapping[int, ItemRef], crossing: Iterable[Entry]) -> None:
        self._items = items
        self._places = company(ctx).currency_places
        standards = standard_costs(ctx, {i for i, item in items.items() if item.costing == "standard"})
        locked = costing.find_and_lock(ctx, area, {self._key(e) for e in crossing})
        layered = {i for key, (i, _) in locked.items() if self._method(key[0]).layered}
        layers = costing.open_layers(area, layered)
        self._ids = {key: i for key, (i, _) in locked.items()}
        self._holdings = {
            key: Holding(pool, layers.get(i, ()), standards.get(key[0], 0)) for key, (i, pool) in locked.items()
        }
        self._before = {key: frozenset(holding.layers) for key, holding in self._holdings.items()}

    def value(self, e: Entry, layer: int) -> Crossing:
        """Goods come in: at the value the paper knows, or like what is there already."""
        key = self._key(e)
        holding = self._holdings[key]
        value = e.value
        if value is None:
            if holding.pool.quantity == 0:
                raise NoCost(item=self._items[e.item].code)
            value = methods.like_cost(holding.pool, e.quantity, 0, self._places)
        valued = self._method(e.item).take_in(holding, e.quantity, value, layer, self._places)
        self._holdings[key] = valued.holding
        if max(valued.holding.pool) > LARGEST:
            raise TooMuch(item=self._items[e.item].code)
        return Crossing(1, valued.value, valued.variance, key[1])

    def cost(self, e: Entry) -> Crossing:
        """Goods go out at what the method says they cost."""
        key = self._key(e)
        holding = self._holdings[key]
        if e.quantity > holding.pool.quantity:
            facts = {"pool": shown(holding.pool.quantity), "wanted": shown(e.quantity)}
            raise CostShort(item=self._items[e.item].code, **facts)
        valued = self._method(e.item).give_out(holding, e.quantity, self._places)
        self._holdings[key] = valued.holding
        return Crossing(-1, -valued.value, 0, key[1])

    def by_id(self) -> dict[int, Holding]:
        """The holdings as they are now, by pool id, each with the layers that changed."""
        return {
            self._ids[key]: holding._replace(
                layers=tuple(layer for layer in holding.layers if layer not in self._before[key])
            )
            for key, holding in self._holdings.items()
        }

    def _method(self, item: int) -> Method:
        ref = self._items[item]
        method = METHODS.get(ref.costing)
        if method is None:
            raise MethodMissing(item=ref.code, method=ref.costing)
        return method

    def _key(self, e: Entry) -> PoolKey:
        return (e.item, e.lot if self._method(e.item).by_lot else 0)


def _entries(movements: Sequence[Movement]) -> Iterator[Entry]:
    return (e for m in movements for e in m.entries)


def _sign(m: Movement, e: Entry, outside: frozenset[int]) -> int:
    """+1 when goods enter what we own and value, -1 when they leave it, 0 when they stay inside or are not ours."""
    before = e.source.location not in outside and e.source.owner == OWN
    after = e.target.location not in outside and e.target.owner == OWN
    sign = int(after) - int(before)
    if sign and sign != CROSSES.get(m.reason, 0):
        raise WrongReason(item=e.item, kind=REASONS[m.reason])
    return sign
