"""Take many sales orders at once: from a channel, a file, or one by one through `take_order`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from ledgerhouse.foundation import dialect, numbering
from ledgerhouse.foundation.duties import guard
from ledgerhouse.foundation.links import Ref
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.foundation.queries import departments_by_code
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Code, Price, Quantity
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.catalog.lines import SELL, Asked, Line, understand
from ledgerhouse.masterdata.partners.queries import partners_by_code
from ledgerhouse.masterdata.partners.words import PartnerRef
from ledgerhouse.masterdata.sites.queries import warehouses_by_code
from ledgerhouse.masterdata.sites.words import WarehouseRef


@dataclass(frozen=True, kw_only=True)
class NewLine:
    """One item of an order. An empty unit is the item's base unit; the price is per that unit, without tax."""

    __pydantic_config__ = STRICT
    item: Code = field(metadata={"title": gettext_noop("Item")})
    quantity: Quantity = field(metadata={"title": gettext_noop("Quantity")})
    unit: str = field(default="", metadata={"title": gettext_noop("Unit")})
    price: Price = field(metadata={"title": gettext_noop("Price")})


@dataclass(frozen=True, kw_only=True)
class TakeOrder:
    """What a customer orders. Without a date it is today's order in the warehouse's time zone."""

    __pydantic_config__ = STRICT
    customer: Code = field(metadata={"title": gettext_noop("Customer")})
    warehouse: Code = field(metadata={"title": gettext_noop("Warehouse")})
    ordered_on: date | None = field(default=None, metadata={"title": gettext_noop("Order date")})
    due_on: date | None = field(default=None, metadata={"title": gettext_noop("Promised date")})
    reference: str = field(default="", metadata={"title": gettext_noop("Customer's reference")})
    department: str = field(default="", metadata={"title": gettext_noop("Department")})
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
    asked = [
        Asked(f"orders.{n}.lines.{i}", line.item, line.quantity, line.unit)
        for n, order in enumerate(orders)
        for i, line in enumerate(order.lines)
    ]
    lines, problems = understand(ctx, asked, SELL)
    problems = known.problems(orders) + problems
    if problems:
        raise Unreadable(problems)
    days = [order.ordered_on or ctx.today(known.warehouses[order.warehouse].timezone) for order in orders]
    numbers = _numbers(ctx, days)
    ids = new_ids(len(orders))
    _write_orders(
        ctx, known, [(i, number, order, day) for i, number, order, day in zip(ids, numbers, orders, days, strict=True)]
    )
    _write_lines(list(zip(ids, orders, strict=True)), [line for line in lines if line is not None])
    guard(ctx, [Ref("sales_order", number) for number in numbers])
    return tuple(numbers)


class _Known:
    """What the codes of some orders mean: customers, warehouses, departments; three statements."""

    def __init__(self, ctx: Context, orders: Sequence[TakeOrder]) -> None:
        self.customers: Mapping[str, PartnerRef] = partners_by_code(ctx, {o.customer for o in orders})
        self.warehouses: Mapping[str, WarehouseRef] = warehouses_by_code(ctx, {o.warehouse for o in orders})
        codes = {o.department for o in orders if o.department}
        self.departments: Mapping[str, int] = departments_by_code(ctx, codes) if codes else {}

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
        )
        for identifier, number, o, day in orders
    ]
    constants = {"company_id": ctx.company, "state": "draft", "maker": ctx.user, "created_at": ctx.now}
    dialect.insert("sales_salesorder", columns, rows, constants=constants)


def _write_lines(orders: Sequence[tuple[int, TakeOrder]], lines: Sequence[Line]) -> None:
    understood = iter(lines)
    ids = iter(new_ids(len(lines)))
    rows = []
    for order_id, order in orders:
        for position, written in enumerate(order.lines, 1):
            line = next(understood)
            rows.append((next(ids), order_id, position, line.item.id, line.quantity, _base_price(written, line)))
    columns: dialect.Columns = {
        "id": "int",
        "order_id": "int",
        "position": "int",
        "item_id": "int",
        "ordered": "int",
        "price": "int",
    }
    dialect.insert("sales_salesline", columns, rows, constants={"shipped": 0, "cut": 0, "returned": 0})


def _base_price(written: NewLine, line: Line) -> int:
    """The price per base unit, rounded half up to six places when the line is in another unit."""
    price, quantity = exact.steps(written.price, exact.PRICE), exact.steps(written.quantity, exact.QUANTITY)
    return price if quantity == line.quantity else exact.divide(price * quantity, line.quantity)
