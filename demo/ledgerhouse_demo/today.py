"""What is left to do this morning, so that whoever signs in finds work: goods expected, goods at the dock, orders in every state up to picking."""

from datetime import timedelta
from decimal import Decimal
from typing import Final

from ledgerhouse.documents.purchasing.place_orders import PlaceOrders, place_orders
from ledgerhouse.documents.sales.take_orders import TakeOrders, take_orders
from ledgerhouse.flows.inbound.delivery import ReceiveLine
from ledgerhouse.flows.inbound.receive import Receive, receive
from ledgerhouse.flows.inbound.release_purchases import ReleasePurchases, release_purchases
from ledgerhouse.flows.outbound.allocate import Allocate, allocate
from ledgerhouse.flows.outbound.confirm_orders import ConfirmOrders, confirm_orders
from ledgerhouse.flows.outbound.release_wave import ReleaseWave, release_wave
from ledgerhouse_demo import cast
from ledgerhouse_demo.job import MORNING, Job, purchase_order, sales_order
from ledgerhouse_demo.trade import Trade

DRAFTS, WAITING, PICKING = 3, 4, 6
"""How many orders are left as drafts, confirmed, and in a wave that is being picked."""
LINES: Final = 10
"""Lines of each of the two purchases: one expected, one at the dock."""


def leave_work(job: Job, trade: Trade) -> None:
    """Begin the day after the plan's last one, and stop in the middle."""
    day = trade.plan.last_day + timedelta(days=1)
    orders = [trade.order(day, trade.plan.orders + n) for n in range(DRAFTS + WAITING + PICKING)]
    taken = tuple(sales_order(order) for order in orders)
    numbers = take_orders(TakeOrders(orders=taken), job.acting("sales", day, MORNING, "take")).numbers
    confirm = ConfirmOrders(numbers=numbers[DRAFTS:])
    outbound = confirm_orders(confirm, job.acting("sales", day, MORNING, "confirm")).outbound
    claim = Allocate(warehouse=cast.WAREHOUSE, numbers=outbound[WAITING:])
    supervisor = job.acting("supervisor", day, MORNING, "allocate")
    if allocate(claim, supervisor).orders:
        release_wave(ReleaseWave(warehouse=cast.WAREHOUSE), job.acting("supervisor", day, MORNING, "wave"))
    _expect(job, trade)


def _expect(job: Job, trade: Trade) -> None:
    day = trade.plan.last_day + timedelta(days=1)
    purchases = trade.replenishment(day, LINES)
    orders = tuple(purchase_order(purchase) for purchase in purchases)
    placed = place_orders(PlaceOrders(orders=orders), job.acting("buyer", day, MORNING, "order"))
    released = release_purchases(ReleasePurchases(numbers=placed.numbers), job.acting("buyer", day, MORNING, "release"))
    arrived = tuple(
        ReceiveLine(
            order=released.inbound[0],
            line=n,
            quantity=Decimal(lot.quantity),
            lot=lot.lot,
            made_on=lot.made_on,
            expires_on=lot.expires_on,
        )
        for n, buy in enumerate(purchases[0].lines, 1)
        for lot in buy.lots
    )
    receive(Receive(lines=arrived), job.acting("receiver", day, MORNING, "receive"))
