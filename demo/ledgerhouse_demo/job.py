"""The main job of the demo, through the real verbs, as the people whose work it is: buy, receive, put away, sell, pick, pack, ship, take back, count.

Every command has a key made of the day and the step, and all that is decided here follows from the plan and from answers given before:
a demo that was killed is run again and goes on where it was; nothing is doubled.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from ledgerhouse.documents.purchasing.place_orders import PlaceOrder, PlaceOrders, place_orders
from ledgerhouse.documents.purchasing.pricing import NewLine as BuyLine
from ledgerhouse.documents.sales.pricing import NewLine
from ledgerhouse.documents.sales.take_orders import TakeOrder, TakeOrders, take_orders
from ledgerhouse.documents.warehouse import counts
from ledgerhouse.flows.finance.make_vouchers import MakeVouchers, make_vouchers
from ledgerhouse.flows.finance.prove import Prove, prove
from ledgerhouse.flows.inbound.delivery import ReceiveLine
from ledgerhouse.flows.inbound.put_away import PutAway, PutAwayLine, put_away
from ledgerhouse.flows.inbound.receive import Receive, receive
from ledgerhouse.flows.inbound.release_purchases import ReleasePurchases, release_purchases
from ledgerhouse.flows.inbound.take_returns import ReturnedLine, TakeReturns, take_returns
from ledgerhouse.flows.inventory.approve_count import ApproveCount, approve_count
from ledgerhouse.flows.inventory.record_count import CountedLine, RecordCount, record_count
from ledgerhouse.flows.inventory.start_count import StartCount, start_count
from ledgerhouse.flows.outbound.allocate import Allocate, allocate
from ledgerhouse.flows.outbound.confirm_orders import ConfirmOrders, confirm_orders
from ledgerhouse.flows.outbound.pack import Pack, pack
from ledgerhouse.flows.outbound.pick import PickWave, pick_wave
from ledgerhouse.flows.outbound.release_wave import ReleaseWave, release_wave
from ledgerhouse.flows.outbound.ship import Ship, ship
from ledgerhouse.foundation import askers
from ledgerhouse.foundation.dialect import refresh_statistics
from ledgerhouse.kernel.context import Context
from ledgerhouse_demo import cast
from ledgerhouse_demo.trade import Order, Purchase, Trade

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
WAVE: Final = 300
COUNTED: Final = 8
TURNAROUND: Final = 500
"""Purchase lines in one transaction."""

MORNING, NOON, AFTERNOON, EVENING = time(8, 30), time(11, 0), time(14, 30), time(17, 30)


@dataclass
class Served:
    """An order of the plan after it was carried out: its number, and the units shipped by line."""

    order: Order
    number: str
    shipped: dict[int, int] = field(default_factory=dict)


class Job:
    """A plan carried out in a company that `begin` has made. `say` hears of every day of business done: how many of how many."""

    def __init__(self, trade: Trade, say: Callable[[int, int], None]) -> None:
        self.trade, self.say = trade, say
        self._people: dict[str, Context] = {}

    def carry_out(self) -> bool:
        """Everything, in order of time. Answers whether the ledgers are proved right."""
        yesterday: list[Served] = []
        days = self.trade.days
        for number, (day, _) in enumerate(days):
            self._buy(number, day)
            self._take_back(day, yesterday)
            orders = self.trade.orders(number)
            yesterday = [
                served
                for wave, begin in enumerate(range(0, len(orders), WAVE))
                for served in self._sell(day, wave, orders[begin : begin + WAVE])
            ]
            if number % 10 == 0:
                refresh_statistics()
            self.say(number + 1, len(days))
        last = days[-1][0]
        self._take_back(last, yesterday, "last")
        self._count(last)
        self._vouchers(last)
        return prove(Prove(), self.acting("accountant", last, EVENING, "prove")).clean

    def acting(self, username: str, day: date, at: time, step: str) -> Context:
        """The context of a person at a moment of the plan, with the key of a step."""
        now = datetime.combine(day, at, SHANGHAI).astimezone(UTC)
        if username not in self._people:
            self._people[username] = askers.person(username, now, interface="demo")
        return replace(self._people[username], now=now, key=f"demo:{day:%Y%m%d}:{step}")

    def _buy(self, number: int, day: date) -> None:
        waiting: list[Purchase] = []
        lines = batch = 0
        for purchase in self.trade.purchases(number):
            waiting.append(purchase)
            lines += len(purchase.lines)
            if lines >= TURNAROUND:
                self._bring_in(day, batch, waiting)
                waiting, lines, batch = [], 0, batch + 1
        if waiting:
            self._bring_in(day, batch, waiting)

    def _bring_in(self, day: date, batch: int, purchases: Sequence[Purchase]) -> None:
        orders = tuple(purchase_order(purchase) for purchase in purchases)
        placed = place_orders(PlaceOrders(orders=orders), self.acting("buyer", day, MORNING, f"order:{batch}"))
        buyer = self.acting("buyer", day, MORNING, f"release:{batch}")
        released = release_purchases(ReleasePurchases(numbers=placed.numbers), buyer)
        arrived = tuple(
            ReceiveLine(
                order=inbound,
                line=n,
                quantity=Decimal(lot.quantity),
                lot=lot.lot,
                made_on=lot.made_on,
                expires_on=lot.expires_on,
            )
            for inbound, purchase in zip(released.inbound, purchases, strict=True)
            for n, buy in enumerate(purchase.lines, 1)
            for lot in buy.lots
        )
        received = receive(Receive(lines=arrived), self.acting("receiver", day, MORNING, f"receive:{batch}"))
        done = tuple(PutAwayLine(task=task) for task in received.tasks)
        put_away(PutAway(lines=done), self.acting("receiver", day, MORNING, f"put:{batch}"))

    def _sell(self, day: date, wave: int, orders: Sequence[Order]) -> list[Served]:
        taken = tuple(sales_order(order) for order in orders)
        numbers = take_orders(TakeOrders(orders=taken), self.acting("sales", day, NOON, f"take:{wave}")).numbers
        sales = self.acting("sales", day, NOON, f"confirm:{wave}")
        outbound = confirm_orders(ConfirmOrders(numbers=numbers), sales).outbound
        served = {o: Served(order, n) for o, n, order in zip(outbound, numbers, orders, strict=True)}
        command = Allocate(warehouse=cast.WAREHOUSE, numbers=outbound, short="cut", limit=WAVE)
        answer = allocate(command, self.acting("supervisor", day, NOON, f"allocate:{wave}"))
        missing: dict[tuple[str, int], int] = defaultdict(int)
        for short in answer.short:
            missing[short.order, short.line] += int(short.quantity)
        for number, one in served.items():
            one.shipped = {n: line.quantity - missing[number, n] for n, line in enumerate(one.order.lines, 1)}
        self._ship(day, wave, tuple(number for number, one in served.items() if any(one.shipped.values())))
        return list(served.values())

    def _ship(self, day: date, wave: int, outbound: tuple[str, ...]) -> None:
        if not outbound:
            return
        release = ReleaseWave(warehouse=cast.WAREHOUSE, numbers=outbound, limit=WAVE)
        released = release_wave(release, self.acting("supervisor", day, AFTERNOON, f"wave:{wave}"))
        picked = pick_wave(PickWave(wave=released.wave), self.acting("picker", day, AFTERNOON, f"pick:{wave}"))
        pack(Pack(numbers=picked.orders), self.acting("picker", day, AFTERNOON, f"pack:{wave}"))
        ship(Ship(numbers=picked.orders), self.acting("supervisor", day, EVENING, f"ship:{wave}"))

    def _take_back(self, day: date, served: Sequence[Served], step: str = "day") -> None:
        lines = tuple(
            ReturnedLine(order=one.number, line=line, quantity=Decimal(quantity), reason="七天无理由退货")
            for one in served
            for line, quantity in self.trade.comes_back(one.order, one.shipped)
        )
        if lines:
            take_returns(TakeReturns(lines=lines), self.acting("supervisor", day, EVENING, f"returns:{step}"))

    def _vouchers(self, day: date) -> None:
        """The journal of the last month as vouchers, which wait for whoever checks them."""
        after = batch = 0
        while True:
            accountant = self.acting("accountant", day, EVENING, f"vouchers:{batch}")
            made = make_vouchers(MakeVouchers(month=day.year * 100 + day.month, after=after), accountant)
            if not made.more:
                return
            after, batch = made.last, batch + 1

    def _count(self, day: date) -> None:
        """Count some items; one piece is missing, two are found; somebody else approves."""
        items = sorted({line.item for order in self.trade.orders(len(self.trade.days) - 1) for line in order.lines})[
            :COUNTED
        ]
        start = StartCount(warehouse=cast.WAREHOUSE, items=tuple(items))
        number = start_count(start, self.acting("operator", day, EVENING, "count")).number
        counter = self.acting("operator", day, EVENING, "counted")
        lines = counts.lines(counter, counts.load(counter, number).id)
        seen = [(line.position, line.expected) for line in lines]
        differences = {position: -1 if n == 0 else 2 for n, (position, expected) in enumerate(seen[:2]) if expected}
        counted = tuple(
            CountedLine(line=position, quantity=Decimal(expected // 10**6 + differences.get(position, 0)))
            for position, expected in seen
        )
        if counted:
            record_count(RecordCount(number=number, lines=counted), counter)
            approve_count(ApproveCount(number=number, reason="月末盘点"), self.acting("cfo", day, EVENING, "approve"))


def purchase_order(purchase: Purchase) -> PlaceOrder:
    """The command of a purchase of the plan."""
    return PlaceOrder(
        supplier=purchase.supplier,
        warehouse=cast.WAREHOUSE,
        ordered_on=purchase.ordered_on,
        due_on=purchase.received_on,
        department="CG",
        lines=tuple(
            BuyLine(item=buy.line.item, quantity=Decimal(buy.line.quantity), price=buy.line.price)
            for buy in purchase.lines
        ),
    )


def sales_order(order: Order) -> TakeOrder:
    """The command of an order of the plan."""
    return TakeOrder(
        customer=order.customer,
        warehouse=cast.WAREHOUSE,
        ordered_on=order.day,
        due_on=order.day,
        reference=f"WEB{order.number + 1:06}",
        department="XS",
        lines=tuple(NewLine(item=line.item, quantity=Decimal(line.quantity), price=line.price) for line in order.lines),
    )
