"""Trace goods in both directions: a piece through its whole life, a lot to everybody who got some of it (追溯)."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ledgerhouse.documents.sales import returns
from ledgerhouse.documents.warehouse import outbound
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, Unreadable, gettext_noop, problem
from ledgerhouse.ledgers.stock.pieces import gone_to_customers, steps_of
from ledgerhouse.ledgers.stock.words import REASONS, Reason
from ledgerhouse.masterdata.catalog.queries import items_by_code, lots_by_code, serials_by_code
from ledgerhouse.masterdata.partners.queries import partners_by_id


@dataclass(frozen=True, kw_only=True)
class Trace:
    """An item, and what of it: one serial number or trace code, or one lot; neither means all of it."""

    __pydantic_config__ = STRICT

    item: Code = field(metadata={"title": gettext_noop("Item")})
    serial: str = field(default="", metadata={"title": gettext_noop("Serial number")})
    lot: str = field(default="", metadata={"title": gettext_noop("Lot")})


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of a piece."""

    on: date
    reason: str
    source: str
    target: str
    paper: str
    number: str


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Who got how much on which paper and day; what came back is below zero."""

    customer: str
    name: str
    number: str
    on: date
    quantity: Decimal


@dataclass(frozen=True, kw_only=True)
class Traced:
    """The steps of a piece, oldest first; or who got some of a lot or item."""

    steps: tuple[Step, ...] = ()
    customers: tuple[Recipient, ...] = ()


@verb("inventory.trace", may="see stock", title=gettext_noop("Trace"))
def trace(command: Trace, ctx: Context) -> Traced:
    """Answer where goods came from and where they went. Writes nothing; constant statements."""
    item = items_by_code(ctx, [command.item]).get(command.item)
    if item is None:
        raise NotFound(kind=gettext_noop("item"), name=command.item)
    if command.serial and command.lot:
        raise Unreadable([problem("lot", gettext_noop("name either a lot or a serial number"))])
    if command.serial:
        serial = serials_by_code(ctx, [(item.id, command.serial)]).get((item.id, command.serial))
        if serial is None:
            raise NotFound(kind=gettext_noop("serial number"), name=command.serial)
        return Traced(steps=tuple(_step(*row) for row in steps_of(ctx, serial)))
    lot = 0
    if command.lot:
        known = lots_by_code(ctx, [(item.id, command.lot)]).get((item.id, command.lot))
        if known is None:
            raise NotFound(kind=gettext_noop("lot"), name=command.lot)
        lot = known.id
    return Traced(customers=_recipients(ctx, item.id, lot))


def _step(day: date, reason: int, source: str, target: str, paper: str, number: str) -> Step:
    return Step(on=day, reason=REASONS[Reason(reason)], source=source, target=target, paper=paper, number=number)


def _recipients(ctx: Context, item: int, lot: int) -> tuple[Recipient, ...]:
    gone = gone_to_customers(ctx, item, lot)
    partner_of = outbound.partners_of(ctx, {g.number for g in gone if g.paper == "outbound_order"})
    partner_of |= returns.partners_of(ctx, {g.number for g in gone if g.paper == "customer_return"})
    partners = partners_by_id(ctx, set(partner_of.values())) if ctx.may("see partners") else {}
    rows = []
    for g in gone:
        partner = partners.get(partner_of.get(g.number, 0))
        rows.append(
            Recipient(
                customer=partner.code if partner else "",
                name=partner.name if partner else "",
                number=g.number,
                on=g.business_date,
                quantity=exact.number(g.quantity, exact.QUANTITY),
            )
        )
    return tuple(rows)
