"""Hand over (交接): the carrier takes along what a manifest lists, and the goods of its orders leave stock, once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.logistics import manifests, waybills
from ledgerhouse.documents.logistics.words import WaybillRef
from ledgerhouse.documents.warehouse import outbound
from ledgerhouse.flows.outbound.make_waybills import LEAVING
from ledgerhouse.flows.outbound.ship import Ship, ship
from ledgerhouse.flows.outbound.words import ShipmentHandedOver
from ledgerhouse.foundation import outbox
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem


@dataclass(frozen=True, kw_only=True)
class HandOver:
    """Manifests by number, and the waybills of parcels that stay here although they are listed."""

    __pydantic_config__ = STRICT

    manifests: Annotated[tuple[Code, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Manifests")})
    left_behind: tuple[Code, ...] = field(default=(), metadata={"title": gettext_noop("Left behind")})


@dataclass(frozen=True, kw_only=True)
class HandedOver:
    """How many parcels went, and how many orders left stock with them."""

    parcels: int
    orders: int


@verb("outbound.hand_over", may="ship", title=gettext_noop("Hand over"))
def hand_over(command: HandOver, ctx: Context) -> HandedOver:
    """Hand over all parcels of manifests and ship their orders. Refuses while a parcel is missing, or one of the same order goes elsewhere.

    Orders that were shipped before are not shipped again. Constant statements.
    """
    # load
    found = manifests.claim(ctx, command.manifests, "hand_over")
    listed = waybills.on_manifests(ctx, (m.id for m in found), lock=True)
    stays = [w for w in listed if w.number in command.left_behind]
    going = [w for w in listed if w.number not in command.left_behind]
    orders = {o.number: o for o in outbound.find(ctx, {w.outbound for w in going})}
    leaving = [number for number, o in orders.items() if o.state in LEAVING]
    # decide
    names = {m.id: m.number for m in found}
    problems = _strangers(command.left_behind, stays) + _missing(command.manifests, names, going)
    problems += _apart(ctx, leaving, going)
    if problems:
        raise Unreadable(problems)
    # write and tell
    waybills.step([w.id for w in stays if w.state == "loaded"], "unload")
    waybills.step([w.id for w in stays], "unlist", manifest_id=None)
    waybills.step([w.id for w in going], "hand_over", handed_at=ctx.now)
    manifests.step(found, "hand_over", handed_at=ctx.now, handed_by=ctx.user)
    if leaving:
        ship(Ship(numbers=tuple(leaving)), ctx)
    outbox.tell(ctx, _news(going, names, orders))
    return HandedOver(parcels=len(going), orders=len(leaving))


def _strangers(asked: Sequence[str], stays: Sequence[WaybillRef]) -> list[Problem]:
    mine = {w.number for w in stays}
    template = gettext_noop("{name} is on none of these manifests")
    return [problem(f"left_behind.{i}", template, name=n) for i, n in enumerate(asked) if n not in mine]


def _missing(asked: Sequence[str], names: dict[int, str], going: Sequence[WaybillRef]) -> list[Problem]:
    problems = []
    for identifier, name in names.items():
        mine = [w for w in going if w.manifest == identifier]
        missing = [w.number for w in mine if w.state != "loaded"]
        where = f"manifests.{asked.index(name)}"
        if not mine:
            problems.append(problem(where, gettext_noop("{name} lists nothing that goes: cancel it"), name=name))
        elif missing:
            template = gettext_noop("{count} of {all} parcels are not loaded: {missing}")
            facts = {"count": len(missing), "all": len(mine), "missing": ", ".join(missing[:10])}
            problems.append(problem(where, template, **facts))
    return problems


def _apart(ctx: Context, leaving: Sequence[str], going: Sequence[WaybillRef]) -> list[Problem]:
    """Goods of an order leave stock together: a parcel of it that stays here would be shipped on paper only."""
    ids = {w.id for w in going}
    template = gettext_noop("parcel {parcel} of order {order} is {state} and does not go with these manifests")
    return [
        problem("manifests", template, parcel=w.parcel, order=w.outbound, state=w.state)
        for w in waybills.of_orders(ctx, leaving)
        if w.id not in ids and w.state in ("made", "listed", "loaded")
    ]


def _news(
    going: Sequence[WaybillRef], names: dict[int, str], orders: dict[str, outbound.OrderRef]
) -> list[tuple[str, ShipmentHandedOver]]:
    together: dict[tuple[str, int, str], list[str]] = {}
    for w in going:
        together.setdefault((w.outbound, w.manifest, w.carrier_code), []).append(w.number)
    return [
        (
            f"outbound_order:{order}",
            ShipmentHandedOver(
                outbound=order,
                origin=orders[order].origin,
                carrier=carrier,
                manifest=names[manifest],
                waybills=tuple(numbers),
            ),
        )
        for (order, manifest, carrier), numbers in together.items()
    ]
