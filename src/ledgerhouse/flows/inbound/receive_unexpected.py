"""Receive goods nobody announced (盲收): the inbound order and its receipt in one go, marked as unexpected."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.warehouse import inbound
from ledgerhouse.flows.inbound.delivery import ReceiveLine
from ledgerhouse.flows.inbound.estimates import Unpriced, estimates
from ledgerhouse.flows.inbound.receive import Receive, Received, receive
from ledgerhouse.flows.inbound.scanning import Filled, ScanLine, fill
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Code, Price
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.partners.queries import partners_by_code
from ledgerhouse.masterdata.sites.queries import warehouse as site_of

ORIGIN = "unexpected"


@dataclass(frozen=True, kw_only=True)
class UnexpectedLine(ScanLine):
    """Goods that were scanned or typed, and what a base unit is worth without tax; without a price it is what the last ones cost."""

    __pydantic_config__ = STRICT

    price: Price | None = field(default=None, metadata={"title": gettext_noop("Price")})


@dataclass(frozen=True, kw_only=True)
class ReceiveUnexpected:
    """Goods of a supplier that came without an order; `reference` is what their papers say."""

    __pydantic_config__ = STRICT

    supplier: Code = field(metadata={"title": gettext_noop("Supplier")})
    warehouse: Code = field(metadata={"title": gettext_noop("Warehouse")})
    reference: Annotated[str, Field(max_length=60)] = field(
        default="", metadata={"title": gettext_noop("Supplier's reference")}
    )
    lines: Annotated[tuple[UnexpectedLine, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Lines")})


@verb("inbound.receive_unexpected", may="receive unexpected goods", title=gettext_noop("Receive unexpected goods"))
def receive_unexpected(command: ReceiveUnexpected, ctx: Context) -> Received:
    """Take in goods without an order. Purchasing sees them as unexpected and settles with the supplier what becomes of them."""
    site = site_of(ctx, command.warehouse)
    supplier = partners_by_code(ctx, [command.supplier]).get(command.supplier)
    filled, problems = fill(ctx, command.lines)
    if supplier is None or "supplier" not in supplier.roles:
        problems.append(problem("supplier", gettext_noop("there is no supplier {code}"), code=command.supplier))
    elif supplier.blocked:
        problems.append(problem("supplier", gettext_noop("supplier {code} is blocked"), code=command.supplier))
    goods = [Unpriced(f"lines.{one.at}.price", one.item, command.lines[one.at].price) for one in filled]
    prices, unpriced = estimates(ctx, site.area, goods)
    if problems or unpriced or supplier is None:
        raise Unreadable([*problems, *unpriced])
    day = ctx.today(site.timezone)
    new = tuple(inbound.NewLine(one.item.id, one.quantity, price) for one, price in zip(filled, prices, strict=True))
    order = inbound.NewInbound(ORIGIN, command.reference, site.id, supplier.id, day, new)
    (number,) = inbound.write(ctx, [order], day)
    return receive(Receive(lines=tuple(_line(number, n, one) for n, one in enumerate(filled, 1))), ctx)


def _line(order: str, position: int, one: Filled) -> ReceiveLine:
    return ReceiveLine(
        order=order,
        line=position,
        quantity=exact.number(one.quantity, exact.QUANTITY),
        lot=one.lot,
        made_on=one.made_on,
        expires_on=one.expires_on,
        location=one.location,
        serials=one.serials,
    )
