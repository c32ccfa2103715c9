"""Make waybills (电子面单): every parcel gets a number of a carrier, by the service that was named or that the proposal puts first."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Final

from pydantic import Field

from ledgerhouse.documents.logistics import numbers, waybills
from ledgerhouse.documents.logistics.choosing import RANKINGS
from ledgerhouse.documents.warehouse import outbound
from ledgerhouse.flows.outbound.carriage import Carried, Proposal, explained, offered, propose, to_carry
from ledgerhouse.foundation.links import Ref, link
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.sites.queries import warehouses_by_id
from ledgerhouse.masterdata.sites.words import WarehouseRef

LEAVING: Final = frozenset({"allocated", "picked", "packed"})
"""States of an order whose parcels may get their waybills."""


@dataclass(frozen=True, kw_only=True)
class MakeWaybills:
    """Outbound orders, and who carries them: a carrier, a service as carrier/service, or whoever the rule puts first."""

    __pydantic_config__ = STRICT

    numbers: Annotated[tuple[Code, ...], Field(min_length=1)] = field(
        metadata={"title": gettext_noop("Outbound orders")}
    )
    service: str = field(default="", metadata={"title": gettext_noop("Carrier or service")})
    rule: str = field(default="cheapest", metadata={"title": gettext_noop("Rule of choice")})


@dataclass(frozen=True, kw_only=True)
class Numbered:
    """A parcel with its waybill."""

    order: str
    parcel: str
    service: str
    waybill: str


@dataclass(frozen=True, kw_only=True)
class WaybillsMade:
    """The waybills, in the order of orders and parcels."""

    waybills: tuple[Numbered, ...]


@verb("outbound.make_waybills", may="ship", title=gettext_noop("Make waybills"))
def make_waybills(command: MakeWaybills, ctx: Context) -> WaybillsMade:
    """Give every parcel that has none a waybill; a parcel that has one keeps it. Refuses when no service may carry one. Constant statements."""
    of = outbound.warehouse_of(ctx, command.numbers)
    services = offered(ctx, command.service)
    problems = (
        [] if services else [problem("service", gettext_noop("nobody offers {name}"), name=command.service or "-")]
    )
    if command.rule not in RANKINGS:
        expected = ", ".join(RANKINGS)
        problems.append(problem("rule", gettext_noop("must be one of {expected}"), expected=expected))
    problems += _not_leaving(ctx, command.numbers)
    if problems:
        raise Unreadable(problems)
    found: list[tuple[WarehouseRef, Proposal]] = []
    carried = to_carry(ctx, command.numbers)
    for site in sorted(warehouses_by_id(ctx, set(of.values())).values()):
        mine = [one for one in carried if of[one.order.number] == site.id]
        found += [(site, one) for one in propose(ctx, site, mine, command.rule, services)]
    problems = [p for _, one in found if not one.offers for p in _nobody(command.numbers, one)]
    if problems:
        raise Unreadable(problems)
    return WaybillsMade(waybills=tuple(_write(ctx, found)))


def _not_leaving(ctx: Context, asked: Sequence[str]) -> list[Problem]:
    template = gettext_noop("{name} is {state}: its parcels leave later or have left")
    return [
        problem(f"numbers.{asked.index(o.number)}", template, name=o.number, state=o.state)
        for o in outbound.find(ctx, asked)
        if o.state not in LEAVING
    ]


def _nobody(asked: Sequence[str], proposal: Proposal) -> list[Problem]:
    """Why each of the services may not carry it."""
    where, parcel = f"numbers.{asked.index(proposal.carried.order.number)}", proposal.carried.parcel
    return [
        problem(f"{where}.{u.service.carrier_code}/{u.service.code}", u.why, parcel=parcel, **u.facts)
        for u in proposal.unfit
    ]


def _write(ctx: Context, found: Sequence[tuple[WarehouseRef, Proposal]]) -> list[Numbered]:
    best = [(site, one, one.offers[0]) for site, one in found]
    wanted = Counter(offer.service.carrier for _, _, offer in best)
    names = {offer.service.carrier: offer.service.carrier_code for _, _, offer in best}
    left = {carrier: iter(taken) for carrier, taken in numbers.take(ctx, wanted, names).items()} if best else {}
    new: dict[int, list[waybills.NewWaybill]] = {}
    made = []
    for site, proposal, offer in best:
        one: Carried = proposal.carried
        number = next(left[offer.service.carrier])
        new.setdefault(site.id, []).append(
            waybills.NewWaybill(
                number=number,
                carrier=offer.service.carrier,
                service=offer.service.id,
                partner=one.order.partner,
                outbound=one.order.number,
                parcel=one.parcel,
                weight_g=one.load.weight_g,
                freight=offer.price,
                province=one.load.province,
                city=one.load.city,
                expected_on=offer.arrives_on,
                promised_on=one.load.promised_on,
                why=explained(proposal),
            )
        )
        made.append(Numbered(order=one.order.number, parcel=one.parcel, service=offer.label, waybill=number))
    for warehouse, rows in new.items():
        waybills.write(ctx, warehouse, rows)
    link(ctx, [(Ref("outbound_order", m.order), Ref("waybill", m.waybill)) for m in made])
    return made
