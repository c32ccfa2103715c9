"""What the entries of a batch are worth: each crossing of our border is valued by its item's pool; then pools, layers and cost lines are written."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Refused, gettext_noop
from ledgerhouse.ledgers.books.words import Booking, Worth
from ledgerhouse.ledgers.costing import append as costing
from ledgerhouse.ledgers.costing.methods import Holding
from ledgerhouse.ledgers.costing.words import Kind
from ledgerhouse.ledgers.stock.words import CROSSES, OWN, REASONS, Entry, Movement, Reason
from ledgerhouse.masterdata.catalog.words import ItemRef
from ledgerhouse.masterdata.sites.words import WarehouseRef
from ledgerhouse.posting import estimates
from ledgerhouse.posting.carrying import Carried
from ledgerhouse.posting.pools import Crossing, Pools

DIFFERENCE = "cost_difference"
"""Event and amount of what a reversal could not take from its pool at the value of then."""


class WrongReason(Refused):
    """Goods cross the border of our stock the other way round than the reason says, so the books would book nonsense."""

    code = "wrong-reason"
    template = gettext_noop("Goods of item {item} can not move for the reason “{kind}” in this direction.")
    status = 422


class Values(NamedTuple):
    """Per entry how it crosses, per movement what it is worth to the books and what differs, and holdings by pool id after the batch."""

    crossings: list[Crossing]
    worth: list[tuple[Worth, ...]]
    differences: list[tuple[Worth, ...]]
    holdings: dict[int, Holding]
    items: Mapping[int, ItemRef]


def decide(
    ctx: Context,
    warehouse: WarehouseRef,
    movements: Sequence[Movement],
    outside: frozenset[int],
    entry_ids: Sequence[int],
    items: Mapping[int, ItemRef],
) -> Values:
    """Value every entry that crosses the border of our valued stock, in order. Locks the pools; writes nothing but missing empty pools."""
    signs = [_sign(m, e, outside) for m in movements for e in m.entries]
    if not any(signs):
        nothing: list[tuple[Worth, ...]] = [()] * len(movements)
        return Values([Crossing(0)] * len(signs), nothing, nothing, {}, {})
    across = [e for e, sign in zip(_entries(movements), signs, strict=True) if sign]
    items = {e.item: items[e.item] for e in across}
    pools = Pools(ctx, warehouse.area, items, across)
    if reversed_ones := {m.reverses for m in movements if m.reverses}:
        pools.will_reverse(reversed_ones)
    crossings: list[Crossing] = []
    worth: list[tuple[Worth, ...]] = []
    differences: list[tuple[Worth, ...]] = []
    facts = iter(zip(signs, entry_ids, strict=True))
    carried = Carried(ctx)
    for m in map(carried.into, movements):
        sums: dict[tuple[str, str], int] = defaultdict(int)
        for e in m.entries:
            sign, entry = next(facts)
            if not sign:
                crossings.append(Crossing(0))
                continue
            category = items[e.item].category
            if m.reverses:
                crossing = pools.undo(m.reverses, e, entry, sign)
                sums[category, "value"] -= (
                    abs(crossing.value) + crossing.difference
                )  # the whole of the original, in red
                sums[category, DIFFERENCE] -= crossing.difference
            else:
                crossing = _cross(pools, m, e, entry, sign)
                sums[category, "value"] += abs(crossing.value)
            if m.reason == Reason.SUPPLIER_RETURN:  # in red, like its value
                sums[category, "variance" if pools.method(e.item).standard else "difference"] -= crossing.variance
            else:
                sums[category, "variance"] += crossing.variance
            crossings.append(crossing)
        carried.out_of(m, crossings)
        told = [Worth(category, kind, steps) for (category, kind), steps in sums.items() if steps]
        worth.append(tuple(w for w in told if w.kind != DIFFERENCE))
        differences.append(tuple(w for w in told if w.kind == DIFFERENCE))
    return Values(crossings, worth, differences, pools.by_id(), items)


def _cross(pools: Pools, m: Movement, e: Entry, entry: int, sign: int) -> Crossing:
    """Goods come in or go out; back to their supplier at the value they came in at, where the paper knows it."""
    if sign > 0:
        return pools.enter(e, entry)
    return pools.leave(e) if m.reason != Reason.SUPPLIER_RETURN or e.value is None else pools.return_out(e)


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
    lines, flows, uses = [], [], []
    for movement, m in zip(movement_ids, movements, strict=True):
        day, period = m.business_date.isoformat(), month(m.business_date)
        for e in m.entries:
            entry, c = next(facts)
            if not c.sign:
                continue
            quantity = c.sign * e.quantity
            at = (entry, movement, e.line, e.item, c.lot)
            lines.append(costing.Line(*at, quantity, c.value, c.variance, day, period, int(c.kind), c.reverses))
            uses += [(entry, *use) for use in c.uses]
            if values.items[e.item].costing == "month_average":
                paper = (m.booked_as, m.paper, m.number, m.partner, m.department)
                known = c.kind != Kind.PENDING
                flows.append(costing.Flow(*at, *paper, quantity, c.value, int(known), c.reverses, period))
    costing.append(ctx, warehouse.area, warehouse.id, lines)
    estimates.write(ctx, warehouse.id, movements, movement_ids, entry_ids, values.crossings)
    if uses:
        costing.append_uses(ctx, warehouse.area, uses)
    if flows:
        costing.append_flows(ctx, warehouse.area, warehouse.id, flows)


def differences(
    warehouse: WarehouseRef, movements: Sequence[Movement], ids: Sequence[int], values: Values
) -> list[Booking]:
    """What reversals could not take from their pools at the value of then, for the books."""
    return [
        Booking(
            movement=i,
            warehouse=warehouse.id,
            event=DIFFERENCE,
            paper=m.paper,
            number=m.number,
            business_date=m.business_date,
            worth=worth,
            partner=m.partner,
            department=m.department,
        )
        for i, m, worth in zip(ids, movements, values.differences, strict=True)
        if worth
    ]


def _entries(movements: Sequence[Movement]) -> Iterator[Entry]:
    return (e for m in movements for e in m.entries)


def _sign(m: Movement, e: Entry, outside: frozenset[int]) -> int:
    """+1 when goods enter what we own and value, -1 when they leave it, 0 when they stay inside or are not ours."""
    if m.reason == Reason.RELOCATION:
        return 0
    before = e.source.location not in outside and e.source.owner == OWN
    after = e.target.location not in outside and e.target.owner == OWN
    sign = int(after) - int(before)
    usual = CROSSES.get(m.reason, 0)
    if sign and sign != (-usual if m.reverses else usual):
        raise WrongReason(item=e.item, kind=REASONS[m.reason])
    return sign
