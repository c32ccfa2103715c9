"""Place one purchase order."""

from dataclasses import dataclass

from ledgerhouse.documents.purchasing.place_orders import PlaceOrder, place
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop


@dataclass(frozen=True, kw_only=True)
class Placed:
    """The number of the new order."""

    number: str


@verb("purchasing.place_order", may="order goods", title=gettext_noop("Place purchase order"))
def place_order(command: PlaceOrder, ctx: Context) -> Placed:
    """Place one purchase order as a draft."""
    try:
        (number,) = place(ctx, (command,))
    except Unreadable as unreadable:
        problems = unreadable.problems
        raise Unreadable(Problem(p.where.removeprefix("orders.0."), p.template, p.facts) for p in problems) from None
    return Placed(number=number)
