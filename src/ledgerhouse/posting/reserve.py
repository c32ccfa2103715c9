"""Promises and holds: what orders will take. The same gate, because a hold is a pending entry.

Allocation reads candidates without lock, lets a strategy propose, locks what was proposed in ascending order, re-reads, and proposes again on what is
really free when somebody was faster. Two workers therefore never hold the same goods.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from ledgerhouse.foundation.verb import LAST_TRY
from ledgerhouse.kernel.context import Context
from ledgerhouse.ledgers.stock import append as stock
from ledgerhouse.ledgers.stock import append_claims as claims
from ledgerhouse.ledgers.stock import queries
from ledgerhouse.ledgers.stock.words import Candidate, Demand, NewHold, NewPromise, Pick, Place, serves, usable
from ledgerhouse.masterdata.sites.words import WarehouseRef

Strategy = Callable[[Sequence[Demand], Sequence[Candidate]], Sequence[Pick]]
"""Pure: demands in order of priority and usable candidates in; picks out. It may propose nonsense; it can not break anything."""


class Reserved(NamedTuple):
    """What was held: picks with their hold ids in order, and steps per line that stay short."""

    picks: tuple[tuple[Pick, int], ...]
    short: Mapping[int, int]


def lapse(warehouse: WarehouseRef, promises: Mapping[int, int]) -> None:
    """Release so many open steps of these promises by id, because their time is over or nobody wants them any more."""
    claims.release_promises(warehouse.id, promises)
    claims.forget_expiry(warehouse.id, promises)


def lapse_holds(ctx: Context, warehouse: WarehouseRef, holds: Mapping[int, int]) -> None:
    """Give back the open steps of these holds by id, because their time is over."""
    release_part(ctx, warehouse, {i: steps for i, steps in holds.items() if steps})
    claims.forget_expiry(warehouse.id, holds)


def lock_items(ctx: Context, warehouse: WarehouseRef, items: Iterable[int]) -> None:
    """Lock all balances of these items, so that nobody else promises or takes what is being looked at."""
    wanted = set(items)
    stock.lock(warehouse.id, {c.balance for c in queries.candidates(ctx, warehouse.id, wanted)})


def promise(ctx: Context, warehouse: WarehouseRef, promises: Sequence[NewPromise]) -> None:
    """Raise promises for confirmed order lines."""
    claims.promise(ctx, warehouse.id, promises)


def promise_again(
    ctx: Context, warehouse: WarehouseRef, given_back: Sequence[NewPromise], still: Mapping[int, int]
) -> None:
    """Promise lines again what they lost. `still` is what each has open besides: it goes into the new promise, as a line has one open at most."""
    withdraw(warehouse, {p.line: still[p.line] for p in given_back if still[p.line]})
    promise(ctx, warehouse, [p._replace(quantity=p.quantity + still[p.line]) for p in given_back])


def withdraw(warehouse: WarehouseRef, lines: Mapping[int, int]) -> None:
    """Release so many promised steps per paper line (an order was cancelled or cut)."""
    claims.fulfil(warehouse.id, lines, release=True)


def allocate(
    ctx: Context,
    warehouse: WarehouseRef,
    demands: Sequence[Demand],
    strategy: Strategy,
    *,
    until: datetime | None = None,
) -> Reserved:
    """Hold stock for demands, first come first served, and turn their promises into holds. Constant statements.

    Holds that nobody has used `until` then are given back.
    """
    seen = queries.candidates(ctx, warehouse.id, {d.item for d in demands})
    fitting = _fitting(demands, seen)
    proposal = _sound(demands, fitting, strategy(demands, fitting))
    wait = LAST_TRY.get()
    free = {} if wait else _lock(warehouse, proposal)
    if wait or any(free[balance] < steps for balance, steps in _claims(proposal).items()):
        free = _lock_all(warehouse, demands, fitting, wait=wait)
        fresh = [c._replace(free=free[c.balance]) for c in fitting if free.get(c.balance, 0) > 0]
        proposal = _sound(demands, fresh, strategy(demands, fresh))
    by_line = {d.line: d for d in demands}
    ids = claims.hold(
        ctx,
        warehouse.id,
        [
            NewHold(p.balance, p.quantity, by_line[p.line].paper, by_line[p.line].number, p.line, until)
            for p in proposal
        ],
    )
    taken: dict[int, int] = defaultdict(int)
    for pick in proposal:
        taken[pick.line] += pick.quantity
    claims.fulfil(warehouse.id, taken)
    short = {d.line: d.quantity - taken[d.line] for d in demands if taken[d.line] < d.quantity}
    return Reserved(tuple(zip(proposal, ids, strict=True)), short)


def hold_arrived(
    ctx: Context, warehouse: WarehouseRef, demands: Sequence[Demand], goods: Sequence[tuple[int, int, int, int, Place]]
) -> list[tuple[int, int, int]]:
    """Hold goods that have just arrived, (key, item, lot, steps, place) each, for demands in their order, although they lie at no place to pick from.

    What expires too early for a demand is not held for it. Answers (key, line, steps). The balances must be locked: whoever posted them has them.
    """
    seen = queries.candidates(ctx, warehouse.id, {d.item for d in demands})
    found = {(c.item, c.lot, Place(c.location, c.unit, c.owner, c.status)): c for c in seen}
    left = {key: steps for key, *_, steps, _ in goods}
    free = {b.balance: b.free for b in found.values()}
    holds, taken = [], []
    for d in demands:
        wanted = d.quantity
        for key, item, lot, _, place in goods:
            here = found.get((item, lot, place))
            if not wanted or item != d.item or here is None:
                continue
            fresh = here._replace(locked=False, pickable=True)
            if not usable(fresh, on=d.on, owner=d.owner, life_days=d.life_days):
                continue
            steps = min(wanted, left[key], free[here.balance])
            if steps <= 0:
                continue
            wanted -= steps
            left[key] -= steps
            free[here.balance] -= steps
            holds.append(NewHold(here.balance, steps, d.paper, d.number, d.line))
            taken.append((key, d.line, steps))
    claims.hold(ctx, warehouse.id, holds)
    sums: dict[int, int] = defaultdict(int)
    for _, line, steps in taken:
        sums[line] += steps
    claims.fulfil(warehouse.id, sums)
    return taken


def release(ctx: Context, warehouse: WarehouseRef, lines: Iterable[int]) -> dict[int, int]:
    """Give back every open hold of these paper lines. Answers the steps given back per line."""
    held = queries.holds_of(ctx, warehouse.id, lines)
    stock.lock(warehouse.id, {h.balance for h in held})
    held = queries.holds_of(ctx, warehouse.id, {h.line for h in held})
    stock.settle(warehouse.id, {h.id: h.open for h in held}, release=True)
    stock.unclaim(warehouse.id, held)
    back: dict[int, int] = defaultdict(int)
    for h in held:
        back[h.line] += h.open
    return dict(back)


def release_part(ctx: Context, warehouse: WarehouseRef, holds: Mapping[int, int]) -> None:
    """Give back so many steps of these holds. Who has posted before in the transaction has let `gate.post` lock their balances, too."""
    if not holds:
        return
    held = {h.id: h for h in queries.holds_by_id(ctx, warehouse.id, holds)}
    stock.lock(warehouse.id, {h.balance for h in held.values()})
    stock.settle(warehouse.id, holds, release=True)
    stock.unclaim(warehouse.id, [h._replace(open=holds[i]) for i, h in held.items()])


def _fitting(demands: Sequence[Demand], seen: Sequence[Candidate]) -> list[Candidate]:
    """Candidates that at least one demand of their item may use; the strategy still asks per demand."""
    needs: dict[int, dict[tuple[object, ...], Demand]] = defaultdict(dict)
    for d in demands:
        needs[d.item].setdefault((d.on, d.owner, d.life_days, d.lots), d)
    return [c for c in seen if any(serves(c, d) for d in needs[c.item].values())]


def _sound(demands: Sequence[Demand], candidates: Sequence[Candidate], proposal: Sequence[Pick]) -> list[Pick]:
    """Only what a proposal may really take: known lines and balances, the right item, usable, not beyond need or stock."""
    wanted = {d.line: d.quantity for d in demands}
    need = {d.line: d for d in demands}
    free = {c.balance: c.free for c in candidates}
    known = {c.balance: c for c in candidates}
    sound = []
    for pick in proposal:
        d, c = need.get(pick.line), known.get(pick.balance)
        if d is None or c is None or c.item != d.item or not serves(c, d):
            continue
        steps = min(pick.quantity, wanted[pick.line], free[pick.balance])
        if steps > 0:
            wanted[pick.line] -= steps
            free[pick.balance] -= steps
            sound.append(pick if steps == pick.quantity else pick._replace(quantity=steps))
    return sound


def _claims(proposal: Sequence[Pick]) -> dict[int, int]:
    claims: dict[int, int] = defaultdict(int)
    for pick in proposal:
        claims[pick.balance] += pick.quantity
    return claims


def _lock(warehouse: WarehouseRef, proposal: Sequence[Pick]) -> dict[int, int]:
    return {i: b.on_hand - b.held for i, b in stock.lock(warehouse.id, {p.balance for p in proposal}).items()}


def _lock_all(
    warehouse: WarehouseRef, demands: Sequence[Demand], fitting: Sequence[Candidate], *, wait: bool
) -> dict[int, int]:
    """Somebody was faster: lock every candidate of these items.

    Out of order with the first lock, so nobody is waited for: where somebody else has one of them, the whole transaction begins again. Waiting
    would end in deadlocks, which the server finds only after a second, while everybody stands behind the locks. The last try has locked nothing
    before: it waits for all of them in ascending order.
    """
    items = {d.item for d in demands}
    locked = stock.lock(warehouse.id, {c.balance for c in fitting if c.item in items}, wait=wait)
    return {i: b.on_hand - b.held for i, b in locked.items()}
