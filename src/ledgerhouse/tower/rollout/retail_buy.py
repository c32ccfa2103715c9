"""Buy, receive and put away what an online retailer will sell in a month."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ledgerhouse.documents.purchasing.place_orders import PlaceOrder, PlaceOrders, place_orders
from ledgerhouse.documents.purchasing.pricing import NewLine
from ledgerhouse.flows.inbound.delivery import ReceiveLine
from ledgerhouse.flows.inbound.put_away import PutAway, PutAwayLine, put_away
from ledgerhouse.flows.inbound.receive import Receive, receive
from ledgerhouse.flows.inbound.release_purchases import ReleasePurchases, release_purchases
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context
from ledgerhouse.tower.rollout.retail_set_up import SUPPLIER, WAREHOUSE

LINES: Final = 500
"""Lines of one purchase order, and of one transaction."""


def buy(ctx: Context, wanted: Sequence[tuple[str, int, int]]) -> None:
    """Order (code, pieces, price steps), receive it the same day and put it away. The keys of the steps begin with the context's."""
    for number, begin in enumerate(range(0, len(wanted), LINES)):
        part = [(code, exact.number(pieces, 0), price) for code, pieces, price in wanted[begin : begin + LINES]]
        lines = tuple(NewLine(item=code, quantity=q, price=exact.number(price, exact.PRICE)) for code, q, price in part)
        order = PlaceOrder(supplier=SUPPLIER, warehouse=WAREHOUSE, lines=lines)
        placed = place_orders(PlaceOrders(orders=(order,)), _step(ctx, "order", number))
        released = release_purchases(ReleasePurchases(numbers=placed.numbers), _step(ctx, "release", number))
        (inbound,) = released.inbound
        arrived = tuple(ReceiveLine(order=inbound, line=n, quantity=q) for n, (_, q, _) in enumerate(part, 1))
        received = receive(Receive(lines=arrived), _step(ctx, "receive", number))
        put_away(PutAway(lines=tuple(PutAwayLine(task=task) for task in received.tasks)), _step(ctx, "put", number))


def _step(ctx: Context, name: str, number: int) -> Context:
    return replace(ctx, key=f"{ctx.key}:buy-{name}:{number}")
