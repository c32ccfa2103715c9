"""Place many purchase orders at once: from planning, a file, or one by one through `place_order`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from pydantic import Field

from ledgerhouse.foundation import dialect, numbering
from ledgerhouse.foundation.duties import guard
from ledgerhouse.foundation.links import Ref
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.foundation.queries import departments
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Code, Price, Quantity
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.catalog.lines import BUY, Asked, Line, understand
from ledgerhouse.masterdata.partners.queries import partners_by_code
from ledgerhouse.masterdata.partners.words import PartnerRef
from ledgerhouse.masterdata.sites.queries import warehouses_by_code
from ledgerhouse.masterdata.sites.words import WarehouseRef

Reference = Annotated[str, Field(max_length=60)]


@dataclass(frozen=True, kw_only=True)
class NewLine:
    """One item of an order. An empty unit is the item's base unit; the price is per that unit, without tax."""

    __pydantic_config__ = STRICT

    item: Code = field(metadata={"title": gettext_noop("Item")})
    quantity: Quantity = field(metadata={"title": gettext_noop("Quantity")})
    unit: str = field(default="", metadata={"title": gettext_noop("Unit")})
    price: Price = field(metadata={"title": gettext_noop("Price")})


@dataclass(frozen=True, kw_only=True)
class PlaceOrder:
    """What is ordered from a supplier. Without a date it is today's order in the warehouse's time zone."""

    __pydantic_config__ = STRICT

    supplier: Code = field(metadata={"title": gettext_noop("Supplier")})
    warehouse: Code = field(metadata={"title": gettext_noop("Warehouse")})
    ordered_on: date | None = field(default=None, metadata={"title": gettext_noop("Order date")})
    due_on: date | None = field(default=None, metadata={"title": gettext_noop("Due date")})
    reference: Reference = field(default="", metadata={"title": gettext_noop("Supplier's reference")})
    department: str = field(default="", metadata={"title": gettext_noop("Department")})
    lines: tuple[NewLine, ...] = field(metadata={"title": gettext_noop("Lines")})


@dataclass(frozen=True, kw_only=True)
class PlaceOrders:
    """Many orders in one transaction: all are placed or none."""

    __pydantic_config__ = STRICT

    orders: tuple[PlaceOrder, ...]


@dataclass(frozen=True, kw_only=True)
class PlacedMany:
    """The numbers given, in the order of the command."""

    numbers: tuple[str, ...]


@verb("purchasing.place_orders", may="order goods", title=gettext_noop("Place purchase orders"))
def place_orders(command: PlaceOrders, ctx: Context) -> PlacedMany:
    """Place many purchase orders as drafts; every problem of every line at once."""
    return PlacedMany(numbers=place(ctx, command.orders))


def place(ctx: Context, orders: Sequence[PlaceOrder]) -> tuple[str, ...]:
    """Write orders as drafts and answer their numbers. Constant statements. Problems are at `orders.N.…`."""
    known = _Known(ctx, orders)
    asked = [
        Asked(f"orders.{n}.lines.{i}", line.item, line.quantity, line.unit)
        for n, order in enumerate(orders)
        for i, line in enumerate(order.lines)
    ]
    lines, problems = understand(ctx, asked, BUY)
    problems = known.problems(orders) + problems
    if problems:
        raise Unreadable(problems)
    days = [order.ordered_on or ctx.today(known.warehouses[order.warehouse].timezone) for order in orders]
    numbers = _numbers(ctx, days)
    ids = new_ids(len(orders))
    _write_orders(ctx, known, list(zip(ids, numbers, orders, days, strict=True)))
    _write_lines(list(zip(ids, orders, strict=True)), [line for line in lines if line is not None])
    guard(ctx, [Ref("purchase_order", number) for number in numbers])
    return tuple(numbers)


class _Known:
    """What the codes of some orders mean: suppliers, warehouses, departments; at most three statements."""

    def __init__(self, ctx: Context, orders: Sequence[PlaceOrder]) -> None:
        self.suppliers: Mapping[str, PartnerRef] = partners_by_code(ctx, {o.supplier for o in orders})
        self.warehouses: Mapping[str, WarehouseRef] = warehouses_by_code(ctx, {o.warehouse for o in orders})
        named = any(o.department for o in orders)
        self.departments = {row.code: row.id for row in departments(ctx)} if named else {}

    def problems(self, orders: Sequence[PlaceOrder]) -> list[Problem]:
        """What is wrong with the headers."""
        found = []
        for n, order in enumerate(orders):
            supplier = self.suppliers.get(order.supplier)
            where = f"orders.{n}.supplier"
            if supplier is None or "supplier" not in supplier.roles:
                found.append(problem(where, gettext_noop("there is no supplier {code}"), code=order.supplier))
            elif supplier.blocked:
                found.append(problem(where, gettext_noop("supplier {code} is blocked"), code=order.supplier))
            if order.warehouse not in self.warehouses:
                template = gettext_noop("there is no warehouse {code}")
                found.append(problem(f"orders.{n}.warehouse", template, code=order.warehouse))
            if order.department and order.department not in self.departments:
                template = gettext_noop("there is no department {code}")
                found.append(problem(f"orders.{n}.department", template, code=order.department))
            if order.ordered_on and order.due_on and order.due_on < order.ordered_on:
                found.append(problem(f"orders.{n}.due_on", gettext_noop("is before the order date")))
            if not order.lines:
                found.append(problem(f"orders.{n}.lines", gettext_noop("needs at least one line")))
        return found


def _numbers(ctx: Context, days: Sequence[date]) -> list[str]:
    taken = {day: iter(numbering.take(ctx, "purchase_order", days.count(day), day)) for day in sorted(set(days))}
    return [next(taken[day]) for day in days]


def _write_orders(ctx: Context, known: _Known, orders: Sequence[tuple[int, str, PlaceOrder, date]]) -> None:
    columns: dialect.Columns = {
        "id": "int",
        "number": "text",
        "supplier_id": "int",
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
            known.suppliers[o.supplier].id,
            known.warehouses[o.warehouse].id,
            known.departments.get(o.department),
            day.isoformat(),
            o.due_on.isoformat() if o.due_on else None,
            o.reference,
        )
        for identifier, number, o, day in orders
    ]
    constants = {"company_id": ctx.company, "state": "draft", "maker": ctx.user, "created_at": ctx.now}
    dialect.insert("purchasing_purchaseorder", columns, rows, constants=constants)


def _write_lines(orders: Sequence[tuple[int, PlaceOrder]], lines: Sequence[Line]) -> None:
    understood = iter(lines)
    ids = iter(new_ids(len(lines)))
    rows = []
    for order, placed in orders:
        for position, written in enumerate(placed.lines, 1):
            line = next(understood)
            rows.append((next(ids), order, position, line.item.id, line.quantity, _base_price(written, line)))
    columns: dialect.Columns = {
        "id": "int",
        "order_id": "int",
        "position": "int",
        "item_id": "int",
        "ordered": "int",
        "price": "int",
    }
    dialect.insert("purchasing_purchaseline", columns, rows, constants={"received": 0})


def _base_price(written: NewLine, line: Line) -> int:
    """The price per base unit, rounded half up to six places when the line is in another unit."""
    price, quantity = exact.steps(written.price, exact.PRICE), exact.steps(written.quantity, exact.QUANTITY)
    return price if quantity == line.quantity else exact.divide(price * quantity, line.quantity)
