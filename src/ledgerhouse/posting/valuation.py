"""What the entries of a batch are worth: locks the cost pools, lets the costing method decide, writes pools and cost lines."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from ledgerhouse.foundation.queries import company
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Refused, gettext_noop
from ledgerhouse.kernel.exact import LARGEST, shown
from ledgerhouse.ledgers.costing import append as costing
from ledgerhouse.ledgers.costing import methods
from ledgerhouse.ledgers.costing.methods import Pool
from ledgerhouse.ledgers.stock.append import TooMuch
from ledgerhouse.ledgers.stock.words import CROSSES, OWN, REASONS, Entry, Movement
from ledgerhouse.masterdata.catalog.queries import items_by_id
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


class Values(NamedTuple):
    """Signed value steps per entry, the sign with which it crosses (0: not valued), values by inventory category per movement, pools after."""

    per_entry: list[int]
    signs: list[int]
    by_category: list[tuple[tuple[str, int], ...]]
    pools: dict[int, Pool]


def decide(ctx: Context, warehouse: WarehouseRef, movements: Sequence[Movement], outside: frozenset[int]) -> Values:
    """Value every entry that crosses the border of our valued stock, in order. Locks the pools; writes nothing but missing empty pools."""
    signs = [_sign(m, e, outside) for m in movements for e in m.entries]
    if not any(signs):
        return Values([0] * len(signs), signs, [()] * len(movements), {})
    places = company(ctx).currency_places
    valued = {e.item for (e, sign) in zip(_entries(movements), signs, strict=True) if sign}
    locked = costing.find_and_lock(ctx, warehouse.area, ((item, 0) for item in valued))
    pools = {key: pool for key, (_, pool) in locked.items()}
    categories = {item.id: item.category for item in items_by_id(ctx, valued).values()}
    per_entry: list[int] = []
    by_category: list[tuple[tuple[str, int], ...]] = []
    given = iter(signs)
    for m in movements:
        sums: dict[str, int] = defaultdict(int)
        for e in m.entries:
            value = _value(e, next(given), pools, places)
            per_entry.append(value)
            sums[categories.get(e.item, "")] += abs(value)
        by_category.append(tuple((c, v) for c, v in sums.items() if v))
    return Values(per_entry, signs, by_category, {locked[key][0]: pool for key, pool in pools.items()})


def write(
    ctx: Context,
    warehouse: WarehouseRef,
    movements: Sequence[Movement],
    movement_ids: Sequence[int],
    entry_ids: Sequence[int],
    values: Values,
) -> None:
    """Store the pools and append a cost line per valued entry. Two statements."""
    if not values.pools:
        return
    costing.store(warehouse.area, values.pools)
    facts = iter(zip(entry_ids, values.per_entry, values.signs, strict=True))
    lines = []
    for movement, m in zip(movement_ids, movements, strict=True):
        for e in m.entries:
            entry, value, sign = next(facts)
            if sign:
                day = m.business_date.isoformat()
                lines.append(costing.Line(entry, movement, e.line, e.item, 0, sign * e.quantity, value, day))
    costing.append(ctx, warehouse.area, warehouse.id, lines)


def _entries(movements: Sequence[Movement]) -> list[Entry]:
    return [e for m in movements for e in m.entries]


def _sign(m: Movement, e: Entry, outside: frozenset[int]) -> int:
    """+1 when goods enter what we own and value, -1 when they leave it, 0 when they stay inside or are not ours."""
    before = e.source.location not in outside and e.source.owner == OWN
    after = e.target.location not in outside and e.target.owner == OWN
    sign = int(after) - int(before)
    if sign and sign != CROSSES.get(m.reason, 0):
        raise WrongReason(item=e.item, kind=REASONS[m.reason])
    return sign


def _value(e: Entry, sign: int, pools: dict[tuple[int, int], Pool], places: int) -> int:
    if sign == 0:
        return 0
    key = (e.item, 0)
    pool = pools[key]
    if sign > 0:
        value = e.value
        if value is None:
            if pool.quantity == 0:
                raise NoCost(item=e.item)
            value = methods.like_cost(pool, e.quantity, 0, places)
        pools[key] = methods.receive(pool, e.quantity, value)
        if max(pools[key]) > LARGEST:
            raise TooMuch(item=e.item)
        return value
    if e.quantity > pool.quantity:
        raise CostShort(item=e.item, pool=shown(pool.quantity), wanted=shown(e.quantity))
    cost, pools[key] = methods.issue(pool, e.quantity, places)
    return -cost
