"""Take many sales orders at once: from a channel, a file, or one by one through `take_order`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ledgerhouse.documents.sales.pricing import COLUMNS, NewLine, Priced, Wish, price
from ledgerhouse.foundation import dialect, numbering
from ledgerhouse.foundation.duties import guard
from ledgerhouse.foundation.links import Ref
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.foundation.queries import company, departments_by_code
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Amount, Code, Currency, Percent
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.catalog.queries import units_by_code
from ledgerhouse.masterdata.partners.queries import partners_by_code, terms_of
from ledgerhouse.masterdata.partners.words import PartnerRef
from ledgerhouse.masterdata.sites.queries import warehouses_by_code
from ledgerhouse.masterdata.sites.words import WarehouseRef


@dataclass(frozen=True, kw_only=True)
class TakeOrder:
    """What a customer orders. Without a date it is today's order in the warehouse's time zone, without a currency in the customer's.

    The discount is on every line, after its own; the deduction is shared by all lines, so that the total is right to the cent.
    """

    __pydantic_config__ = STRICT
    customer: Code = field(metadata={"title": gettext_noop("Customer")})
    warehouse: Code = field(metadata={"title": gettext_noop("Warehouse")})
    ordered_on: date | None = field(default=None, metadata={"title": gettext_noop("Order date")})
    due_on: date | None = field(default=None, metadata={"title": gettext_noop("Promised date")})
    reference: str = field(default="", metadata={"title": gettext_noop("Customer's reference")})
    department: str = field(default="", metadata={"title": gettext_noop("Department")})
    currency: Currency = field(default="", metadata={"title": gettext_noop("Currency")})
    discount: Percent = field(default=Decimal(0), metadata={"title": gettext_noop("Discount (%)")})
    deduction: Amount = field(default=Decimal(0), metadata={"title": gettext_noop("Deduction")})
    lines: tuple[NewLine, ...] = field(metadata={"title": gettext_noop("Lines")})


@dataclass(frozen=True, kw_only=True)
class TakeOrders:
    """Many orders in one transaction: all are taken or none."""

    __pydantic_config__ = STRICT
    orders: tuple[TakeOrder, ...]


@dataclass(frozen=True, kw_only=True)
class TakenMany:
    """The numbers given, in the order of the command."""

    numbers: tuple[str, ...]


@verb("sales.take_orders", may="take orders", title=gettext_noop("Take orders"))
def take_orders(command: TakeOrders, ctx: Context) -> TakenMany:
    """Take many sales orders as drafts; every problem of every line at once."""
    return TakenMany(numbers=take(ctx, command.orders))


def take(ctx: Context, orders: Sequence[TakeOrder]) -> tuple[str, ...]:
    """Write orders as drafts and answer their numbers. Constant statements."""
    known = _Known(ctx, orders)
    days = [known.day(ctx, order) for order in orders]
    lines, problems = price(ctx, [known.wish(n, *pair) for n, pair in enumerate(zip(orders, days, strict=True))])
    problems = known.problems(orders) + problems
    if problems:
        raise Unreadable(problems)
    numbers = _numbers(ctx, days)
    ids = new_ids(len(orders))
    _write_orders(
        ctx, known, [(i, number, order, day) for i, number, order, day in zip(ids, numbers, orders, days, strict=True)]
    )
    _write_lines(ctx, list(zip(ids, lines, strict=True)))
    guard(ctx, [Ref("sales_order", number) for number in numbers])
    return tuple(numbers)


class _Known:
    """What the codes of some orders mean: customers with their terms, warehouses, departments; at most five statements."""

    def __init__(self, ctx: Context, orders: Sequence[TakeOrder]) -> None:
        self.customers: Mapping[str, PartnerRef] = partners_by_code(ctx, {o.customer for o in orders})
        self.warehouses: Mapping[str, WarehouseRef] = warehouses_by_code(ctx, {o.warehouse for o in orders})
        codes = {o.department for o in orders if o.department}
        self.departments: Mapping[str, int] = departments_by_code(ctx, codes) if codes else {}
        self.terms = terms_of(ctx, {customer.id for customer in self.customers.values()})
        self.own = company(ctx).currency

    def currency(self, order: TakeOrder) -> str:
        """That of the order, or of its customer."""
        customer = self.customers.get(order.customer)
        return order.currency or (self.terms[customer.id].currency if customer else self.own)

    def day(self, ctx: Context, order: TakeOrder) -> date:
        """The day of the order; what is today depends on where the warehouse is."""
        warehouse = self.warehouses.get(order.warehouse)
        return order.ordered_on or ctx.today(warehouse.timezone if warehouse else "UTC")

    def wish(self, n: int, order: TakeOrder, day: date) -> Wish:
        """The lines of an order with what it says of all of them."""
        customer, currency = self.customers.get(order.customer), self.currency(order)
        return Wish(
            f"orders.{n}",
            order.lines,
            customer.id if customer else 0,
            self.terms[customer.id].group if customer else 0,
            currency,
            day,
            currency != self.own,
            exact.steps(order.discount, exact.PERCENT),
            exact.steps(order.deduction, exact.AMOUNT),
        )

    def problems(self, orders: Sequence[TakeOrder]) -> list[Problem]:
        """What is wrong with the headers."""
        found = []
        for n, order in enumerate(orders):
            customer = self.customers.get(order.customer)
            if customer is None or "customer" not in customer.roles:
                found.append(
                    problem(f"orders.{n}.customer", gettext_noop("there is no customer {code}"), code=order.customer)
                )
            elif customer.blocked:
                found.append(
                    problem(f"orders.{n}.customer", gettext_noop("customer {code} is blocked"), code=order.customer)
                )
            if order.warehouse not in self.warehouses:
                template = gettext_noop("there is no warehouse {code}")
                found.append(problem(f"orders.{n}.warehouse", template, code=order.warehouse))
            if order.department and order.department not in self.departments:
                template = gettext_noop("there is no department {code}")
                found.append(problem(f"orders.{n}.department", template, code=order.department))
            if order.ordered_on and order.due_on and order.due_on < order.ordered_on:
                found.append(problem(f"orders.{n}.due_on", gettext_noop("is before the order date")))
            if order.deduction < 0:
                found.append(problem(f"orders.{n}.deduction", gettext_noop("is below zero")))
            if not order.lines:
                found.append(problem(f"orders.{n}.lines", gettext_noop("needs at least one line")))
        return found


def _numbers(ctx: Context, days: Sequence[date]) -> list[str]:
    taken = {day: iter(numbering.take(ctx, "sales_order", days.count(day), day)) for day in sorted(set(days))}
    return [next(taken[day]) for day in days]


def _write_orders(ctx: Context, known: _Known, orders: Sequence[tuple[int, str, TakeOrder, date]]) -> None:
    columns: dialect.Columns = {
        "id": "int",
        "number": "text",
        "customer_id": "int",
        "warehouse_id": "int",
        "department_id": "int",
        "ordered_on": "date",
        "due_on": "date",
        "reference": "text",
        "currency": "text",
        "discount": "int",
        "deduction": "int",
    }
    rows = [
        (
            identifier,
            number,
            known.customers[o.customer].id,
            known.warehouses[o.warehouse].id,
            known.departments.get(o.department),
            day.isoformat(),
            (o.due_on or day).isoformat(),
            o.reference[:60],
            known.currency(o),
            exact.steps(o.discount, exact.PERCENT),
            exact.steps(o.deduction, exact.AMOUNT),
        )
        for identifier, number, o, day in orders
    ]
    constants = {
        "company_id": ctx.company,
        "state": "draft",
        "paid": 0,
        "settled": 0,
        "maker": ctx.user,
        "created_at": ctx.now,
    }
    dialect.insert("sales_salesorder", columns, rows, constants=constants)


def _write_lines(ctx: Context, orders: Sequence[tuple[int, Sequence[Priced]]]) -> None:
    units = units_by_code(ctx, {line.unit for _, lines in orders for line in lines})
    ids = iter(new_ids(sum(len(lines) for _, lines in orders)))
    rows = [
        (next(ids), order, position, line.item, line.terms.base, units[line.unit].id, *line.figures)
        for order, lines in orders
        for position, line in enumerate(lines, 1)
    ]
    names = ("id", "order_id", "position", "item_id", "ordered", "unit_id", *COLUMNS)
    constants = {"shipped": 0, "cut": 0, "returned": 0}
    dialect.insert("sales_salesline", dict.fromkeys(names, "int"), rows, constants=constants)
