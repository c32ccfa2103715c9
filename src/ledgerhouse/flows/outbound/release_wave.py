"""Release a wave: allocated orders become pick tasks along the pick path."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

from ledgerhouse.documents.warehouse import outbound, tasks, waves
from ledgerhouse.documents.warehouse.words import NewTask, TaskKind
from ledgerhouse.foundation.links import Ref, link
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, Refused, gettext_noop
from ledgerhouse.ledgers.stock import queries as stock
from ledgerhouse.masterdata.sites import queries as sites
from ledgerhouse.masterdata.sites.words import Kind, WarehouseRef


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
    """The wave, and how many orders and pick tasks are in it."""

    wave: str
    orders: int
    tasks: int


@verb("outbound.release_wave", may="release waves", title=gettext_noop("Release wave"))
def release_wave(command: ReleaseWave, ctx: Context) -> WaveReleased:
    """Put allocated orders into a wave and hand out pick tasks along the pick path."""
    # load
    warehouse = sites.warehouse(ctx, command.warehouse)
    staging = first_place(ctx, warehouse, Kind.STAGING)
    orders = outbound.claim(ctx, warehouse.id, "release", numbers=command.numbers, limit=command.limit)
    if not orders:
        raise NothingToRelease(warehouse=warehouse.code)
    lines = outbound.lines(ctx, (o.id for o in orders))
    held = stock.holds_of(ctx, warehouse.id, (line.id for line in lines))
    places = sites.locations_by_id(ctx, warehouse.id, {h.location for h in held})
    # decide
    path = sorted(held, key=lambda h: (places[h.location].pick_sequence, places[h.location].code, h.id))
    # write
    outbound.step(orders, "release")
    wave = waves.open_wave(ctx, warehouse.id, [o.id for o in orders], ctx.today(warehouse.timezone))
    tasks.create(ctx, warehouse.id, _tasks(wave, staging, path, {i: p.pick_sequence for i, p in places.items()}))
    link(ctx, [(Ref("outbound_order", o.number), Ref("wave", wave)) for o in orders])
    return WaveReleased(wave=wave, orders=len(orders), tasks=len(path))


def first_place(ctx: Context, warehouse: WarehouseRef, kind: Kind) -> int:
    """The first place of a kind along the pick path. Refuses with `NotFound`."""
    places = sites.locations_of_kind(ctx, warehouse.id, kind)
    if not places:
        raise NotFound(kind=gettext_noop("location"), name=kind.name.lower())
    return places[0].id


def _tasks(wave: str, staging: int, path: Sequence[stock.Held], sequence: dict[int, int]) -> list[NewTask]:
    number = count(1)
    return [
        NewTask(
            code=f"{wave}-{next(number)}",
            kind=TaskKind.PICK,
            item=h.item,
            quantity=h.open,
            source=h.location,
            target=staging,
            paper_kind="wave",
            paper=wave,
            line=h.line,
            lot=h.lot,
            hold=h.id,
            unit=h.unit,
            owner=h.owner,
            status=h.status,
            sequence=sequence[h.location],
        )
        for h in path
    ]
