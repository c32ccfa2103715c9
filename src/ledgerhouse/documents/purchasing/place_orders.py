"""Place many purchase orders at once: from planning, a file, or one by one through `place_order`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import chain, repeat
from typing import Annotated, Any, Final, NamedTuple

from pydantic import Field

from ledgerhouse.documents.purchasing.models import PurchaseLine
from ledgerhouse.documents.purchasing.orders import OrderRef
from ledgerhouse.documents.purchasing.pricing import NewLine, Priced, Wish, price
from ledgerhouse.documents.purchasing.words import ORDER
from ledgerhouse.foundation import dialect, numbering
from ledgerhouse.foundation.dialect import one_of
from ledgerhouse.foundation.duties import guard
from ledgerhouse.foundation.links import Ref
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.foundation.queries import company, departments
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code, Currency
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Changed, Problem, Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.partners.queries import partners_by_code, terms_of
from ledgerhouse.masterdata.partners.words import PartnerRef
from ledgerhouse.masterdata.sites.queries import warehouses_by_code
from ledgerhouse.masterdata.sites.words import WarehouseRef

Reference = Annotated[str, Field(max_length=60)]


@dataclass(frozen=True, kw_only=True)
class PlaceOrder:
    """What is ordered from a supplier. Without a date it is today's order in the warehouse's time zone.

    Without a due date the longest lead time of its items gives one, without a currency the supplier does. `round_up` orders more where the supplier
    does not deliver so little; otherwise that is refused.
    """

    __pydantic_config__ = STRICT

    supplier: Code = field(metadata={"title": gettext_noop("Supplier")})
    warehouse: Code = field(metadata={"title": gettext_noop("Warehouse")})
    ordered_on: date | None = field(default=None, metadata={"title": gettext_noop("Order date")})
    due_on: date | None = field(default=None, metadata={"title": gettext_noop("Due date")})
    reference: Reference = field(default="", metadata={"title": gettext_noop("Supplier's reference")})
    department: str = field(default="", metadata={"title": gettext_noop("Department")})
    currency: Currency = field(default="", metadata={"title": gettext_noop("Currency")})
    round_up: bool = field(default=False, metadata={"title": gettext_noop("Round up to what can be ordered")})
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


def place_for(
    ctx: Context, orders: Sequence[PlaceOrder], wheres: Sequence[Sequence[str]], agreed: Sequence[Sequence[int]] = ()
) -> tuple[str, ...]:
    """Place orders that follow from other papers: what is wrong with a line is said of the place it comes from."""
    try:
        return place(ctx, orders, agreed)
    except Unreadable as unreadable:
        raise Unreadable(_moved(problem, wheres) for problem in unreadable.problems) from None


def _moved(found: Problem, wheres: Sequence[Sequence[str]]) -> Problem:
    _, n, name, *rest = [*found.where.split("."), ""]
    if name != "lines" or not rest[0]:
        return found._replace(where=name)
    place = wheres[int(n)][int(rest[0])]
    return found._replace(where=".".join([place, *rest[1:]]).rstrip("."))


def place(ctx: Context, orders: Sequence[PlaceOrder], agreed: Sequence[Sequence[int]] = ()) -> tuple[str, ...]:
    """Write orders as drafts and answer their numbers. Constant statements. Problems are at `orders.N.…`.

    `agreed` names per order and line the line of the agreement it is called off from.
    """
    known = _Known(ctx, orders)
    days = [known.day(ctx, order) for order in orders]
    lines, problems = price(ctx, known.wishes(orders, days))
    problems = known.problems(orders) + problems
    if problems:
        raise Unreadable(problems)
    numbers = _numbers(ctx, days)
    ids = new_ids(len(orders))
    priced = iter(line for line in lines if line is not None)
    new = [
        _New(i, number, order, day, tuple(next(priced) for _ in order.lines))
        for i, number, order, day in zip(ids, numbers, orders, days, strict=True)
    ]
    _write_orders(ctx, known, new)
    _write_lines(new, agreed)
    guard(ctx, [Ref("purchase_order", number) for number in numbers])
    return tuple(numbers)


def rewrite(
    ctx: Context, drafts: Sequence[OrderRef], orders: Sequence[PlaceOrder], agreed: Sequence[Sequence[int | None]]
) -> None:
    """Write these drafts anew as `orders` say; they keep their numbers. Constant statements. Problems are at `orders.N.…`.

    Refuses with `Changed` a draft that has another version or is no draft any more.
    """
    known = _Known(ctx, orders)
    days = [order.ordered_on or draft.ordered_on for order, draft in zip(orders, drafts, strict=True)]
    lines, problems = price(ctx, known.wishes(orders, days))
    problems = known.problems(orders) + problems
    if problems:
        raise Unreadable(problems)
    priced = iter(line for line in lines if line is not None)
    new = [
        _New(draft.id, draft.number, order, day, tuple(next(priced) for _ in order.lines))
        for draft, order, day in zip(drafts, orders, days, strict=True)
    ]
    columns: dialect.Columns = {"version": "int", **{k: v for k, v in _ORDER.items() if k != "number"}}
    versions = {draft.id: draft.version for draft in drafts}
    rows = [(versions[row[0]], row[0], *row[2:]) for row in _rows(known, new)]
    sets = ", ".join(f"{name} = x.{name}" for name in columns if name not in ("id", "version"))
    fits = f"t.state = '{ORDER.start}'"
    sets = f"version = t.version + 1, {sets}"
    done = dialect.update("purchasing_purchaseorder", sets, columns, rows, on=("id", "version"), where=fits)
    if done != len(rows):
        raise Changed(name=", ".join(draft.number for draft in drafts[:10]))
    PurchaseLine.objects.filter(order_id__in=one_of({draft.id for draft in drafts})).delete()
    _write_lines(new, agreed)
    guard(ctx, [Ref("purchase_order", draft.number) for draft in drafts])


class _New(NamedTuple):
    """An order to be written."""

    id: int
    number: str
    order: PlaceOrder
    day: date
    lines: tuple[Priced, ...]

    @property
    def due_on(self) -> date | None:
        """As written, or after the longest lead time of the lines."""
        longest = max(line.lead_days for line in self.lines)
        return self.order.due_on or (self.day + timedelta(days=longest) if longest else None)


class _Known:
    """What the codes of some orders mean: suppliers with their currencies, warehouses, departments; at most five statements."""

    def __init__(self, ctx: Context, orders: Sequence[PlaceOrder]) -> None:
        self.suppliers: Mapping[str, PartnerRef] = partners_by_code(ctx, {o.supplier for o in orders})
        self.warehouses: Mapping[str, WarehouseRef] = warehouses_by_code(ctx, {o.warehouse for o in orders})
        named = any(o.department for o in orders)
        self.departments = {row.code: row.id for row in departments(ctx)} if named else {}
        self.terms = terms_of(ctx, {supplier.id for supplier in self.suppliers.values()})
        self.own = company(ctx).currency

    def currency(self, order: PlaceOrder) -> str:
        """That of the order, or of its supplier."""
        supplier = self.suppliers.get(order.supplier)
        return order.currency or (self.terms[supplier.id].currency if supplier else self.own)

    def day(self, ctx: Context, order: PlaceOrder) -> date:
        """The day of the order; what is today depends on where the warehouse is."""
        warehouse = self.warehouses.get(order.warehouse)
        return order.ordered_on or ctx.today(warehouse.timezone if warehouse else "UTC")

    def wishes(self, orders: Sequence[PlaceOrder], days: Sequence[date]) -> list[Wish]:
        """The lines of all orders, each with what its order says."""
        found = []
        for n, (order, day) in enumerate(zip(orders, days, strict=True)):
            supplier, currency = self.suppliers.get(order.supplier), self.currency(order)
            known = supplier.id if supplier else 0
            for i, line in enumerate(order.lines):
                where, foreign = f"orders.{n}.lines.{i}", currency != self.own
                found.append(Wish(where, line, known, currency, day, foreign, order.round_up))
        return found

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


_ORDER: Final[dialect.Columns] = {
    "id": "int",
    "number": "text",
    "supplier_id": "int",
    "warehouse_id": "int",
    "department_id": "int",
    "ordered_on": "date",
    "due_on": "date",
    "reference": "text",
    "currency": "text",
}


def _rows(known: _Known, orders: Sequence[_New]) -> list[tuple[Any, ...]]:
    """The orders as rows of `_ORDER`."""
    return [
        (
            new.id,
            new.number,
            known.suppliers[new.order.supplier].id,
            known.warehouses[new.order.warehouse].id,
            known.departments.get(new.order.department),
            new.day.isoformat(),
            new.due_on.isoformat() if new.due_on else None,
            new.order.reference,
            known.currency(new.order),
        )
        for new in orders
    ]


def _write_orders(ctx: Context, known: _Known, orders: Sequence[_New]) -> None:
    constants = {
        "company_id": ctx.company,
        "state": ORDER.start,
        "maker": ctx.user,
        "created_at": ctx.now,
        "version": 1,
    }
    dialect.insert("purchasing_purchaseorder", _ORDER, _rows(known, orders), constants=constants)


def _write_lines(orders: Sequence[_New], agreed: Sequence[Sequence[int | None]]) -> None:
    ids = iter(new_ids(sum(len(new.lines) for new in orders)))
    agreements = chain.from_iterable(agreed) if agreed else repeat(None)
    rows = [
        (next(ids), new.id, position, line.item, line.quantity, line.price, line.tax_rate, next(agreements))
        for new in orders
        for position, line in enumerate(new.lines, 1)
    ]
    columns: dialect.Columns = {
        "id": "int",
        "order_id": "int",
        "position": "int",
        "item_id": "int",
        "ordered": "int",
        "price": "int",
        "tax_rate": "int",
        "agreement_line_id": "int",
    }
    dialect.insert("purchasing_purchaseline", columns, rows, constants={"received": 0})
