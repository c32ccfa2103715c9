"""Undo a wave that nobody has begun to pick."""

from dataclasses import dataclass, field

from ledgerhouse.documents.warehouse import outbound, waves
from ledgerhouse.documents.warehouse.words import OUTBOUND
from ledgerhouse.flows.outbound.unallocate import recall
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Refused, gettext_noop
from ledgerhouse.masterdata.sites.queries import warehouses_by_id


class WaveBegun(Refused):
    """Some orders of the wave are past picking."""

    code = "wave-begun"
    template = gettext_noop("Wave {wave} can not be undone: {count} of its orders have been picked.")


@dataclass(frozen=True, kw_only=True)
class UndoWave:
    """A released wave of which nothing is picked."""

    __pydantic_config__ = STRICT
    wave: Code = field(metadata={"title": gettext_noop("Wave")})


@dataclass(frozen=True, kw_only=True)
class WaveUndone:
    """How many orders are merely allocated again, and how many pick tasks were called off."""

    orders: int
    tasks: int


@verb("outbound.undo_wave", may="release waves", title=gettext_noop("Undo wave"))
def undo_wave(command: UndoWave, ctx: Context) -> WaveUndone:
    """Take all orders out of a wave again; they stay allocated. Refused once somebody has begun to pick. Constant statements."""
    warehouse_id = waves.released(ctx, command.wave, "undo")
    warehouse = warehouses_by_id(ctx, [warehouse_id])[warehouse_id]
    orders = outbound.by_number(ctx, warehouse.id, waves.numbers_in(ctx, command.wave))
    past = [o for o in orders if o.state not in OUTBOUND.sources("recall")]
    if past:
        raise WaveBegun(wave=command.wave, count=len(past))
    called_off = recall(ctx, warehouse, orders)
    waves.close_empty(ctx, [command.wave])
    return WaveUndone(orders=len(orders), tasks=called_off)
