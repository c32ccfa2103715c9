"""Take one sales order."""

from dataclasses import dataclass

from ledgerhouse.documents.sales.take_orders import TakeOrder, take
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop


@dataclass(frozen=True, kw_only=True)
class Taken:
    """The number of the new order."""

    number: str


@verb("sales.take_order", may="take orders", title=gettext_noop("Take order"))
def take_order(command: TakeOrder, ctx: Context) -> Taken:
    """Take one sales order as a draft."""
    try:
        (number,) = take(ctx, (command,))
    except Unreadable as unreadable:
        raise Unreadable(
            Problem(p.where.removeprefix("orders.0."), p.template, p.facts) for p in unreadable.problems
        ) from None
    return Taken(number=number)
