"""What goods that are bought are worth in our own money: at their price, at the rate of the day where it is in a foreign currency."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from ledgerhouse.documents.purchasing import orders as purchasing
from ledgerhouse.documents.warehouse import inbound
from ledgerhouse.foundation.organisation.create_company import places_of
from ledgerhouse.foundation.queries import company, currency_places
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context
from ledgerhouse.ledgers.books.rates import rates_on


class Worth:
    """Values of quantities of inbound orders that come in on one day. One statement where a currency is foreign, else none.

    What a delivery is worth is the rounded whole up to now minus what came before, so that in its currency no cent is lost over
    many deliveries. In our own money each delivery is what that is on its day. Refuses with `NoRate`.
    """

    def __init__(self, ctx: Context, orders: Iterable[inbound.OrderRef], day: date) -> None:
        self._own = currency_places(ctx)
        foreign = {(order.currency, day) for order in orders if order.currency}
        self._rates = {currency: rate for (currency, _), rate in rates_on(ctx, foreign).items()}

    def between(self, order: inbound.OrderRef, before: int, after: int, price: int) -> int:
        """What was added between two quantities (in steps) of a line at a price, in amount steps of our own money."""
        places = places_of(order.currency) if order.currency else self._own
        amount = exact.extend(after, price, places) - exact.extend(before, price, places)
        return exact.convert(amount, self._rates[order.currency], self._own) if order.currency else amount


def orders_in_own(
    ctx: Context, orders: Sequence[purchasing.OrderRef], lines: Mapping[int, Sequence[purchasing.LineRef]]
) -> dict[int, int]:
    """What purchase orders come to without tax, by id, in amount steps of our own money at the rate of their day. Refuses with `NoRate`."""
    own = company(ctx)
    rates = rates_on(ctx, {(o.currency, o.ordered_on) for o in orders if o.currency != own.currency})
    found = {}
    for order in orders:
        places = places_of(order.currency)
        amount = sum(exact.extend(line.ordered, line.price, places) for line in lines[order.id])
        rate = rates.get((order.currency, order.ordered_on))
        found[order.id] = amount if rate is None else exact.convert(amount, rate, own.currency_places)
    return found
