"""Confirm sales orders: promise the stock and hand the warehouse its outbound orders, with no second entry."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ledgerhouse.documents.sales import credit
from ledgerhouse.documents.sales import orders as sales
from ledgerhouse.flows.outbound.binding import bind, lines_of, promise_held
from ledgerhouse.flows.outbound.words import OrderHeld
from ledgerhouse.foundation import outbox
from ledgerhouse.foundation.duties import guard
from ledgerhouse.foundation.links import Ref
from ledgerhouse.foundation.verb import Together, verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True, kw_only=True)
class ConfirmOrders:
    """The numbers of draft sales orders."""

    __pydantic_config__ = STRICT
    numbers: tuple[Code, ...] = field(metadata={"title": gettext_noop("Sales orders")})


@dataclass(frozen=True, kw_only=True)
class Confirmed:
    """The outbound orders made, in the order of the command, and the sales orders that are held because their customer would owe too much."""

    outbound: tuple[str, ...]
    held: tuple[str, ...] = ()


def _confirm(commands: Sequence[ConfirmOrders], ctx: Context) -> list[Confirmed]:
    # load
    orders = sales.load(ctx, [number for command in commands for number in command.numbers])
    sales.refuse(orders, "confirm")
    lines = lines_of(ctx, orders)
    terms = credit.terms_of_orders(ctx, {o.customer for o in orders if o.on_terms})
    excess = credit.beyond(ctx, [credit.Asking(o.id, o.customer) for o in orders], terms)
    guard(ctx, [Ref("sales_order", order.number) for order in orders])
    # write
    over = {e.order for e in excess}
    held = [o for o in orders if o.id in over]
    going = [o for o in orders if o.id not in over]
    sales.step(going, "confirm")
    if held:
        sales.step(held, "hold")
        credit.hold(ctx, excess)
        promise_held(ctx, held, lines)
        outbox.tell(ctx, [(f"sales_order:{o.number}", OrderHeld(order=o.number)) for o in held])
    made = bind(ctx, going, lines, terms)
    waiting = {o.number for o in held}
    return [
        Confirmed(
            outbound=tuple(made[n] for n in dict.fromkeys(c.numbers) if n in made),
            held=tuple(n for n in dict.fromkeys(c.numbers) if n in waiting),
        )
        for c in commands
    ]


@verb(
    "outbound.confirm_orders",
    may="confirm orders",
    title=gettext_noop("Confirm"),
    together=Together(alike=lambda _: "", papers=lambda command: command.numbers, run=_confirm),
)
def confirm_orders(command: ConfirmOrders, ctx: Context) -> Confirmed:
    """Confirm sales orders: promise stock and make outbound orders. Orders beyond their customer's credit limit are held."""
    return _confirm([command], ctx)[0]
