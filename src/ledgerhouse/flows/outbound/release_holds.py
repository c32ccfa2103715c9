"""Let held sales orders go although their customer owes too much: a decision of somebody who did not sell."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.sales import credit
from ledgerhouse.documents.sales import orders as sales
from ledgerhouse.flows.outbound.binding import bind, lines_of, withdraw_held
from ledgerhouse.foundation.duties import guard
from ledgerhouse.foundation.links import Ref
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True, kw_only=True)
class ReleaseHolds:
    """Held sales orders by number, and why they may go. All are released or none."""

    __pydantic_config__ = STRICT

    numbers: Annotated[tuple[Code, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Sales orders")})
    reason: Annotated[str, Field(min_length=1, max_length=200)] = field(metadata={"title": gettext_noop("Reason")})


@dataclass(frozen=True, kw_only=True)
class HoldsReleased:
    """The outbound orders made, in the order of the command."""

    outbound: tuple[str, ...]


@verb("outbound.release_holds", may="release credit holds", title=gettext_noop("Release credit hold"))
def release_holds(command: ReleaseHolds, ctx: Context) -> HoldsReleased:
    """Release held sales orders to the warehouse. Constant statements per warehouse."""
    orders = sales.load(ctx, command.numbers)
    sales.refuse(orders, "release")
    guard(ctx, [Ref("sales_order", order.number) for order in orders])
    made = let_go(ctx, orders, by=ctx.user, reason=command.reason)
    return HoldsReleased(outbound=tuple(made[order.number] for order in orders))


def let_go(ctx: Context, orders: Sequence[sales.OrderRef], *, by: int = 0, reason: str = "") -> dict[str, str]:
    """Step held orders on: their promises go over to the outbound orders that are made. Sales order -> outbound order."""
    lines = lines_of(ctx, orders)
    sales.step(orders, "release")
    credit.end_holds(ctx, [o.id for o in orders], by=by, reason=reason)
    withdraw_held(ctx, orders, lines)
    return bind(ctx, orders, lines, credit.terms_of_orders(ctx, {o.customer for o in orders}))
