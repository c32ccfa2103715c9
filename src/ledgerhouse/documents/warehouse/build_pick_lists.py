"""Draw up the pick lists of a wave: one way of picking, one cart's worth to a list (拣货单)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Final, NamedTuple

from pydantic import Field

from ledgerhouse.documents.warehouse import outbound, pick_lists, tasks
from ledgerhouse.documents.warehouse.batches import Cart, Load, batches
from ledgerhouse.documents.warehouse.pick_lists import NewList
from ledgerhouse.documents.warehouse.words import MODES, ModeWord, TaskRef
from ledgerhouse.foundation import settings
from ledgerhouse.foundation.links import Ref, link
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, Refused, Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.catalog.queries import handling_of
from ledgerhouse.masterdata.sites import queries as sites

MODE: Final = settings.declare(
    "picking.mode",
    "discrete",
    gettext_noop("How a wave is picked when nobody says: discrete, batch, cluster, zone or pallet."),
    lambda mode: mode in MODES,
)
CART_ORDERS: Final = settings.declare(
    "picking.cart_orders",
    12,
    gettext_noop("How many orders a picking cart takes; 0 is no limit."),
    lambda orders: 0 <= orders <= 1000,
)
STEP: Final = 10**6
GROUPED: Final = frozenset({"batch", "cluster", "zone"})


class NothingToPick(Refused):
    """All tasks of the wave are done or on lists."""

    code = "nothing-to-pick"
    template = gettext_noop("Wave {wave} has no pick task that is open and on no list.")


@dataclass(frozen=True, kw_only=True)
class BuildPickLists:
    """A wave and how to pick it. Limits are those of one cart, in orders, kilograms and litres; 0 is no limit, no orders: as the company says.

    A put wall is for batches that are sorted afterwards; no more orders go together than it has slots.
    """

    __pydantic_config__ = STRICT

    wave: Code = field(metadata={"title": gettext_noop("Wave")})
    mode: ModeWord = field(default="discrete", metadata={"title": gettext_noop("Picking mode")})
    orders: Annotated[int, Field(ge=0, le=1000)] | None = field(
        default=None, metadata={"title": gettext_noop("Orders to a cart")}
    )
    weight_kg: Annotated[int, Field(ge=0, le=100_000)] = field(
        default=0, metadata={"title": gettext_noop("Weight to a cart (kg)")}
    )
    litres: Annotated[int, Field(ge=0, le=1_000_000)] = field(
        default=0, metadata={"title": gettext_noop("Volume to a cart (l)")}
    )
    wall: str = field(default="", metadata={"title": gettext_noop("Put wall")})


@dataclass(frozen=True, kw_only=True)
class PickListsBuilt:
    """The lists, in the order of the walk."""

    lists: tuple[str, ...]


class Goods(NamedTuple):
    """What is to be picked, in the order of the walk: tasks, the order of each line, and the size of each order."""

    tasks: Sequence[TaskRef]
    order_of: Mapping[int, int]
    loads: Mapping[int, Load]

    def of(self, orders: Iterable[int]) -> list[TaskRef]:
        """The tasks of these orders."""
        wanted = set(orders)
        return [t for t in self.tasks if self.order_of[t.line] in wanted]


@verb("warehouse.build_pick_lists", may="release waves", title=gettext_noop("Draw up pick lists"))
def build_pick_lists(command: BuildPickLists, ctx: Context) -> PickListsBuilt:
    """Put the open pick tasks of a wave on lists that people can take. Constant statements for any number of tasks."""
    return PickListsBuilt(lists=tuple(draw_up(ctx, command)))


def draw_up(ctx: Context, command: BuildPickLists) -> list[str]:
    """Write the lists of a wave; answers their numbers. Refuses with `NothingToPick` when all of it is on lists."""
    wave = pick_lists.lock_wave(ctx, command.wave)
    if wave is None:
        raise NotFound(kind=gettext_noop("wave with open picks"), name=command.wave)
    most = settings.value(ctx, CART_ORDERS) if command.orders is None else command.orders
    wall = pick_lists.wall(ctx, wave.warehouse, command.wall) if command.wall else None
    if command.wall and wall is None:
        template = gettext_noop("there is no put wall {code} here")
        raise Unreadable([problem("wall", template, code=command.wall)])
    if command.wall and command.mode != "batch":
        raise Unreadable([problem("wall", gettext_noop("is only for batches that are sorted afterwards"))])
    if wall is not None:
        most = min(most or wall.slots, wall.slots)
    goods = _goods(ctx, wave.number)
    cart = Cart(most, command.weight_kg * 1000, command.litres * 1000)
    zones = _zones(ctx, wave.warehouse, goods) if command.mode == "zone" else {}
    new = drawn_up(command.mode, goods, cart, zones)
    (site,) = sites.warehouses_by_id(ctx, {wave.warehouse}).values()
    numbers = pick_lists.write(ctx, wave, new, ctx.today(site.timezone), wall)
    link(ctx, [(Ref("wave", wave.number), Ref("pick_list", number)) for number in numbers])
    return numbers


def drawn_up(mode: ModeWord, goods: Goods, cart: Cart, zones: Mapping[int, int]) -> list[NewList]:
    """The lists of a wave. `zones` is the zone of each place, for lists that go from zone to zone."""
    if mode == "pallet":
        return _pallets(goods)
    limits = cart if mode in GROUPED else Cart(orders=1)
    found: list[NewList] = []
    for batch in batches(goods.loads.values(), limits):
        size = (len(batch), sum(b.weight_g for b in batch), sum(b.volume_cm3 for b in batch))
        mine = goods.of(load.order for load in batch)
        if mode == "zone":
            found += _by_zone(mine, size, zones, len(found))
            continue
        slot = {load.order: n for n, load in enumerate(batch, 1)}
        lines = dict.fromkeys(t.line for t in mine) if mode in GROUPED else {}
        found.append(NewList(mode, mine, *size, slots=[(slot[goods.order_of[line]], line) for line in lines]))
    return found


def _by_zone(mine: Sequence[TaskRef], size: tuple[int, int, int], zones: Mapping[int, int], at: int) -> list[NewList]:
    """One list per zone in the order of the walk, each handed over to the next."""
    parts: dict[int, list[TaskRef]] = defaultdict(list)
    for task in mine:
        parts[zones[task.source]].append(task)
    return [
        NewList("zone", part, *size, zone=zone, after=at + n - 1 if n else -1)
        for n, (zone, part) in enumerate(parts.items())
    ]


def _pallets(goods: Goods) -> list[NewList]:
    """A handling unit to a list; what lies loose is picked order by order."""
    loose = goods._replace(tasks=[t for t in goods.tasks if not t.unit])
    units: dict[int, list[TaskRef]] = defaultdict(list)
    for task in goods.tasks:
        if task.unit:
            units[task.unit].append(task)
    found = [NewList("pallet", ts, len({goods.order_of[t.line] for t in ts}), 0, 0) for ts in units.values()]
    orders = {goods.order_of[t.line] for t in loose.tasks}
    left = loose._replace(loads={order: load for order, load in goods.loads.items() if order in orders})
    return found + drawn_up("discrete", left, Cart(), {})


def _goods(ctx: Context, wave: str) -> Goods:
    open_tasks = [t for t in tasks.open_of(ctx, "wave", [wave]) if not t.pick_list and t.state == "open"]
    if not open_tasks:
        raise NothingToPick(wave=wave)
    lines = outbound.lines_by_id(ctx, {t.line for t in open_tasks})
    order_of = {line.id: line.order for line in lines}
    sizes = handling_of(ctx, {t.item for t in open_tasks})
    loads: dict[int, Load] = {}
    for n, t in enumerate(open_tasks):
        order, size = order_of[t.line], sizes[t.item]
        known = loads.get(order, Load(order, n, 0, 0))
        grams, volume = (-(-t.open * each // STEP) for each in (size.weight_g, size.volume_cm3))
        loads[order] = known._replace(weight_g=known.weight_g + grams, volume_cm3=known.volume_cm3 + volume)
    return Goods(open_tasks, order_of, loads)


def _zones(ctx: Context, warehouse: int, goods: Goods) -> dict[int, int]:
    places = sites.locations_by_id(ctx, warehouse, {t.source for t in goods.tasks})
    return {i: place.zone for i, place in places.items()}
