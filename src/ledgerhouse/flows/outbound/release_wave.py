"""Release a wave: allocated orders become pick tasks along the pick path."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ledgerhouse.documents.warehouse import outbound, tasks, waves
from ledgerhouse.documents.warehouse.pick_routes import Ground, Stop
from ledgerhouse.documents.warehouse.walks import Walk, plan
from ledgerhouse.foundation.links import Ref, link
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, Refused, gettext_noop
from ledgerhouse.ledgers.stock import queries as stock
from ledgerhouse.masterdata.sites import queries as sites
from ledgerhouse.masterdata.sites.words import Kind, PlaceRef, WarehouseRef


class NothingToRelease(Refused):
    """No outbound order has its stock."""

    code = "nothing-to-release"
    template = gettext_noop("No outbound order in {warehouse} is allocated; there is nothing to release.")


@dataclass(frozen=True, kw_only=True)
class ReleaseWave:
    """Allocated outbound orders by number; none means all, by priority and age, at most `limit`."""

    __pydantic_config__ = STRICT
    warehouse: Code = field(metadata={"title": gettext_noop("Warehouse")})
    numbers: tuple[Code, ...] = field(default=(), metadata={"title": gettext_noop("Outbound orders")})
    limit: int = field(default=300, metadata={"title": gettext_noop("At most")})


@dataclass(frozen=True, kw_only=True)
class WaveReleased:
    """The wave, how many orders and pick tasks are in it, and how long the way along all of them is."""

    wave: str
    orders: int
    tasks: int
    metres: Decimal


@verb("outbound.release_wave", may="release waves", title=gettext_noop("Release wave"))
def release_wave(command: ReleaseWave, ctx: Context) -> WaveReleased:
    """Put allocated orders into a wave and hand out pick tasks in the order of the company's route. Constant statements."""
    warehouse = sites.warehouse(ctx, command.warehouse)
    orders = outbound.claim(ctx, warehouse.id, "release", numbers=command.numbers, limit=command.limit)
    if not orders:
        raise NothingToRelease(warehouse=warehouse.code)
    return release(ctx, warehouse, orders)


def release(
    ctx: Context, warehouse: WarehouseRef, orders: Sequence[outbound.OrderRef], *, template: int = 0
) -> WaveReleased:
    """Put claimed orders into a wave, by a template or none. Constant statements."""
    # load
    staging = first_place(ctx, warehouse, Kind.STAGING)
    lines = outbound.lines(ctx, (o.id for o in orders))
    held = stock.holds_of(ctx, warehouse.id, (line.id for line in lines))
    places = sites.locations_by_id(ctx, warehouse.id, {h.location for h in held})
    # decide
    walk = walk_of(ctx, warehouse.id, staging, places.values())
    path = sorted(held, key=lambda h: (walk.order[h.location], h.id))
    # write
    outbound.step(orders, "release")
    wave = waves.open_wave(
        ctx, warehouse.id, [o.id for o in orders], ctx.today(warehouse.timezone), walk, template=template
    )
    tasks.create(ctx, warehouse.id, waves.picks(wave, staging, path, walk))
    link(ctx, [(Ref("outbound_order", o.number), Ref("wave", wave)) for o in orders])
    return WaveReleased(wave=wave, orders=len(orders), tasks=len(path), metres=exact.number(walk.length, 3))


def walk_of(ctx: Context, warehouse: int, start: int, places: Collection[PlaceRef]) -> Walk:
    """The walk from the staging place along some places and back, by the company's route. Three statements."""
    spots = sites.spots(ctx, warehouse, {start, *(place.id for place in places)})
    block = sites.block(ctx, warehouse, {spots[p.id].aisle for p in places})
    middle = {
        spot.lane: sum(block.reach.get(spot.aisle, (spot.x, spot.x))) // 2 for spot in (spots[p.id] for p in places)
    }
    ends = [spots[p.id].y for p in places]
    front = min(ends if block.front is None else [*ends, block.front])
    back = max(ends if block.back is None else [*ends, block.back])
    ground = Ground(middle, front, back, spots[start].x)
    return plan(ctx, (Stop(p.id, spots[p.id].lane, spots[p.id].y, p.pick_sequence) for p in places), ground)


def first_place(ctx: Context, warehouse: WarehouseRef, kind: Kind) -> int:
    """The first place of a kind along the pick path. Refuses with `NotFound`."""
    places = sites.locations_of_kind(ctx, warehouse.id, kind)
    if not places:
        raise NotFound(kind=gettext_noop("location"), name=kind.name.lower())
    return places[0].id
