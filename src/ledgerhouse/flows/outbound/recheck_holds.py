"""Look again at held sales orders: those that fit their customer's limit by now go to the warehouse; started by people and by the clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import Field

from ledgerhouse.documents.sales import credit
from ledgerhouse.documents.sales import orders as sales
from ledgerhouse.flows.outbound.release_holds import let_go
from ledgerhouse.foundation.jobs import KINDS, USUAL, Report
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True, kw_only=True)
class RecheckHolds:
    """Held sales orders by number; none means those held longest, at most `limit`."""

    __pydantic_config__ = STRICT

    numbers: tuple[Code, ...] = field(default=(), metadata={"title": gettext_noop("Sales orders")})
    limit: Annotated[int, Field(ge=1, le=1000)] = field(default=300, metadata={"title": gettext_noop("At most")})


@dataclass(frozen=True, kw_only=True)
class HoldsRechecked:
    """How many orders were looked at, and those that went, as numbers of their outbound orders."""

    orders: int
    outbound: tuple[str, ...]


@verb("outbound.recheck_holds", may="confirm orders", title=gettext_noop("Check credit again"))
def recheck_holds(command: RecheckHolds, ctx: Context) -> HoldsRechecked:
    """Release those held orders that fit by now, the longest held first. What does not fit stays; a smaller one behind it may go.

    This needs no second person: it is the same rule as at the confirmation. Constant statements per warehouse.
    """
    orders = sales.load(ctx, command.numbers or credit.held(ctx, limit=command.limit))
    sales.refuse(orders, "release")
    orders = sorted(orders)
    terms = credit.terms_of_orders(ctx, {o.customer for o in orders})
    over = {e.order for e in credit.beyond(ctx, [credit.Asking(o.id, o.customer) for o in orders], terms)}
    made = let_go(ctx, [o for o in orders if o.id not in over])
    return HoldsRechecked(orders=len(orders), outbound=tuple(made.values()))


@KINDS.add("outbound.recheck_holds")
def by_the_clock(ctx: Context, args: Mapping[str, Any], report: Report) -> Mapping[str, Any]:
    """The job: all held orders, some hundreds at a time, so that each transaction is short."""
    del args
    last = looked = gone = 0
    while numbers := credit.held(ctx, after=last, limit=300):
        last = max(order.id for order in sales.load(ctx, numbers))
        done = recheck_holds(RecheckHolds(numbers=tuple(numbers)), ctx)
        looked, gone = looked + done.orders, gone + len(done.outbound)
        report(looked, looked, "")
    return {"orders": looked, "released": gone}


USUAL["outbound.recheck_holds"] = "2-59/10 * * * *"
