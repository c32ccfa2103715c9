"""Propose carriers: which services may carry the parcels of orders, at what price and until when, and why others may not. Writes nothing."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated

from django.utils.translation import gettext
from pydantic import Field

from ledgerhouse.documents.logistics.choosing import RANKINGS, late
from ledgerhouse.documents.warehouse import outbound
from ledgerhouse.flows.outbound.carriage import Proposal, offered, propose, to_carry
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem
from ledgerhouse.kernel.exact import AMOUNT, number
from ledgerhouse.masterdata.sites.queries import warehouses_by_id


@dataclass(frozen=True, kw_only=True)
class ProposeCarriers:
    """Outbound orders by number, and the rule that ranks the services."""

    __pydantic_config__ = STRICT

    numbers: Annotated[tuple[Code, ...], Field(min_length=1)] = field(
        metadata={"title": gettext_noop("Outbound orders")}
    )
    rule: str = field(default="cheapest", metadata={"title": gettext_noop("Rule of choice")})


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """One service for one parcel: with price and day of arrival when it may carry it, with the reason when it may not."""

    order: str
    parcel: str
    service: str
    fits: bool
    price: Decimal | None = None
    arrives_on: date | None = None
    late: bool = False
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class CarriersProposed:
    """All services for all parcels, the best first."""

    services: tuple[Proposed, ...]


@verb("outbound.propose_carriers", may="ship", title=gettext_noop("Propose carriers"))
def propose_carriers(command: ProposeCarriers, ctx: Context) -> CarriersProposed:
    """Rank the services for every parcel without a waybill, and say why others may not carry it. Constant statements."""
    of = outbound.warehouse_of(ctx, command.numbers)
    if command.rule not in RANKINGS:
        expected = ", ".join(RANKINGS)
        raise Unreadable([problem("rule", gettext_noop("must be one of {expected}"), expected=expected)])
    services, carried = offered(ctx), to_carry(ctx, command.numbers)
    found: list[Proposed] = []
    for site in sorted(warehouses_by_id(ctx, set(of.values())).values()):
        mine = [one for one in carried if of[one.order.number] == site.id]
        for proposal in propose(ctx, site, mine, command.rule, services):
            found += _shown(proposal)
    return CarriersProposed(services=tuple(found))


def _shown(proposal: Proposal) -> list[Proposed]:
    order, parcel = proposal.carried.order.number, proposal.carried.parcel
    good = [
        Proposed(
            order=order,
            parcel=parcel,
            service=o.label,
            fits=True,
            price=number(o.price, AMOUNT),
            arrives_on=o.arrives_on,
            late=late(proposal.carried.load, o),
        )
        for o in proposal.offers
    ]
    bad = [
        Proposed(
            order=order,
            parcel=parcel,
            service=f"{u.service.carrier_code}/{u.service.code}",
            fits=False,
            reason=problem("", u.why, **u.facts).sentence(gettext),
        )
        for u in proposal.unfit
    ]
    return [*good, *bad]
