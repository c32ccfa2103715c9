"""Cancel sales orders whose goods have not been picked: holds and promises are given back."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ledgerhouse.documents.sales import credit
from ledgerhouse.documents.sales import orders as sales
from ledgerhouse.documents.sales.words import ORDER
from ledgerhouse.documents.warehouse import outbound
from ledgerhouse.flows.inbound.hand_out import hand_out
from ledgerhouse.flows.outbound.binding import lines_of, withdraw_held
from ledgerhouse.flows.outbound.giving_back import at_docks
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.stock import queries as stock
from ledgerhouse.masterdata.sites.queries import warehouses_by_id
from ledgerhouse.posting import reserve


@dataclass(frozen=True, kw_only=True)
class CancelOrders:
    """Sales orders by number, drafts or confirmed."""

    __pydantic_config__ = STRICT
    numbers: tuple[Code, ...] = field(metadata={"title": gettext_noop("Sales orders")})


@dataclass(frozen=True, kw_only=True)
class Cancelled:
    """How many orders were cancelled."""

    orders: int


@verb("outbound.cancel_orders", may="confirm orders", title=gettext_noop("Cancel"))
def cancel_orders(command: CancelOrders, ctx: Context) -> Cancelled:
    """Cancel sales orders and their outbound orders; refused once picking has begun. What was held at a dock for them is put away after all."""
    orders = sales.load(ctx, command.numbers)
    _let_holds_go(ctx, [o for o in orders if o.state == ORDER.target("hold")])
    papers = outbound.of_origin(ctx, "sales_order", [o.number for o in orders])
    sales.step(orders, "cancel")
    for warehouse in warehouses_by_id(ctx, {o.warehouse for o in orders}).values():
        numbers = [number for number, where in papers.items() if where == warehouse.id]
        claimed = outbound.claim(ctx, warehouse.id, "cancel", numbers=numbers) if numbers else []
        lines = outbound.lines(ctx, (o.id for o in claimed))
        called = {o.id: o.number for o in claimed}
        number = {line.id: called[line.order] for line in lines}
        standing = at_docks(ctx, warehouse, stock.holds_of(ctx, warehouse.id, number), number)
        reserve.release(ctx, warehouse, (line.id for line in lines if line.allocated))
        hand_out(ctx, warehouse, standing)
        reserve.withdraw(warehouse, {line.id: line.open for line in lines if line.open})
        outbound.count(
            {line.id: outbound.Change(allocated=-line.allocated, cut=line.allocated + line.open) for line in lines}
        )
        outbound.step(claimed, "cancel")
    cut = {line.id: line.ordered - line.shipped - line.cut for line in sales.lines(ctx, (o.id for o in orders))}
    sales.count("cut", {line: steps for line, steps in cut.items() if steps})
    return Cancelled(orders=len(orders))


def _let_holds_go(ctx: Context, held: Sequence[sales.OrderRef]) -> None:
    """Orders that were held for credit give their promises back; they have no outbound order."""
    if held:
        withdraw_held(ctx, held, lines_of(ctx, held))
        credit.end_holds(ctx, [o.id for o in held])
