"""Release purchase orders: approved if need be, they make inbound orders by themselves (下达采购订单)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.purchasing import orders as purchasing
from ledgerhouse.documents.purchasing.words import ORDER
from ledgerhouse.documents.warehouse import inbound
from ledgerhouse.flows.inbound.propose_slots import propose_slots
from ledgerhouse.flows.inbound.worth import orders_in_own
from ledgerhouse.foundation.approvals.need import require
from ledgerhouse.foundation.approvals.subjects import Facts, Subject, declare
from ledgerhouse.foundation.duties import guard
from ledgerhouse.foundation.links import Ref, link
from ledgerhouse.foundation.queries import company
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.catalog.queries import categories_of
from ledgerhouse.masterdata.sites.queries import warehouses_by_id

SUBJECT = gettext_noop("purchase order")


@dataclass(frozen=True, kw_only=True)
class ReleasePurchases:
    """Which purchase orders, by number. All are released or none."""

    __pydantic_config__ = STRICT

    numbers: Annotated[tuple[Code, ...], Field(min_length=1)] = field(
        metadata={"title": gettext_noop("Purchase orders")}
    )


@dataclass(frozen=True, kw_only=True)
class Released:
    """The numbers of the inbound orders made, in the order of the command."""

    inbound: tuple[str, ...]


@verb("inbound.release_purchases", may="approve purchases", title=gettext_noop("Release"))
def release_purchases(command: ReleasePurchases, ctx: Context) -> Released:
    """Release purchase orders to their supplier and announce the goods to the warehouse."""
    orders = purchasing.load(ctx, command.numbers)
    if len(orders) > 1:
        _refuse_started(orders)
    lines: dict[int, list[purchasing.LineRef]] = {order.id: [] for order in orders}
    for line in purchasing.lines(ctx, lines):
        lines[line.order].append(line)
    require(ctx, SUBJECT, lambda: _facts(ctx, orders, lines))
    guard(ctx, [Ref("purchase_order", order.number) for order in orders])
    purchasing.step(orders, "release")
    made = _announce(ctx, orders, lines)
    link(ctx, ((Ref("purchase_order", o.number), Ref("inbound_order", made[o.id])) for o in orders))
    return Released(inbound=tuple(made[order.id] for order in orders))


def _refuse_started(orders: Sequence[purchasing.OrderRef]) -> None:
    template = gettext_noop("{name} is {state} and can not be released")
    wrong = [
        problem(f"numbers.{i}", template, name=o.number, state=o.state)
        for i, o in enumerate(orders)
        if o.state not in ORDER.sources("release")
    ]
    if wrong:
        raise Unreadable(wrong)


def _facts(
    ctx: Context, orders: Sequence[purchasing.OrderRef], lines: Mapping[int, Sequence[purchasing.LineRef]]
) -> list[Facts]:
    """What approval routes look at: amount, warehouse, department and the categories of the items."""
    amounts = orders_in_own(ctx, orders, lines)
    categories = categories_of(ctx, {line.item for of in lines.values() for line in of})
    return [
        Facts(
            number=order.number,
            amount=exact.number(amounts[order.id], exact.AMOUNT),
            maker=order.maker,
            warehouse=order.warehouse,
            department=order.department,
            categories=frozenset(c for line in lines[order.id] for c in categories.get(line.item, ())),
            content=repr([(line.item, line.ordered, line.price, line.tax_rate) for line in lines[order.id]]),
        )
        for order in orders
    ]


def _find(ctx: Context, numbers: Sequence[str]) -> list[Facts]:
    orders = purchasing.load(ctx, numbers)
    lines: dict[int, list[purchasing.LineRef]] = {order.id: [] for order in orders}
    for line in purchasing.lines(ctx, lines):
        lines[line.order].append(line)
    return _facts(ctx, orders, lines)


declare(Subject(SUBJECT, "purchase_order", "inbound.release_purchases", _find))


def _announce(
    ctx: Context, orders: Sequence[purchasing.OrderRef], lines: Mapping[int, Sequence[purchasing.LineRef]]
) -> dict[int, str]:
    """Inbound orders by purchase order id, numbered on today's date of each warehouse."""
    made: dict[int, str] = {}
    own = company(ctx).currency
    for warehouse in warehouses_by_id(ctx, {order.warehouse for order in orders}).values():
        here = [order for order in orders if order.warehouse == warehouse.id]
        new = [
            inbound.NewInbound(
                "purchase_order",
                o.number,
                o.warehouse,
                o.supplier,
                o.due_on,
                tuple(inbound.NewLine(line.item, line.ordered, line.price, line.id) for line in lines[o.id]),
                o.currency if o.currency != own else "",
            )
            for o in here
        ]
        numbers = inbound.write(ctx, new, ctx.today(warehouse.timezone))
        propose_slots(ctx, warehouse, list(inbound.by_number(ctx, numbers).values()))
        made |= {o.id: number for o, number in zip(here, numbers, strict=True)}
    return made
