"""Pack picked orders: one parcel each."""

from dataclasses import dataclass, field

from ledgerhouse.documents.warehouse import outbound, waves
from ledgerhouse.foundation.links import Ref, link
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.masterdata.sites.queries import warehouses_by_id


@dataclass(frozen=True, kw_only=True)
class Pack:
    """Picked outbound orders by number."""

    __pydantic_config__ = STRICT
    numbers: tuple[Code, ...] = field(metadata={"title": gettext_noop("Outbound orders")})


@dataclass(frozen=True, kw_only=True)
class Packed:
    """The parcels, one per order, in the order of the command."""

    parcels: tuple[str, ...]


@verb("outbound.pack", may="pack", title=gettext_noop("Pack"))
def pack(command: Pack, ctx: Context) -> Packed:
    """Pack picked orders into parcels."""
    of = outbound.warehouse_of(ctx, command.numbers)
    parcels: dict[str, str] = {}
    for warehouse in warehouses_by_id(ctx, set(of.values())).values():
        numbers = [number for number in command.numbers if of[number] == warehouse.id]
        orders = outbound.claim(ctx, warehouse.id, "pack", numbers=numbers)
        outbound.step(orders, "pack")
        made = waves.pack(ctx, warehouse.id, {o.id: 0 for o in orders}, ctx.today(warehouse.timezone))
        parcels |= {o.number: parcel for o, parcel in zip(orders, made, strict=True)}
    link(ctx, [(Ref("outbound_order", order), Ref("parcel", parcel)) for order, parcel in parcels.items()])
    return Packed(parcels=tuple(parcels[number] for number in dict.fromkeys(command.numbers)))
