"""Cost items by another method from the first day of a period on: their pools are emptied at what they are worth and opened anew.

Order inside one call: lock all balances of the items, then their pools, in id order; read layers; decide in Python, refuse; then write pools, layers,
cost lines, month flows, the record of the change, journal and news. Constant statements per valuation area.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.foundation.outbox import tell
from ledgerhouse.foundation.queries import company
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Refused, Unreadable, gettext_noop, problem
from ledgerhouse.kernel.exact import extend, shown
from ledgerhouse.ledgers.books import append as books
from ledgerhouse.ledgers.books.words import Booking, Worth
from ledgerhouse.ledgers.costing import append as costing
from ledgerhouse.ledgers.costing.append import PoolKey
from ledgerhouse.ledgers.costing.append_methods import MethodRow, append_method_changes
from ledgerhouse.ledgers.costing.methods import METHODS, PIECE, Holding, Layer, Method, Pool, method_of, pieces_in
from ledgerhouse.ledgers.costing.queries import pool_keys
from ledgerhouse.ledgers.costing.words import Kind
from ledgerhouse.ledgers.stock import append as stock
from ledgerhouse.ledgers.stock import append_serials
from ledgerhouse.ledgers.stock.words import OWN, Balance
from ledgerhouse.masterdata.catalog.words import ItemRef
from ledgerhouse.masterdata.sites.words import WarehouseRef
from ledgerhouse.posting.carrying import split
from ledgerhouse.posting.words import MethodChanged

PAPER: Final = "method_change"
EVENT: Final = "standard_change"
"""What a new standard cost makes of the stock is booked like any other change of a standard cost; no other method changes a value."""


class Switch(NamedTuple):
    """An item as it is costed until now, its method from now on, and its standard cost in price steps where it gets one."""

    item: ItemRef
    method: str
    standard: int = 0

    @property
    def to(self) -> Method:
        """The method from now on."""
        return method_of(self.method, self.item.tracking) or METHODS[self.method]


class Switched(NamedTuple):
    """What an item's stock in one valuation area was worth before and after, in steps."""

    item: int
    area: int
    quantity: int
    before: int
    after: int


class PoolsDisagree(Refused):
    """Stock and cost pools hold different quantities, which `doctor` explains; what is wrong is not carried into another method."""

    code = "cost-pool-differs"
    template = gettext_noop("The cost pools of item {item} hold {pool}, but {stock} are in stock.")


class _Plan(NamedTuple):
    """One item in one area: pools before and after by lot."""

    switch: Switch
    before: Mapping[PoolKey, Pool]
    after: Mapping[PoolKey, Pool]
    pieces: Sequence[int] = ()

    @property
    def worth(self) -> tuple[int, int]:
        return sum(p.value for p in self.before.values()), sum(p.value for p in self.after.values())


def change_method(
    ctx: Context, sites: Sequence[WarehouseRef], switches: Sequence[Switch], number: str, day: date, why: str
) -> list[Switched]:
    """Change methods in one valuation area, whose warehouses are `sites`.

    Refuses with `Unreadable` a closed period and goods that wait for the value of a month-end run, all at once, and with `PoolsDisagree`.
    """
    site, area, items = sites[0], sites[0].area, {s.item.id: s for s in switches}
    chart = books.Chart(ctx)
    lots = _lots(sites, items)
    keys = pool_keys(ctx, area, items)
    wanted = {(i, lot) for i, s in items.items() for lot in (lots[i] if s.to.by_lot else {0: 0})}
    locked = costing.find_and_lock(ctx, area, keys | wanted)
    layers = costing.open_layers(area, {i for i, _ in locked.values()})
    problems = [*_closed(chart, day)]
    for n, s in enumerate(switches):
        if waiting := sum(pool.pending for (item, _), (_, pool) in locked.items() if item == s.item.id):
            template = gettext_noop("{quantity} of {code} wait for the value of a month-end run: run it first")
            problems.append(problem(f"lines.{n}.item", template, quantity=shown(abs(waiting)), code=s.item.code))
    if problems:
        raise Unreadable(problems)
    places = company(ctx).currency_places
    pieces = append_serials.own(sites, {i for i, s in items.items() if s.to.by_piece})
    plans = [_plan(s, locked, lots[s.item.id], places)._replace(pieces=pieces.get(s.item.id, ())) for s in switches]
    for plan in plans:
        held, named = sum(p.quantity for p in plan.after.values()), len(plan.pieces) * PIECE
        if plan.switch.to.by_piece and held != named:
            raise PoolsDisagree(item=plan.switch.item.code, pool=shown(held), stock=shown(named))

    # after this point nothing may refuse
    out, back = new_ids(2)
    costing.store(ctx, area, _holdings(plans, locked, layers, places))
    facts = (day.isoformat(), chart.month(day))
    costing.append(ctx, area, site.id, [line for plan in plans for line in _lines(plan, out, back, *facts)])
    if flows := [flow for plan in plans for flow in _flows(plan, out, back, number, facts[1])]:
        costing.append_flows(ctx, area, site.id, flows)
    rows = [_row(plan, area, number, day, why) for plan in plans]
    append_method_changes(ctx, rows)
    books.append(ctx, chart, _bookings(site, plans, back, number, day))
    tell(ctx, [(f"{PAPER}:{number}", MethodChanged(warehouse=site.code, number=number, lines=len(plans)))])
    return [Switched(row.item, area, row.quantity, row.value_before, row.value_after) for row in rows]


def _lots(sites: Sequence[WarehouseRef], items: Mapping[int, Switch]) -> dict[int, dict[int, int]]:
    """Our own steps per item and lot, with every balance of the items locked."""
    found: dict[int, dict[int, int]] = {item: defaultdict(int) for item in items}
    for site in sorted(sites):
        balances: Mapping[int, Balance] = stock.lock_items(site.id, items)
        for b in balances.values():
            if b.owner == OWN and b.on_hand:
                found[b.item][b.lot] += b.on_hand
    return found


def _closed(chart: books.Chart, day: date) -> list[Problem]:
    month = day.year * 100 + day.month
    if chart.month(day) == month:
        return []
    return [problem("starts_on", gettext_noop("the period {month} is closed"), month=month)]


def _plan(switch: Switch, locked: Mapping[PoolKey, tuple[int, Pool]], lots: Mapping[int, int], places: int) -> _Plan:
    """Empty the item's pools and open the new ones: at the same value, or at the standard cost; lots share it by quantity."""
    item = switch.item.id
    before = {key: pool for key, (_, pool) in locked.items() if key[0] == item}
    quantity, value = sum(p.quantity for p in before.values()), sum(p.value for p in before.values())
    if quantity != sum(lots.values()):
        raise PoolsDisagree(item=switch.item.code, pool=shown(quantity), stock=shown(sum(lots.values())))
    method = switch.to
    if method.standard:
        value = extend(quantity, switch.standard, places)
    shares = dict(sorted(lots.items())) if method.by_lot else {0: quantity}
    values = split(value, list(shares.values()), places) if quantity else [0] * len(shares)
    after = {key: Pool(0, 0) for key in before}
    after |= {(item, lot): Pool(q, v) for (lot, q), v in zip(shares.items(), values, strict=True)}
    return _Plan(switch, before, after)


def _holdings(
    plans: Sequence[_Plan],
    locked: Mapping[PoolKey, tuple[int, Pool]],
    layers: Mapping[int, tuple[Layer, ...]],
    places: int,
) -> dict[int, Holding]:
    """Pools as they will be. Old layers are used up; a method with layers begins with one, or with one for each piece."""
    found = {}
    openings = iter(new_ids(sum(len(plan.after) for plan in plans)))
    for plan in plans:
        for key, pool in plan.after.items():
            identifier, opening = locked[key][0], next(openings)
            kept = [Layer(layer.id, 0, 0) for layer in layers.get(identifier, ())]
            if plan.switch.to.by_piece and pool.quantity:
                kept += pieces_in(Holding(Pool(0, 0)), plan.pieces, pool.value, places).holding.layers
            elif plan.switch.to.layered and pool.quantity:
                kept.append(Layer(opening, pool.quantity, pool.value))
            found[identifier] = Holding(pool, tuple(kept))
    return found


def _lines(plan: _Plan, out: int, back: int, day: str, month: int) -> list[costing.Line]:
    """Everything out of the old pools, everything into the new ones."""
    return [
        costing.Line(0, movement, 0, *key, sign * p.quantity, sign * p.value, 0, day, month, int(Kind.METHOD))
        for movement, sign, pools in ((out, -1, plan.before), (back, 1, plan.after))
        for key, p in pools.items()
        if p.quantity or p.value
    ]


def _flows(plan: _Plan, out: int, back: int, number: str, month: int) -> list[costing.Flow]:
    """What the month-end run must know: the stock that its pools lose, and what they begin with."""
    sides = (
        (out, -1, plan.before, METHODS[plan.switch.item.costing].at_month_end),
        (back, 1, plan.after, METHODS[plan.switch.method].at_month_end),
    )
    return [
        costing.Flow(0, movement, 0, *key, EVENT, PAPER, number, 0, 0, sign * p.quantity, sign * p.value, 1, 0, month)
        for movement, sign, pools, concerned in sides
        if concerned
        for key, p in pools.items()
        if p.quantity or p.value
    ]


def _row(plan: _Plan, area: int, number: str, day: date, why: str) -> MethodRow:
    quantity = sum(p.quantity for p in plan.before.values())
    item = plan.switch.item
    return MethodRow(
        area, number, item.id, item.costing, plan.switch.method, quantity, *plan.worth, day.isoformat(), why
    )


def _bookings(site: WarehouseRef, plans: Sequence[_Plan], movement: int, number: str, day: date) -> list[Booking]:
    """What a standard cost makes of the stock; nothing for any other method."""
    sums: dict[str, int] = defaultdict(int)
    for plan in plans:
        before, after = plan.worth
        sums[plan.switch.item.category] += after - before
    worth = tuple(Worth(category, "stock", steps) for category, steps in sums.items() if steps)
    if not worth:
        return []
    return [
        Booking(
            movement=movement,
            warehouse=site.id,
            event=EVENT,
            paper=PAPER,
            number=number,
            business_date=day,
            worth=worth,
        )
    ]
