"""Confirm sales orders: promise the stock and hand the warehouse its outbound orders, with no second entry."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ledgerhouse.documents.sales import orders as sales
from ledgerhouse.documents.warehouse import outbound
from ledgerhouse.flows.outbound.words import OrderConfirmed
from ledgerhouse.foundation import outbox
from ledgerhouse.foundation.duties import guard
from ledgerhouse.foundation.links import Ref, link
from ledgerhouse.foundation.verb import Together, verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.stock.words import NewPromise
from ledgerhouse.masterdata.sites.queries import warehouses_by_id
from ledgerhouse.masterdata.sites.words import WarehouseRef
from ledgerhouse.posting import reserve


@dataclass(frozen=True, kw_only=True)
class ConfirmOrders:
    """The numbers of draft sales orders."""

    __pydantic_config__ = STRICT
    numbers: tuple[Code, ...] = field(metadata={"title": gettext_noop("Sales orders")})


@dataclass(frozen=True, kw_only=True)
class Confirmed:
    """The outbound orders made, in the order of the command."""

    outbound: tuple[str, ...]


def _confirm(commands: Sequence[ConfirmOrders], ctx: Context) -> list[Confirmed]:
    # load
    orders = sales.load(ctx, [number for command in commands for number in command.numbers])
    lines = _by_order(sales.lines(ctx, (o.id for o in orders)))
    warehouses = warehouses_by_id(ctx, {o.warehouse for o in orders})
    guard(ctx, [Ref("sales_order", order.number) for order in orders])
    # write
    sales.step(orders, "confirm")
    made: dict[str, outbound.Made] = {}
    for warehouse in sorted(warehouses.values()):
        made |= _hand_over(ctx, warehouse, [o for o in orders if o.warehouse == warehouse.id], lines)
    # tell
    link(ctx, [(Ref("sales_order", o.number), Ref("outbound_order", made[o.number].number)) for o in orders])
    outbox.tell(
        ctx,
        [
            (
                f"sales_order:{o.number}",
                OrderConfirmed(order=o.number, outbound=made[o.number].number, lines=len(lines[o.id])),
            )
            for o in orders
        ],
    )
    return [Confirmed(outbound=tuple(made[n].number for n in dict.fromkeys(c.numbers))) for c in commands]


@verb(
    "outbound.confirm_orders",
    may="confirm orders",
    title=gettext_noop("Confirm"),
    together=Together(alike=lambda _: "", papers=lambda command: command.numbers, run=_confirm),
)
def confirm_orders(command: ConfirmOrders, ctx: Context) -> Confirmed:
    """Confirm sales orders: promise stock and make outbound orders."""
    return _confirm([command], ctx)[0]


def _hand_over(
    ctx: Context, warehouse: WarehouseRef, orders: Sequence[sales.OrderRef], lines: Mapping[int, list[sales.LineRef]]
) -> dict[str, outbound.Made]:
    wanted = [
        outbound.NewOutbound(
            "sales_order",
            o.number,
            warehouse.id,
            o.customer,
            o.due_on,
            tuple((line.item, line.ordered, line.id) for line in lines[o.id]),
        )
        for o in orders
    ]
    made = outbound.write(ctx, wanted, ctx.today(warehouse.timezone))
    promises = [
        NewPromise(item, steps, new.due_on, "outbound_order", m.number, line)
        for new, m in zip(wanted, made, strict=True)
        for line, (item, steps, _) in zip(m.lines, new.lines, strict=True)
    ]
    reserve.promise(ctx, warehouse, promises)
    return {o.number: m for o, m in zip(orders, made, strict=True)}


def _by_order(lines: Sequence[sales.LineRef]) -> Mapping[int, list[sales.LineRef]]:
    grouped: dict[int, list[sales.LineRef]] = defaultdict(list)
    for line in lines:
        grouped[line.order].append(line)
    return grouped
