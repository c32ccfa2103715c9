"""Where arrived goods go: strategies as plug-ins, pure functions from tuples to a proposal, each with its reason.

A strategy may propose nonsense; `sound` lets through only what fits, so it can not break anything. Room is counted with what
lies there already and what is on its way, and each proposal takes its share from the next.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from ledgerhouse.foundation import settings
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.kernel.registry import Registry
from ledgerhouse.masterdata.sites.words import Room

STEP: Final = 10**6


class Goods(NamedTuple):
    """So many steps of one lot of one item; weight in grams and volume in cm³ are of one base unit."""

    item: int
    lot: int
    quantity: int
    weight_g: int = 0
    volume_cm3: int = 0


class Arrival(NamedTuple):
    """Goods that need a place: `key` names them in the proposal, `condition` is the temperature they must be kept at."""

    key: int
    goods: Goods
    condition: str


class Slot(NamedTuple):
    """A place that may take goods: what it can hold, and what lies there or is on its way."""

    code: str
    sequence: int
    room: Room
    contents: tuple[Goods, ...] = ()


class Proposal(NamedTuple):
    """Put so many steps of an arrival at a place, and why there: rule, runner-up, how many places were looked at."""

    key: int
    place: int
    quantity: int
    why: Mapping[str, Any]


Strategy = Callable[[Sequence[Arrival], Sequence[Slot]], Sequence[Proposal]]

STRATEGIES: Final[Registry[Strategy]] = Registry("ledgerhouse.putaway")

STRATEGY: Final = settings.declare(
    "putaway.strategy",
    "same_item_first",
    gettext_noop("The putaway strategy: same_item_first, empty_nearest, or the name of a plug-in."),
    lambda name: name in STRATEGIES,
)


def strategy(ctx: Context) -> Strategy:
    """The strategy the company has chosen; the built-in one when its plug-in is not installed."""
    STRATEGIES.load()
    name = settings.value(ctx, STRATEGY)
    return STRATEGIES[name if name in STRATEGIES else STRATEGY.default]


class Filling:
    """Slots while a proposal grows: how much more each can take, counting what was proposed before."""

    def __init__(self, slots: Iterable[Slot]) -> None:
        self.near = sorted(slots, key=lambda s: (s.sequence, s.code))
        self.slots = {slot.room.id: slot for slot in self.near}
        self._contents: dict[int, list[Goods]] = {i: list(slot.contents) for i, slot in self.slots.items()}
        self._empty = {slot.room.id: slot for slot in self.near if not slot.contents}
        self._with: dict[int, set[int]] = defaultdict(set)
        for place, lying in self._contents.items():
            for goods in lying:
                self._with[goods.item].add(place)

    def fits(self, place: int, arrival: Arrival) -> int:
        """How many steps of this arrival the place can still take: temperature, mixing rules, quantity, weight, volume."""
        slot = self.slots.get(place)
        if slot is None or slot.room.condition != arrival.condition:
            return 0
        room, goods, lying = slot.room, arrival.goods, self._contents[place]
        if not room.mix_items and any(g.item != goods.item for g in lying):
            return 0
        if not room.mix_lots and any(g.item == goods.item and g.lot != goods.lot for g in lying):
            return 0
        free = [goods.quantity]
        if room.quantity:
            free.append(room.quantity - sum(g.quantity for g in lying))
        if room.weight_g and goods.weight_g:
            used = sum(g.quantity * g.weight_g for g in lying)
            free.append((room.weight_g * STEP - used) // goods.weight_g)
        if room.volume_cm3 and goods.volume_cm3:
            used = sum(g.quantity * g.volume_cm3 for g in lying)
            free.append((room.volume_cm3 * STEP - used) // goods.volume_cm3)
        return max(min(free), 0)

    def holding(self, item: int) -> list[Slot]:
        """Places where this item lies or is on its way to, nearest first."""
        return sorted((self.slots[i] for i in self._with[item]), key=lambda s: (s.sequence, s.code))

    def empty(self) -> Iterator[Slot]:
        """Places where nothing lies and to which nothing is on its way, nearest first."""
        return iter(self._empty.values())

    def put(self, place: int, goods: Goods, quantity: int) -> None:
        """Count so many steps as on their way."""
        self._contents[place].append(goods._replace(quantity=quantity))
        self._with[goods.item].add(place)
        self._empty.pop(place, None)


@STRATEGIES.add("same_item_first")
def same_item_first(arrivals: Sequence[Arrival], slots: Sequence[Slot]) -> list[Proposal]:
    """To places where the item lies already, nearest first; then to empty places, nearest first; then wherever it fits."""

    def ranked(filling: Filling, arrival: Arrival) -> Iterator[tuple[str, Slot]]:
        yield from ((gettext_noop("the item lies there already"), s) for s in filling.holding(arrival.goods.item))
        yield from ((gettext_noop("nearest empty place"), s) for s in filling.empty())
        yield from ((gettext_noop("nearest place with room"), s) for s in filling.near)

    return _spread(arrivals, slots, ranked)


@STRATEGIES.add("empty_nearest")
def empty_nearest(arrivals: Sequence[Arrival], slots: Sequence[Slot]) -> list[Proposal]:
    """Every arrival to empty places of its own, nearest first."""

    def ranked(filling: Filling, arrival: Arrival) -> Iterator[tuple[str, Slot]]:
        del arrival
        return ((gettext_noop("nearest empty place"), s) for s in filling.empty())

    return _spread(arrivals, slots, ranked)


def sound(arrivals: Sequence[Arrival], slots: Sequence[Slot], proposals: Iterable[Proposal]) -> list[Proposal]:
    """Only what a proposal may really do: known goods to known places, never more than there is or than fits."""
    by_key = {a.key: a for a in arrivals}
    left = {a.key: a.goods.quantity for a in arrivals}
    filling = Filling(slots)
    found = []
    for proposal in proposals:
        arrival = by_key.get(proposal.key)
        if arrival is None:
            continue
        steps = min(proposal.quantity, left[arrival.key], filling.fits(proposal.place, arrival))
        if steps > 0:
            left[arrival.key] -= steps
            filling.put(proposal.place, arrival.goods, steps)
            found.append(proposal._replace(quantity=steps))
    return found


def unplaced(arrivals: Sequence[Arrival], proposals: Iterable[Proposal]) -> dict[int, int]:
    """Steps per arrival for which there is no room."""
    placed: dict[int, int] = defaultdict(int)
    for proposal in proposals:
        placed[proposal.key] += proposal.quantity
    return {a.key: a.goods.quantity - placed[a.key] for a in arrivals if placed[a.key] < a.goods.quantity}


def _spread(
    arrivals: Sequence[Arrival],
    slots: Sequence[Slot],
    ranked: Callable[[Filling, Arrival], Iterator[tuple[str, Slot]]],
) -> list[Proposal]:
    """Fill the places in the order of their rank; look one further than needed, for the runner-up."""
    filling = Filling(slots)
    proposals = []
    for arrival in arrivals:
        left = arrival.goods.quantity
        chosen: dict[int, tuple[str, Slot, int]] = {}
        second = ""
        for why, slot in ranked(filling, arrival):
            steps = min(left, filling.fits(slot.room.id, arrival)) if left else filling.fits(slot.room.id, arrival)
            if slot.room.id in chosen or not steps:
                continue
            if not left:
                second = slot.code
                break
            chosen[slot.room.id] = (why, slot, steps)
            left -= steps
        for place, (why, slot, steps) in chosen.items():
            filling.put(place, arrival.goods, steps)
            reason = {"rule": why, "place": slot.code, "runner_up": second}
            proposals.append(Proposal(arrival.key, place, steps, reason))
    return proposals
