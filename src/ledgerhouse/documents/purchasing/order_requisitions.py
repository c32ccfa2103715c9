"""Order what was requested: approved requisitions become orders by supplier, warehouse and department in one call."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, NamedTuple

from pydantic import Field

from ledgerhouse.documents.purchasing import requisitions, terms
from ledgerhouse.documents.purchasing.place_orders import PlaceOrder, place_for
from ledgerhouse.documents.purchasing.pricing import NewLine
from ledgerhouse.foundation.links import Ref, link
from ledgerhouse.foundation.queries import company
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.catalog.price_lists import best
from ledgerhouse.masterdata.partners.queries import partners_by_code, terms_of


@dataclass(frozen=True, kw_only=True)
class OrderRequisitions:
    """Which requisitions, by number. `supplier` delivers what nobody was suggested for; `round_up` orders more where a supplier delivers no less."""

    __pydantic_config__ = STRICT

    numbers: Annotated[tuple[Code, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Requisitions")})
    supplier: str = field(default="", metadata={"title": gettext_noop("Supplier")})
    round_up: bool = field(default=False, metadata={"title": gettext_noop("Round up to what can be ordered")})


@dataclass(frozen=True, kw_only=True)
class RequisitionsOrdered:
    """The numbers of the orders."""

    orders: tuple[str, ...]


class _Group(NamedTuple):
    """Who delivers where for whom."""

    supplier: str
    warehouse: str
    department: str


@verb("purchasing.order_requisitions", may="order goods", title=gettext_noop("Order"))
def order_requisitions(command: OrderRequisitions, ctx: Context) -> RequisitionsOrdered:
    """Place orders for what of requisitions is not ordered yet, at listed prices, or at the estimate where none is listed."""
    found = requisitions.load(ctx, command.numbers)
    wanted = [line for line in requisitions.lines(ctx, {one.id for one in found}) if line.open]
    problems = requisitions.unfit(ctx, found, wanted)
    problems += _without_supplier(command, found, wanted)
    if problems:
        raise Unreadable(problems)
    by_id = {one.id: one for one in found}
    groups: dict[_Group, list[requisitions.LineRef]] = {}
    for line in wanted:
        of = by_id[line.requisition]
        group = _Group(line.supplier_code or command.supplier, of.warehouse_code, of.department_code)
        groups.setdefault(group, []).append(line)
    orders = _orders(ctx, command, groups)
    at = {one.id: n for n, one in enumerate(found)}
    wheres = [[f"numbers.{at[line.requisition]}.lines.{line.position}" for line in of] for of in groups.values()]
    numbers = place_for(ctx, orders, wheres)
    requisitions.take_up({line.id: line.open for line in wanted})
    link(
        ctx,
        (
            (Ref("requisition", by_id[line.requisition].number), Ref("purchase_order", number))
            for number, of in zip(numbers, groups.values(), strict=True)
            for line in of
        ),
    )
    return RequisitionsOrdered(orders=numbers)


def _without_supplier(
    command: OrderRequisitions, found: Sequence[requisitions.RequisitionRef], wanted: Sequence[requisitions.LineRef]
) -> list[Problem]:
    at = {one.id: n for n, one in enumerate(found)}
    template = gettext_noop("line {line} has no supplier; name one for it")
    return [
        problem(f"numbers.{at[line.requisition]}", template, line=line.position)
        for line in wanted
        if not (line.supplier or command.supplier)
    ]


def _orders(
    ctx: Context, command: OrderRequisitions, groups: Mapping[_Group, Sequence[requisitions.LineRef]]
) -> list[PlaceOrder]:
    own = company(ctx)
    today = ctx.today(own.timezone)
    suppliers = partners_by_code(ctx, {group.supplier for group in groups})
    usual = terms_of(ctx, {ref.id for ref in suppliers.values()})
    pairs = {
        (suppliers[g.supplier].id, line.item) for g, of in groups.items() if g.supplier in suppliers for line in of
    }
    offers = terms.offers_of(ctx, pairs)
    found = []
    for group, of in groups.items():
        supplier = suppliers.get(group.supplier)
        currency = usual[supplier.id].currency if supplier else own.currency
        lines = []
        for line in of:
            listed = best(offers.get((supplier.id if supplier else 0, line.item), ()), currency, today, line.open)
            estimate = exact.number(line.price, exact.PRICE) if line.price and currency == own.currency else None
            lines.append(
                NewLine(
                    item=line.item_code,
                    quantity=exact.number(line.open, exact.QUANTITY),
                    price=None if listed else estimate,
                )
            )
        found.append(
            PlaceOrder(
                supplier=group.supplier,
                warehouse=group.warehouse,
                department=group.department,
                due_on=_due(today, of),
                round_up=command.round_up,
                lines=tuple(lines),
            )
        )
    return found


def _due(today: date, lines: Sequence[requisitions.LineRef]) -> date | None:
    """The first day on which something is wanted, unless that is over."""
    days = [line.wanted_on for line in lines if line.wanted_on and line.wanted_on >= today]
    return min(days, default=None)
