"""Release anew what failed in a wave."""

from dataclasses import dataclass, field
from decimal import Decimal

from ledgerhouse.documents.warehouse import outbound, waves
from ledgerhouse.flows.outbound.allocate import Allocate, Short, allocate
from ledgerhouse.flows.outbound.release_wave import NothingToRelease, release
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.masterdata.sites.queries import warehouses_by_id


@dataclass(frozen=True, kw_only=True)
class Rewave:
    """A wave some orders of which failed: nothing of them was found, and they wait again."""

    __pydantic_config__ = STRICT
    wave: Code = field(metadata={"title": gettext_noop("Wave")})


@dataclass(frozen=True, kw_only=True)
class Rewaved:
    """The new wave, how many orders and tasks are in it, and what is still short."""

    wave: str
    orders: int
    tasks: int
    metres: Decimal
    short: tuple[Short, ...]


@verb("outbound.rewave", may="release waves", title=gettext_noop("Release again what failed"))
def rewave(command: Rewave, ctx: Context) -> Rewaved:
    """Allocate the orders of a wave that failed once more, and release those that get stock in a new wave. Constant statements."""
    warehouse_id = waves.warehouse_of(ctx, command.wave)
    warehouse = warehouses_by_id(ctx, [warehouse_id])[warehouse_id]
    numbers = waves.numbers_in(ctx, command.wave)
    waiting = outbound.in_state(ctx, warehouse.id, numbers, "waiting")
    short = allocate(Allocate(warehouse=warehouse.code, numbers=tuple(waiting)), ctx).short if waiting else ()
    ready = outbound.in_state(ctx, warehouse.id, numbers, "allocated")
    if not ready:
        raise NothingToRelease(warehouse=warehouse.code)
    done = release(ctx, warehouse, outbound.claim(ctx, warehouse.id, "release", numbers=ready))
    return Rewaved(wave=done.wave, orders=done.orders, tasks=done.tasks, metres=done.metres, short=short)
