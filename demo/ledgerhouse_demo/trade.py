"""What happens in the demo: orders day by day, what is bought for them, what comes back. Pure: a plan of trade from a few numbers."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Final, NamedTuple

from ledgerhouse_demo import goods, partners
from ledgerhouse_demo.chance import Popular, dice, draw, figures

DAYS_AT_MOST: Final = 45
ORDERS_A_DAY: Final = 12
STOCK_DAYS: Final = 5
"""Goods are bought for so many days of business at once."""
SHORT_PERCENT: Final = 2
"""Of so many per cent of what is bought too little comes, so that some lines stay short."""
LONGEST_ORDER: Final = 60


class Line(NamedTuple):
    """So many units of an item at a price."""

    item: str
    quantity: int
    price: Decimal


class Order(NamedTuple):
    """A sales order: its number in the plan, day, customer code and lines."""

    number: int
    day: date
    customer: str
    lines: tuple[Line, ...]


class Lot(NamedTuple):
    """A part of a purchase line as it comes in; no lot and no dates for goods that do not expire."""

    quantity: int
    lot: str = ""
    made_on: date | None = None
    expires_on: date | None = None


class Buy(NamedTuple):
    """A line of a purchase and the lots that it comes in."""

    line: Line
    lots: tuple[Lot, ...]


class Purchase(NamedTuple):
    """A purchase order: supplier, day of order, day of receipt, lines."""

    supplier: str
    ordered_on: date
    received_on: date
    lines: tuple[Buy, ...]


class Plan(NamedTuple):
    """Everything that decides a demo: the same plan makes the same demo."""

    seed: int
    orders: int
    items: int
    last_day: date


class Trade:
    """A plan carried out on paper."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.suppliers = max(3, min(200, plan.items // 25))
        self.customers = max(5, min(5000, plan.orders // 4))
        self._items: dict[int, goods.Made] = {}

    def item(self, number: int) -> goods.Made:
        """An item by number."""
        if number not in self._items:
            self._items[number] = goods.item(self.plan.seed, number)
        return self._items[number]

    @cached_property
    def _popular_items(self) -> Popular:
        return Popular(figures()["items"], self.plan.items, self.plan.seed, "popular items")

    @cached_property
    def _popular_customers(self) -> Popular:
        return Popular(figures()["customers"], self.customers, self.plan.seed, "popular customers")

    @cached_property
    def days(self) -> tuple[tuple[date, range], ...]:
        """Days of business, oldest first, each with the numbers of its orders; busy as the weekday and the season are."""
        wanted = max(1, min(DAYS_AT_MOST, self.plan.orders // ORDERS_A_DAY))
        weekdays, months = figures()["weekdays"], figures()["months"]
        found: list[date] = []
        day = self.plan.last_day
        while len(found) < wanted:
            if weekdays[day.weekday()]:
                found.append(day)
            day -= timedelta(days=1)
        found.reverse()
        busy = [weekdays[day.weekday()] * months[day.month - 1] for day in found]
        edges = [round(self.plan.orders * sum(busy[:n]) / sum(busy)) for n in range(len(busy) + 1)]
        return tuple((day, range(*edge)) for day, edge in zip(found, pairwise(edges), strict=True))

    def orders(self, day: int) -> list[Order]:
        """The sales orders of the n-th day of business."""
        when, numbers = self.days[day]
        return [self.order(when, number) for number in numbers]

    def order(self, day: date, number: int) -> Order:
        """An order by number, on a day."""
        chance = dice(self.plan.seed, "order", number)
        count = min(round(draw(figures()["lines"], chance)), LONGEST_ORDER, max(1, self.plan.items // 3))
        wanted: dict[int, int] = {}
        while len(wanted) < count:
            wanted.setdefault(self._popular_items.draw(chance), round(draw(figures()["quantity"], chance)))
        customer = partners.customer(self.plan.seed, self._popular_customers.draw(chance))
        lines = tuple(Line(self.item(n).code, quantity, self.item(n).price) for n, quantity in wanted.items())
        return Order(number, day, customer.code, lines)

    def purchases(self, day: int) -> list[Purchase]:
        """What comes in on the n-th day, before its orders are served: everything for the next days of business, by supplier."""
        if day % STOCK_DAYS:
            return []
        wanted: dict[str, int] = defaultdict(int)
        for later in range(day, min(day + STOCK_DAYS, len(self.days))):
            for order in self.orders(later):
                for line in order.lines:
                    wanted[line.item] += line.quantity
        lines: dict[int, list[Buy]] = defaultdict(list)
        for code, quantity in sorted(wanted.items()):
            number = int(code[2:]) - 1
            lines[number % self.suppliers].append(self._buy(number, quantity, self.days[day][0]))
        return [self._purchase(number, self.days[day][0], buys) for number, buys in sorted(lines.items())]

    def replenishment(self, day: date, lines: int) -> list[Purchase]:
        """Two purchases of so many lines each, of what sells best."""
        best = self._popular_items.rank[: 2 * lines]
        buys = [self._buy(number, 12, day) for number in sorted(best)]
        half = len(buys) // 2
        return [self._purchase(n, day, part) for n, part in enumerate((buys[:half], buys[half:]))]

    def _purchase(self, number: int, day: date, buys: list[Buy]) -> Purchase:
        supplier = partners.supplier(self.plan.seed, number)
        return Purchase(supplier.code, day - timedelta(days=supplier.lead_days), day, tuple(buys))

    def _buy(self, number: int, wanted: int, day: date) -> Buy:
        made = self.item(number)
        chance = dice(self.plan.seed, "buy", number, day)
        quantity = (
            max(1, wanted * 6 // 10) if chance.randrange(100) < SHORT_PERCENT else wanted + chance.randrange(wanted + 2)
        )
        return Buy(
            Line(made.code, quantity, made.cost),
            self._lots(made, quantity, day, chance.randrange(made.shelf_days // 5 + 1)),
        )

    def _lots(self, made: goods.Made, quantity: int, day: date, age: int) -> tuple[Lot, ...]:
        """Goods that expire come in two lots when there is enough, the younger one first, so that order of receipt is not order of expiry."""
        if not made.shelf_days:
            return (Lot(quantity),)
        sizes = (quantity - quantity // 3, quantity // 3) if quantity >= 6 else (quantity,)
        lots = []
        for which, size in enumerate(sizes):
            made_on = day - timedelta(days=age + 30 * which)
            expires_on = made_on + timedelta(days=made.shelf_days)
            lots.append(Lot(size, f"{made_on:%y%m%d}{'AB'[which]}", made_on, expires_on))
        return tuple(lots)

    def comes_back(self, order: Order, shipped: Mapping[int, int]) -> list[tuple[int, int]]:
        """Which lines of a shipped order (line -> units shipped) come back, and how many units."""
        chance = dice(self.plan.seed, "return", order.number)
        back = figures()["returns"]
        found = []
        for line in range(1, len(order.lines) + 1):
            luck, share = chance.random(), draw(back["share"], chance)
            if luck < back["rate"] and shipped.get(line, 0) > 0:
                found.append((line, max(1, min(shipped[line], round(shipped[line] * share)))))
        return found
