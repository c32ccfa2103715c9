"""The rules by which an invoice file becomes business: what is a sale, a return, neither; what is bought ahead. Pure.

Sale       a quantity above zero at a price above zero, or at price zero for a named customer (goods given away).
Return     a line of a C-invoice. It takes back earlier sales of the same item to the same customer: lines with the same price first, then the newest.
           It is taken whole or refused whole.
Refused    services (postage, fees, discounts, vouchers, hand-keyed amounts have no stock); stock corrections written as invoices (a negative quantity
           without a C, or price zero without a customer); adjustments of bad debt (A-invoices); returns for which too little was sold or shipped.
Bought     on the first day of business of each month, of every item what customers will order in that month (`cover` percent of it, rounded up),
           at 60 % of the item's average selling price of that month. What customers send back stays in the returns place and is not sold again.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Final, NamedTuple

from ledgerhouse.kernel import exact
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.tower.rollout.online_retail import Row
from ledgerhouse.tower.rollout.retail_facts import Facts

SERVICES: Final = re.compile(r"POST|DOT|M|m|C2|D|S|B|BANK CHARGES|AMAZONFEE|CRUK|gift_\d+_\d+")
"""Codes of lines that have no goods: postage, carriage, manual, discount, samples, bad debt, charges, fees, donations, vouchers."""

WALK_IN: Final = "WALK-IN"
COST_PERCENT: Final = 60
CENT: Final = 10**4
"""A cent in price steps."""


class Reason(StrEnum):
    """Why a line of the file is refused."""

    SERVICE = "service"
    CORRECTION = "stock-correction"
    BAD_DEBT = "bad-debt"
    NOT_SOLD = "no-earlier-sale"
    TOO_MUCH = "more-than-was-sold"


REASONS: Final = {
    Reason.SERVICE: gettext_noop("a service, not goods"),
    Reason.CORRECTION: gettext_noop("a stock correction written as an invoice"),
    Reason.BAD_DEBT: gettext_noop("an adjustment of bad debt"),
    Reason.NOT_SOLD: gettext_noop("nothing like it was sold to this customer before"),
    Reason.TOO_MUCH: gettext_noop("more than was sold to this customer before"),
}


class Order(NamedTuple):
    """What one sales order is made from: the sale lines of one invoice, customer and day."""

    day: date
    invoice: str
    customer: str


class Taken(NamedTuple):
    """A part of a return: so many pieces of one line of an earlier order, sold at a price (steps)."""

    order: Order
    line: int
    pieces: int
    price: int


def refusal(row: Row) -> Reason | None:
    """Why a row is neither a sale nor a return; None when it is one of them."""
    if row.invoice.startswith("A"):
        return Reason.BAD_DEBT
    if SERVICES.fullmatch(row.code):
        return Reason.SERVICE
    if row.cancels:
        return Reason.CORRECTION if row.quantity >= 0 else None
    if row.quantity <= 0 or row.price < 0 or (row.price == 0 and not row.customer):
        return Reason.CORRECTION
    return None


def order_of(row: Row) -> Order:
    """The order that a sale line belongs to."""
    return Order(row.day, row.invoice, row.customer or WALK_IN)


class Wanted(NamedTuple):
    """What customers will order of an item in a month: pieces, and value in price steps."""

    pieces: int
    value: int


class Survey:
    """The first reading of a file: its facts, its items and customers, what is wanted each month, and what will come back."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.facts = Facts()
        self.items: dict[str, str] = {}
        self.customers: dict[str, str] = {}
        self.returning: set[tuple[str, str]] = set()
        self.months: defaultdict[tuple[int, int], dict[str, Wanted]] = defaultdict(dict)
        for row in rows:
            self.facts.add(row)
            if refusal(row) is None:
                self._note(row)

    def _note(self, row: Row) -> None:
        if not self.items.get(row.code):
            self.items[row.code] = row.name.strip()
        customer = row.customer or WALK_IN
        self.customers.setdefault(customer, row.country if row.customer else "")
        if row.cancels:
            self.returning.add((customer, row.code))
            return
        month = self.months[row.month]
        before = month.get(row.code, Wanted(0, 0))
        month[row.code] = Wanted(before.pieces + row.quantity, before.value + row.quantity * row.price)

    def purchase(self, month: tuple[int, int], cover: int) -> list[tuple[str, int, int]]:
        """What to buy for a month: (code, pieces, price steps) by code."""
        return [
            (code, -(-wanted.pieces * cover // 100), cost(wanted))
            for code, wanted in sorted(self.months[month].items())
        ]


def cost(wanted: Wanted) -> int:
    """The purchase price per piece: 60 % of the average selling price, in whole cents, at least one."""
    average = exact.divide(wanted.value * COST_PERCENT, wanted.pieces * 100)
    return max(exact.divide(average, CENT), 1) * CENT


class _Sold:
    """A sale line that may come back."""

    __slots__ = ("at", "left", "line", "order", "price")

    def __init__(self, order: Order, line: int, row: Row) -> None:
        self.order, self.line, self.at, self.price, self.left = order, line, row.at, row.price, row.quantity


class Returns:
    """Which earlier sales a return takes back. Remembers only sales to customers that will send the item back."""

    def __init__(self, returning: set[tuple[str, str]]) -> None:
        self.returning = returning
        self.sold: defaultdict[tuple[str, str], list[_Sold]] = defaultdict(list)
        self.by_line: dict[tuple[Order, int], _Sold] = {}

    def sell(self, order: Order, line: int, row: Row) -> None:
        """Remember a sale."""
        key = (order.customer, row.code)
        if key in self.returning:
            sold = _Sold(order, line, row)
            self.sold[key].append(sold)
            self.by_line[order, line] = sold

    def cut(self, order: Order, line: int, pieces: int) -> None:
        """So many pieces of a sale were never shipped and can not come back."""
        if (order, line) in self.by_line:
            self.by_line[order, line].left -= pieces

    def take(self, row: Row) -> list[Taken] | Reason:
        """Take a return back from earlier sales, or say why not."""
        earlier = [sold for sold in self.sold[row.customer or WALK_IN, row.code] if sold.left and sold.at <= row.at]
        if not earlier:
            return Reason.NOT_SOLD
        need = -row.quantity
        if sum(sold.left for sold in earlier) < need:
            return Reason.TOO_MUCH
        taken = []
        earlier.reverse()
        for sold in sorted(earlier, key=lambda s: s.price != row.price):
            pieces = min(need, sold.left)
            sold.left -= pieces
            need -= pieces
            taken.append(Taken(sold.order, sold.line, pieces, sold.price))
            if not need:
                break
        return taken


class Day(NamedTuple):
    """One business day: orders with their sale rows, the returns in order, and what is refused at sight."""

    day: date
    orders: dict[Order, list[Row]]
    returns: list[Row]
    refused: list[tuple[Row, Reason]]


def days(rows: Iterable[Row]) -> Iterable[Day]:
    """The rows day by day; only one day is held at a time."""
    today: Day | None = None
    for row in rows:
        if today is None or row.day != today.day:
            if today is not None:
                yield today
            today = Day(row.day, {}, [], [])
        reason = refusal(row)
        if reason is not None:
            today.refused.append((row, reason))
        elif row.cancels:
            today.returns.append(row)
        else:
            today.orders.setdefault(order_of(row), []).append(row)
    if today is not None:
        yield today


def noon(day: date) -> datetime:
    """The moment at which the work of a day is done: noon UTC is the same date from Hawaii to Japan."""
    return datetime.fromisoformat(f"{day.isoformat()}T12:00:00+00:00")
