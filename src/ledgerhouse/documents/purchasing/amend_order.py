"""Write an amendment of one released order."""

from dataclasses import dataclass

from ledgerhouse.documents.purchasing.amend_orders import AmendOrder, amend
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop


@dataclass(frozen=True, kw_only=True)
class OrderAmended:
    """The number of the amendment."""

    number: str


@verb("purchasing.amend_order", may="order goods", title=gettext_noop("Amend"))
def amend_order(command: AmendOrder, ctx: Context) -> OrderAmended:
    """Write an amendment of one released order. It takes effect when somebody who approves purchases applies it."""
    try:
        (number,) = amend(ctx, (command,))
    except Unreadable as unreadable:
        raise Unreadable(
            p._replace(where=p.where.removeprefix("orders.0").lstrip(".")) for p in unreadable.problems
        ) from None
    return OrderAmended(number=number)
