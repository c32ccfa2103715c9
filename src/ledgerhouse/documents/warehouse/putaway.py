"""Where arrived goods go: places as a floor that fills up, and the check that no strategy can break.

Strategies rank places for one arrival (`putaway_strategies`, or a plug-in); `propose` fills them in that order with what really fits. Room is
counted with what lies there already and what is on its way, and each proposal takes its share from the next. Temperature, mixing rules, capacity,
height and the distance between dangerous goods hold whatever a strategy ranks.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple, Protocol

from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.kernel.registry import Registry
from ledgerhouse.masterdata.sites.words import Room

STEP: Final = 10**6
SEVERAL: Final = -1
"""The lot of contents that are of several lots."""

NAMED: Final = 5
"""So many refused places are named in an explanation."""

TEMPERATURE: Final = gettext_noop("another temperature")
OTHER_ITEMS: Final = gettext_noop("other items lie there")
OTHER_LOTS: Final = gettext_noop("other lots lie there")
FULL: Final = gettext_noop("full")
TOO_HEAVY: Final = gettext_noop("too heavy")
TOO_LARGE: Final = gettext_noop("too large")
TOO_HIGH: Final = gettext_noop("too high")
TOO_MANY_UNITS: Final = gettext_noop("no room for another handling unit")
TOO_NEAR: Final = gettext_noop("too near to goods of a hazard class that must be kept apart")
HARD: Final = frozenset({TEMPERATURE, FULL, TOO_HEAVY, TOO_LARGE, TOO_HIGH, TOO_MANY_UNITS, TOO_NEAR})
"""What nobody may overrule; how goods are mixed is a matter of order, not of safety."""


class Goods(NamedTuple):
    """So many steps of one lot of one item; weight in grams, volume in cm³ and height in mm are of one base unit; `units` handling units."""

    item: int
    lot: int
    quantity: int
    weight_g: int = 0
    volume_cm3: int = 0
    hazard: str = ""
    height_mm: int = 0
    units: int = 0


class Arrival(NamedTuple):
    """Goods that need a place: `key` names them in the proposal, `condition` is the temperature they must be kept at."""

    key: int
    goods: Goods
    condition: str
    categories: frozenset[str] = frozenset()


class Slot(NamedTuple):
    """A place that may take goods: what it can hold, and what lies there or is on its way."""

    code: str
    sequence: int
    room: Room
    contents: tuple[Goods, ...] = ()


class Proposal(NamedTuple):
    """Put so many steps of an arrival at a place, and why there: rule, runner-up, which places were refused and why."""

    key: int
    place: int
    quantity: int
    why: Mapping[str, Any]


class Rule(NamedTuple):
    """One line of a warehouse's putaway rules: for which goods (0 and "" mean all), by which strategy, limited to where."""

    strategy: str
    item: int = 0
    category: str = ""
    zone: int = 0
    location: int = 0
    abc: str = ""

    def means(self, arrival: Arrival) -> bool:
        """Whether it is made for these goods."""
        return self.item in (0, arrival.goods.item) and (not self.category or self.category in arrival.categories)

    def allows(self, slot: Slot) -> bool:
        """Whether it sends goods to this place at all."""
        room = slot.room
        return self.zone in (0, room.zone) and self.location in (0, room.id) and (not self.abc or self.abc == room.abc)


class Apart(NamedTuple):
    """Goods of two hazard classes that must not lie in one `location`, `aisle` or `zone`."""

    first: str
    second: str
    within: str


class Choice(NamedTuple):
    """A place that a strategy ranks, and its reason in words (a message id)."""

    why: str
    slot: Slot


class Strategy(Protocol):
    """How to choose places (上架策略): pure, from an arrival and the floor to places, the best first.

    It may rank nonsense: `propose` takes what fits.
    """

    def __call__(self, arrival: Arrival, floor: "Floor", rule: Rule) -> Iterable[Choice]:
        """Places in the order in which they shall be filled."""
        ...


STRATEGIES: Final[Registry[Strategy]] = Registry("ledgerhouse.putaway")


class _Load:
    """What lies at a place or is on its way there, added up."""

    __slots__ = ("hazards", "items", "quantity", "units", "volume", "weight")

    def __init__(self) -> None:
        self.quantity = self.weight = self.volume = self.units = 0
        self.items: dict[int, int] = {}
        self.hazards: set[str] = set()

    def add(self, goods: Goods, quantity: int) -> None:
        self.quantity += quantity
        self.weight += quantity * goods.weight_g
        self.volume += quantity * goods.volume_cm3
        self.units += goods.units
        self.items[goods.item] = goods.lot if self.items.get(goods.item, goods.lot) == goods.lot else SEVERAL
        if goods.hazard:
            self.hazards.add(goods.hazard)


class Floor:
    """Slots while a proposal grows: how much more each can take, counting what was proposed before."""

    def __init__(
        self, slots: Iterable[Slot], apart: Iterable[Apart] = (), lying: Iterable[tuple[int, str, str]] = ()
    ) -> None:
        """`lying` says of dangerous goods elsewhere in the warehouse: (zone, aisle, hazard class)."""
        self.near = sorted(slots, key=lambda s: (s.sequence, s.code))
        self.slots = {slot.room.id: slot for slot in self.near}
        self._empty = {slot.room.id: slot for slot in self.near if not slot.contents}
        self._with: dict[int, set[int]] = defaultdict(set)
        self._loads = {i: _Load() for i in self.slots}
        self._enemies: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for rule in apart:
            self._enemies[rule.first].append((rule.second, rule.within))
            self._enemies[rule.second].append((rule.first, rule.within))
        self._near: dict[tuple[str, int, str], set[str]] = defaultdict(set)
        for zone, aisle, hazard in lying:
            self._danger(zone, aisle, hazard)
        for place, slot in self.slots.items():
            for goods in slot.contents:
                self._count(place, goods, goods.quantity)

    def fits(self, place: int, arrival: Arrival) -> int:
        """How many steps of this arrival the place can still take."""
        return self.check(place, arrival)[0]

    def check(self, place: int, arrival: Arrival) -> tuple[int, str]:
        """How many steps of this arrival the place can still take, and when none: why not."""
        slot = self.slots.get(place)
        if slot is None or slot.room.condition != arrival.condition:
            return 0, TEMPERATURE
        room, goods, load = slot.room, arrival.goods, self._loads[place]
        if load.items:
            if not room.mix_items and (len(load.items) > 1 or goods.item not in load.items):
                return 0, OTHER_ITEMS
            if not room.mix_lots and load.items.get(goods.item, goods.lot) != goods.lot:
                return 0, OTHER_LOTS
        if room.height_mm and goods.height_mm > room.height_mm:
            return 0, TOO_HIGH
        if room.units and goods.units and load.units + goods.units > room.units:
            return 0, TOO_MANY_UNITS
        if goods.hazard and self._too_near(slot, load, goods.hazard):
            return 0, TOO_NEAR
        return self._capacity(room, goods, load)

    def _capacity(self, room: Room, goods: Goods, load: _Load) -> tuple[int, str]:
        steps, why = goods.quantity, ""
        if room.quantity and room.quantity - load.quantity < steps:
            steps, why = room.quantity - load.quantity, FULL
        if room.weight_g and goods.weight_g:
            free = (room.weight_g * STEP - load.weight) // goods.weight_g
            steps, why = (free, TOO_HEAVY) if free < steps else (steps, why)
        if room.volume_cm3 and goods.volume_cm3:
            free = (room.volume_cm3 * STEP - load.volume) // goods.volume_cm3
            steps, why = (free, TOO_LARGE) if free < steps else (steps, why)
        return max(steps, 0), why

    def _too_near(self, slot: Slot, load: _Load, hazard: str) -> bool:
        for enemy, within in self._enemies.get(hazard, ()):
            if enemy in load.hazards:
                return True
            if within != "location" and enemy in self._near.get(_around(within, slot.room.zone, slot.room.aisle), ()):
                return True
        return False

    def holding(self, item: int) -> list[Slot]:
        """Places where this item lies or is on its way to, nearest first."""
        found = self._with.get(item, ())
        return sorted((self.slots[i] for i in found), key=lambda s: (s.sequence, s.code)) if found else []

    def empty(self) -> Iterator[Slot]:
        """Places where nothing lies and to which nothing is on its way, nearest first."""
        return iter(self._empty.values())

    def put(self, place: int, goods: Goods, quantity: int) -> None:
        """Count so many steps as on their way."""
        self._count(place, goods, quantity)
        self._empty.pop(place, None)

    def _count(self, place: int, goods: Goods, quantity: int) -> None:
        self._loads[place].add(goods, quantity)
        self._with[goods.item].add(place)
        if goods.hazard:
            room = self.slots[place].room
            self._danger(room.zone, room.aisle, goods.hazard)

    def _danger(self, zone: int, aisle: str, hazard: str) -> None:
        for within in ("aisle", "zone"):
            self._near[_around(within, zone, aisle)].add(hazard)


def _around(within: str, zone: int, aisle: str) -> tuple[str, int, str]:
    return (within, zone, aisle if within == "aisle" else "")


def propose(arrivals: Sequence[Arrival], floor: Floor, rules: Sequence[Rule], otherwise: Rule) -> list[Proposal]:
    """Fill places by the rules of each arrival, in their order; goods that no rule means go by the strategy chosen `otherwise`.

    Looks one place further than needed, for the runner-up, and remembers the first places that were refused.
    """
    proposals = []
    general = [rule for rule in rules if not rule.item and not rule.category]
    special = len(general) < len(rules)
    for arrival in arrivals:
        mine = [rule for rule in rules if rule.means(arrival)] if special else general
        proposals += _fill(arrival, floor, mine or [otherwise])
    return proposals


def _ranked(arrival: Arrival, floor: Floor, rules: Iterable[Rule]) -> Iterator[tuple[Rule, Choice]]:
    for rule in rules:
        if rule.strategy in STRATEGIES:
            limited = rule.zone or rule.location or rule.abc
            for choice in STRATEGIES[rule.strategy](arrival, floor, rule):
                if not limited or rule.allows(choice.slot):
                    yield rule, choice


def _fill(arrival: Arrival, floor: Floor, rules: Iterable[Rule]) -> list[Proposal]:
    left = arrival.goods.quantity
    chosen: dict[int, tuple[str, str, int]] = {}
    refused: dict[str, str] = {}
    second = ""
    for rule, (why, slot) in _ranked(arrival, floor, rules):
        place = slot.room.id
        if place in chosen:
            continue
        steps, reason = floor.check(place, arrival)
        if not steps:
            if len(refused) < NAMED:
                refused.setdefault(slot.code, reason)
            continue
        if not left:
            second = slot.code
            break
        steps = min(steps, left)
        chosen[place] = (why, rule.strategy, steps)
        left -= steps
    proposals = []
    for place, (why, strategy, steps) in chosen.items():
        floor.put(place, arrival.goods, steps)
        told: dict[str, Any] = {
            "rule": why,
            "place": floor.slots[place].code,
            "runner_up": second,
            "strategy": strategy,
        }
        if refused:
            told["refused"] = list(refused.items())
        proposals.append(Proposal(arrival.key, place, steps, told))
    return proposals


def unplaced(arrivals: Sequence[Arrival], proposals: Iterable[Proposal]) -> dict[int, int]:
    """Steps per arrival for which there is no room."""
    placed: dict[int, int] = defaultdict(int)
    for proposal in proposals:
        placed[proposal.key] += proposal.quantity
    return {a.key: a.goods.quantity - placed[a.key] for a in arrivals if placed[a.key] < a.goods.quantity}
