"""Write down how released orders shall change: quantities, prices, taxes, the due date, lines more or less (采购变更)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated, NamedTuple

from pydantic import Field

from ledgerhouse.documents.purchasing import orders as purchasing
from ledgerhouse.documents.purchasing.models import PurchaseAmendment
from ledgerhouse.documents.purchasing.pricing import NewLine, Wish, price
from ledgerhouse.documents.purchasing.words import AMENDMENT, ORDER
from ledgerhouse.foundation import dialect, numbering
from ledgerhouse.foundation.dialect import one_of
from ledgerhouse.foundation.duties import guard
from ledgerhouse.foundation.links import Ref, link
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.foundation.queries import company
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Code, Percent, Price, QuantityOrNone
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.catalog.lines import MOVE, Asked, Line, understand
from ledgerhouse.masterdata.catalog.price_lists import per_base
from ledgerhouse.masterdata.catalog.queries import items_by_id


@dataclass(frozen=True, kw_only=True)
class AmendLine:
    """A line by its position with what shall change of it; quantity 0 drops it. Without a position it is a new line of an item.

    Quantity and price are in `unit`, empty for the base unit.
    """

    __pydantic_config__ = STRICT

    line: Annotated[int, Field(ge=0, le=99_999)] = field(default=0, metadata={"title": gettext_noop("Line")})
    item: str = field(default="", metadata={"title": gettext_noop("Item")})
    quantity: QuantityOrNone | None = field(default=None, metadata={"title": gettext_noop("Quantity")})
    unit: str = field(default="", metadata={"title": gettext_noop("Unit")})
    price: Price | None = field(default=None, metadata={"title": gettext_noop("Price")})
    tax_rate: Percent | None = field(default=None, metadata={"title": gettext_noop("Tax rate (%)")})


@dataclass(frozen=True, kw_only=True)
class AmendOrder:
    """A released order, why it changes, and how. What is not named, or named as it is, stays."""

    __pydantic_config__ = STRICT

    order: Code = field(metadata={"title": gettext_noop("Purchase order"), "refers": "purchasing.orders"})
    reason: Annotated[str, Field(min_length=1, max_length=200)] = field(metadata={"title": gettext_noop("Reason")})
    due_on: date | None = field(default=None, metadata={"title": gettext_noop("Due date")})
    lines: tuple[AmendLine, ...] = field(default=(), metadata={"title": gettext_noop("Lines")})


@dataclass(frozen=True, kw_only=True)
class AmendOrders:
    """Amendments, all written or none."""

    __pydantic_config__ = STRICT

    orders: Annotated[tuple[AmendOrder, ...], Field(min_length=1)] = field(
        metadata={"title": gettext_noop("Purchase orders")}
    )


@dataclass(frozen=True, kw_only=True)
class Amended:
    """The numbers of the amendments, in the order of the command."""

    numbers: tuple[str, ...]


class Change(NamedTuple):
    """A line before and after, in steps; `line` is its id, a new one for a new line."""

    position: int
    line: int
    item: int
    before: tuple[int, int, int]
    after: tuple[int, int, int]


@verb("purchasing.amend_orders", may="order goods", title=gettext_noop("Amend orders"))
def amend_orders(command: AmendOrders, ctx: Context) -> Amended:
    """Write amendments of released orders. They take effect when somebody who approves purchases applies them."""
    return Amended(numbers=tuple(amend(ctx, command.orders)))


def amend(ctx: Context, asked: Sequence[AmendOrder]) -> list[str]:
    """Write amendments and answer their numbers. Constant statements. Problems are at `orders.N.…`."""
    orders = purchasing.load(ctx, [one.order for one in asked])
    by_number = {order.number: order for order in orders}
    lines: dict[int, list[purchasing.LineRef]] = {order.id: [] for order in orders}
    for line in purchasing.lines(ctx, lines):
        lines[line.order].append(line)
    problems = list(_unfit(ctx, asked, by_number))
    changes, more = _Lines(ctx, asked, by_number, lines).understood()
    problems += more
    if problems:
        raise Unreadable(problems)
    numbers = _write(ctx, asked, by_number, changes)
    guard(ctx, [Ref("purchase_order", order.number) for order in orders])
    pairs = zip(asked, numbers, strict=True)
    link(ctx, ((Ref("purchase_order", one.order), Ref("purchase_amendment", number)) for one, number in pairs))
    return numbers


def _unfit(ctx: Context, asked: Sequence[AmendOrder], orders: Mapping[str, purchasing.OrderRef]) -> Iterator[Problem]:
    """What is wrong with the heads. One statement."""
    waiting = dict(
        scoped(ctx, PurchaseAmendment)
        .filter(order_id__in=one_of({o.id for o in orders.values()}), state=AMENDMENT.start)
        .values_list("order__number", "number")
    )
    seen: set[str] = set()
    for n, one in enumerate(asked):
        order, where = orders[one.order], f"orders.{n}.order"
        if order.state != ORDER.target("release"):
            template = gettext_noop("{name} is {state}; only a released order is amended")
            yield problem(where, template, name=order.number, state=order.state)
        if order.number in waiting:
            template = gettext_noop("{name} has amendment {number} waiting; apply or cancel that first")
            yield problem(where, template, name=order.number, number=waiting[order.number])
        if order.number in seen:
            yield problem(where, gettext_noop("is named twice"))
        if one.due_on and one.due_on < order.ordered_on:
            yield problem(f"orders.{n}.due_on", gettext_noop("is before the order date"))
        seen.add(order.number)


class _Lines:
    """The lines of all amendments, understood in a constant number of statements."""

    def __init__(
        self,
        ctx: Context,
        asked: Sequence[AmendOrder],
        orders: Mapping[str, purchasing.OrderRef],
        lines: Mapping[int, Sequence[purchasing.LineRef]],
    ) -> None:
        self.asked, self.orders, self.lines = asked, orders, lines
        self.problems: list[Problem] = []
        items = items_by_id(ctx, {line.item for of in lines.values() for line in of})
        self.codes = {item.id: item.code for item in items.values()}
        self._known(ctx)
        self._fresh(ctx)

    def understood(self) -> tuple[list[list[Change]], list[Problem]]:
        """Per amendment its changes, and what is wrong with any."""
        found = []
        for n, one in enumerate(self.asked):
            order = self.orders[one.order]
            changes = [c for i in range(len(one.lines)) if (c := self.changes.get((n, i))) is not None]
            after = {line.position: line.ordered for line in self.lines[order.id]}
            after |= {change.position: change.after[0] for change in changes}
            if not any(after.values()):
                self.problems.append(problem(f"orders.{n}.lines", gettext_noop("drops every line; cancel the order")))
            if not changes and not self.problems and one.due_on in (None, order.due_on):
                self.problems.append(problem(f"orders.{n}", gettext_noop("changes nothing")))
            found.append(changes)
        return found, self.problems

    def _known(self, ctx: Context) -> None:
        """Lines that the orders have: their items may be phased out by now."""
        self.changes: dict[tuple[int, int], Change] = {}
        old, asked = [], []
        for n, one in enumerate(self.asked):
            order = self.orders[one.order]
            here = {line.position: line for line in self.lines[order.id]}
            named: set[int] = set()
            for i, written in enumerate(one.lines):
                where = f"orders.{n}.lines.{i}"
                line = here.get(written.line)
                if not written.line:
                    continue
                if line is None:
                    template = gettext_noop("{name} has no line {line}")
                    self.problems.append(problem(f"{where}.line", template, name=order.number, line=written.line))
                elif written.line in named:
                    self.problems.append(problem(f"{where}.line", gettext_noop("is named twice")))
                elif written.item not in ("", self.codes[line.item]):
                    template = gettext_noop("is item {code}; drop the line and add another")
                    self.problems.append(problem(f"{where}.item", template, code=self.codes[line.item]))
                else:
                    quantity = written.quantity if written.quantity is not None else Decimal(1)
                    old.append(((n, i), written, line))
                    asked.append(Asked(where, self.codes[line.item], quantity, written.unit))
                named.add(written.line)
        lines, problems = understand(ctx, asked, MOVE)
        self.problems += problems
        for (at, written, line), found in zip(old, lines, strict=True):
            if found is not None:
                self._change(at, written, line, found)

    def _change(self, at: tuple[int, int], written: AmendLine, line: purchasing.LineRef, found: Line) -> None:
        where = f"orders.{at[0]}.lines.{at[1]}"
        ordered = line.ordered if written.quantity is None else found.quantity
        amount = line.price
        if written.price is not None and found.quantity:
            amount = per_base(written.price, written.quantity or Decimal(1), found.quantity)
        rate = line.tax_rate if written.tax_rate is None else exact.steps(written.tax_rate, exact.PERCENT)
        before, after = (line.ordered, line.price, line.tax_rate), (ordered, amount, rate)
        if ordered < line.received and ordered != line.ordered:
            template = gettext_noop("{quantity} {unit} is less than the {received} received already")
            facts = {"quantity": exact.shown(ordered), "received": exact.shown(line.received), "unit": found.item.unit}
            self.problems.append(problem(f"{where}.quantity", template, **facts))
        if before != after:
            self.changes[at] = Change(line.position, line.id, line.item, before, after)

    def _fresh(self, ctx: Context) -> None:
        """New lines, priced like those of a new order of today."""
        at, wishes = [], []
        own = company(ctx)
        for n, one in enumerate(self.asked):
            order = self.orders[one.order]
            for i, written in enumerate(one.lines):
                if written.line:
                    continue
                where = f"orders.{n}.lines.{i}"
                if not written.quantity:
                    self.problems.append(problem(f"{where}.quantity", gettext_noop("is needed for a new line")))
                    continue
                new = NewLine(
                    item=written.item,
                    quantity=written.quantity,
                    unit=written.unit,
                    price=written.price,
                    tax_rate=written.tax_rate,
                )
                foreign, day = order.currency != own.currency, ctx.today(own.timezone)
                wishes.append(Wish(where, new, order.supplier, order.currency, day, foreign, round_up=False))
                at.append((n, i, order))
        priced, problems = price(ctx, wishes)
        self.problems += problems
        last = {order: max((line.position for line in of), default=0) for order, of in self.lines.items()}
        for (n, i, order), line, identifier in zip(at, priced, new_ids(len(at)), strict=True):
            if line is not None:
                last[order.id] += 1
                after = (line.quantity, line.price, line.tax_rate)
                self.changes[n, i] = Change(
                    last[order.id], identifier, line.item, (0, line.price, line.tax_rate), after
                )


def _write(
    ctx: Context,
    asked: Sequence[AmendOrder],
    orders: Mapping[str, purchasing.OrderRef],
    changes: Sequence[Sequence[Change]],
) -> list[str]:
    numbers = numbering.take(ctx, "purchase_amendment", len(asked), ctx.today(company(ctx).timezone))
    ids = new_ids(len(asked))
    rows = []
    for i, number, one in zip(ids, numbers, asked, strict=True):
        order = orders[one.order]
        days = [day.isoformat() if day else None for day in (order.due_on, one.due_on or order.due_on)]
        rows.append((i, number, order.id, one.reason, order.version, *days))
    columns: dialect.Columns = {
        "id": "int",
        "number": "text",
        "order_id": "int",
        "reason": "text",
        "based_on": "int",
        "due_before": "date",
        "due_after": "date",
    }
    constants = {"company_id": ctx.company, "state": AMENDMENT.start, "version": 0, "applied_by": 0}
    who = {"maker": ctx.user, "created_at": ctx.now}
    dialect.insert("purchasing_purchaseamendment", columns, rows, constants={**constants, **who})
    lines = [
        (i, c.position, c.line, c.item, *c.before, *c.after) for i, of in zip(ids, changes, strict=True) for c in of
    ]
    before = ("ordered_before", "price_before", "tax_before")
    names = ("id", "amendment_id", "position", "line", "item_id", *before, "ordered", "price", "tax_rate")
    data = [(i, *line) for i, line in zip(new_ids(len(lines)), lines, strict=True)]
    dialect.insert("purchasing_amendmentline", dict.fromkeys(names, "int"), data)
    return numbers
