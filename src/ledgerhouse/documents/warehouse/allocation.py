"""Which stock serves which demand: strategies behind one door. They get data and return a proposal; the gate has the last word.

A strategy is pure: demands in order of priority and candidates in, picks out. Plug-ins register under the entry-point group `ledgerhouse.allocation`.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from ledgerhouse.kernel.registry import Registry
from ledgerhouse.ledgers.stock.words import Candidate, Demand, Pick, usable

Strategy = Callable[[Sequence[Demand], Sequence[Candidate]], Sequence[Pick]]
STRATEGIES: Final[Registry[Strategy]] = Registry("ledgerhouse.allocation")
_NEVER: Final = date.max


@STRATEGIES.add("fefo")
def fefo(demands: Sequence[Demand], candidates: Sequence[Candidate]) -> list[Pick]:
    """First expired, first out (先到期先出); goods without expiry last, then the shortest way along the pick path."""
    return _in_order(demands, sorted(candidates, key=lambda c: (c.expires_on or _NEVER, c.sequence, c.balance)))


@STRATEGIES.add("fifo")
def fifo(demands: Sequence[Demand], candidates: Sequence[Candidate]) -> list[Pick]:
    """First in, first out: lots and balances are numbered by time."""
    return _in_order(demands, sorted(candidates, key=lambda c: (c.lot, c.balance)))


@STRATEGIES.add("lifo")
def lifo(demands: Sequence[Demand], candidates: Sequence[Candidate]) -> list[Pick]:
    """Last in, first out."""
    return _in_order(demands, sorted(candidates, key=lambda c: (-c.lot, -c.balance)))


@STRATEGIES.add("fewest-places")
def fewest_places(demands: Sequence[Demand], candidates: Sequence[Candidate]) -> list[Pick]:
    """The largest stock first, so that a picker walks to as few places as possible."""
    return _in_order(demands, sorted(candidates, key=lambda c: (-c.free, c.sequence, c.balance)))


def _in_order(demands: Sequence[Demand], candidates: Sequence[Candidate]) -> list[Pick]:
    """Serve demands one after the other, each from the first usable candidates of its item."""
    of_item: dict[int, list[Candidate]] = defaultdict(list)
    for c in candidates:
        of_item[c.item].append(c)
    free = {c.balance: c.free for c in candidates}
    picks = []
    for d in demands:
        wanted = d.quantity
        for c in of_item[d.item]:
            if wanted == 0:
                break
            steps = min(wanted, free[c.balance])
            if steps and usable(c, on=d.on, owner=d.owner, life_days=d.life_days):
                free[c.balance] -= steps
                wanted -= steps
                picks.append(Pick(d.line, c.balance, steps))
    return picks
