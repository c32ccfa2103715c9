"""Edit a purchase order that is still a draft: its head and its lines, as a whole (编辑采购订单)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.purchasing import agreements
from ledgerhouse.documents.purchasing import orders as purchasing
from ledgerhouse.documents.purchasing.place_orders import PlaceOrder, rewrite
from ledgerhouse.documents.purchasing.pricing import NewLine
from ledgerhouse.documents.purchasing.words import ORDER
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.catalog.queries import items_by_id
from ledgerhouse.masterdata.partners.queries import partners_by_code


@dataclass(frozen=True, kw_only=True)
class EditLine(NewLine):
    """A line as it shall be. `line` is the one it was, whose price and tax rate it keeps where none is given; 0 is a new line."""

    __pydantic_config__ = STRICT

    line: Annotated[int, Field(ge=0, le=99_999)] = field(default=0, metadata={"title": gettext_noop("Line")})


@dataclass(frozen=True, kw_only=True)
class EditOrder(PlaceOrder):
    """A draft as it shall be: lines that are not named are removed. `version` is the one that was read; 0 takes what there is."""

    __pydantic_config__ = STRICT

    order: Code = field(metadata={"title": gettext_noop("Purchase order"), "refers": "purchasing.orders"})
    version: Annotated[int, Field(ge=0)] = field(default=0, metadata={"title": gettext_noop("Version")})
    lines: tuple[EditLine, ...] = field(metadata={"title": gettext_noop("Lines")})


@dataclass(frozen=True, kw_only=True)
class OrderEdited:
    """The number of the order, and its version from now on."""

    number: str
    version: int


@verb("purchasing.edit_order", may="order goods", title=gettext_noop("Edit"))
def edit_order(command: EditOrder, ctx: Context) -> OrderEdited:
    """Write a draft anew. Statements do not grow with its lines. A released order is amended instead."""
    (order,) = purchasing.load(ctx, (command.order,))
    problems = _unfit(command, order)
    if problems:
        raise Unreadable(problems)
    old = {line.position: line for line in purchasing.lines(ctx, [order.id])}
    called = agreements.of_orders(ctx, [order.id])
    lines, problems = _kept(ctx, command, old)
    problems += _beyond(ctx, command, order, old, called)
    agreed = [called.get(old[line.line].id, 0) or None if line.line in old else None for line in command.lines]
    wanted = replace(command, lines=tuple(lines))
    try:
        rewrite(ctx, [order], [wanted], [agreed])
    except Unreadable as unreadable:
        found = (p._replace(where=p.where.removeprefix("orders.0.")) for p in unreadable.problems)
        raise Unreadable([*problems, *found]) from None
    if problems:
        raise Unreadable(problems)
    return OrderEdited(number=order.number, version=order.version + 1)


def _unfit(command: EditOrder, order: purchasing.OrderRef) -> list[Problem]:
    """Only drafts are edited, and only as they were read."""
    if order.state == ORDER.target("release"):
        return [problem("order", gettext_noop("{name} is released; amend it instead"), name=order.number)]
    if order.state != ORDER.start:
        template = gettext_noop("{name} is {state}; only a draft is edited")
        return [problem("order", template, name=order.number, state=order.state)]
    if command.version not in (0, order.version):
        template = gettext_noop("{name} has version {version} by now; look at it again")
        return [problem("version", template, name=order.number, version=order.version)]
    return []


def _kept(
    ctx: Context, command: EditOrder, old: Mapping[int, purchasing.LineRef]
) -> tuple[list[EditLine], list[Problem]]:
    """The lines with the prices and tax rates they keep, and what is wrong with any."""
    codes = {item.id: item.code for item in items_by_id(ctx, {line.item for line in old.values()}).values()}
    lines, problems = [], []
    seen: set[int] = set()
    for i, line in enumerate(command.lines):
        was, where = old.get(line.line), f"lines.{i}"
        if line.line and was is None:
            template = gettext_noop("{name} has no line {line}")
            problems.append(problem(f"{where}.line", template, name=command.order, line=line.line))
        elif was is None:
            lines.append(line)
            continue
        elif line.line in seen:
            problems.append(problem(f"{where}.line", gettext_noop("is named twice")))
        elif line.item != codes[was.item]:
            template = gettext_noop("is item {code}; drop the line and add another")
            problems.append(problem(f"{where}.item", template, code=codes[was.item]))
        elif line.price is None and line.unit:
            problems.append(problem(f"{where}.price", gettext_noop("is needed where a unit is named")))
        seen.add(line.line)
        lines.append(_with_old(line, was))
    return lines, problems


def _with_old(line: EditLine, was: purchasing.LineRef | None) -> EditLine:
    if was is None:
        return line
    price = exact.number(was.price, exact.PRICE) if line.price is None else line.price
    rate = exact.number(was.tax_rate, exact.PERCENT) if line.tax_rate is None else line.tax_rate
    return replace(line, price=price, tax_rate=rate)


def _beyond(
    ctx: Context,
    command: EditOrder,
    order: purchasing.OrderRef,
    old: Mapping[int, purchasing.LineRef],
    called: Mapping[int, int],
) -> list[Problem]:
    """Lines called off from an agreement stay within it, in its unit and with its supplier and currency."""
    if not called:
        return []
    new: dict[int, Sequence[EditLine]] = {}
    for line in command.lines:
        if line.line in old:
            new[old[line.line].id] = [line]
    found = []
    supplier = partners_by_code(ctx, [command.supplier]).get(command.supplier)
    if any(line.line in old and old[line.line].id in called for line in command.lines):
        if supplier is not None and supplier.id != order.supplier:
            found.append(problem("supplier", gettext_noop("lines are called off from an agreement with another")))
        if command.currency not in ("", order.currency):
            found.append(problem("currency", gettext_noop("lines are called off from an agreement in another")))
    wanted = []
    for was in old.values():
        if was.id not in called:
            continue
        quantity, price = 0, was.price
        for line in new.get(was.id, ()):
            quantity = exact.steps(line.quantity, exact.QUANTITY)
            price = was.price if line.price is None else exact.steps(line.price, exact.PRICE)
            if line.unit:
                at = command.lines.index(line)
                template = gettext_noop("is called off from an agreement: use the base unit")
                found.append(problem(f"lines.{at}.unit", template))
        wanted.append(agreements.Taken(called[was.id], was.id, quantity, price))
    for one in agreements.beyond(ctx, wanted):
        template, facts = agreements.told(one)
        found.append(problem("lines", template, **facts))
    return found
