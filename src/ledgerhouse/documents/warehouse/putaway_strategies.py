"""The putaway strategies of the house. Each ranks places for one arrival; rules say for which goods, and limit where to."""

from collections.abc import Iterator
from functools import cache
from typing import Final

from ledgerhouse.documents.warehouse.putaway import STRATEGIES, Arrival, Choice, Floor, Rule
from ledgerhouse.foundation import settings
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop

STRATEGY: Final = settings.declare(
    "putaway.strategy",
    "same_item_first",
    gettext_noop(
        "The putaway strategy of goods without a rule: same_item_first, empty_nearest, … or the name of a plug-in."
    ),
    lambda name: name in STRATEGIES,
)


def default_rule(ctx: Context) -> Rule:
    """The strategy the company has chosen for goods without a rule; the built-in one when its plug-in is not installed."""
    plug_ins()
    name = settings.value(ctx, STRATEGY)
    return Rule(name if name in STRATEGIES else STRATEGY.default)


@cache
def plug_ins() -> None:
    """Look for installed plug-ins once: reading all distributions takes longer than choosing places."""
    STRATEGIES.load()


@STRATEGIES.add("same_item_first")
def same_item_first(arrival: Arrival, floor: Floor, rule: Rule) -> Iterator[Choice]:
    """To places where the item lies already, nearest first; then to empty places, nearest first; then wherever it fits."""
    yield from same_item(arrival, floor, rule)
    yield from empty_nearest(arrival, floor, rule)
    yield from (Choice(gettext_noop("nearest place with room"), slot) for slot in floor.near)


@STRATEGIES.add("same_item")
def same_item(arrival: Arrival, floor: Floor, rule: Rule) -> Iterator[Choice]:
    """Only to places where the item lies already or is on its way to."""
    del rule
    yield from (Choice(gettext_noop("the item lies there already"), s) for s in floor.holding(arrival.goods.item))


@STRATEGIES.add("empty_nearest")
def empty_nearest(arrival: Arrival, floor: Floor, rule: Rule) -> Iterator[Choice]:
    """Every arrival to empty places of its own, nearest first."""
    del arrival, rule
    yield from (Choice(gettext_noop("nearest empty place"), slot) for slot in floor.empty())


@STRATEGIES.add("fixed_place")
def fixed_place(arrival: Arrival, floor: Floor, rule: Rule) -> Iterator[Choice]:
    """To the place that the rule names, and nowhere else."""
    del arrival
    slot = floor.slots.get(rule.location)
    if slot is not None:
        yield Choice(gettext_noop("the fixed place of these goods"), slot)


@STRATEGIES.add("abc_class")
def abc_class(arrival: Arrival, floor: Floor, rule: Rule) -> Iterator[Choice]:
    """To places of the rule's ABC class: where the item lies already, then empty ones, nearest first."""
    why = gettext_noop("a place of the ABC class of these goods")
    for slot in [*floor.holding(arrival.goods.item), *floor.empty()]:
        if slot.room.abc == rule.abc:
            yield Choice(why, slot)


@STRATEGIES.add("bulk")
def bulk(arrival: Arrival, floor: Floor, rule: Rule) -> Iterator[Choice]:
    """All of it at one place (大货区): the smallest that takes it whole; where none does, the largest first."""
    del rule
    rooms = [(floor.fits(slot.room.id, arrival), slot) for slot in floor.near]
    whole = [slot for fits, slot in rooms if fits >= arrival.goods.quantity]
    whole.sort(key=lambda s: (s.room.quantity or 10**18, s.room.volume_cm3 or 10**18, s.sequence, s.code))
    yield from (Choice(gettext_noop("takes all of it"), slot) for slot in whole)
    parts = sorted((pair for pair in rooms if 0 < pair[0] < arrival.goods.quantity), key=lambda p: -p[0])
    yield from (Choice(gettext_noop("the largest place with room"), slot) for _, slot in parts)
