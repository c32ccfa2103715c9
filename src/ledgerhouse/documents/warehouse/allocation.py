"""Which stock serves which demand: strategies behind one door. They get data and return a proposal; the gate has the last word.

A strategy is pure: demands in order of priority and candidates in, picks out. Plug-ins register under the entry-point group `ledgerhouse.allocation`.
Rules say which strategy means which demand, in which zones first, and how scarce goods are divided (`by_rules`); they work with any strategy.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import Any, Final, NamedTuple

from ledgerhouse.kernel.registry import Registry
from ledgerhouse.ledgers.stock.words import Candidate, Demand, Pick, serves

Strategy = Callable[[Sequence[Demand], Sequence[Candidate]], Sequence[Pick]]
STRATEGIES: Final[Registry[Strategy]] = Registry("ledgerhouse.allocation")
USUAL: Final = "fefo"
"""The strategy of demands that no rule means."""

_NEVER: Final = 10**9
Rank = Callable[[Candidate], Any]
"""What a strategy may not break for the sake of whole packs: those of one rank are alike to it."""


@cache
def plug_ins() -> None:
    """Look for installed plug-ins once: reading all distributions takes longer than choosing stock."""
    STRATEGIES.load()


@STRATEGIES.add("fefo")
def fefo(demands: Sequence[Demand], candidates: Sequence[Candidate]) -> list[Pick]:
    """First expired, first out (先到期先出); goods without expiry last, then the shortest way along the pick path."""
    return _in_order(demands, sorted(candidates, key=lambda c: (_expiry(c), c.sequence, c.balance)), _expiry)


@STRATEGIES.add("fifo")
def fifo(demands: Sequence[Demand], candidates: Sequence[Candidate]) -> list[Pick]:
    """First in, first out (先进先出): lots and balances are numbered by time."""
    return _in_order(demands, sorted(candidates, key=lambda c: (c.lot, c.balance)), _age)


@STRATEGIES.add("lifo")
def lifo(demands: Sequence[Demand], candidates: Sequence[Candidate]) -> list[Pick]:
    """Last in, first out (后进先出)."""
    return _in_order(demands, sorted(candidates, key=lambda c: (-c.lot, -c.balance)), _age)


@STRATEGIES.add("fewest-places")
def fewest_places(demands: Sequence[Demand], candidates: Sequence[Candidate]) -> list[Pick]:
    """The largest stock first, so that a picker walks to as few places as possible."""
    return _in_order(demands, sorted(candidates, key=lambda c: (-c.free, c.sequence, c.balance)), lambda _: 0)


def _expiry(c: Candidate) -> int:
    return c.expires_on.toordinal() if c.expires_on else _NEVER


def _age(c: Candidate) -> int:
    return c.lot or c.balance


def _in_order(demands: Sequence[Demand], candidates: Sequence[Candidate], rank: Rank) -> list[Pick]:
    """Serve demands one after the other, each from the first usable candidates of its item."""
    of_item: dict[int, list[Candidate]] = defaultdict(list)
    for c in candidates:
        of_item[c.item].append(c)
    free = {c.balance: c.free for c in candidates}
    begin: dict[int, int] = defaultdict(int)
    picks: list[Pick] = []
    for d in demands:
        there = of_item[d.item]
        while begin[d.item] < len(there) and not free[there[begin[d.item]].balance]:
            begin[d.item] += 1  # what is used up for good is not looked at again
        if d.packs:
            picks += _whole_first(d, there, free, rank)
        else:
            picks += _first(d, there, begin[d.item], free)
    return picks


def _first(d: Demand, there: Sequence[Candidate], begin: int, free: dict[int, int]) -> list[Pick]:
    wanted = d.quantity
    picks: list[Pick] = []
    for n in range(begin, len(there)):
        c = there[n]
        left = free[c.balance]
        if not left or not serves(c, d):
            continue
        if not wanted:
            line, balance, quantity, _ = picks[-1]
            picks[-1] = Pick(line, balance, quantity, c.balance)  # dearer by a call when replaced by name
            break
        steps = min(wanted, left)
        free[c.balance] -= steps
        wanted -= steps
        picks.append(Pick(d.line, c.balance, steps))
    return picks


def _whole_first(d: Demand, there: Sequence[Candidate], free: dict[int, int], rank: Rank) -> list[Pick]:
    """Of what is alike to the strategy: whole pallets (整托), then whole cases (整箱), then pieces (散件), from broken packs before whole ones."""
    usable = [c for c in there if free[c.balance] and serves(c, d)]
    wanted = d.quantity
    taken: dict[int, int] = defaultdict(int)
    for _, alike in groupby(usable, key=rank):
        group = list(alike)
        for pack in (*d.packs, 1):
            broken_first = sorted(group, key=lambda c: free[c.balance] % d.packs[-1] == 0) if pack == 1 else group
            for c in broken_first:
                steps = min(wanted, free[c.balance]) // pack * pack
                taken[c.balance] += steps
                free[c.balance] -= steps
                wanted -= steps
    runner_up = next((c.balance for c in usable if not taken[c.balance]), 0)
    picks = [Pick(d.line, c.balance, taken[c.balance]) for c in usable if taken[c.balance]]
    return [*picks[:-1], picks[-1]._replace(runner_up=runner_up)] if picks else []


class Rule(NamedTuple):
    """A rule of allocation: for which goods and customers (0, "": any), by which strategy, from which zones first.

    `whole` takes whole pallets and cases before pieces; `share` divides scarce goods by what was ordered instead of serving in order.
    """

    strategy: str = USUAL
    position: int = 0
    item: int = 0
    category: str = ""
    customer: int = 0
    zones: tuple[int, ...] = ()
    whole: bool = False
    share: bool = False

    @property
    def plain(self) -> bool:
        """Whether its strategy alone does what it says, for any number of demands at once."""
        return self.strategy in STRATEGIES and not self.zones and not self.share


class About(NamedTuple):
    """What rules ask of a demand: item, the categories it is in, customer."""

    item: int
    categories: frozenset[str]
    customer: int


def rule_for(rules: Iterable[Rule], about: About) -> Rule:
    """The first rule that means a demand; first expired first out where none does."""
    for rule in rules:
        if (
            rule.item in (0, about.item)
            and rule.customer in (0, about.customer)
            and (not rule.category or rule.category in about.categories)
        ):
            return rule
    return Rule()


def by_rules(of: Mapping[int, Rule]) -> Strategy:
    """A strategy that serves every demand by its rule: line -> rule. Demands of one item keep their order, whatever rules mean them."""

    def choose(demands: Sequence[Demand], candidates: Sequence[Candidate]) -> list[Pick]:
        left = {c.balance: c for c in candidates}
        meant: dict[int, set[Rule]] = defaultdict(set)
        for d in demands:
            meant[d.item].add(of[d.line])
        alike: dict[Rule, list[Demand]] = defaultdict(list)
        mixed: dict[int, list[Demand]] = defaultdict(list)
        for d in demands:
            (alike[of[d.line]] if len(meant[d.item]) == 1 else mixed[d.item]).append(d)
        picks: list[Pick] = []
        for rule, some in alike.items():
            picks += _by_rule(rule, some, left)
        for several in mixed.values():
            for rule, run in groupby(several, key=lambda d: of[d.line]):
                picks += _by_rule(rule, list(run), left)
        return picks

    return choose


def _by_rule(rule: Rule, demands: Sequence[Demand], left: dict[int, Candidate]) -> list[Pick]:
    """Serve demands by one rule and take what they get from what is left."""
    items = {d.item for d in demands}
    there = [c for c in left.values() if c.item in items and c.free]
    limited = shares(demands, there) if rule.share else demands
    picks = _by_zones(rule, limited, left)
    if rule.share:  # what somebody could not use of their share goes to the others, in order
        picks += _by_zones(rule, _still(demands, picks), left)
    return _merged(picks)


def _merged(picks: Sequence[Pick]) -> list[Pick]:
    """One pick for each line and balance."""
    found: dict[tuple[int, int], Pick] = {}
    for pick in picks:
        before = found.get((pick.line, pick.balance))
        found[pick.line, pick.balance] = (
            pick if before is None else pick._replace(quantity=pick.quantity + before.quantity)
        )
    return list(found.values())


def _by_zones(rule: Rule, demands: Sequence[Demand], left: dict[int, Candidate]) -> list[Pick]:
    strategy = STRATEGIES[rule.strategy if rule.strategy in STRATEGIES else USUAL]
    items = {d.item for d in demands}
    picks: list[Pick] = []
    for zone in (*rule.zones, 0):
        waiting = _still(demands, picks)
        if not waiting:
            break
        there = [c for c in left.values() if c.item in items and c.free and zone in (0, c.zone)]
        for pick in strategy(waiting, there):
            c = left.get(pick.balance)
            steps = min(pick.quantity, c.free) if c else 0
            if c and steps > 0:
                left[pick.balance] = c._replace(free=c.free - steps)
                picks.append(pick._replace(quantity=steps))
    return picks


def _still(demands: Sequence[Demand], picks: Iterable[Pick]) -> list[Demand]:
    """What demands want beyond these picks."""
    got: dict[int, int] = defaultdict(int)
    for pick in picks:
        got[pick.line] += pick.quantity
    return [d._replace(quantity=d.quantity - got[d.line]) for d in demands if d.quantity > got[d.line]]


def shares(demands: Sequence[Demand], candidates: Sequence[Candidate]) -> list[Demand]:
    """Demands cut down to their share (按比例分配) of items that do not suffice for all: by what each wants, odd grains in their order."""
    of_item: dict[int, list[Demand]] = defaultdict(list)
    for d in demands:
        of_item[d.item].append(d)
    usable: dict[int, int] = defaultdict(int)
    for c in candidates:
        if any(serves(c, d) for d in of_item[c.item]):
            usable[c.item] += c.free
    share: dict[int, int] = {}
    for item, all_of_it in of_item.items():
        wanted, there = sum(d.quantity for d in all_of_it), usable[item]
        if wanted <= there:
            continue
        for d in all_of_it:
            share[d.line] = d.quantity * there // wanted // d.grain * d.grain
        odd = there - sum(share[d.line] for d in all_of_it)
        for d in all_of_it:
            more = min(d.grain, odd, d.quantity - share[d.line])
            share[d.line] += more
            odd -= more
    cut = (d._replace(quantity=share.get(d.line, d.quantity)) for d in demands)
    return [d for d in cut if d.quantity]
